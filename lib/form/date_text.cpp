#include "form/date_text.h"

#include "base/text.h"
#include "form/date_tokens.h"
#include "form/reading_result.h"

#include <fmt/format.h>
#include <unicode/calendar.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace form {

namespace {

using Token = DateToken::Kind;
using Tokens = std::span<const DateToken>;

constexpr int year_min = 1900;
constexpr int year_max = 2200;
constexpr int buddhist_years_ahead = 543;
constexpr int far_years = 20;  // a year of two digits is hardly further from the day of writing

/// What stands first where numbers alone do not say it.
enum class Order : unsigned char { day_first, month_first, year_first };

/// As much of a date as one side of a range says.
struct Partial {
    std::optional<int> year;
    std::optional<int> month;
    std::optional<int> day;
    int year_digits = 0;
    bool is_year_first = false;
    bool is_month_a_word = false;
};

struct Span {
    Partial from;
    Partial to;
    bool is_range = false;
    bool is_joined = false;  ///< by "and": of two days that follow each other only
};

void set_year(Partial& part, const DateToken& token)
{
    part.year = token.value;
    part.year_digits = token.digits;
}

/// The small numbers, among which order decides.
bool assign_small(Partial& part, const std::vector<DateToken>& small, Order order, bool is_day_before_year)
{
    const bool is_first_a_year = !small.empty() && small.front().value > 31;
    switch (small.size()) {
    case 0: return true;
    case 1:
        if (part.month || (!part.year && !is_first_a_year) || (part.year && is_day_before_year)) {
            if (part.month && !part.day && !part.year && is_first_a_year) {
                set_year(part, small[0]);
            } else if (!part.day) {
                part.day = small[0].value;
            } else {
                if (part.year) return false;
                set_year(part, small[0]);
            }
            return true;
        }
        if (!part.year) return false;
        part.month = small[0].value;
        return true;
    case 2:
        if (part.month) {
            if (part.year || part.day) return false;
            part.day = small[is_first_a_year ? 1 : 0].value;
            set_year(part, small[is_first_a_year ? 0 : 1]);
            return true;
        }
        if (part.day) return false;
        {
            const bool is_month_first =
                part.year ? part.is_year_first || order == Order::month_first : order != Order::day_first;
            part.month = small[is_month_first ? 0 : 1].value;
            part.day = small[is_month_first ? 1 : 0].value;
        }
        return true;
    case 3: {
        if (part.month || part.year || part.day) return false;
        const bool is_year_first = is_first_a_year || order == Order::year_first;
        const bool is_month_first = order == Order::month_first;
        set_year(part, small[is_year_first ? 0 : 2]);
        part.is_year_first = is_year_first;
        part.month = small[is_year_first ? 1 : is_month_first ? 0 : 1].value;
        part.day = small[is_year_first ? 2 : is_month_first ? 1 : 0].value;
        return true;
    }
    default: return false;
    }
}

bool assign_compact(Partial& part, const DateToken& token)
{
    part.year = token.value / 10000;
    part.month = token.value / 100 % 100;
    part.day = token.value % 100;
    part.year_digits = 4;
    part.is_year_first = true;
    return true;
}

/// "14-16 May", "May 14-16": two days, where "14-May-05" and "May 14, 05" have a year.
bool are_days_of_a_month(Tokens tokens)
{
    const auto month = std::ranges::find(tokens, Token::month, &DateToken::kind);
    const bool is_month_last = month != tokens.end() && month + 1 == tokens.end();
    const bool is_month_first = month == tokens.begin();
    return is_month_last || (is_month_first && std::ranges::count(tokens, Token::dash, &DateToken::kind) == 1);
}

/// `is_day_before_year`: in "16, 2005" the 16 is a day, since the month was said before.
std::optional<Partial> read_part(Tokens tokens, Order order, bool is_day_before_year)
{
    Partial part;
    std::vector<DateToken> small;
    bool has_number = false;
    for (const DateToken& token : tokens) {
        const bool is_year = token.kind == Token::year || (token.kind == Token::number && token.digits == 4);
        const bool is_free = is_year ? !part.year : token.kind == Token::month ? !part.month : !part.day;
        if (token.kind == Token::range || token.kind == Token::both) return std::nullopt;
        if (token.is_sign()) continue;
        if (token.kind == Token::number && token.digits <= 2) {
            small.push_back(token);
            has_number = true;
            continue;
        }
        if (token.kind == Token::number && token.digits == 8 && !has_number && !part.year) {
            assign_compact(part, token);
            has_number = true;
            continue;
        }
        if (token.kind == Token::number && !is_year) return std::nullopt;
        if (!is_free) return std::nullopt;
        if (is_year) {
            set_year(part, token);
            part.is_year_first = !has_number && !part.month;
        } else if (token.kind == Token::month) {
            part.month = token.value;
            part.is_month_a_word = true;
        } else {
            part.day = token.value;
        }
        has_number = true;
    }
    if (small.size() == 2 && part.month && are_days_of_a_month(tokens)) return std::nullopt;
    if (!assign_small(part, small, order, is_day_before_year)) return std::nullopt;
    if (!part.month && !part.day) return std::nullopt;
    if (part.month && (*part.month < 1 || *part.month > 12)) return std::nullopt;
    if (part.day && (*part.day < 1 || *part.day > 31)) return std::nullopt;
    return part;
}

/// What one side leaves out, the other one says.
bool complete(Span& span)
{
    Partial& from = span.from;
    Partial& to = span.to;
    if (from.day.has_value() != to.day.has_value()) return false;
    if (!from.month) from.month = to.month;
    if (!to.month) to.month = from.month;
    if (!from.month) return false;
    if (from.year && to.year) return true;
    const bool is_over_new_year = *from.month > *to.month;
    if (to.year) {
        from.year = *to.year - (is_over_new_year ? 1 : 0);
        from.year_digits = to.year_digits;
    } else if (from.year) {
        to.year = *from.year + (is_over_new_year ? 1 : 0);
        to.year_digits = from.year_digits;
    }
    return true;
}

std::optional<Span> read_split(Tokens tokens, std::size_t at, Order order)
{
    const auto from = read_part(tokens.first(at), order, false);
    if (!from) return std::nullopt;
    const Order order_right = from->is_year_first ? Order::year_first : order;
    const Tokens right = tokens.subspan(at + 1);
    for (const bool is_day_before_year : {false, true}) {
        if (is_day_before_year && !from->is_month_a_word && order != Order::month_first) continue;
        const auto to = read_part(right, order_right, is_day_before_year);
        if (!to) continue;
        Span span{.from = *from, .to = *to, .is_range = true, .is_joined = tokens[at].kind == Token::both};
        if (complete(span)) return span;
    }
    return std::nullopt;
}

/// One date, else the first place where it falls apart into two.
std::optional<Span> read_span(Tokens tokens, Order order)
{
    if (const auto whole = read_part(tokens, order, false)) return Span{.from = *whole, .to = *whole};
    for (const Token sign : {Token::range, Token::dash, Token::both, Token::slash}) {
        for (std::size_t at = 1; at + 1 < tokens.size(); ++at) {
            if (tokens[at].kind != sign) continue;
            if (const auto span = read_split(tokens, at, order)) return span;
        }
    }
    return std::nullopt;
}

/// A day, or a month where `day` is 0.
struct Day {
    int year = 0;
    int month = 0;
    int day = 0;

