#pragma once
/// Values as records have them, out of what people write.  Pure.

#include "base/time.h"
#include "config/form.h"
#include "form/doubt.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace form {

/// Text is UTF-8 with its blanks collapsed. Dates are ISO 8601 ("2005-05-14", a month "2005-05", a range
/// "2005-05-14/2005-05-16"), countries ISO 3166 alpha-2, languages RFC 5646, choices their keys.
using Value = std::variant<std::monostate, std::string, bool, std::int64_t, double>;

[[nodiscard]] bool is_null(const Value& value);

enum class Sureness : unsigned char {
    sure,
    likely,   ///< a usual slip was put right, or of several readings one is far likelier
    guessed,  ///< shown to the respondent
};

[[nodiscard]] std::string_view name_of(Sureness sureness);  ///< "sure"

/// What helps to read the answers of one who writes.
struct Writer {
    std::string country;                 ///< ISO 3166 alpha-2 of the member or of what was answered; empty: not known
    std::string language;                ///< RFC 5646; empty: not known
    base::Time wrote_at;                 ///< dates without a year are near it
    std::string name;                    ///< as the mail has it; empty: not known
    std::string address;                 ///< lower case; empty: not known
    std::optional<bool> is_month_first;  ///< in dates of numbers, where some of the writer's own show it
};

struct ReadValue {
    Value value;  ///< null: nothing was written, or it could not be read
    Sureness sureness = Sureness::sure;
    std::optional<Why> doubt;  ///< why it could not be read, or is only guessed
};

/// `written`: what stands in the cell or behind the label, with LF between lines.
[[nodiscard]] ReadValue read_value(const config::Question& question, std::string_view written, const Writer& writer);

}  // namespace form
