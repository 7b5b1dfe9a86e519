#include "desk/html_style.h"

#include "base/text.h"
#include "mail/transfer_encoding.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace desk {

namespace {

struct NamedColour {
    std::string_view name;
    std::uint32_t rgb;
};

/// Those that paper and text have most; the others are unknown colours.
constexpr std::array<NamedColour, 12> named_colours{{
    {"white", 0xFFFFFF},
    {"black", 0x000000},
    {"snow", 0xFFFAFA},
    {"ivory", 0xFFFFF0},
    {"ghostwhite", 0xF8F8FF},
    {"floralwhite", 0xFFFAF0},
    {"whitesmoke", 0xF5F5F5},
    {"azure", 0xF0FFFF},
    {"gray", 0x808080},
    {"red", 0xFF0000},
    {"blue", 0x0000FF},
    {"green", 0x008000},
}};

constexpr Colour unknown_colour{.kind = Colour::Kind::unknown, .rgb = 0};
constexpr Colour transparent{.kind = Colour::Kind::transparent, .rgb = 0};

Colour known(std::uint32_t rgb)
{
    return {.kind = Colour::Kind::known, .rgb = rgb};
}

/// The number at the start of `text`, taken off; nothing when there is none.
std::optional<double> take_number(std::string_view& text)
{
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

Colour read_hex_colour(std::string_view digits)
{
    constexpr std::size_t short_digits = 3;
    constexpr std::size_t long_digits = 6;
    const std::size_t per_channel = digits.size() < long_digits ? 1 : 2;
    const bool has_alpha = digits.size() == per_channel * 4;
    if (digits.size() != short_digits && digits.size() != long_digits && !has_alpha) return unknown_colour;
    std::uint32_t rgb = 0;
    for (std::size_t i = 0; i < per_channel * 3; i += per_channel) {
        const std::string channel = per_channel == 1 ? std::string(2, digits[i]) : std::string(digits.substr(i, 2));
        const int value = mail::read_hex_octet(channel);
        if (value < 0) return unknown_colour;
        rgb = (rgb << 8U) | static_cast<std::uint32_t>(value);
    }
    const bool is_gone = has_alpha && digits.substr(per_channel * 3).find_first_not_of('0') == std::string_view::npos;
    return is_gone ? transparent : known(rgb);
}

/// What stands in "rgb(…)" or "rgba(…)": three channels of 0 to 255, and perhaps how much of it is seen.
Colour read_channels(std::string_view text)
{
    std::array<double, 4> channels{0, 0, 0, 1};
    std::size_t count = 0;
    for (; count < channels.size(); ++count) {
        text.remove_prefix(std::min(text.size(), text.find_first_not_of(" \t\r\n,/")));
        const auto number = take_number(text);
        if (!number) break;
        channels[count] = *number;
        if (text.starts_with('%')) return unknown_colour;
    }
    if (count < 3) return unknown_colour;
    if (channels[3] <= 0) return transparent;
    std::uint32_t rgb = 0;
    for (std::size_t i = 0; i < 3; ++i)
        rgb = (rgb << 8U) | static_cast<std::uint32_t>(std::clamp(channels[i], 0.0, 255.0));
    return known(rgb);
}

}  // namespace

Colour read_colour(std::string_view text)
{
    constexpr std::size_t colour_octets_max = 64;
    const std::string lower = base::to_lower(base::trim(text).substr(0, colour_octets_max));
    if (lower == "transparent") return transparent;
    if (lower.starts_with('#')) return read_hex_colour(std::string_view(lower).substr(1));
    if (lower.starts_with("rgb")) return read_channels(lower.substr(std::min(lower.size(), lower.find('(') + 1)));
    const auto* const named = std::ranges::find(named_colours, lower, &NamedColour::name);
    return named == named_colours.end() ? unknown_colour : known(named->rgb);
}

bool is_alike(const Colour& a, const Colour& b)
{
    constexpr int alike_max = 16;  // of 255, in each channel
    if (a.kind != Colour::Kind::known || b.kind != Colour::Kind::known) return false;
    for (const unsigned shift : {0U, 8U, 16U}) {
        const auto channel = [shift](const Colour& colour) { return static_cast<int>((colour.rgb >> shift) & 0xFFU); };
        if (std::abs(channel(a) - channel(b)) > alike_max) return false;
    }
    return true;
}

void HtmlStyle::overlay(const HtmlStyle& later)
{
    const auto lay = [](std::optional<bool>& below, const std::optional<bool>& above) {
        if (above) below = above;
    };
    lay(is_displayed, later.is_displayed);
    lay(is_visible, later.is_visible);
    lay(is_transparent, later.is_transparent);
    lay(is_off_page, later.is_off_page);
    lay(has_no_room, later.has_no_room);
    lay(clips, later.clips);
    if (later.font_size != FontSize::not_said) font_size = later.font_size;
    if (later.colour.kind != Colour::Kind::not_said) colour = later.colour;
    if (later.background.kind != Colour::Kind::not_said) background = later.background;
}

namespace {

constexpr double off_page_pixels = 500;  // mail is narrower, or nearly so

bool is_zero(std::string_view value)
{
    const auto number = take_number(value);
    return number && *number == 0;
}

/// A letter of a pixel is no letter.
HtmlStyle::FontSize read_font_size(std::string_view value)
{
    constexpr double readable_min = 2;
    const auto number = take_number(value);
    if (!number) {
        const bool is_relative = value == "smaller" || value == "larger" || value == "inherit";
        return is_relative ? HtmlStyle::FontSize::relative : HtmlStyle::FontSize::some;
    }
    const bool is_relative = value.starts_with("em") || value.starts_with('%');
    if (*number <= 0 || (!is_relative && !value.starts_with("rem") && *number < readable_min))
        return HtmlStyle::FontSize::none;
    return is_relative ? HtmlStyle::FontSize::relative : HtmlStyle::FontSize::some;
}

bool is_far_off(std::string_view value)
{
    const auto number = take_number(value);
    return number && *number <= -off_page_pixels;
}

Colour read_background(std::string_view value)
{
    const bool is_picture = value.find('(') != std::string_view::npos && !value.starts_with("rgb");
    return is_picture ? unknown_colour : read_colour(value.substr(0, value.find(' ', value.rfind(')') + 1)));
}

void read_declaration(HtmlStyle& style, std::string_view property, std::string_view value)
{
    const auto is_one_of = [&](std::initializer_list<std::string_view> names) {
        return std::ranges::count(names, property) > 0;
    };
    if (property == "display") style.is_displayed = value != "none";
    if (property == "visibility") style.is_visible = value != "hidden" && value != "collapse";
    if (property == "opacity") style.is_transparent = is_zero(value);
    if (property == "overflow") style.clips = value == "hidden";
    if (is_one_of({"height", "max-height", "width", "max-width"}) && is_zero(value)) style.has_no_room = true;
    if (is_one_of({"text-indent", "left", "right", "top", "margin-left"}) && is_far_off(value))
        style.is_off_page = true;
    if (property == "clip" && value.starts_with("rect(0")) style.is_off_page = true;
    if (property == "font-size") style.font_size = read_font_size(value);
    if (property == "color") style.colour = read_colour(value);
    if (property == "background-color" || property == "background") style.background = read_background(value);
    if (property == "background-image" && value != "none") style.background = unknown_colour;
}

/// Where the next of `marks` stands outside of quotes and brackets; npos when there is none.
std::size_t find_outside(std::string_view css, std::string_view marks)
{
    std::size_t depth = 0;
    char quote = 0;
    for (std::size_t i = 0; i < css.size(); ++i) {
        const char c = css[i];
        if (quote != 0) {
            if (c == quote) quote = 0;
        } else if (depth == 0 && marks.find(c) != std::string_view::npos) {
            return i;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')' && depth > 0) {
            --depth;
        }
    }
    return std::string_view::npos;
}

std::string_view take_until(std::string_view& css, std::size_t end)
{
    const std::string_view taken = css.substr(0, end);
    css.remove_prefix(end == std::string_view::npos ? css.size() : end + 1);
    return taken;
}

std::string without_comments(std::string_view css)
{
    std::string plain;
    for (auto start = css.find("/*"); start != std::string_view::npos; start = css.find("/*")) {
        plain += css.substr(0, start);
        const auto end = css.find("*/", start + 2);
        css.remove_prefix(end == std::string_view::npos ? css.size() : end + 2);
    }
    return plain += css;
}

}  // namespace

HtmlStyle read_style(std::string_view declarations)
{
    constexpr std::string_view important = "!important";
    const std::string lower = base::to_lower(without_comments(declarations));
    HtmlStyle style;
    for (std::string_view rest = lower; !rest.empty();) {
        std::string_view value = take_until(rest, find_outside(rest, ";"));
        const std::string_view property = base::trim(take_until(value, value.find(':')));
        value = base::trim(value);
        if (value.ends_with(important)) value = base::trim(value.substr(0, value.size() - important.size()));
        read_declaration(style, property, value);
    }
    return style;
}

void StyleSheet::add(std::string_view css)
{
    const std::string lower = base::to_lower(without_comments(css));
    for (std::string_view rest = lower; !rest.empty();) {
        const auto end = find_outside(rest, "{};");
        const char mark = end == std::string_view::npos ? '\0' : rest[end];
        const std::string_view selectors = base::trim(take_until(rest, end));
        if (mark != '{') continue;
        const bool is_media = selectors.starts_with("@media");
        const bool is_for_all = is_media && selectors.find('(') == std::string_view::npos &&
                                selectors.find("print") == std::string_view::npos;
        if (is_for_all) continue;  // its rules come next, and its "}" ends nothing
        if (!selectors.starts_with('@')) {
            add_rule(selectors, take_until(rest, find_outside(rest, "}")));
            continue;
        }
        std::size_t depth = 1;
        while (depth > 0 && !rest.empty()) {
            const auto brace = find_outside(rest, "{}");
            const bool is_opened = brace != std::string_view::npos && rest[brace] == '{';
            depth = is_opened ? depth + 1 : depth - 1;
            take_until(rest, brace);
        }
    }
}

void StyleSheet::add_rule(std::string_view selectors, std::string_view declarations)
{
    const HtmlStyle style = read_style(declarations);
    for (const std::string_view selector : base::split(selectors, ',')) {
        std::string_view last = base::trim(selector);
        last.remove_prefix(std::min(last.size(), last.find_last_of(" \t\r\n>+~") + 1));
        last = last.substr(0, last.find_first_of(":["));
        const auto mark = last.find_last_of(".#");
        if (mark != std::string_view::npos) last.remove_prefix(mark);
        if (!last.empty()) rules_[std::string(last)].overlay(style);
    }
}

void StyleSheet::overlay(HtmlStyle& style, const std::string& selector) const
{
    const auto rule = rules_.find(selector);
    if (rule != rules_.end()) style.overlay(rule->second);
}

HtmlStyle StyleSheet::style_of(std::string_view element, std::string_view classes, std::string_view id) const
{
    HtmlStyle style;
    if (rules_.empty()) return style;
    overlay(style, "*");
    overlay(style, std::string(element));
    while (!classes.empty()) {
        const std::string_view name = take_until(classes, classes.find_first_of(" \t\r\n\f"));
        if (!name.empty()) overlay(style, '.' + base::to_lower(name));
    }
    if (!id.empty()) overlay(style, '#' + base::to_lower(id));
    return style;
}

std::vector<std::string> css_targets(std::string_view css)
{
    constexpr std::string_view ends = "\"') \t\r\n;";
    const std::string lower = base::to_lower(css);
    std::vector<std::string> targets;
    for (const std::string_view word : {"url(", "@import"}) {
        for (auto at = lower.find(word); at != std::string::npos; at = lower.find(word, at)) {
            at = std::min(css.size(), css.find_first_not_of(" \t\r\n\"'", at + word.size()));
            targets.emplace_back(css.substr(at, css.find_first_of(ends, at) - at));
            at += targets.back().size();
        }
    }
    return targets;
}

}  // namespace desk
