#include "document/read_docx.h"

#include "base/text.h"
#include "document/archive.h"
#include "document/layout.h"
#include "document/office_properties.h"
#include "document/relations.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace document {

namespace {

constexpr std::string_view ticked_box = "\u2612";
constexpr std::string_view empty_box = "\u2610";

bool is_on(const pugi::xml_node& node)
{
    if (!node) return false;
    const std::string_view value = attribute(node, "val");
    return value != "0" && value != "false" && value != "off";
}

/// A character of a symbol font that forms use for boxes; nothing else of these can be told.
std::string_view symbol(const pugi::xml_node& node)
{
    unsigned code = 0;
    const std::string_view written = attribute(node, "char");
    std::from_chars(written.data(), written.data() + written.size(), code, 16);
    switch (code & 0xFFU) {
    case 0x52:  // Wingdings 2: a box with a tick
    case 0x53:  // and with a cross
    case 0xFD:  // Wingdings: a box with a cross
    case 0xFE:  // and with a tick
        return ticked_box;
    case 0xA3:  // Wingdings 2: an empty box
    case 0xA8:  // Wingdings: the same
    case 0x6F: return empty_box;
    default: return {};
    }
}

/// A content control (§17.5.2).
struct Control {
    std::string name;
    bool is_empty = false;  ///< it shows what to write here
    bool is_box = false;
    bool is_ticked = false;
    std::string date;  ///< ISO 8601
};

Control read_control(const pugi::xml_node& node)
{
    Control control;
    const pugi::xml_node about = child(node, "sdtPr");
    control.name = attribute(child(about, "alias"), "val");
    if (control.name.empty()) control.name = attribute(child(about, "tag"), "val");
    control.is_empty = is_on(child(about, "showingPlcHdr"));
    const pugi::xml_node box = child(about, "checkbox");
    control.is_box = static_cast<bool>(box);
    control.is_ticked = is_on(child(box, "checked"));
    control.date = attribute(child(about, "date"), "fullDate").substr(0, std::string_view("2005-05-14").size());
    return control;
}

/// One of the older form fields (§17.16.17), which show their value as text save for boxes and choices.
std::string form_field_text(const pugi::xml_node& field)
{
    if (const pugi::xml_node box = child(field, "checkBox")) {
        const pugi::xml_node checked = child(box, "checked");
        return std::string(is_on(checked ? checked : child(box, "default")) ? ticked_box : empty_box);
    }
    const pugi::xml_node choices = child(field, "ddList");
    if (!choices) return {};
    const pugi::xml_node result = child(choices, "result");
    std::size_t chosen = count_attribute(result ? result : child(choices, "default"), "val", 0);
    for (const pugi::xml_node& entry : choices.children()) {
        if (local_name(entry) == "listEntry" && chosen-- == 0) return std::string(attribute(entry, "val"));
    }
    return {};
}

/// A cell may go on with the one above it (§17.4.84).
struct TableCell {
    PageCell cell;
    bool begins_merge = false;
    bool goes_on = false;
};

/// A cell that goes on is part of the one above, which then covers a row more.
PageTable merged(std::vector<std::vector<TableCell>> rows)
{
    struct Origin {
        std::size_t row;
        std::size_t cell;
    };
    PageTable table;
    std::map<std::size_t, Origin> origins;  // by column
    for (auto& row : rows) {
        auto& cells = table.rows.emplace_back();
        std::size_t column = 0;
        for (TableCell& each : row) {
            const std::size_t here = column;
            column += each.cell.span.columns;
            const auto origin = origins.find(here);
            if (each.goes_on && origin != origins.end()) {
                ++table.rows[origin->second.row][origin->second.cell].span.rows;
                continue;
            }
            origins.erase(here);
            if (each.begins_merge) origins[here] = {.row = table.rows.size() - 1, .cell = cells.size()};
            cells.push_back(std::move(each.cell));
        }
    }
    return table;
}

class BodyReader {
  public:
    [[nodiscard]] bool has_hidden_text() const { return has_hidden_text_; }

    /// Paragraphs, tables and what holds them.
    Items read_blocks(const pugi::xml_node& parent)
    {
        Items items;
        for (const pugi::xml_node& node : parent.children()) append(items, read_block(node));
        return items;
    }

  private:
    static void append(Items& items, Items more) { std::ranges::move(more, std::back_inserter(items)); }