    friend bool operator==(const Day&, const Day&) = default;
    friend bool operator<(const Day& one, const Day& other)
    {
        return std::tie(one.year, one.month, one.day) < std::tie(other.year, other.month, other.day);
    }
};

std::string text_of(const Day& day)
{
    if (day.day == 0) return fmt::format("{:04}-{:02}", day.year, day.month);
    return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day);
}

std::chrono::year_month_day calendar_day(const Day& day)
{
    return {std::chrono::year(day.year), std::chrono::month(static_cast<unsigned>(day.month)),
            std::chrono::day(static_cast<unsigned>(std::max(day.day, 1)))};
}

bool exists(const Day& day)
{
    return calendar_day(day).ok();
}

std::chrono::sys_days first_instant(const Day& day)
{
    return std::chrono::sys_days(calendar_day(day));
}

/// The two days, and what they rest on.
struct Reading {
    Day from;
    Day to;
    bool is_range = false;
    bool is_year_found = true;
    bool is_slip = false;      ///< read with a small step: a short year, another era
    std::optional<Why> fault;  ///< why it is none

    [[nodiscard]] bool is_good() const { return !fault; }
    [[nodiscard]] std::string text() const { return is_range ? text_of(from) + '/' + text_of(to) : text_of(from); }
};

class Interpreter {
  public:
    Interpreter(const DateTokens& tokens, const Writer& writer) : tokens_(tokens), writer_(writer)
    {
        const auto day = std::chrono::floor<std::chrono::days>(writer.wrote_at);
        if (writer.wrote_at != base::Time{}) wrote_ = std::chrono::year_month_day(day);
    }

