#include "document/read_html.h"

#include "base/text.h"
#include "document/builder.h"
#include "document/html_visibility.h"
#include "document/layout.h"
#include "document/tidy_text.h"
#include "mail/html_entities.h"
#include "mail/html_tokens.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace document {

namespace {

using mail::HtmlToken;

constexpr std::size_t depth_max = 200;
constexpr std::size_t span_max = 1000;  // as browsers have it for colspan

constexpr auto block_elements = std::to_array<std::string_view>(
    {"address",  "article", "aside", "blockquote", "body", "caption", "center", "dd",  "div",     "dl",     "dt",
     "fieldset", "footer",  "form",  "h1",         "h2",   "h3",      "h4",     "h5",  "h6",      "header", "hr",
     "html",     "legend",  "li",    "main",       "nav",  "ol",      "p",      "pre", "section", "ul"});
constexpr auto void_elements = std::to_array<std::string_view>(
    {"br", "hr", "img", "input", "meta", "link", "base", "col", "wbr", "area", "embed"});
constexpr auto self_ending_elements = std::to_array<std::string_view>({"p", "li", "dt", "dd", "option"});
/// What they hold was taken back.
constexpr auto struck_elements = std::to_array<std::string_view>({"del", "s", "strike"});
/// Whose content is no text of the page.
constexpr auto skipped_elements = std::to_array<std::string_view>(
    {"applet", "audio", "button", "canvas", "datalist", "iframe", "math", "noframes", "object", "svg", "video"});

bool is_one_of(const auto& names, std::string_view name)
{
    return std::ranges::find(names, name) != names.end();
}

/// Elements that a page shows apart from what is before and after.
constexpr auto apart_elements = std::to_array<std::string_view>({"p", "ul", "ol", "dl", "blockquote"});

/// Empty when the tag has no such attribute.
std::string attribute_of(const HtmlToken& tag, std::string_view name)
{
    std::string_view inside = tag.octets;
    while (const auto attribute = mail::take_attribute(inside)) {
        if (attribute->name == name) return mail::decode_entities(attribute->value);
    }
    return {};
}

bool has_attribute(const HtmlToken& tag, std::string_view name)
{
    std::string_view inside = tag.octets;
    while (const auto attribute = mail::take_attribute(inside)) {
        if (attribute->name == name) return true;
    }
    return false;
}

std::size_t span_of(const HtmlToken& tag, std::string_view name)
{
    const auto span = base::parse_number(base::trim(attribute_of(tag, name)));
    return span && *span > 1 ? std::min(static_cast<std::size_t>(*span), span_max) : 1;
}

/// Text that runs on until something breaks its line.
class Flow {
  public:
    void add_blank() { has_blank_ = true; }

    void add(std::string_view text)
    {
        if (has_blank_ && !line_.empty() && !line_.ends_with('\n')) line_ += ' ';
        has_blank_ = false;
        line_ += text;
    }

    /// Behind the line that it stands in.
    void add_field(Field field) { fields_.emplace_back(std::move(field)); }

    /// A line that has nothing but blanks of the page's own is one that was left empty.
    void break_line(bool is_forced)
    {
        if (is_forced || !line_.empty()) items_.emplace_back(tidy_line(line_));
        line_.clear();
        has_blank_ = false;
        std::ranges::move(std::exchange(fields_, {}), std::back_inserter(items_));
    }

    /// An empty line before what comes next.
    void leave_gap()
    {
        break_line(false);
        items_.emplace_back(std::string());
    }

    void add_items(Items items)
    {
        break_line(false);
        std::ranges::move(items, std::back_inserter(items_));
    }

    Items take()
    {
        break_line(false);
        return std::move(items_);
    }

  private:
    std::string line_;
    bool has_blank_ = false;
    Items fields_;
    Items items_;
};

/// A table whose end is still to come, and its last cell.
struct OpenTable {
    PageTable table;
    Flow cell;
    Span span;
    bool is_in_cell = false;
};

struct OpenElement {
    std::string name;
    Visibility visibility;
};

class PageReader {
  public:
    explicit PageReader(std::string_view html) : tokens_(html) {}

    Document run()
    {
        while (const auto token = tokens_.next()) take(*token);
        while (!tables_.empty()) end_table();
        place(page_.take(), {.line = "line", .before = {}}, builder_);
        return builder_.finish();
    }

