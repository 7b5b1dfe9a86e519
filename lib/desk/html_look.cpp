#include "desk/html_look.h"

#include "base/text.h"
#include "desk/html_style.h"
#include "mail/html_entities.h"
#include "mail/html_tokens.h"

#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

namespace desk {

namespace {

using mail::HtmlToken;

constexpr std::size_t depth_max = 500;
constexpr std::size_t hidden_shown_max = 400;

constexpr std::array<std::string_view, 14> void_elements{"area",  "base", "br",   "col",    "embed", "hr",  "img",
                                                         "input", "link", "meta", "source", "track", "wbr", "param"};

/// Their target is fetched when the page is shown, not when somebody follows it.
constexpr std::array<std::string_view, 7> fetching_attributes{"src",  "srcset",     "background", "poster",
                                                              "data", "xlink:href", "lowsrc"};
constexpr std::array<std::string_view, 5> link_attributes{"href", "action", "formaction", "cite", "longdesc"};
constexpr std::array<std::string_view, 5> word_attributes{"alt", "title", "content", "value", "label"};

/// The next one of them ends the one before.
constexpr std::array<std::string_view, 8> self_ending_elements{"p", "li", "td", "th", "tr", "dt", "dd", "option"};

bool is_one_of(const auto& names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

/// Of an element: its own, and what it has from those that it is in.
struct Appearance {
    std::string_view hidden_by;  ///< for good, whatever is inside; empty: not
    bool is_invisible = false;
    bool has_no_font_size = false;
    Colour colour{.kind = Colour::Kind::known, .rgb = 0x000000};
    Colour background{.kind = Colour::Kind::known, .rgb = 0xFFFFFF};

    /// Why its text is not seen; empty when it is.
    [[nodiscard]] std::string_view reason() const
    {
        if (!hidden_by.empty()) return hidden_by;
        if (is_invisible) return "visibility: hidden";
        if (has_no_font_size) return "font-size: 0";
        if (colour.kind == Colour::Kind::transparent) return "color: transparent";
        return is_alike(colour, background) ? "its colour is that of its background" : std::string_view{};
    }
};

Appearance appearance_of(const Appearance& around, const HtmlStyle& style)
{
    Appearance own = around;
    const auto hide = [&own](bool hides, std::string_view by) {
        if (hides && own.hidden_by.empty()) own.hidden_by = by;
    };
    hide(!style.is_displayed.value_or(true), "display: none");
    hide(style.is_transparent.value_or(false), "opacity: 0");
    hide(style.is_off_page.value_or(false), "it stands off the page");
    hide(style.has_no_room.value_or(false) && style.clips.value_or(false), "it has no room");
    if (style.is_visible) own.is_invisible = !*style.is_visible;
    if (style.font_size == HtmlStyle::FontSize::none) own.has_no_font_size = true;
    if (style.font_size == HtmlStyle::FontSize::some) own.has_no_font_size = false;
    if (style.colour.kind != Colour::Kind::not_said) own.colour = style.colour;
    const bool has_background =
        style.background.kind == Colour::Kind::known || style.background.kind == Colour::Kind::unknown;
    if (has_background) own.background = style.background;
    return own;
}

/// What an element's attributes say that matters here. Of two with one name the first counts.
struct TagReading {
    std::optional<std::string> classes;
    std::optional<std::string> id;
    std::optional<std::string> style;
    std::optional<Colour> colour;
    std::optional<Colour> background;
    bool is_hidden = false;
};

/// Of elsewhere: neither of the message (cid:) nor written out in the page (data:).
bool is_remote(std::string_view target)
{
    const std::string start = base::to_lower(base::trim(target).substr(0, 8));
    return start.starts_with("http:") || start.starts_with("https:") || start.starts_with("ftp:") ||
           start.starts_with("file:") || start.starts_with("//") || start.starts_with("\\\\");
}

/// Styles may stand behind what they are for.
StyleSheet sheet_of(std::string_view html)
{
    StyleSheet sheet;
    mail::HtmlTokens tokens(html);
    while (const auto token = tokens.next()) {
        if (token->kind == HtmlToken::Kind::raw_text && token->name == "style") sheet.add(token->octets);
    }
    return sheet;
}

/// Blanks of every kind, and characters that nobody sees, fill up previews; they say nothing.
bool has_letters(std::string_view utf8)
{
    const auto text = icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())});
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        if (u_isalnum(text.char32At(i)) != 0) return true;
    }
    return false;
}

class Looker {
  public:
    explicit Looker(std::string_view html) : tokens_(html), sheet_(sheet_of(html)) {}

