#include "document/odf_text.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace document {

namespace {

constexpr std::string_view ticked_box = "\u2612";
constexpr std::string_view empty_box = "\u2610";
constexpr std::size_t blanks_max = 200;
constexpr std::size_t cells_max = 200'000;

bool is_true(std::string_view value)
{
    return value == "true";
}

/// The formats of dates say by their elements what is shown (§16.27).
NumberFormat read_date_style(const pugi::xml_node& style)
{
    NumberFormat format;
    for (const pugi::xml_node& node : style.children()) {
        const std::string_view name = local_name(node);
        if (name == "year") format.has_year = true;
        if (name == "month") format.has_month = true;
        if (name == "day" || name == "day-of-week" || name == "week-of-year") format.has_day = true;
        if (name == "hours" || name == "minutes") format.has_time = true;
    }
    return format;
}

OdfControl box_of(std::string name, bool is_ticked)
{
    return {.name = std::move(name),
            .value = is_ticked ? "yes" : "no",
            .shown = std::string(is_ticked ? ticked_box : empty_box)};
}

/// Those that somebody fills in (§13.5).
std::optional<OdfControl> read_form_control(const pugi::xml_node& node)
{
    const std::string_view kind = local_name(node);
    std::string name(attribute(node, "label"));
    if (name.empty()) name = attribute(node, "name");
    if (kind == "checkbox") return box_of(name, attribute(node, "current-state") == "checked");
    if (kind == "radio") {
        const bool is_chosen = is_true(attribute(node, "current-selected"));
        return OdfControl{.name = is_chosen ? std::string(attribute(node, "name")) : "",
                          .value = std::string(attribute(node, "label")),
                          .shown = std::string(is_chosen ? ticked_box : empty_box)};
    }
    std::string value(attribute(node, "current-value"));
    if (kind == "listbox") {
        for (const pugi::xml_node& option : node.children()) {
            if (is_true(attribute(option, "current-selected")))
                value += (value.empty() ? "" : "\n") + std::string(attribute(option, "label"));
        }
    }
    constexpr std::array<std::string_view, 8> filled{"text", "textarea", "formatted-text", "number",
                                                     "date", "time",     "combobox",       "listbox"};
    if (std::ranges::count(filled, kind) == 0) return std::nullopt;
    return OdfControl{.name = std::move(name), .value = value, .shown = value};
}

void append(Items& items, Items more)
{
    std::ranges::move(more, std::back_inserter(items));
}

}  // namespace

OdfStyles read_odf_styles(const pugi::xml_node& content)
{
    OdfStyles styles;
    std::map<std::string_view, NumberFormat> dates;
    const pugi::xml_node own = child(content, "automatic-styles");
    for (const pugi::xml_node& style : own.children()) {
        const std::string_view kind = local_name(style);
        if (kind == "date-style" || kind == "time-style") dates[attribute(style, "name")] = read_date_style(style);
    }
    for (const pugi::xml_node& style : own.children()) {
        if (local_name(style) != "style") continue;
        const std::string_view name = attribute(style, "name");
        const pugi::xml_node text = child(style, "text-properties");
        const std::string_view through = attribute(text, "text-line-through-style");
        if (attribute(text, "display") == "none") styles.hidden_texts.insert(name);
        if (!through.empty() && through != "none") styles.struck_texts.insert(name);
        if (attribute(child(style, "table-properties"), "display") == "false") styles.hidden_tables.insert(name);
        const auto date = dates.find(attribute(style, "data-style-name"));
        if (date != dates.end()) styles.shown_of[name] = date->second;
    }
    return styles;
}

void OdfTextReader::take_forms(const pugi::xml_node& forms)
{
    for (const pugi::xml_node& node : forms.children()) {
        if (local_name(node) == "form") {
            take_forms(node);
            continue;
        }
        auto control = read_form_control(node);
        const std::string id(attribute(node, "id"));
        if (!control || !controls_.emplace(id, std::move(*control)).second) continue;
        control_order_.push_back(id);
    }
}