    [[nodiscard]] std::optional<Reading> read(Tokens tokens, Order order) const
    {
        auto span = read_span(tokens, order);
        if (!span || !span->from.month) return std::nullopt;
        Reading reading{.is_range = span->is_range};
        if (!span->from.year) {
            set_nearest_year(*span);
            if (!span->from.year) return faulty(reading, Why::year_missing);
            reading.is_year_found = false;
        }
        reading.from = day_of(span->from, reading);
        reading.to = day_of(span->to, reading);
        if (!reading.is_good()) return reading;
        if (reading.to < reading.from) return faulty(reading, Why::end_before_start);
        if (reading.from == reading.to) reading.is_range = false;
        const bool are_apart =
            span->is_joined &&
            (reading.from.day == 0 || first_instant(reading.to) - first_instant(reading.from) > std::chrono::days(1));
        if (are_apart) return faulty(reading, Why::several_dates);
        return reading;
    }

    [[nodiscard]] std::optional<std::chrono::year_month_day> wrote() const { return wrote_; }
    /// The one of two readings that was the day of writing, when the other is not near it.
    [[nodiscard]] bool is_day_of_writing(const Reading& reading) const
    {
        if (!wrote_ || reading.is_range || reading.from.day == 0) return false;
        const auto apart = first_instant(reading.from) - std::chrono::sys_days(*wrote_);
        return apart >= std::chrono::days(-1) && apart <= std::chrono::days(1);
    }

  private:
    static Reading faulty(Reading reading, Why fault)
    {
        reading.fault = fault;
        return reading;
    }

    [[nodiscard]] bool is_thai() const
    {
        return tokens_.is_thai || writer_.country == "TH" || writer_.language.starts_with("th");
    }

    [[nodiscard]] bool is_iranian() const
    {
        return tokens_.is_persian || writer_.country == "IR" || writer_.country == "AF" ||
               writer_.language.starts_with("fa");
    }

    [[nodiscard]] int wrote_year() const { return wrote_ ? static_cast<int>(wrote_->year()) : 2000; }

    [[nodiscard]] int nearest(int candidate, int other) const
    {
        const int now = wrote_year();
        return std::abs(candidate - now) <= std::abs(other - now) ? candidate : other;
    }

    [[nodiscard]] int nearest_century(int short_year) const
    {
        const int century = wrote_year() / 100 * 100;
        return nearest(century + short_year, nearest(century - 100 + short_year, century + 100 + short_year));
    }

    /// Of the common era; a fault where it is none that can be meant.
    [[nodiscard]] int full_year(const Partial& part, Reading& reading) const
    {
        int year = *part.year;
        if (part.year_digits <= 2) {
            reading.is_slip = true;
            const int common = nearest_century(year);
            const int buddhist = 2500 + year - buddhist_years_ahead;
            if (tokens_.is_buddhist || tokens_.is_thai) return nearest(buddhist, common);
            year = is_thai() ? nearest(common, buddhist) : common;
            if (wrote_ && std::abs(year - wrote_year()) > far_years) reading.fault = Why::year_two_digits;
            return year;
        }
        const bool is_buddhist =
            tokens_.is_buddhist || (year >= year_min + buddhist_years_ahead && year <= year_max + buddhist_years_ahead);
        if (is_buddhist) {
            reading.is_slip = reading.is_slip || !(is_thai() || tokens_.is_buddhist);
            year -= buddhist_years_ahead;
        }
        if (year < year_min || year > year_max) reading.fault = Why::year_far;
        return year;
    }

