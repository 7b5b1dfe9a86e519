#include "document/read_odf.h"

#include "base/text.h"
#include "document/archive.h"
#include "document/builder.h"
#include "document/odf_text.h"
#include "document/office_properties.h"
#include "document/read_xlsx.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace document {

namespace {

/// The manifest says how each part is encrypted (OpenDocument 1.2 part 3 §4.4).
bool is_encrypted(Archive& archive)
{
    const XmlPart manifest = archive.read_xml("META-INF/manifest.xml", false);
    return std::ranges::any_of(manifest.tree.document_element().children(), [](const pugi::xml_node& entry) {
        return static_cast<bool>(child(entry, "encryption-data"));
    });
}

bool is_shown(const pugi::xml_node& row_or_column)
{
    const std::string_view visibility = attribute(row_or_column, "visibility");
    return visibility != "collapse" && visibility != "filter";
}

/// "2005-05-14T00:00:00" and "PT09H30M00S" as cells show them.
std::string date_text(std::string_view value, const NumberFormat* shown)
{
    constexpr std::size_t month_octets = 7;
    if (value.ends_with("T00:00:00")) value.remove_suffix(std::string_view("T00:00:00").size());
    const bool is_month = shown != nullptr && shown->has_month && !shown->has_day && !shown->has_time;
    return std::string(is_month ? value.substr(0, month_octets) : value);
}

std::string time_text(std::string_view duration)
{
    std::string text;
    for (const char c : duration) {
        if (base::is_digit(c)) text += c;
        if (c == 'H') text += ':';
        if (c == 'M' || c == '.' || c == ',') break;
    }
    return text;
}

/// A sheet in the making. Rows and columns that are repeated are walked over, not filled: a cell that is repeated without end
/// is a format, not a value.
class SheetReader {
  public:
    SheetReader(const OdfStyles& styles, OdfTextReader& texts, Builder& builder, std::string name)
        : styles_(styles), texts_(texts), builder_(builder), grid_(builder.budget(), std::move(name))
    {
    }

    void read(const pugi::xml_node& parent)
    {
        for (const pugi::xml_node& node : parent.children()) {
            const std::string_view name = local_name(node);
            if (grid_.is_full()) return;
            if (name == "table-column") take_columns(node);
            if (name == "table-row") read_rows(node);
            if (name == "forms") texts_.take_forms(node);
            if (name == "table-columns" || name == "table-header-columns" || name == "table-column-group" ||
                name == "table-rows" || name == "table-header-rows" || name == "table-row-group")
                read(node);
        }
    }

    Table finish(const PlaceOfCell& place_of) { return grid_.finish(place_of); }

  private:
    struct Column {
        std::string_view cell_style;
        bool is_shown = true;
    };

    void take_columns(const pugi::xml_node& node)
    {
        const std::size_t count = std::min(count_attribute(node, "number-columns-repeated", 1), columns_max);
        const Column column{.cell_style = attribute(node, "default-cell-style-name"), .is_shown = is_shown(node)};
        for (std::size_t i = 0; i < count && columns_.size() < columns_max; ++i) columns_.push_back(column);
    }

    void read_rows(const pugi::xml_node& row)
    {
        const std::size_t end = row_ + repeated(row, "number-rows-repeated");
        const std::size_t read_end = holds_text(row) ? std::min(end, rows_max + 1) : row_;
        for (; row_ < read_end && !grid_.is_full(); ++row_) read_cells(row);
        row_ = end;
    }

    /// At least once, and no more often than the largest sheet has rows.
    static std::size_t repeated(const pugi::xml_node& node, std::string_view name)
    {
        return std::clamp<std::size_t>(count_attribute(node, name, 1), 1, 1'048'576);
    }

    static bool holds_text(const pugi::xml_node& row)
    {
        return std::ranges::any_of(row.children(),
                                   [](const pugi::xml_node& cell) { return static_cast<bool>(cell.first_child()); });
    }

    void read_cells(const pugi::xml_node& row)
    {
        std::size_t column = 0;
        for (const pugi::xml_node& cell : row.children()) {
            const std::string_view name = local_name(cell);
            if (name != "table-cell" && name != "covered-table-cell") continue;
            const std::size_t end = column + repeated(cell, "number-columns-repeated");
            const bool is_empty = !cell.first_child() || name == "covered-table-cell";
            for (; column < end && !is_empty && column < columns_max; ++column) put(row, cell, column);
            column = end;
        }
    }