Items OdfTextReader::remaining_fields()
{
    Items items;
    for (const std::string& id : control_order_) {
        const auto found = controls_.find(id);
        if (found == controls_.end() || found->second.name.empty()) continue;
        items.emplace_back(Field{.name = found->second.name, .value = found->second.value, .place = {}});
    }
    return items;
}

Items OdfTextReader::read_blocks(const pugi::xml_node& parent)
{
    Items items;
    for (const pugi::xml_node& node : parent.children()) read_block(node, items);
    return items;
}

void OdfTextReader::read_block(const pugi::xml_node& node, Items& items)
{
    const std::string_view name = local_name(node);
    if (name == "p" || name == "h") {
        read_paragraph(node, items);
    } else if (name == "table") {
        PageTable table{.name = std::string(attribute(node, "name")), .rows = {}};
        read_rows(node, table);
        append(items, settle(std::move(table)));
    } else if (name == "section" && attribute(node, "display") == "none") {
        has_hidden_text_ = true;
    } else if (name == "section" || name == "list" || name == "list-item" || name == "list-header" ||
               name == "index-body" || name == "table-of-content" || name == "text-box" ||
               name == "numbered-paragraph") {
        append(items, read_blocks(node));
    } else if (name == "frame" || name == "custom-shape" || name == "g") {
        read_frame(node, items);
    } else if (name == "forms") {
        take_forms(node);
    }
}

void OdfTextReader::read_paragraph(const pugi::xml_node& node, Items& items)
{
    const std::string text_around = std::exchange(text_, {});
    Items behind_around = std::exchange(behind_, {});
    if (styles_.hidden_texts.contains(attribute(node, "style-name")))
        has_hidden_text_ = has_hidden_text_ || node.first_child();
    else
        read_inline(node);
    for (const std::string_view line : base::split(text_, '\n')) items.emplace_back(std::string(base::trim(line)));
    append(items, std::move(behind_));
    text_ = text_around;
    behind_ = std::move(behind_around);
}

/// White space is collapsed (§6.1.2); blanks and breaks that count are elements.
void OdfTextReader::read_inline(const pugi::xml_node& parent)
{
    for (const pugi::xml_node& node : parent.children()) {
        if (node.type() != pugi::node_pcdata && node.type() != pugi::node_cdata) {
            read_element(node);
            continue;
        }
        for (const char c : std::string_view(node.value())) {
            const bool is_blank = c == ' ' || c == '\t' || c == '\r' || c == '\n';
            if (!is_blank) text_ += c;
            if (is_blank && !text_.empty() && !text_.ends_with(' ') && !text_.ends_with('\n')) text_ += ' ';
        }
    }
}

void OdfTextReader::read_element(const pugi::xml_node& node)
{
    const std::string_view name = local_name(node);
    if (name == "s") {
        text_.append(std::min(count_attribute(node, "c", 1), blanks_max), ' ');
    } else if (name == "tab") {
        text_ += '\t';
    } else if (name == "line-break") {
        text_ += '\n';
    } else if (name == "span" && styles_.hidden_texts.contains(attribute(node, "style-name"))) {
        has_hidden_text_ = true;
    } else if (name == "span" && styles_.struck_texts.contains(attribute(node, "style-name"))) {
        return;
    } else if (name == "frame" || name == "custom-shape" || name == "g") {
        read_frame(node, behind_);
    } else if (name == "control") {
        read_control(node);
    } else if (name == "content-control") {
        read_content_control(node);
    } else if (name == "fieldmark" || name == "fieldmark-start") {
        read_form_mark(node);
    } else if (name != "note" && name != "annotation" && name != "placeholder" && name != "hidden-text" &&
               name != "hidden-paragraph" && name != "ruby-text" && name != "label" && name != "param") {
        read_inline(node);
    }
}

