#include "list/variants.h"

#include "list/language_fit.h"
#include "list/letter.h"
#include "list/our_address.h"
#include "mail/composer.h"

#include <algorithm>

namespace list {

namespace {

using store::Issue;
using store::IssueState;

bool may_reach_readers(const Issue& translation)
{
    return is_out(translation) || translation.state == IssueState::approving ||
           translation.state == IssueState::scheduled;
}

/// Each other language, and the words by which it is had.
std::vector<config::TemplateTexts> other_languages(const Issue& issue, const Variants& variants)
{
    std::vector<config::TemplateTexts> rows;
    const auto add = [&](const Issue& variant) {
        if (variant.id == issue.id || variant.language.empty()) return;
        rows.push_back({{"name", own_name(variant.language)},
                        {"command", "get " + std::to_string(issue.number) + ' ' + variant.language}});
    };
    add(variants.original);
    for (const Issue& translation : variants.translations) add(translation);
    return rows;
}

}  // namespace

const Issue& Variants::for_reader(std::string_view language, std::string_view country) const
{
    std::vector<std::string> tags{original.language};
    for (const Issue& translation : translations) tags.push_back(translation.language);
    const std::size_t place = fitting(tags, language, country);
    return place == 0 ? original : translations[place - 1];
}

std::vector<Issue> all_variants(store::Store& store, const Issue& original)
{
    std::vector<Issue> all = store.issues().translations(original.id);
    all.insert(all.begin(), original);
    return all;
}

Variants variants_of(store::Store& store, const Issue& issue)
{
    Variants variants{.original = issue.variant_of == 0 ? issue : store.issues().find(issue.variant_of).value(),
                      .translations = {}};
    variants.translations = store.issues().translations(variants.original.id);
    std::erase_if(variants.translations, [](const Issue& translation) { return !may_reach_readers(translation); });
    return variants;
}

std::int64_t audience_of(store::Store& store, const Issue& issue)
{
    const store::Issues::Fits fits = readers_of(store, issue);
    const bool is_correction = issue.corrects != 0;
    if (!fits && !is_correction) return store.directory().audience_size(issue.list, issue.categories);
    std::int64_t all = 0;
    for (const store::ReaderGroup& group : is_correction
                                               ? store.issues().holders(issue.corrects)
                                               : store.directory().audience_groups(issue.list, issue.categories)) {
        if (!fits || fits(group.language, group.country)) all += group.count;
    }
    return all;
}

store::Issues::Fits readers_of(store::Store& store, const Issue& issue)
{
    Variants variants = variants_of(store, issue);
    if (variants.translations.empty() && issue.variant_of == 0) return {};
    return [variants = std::move(variants), id = issue.id](std::string_view language, std::string_view country) {
        return variants.for_reader(language, country).id == id;
    };
}

std::string shown_number(const Issue& issue)
{
    return std::to_string(issue.number) + (issue.variant_of != 0 ? " (" + issue.language + ')' : "");
}

bool is_out(const Issue& issue)
{
    return issue.state == IssueState::distributing || issue.state == IssueState::distributed;
}

void return_readers(store::Store& store, const Issue& issue)
{
    const auto original = issue.variant_of != 0 ? store.issues().find(issue.variant_of) : std::nullopt;
    if (original && is_out(*original)) store.issues().repeat_fan_out(original->id);
}

std::string with_closing_part(store::Store& store, const House& house, const config::List& list, const Issue& issue)
{
    std::string octets = store.issues().octets(issue.id);
    if (is_out(issue)) return octets;
    std::vector<config::TemplateTexts> others = other_languages(issue, variants_of(store, issue));
    if (others.empty() && !list.has_closing) return octets;
    config::TemplateValues values = list_values(list);
    values.texts["subscribe_address"] = plain_address(house.config, list, "subscribe");
    values.texts["request_address"] = plain_address(house.config, list, "request");
    if (!others.empty()) values.rows["has_others"] = {{}};
    values.rows["others"] = std::move(others);
    const std::string& language = issue.language.empty() ? list.language : issue.language;
    const config::RenderedNotice closing = house.templates.render("closing", language, values);
    return mail::with_appended_text(octets, closing.body, closing.subject);
}

}  // namespace list