    void put(const pugi::xml_node& row, const pugi::xml_node& cell, std::size_t column)
    {
        const std::string text = text_of(cell, column);
        if (text.empty()) return;
        if (!is_shown(row) || (column < columns_.size() && !columns_[column].is_shown)) {
            builder_.note_hidden_text();
            return;
        }
        grid_.put(row_, column, text,
                  {.rows = count_attribute(cell, "number-rows-spanned", 1),
                   .columns = count_attribute(cell, "number-columns-spanned", 1)});
    }

    /// By its value where it has one (§19.385); what its text shows depends on the country.
    std::string text_of(const pugi::xml_node& cell, std::size_t column)
    {
        const std::string_view type = attribute(cell, "value-type");
        if (type == "date") return date_text(attribute(cell, "date-value"), shown_of(cell, column));
        if (type == "boolean") return attribute(cell, "boolean-value") == "true" ? "yes" : "no";
        if (type == "time") return time_text(attribute(cell, "time-value"));
        if (type == "percentage" || type == "currency") return std::string(attribute(cell, "value"));
        std::string text;
        for (const Item& item : texts_.read_blocks(cell)) {
            if (const auto* line = std::get_if<std::string>(&item)) text += *line + '\n';
        }
        const std::string_view value = type == "float" ? attribute(cell, "value") : std::string_view{};
        return value.empty() || has_zeros_in_front(text) ? text : std::string(value);
    }

    /// A telephone number that is kept as a number.
    static bool has_zeros_in_front(std::string_view text)
    {
        const std::string_view digits = base::trim(text);
        return digits.size() > 1 && digits.starts_with('0') && std::ranges::all_of(digits, base::is_digit);
    }

    [[nodiscard]] const NumberFormat* shown_of(const pugi::xml_node& cell, std::size_t column) const
    {
        std::string_view style = attribute(cell, "style-name");
        if (style.empty() && column < columns_.size()) style = columns_[column].cell_style;
        const auto found = styles_.shown_of.find(style);
        return found == styles_.shown_of.end() ? nullptr : &found->second;
    }

    const OdfStyles& styles_;
    OdfTextReader& texts_;
    Builder& builder_;
    Grid grid_;
    std::vector<Column> columns_;
    std::size_t row_ = 0;
};

std::vector<pugi::xml_node> shown_sheets(const pugi::xml_node& spreadsheet, const OdfStyles& styles, Builder& builder)
{
    std::vector<pugi::xml_node> sheets;
    for (const pugi::xml_node& node : spreadsheet.children()) {
        if (local_name(node) != "table") continue;
        if (styles.hidden_tables.contains(attribute(node, "style-name")))
            builder.note_hidden_text();
        else
            sheets.push_back(node);
    }
    return sheets;
}

/// What both kinds have in common: `read_body` puts what the body says into the builder.
template <class ReadBody>
Reading read_open_document(std::string_view octets, std::string_view body_name, ReadBody read_body)
{
    Archive archive(octets);
    Builder builder;
    if (is_encrypted(archive)) return Unreadable::encrypted;
    const XmlPart part = archive.read_xml("content.xml", true);
    if (part.is_cut) builder.note_cut();
    const pugi::xml_node content = part.tree.document_element();
    const pugi::xml_node body = child(child(content, "body"), body_name);
    if (!archive.fault() && !body) return Unreadable::damaged;
    const OdfStyles styles = read_odf_styles(content);
    OdfTextReader texts(styles);
    read_body(body, styles, texts, builder);
    if (texts.has_hidden_text()) builder.note_hidden_text();
    take_properties(archive, builder);
    if (archive.fault()) return *archive.fault();
    return builder.finish();
}

}  // namespace

Reading read_odt(std::string_view octets)
{
    return read_open_document(octets, "text",
                              [](const pugi::xml_node& body, const OdfStyles&, OdfTextReader& texts, Builder& builder) {
                                  Items items = texts.read_blocks(body);
                                  for (Item& field : texts.remaining_fields()) items.push_back(std::move(field));
                                  place(std::move(items), {.line = "paragraph", .before = {}}, builder);
                              });
}

Reading read_ods(std::string_view octets)
{
    return read_open_document(
        octets, "spreadsheet",
        [](const pugi::xml_node& body, const OdfStyles& styles, OdfTextReader& texts, Builder& builder) {
            const auto sheets = shown_sheets(body, styles, builder);
            for (const pugi::xml_node& sheet : sheets) {
                const std::string name(attribute(sheet, "name"));
                SheetReader reader(styles, texts, builder, name);
                reader.read(sheet);
                const std::string prefix = sheets.size() > 1 ? name + '!' : "";
                builder.add_table(reader.finish(
                    [&prefix](std::size_t row, std::size_t column) { return prefix + cell_name(row, column); }));
            }
            place(texts.remaining_fields(), {.line = "line", .before = {}}, builder);
        });
}

}  // namespace document
