#include "config/criterion.h"

#include "base/text.h"
#include "config/page_size.h"
#include "mail/file_kind.h"
#include "mail/mailbox.h"

#include <re2/re2.h>

#include <algorithm>
#include <array>

namespace config {

namespace {

constexpr std::size_t shown_max = 80;
constexpr std::size_t words_max = 1000;
constexpr std::size_t word_octets_max = 100;
constexpr std::size_t pattern_octets_max = 1000;

/// In the order of Check.
constexpr std::array<std::string_view, 13> check_names{
    "subject",       "total-size", "part-size", "types",     "words",     "hosts",      "hidden-text",
    "remote-images", "text-part",  "languages", "pdf-pages", "page-size", "properties",
};

std::string shown(std::string_view text)
{
    return '"' + base::one_line(text, shown_max) + '"';
}

/// The key of a check's parameter; empty where it has none.
std::string_view parameter_of(Check check)
{
    switch (check) {
    case Check::subject: return "pattern";
    case Check::total_size:
    case Check::part_size: return "max";
    case Check::types: return "types";
    case Check::words: return "words";
    case Check::hosts: return "hosts";
    case Check::languages: return "languages";
    case Check::pdf_pages: return "pages";
    case Check::page_size: return "sizes";
    case Check::hidden_text:
    case Check::remote_images:
    case Check::text_part:
    case Check::properties: return {};
    }
    return {};
}

std::string checks_with(std::string_view parameter)
{
    std::string names;
    for (std::size_t i = 0; i < check_names.size(); ++i) {
        if (parameter_of(static_cast<Check>(i)) != parameter) continue;
        names += (names.empty() ? "\"" : " or \"") + std::string(check_names[i]) + '"';
    }
    return names;
}

bool is_said(const Section& section, std::string_view key)
{
    if (key == "max" || key == "pages") return section.number(key) != 0;
    return key == "pattern" ? !section.text(key).empty() : !section.texts(key).empty();
}

/// hosts may be left out: private networks are always looked for.
void check_parameters(const Section& section, Check check, const TellFault& fault)
{
    const std::string_view own = parameter_of(check);
    for (const std::string_view key : {"pattern", "max", "types", "words", "hosts", "languages", "pages", "sizes"}) {
        if (key != own && is_said(section, key)) fault(key, "goes with check = " + checks_with(key) + " only");
    }
    const bool is_needed = !own.empty() && check != Check::hosts;
    if (is_needed && !section.places.contains(own) && !is_said(section, own))
        fault("check", std::string(name_of(check)) + " needs " + std::string(own) + " as well");
    else if (is_needed && !is_said(section, own))
        fault(own, "is needed by check = \"" + std::string(name_of(check)) + '"');
}

void check_pattern(const std::string& pattern, const TellFault& fault)
{
    RE2::Options options;
    options.set_log_errors(false);
    const RE2 expression(pattern, options);
    if (!expression.ok())
        fault("pattern", base::one_line(expression.error(), 2 * shown_max) + ": " + shown(pattern));
    else if (pattern.size() > pattern_octets_max)
        fault("pattern", "has more than " + std::to_string(pattern_octets_max) + " octets");
}

void check_types(const std::vector<std::string>& types, const TellFault& fault)
{
    for (const std::string& type : types) {
        if (std::ranges::count(mail::file_kinds(), type) > 0) continue;
        std::string known;
        for (const std::string_view kind : mail::file_kinds()) known += ' ' + std::string(kind);
        fault("types", shown(type) + " is none of:" + known);
    }
}

void check_words(const std::vector<std::string>& words, const TellFault& fault)
{
    if (words.size() > words_max) fault("words", "has more than " + std::to_string(words_max) + " of them");
    for (const std::string& word : words) {
        const bool says_something = word.find_first_not_of("*# \t") != std::string::npos;
        if (!says_something) fault("words", shown(word) + " is no word");
        if (word.size() > word_octets_max)
            fault("words", shown(word) + " has more than " + std::to_string(word_octets_max) + " octets");
    }
}

/// A language is told from its text, and its country or script is not (mail/text_language.h).
void check_languages(const std::vector<std::string>& languages, const TellFault& fault)
{
    for (const std::string& language : languages) {
        const bool is_primary = (language.size() == 2 || language.size() == 3) &&
                                std::ranges::all_of(language, [](char c) { return c >= 'a' && c <= 'z'; });
        if (!is_primary)
            fault("languages", shown(language) + " is no language of two or three letters, such as \"fr\"");
    }
}

void check_sizes(const std::vector<std::string>& names, const TellFault& fault)
{
    for (const std::string& name : names) {
        if (find_page_size(name) != nullptr) continue;
        std::string known;
        for (const PageSize& size : page_sizes()) known += ' ' + std::string(size.name);
        fault("sizes", shown(name) + " is none of:" + known);
    }
}

std::vector<std::string> read_hosts(const Section& section, const TellFault& fault)
{
    std::vector<std::string> hosts;
    for (const std::string& written : section.texts("hosts")) {
        const bool is_suffix = written.starts_with('.');
        const auto host = mail::canonical_domain(std::string_view(written).substr(is_suffix ? 1 : 0));
        if (host) hosts.push_back((is_suffix ? "." : "") + *host);
        if (!host) fault("hosts", shown(written) + " is no host: " + host.error().text);
    }
    return hosts;
}

}  // namespace

std::string_view name_of(Check check)
{
    return check_names[static_cast<std::size_t>(check)];
}

Criterion read_criterion(const Section& section, const TellFault& fault)
{
    Criterion criterion{.name = section.values.contains("name") ? section.text("name") : "",
                        .check = Check::subject,
                        .refuses = section.text("result") == "refuse",
                        .pattern = section.text("pattern"),
                        .octets_max = section.number("max"),
                        .types = section.texts("types"),
                        .words = section.texts("words"),
                        .hosts = read_hosts(section, fault),
                        .languages = section.texts("languages"),
                        .pages_max = section.number("pages"),
                        .sizes = section.texts("sizes")};
    check_pattern(criterion.pattern, fault);
    check_types(criterion.types, fault);
    check_words(criterion.words, fault);
    check_languages(criterion.languages, fault);
    check_sizes(criterion.sizes, fault);
    if (!section.values.contains("check")) return criterion;  // said already
    criterion.check = static_cast<Check>(std::ranges::find(check_names, section.text("check")) - check_names.begin());
    check_parameters(section, criterion.check, fault);
    return criterion;
}

}  // namespace config