    Items read_block(const pugi::xml_node& node)
    {
        const std::string_view name = local_name(node);
        if (name == "p") return read_paragraph(node);
        if (name == "tbl") return read_table(node);
        if (name == "sdt") return read_block_control(node);
        if (name == "del" || name == "moveFrom") return {};
        if (name == "ins" || name == "moveTo" || name == "customXml" || name == "sdtContent" || name == "txbxContent")
            return read_blocks(node);
        return {};
    }

    Items read_block_control(const pugi::xml_node& node)
    {
        const Control control = read_control(node);
        if (control.is_empty) {
            Items items;
            add_field(items, control, "");
            return items;
        }
        Items items = read_blocks(child(node, "sdtContent"));
        std::string text;
        for (const Item& item : items) {
            if (const auto* line = std::get_if<std::string>(&item)) text += *line + '\n';
        }
        const bool holds_tables = text.empty() && !items.empty();
        if (!holds_tables) add_field(items, control, text);
        return items;
    }

    static void add_field(Items& items, const Control& control, std::string text)
    {
        if (control.name.empty()) return;
        if (control.is_box) text = control.is_ticked ? "yes" : "no";
        if (!control.date.empty() && !control.is_empty) text = control.date;
        items.emplace_back(Field{.name = control.name, .value = std::move(text), .place = {}});
    }

    /// A line for each of its line breaks, then its fields and what its text boxes hold.
    Items read_paragraph(const pugi::xml_node& node)
    {
        const std::string text_around = std::exchange(text_, {});
        Items behind_around = std::exchange(behind_, {});
        std::ranges::fill(fields_, FieldPart::result);  // no instruction goes on in the next paragraph
        read_runs(node);
        Items items;
        for (const std::string_view line : base::split(text_, '\n')) items.emplace_back(std::string(base::trim(line)));
        append(items, std::move(behind_));
        text_ = text_around;
        behind_ = std::move(behind_around);
        return items;
    }

    void read_runs(const pugi::xml_node& parent)
    {
        for (const pugi::xml_node& node : parent.children()) {
            const std::string_view name = local_name(node);
            if (name == "r")
                read_run(node);
            else if (name == "sdt")
                read_run_control(node);
            else if (name == "hyperlink" || name == "ins" || name == "moveTo" || name == "smartTag" ||
                     name == "fldSimple" || name == "customXml" || name == "sdtContent" || name == "dir" ||
                     name == "bdo")
                read_runs(node);
        }
    }

    void read_run_control(const pugi::xml_node& node)
    {
        const Control control = read_control(node);
        const std::size_t start = text_.size();
        if (!control.is_empty) read_runs(child(node, "sdtContent"));
        if (control.is_box) text_.replace(start, std::string::npos, control.is_ticked ? ticked_box : empty_box);
        add_field(behind_, control, text_.substr(start));
    }

    void read_run(const pugi::xml_node& run)
    {
        const pugi::xml_node about = child(run, "rPr");
        const bool is_hidden = is_on(child(about, "vanish"));
        const bool is_struck_out = is_on(child(about, "strike")) || is_on(child(about, "dstrike"));
        for (const pugi::xml_node& node : run.children()) {
            const std::string_view name = local_name(node);
            if (name == "fldChar") read_field_mark(node);
            if (std::ranges::count(fields_, FieldPart::instruction) > 0) continue;
            if (is_hidden && name == "t") {
                has_hidden_text_ = true;
                continue;
            }
            if (name != "t" || !is_struck_out) read_run_content(name, node);
        }
    }

    void read_run_content(std::string_view name, const pugi::xml_node& node)
    {
        if (name == "t") text_ += node.child_value();
        if (name == "tab" || name == "ptab") text_ += '\t';
        if (name == "br" || name == "cr") text_ += '\n';
        if (name == "noBreakHyphen") text_ += '-';
        if (name == "sym") text_ += symbol(node);
        if (name == "drawing" || name == "pict" || name == "object") read_text_boxes(node);
        if (name == "AlternateContent")
            read_text_boxes(child(node, "Choice") ? child(node, "Choice") : child(node, "Fallback"));
    }

    void read_text_boxes(const pugi::xml_node& parent)
    {
        for (const pugi::xml_node& node : parent.children()) {
            if (local_name(node) == "txbxContent")
                append(behind_, read_blocks(node));
            else if (local_name(node) != "Fallback")
                read_text_boxes(node);
        }
    }

