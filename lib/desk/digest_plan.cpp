#include "desk/digest_plan.h"

#include <algorithm>
#include <utility>

namespace desk {

base::Time latest_slot(const config::DigestRules& rules, store::DigestPeriod period, base::Time now)
{
    auto day = std::chrono::floor<base::days>(now - rules.hour);
    if (period == store::DigestPeriod::weekly) day -= std::chrono::weekday(day) - rules.day;
    return day + rules.hour;
}

namespace {

/// As templates are chosen: that language, else that of its first subtag, else English.
std::string written_language(const std::string& tag, const std::vector<std::string>& languages)
{
    for (const std::string& each : {tag, tag.substr(0, tag.find('-'))}) {
        if (std::ranges::count(languages, each) > 0) return each;
    }
    return "en";
}

}  // namespace

DigestGroups group_readers(std::vector<store::DigestReader> readers, const std::string& language,
                           const std::vector<std::string>& languages)
{
    DigestGroups groups;
    for (store::DigestReader& reader : readers) {
        const std::string& read = reader.language.empty() ? language : reader.language;
        const DigestGroup group{
            .format = reader.format, .language = written_language(read, languages), .issues = reader.issues};
        groups[group].push_back(std::move(reader));
    }
    return groups;
}

std::vector<std::vector<store::Id>> packed(const std::vector<store::Id>& issues,
                                           const std::function<std::size_t(store::Id)>& octets_of,
                                           std::size_t octets_max)
{
    std::vector<std::vector<store::Id>> digests;
    std::size_t octets = 0;
    for (const store::Id issue : issues) {
        const std::size_t more = octets_of(issue);
        const bool fits = !digests.empty() && octets + more <= octets_max;
        if (!fits) digests.emplace_back();
        octets = fits ? octets + more : more;
        digests.back().push_back(issue);
    }
    return digests;
}

}  // namespace desk