    [[nodiscard]] bool is_persian(const Partial& part) const
    {
        return part.year_digits == 4 && *part.year >= 1300 && *part.year < 1500 && is_iranian();
    }

    [[nodiscard]] Day day_of(const Partial& part, Reading& reading) const
    {
        Day day{.month = *part.month, .day = part.day.value_or(0)};
        if (is_persian(part) || tokens_.is_persian) return persian_day(part, reading);
        day.year = full_year(part, reading);
        if (reading.is_good() && !exists(day)) reading.fault = Why::no_such_day;
        return day;
    }

    [[nodiscard]] Day persian_day(const Partial& part, Reading& reading) const
    {
        UErrorCode error = U_ZERO_ERROR;
        const std::unique_ptr<icu::Calendar> calendar(icu::Calendar::createInstance(
            *icu::TimeZone::getGMT(), icu::Locale("fa", "IR", nullptr, "calendar=persian"), error));
        const bool is_whole = part.day && is_persian(part) && U_SUCCESS(error);
        if (!is_whole) {
            reading.fault = Why::other_calendar;
            return {};
        }
        calendar->clear();
        calendar->setLenient(false);
        calendar->set(*part.year, *part.month - 1, *part.day);
        const auto milliseconds = static_cast<std::int64_t>(calendar->getTime(error));
        if (U_FAILURE(error)) {
            reading.fault = Why::no_such_day;
            return {};
        }
        const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(base::from_unix_ms(milliseconds)));
        reading.is_slip = true;
        return {.year = static_cast<int>(day.year()),
                .month = static_cast<int>(static_cast<unsigned>(day.month())),
                .day = static_cast<int>(static_cast<unsigned>(day.day()))};
    }

    /// Of the year that brings it next to the day of writing.
    void set_nearest_year(Span& span) const
    {
        if (!wrote_) return;
        std::optional<int> best;
        auto best_apart = std::chrono::days::max();
        for (int year = wrote_year() - 1; year <= wrote_year() + 1; ++year) {
            const Day day{.year = year, .month = *span.from.month, .day = span.from.day.value_or(0)};
            if (!exists(day)) continue;
            const auto apart = std::chrono::abs(first_instant(day) - std::chrono::sys_days(*wrote_));
            if (apart < best_apart) {
                best = year;
                best_apart = apart;
            }
        }
        span.from.year = best ? *best : wrote_year();
        span.from.year_digits = 4;
        if (!span.is_range) {
            span.to = span.from;
        } else {
            complete(span);
        }
    }

    const DateTokens& tokens_;
    const Writer& writer_;
    std::optional<std::chrono::year_month_day> wrote_;
};

bool is_one_of(std::string_view code, std::string_view codes)
{
    return code.size() == 2 && codes.find(code) != std::string_view::npos;
}

/// Which of day and month stands first where the year is last; nothing where people of the country write either.
std::optional<Order> order_of(const Writer& writer)
{
    if (writer.is_month_first) return *writer.is_month_first ? Order::month_first : Order::day_first;
    constexpr std::string_view month_first = "US PH FM MH PW GU PR VI AS MP UM";
    constexpr std::string_view either = "CA JP CN KR KP TW HK MO MN";
    constexpr std::string_view languages_day_first =
        "fr de es pt it nl da nb no fi pl cs sk ru uk el tr th ar id vi he ro bg hr sl sr";
    std::string country = writer.country;
    const std::string_view language = writer.language;
    if (country.empty() && language.size() == 5 && language[2] == '-') country = language.substr(3);
    if (is_one_of(country, month_first)) return Order::month_first;
    if (is_one_of(country, either)) return std::nullopt;
    if (!country.empty() || is_one_of(language.substr(0, 2), languages_day_first)) return Order::day_first;
    return std::nullopt;
}

/// Dots between numbers are of countries that write the day first.
bool has_dots_only(Tokens tokens)
{
    return std::ranges::none_of(tokens, [](const DateToken& each) { return each.kind == Token::slash; }) &&
           std::ranges::count(tokens, Token::dot, &DateToken::kind) >= 2;
}