  private:
    void take(const HtmlToken& token)
    {
        switch (token.kind) {
        case HtmlToken::Kind::text: take_text(token.octets); break;
        case HtmlToken::Kind::raw_text:
            if (token.name == "textarea") add_value(area_name_, tidy_lines(mail::decode_entities(token.octets)));
            break;
        case HtmlToken::Kind::start_tag: open(token); break;
        case HtmlToken::Kind::end_tag: close(token.name); break;
        case HtmlToken::Kind::comment: break;
        }
    }

    /// Text between the cells of a table stands before it.
    Flow& flow()
    {
        for (std::size_t i = tables_.size(); i-- > 0;) {
            if (tables_[i].is_in_cell) return tables_[i].cell;
        }
        return page_;
    }

    [[nodiscard]] Visibility visibility() const { return open_.empty() ? Visibility{} : open_.back().visibility; }

    void take_text(std::string_view octets)
    {
        if (skipped_ > 0) return;
        if (!visibility().shows_text()) {
            if (visibility().is_secret() && !base::trim(octets).empty()) builder_.note_hidden_text();
            return;
        }
        if (choice_) {
            if (is_chosen_) choice_text_ += mail::decode_entities(octets);
            return;
        }
        Flow& into = flow();
        for (std::size_t i = 0; i < octets.size(); ++i) {
            const char c = octets[i];
            const mail::Entity entity = c == '&' ? mail::read_entity(octets.substr(i + 1)) : mail::Entity{};
            if (entity.code_point != 0) {
                std::string character;
                mail::append_character(character, entity.code_point);
                into.add(character);
                i += entity.octets;
            } else if (c == '\n' && preformatted_ > 0) {
                into.break_line(true);
            } else if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f') {
                preformatted_ > 0 ? into.add(" ") : into.add_blank();
            } else {
                into.add(octets.substr(i, 1));
            }
        }
    }

    void open(const HtmlToken& tag)
    {
        const bool is_void = is_one_of(void_elements, tag.name);
        if (is_one_of(skipped_elements, tag.name)) ++skipped_;
        if (skipped_ > 0) return;
        end_before(tag.name);
        if (is_one_of(block_elements, tag.name)) flow().break_line(false);
        if (stands_apart(tag)) page_.leave_gap();
        if (tag.name == "br") flow().break_line(true);
        if (tag.name == "pre") ++preformatted_;
        if (tag.name == "input") take_input(tag);
        if (tag.name == "select") begin_choice(tag);
        if (tag.name == "option") is_chosen_ = has_attribute(tag, "selected");
        if (tag.name == "textarea") area_name_ = attribute_of(tag, "name");
        if (is_void || open_.size() == depth_max) return;
        Visibility visible = visibility_of(tag.octets, visibility());
        visible.is_struck_out = visible.is_struck_out || is_one_of(struck_elements, tag.name);
        open_.push_back({.name = tag.name, .visibility = visible});
        ++open_names_[tag.name];
        if (tag.name == "table") tables_.emplace_back();
        if (tables_.empty()) return;
        if (tag.name == "tr") begin_row();
        if (tag.name == "td" || tag.name == "th") begin_cell(tag);
    }

    /// But for paragraphs that are lines, as Outlook and web mail write them: they say so by a class or a style.
    [[nodiscard]] bool stands_apart(const HtmlToken& tag) const
    {
        return tables_.empty() && is_one_of(apart_elements, tag.name) && !has_attribute(tag, "class") &&
               !has_attribute(tag, "style");
    }

    /// HTML leaves out the end tags of many elements.
    void end_before(std::string_view name)
    {
        if (name == "tr") close_down_to({"table"});
        if (name == "td" || name == "th") close_down_to({"tr", "table"});
        if (is_one_of(self_ending_elements, name) && !open_.empty() && open_.back().name == name) close_last();
    }

    void close_down_to(std::initializer_list<std::string_view> names)
    {
        if (tables_.empty()) return;
        while (!open_.empty() && !is_one_of(names, open_.back().name)) close_last();
    }

    /// The end of an element that is not open within the innermost table ends nothing.
    void close(const std::string& name)
    {
        if (is_one_of(skipped_elements, name)) skipped_ -= skipped_ > 0 ? 1 : 0;
        if (skipped_ > 0 || open_names_[name] == 0) return;
        for (std::size_t i = open_.size(); i-- > 0;) {
            if (open_[i].name == name) {
                while (open_.size() > i) close_last();
                return;
            }
            if (open_[i].name == "table") return;
        }
    }