/// As LibreOffice writes them (its own extension).
void OdfTextReader::read_content_control(const pugi::xml_node& node)
{
    std::string name(attribute(node, "alias"));
    if (name.empty()) name = attribute(node, "tag");
    const std::size_t start = text_.size();
    const bool is_empty = is_true(attribute(node, "showing-place-holder"));
    const bool is_box = is_true(attribute(node, "checkbox"));
    const bool is_ticked = is_true(attribute(node, "checked"));
    if (!is_empty) read_inline(node);
    if (is_box) text_.replace(start, std::string::npos, is_ticked ? ticked_box : empty_box);
    std::string value = is_box ? (is_ticked ? "yes" : "no") : text_.substr(start);
    if (!name.empty()) behind_.emplace_back(Field{.name = std::move(name), .value = std::move(value), .place = {}});
}

/// A form field of older Word documents, as LibreOffice keeps it.
void OdfTextReader::read_form_mark(const pugi::xml_node& node)
{
    const std::string_view type = attribute(node, "type");
    if (!type.ends_with("CHECKBOX") && !type.ends_with("DROPDOWN")) return;
    bool is_ticked = false;
    std::size_t chosen = 0;
    for (const pugi::xml_node& parameter : node.children()) {
        const std::string_view name = attribute(parameter, "name");
        if (name.ends_with("Checkbox_Checked")) is_ticked = is_true(attribute(parameter, "value"));
        if (name.ends_with("DropDown_Selected") || name.ends_with("Dropdown_Selected"))
            chosen = count_attribute(parameter, "value", 0);
    }
    if (type.ends_with("CHECKBOX")) {
        text_ += is_ticked ? ticked_box : empty_box;
        return;
    }
    for (const pugi::xml_node& parameter : node.children()) {
        const bool is_entry = base::to_lower(attribute(parameter, "name")).ends_with("dropdown_listentry");
        if (is_entry && chosen-- == 0) text_ += attribute(parameter, "value");
    }
}

void OdfTextReader::read_control(const pugi::xml_node& node)
{
    const auto found = controls_.find(attribute(node, "control"));
    if (found == controls_.end()) return;
    text_ += found->second.shown;
    if (!found->second.name.empty())
        behind_.emplace_back(Field{.name = found->second.name, .value = found->second.value, .place = {}});
    controls_.erase(found);
}

void OdfTextReader::read_frame(const pugi::xml_node& parent, Items& items)
{
    if (local_name(parent) == "custom-shape") return append(items, read_blocks(parent));
    for (const pugi::xml_node& node : parent.children()) {
        if (local_name(node) == "text-box") append(items, read_blocks(node));
        if (local_name(node) == "frame" || local_name(node) == "custom-shape" || local_name(node) == "g")
            read_frame(node, items);
    }
}

void OdfTextReader::read_rows(const pugi::xml_node& parent, PageTable& table)
{
    for (const pugi::xml_node& node : parent.children()) {
        const std::string_view name = local_name(node);
        if (name == "table-row") read_row(node, table);
        if (name == "table-header-rows" || name == "table-rows" || name == "table-row-group") read_rows(node, table);
    }
}

/// Repeated rows and cells of a text are empty ones.
void OdfTextReader::read_row(const pugi::xml_node& row, PageTable& table)
{
    auto& cells = table.rows.emplace_back();
    for (const pugi::xml_node& node : row.children()) {
        if (local_name(node) != "table-cell") continue;  // a covered one has no text of its own
        const auto number_of = [&](std::string_view name) {
            return std::clamp<std::size_t>(count_attribute(node, name, 1), 1, columns_max);
        };
        const Items items = read_blocks(node);
        for (std::size_t i = number_of("number-columns-repeated"); i > 0 && cells_ < cells_max; --i, ++cells_)
            cells.push_back(
                {.items = items,
                 .span = {.rows = number_of("number-rows-spanned"), .columns = number_of("number-columns-spanned")}});
    }
}

}  // namespace document