/// Three numbers of two digits, which may as well begin with the year.
bool may_begin_with_year(Tokens tokens, const Writer& writer)
{
    constexpr std::string_view countries = "JP CN KR KP TW HU LT MN SE";
    const bool are_short = std::ranges::all_of(tokens, [](const DateToken& each) {
        return each.is_sign() || (each.kind == Token::number && each.digits <= 2);
    });
    return are_short && is_one_of(writer.country, countries);
}

/// The readings in the orders that are possible, the likeliest first; several only where nothing decides.
struct Choice {
    std::vector<Reading> readings;
    bool is_by_order = false;  ///< the writer's country decided
};

Choice read_in_orders(const Interpreter& interpreter, Tokens tokens, const Writer& writer, bool is_date_of_writing)
{
    Choice choice;
    std::vector<Order> orders{Order::day_first, Order::month_first};
    if (may_begin_with_year(tokens, writer)) orders.insert(orders.begin(), Order::year_first);
    for (const Order order : orders) {
        const auto reading = interpreter.read(tokens, order);
        const bool is_new = reading && std::ranges::none_of(choice.readings, [&](const Reading& each) {
                                return each.is_good() == reading->is_good() && each.text() == reading->text();
                            });
        if (is_new) choice.readings.push_back(*reading);
    }
    const auto bad = std::stable_partition(choice.readings.begin(), choice.readings.end(),
                                           [](const Reading& each) { return each.is_good(); });
    if (bad != choice.readings.begin()) choice.readings.erase(bad, choice.readings.end());
    // "6/14/05" is no range without a year where it is a whole date.
    const bool has_year = std::ranges::any_of(choice.readings, &Reading::is_year_found);
    if (has_year) std::erase_if(choice.readings, [](const Reading& each) { return !each.is_year_found; });
    if (choice.readings.size() < 2 || !choice.readings.front().is_good()) return choice;

    auto order = order_of(writer);
    if (!order && has_dots_only(tokens) && orders.size() == 2) order = Order::day_first;
    std::optional<Reading> chosen;
    if (order && orders.size() == 2) chosen = interpreter.read(tokens, *order);
    if (!chosen && is_date_of_writing) {
        for (const Reading& each : choice.readings) {
            if (interpreter.is_day_of_writing(each)) chosen = each;
        }
    }
    if (chosen) choice = {.readings = {*chosen}, .is_by_order = true};
    return choice;
}

ReadValue quarter_value(const DateTokens& found)
{
    const auto year = std::ranges::find_if(found.tokens, [](const DateToken& each) { return each.digits == 4; });
    const bool is_whole =
        year != found.tokens.end() && year->value >= year_min && year->value <= year_max && *found.quarter >= 1;
    if (!is_whole) return unreadable(Why::write_date);
    const int first = 3 * *found.quarter - 2;
    return guessed(text_of({.year = year->value, .month = first}) + '/' +
                       text_of({.year = year->value, .month = first + 2}),
                   Why::quarter_only);
}

/// The one whole date somewhere among other numbers.
std::optional<Reading> find_date(const Interpreter& interpreter, Tokens tokens, Order order)
{
    for (std::size_t length = tokens.size() - 1; length >= 3; --length) {
        for (std::size_t start = 0; start + length <= tokens.size(); ++start) {
            const Tokens slice = tokens.subspan(start, length);
            if (slice.front().is_sign() || slice.back().is_sign()) continue;
            auto reading = interpreter.read(slice, order);
            if (reading && reading->is_good() && reading->is_year_found && reading->from.day != 0) return reading;
        }
    }
    return std::nullopt;
}

bool has_excel_month(Tokens tokens)
{
    return tokens.size() == 3 && tokens[0].kind == Token::month && tokens[1].kind == Token::dash &&
           tokens[2].kind == Token::number && tokens[2].digits == 2;
}

