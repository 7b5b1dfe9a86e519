#include "desk/facts.h"

#include "base/text.h"
#include "desk/directives.h"
#include "desk/issue_name.h"
#include "list/language_fit.h"
#include "list/letter.h"
#include "list/our_address.h"
#include "list/variants.h"

#include <algorithm>

namespace desk {

namespace {

using base::days;
using list::House;

/// The journal's times stay when the clock is set back, so what is to come does not count.
/// Issues and papers.
std::int64_t sent_of_a_day(store::Store& store, store::Id contact, base::Time now)
{
    const base::Time since = now - days{1};
    return std::ranges::count_if(store.journal().about_contact(contact), [&](const store::JournalEntry& entry) {
        return (entry.event == "issue_sent" || entry.event == "paper_sent") && entry.at > since && entry.at <= now;
    });
}

std::vector<store::Issue> issues_asked_for(store::Store& store, const config::List& list, const Commands& commands)
{
    const bool looks_at_all = std::ranges::any_of(commands.commands, [](const Command& command) {
        return command.verb == Verb::index || (command.verb == Verb::get && command.argument == latest_issue);
    });
    std::vector<store::Issue> issues;
    if (looks_at_all) issues = store.issues().all(list.name);
    for (const Command& command : commands.commands) {
        if (looks_at_all || command.verb != Verb::get) continue;
        if (auto issue = store.issues().find(list.name, base::parse_number(command.argument).value_or(-1)))
            issues.push_back(std::move(*issue));
    }
    const auto cannot_be_had = [](const store::Issue& issue) { return issue.is_paused || !list::is_out(issue); };
    std::erase_if(issues, cannot_be_had);
    std::vector<store::Issue> variants;
    for (const store::Issue& issue : issues) {
        for (store::Issue& variant : list::all_variants(store, issue)) variants.push_back(std::move(variant));
    }
    std::erase_if(variants, cannot_be_had);
    return variants;
}

/// Absent where the post says nothing of it, or what nobody understands.
std::optional<store::Issue> find_corrected_issue(store::Store& store, const Reading& post, const config::List& list)
{
    const base::Result<Directives> directives = read_directives(post.octets);
    const bool is_correction = directives && directives->corrects;
    return is_correction ? store.issues().find(list.name, *directives->corrects) : std::nullopt;
}

std::int64_t copies_of(store::Store& store, const store::Issue& issue)
{
    std::int64_t copies = 0;
    for (const store::ReaderGroup& group : store.issues().holders(issue.id)) copies += group.count;
    return copies;
}

/// By the Message-ID that it supersedes, else by the number in its subject; but not what a correction names there as that
/// which it corrects.
std::optional<store::Issue> find_named_issue(store::Store& store, const Reading& post, const config::List& list,
                                             const std::optional<store::Issue>& corrected)
{
    if (const std::string superseded = post.header.value("Supersedes"); !superseded.empty()) {
        auto found = store.issues().find_by_message_id(list.name, superseded);
        return found && found->variant_of == 0 ? found : std::nullopt;
    }
    const auto number = read_issue_name(post.subject, list.title).number;
    const bool is_of_corrected = corrected && corrected->number == number;
    return number && !is_of_corrected ? store.issues().find(list.name, *number) : std::nullopt;
}

/// Absent when the message did not come to an address for translations.
std::optional<TranslationFacts> gather_translation_facts(store::Store& store, const House& house, const Reading& post,
                                                         const config::List& list)
{
    const auto address = list::resolve(house.config, post.row.recipient);
    if (!address || address->use != list::Use::translation) return std::nullopt;
    TranslationFacts facts{.number = address->issue_number,
                           .language = list::canonical_tag(address->language),
                           .original = store.issues().find(list.name, address->issue_number)};
    if (post.author() != nullptr) {
        const std::vector<store::Member> memberships = store.directory().members_of(list.name, post.author()->text());
        facts.is_by_member = std::ranges::count(memberships, store::MemberState::active, &store::Member::state) > 0;
    }
    if (!facts.original) return facts;
    const std::string& language = facts.original->language;
    facts.original_language = list::canonical_tag(language.empty() ? list.language : language);
    const std::vector<store::Issue> translations = store.issues().translations(facts.original->id);
    facts.translations = translations.size();
    const auto found = std::ranges::find(translations, facts.language, &store::Issue::language);
    if (found != translations.end()) facts.before = *found;
    return facts;
}

}  // namespace

PostFacts gather_post_facts(store::Store& store, const House& house, const Reading& post, const config::List& list,
                            base::Time now)
{
    const mail::Mailbox* author = post.author();
    auto translation = gather_translation_facts(store, house, post, list);
    const auto corrected = find_corrected_issue(store, post, list);
    return {.highest_number = store.issues().highest_number(list.name),
            .named = translation ? translation->before : find_named_issue(store, post, list, corrected),
            .translation = translation,
            .corrected = corrected,
            .corrected_copies = corrected ? copies_of(store, *corrected) : 0,
            .challenges_today =
                author != nullptr ? store.confirmations().asked_since(store::Asked::post, author->text(), now - days{1})
                                  : 0,
            .made_message_id = list::derived_message_id(house, "post " + std::to_string(post.row.id)),
            .config = &house.config,
            .templates = &house.templates,
            .readings = house.readings};
}

CommandFacts gather_command_facts(store::Store& store, const House& house, const Reading& message,
                                  const config::List& list, const Commands& commands, base::Time now)
{
    CommandFacts facts{.languages = house.templates.languages()};
    if (message.author() == nullptr) return facts;
    const auto facts_of = [&](store::Asked purpose) {
        return list::gather_facts(store, house, list, make_request(message, house.config.server, commands, purpose),
                                  now);
    };
    const std::string author = message.author()->text();
    facts.join = facts_of(store::Asked::join);
    facts.leave = facts_of(store::Asked::leave);
    facts.change = facts_of(store::Asked::change);
    facts.language = store.directory().language_of(author);
    facts.memberships = store.directory().members_of(list.name, author);
    facts.sent_today = sent_of_a_day(store, store.directory().contact(author), now);
    if (std::ranges::count(commands.commands, Verb::info, &Command::verb) > 0)
        facts.audience = store.directory().audience_size(list.name, list.distribute_to);
    facts.issues = issues_asked_for(store, list, commands);
    return facts;
}

}  // namespace desk