    void close_last()
    {
        const std::string name = std::move(open_.back().name);
        open_.pop_back();
        --open_names_[name];
        if (is_one_of(block_elements, name)) flow().break_line(false);
        if (name == "pre") --preformatted_;
        if (name == "select") end_choice();
        if (name == "td" || name == "th") end_cell();
        if (name == "table") end_table();
    }

    void begin_row()
    {
        end_cell();
        tables_.back().table.rows.emplace_back();
    }

    void begin_cell(const HtmlToken& tag)
    {
        end_cell();
        OpenTable& open = tables_.back();
        if (open.table.rows.empty()) open.table.rows.emplace_back();
        open.span = {.rows = span_of(tag, "rowspan"), .columns = span_of(tag, "colspan")};
        open.is_in_cell = true;
    }

    void end_cell()
    {
        if (tables_.empty() || !tables_.back().is_in_cell) return;
        OpenTable& open = tables_.back();
        open.table.rows.back().push_back({.items = std::exchange(open.cell, {}).take(), .span = open.span});
        open.is_in_cell = false;
    }

    void end_table()
    {
        end_cell();
        Items items = settle(std::move(tables_.back().table));
        tables_.pop_back();
        flow().add_items(std::move(items));
    }

    void take_input(const HtmlToken& tag)
    {
        const std::string type = base::to_lower(attribute_of(tag, "type"));
        if (!visibility_of(tag.octets, visibility()).shows_text() || type == "hidden" || type == "password") return;
        if (type == "submit" || type == "button" || type == "reset" || type == "image" || type == "file") return;
        const std::string name = attribute_of(tag, "name");
        if (type != "checkbox" && type != "radio") return add_value(name, attribute_of(tag, "value"));
        const bool is_ticked = has_attribute(tag, "checked");
        flow().add(is_ticked ? "\u2612" : "\u2610");
        flow().add_blank();
        if (type == "checkbox") add_field(name, is_ticked ? "yes" : "no");
        if (type == "radio" && is_ticked) add_field(name, attribute_of(tag, "value"));
    }

    void begin_choice(const HtmlToken& tag)
    {
        choice_ = attribute_of(tag, "name");
        choice_text_.clear();
        is_chosen_ = false;
    }

    void end_choice()
    {
        if (choice_) add_value(*std::exchange(choice_, std::nullopt), tidy_line(collapse_blanks(choice_text_)));
    }

    void add_value(const std::string& name, const std::string& value)
    {
        flow().add_blank();
        for (const std::string_view line : base::split(value, '\n')) {
            if (line.data() != value.data()) flow().break_line(false);
            flow().add(line);
        }
        add_field(name, value);
    }

    void add_field(const std::string& name, const std::string& value)
    {
        if (!name.empty()) flow().add_field({.name = name, .value = value, .place = {}});
    }

    mail::HtmlTokens tokens_;
    Builder builder_;
    Flow page_;
    std::vector<OpenTable> tables_;
    std::vector<OpenElement> open_;
    std::map<std::string, std::size_t, std::less<>> open_names_;
    std::size_t skipped_ = 0;  ///< elements that are open and whose content is no text
    std::size_t preformatted_ = 0;
    std::optional<std::string> choice_;  ///< the name of the <select> that is open
    std::string choice_text_;
    bool is_chosen_ = false;
    std::string area_name_;
};

}  // namespace

Document read_html(std::string_view html)
{
    return PageReader(html).run();
}

std::string_view charset_of_html(std::string_view octets)
{
    constexpr std::size_t looked_at = 2048;
    const std::string_view start = octets.substr(0, looked_at);
    mail::HtmlTokens tokens(start);
    while (const auto token = tokens.next()) {
        if (token->kind != HtmlToken::Kind::start_tag || token->name != "meta") continue;
        std::string_view inside = token->octets;
        while (const auto attribute = mail::take_attribute(inside)) {
            if (attribute->name == "charset") return attribute->value;
            const auto found = attribute->name == "content" ? base::to_lower(attribute->value).find("charset=")
                                                            : attribute->value.npos;
            if (found == std::string_view::npos) continue;
            const std::string_view charset = attribute->value.substr(found + std::string_view("charset=").size());
            return charset.substr(0, charset.find_first_of(" ;,"));
        }
    }
    return {};
}

}  // namespace document
