#pragma once
/// One row an option: the check, the commented sample and the reference page all come from it.  Pure.

#include <span>
#include <string>
#include <string_view>

namespace config {

enum class Kind : unsigned char {
    text,
    number,
    flag,      ///< true or false
    size,      ///< "25 MiB"
    duration,  ///< "30s", "15m", "72h", "14d"
    choice,    ///< one of `choices`
    date,      ///< 2005-05-14, with or without quotes
    path,      ///< relative to the file that names it
    url,
    domain,
    mailbox,
    category,
    texts,
    durations,
    mailboxes,
    categories,
};

enum class Reload : unsigned char {
    live,     ///< in force at once after SIGHUP
    restart,  ///< needs a restart; a reload says so
};

struct OptionRow {
    std::string_view section;  ///< "relay"; "[[list]]" is "list"
    std::string_view key;      ///< "expire"
    Kind kind = Kind::text;
    std::string_view standard;  ///< as it is written in TOML; empty: no default
    bool is_required = false;
    std::string_view min;  ///< for numbers, sizes and durations
    std::string_view max;
    std::string_view choices;   ///< "none opportunistic required"
    bool may_be_empty = false;  ///< of durations
    Reload reload = Reload::live;
    std::string_view sample;  ///< what the sample shows where there is no default
    std::string_view help;
};

struct SectionRow {
    std::string_view name;      ///< "list.stage"
    bool is_array = false;      ///< [[list.stage]]
    bool may_be_alone = false;  ///< one of an array may be written [relay]
    bool in_sample = true;      ///< false: the sample shows it commented out
    std::string_view help;
};

[[nodiscard]] std::span<const SectionRow> sections();
[[nodiscard]] std::span<const OptionRow> options();
[[nodiscard]] const SectionRow* find_section(std::string_view name);
[[nodiscard]] const OptionRow* find_option(std::string_view section, std::string_view key);

/// config/gazetted.toml, whole.
[[nodiscard]] std::string sample_file();
/// docs/configuration.md, whole.
[[nodiscard]] std::string reference_page();

}  // namespace config
