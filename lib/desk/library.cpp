#include "desk/library.h"

#include "base/text.h"
#include "base/time.h"
#include "list/language_fit.h"
#include "list/letter.h"

#include <algorithm>

namespace desk {

namespace {

constexpr std::size_t shown_issues_max = 100;

/// `categories` empty: it is for all active members.
bool may_have(const std::vector<store::Member>& memberships, const std::vector<std::string>& categories)
{
    return std::ranges::any_of(memberships, [&](const store::Member& member) {
        return member.state == store::MemberState::active &&
               (categories.empty() || std::ranges::count(categories, member.category) > 0);
    });
}

std::string day_of(base::Time time)
{
    return base::to_rfc3339(time).substr(0, std::string_view("2005-05-14").size());
}

}  // namespace

bool is_active_member(const std::vector<store::Member>& memberships)
{
    return may_have(memberships, {});
}

namespace {

const store::Issue* find_variant(const std::vector<store::Issue>& issues, const store::Issue& original,
                                 const std::string& language, const store::Member& reader)
{
    std::vector<const store::Issue*> variants{&original};
    for (const store::Issue& issue : issues) {
        if (issue.variant_of == original.id) variants.push_back(&issue);
    }
    if (language.empty()) {
        std::vector<std::string> tags;
        for (const store::Issue* variant : variants) tags.push_back(variant->language);
        return variants[list::fitting(tags, reader.language, reader.country)];
    }
    const auto found = std::ranges::find(variants, list::canonical_tag(language), &store::Issue::language);
    return found == variants.end() ? nullptr : *found;
}

}  // namespace

const store::Issue* find_wanted_issue(const std::vector<store::Issue>& issues, const Command& wanted,
                                      const std::vector<store::Member>& memberships)
{
    const auto number = base::parse_number(wanted.argument);
    const store::Issue* found = nullptr;
    for (const store::Issue& issue : issues) {
        if (issue.variant_of != 0) continue;
        const bool is_meant = wanted.argument == latest_issue || issue.number == number;
        const bool is_newer = found == nullptr || issue.number > found->number;
        if (is_meant && is_newer && may_have(memberships, issue.categories)) found = &issue;
    }
    return found == nullptr ? nullptr : find_variant(issues, *found, wanted.language, memberships.front());
}

const config::Paper* find_wanted_paper(const std::vector<config::Paper>& papers, std::string_view wanted,
                                       const std::vector<store::Member>& memberships)
{
    const auto found = std::ranges::find(papers, wanted, &config::Paper::name);
    return found != papers.end() && may_have(memberships, found->categories) ? &*found : nullptr;
}

void add_index(config::TemplateValues& values, const config::List& list, std::vector<store::Issue> issues,
               const std::vector<store::Member>& memberships)
{
    std::erase_if(issues, [&](const store::Issue& issue) {
        return issue.variant_of != 0 || !may_have(memberships, issue.categories);
    });
    std::ranges::sort(issues, std::ranges::greater(), &store::Issue::number);
    if (issues.size() > shown_issues_max) {
        values.texts["index_older"] = std::to_string(issues.size() - shown_issues_max);
        issues.resize(shown_issues_max);
    }
    for (const store::Issue& issue : issues)
        values.rows["index_issues"].push_back({{"number", std::to_string(issue.number)},
                                               {"day", day_of(issue.accepted_at)},
                                               {"subject", list::shown(issue.subject)}});
    for (const config::Paper& paper : list.papers) {
        if (may_have(memberships, paper.categories))
            values.rows["index_papers"].push_back({{"name", paper.name}, {"paper", paper.title}});
    }
    for (const config::Event& event : list.events) {
        config::TemplateTexts row{{"day", event.date}, {"event", event.name}};
        if (event.issue) row["issue"] = std::to_string(*event.issue);
        values.rows["index_events"].push_back(std::move(row));
    }
    values.texts["index"] = "yes";
    if (issues.empty() && !values.rows.contains("index_papers")) values.texts["index_empty"] = "yes";
}

}  // namespace desk
