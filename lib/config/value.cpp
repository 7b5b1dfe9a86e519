#include "config/value.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace config {

using base::refuse;
using base::Result;

namespace {

std::string quoted(std::string_view text)
{
    constexpr std::size_t shown_max = 80;
    return '"' + base::one_line(text, shown_max) + '"';
}

struct SizeUnit {
    std::string_view name;
    std::int64_t octets;
};

constexpr std::array size_units{SizeUnit{"B", 1}, SizeUnit{"KiB", 1LL << 10}, SizeUnit{"MiB", 1LL << 20},
                                SizeUnit{"GiB", 1LL << 30}, SizeUnit{"TiB", 1LL << 40}};

}  // namespace

Result<std::int64_t> parse_size(std::string_view text)
{
    const auto blank = text.find(' ');
    const auto count = base::parse_number(text.substr(0, blank));
    const std::string_view unit = blank == std::string_view::npos ? "" : text.substr(blank + 1);
    const auto* const found = std::ranges::find(size_units, unit, &SizeUnit::name);
    if (!count || found == size_units.end()) {
        return refuse(quoted(text) + R"( is not a size such as "25 MiB" (B, KiB, MiB, GiB, TiB))");
    }
    if (*count < 0 || *count > std::numeric_limits<std::int64_t>::max() / found->octets) {
        return refuse(quoted(text) + " is out of range");
    }
    return *count * found->octets;
}

namespace {

/// What a limit of a row means for a value of its kind.
std::int64_t measure(Kind kind, std::string_view text)
{
    if (kind == Kind::size) return parse_size(text).value();
    if (kind == Kind::duration || kind == Kind::durations) return base::parse_duration(text).value().count();
    return base::parse_number(text).value();
}

std::optional<base::Failure> outside_limits(const OptionRow& option, std::int64_t value, const std::string& shown)
{
    if (!option.min.empty() && value < measure(option.kind, option.min)) {
        return refuse(shown + " is less than " + std::string(option.min));
    }
    if (!option.max.empty() && value > measure(option.kind, option.max)) {
        return refuse(shown + " is more than " + std::string(option.max));
    }
    return std::nullopt;
}

Result<base::Duration> check_duration(const OptionRow& option, std::string_view text)
{
    const auto duration = base::parse_duration(text);
    if (!duration && base::parse_number(text)) return refuse(quoted(text) + " has no unit (s, m, h, d)");
    if (!duration) return refuse(quoted(text) + R"( is not a time such as "30s", "15m", "72h" or "14d")");
    if (auto outside = outside_limits(option, duration->count(), quoted(text))) return *outside;
    return *duration;
}

Result<Value> check_choice(const OptionRow& option, std::string_view text)
{
    for (const std::string_view choice : base::split(option.choices, ' ')) {
        if (choice == text) return std::string(text);
    }
    return refuse(quoted(text) + " is none of: " + std::string(option.choices));
}

Result<Value> check_url(std::string_view text)
{
    const auto end = text.find("://");
    const bool has_host = end != std::string_view::npos && end > 0 && end + 3 < text.size();
    const bool is_plain =
        std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == '>'; });
    if (!has_host || !is_plain) return refuse(quoted(text) + R"( is not a URL such as "https://lists.example.org")");
    return std::string(text);
}

Result<Value> check_date(std::string_view text)
{
    constexpr std::size_t date_octets = std::string_view("2005-05-14").size();
    const bool is_day = text.size() == date_octets && base::parse_time(std::string(text) + " 00:00");
    if (!is_day) return refuse(quoted(text) + " is not a date such as 2005-05-14");
    return std::string(text);
}

bool has_controls(std::string_view text)
{
    return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

Result<Value> check_text(const OptionRow& option, std::string_view text)
{
    if (has_controls(text)) return refuse(quoted(text) + " holds control characters");
    switch (option.kind) {
    case Kind::choice: return check_choice(option, text);
    case Kind::url: return check_url(text);
    case Kind::date: return check_date(text);
    case Kind::duration: {
        const auto duration = check_duration(option, text);
        if (!duration) return duration.error();
        return *duration;
    }
    case Kind::size: {
        const auto octets = parse_size(text);
        if (!octets) return octets.error();
        if (auto outside = outside_limits(option, *octets, quoted(text))) return *outside;
        return *octets;
    }
    case Kind::text:
    case Kind::path:
    case Kind::category:
    case Kind::domain:
    case Kind::mailbox:
        if (option.is_required && base::trim(text).empty()) return refuse("it is empty");
        return std::string(text);
    case Kind::number: return refuse(quoted(text) + " is not a number");
    case Kind::flag: return refuse(quoted(text) + " is neither true nor false, without quotes");
    case Kind::texts:
    case Kind::durations:
    case Kind::mailboxes:
    case Kind::categories: return refuse(quoted(text) + R"( is not a list such as ["one", "two"])");
    }
    return refuse("unknown kind of option");
}

Result<Value> check_number(const OptionRow& option, std::int64_t number)
{
    const std::string shown = std::to_string(number);
    if (option.kind == Kind::duration)
        return refuse(shown + R"( has no unit: write it as "30s", "15m", "72h" or "14d")");
    if (option.kind == Kind::size) return refuse(shown + R"( has no unit: write it as "25 MiB")");
    if (option.kind != Kind::number) return refuse(shown + " is a number where text is expected");
    if (auto outside = outside_limits(option, number, shown)) return *outside;
    return number;
}

Result<Value> check_flag(const OptionRow& option, bool flag)
{
    if (option.kind != Kind::flag) return refuse("a value of another type was expected");
    return flag;
}

Result<Value> check_texts(const OptionRow& option, const std::vector<std::string>& texts)
{
    for (const std::string& text : texts) {
        if (has_controls(text)) return refuse(quoted(text) + " holds control characters");
    }
    switch (option.kind) {
    case Kind::durations: {
        std::vector<base::Duration> durations;
        for (const std::string& text : texts) {
            const auto duration = check_duration(option, text);
            if (!duration) return duration.error();
            durations.push_back(*duration);
        }
        if (durations.empty() && !option.may_be_empty) return refuse("it is empty");
        return durations;
    }
    case Kind::texts:
    case Kind::mailboxes:
    case Kind::categories:
        if (option.is_required && texts.empty()) return refuse("it is empty");
        return texts;
    default: return refuse("a list where a single value is expected");
    }
}

}  // namespace config
