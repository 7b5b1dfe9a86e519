#include "document/read_xlsx.h"

#include "base/text.h"
#include "document/archive.h"
#include "document/builder.h"
#include "document/number_format.h"
#include "document/office_properties.h"
#include "document/relations.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace document {

namespace {

struct CellPosition {
    std::size_t row = 0;
    std::size_t column = 0;
};

/// "B4", with or without "$". Nothing for what is none, or beyond any sheet.
std::optional<CellPosition> read_position(std::string_view reference)
{
    constexpr std::size_t column_letters_max = 3;
    constexpr std::int64_t row_number_max = 1'048'576;
    std::size_t column = 0;
    std::size_t letters = 0;
    std::string digits;
    for (const char c : reference) {
        const char lower = base::to_lower(c);
        if (c == '$') continue;
        if (lower >= 'a' && lower <= 'z' && digits.empty() && ++letters <= column_letters_max)
            column = column * 26 + static_cast<std::size_t>(lower - 'a') + 1;
        else
            digits += c;
    }
    const auto row = base::parse_number(digits);
    if (letters == 0 || !row || *row < 1 || *row > row_number_max) return std::nullopt;
    return CellPosition{.row = static_cast<std::size_t>(*row - 1), .column = column - 1};
}

/// "_x000D_" stands for a character that XML cannot have (ECMA-376 part 1 §22.9.2.19).
std::string unescape(std::string_view text)
{
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view ahead = text.substr(i, 7);
        unsigned value = 0;
        const bool is_escape = ahead.size() == 7 && ahead.starts_with("_x") && ahead.ends_with('_') &&
                               std::from_chars(ahead.data() + 2, ahead.data() + 6, value, 16).ptr == ahead.data() + 6;
        if (!is_escape || value >= 0x80) {
            plain += text[i];
            continue;
        }
        plain += static_cast<char>(value);
        i += 6;
    }
    return plain;
}

/// <si> and <is>: text alone or in runs; how it is pronounced (<rPh>) is left out.
std::string string_of(const pugi::xml_node& item)
{
    std::string text;
    for (const pugi::xml_node& node : item.children()) {
        if (local_name(node) == "t") text += node.child_value();
        if (local_name(node) == "r") text += child(node, "t").child_value();
    }
    return unescape(text);
}

/// What all sheets share.
struct Workbook {
    struct Sheet {
        std::string name;
        std::string part;
    };
    std::string part;
    std::vector<Relation> relations;  ///< of that part
    std::vector<Sheet> sheets;        ///< that are shown
    std::vector<std::string> strings;
    std::vector<NumberFormat> formats;  ///< by style
    Epoch epoch = Epoch::year_1900;
};

bool is_true(std::string_view value)
{
    return value == "1" || value == "true" || value == "on";
}

void read_sheet_list(Archive& archive, Workbook& workbook, Builder& builder)
{
    const XmlPart part = archive.read_xml(workbook.part, false);
    const pugi::xml_node root = part.tree.document_element();
    if (is_true(attribute(child(root, "workbookPr"), "date1904"))) workbook.epoch = Epoch::year_1904;
    for (const pugi::xml_node& sheet : child(root, "sheets").children()) {
        const std::string_view state = attribute(sheet, "state");
        const std::string_view id = sheet.attribute("r:id") ? sheet.attribute("r:id").value() : attribute(sheet, "id");
        const auto target = std::ranges::find(workbook.relations, id, &Relation::id);
        if (state == "hidden" || state == "veryHidden")
            builder.note_hidden_text();
        else if (target != workbook.relations.end())
            workbook.sheets.push_back({.name = std::string(attribute(sheet, "name")), .part = target->part});
    }
}

void read_strings(Archive& archive, Workbook& workbook, Builder& builder)
{
    const std::string name = related_part(archive, workbook.relations, "sharedStrings", "xl/sharedStrings.xml");
    const XmlPart part = archive.read_xml(name, true);
    if (part.is_cut) builder.note_cut();
    for (const pugi::xml_node& item : part.tree.document_element().children()) {
        if (local_name(item) == "si") workbook.strings.push_back(string_of(item));
    }
}

void read_formats(Archive& archive, Workbook& workbook)
{
    const XmlPart part = archive.read_xml(related_part(archive, workbook.relations, "styles", "xl/styles.xml"), false);
    const pugi::xml_node root = part.tree.document_element();
    std::map<std::size_t, NumberFormat> own;
    for (const pugi::xml_node& format : child(root, "numFmts").children())
        own.emplace(count_attribute(format, "numFmtId", 0), read_number_format(attribute(format, "formatCode")));
    for (const pugi::xml_node& style : child(root, "cellXfs").children()) {
        const std::size_t id = count_attribute(style, "numFmtId", 0);
        const auto found = own.find(id);
        workbook.formats.push_back(found == own.end()
                                       ? known_number_format(static_cast<int>(std::min<std::size_t>(id, 1000)))
                                       : found->second);
    }
}

std::string number_text(std::string_view value, std::size_t style, const Workbook& workbook)
{
    double number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size()) return std::string(value);
    const NumberFormat format = style < workbook.formats.size() ? workbook.formats[style] : NumberFormat{};
    return show_number(number, format, workbook.epoch);
}

