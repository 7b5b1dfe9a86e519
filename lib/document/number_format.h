#pragma once
/// What a spreadsheet's number format shows of a number (ECMA-376 part 1 §18.8.30, §18.8.31), and dates as spreadsheets count
/// them.  Pure.

#include <string>
#include <string_view>

namespace document {

/// What of a date and time a format shows. Without any, the number is a number.
struct NumberFormat {
    bool has_year = false;
    bool has_month = false;
    bool has_day = false;
    bool has_time = false;
    bool is_elapsed = false;  ///< "[h]:mm": hours without end
    int digits_min = 0;       ///< "00000" shows zeros in front

    [[nodiscard]] bool has_date() const { return has_year || has_month || has_day; }
};

/// Of its first section, for numbers that are positive.
[[nodiscard]] NumberFormat read_number_format(std::string_view code);

/// The formats that files name by number alone, those of East Asia included.
[[nodiscard]] NumberFormat known_number_format(int id);

/// Days are counted from 1900 as Excel does (its 29 February 1900 included), or from 1904.
enum class Epoch : unsigned char { year_1900, year_1904 };

/// ISO 8601 for dates and times, "2005-05-14T09:30", as much as the format shows; plain digits for others. What is no date
/// of the years 1900 to 9999 is shown as a number.
[[nodiscard]] std::string show_number(double number, const NumberFormat& format, Epoch epoch);

}  // namespace document
