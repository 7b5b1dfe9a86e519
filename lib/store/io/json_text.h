#pragma once
/// What a column or a query holds as JSON text: an object of texts, an array of texts or of pairs.

#include "store/rows.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace store::io {

[[nodiscard]] std::string attributes_as_json(const std::vector<Attribute>& attributes);
[[nodiscard]] std::vector<Attribute> attributes_of_json(std::string_view json);
[[nodiscard]] std::string texts_as_json(const std::vector<std::string>& texts);
[[nodiscard]] std::vector<std::string> texts_of_json(std::string_view json);
[[nodiscard]] std::string pairs_as_json(const std::vector<std::pair<std::string, std::string>>& pairs);

}  // namespace store::io
