#pragma once
/// What people write for a date, as the few signs that decide: numbers, months, years, and what parts them.  Pure.

#include <optional>
#include <string_view>
#include <vector>

namespace form {

struct DateToken {
    enum class Kind : unsigned char {
        number,  ///< what it is, its neighbours say
        year,
        month,
        day,
        dash,
        slash,
        dot,
        comma,
        range,  ///< "to"
        both,   ///< "and"
    };

    Kind kind;
    int value = 0;
    int digits = 0;  ///< of a number or year as it was written

    [[nodiscard]] bool is_sign() const { return kind >= Kind::dash; }
};

struct DateTokens {
    std::vector<DateToken> tokens;
    std::optional<int> quarter;
    bool is_unfixed = false;       ///< "to be confirmed"
    bool is_about = false;         ///< "mid-May"
    bool has_start = false;        ///< "from 1 June"
    bool is_repeated = false;      ///< "every May"
    bool is_open_choice = false;   ///< "or"
    bool has_other_words = false;  ///< that say nothing of a date
    bool is_thai = false;          ///< in its letters
    bool is_buddhist = false;      ///< says so
    bool is_persian = false;       ///< its months are those of the solar calendar of Iran
    bool is_lunar = false;         ///< its months are those of a calendar that we do not read
    bool is_month_unsure = false;  ///< a month's name that another language has for another month
};

/// `language` decides where two languages give the same name to different months. Nothing where there is more than a
/// date may be long.
[[nodiscard]] std::optional<DateTokens> date_tokens(std::string_view written, std::string_view language);

}  // namespace form