ReadValue with_doubts(const Reading& reading, const DateTokens& found, bool is_likely)
{
    const std::string text = reading.text();
    if (!reading.is_year_found) return guessed(text, Why::year_taken);
    if (found.has_start && !reading.is_range) return guessed(text, Why::start_only);
    if (found.has_other_words && reading.from.day == 0) return guessed(text, Why::month_only);
    if (found.is_unfixed) return guessed(text, Why::date_not_fixed);
    if (found.is_about) return guessed(text, Why::date_about);
    if (found.is_repeated) return guessed(text, Why::maybe_more_dates);
    if (found.is_month_unsure) return guessed(text, Why::month_unsure);
    const bool is_sure = !is_likely && !reading.is_slip && !found.has_other_words;
    return is_sure ? sure(text) : likely(text);
}

}  // namespace

namespace {

/// "listopada" is October in Zagreb, and November in Warsaw.
std::string month_language(std::string_view country)
{
    constexpr auto languages = std::to_array<std::pair<std::string_view, std::string_view>>({{"HR", "hr"},
                                                                                             {"BA", "hr"},
                                                                                             {"PL", "pl"},
                                                                                             {"CZ", "cs"},
                                                                                             {"SK", "sk"},
                                                                                             {"UA", "uk"},
                                                                                             {"SI", "sl"},
                                                                                             {"BY", "be"}});
    const auto* const found =
        std::ranges::find(languages, country, &std::pair<std::string_view, std::string_view>::first);
    return found == languages.end() ? "" : std::string(found->second);
}

}  // namespace

ReadValue read_date(std::string_view written, bool may_be_range, const Writer& writer)
{
    const auto found = date_tokens(written, writer.language.empty() ? month_language(writer.country) : writer.language);
    if (!found) return unreadable(Why::date_too_long);
    if (found->is_lunar) return unreadable(Why::other_calendar);
    if (found->quarter && !may_be_range) return unreadable(Why::quarter_only);
    if (found->quarter) return quarter_value(*found);
    if (found->is_open_choice) return unreadable(Why::open_choice);
    const Tokens tokens = found->tokens;
    if (tokens.empty()) return unreadable(found->is_unfixed ? Why::date_not_fixed : Why::no_date);
    const bool is_year_only = tokens.size() == 1 && tokens[0].digits == 4;
    if (is_year_only) return unreadable(Why::year_only);

    const Interpreter interpreter(*found, writer);
    if (has_excel_month(tokens)) {
        std::vector<DateToken> month_of_year(tokens.begin(), tokens.end());
        month_of_year.back().kind = Token::year;
        if (const auto reading = interpreter.read(month_of_year, Order::day_first); reading && reading->is_good())
            return guessed(reading->text(), Why::day_or_year);
    }
    const Choice choice = read_in_orders(interpreter, tokens, writer, !may_be_range);
    if (choice.readings.empty()) {
        const bool are_several = std::ranges::count(tokens, Token::both, &DateToken::kind) > 0;
        const auto part =
            are_several ? std::nullopt : find_date(interpreter, tokens, order_of(writer).value_or(Order::day_first));
        if (part && !(part->is_range && !may_be_range)) return guessed(part->text(), Why::more_dates);
        return unreadable(Why::no_date);
    }
    const Reading& best = choice.readings.front();
    if (!best.is_good()) return unreadable(*best.fault);
    if (best.is_range && !may_be_range) return unreadable(Why::range_for_date);
    if (choice.readings.size() > 1) return guessed(best.text(), Why::day_or_month);
    return with_doubts(best, *found, choice.is_by_order);
}

std::optional<bool> shows_month_first(std::string_view written)
{
    constexpr int months = 12;
    std::optional<bool> shown;
    for (std::size_t i = 0; i < written.size(); ++i) {
        if (!base::is_digit(written[i]) || (i > 0 && (base::is_digit(written[i - 1]) || written[i - 1] == '/')))
            continue;
        const auto numbers = base::split(written.substr(i, written.find_first_not_of("0123456789/", i) - i), '/');
        if (numbers.size() != 3 || numbers[0].size() > 2 || numbers[1].size() > 2) continue;
        const auto first = base::parse_number(numbers[0]);
        const auto second = base::parse_number(numbers[1]);
        if (!first || !second || (*first > months) == (*second > months)) continue;
        const bool is_month_first = *second > months;
        if (shown && *shown != is_month_first) return std::nullopt;
        shown = is_month_first;
    }
    return shown;
}

}  // namespace form
