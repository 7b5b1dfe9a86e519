#pragma once
/// What a column or a query holds as JSON text: an object of texts, an array of texts, rows of a query.

#include "store/store.h"

#include <string>
#include <string_view>
#include <vector>

namespace store::io {

[[nodiscard]] std::string attributes_as_json(const std::vector<Attribute>& attributes);
[[nodiscard]] std::vector<Attribute> attributes_of_json(std::string_view json);
[[nodiscard]] std::string texts_as_json(const std::vector<std::string>& texts);
[[nodiscard]] std::vector<std::string> texts_of_json(std::string_view json);

/// When copies for readers of one language and country are due.
struct DueRow {
    std::string language;
    std::string country;
    Issues::DueTimes times;
};
/// A row for each stretch: [["language", "country", first place, place behind, due, earliest], …], all times in ms.
[[nodiscard]] std::string due_rows_as_json(const std::vector<DueRow>& rows);

}  // namespace store::io