/// ISO 8601 with a midnight that nobody wrote.
std::string_view without_midnight(std::string_view moment)
{
    const auto time = moment.find("T00:00:00");
    return moment.substr(0, time);
}

/// By its type (ECMA-376 part 1 §18.18.11); a formula's last value is a value like others.
std::string cell_text(const pugi::xml_node& cell, const Workbook& workbook)
{
    const std::string_view type = attribute(cell, "t");
    const std::string_view value = base::trim(child(cell, "v").child_value());
    if (type == "s") {
        const auto index = base::parse_number(value);
        const bool is_known = index && *index >= 0 && static_cast<std::size_t>(*index) < workbook.strings.size();
        return is_known ? workbook.strings[static_cast<std::size_t>(*index)] : std::string{};
    }
    if (type == "inlineStr") return string_of(child(cell, "is"));
    if (type == "str") return unescape(child(cell, "v").child_value());
    if (type == "b") return value.empty() ? "" : is_true(value) ? "yes" : "no";
    if (type == "d") return std::string(without_midnight(value));
    if (type == "e" || value.empty()) return std::string(value);
    return number_text(value, count_attribute(cell, "s", 0), workbook);
}

struct Range {
    CellPosition first;
    CellPosition last;
};

std::optional<Range> read_range(std::string_view reference)
{
    const auto colon = reference.find(':');
    const auto first = read_position(reference.substr(0, colon));
    const auto last = colon == std::string_view::npos ? first : read_position(reference.substr(colon + 1));
    if (!first || !last || last->row < first->row || last->column < first->column) return std::nullopt;
    return Range{.first = *first, .last = *last};
}

std::vector<bool> hidden_columns(const pugi::xml_node& sheet)
{
    std::vector<bool> hidden(columns_max);
    for (const pugi::xml_node& columns : child(sheet, "cols").children()) {
        if (!is_true(attribute(columns, "hidden"))) continue;
        const std::size_t last = std::min(count_attribute(columns, "max", 0), columns_max);
        for (std::size_t column = std::max<std::size_t>(count_attribute(columns, "min", 1), 1); column <= last;
             ++column)
            hidden[column - 1] = true;
    }
    return hidden;
}

std::map<std::pair<std::size_t, std::size_t>, Span> merged_cells(const pugi::xml_node& sheet)
{
    std::map<std::pair<std::size_t, std::size_t>, Span> spans;
    for (const pugi::xml_node& merged : child(sheet, "mergeCells").children()) {
        const auto range = read_range(attribute(merged, "ref"));
        if (!range) continue;
        spans[{range->first.row, range->first.column}] = {.rows = range->last.row - range->first.row + 1,
                                                          .columns = range->last.column - range->first.column + 1};
    }
    return spans;
}

/// Rows and cells may leave out where they stand: then they follow the one before.
void read_rows(const pugi::xml_node& sheet, const Workbook& workbook, Grid& grid, Builder& builder)
{
    const auto hidden = hidden_columns(sheet);
    const auto spans = merged_cells(sheet);
    std::size_t next_row = 0;
    for (const pugi::xml_node& row : child(sheet, "sheetData").children()) {
        if (grid.is_full()) return;
        const std::size_t row_number = std::max<std::size_t>(count_attribute(row, "r", next_row + 1), 1) - 1;
        next_row = row_number + 1;
        const bool is_hidden_row = is_true(attribute(row, "hidden"));
        std::size_t next_column = 0;
        for (const pugi::xml_node& cell : row.children()) {
            const auto position = read_position(attribute(cell, "r"));
            const std::size_t column = position ? position->column : next_column;
            next_column = column + 1;
            const std::string text = cell_text(cell, workbook);
            if (text.empty()) continue;
            if (is_hidden_row || (column < columns_max && hidden[column])) {
                builder.note_hidden_text();
                continue;
            }
            const auto span = spans.find({row_number, column});
            grid.put(row_number, column, text, span == spans.end() ? Span{} : span->second);
        }
    }
}

}  // namespace

std::string cell_name(std::size_t row, std::size_t column)
{
    std::string letters;
    for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / 26)
        letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % 26));
    return letters + std::to_string(row + 1);
}

Reading read_xlsx(std::string_view octets)
{
    Archive archive(octets);
    Builder builder;
    Workbook workbook;
    workbook.part = related_part(archive, read_relations(archive, ""), "officeDocument", "xl/workbook.xml");
    workbook.relations = read_relations(archive, workbook.part);
    read_sheet_list(archive, workbook, builder);
    read_strings(archive, workbook, builder);
    read_formats(archive, workbook);
    for (const Workbook::Sheet& sheet : workbook.sheets) {
        const XmlPart part = archive.read_xml(sheet.part, true);
        if (part.is_cut) builder.note_cut();
        Grid grid(builder.budget(), sheet.name);
        read_rows(part.tree.document_element(), workbook, grid, builder);
        const std::string prefix = workbook.sheets.size() > 1 ? sheet.name + '!' : "";
        builder.add_table(
            grid.finish([&prefix](std::size_t row, std::size_t column) { return prefix + cell_name(row, column); }));
    }
    take_properties(archive, builder);
    if (archive.fault()) return *archive.fault();
    return builder.finish();
}

}  // namespace document
