#pragma once
/// What is doubtful about a return, and how its sender is told.  Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace form {

enum class Why : unsigned char {
    missing,
    unsure_place,
    too_long_cut,
    no_digits,
    short_number,
    no_date,
    write_date,
    date_too_long,
    year_missing,
    year_taken,
    year_two_digits,
    year_far,
    year_only,
    quarter_only,
    month_only,
    month_unsure,
    no_such_day,
    end_before_start,
    start_only,
    several_dates,
    more_dates,
    maybe_more_dates,
    open_choice,
    other_calendar,
    date_not_fixed,
    date_about,
    day_or_year,
    range_for_date,
    day_or_month,
    no_answer,
    cross_no,
    cross_unclear,
    circle_yes,
    both_marked,
    email_too_long,
    no_email,
    part_of_email,
    misspelt,
    more_addresses,
    web_too_long,
    blanks_within,
    email_for_web,
    no_web,
    no_number,
    more_numbers,
    sign_within,
    more_than_number,
    no_language,
    no_country,
    shared_name,
    more_countries,
    country_in_part,
    country_misspelt,
    no_choice,
    more_marked,
    no_answers,
    no_rows,
    example_changed,  ///< about the row's first words
    other_country,    ///< about the country of the body that was asked
    unread_column,    ///< about its heading
    unread_label,     ///< about it
    unread_line,      ///< about it
    other_form,       ///< about its title
    too_many_rows,    ///< about the number of rows that were read
    too_long,
    encrypted,  ///< about the part's name; a person has to read it, as those that follow
    picture,
    damaged,
    hostile,
    unknown_kind,
    long_document,
};

struct Doubt {
    std::string field;               ///< key of the question; empty: of the return as a whole
    std::optional<std::size_t> row;  ///< from 0; absent: of the respondent
    Why why = Why::missing;
    std::string about;  ///< the words that it is about, where `why` says so
};

/// In one of the languages of our notices (RFC 5646), else in English.
[[nodiscard]] std::string text_of(const Doubt& doubt, std::string_view language);

}  // namespace form