    /// What stands between "begin" and "separate" is how the field is made. A field that holds its value itself shows no
    /// other.
    void read_field_mark(const pugi::xml_node& mark)
    {
        const std::string_view type = attribute(mark, "fldCharType");
        if (type == "begin") {
            const std::string own = form_field_text(child(mark, "ffData"));
            if (std::ranges::count(fields_, FieldPart::instruction) == 0) text_ += own;
            if (fields_.size() < fields_max) fields_.push_back(FieldPart::instruction);
            has_own_value_ = !own.empty();
        } else if (!fields_.empty() && type == "separate" && !has_own_value_) {
            fields_.back() = FieldPart::result;
        } else if (!fields_.empty() && type == "end") {
            fields_.pop_back();
            has_own_value_ = false;
        }
    }

    Items read_table(const pugi::xml_node& node)
    {
        std::vector<std::vector<TableCell>> rows;
        read_rows(node, rows);
        return settle(merged(std::move(rows)));
    }

    void read_rows(const pugi::xml_node& parent, std::vector<std::vector<TableCell>>& rows)
    {
        for (const pugi::xml_node& node : parent.children()) {
            const std::string_view name = local_name(node);
            if (name == "tr" && !child(child(node, "trPr"), "del")) read_row(node, rows.emplace_back());
            if (name == "sdt") read_rows(child(node, "sdtContent"), rows);
            if (name == "ins" || name == "customXml") read_rows(node, rows);
        }
    }

    void read_row(const pugi::xml_node& row, std::vector<TableCell>& cells)
    {
        const std::size_t skipped = count_attribute(child(child(row, "trPr"), "gridBefore"), "val", 0);
        if (skipped > 0)
            cells.push_back({.cell = {.items = {}, .span = {.rows = 1, .columns = std::min(skipped, columns_max)}}});
        read_cells(row, cells);
    }

    void read_cells(const pugi::xml_node& parent, std::vector<TableCell>& cells)
    {
        for (const pugi::xml_node& node : parent.children()) {
            const std::string_view name = local_name(node);
            if (name == "tc") cells.push_back(read_cell(node));
            if (name == "sdt") read_controlled_cells(node, cells);
            if (name == "customXml") read_cells(node, cells);
        }
    }

    /// A control around a whole cell.
    void read_controlled_cells(const pugi::xml_node& node, std::vector<TableCell>& cells)
    {
        const Control control = read_control(node);
        const std::size_t start = cells.size();
        read_cells(child(node, "sdtContent"), cells);
        if (cells.size() == start) return;
        std::string text;
        for (std::size_t i = start; i < cells.size(); ++i) {
            if (control.is_empty) cells[i].cell.items.clear();
            for (const Item& item : cells[i].cell.items) {
                if (const auto* line = std::get_if<std::string>(&item)) text += *line + '\n';
            }
        }
        add_field(cells[start].cell.items, control, text);
    }

    TableCell read_cell(const pugi::xml_node& node)
    {
        const pugi::xml_node about = child(node, "tcPr");
        const std::size_t columns = count_attribute(child(about, "gridSpan"), "val", 1);
        const pugi::xml_node merge = child(about, "vMerge");
        const bool begins = attribute(merge, "val") == "restart";
        return {.cell = {.items = read_blocks(node),
                         .span = {.rows = 1, .columns = std::clamp<std::size_t>(columns, 1, columns_max)}},
                .begins_merge = begins,
                .goes_on = merge && !begins};
    }

    enum class FieldPart : unsigned char { instruction, result };
    static constexpr std::size_t fields_max = 100;

    std::string text_;
    Items behind_;                   ///< what stands behind the paragraph that is being read
    std::vector<FieldPart> fields_;  ///< that are open, one in the other
    bool has_own_value_ = false;     ///< of the innermost
    bool has_hidden_text_ = false;
};

}  // namespace

Reading read_docx(std::string_view octets)
{
    Archive archive(octets);
    Builder builder;
    const std::vector<Relation> relations = read_relations(archive, "");
    const XmlPart part =
        archive.read_xml(related_part(archive, relations, "officeDocument", "word/document.xml"), true);
    if (part.is_cut) builder.note_cut();
    BodyReader reader;
    place(reader.read_blocks(child(part.tree.document_element(), "body")), {.line = "paragraph", .before = {}},
          builder);
    if (reader.has_hidden_text()) builder.note_hidden_text();
    take_properties(archive, builder);
    if (archive.fault()) return *archive.fault();
    return builder.finish();
}

}  // namespace document
