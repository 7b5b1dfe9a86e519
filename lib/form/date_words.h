#pragma once
/// The words of dates in many languages: months, days of the week, "to", "year", "about".  Pure.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace form {

/// Values of words whose kind alone does not say enough.
inline constexpr int until = 1;  ///< of a range word that makes an end of what stands behind it
inline constexpr int from = 1;   ///< of a filler that makes a beginning of it

struct DateWord {
    enum class Kind : unsigned char {
        month,           ///< value: 1 to 12
        persian_month,   ///< of the solar calendar of Iran and Afghanistan
        other_calendar,  ///< a month of the Islamic or Hebrew calendar, which depends on the moon
        filler,          ///< days of the week, articles, "the", "г."
        range,           ///< "to"
        both,            ///< "and"
        between,         ///< makes a range of what "both" joins
        or_else,         ///< "or"
        year_mark,       ///< stands at the year: 年
        year_ahead,      ///< stands before the year: "năm"
        month_mark,      ///< behind the number of a month: 月
        month_ahead,     ///< before the number of a month: "tháng"
        day_mark,        ///< behind the number of a day: 日
        ordinal,         ///< glued to a number: "th"
        era,             ///< value: the year before its first one
        buddhist,        ///< B.E.
        common,          ///< A.D.
        quarter,         ///< of a year
        hour,            ///< makes a time of the numbers before it: "Uhr"
        hour_ahead,      ///< makes a time of the number behind it: "at"
        unfixed,         ///< "to be confirmed"
        about,           ///< "mid", "about", "before"
        again,           ///< "every", "weekly"
    };

    Kind kind;
    int value = 0;
    std::string language;  ///< of a month that others call otherwise
};

/// All meanings of a word, the likelier first; `word` as date_word_key makes it..
[[nodiscard]] const std::vector<DateWord>& date_words(std::string_view word);
/// The longest word that the text starts with, in octets; for scripts that do not part words. 0: none.
[[nodiscard]] std::size_t date_word_at(std::string_view text);
/// Of a folded word: without its dots.
[[nodiscard]] std::string date_word_key(std::string_view folded);

}  // namespace form
