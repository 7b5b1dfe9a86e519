#include "desk/whom_to_ask.h"

#include "desk/answerable.h"
#include "desk/feedback.h"
#include "desk/notices.h"
#include "list/letter.h"
#include "list/our_address.h"
#include "mail/authentication_results.h"

#include <algorithm>

namespace desk {

AuthorFacts gather_author_facts(store::Store& store, const config::List& list, const Reading& message)
{
    if (message.author() == nullptr) return {};
    const std::string author = message.author()->text();
    return {.language = store.directory().language_of(author),
            .is_suppressed = store.directory().is_suppressed(author),
            .is_token_holder = false,
            .in_charge = in_charge_of(store, list, store.directory().members_of(list.name, author))};
}

std::optional<TellWhomToAsk> tell_whom_to_ask(const Reading& message, const config::List& list,
                                              const config::Config& config, const AuthorFacts& facts)
{
    if (facts.is_suppressed || !reason_not_to_answer(message, config).empty()) return std::nullopt;
    const mail::Mailbox& author = *message.author();
    const bool is_owner =
        std::ranges::any_of(list.owners, [&](const mail::Mailbox& owner) { return owner.key() == author.key(); });
    if (is_owner) return std::nullopt;
    TellWhomToAsk tell{.list = list.name,
                       .address = author.text(),
                       .language = facts.language.empty() ? list.language : facts.language,
                       .is_proven = facts.is_token_holder ||
                                    mail::has_dmarc_pass(message.header, config.server.authserv_id, author.domain),
                       .message = message.row.id,
                       .message_id = "",
                       .subject = "",
                       .ask = {}};
    if (tell.is_proven) {
        tell.message_id = message.message_id;
        tell.subject = message.subject;
        for (const store::Member& member : facts.in_charge) tell.ask.push_back(member.email);
    }
    if (tell.ask.empty()) tell.ask.push_back(list::plain_address(config, list, "owner"));
    return tell;
}

store::NewNotice whom_to_ask(const list::House& house, const config::List& list, const TellWhomToAsk& tell,
                             base::Time now)
{
    config::TemplateValues values = list::list_values(list);
    values.texts["subject"] = list::shown(tell.subject);
    for (const std::string& address : tell.ask) values.rows["ask"].push_back({{"ask_address", address}});
    const std::string cause = tell.is_proven ? "whom to ask about " + list.name + cause_of_day(now, tell.address)
                                             : short_answer_cause(now, tell.address);
    list::Letter letter = list::letter_from(house, list, tell.address, cause);
    letter.in_reply_to = tell.message_id;
    letter.auto_submitted = "auto-replied";
    const auto* const name = tell.is_proven ? "whom_to_ask" : "short_whom_to_ask";
    return list::as_notice(house, list.name, letter, store::ReversePath::null,
                           house.templates.render(name, tell.language, values), now);
}

}  // namespace desk
