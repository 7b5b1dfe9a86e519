#pragma once
/// What every reader of documents promises, whatever it read.

#include "base/text.h"
#include "document/builder.h"
#include "document/document.h"
#include "document/reading_json.h"
#include "fuzz.h"

#include <string>
#include <variant>

namespace fuzz {

inline void check_text(std::string_view text, bool may_have_lines)
{
    require(base::is_valid_utf8(text), "texts are UTF-8", text);
    require(text.size() <= document::value_octets_max, "texts are bounded");
    for (const char c : text) {
        const bool is_control = static_cast<unsigned char>(c) < ' ' || c == 0x7F;
        require(!is_control || c == '\t' || (c == '\n' && may_have_lines), "texts have no controls", text);
    }
}

inline void check_document(const document::Document& document)
{
    std::size_t octets = 0;
    for (const document::Block& block : document.blocks) {
        if (const auto* line = std::get_if<document::Line>(&block)) {
            check_text(line->text, false);
            octets += line->text.size();
        }
        if (const auto* field = std::get_if<document::Field>(&block)) check_text(field->value, true);
        const auto* table = std::get_if<document::Table>(&block);
        if (table == nullptr) continue;
        require(!table->rows.empty() && table->rows.size() <= document::rows_max, "tables have rows, and not too many");
        for (const auto& row : table->rows) {
            require(row.size() <= document::columns_max, "rows have not too many cells");
            for (const document::Cell& cell : row) {
                check_text(cell.text, true);
                octets += cell.text.size();
            }
        }
    }
    require(octets <= document::text_octets_max, "a document is bounded");
}

inline void check_reading(const document::Reading& reading)
{
    if (const auto* document = std::get_if<document::Document>(&reading)) check_document(*document);
    const std::string json = document::to_json(reading);
    const auto back = document::from_json(json);
    require(back && document::to_json(*back) == json, "a reading survives its way between processes");
}

}  // namespace fuzz
