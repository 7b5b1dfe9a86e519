#include "document/reading_json.h"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <stdexcept>

namespace document {

namespace json = boost::json;

namespace {

constexpr std::array all_reasons{Unreadable::encrypted, Unreadable::picture, Unreadable::damaged,
                                 Unreadable::hostile,   Unreadable::unknown, Unreadable::too_long};

json::array rows_of(const Table& table)
{
    json::array rows;
    for (const auto& row : table.rows) {
        json::array cells;
        for (const Cell& cell : row) cells.push_back(json::array{cell.text, cell.place});
        rows.push_back(std::move(cells));
    }
    return rows;
}

struct BlockToJson {
    json::array operator()(const Line& line) const { return {"l", line.text, line.place}; }
    json::array operator()(const Field& field) const { return {"f", field.name, field.value, field.place}; }
    json::array operator()(const Table& table) const { return {"t", table.name, rows_of(table)}; }
};

/// Whole numbers, since others do not come back as they were (Boost.JSON 1.81).
constexpr double hundredths = 100;

std::int64_t in_hundredths(double mm)
{
    return std::llround(mm * hundredths);
}

json::object object_of(const Document& document)
{
    json::array blocks;
    for (const Block& block : document.blocks) blocks.push_back(std::visit(BlockToJson{}, block));
    json::array pages;
    for (const PageSize& page : document.pages)
        pages.push_back(json::array{in_hundredths(page.width_mm), in_hundredths(page.height_mm)});
    return {{"blocks", std::move(blocks)}, {"persons", json::array(document.persons.begin(), document.persons.end())},
            {"pages", std::move(pages)},   {"macros", document.has_macros},
            {"cut", document.is_cut},      {"hidden", document.has_hidden_text}};
}

std::string text_of(const json::value& value)
{
    const json::string& text = value.as_string();
    return {text.data(), text.size()};
}

Table table_of(const json::array& block)
{
    Table table{.name = text_of(block.at(1)), .rows = {}};
    for (const json::value& row : block.at(2).as_array()) {
        auto& cells = table.rows.emplace_back();
        for (const json::value& cell : row.as_array())
            cells.push_back({.text = text_of(cell.as_array().at(0)), .place = text_of(cell.as_array().at(1))});
    }
    return table;
}

Block block_of(const json::array& block)
{
    const json::string& kind = block.at(0).as_string();
    if (kind == "l") return Line{.text = text_of(block.at(1)), .place = text_of(block.at(2))};
    if (kind == "f")
        return Field{.name = text_of(block.at(1)), .value = text_of(block.at(2)), .place = text_of(block.at(3))};
    return table_of(block);
}

Document document_of(const json::object& object)
{
    Document document;
    for (const json::value& block : object.at("blocks").as_array())
        document.blocks.push_back(block_of(block.as_array()));
    for (const json::value& person : object.at("persons").as_array()) document.persons.push_back(text_of(person));
    for (const json::value& page : object.at("pages").as_array())
        document.pages.push_back({.width_mm = static_cast<double>(page.as_array().at(0).as_int64()) / hundredths,
                                  .height_mm = static_cast<double>(page.as_array().at(1).as_int64()) / hundredths});
    document.has_macros = object.at("macros").as_bool();
    document.is_cut = object.at("cut").as_bool();
    document.has_hidden_text = object.at("hidden").as_bool();
    return document;
}

std::optional<Reading> reading_of(const json::object& object)
{
    const json::value* why = object.if_contains("why");
    if (why == nullptr) return document_of(object);
    const std::string name = text_of(*why);
    const auto found = std::ranges::find(all_reasons, name, name_of);
    if (found == all_reasons.end()) return std::nullopt;
    return *found;
}

}  // namespace

std::string to_json(const Reading& reading)
{
    if (const auto* why = std::get_if<Unreadable>(&reading))
        return json::serialize(json::object{{"why", name_of(*why)}});
    return json::serialize(object_of(std::get<Document>(reading)));
}

std::optional<Reading> from_json(std::string_view text)
{
    boost::system::error_code error;
    const json::value value = json::parse(json::string_view(text.data(), text.size()), error);
    if (error || !value.is_object()) return std::nullopt;
    try {
        return reading_of(value.get_object());
    } catch (const std::exception&) {  // what Boost.JSON throws for values of another kind
        return std::nullopt;
    }
}

}  // namespace document
