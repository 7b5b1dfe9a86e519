#pragma once
/// One option's value, checked against its row.  Pure.

#include "base/failure.h"
#include "base/time.h"
#include "config/options.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace config {

using Value = std::variant<std::string, std::int64_t, bool, base::Duration, std::vector<std::string>,
                           std::vector<base::Duration>>;

/// "25 MiB", "64 KiB", "1 GiB", "512 B": octets.
[[nodiscard]] base::Result<std::int64_t> parse_size(std::string_view text);

/// The failures say what was read and what was expected: `"5" has no unit (s, m, h, d)`.
[[nodiscard]] base::Result<Value> check_text(const OptionRow& option, std::string_view text);
[[nodiscard]] base::Result<Value> check_number(const OptionRow& option, std::int64_t number);
[[nodiscard]] base::Result<Value> check_flag(const OptionRow& option, bool flag);
[[nodiscard]] base::Result<Value> check_texts(const OptionRow& option, const std::vector<std::string>& texts);

}  // namespace config