    HtmlLook run()
    {
        while (const auto token = tokens_.next()) {
            switch (token->kind) {
            case HtmlToken::Kind::text: take_text(token->octets); break;
            case HtmlToken::Kind::raw_text: take_raw_text(*token); break;
            case HtmlToken::Kind::start_tag: open(*token); break;
            case HtmlToken::Kind::end_tag: close(token->name); break;
            case HtmlToken::Kind::comment: note_aside(token->octets); break;
            }
        }
        return std::move(look_);
    }

  private:
    struct Element {
        std::string name;
        Appearance appearance;
    };

    [[nodiscard]] Appearance around() const { return open_.empty() ? Appearance{} : open_.back().appearance; }

    void take_text(std::string_view octets)
    {
        const std::string_view reason = around().reason();
        if (!reason.empty()) note_hidden(octets, reason);
    }

    void note_hidden(std::string_view octets, std::string_view reason)
    {
        const std::string text = mail::decode_entities(octets);
        if (!has_letters(text)) return;
        if (look_.hidden_by.empty()) look_.hidden_by = reason;
        look_.hidden_octets += text.size();
        if (look_.hidden.size() < hidden_shown_max) look_.hidden += ' ' + text.substr(0, hidden_shown_max);
    }

    void take_raw_text(const HtmlToken& token)
    {
        if (token.name == "style") note_fetched(css_targets(token.octets));
        if (token.name == "template") note_hidden(token.octets, "template");
        note_aside(token.octets);
    }

    void open(const HtmlToken& tag)
    {
        const TagReading reading = read_tag(tag);
        if (is_one_of(void_elements, tag.name)) return;
        if (is_one_of(self_ending_elements, tag.name) && !open_.empty() && open_.back().name == tag.name)
            close(tag.name);
        if (open_.size() == depth_max) {
            look_.is_too_deep = true;
            return;
        }
        HtmlStyle style = sheet_.style_of(tag.name, reading.classes.value_or(""), reading.id.value_or(""));
        if (reading.colour) style.colour = *reading.colour;
        if (reading.background) style.background = *reading.background;
        if (reading.style) style.overlay(read_style(*reading.style));
        if (reading.is_hidden && !style.is_displayed) style.is_displayed = false;
        open_.push_back({.name = tag.name, .appearance = appearance_of(around(), style)});
        ++open_names_[tag.name];
    }

    /// The end of an element that is not open ends nothing.
    void close(const std::string& name)
    {
        if (!open_names_.contains(name)) return;
        for (bool is_found = false; !is_found; open_.pop_back()) {
            const std::string& last = open_.back().name;
            is_found = last == name;
            const auto count = open_names_.find(last);
            if (--count->second == 0) open_names_.erase(count);
        }
    }

    TagReading read_tag(const HtmlToken& tag)
    {
        TagReading reading;
        std::string_view inside = tag.octets;
        while (const auto attribute = mail::take_attribute(inside)) {
            const std::string& name = attribute->name;
            if (name == "hidden") reading.is_hidden = true;
            const std::string value = mail::decode_entities(attribute->value);
            if (name == "class" && !reading.classes) reading.classes = value;
            if (name == "id" && !reading.id) reading.id = value;
            if (name == "style" && !reading.style) reading.style = value;
            if (name == "bgcolor") reading.background = read_colour(value);
            if (name == "color" || (name == "text" && tag.name == "body")) reading.colour = read_colour(value);
            if (name == "background") reading.background = Colour{.kind = Colour::Kind::unknown, .rgb = 0};
            if (is_one_of(word_attributes, name)) note_aside(value);
            note_target(tag.name, name, value);
        }
        if (reading.style) note_fetched(css_targets(*reading.style));
        return reading;
    }

    void note_target(std::string_view element, std::string_view name, const std::string& value)
    {
        const bool is_resource = element == "link" || element == "image" || element == "base";
        const bool is_fetched = is_one_of(fetching_attributes, name) || (is_resource && name == "href");
        if (is_fetched && name == "srcset") {
            for (const std::string_view each : base::split(value, ',')) note_fetched({std::string(base::trim(each))});
        } else if (is_fetched) {
            note_fetched({value});
        } else if (is_one_of(link_attributes, name)) {
            look_.links.push_back(value);
        }
    }

    void note_fetched(std::vector<std::string> targets)
    {
        for (std::string& target : targets) {
            if (is_remote(target)) look_.fetched.push_back(target);
            look_.links.push_back(std::move(target));
        }
    }

    void note_aside(std::string_view text)
    {
        look_.aside += text;
        look_.aside += '\n';
    }

    mail::HtmlTokens tokens_;
    StyleSheet sheet_;
    HtmlLook look_;
    std::vector<Element> open_;
    std::map<std::string, std::size_t, std::less<>> open_names_;  ///< how many of them are open
};

}  // namespace

HtmlLook look_at_html(std::string_view html)
{
    return Looker(html).run();
}

}  // namespace desk
