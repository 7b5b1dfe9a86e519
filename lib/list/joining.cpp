#include "list/joining.h"

#include "base/text.h"
#include "base/token.h"
#include "list/erasing.h"
#include "list/joining_letters.h"
#include "list/leaving.h"
#include "list/membership.h"
#include "list/our_address.h"
#include "list/suppression.h"

#include <algorithm>
#include <array>
#include <vector>

namespace list {

namespace {

using base::days;
using store::Asked;
using store::Confirmation;
using store::Member;
using store::MemberState;

constexpr base::Duration question_time = days{3};
constexpr base::Duration admission_time = days{30};
// Nobody's mailbox is filled through us, and no one forges a hundred people's names from one place.
constexpr std::int64_t questions_a_day_max = 1;
constexpr std::int64_t questions_to_known_a_day_max = 10;
constexpr std::int64_t questions_from_source_a_day_max = 20;

std::string_view name_of(Asked purpose)
{
    switch (purpose) {
    case Asked::post: return "post";
    case Asked::join: return "join";
    case Asked::leave: return "leave";
    case Asked::change: return "change";
    case Asked::invite: return "invite";
    case Asked::admit: return "admit";
    }
    return "";
}

/// Nobody reads there, or somebody who must not be written to unasked. Those of a business (info, office, sales;
/// RFC 2142 §3) are where organisations read their mail, so they are for people.
constexpr std::array<std::string_view, 26> program_names{
    "mailer-daemon", "postmaster",   "abuse",  "noc",     "security", "hostmaster", "usenet",  "news",     "webmaster",
    "www",           "uucp",         "ftp",    "root",    "daemon",   "nobody",     "noreply", "no-reply", "no_reply",
    "donotreply",    "do-not-reply", "bounce", "bounces", "listserv", "majordomo",  "mailman", "sympa"};

/// A list's own addresses (RFC 2142 §6, and what list programs call theirs), Gazetted's on other hosts included.
constexpr std::array<std::string_view, 12> program_endings{"-request", "-owner",   "-bounces",   "-bounce",
                                                           "-noreply", "-errors",  "+request",   "+owner",
                                                           "+help",    "+bounces", "+subscribe", "+unsubscribe"};

bool names(const std::vector<mail::Mailbox>& mailboxes, std::string_view key)
{
    return std::ranges::any_of(mailboxes, [&](const mail::Mailbox& each) { return each.key() == key; });
}

bool is_named(const config::Config& config, std::string_view email)
{
    const auto mailbox = mail::parse_mailbox(email);
    if (!mailbox) return false;
    const std::string key = mailbox->key();
    return names(config.server.operators, key) || std::ranges::any_of(config.lists, [&](const config::List& list) {
               return names(list.owners, key) || names(list.posters, key) ||
                      std::ranges::any_of(list.stages,
                                          [&](const config::Stage& stage) { return names(stage.approvers, key); });
           });
}

/// Of several categories the one that is most.
std::optional<MemberState> state_of(const std::vector<Member>& memberships)
{
    constexpr std::array by_weight{MemberState::suppressed, MemberState::active,  MemberState::paused,
                                   MemberState::pending,    MemberState::invited, MemberState::left};
    for (const MemberState state : by_weight) {
        if (std::ranges::count(memberships, state, &Member::state) > 0) return state;
    }
    return std::nullopt;
}

/// Whether there is nothing to do, since it is so already.
std::string_view reason_for_nothing(const Request& request, const RequestFacts& facts)
{
    const bool is_member = facts.state == MemberState::active || facts.state == MemberState::paused ||
                           facts.state == MemberState::suppressed;
    if (request.purpose == Asked::join) return facts.state == MemberState::active ? "is a member already" : "";
    if (!is_member) return "is no member";
    if (request.change == "pause" && facts.state == MemberState::paused) return "is paused already";
    if (request.change == "resume" && facts.state == MemberState::active) return "is not paused";
    return "";
}

std::string_view reason_to_ignore(const Request& request, const RequestFacts& facts)
{
    if (facts.is_suppressed && !request.is_proven) return "its address is suppressed";
    const std::int64_t questions_max = facts.is_named ? questions_to_known_a_day_max : questions_a_day_max;
    if (facts.asked_today >= questions_max) return "it was asked today already";
    const bool is_limited = !facts.is_named && !request.is_proven;
    if (is_limited && facts.asked_from_today >= questions_from_source_a_day_max)
        return "too many addresses were named from there today";
    return "";
}

}  // namespace

bool is_for_people(const config::Config& config, std::string_view email)
{
    if (resolve(config, email)) return false;
    const std::string local = base::to_lower(email.substr(0, email.rfind('@')));
    return std::ranges::count(program_names, local) == 0 && !local.starts_with("owner-") &&
           std::ranges::none_of(program_endings, [&](std::string_view end) { return local.ends_with(end); });
}

RequestFacts gather_facts(store::Store& store, const House& house, const config::List& list, const Request& request,
                          base::Time now)
{
    store::Directory& directory = store.directory();
    const base::Time yesterday = now - days{1};
    return {.is_named = is_named(house.config, request.email) || directory.is_active_member(request.email),
            .is_suppressed = directory.is_suppressed(request.email),
            .state = state_of(directory.members_of(list.name, request.email)),
            .asked_today = store.confirmations().asked_since(request.purpose, request.email, yesterday),
            .asked_from_today = store.confirmations().asked_from(request.source, yesterday)};
}

Verdict judge(const config::Config& config, const config::List& list, const Request& request, const RequestFacts& facts)
{
    if (!is_for_people(config, request.email)) return {Step::ignore, "its address is not a person's"};
    if (const auto why = reason_for_nothing(request, facts); !why.empty()) return {Step::nothing, why};
    const bool joins = request.purpose == Asked::join;
    if (request.is_proven && (!joins || list.subscribe == config::Subscribe::open))
        return {Step::act, "the author is authenticated"};
    if (const auto why = reason_to_ignore(request, facts); !why.empty()) return {Step::ignore, why};
    return {Step::ask, "the address is asked"};
}

std::string confirm_link(const House& house, store::Id confirmation)
{
    return house.config.server.public_url + "/c/" + base::make_token(base::Purpose::confirm, confirmation, house.key);
}

std::string language_for(store::Store& store, const config::List& list, std::string_view email, std::string_view words)
{
    std::string of_contact = store.directory().language_of(email);
    if (!of_contact.empty()) return of_contact;
    return words.empty() ? list.language : std::string(words);
}

void ask(store::Store& store, const House& house, const config::List& list, const Request& request, base::Time now)
{
    const Confirmation asked{.purpose = request.purpose,
                             .list = list.name,
                             .message = request.message,
                             .address = request.email,
                             .change = request.change,
                             .language = request.language,
                             .source = request.source,
                             .asked_at = now,
                             .expires_at = now + question_time};
    const store::Id id = store.confirmations().add(asked);
    const Addressee to{.email = request.email,
                       .language = language_for(store, list, request.email, request.language),
                       .message_id = request.message_id,
                       .cause = "confirmation " + std::to_string(id)};
    store.queue().add_notice(question(house, list, to, id, asked, now));
    store.journal().add({.at = now,
                         .event = "confirmation_asked",
                         .list = list.name,
                         .message = request.message,
                         .contact = store.directory().contact(request.email),
                         .by = "desk",
                         .detail = std::string(name_of(request.purpose))});
}

namespace {

/// One who asked (or was asked) and whose word is proven: what it does.
class Doing {
  public:
    Doing(store::Store& store, const House& house, const config::List& list, const Request& request,
          std::string_view by, std::string cause, base::Time now)
        : store_(store), house_(house), list_(list), request_(request), by_(by), cause_(std::move(cause)), now_(now)
    {
    }

    Confirmed leave()
    {
        return list::leave(store_, house_, list_, request_.email, by_, now_) ? Confirmed::left : Confirmed::already;
    }

    /// The way in, whoever opened it. His own word, given just now, revives who left; that it lifts a suppression is
    /// said.
    Confirmed join()
    {
        store::Directory& directory = store_.directory();
        const auto memberships = directory.members_of(list_.name, request_.email);
        const auto before = state_of(memberships);
        if (before == MemberState::active) return Confirmed::already;
        const bool is_own_word = request_.purpose != Asked::admit;
        const bool was_suppressed = is_own_word && lift_suppression(store_, request_.email, by_, now_);
        if (memberships.empty()) {
            Member member;
            member.email = request_.email;
            member.category = list_.join_category;
            directory.upsert_member(list_.name, member, now_);
        } else {
            directory.set_state(list_.name, request_.email, MemberState::active, now_);
        }
        let_in(store_, house_.key, request_.email);
        const bool has_language = !directory.language_of(request_.email).empty();
        if (!has_language && !request_.language.empty())
            directory.set_detail(request_.email, "language", request_.language);
        std::string detail = before ? "was " + std::string(store::name_of(*before)) : "";
        if (was_suppressed) detail += (detail.empty() ? "" : "; ") + std::string("its suppression was lifted");
        record("member_joined", std::move(detail));
        store_.queue().add_notice(welcome(house_, list_, addressee(), was_suppressed, now_));
        return was_suppressed ? Confirmed::released : Confirmed::joined;
    }

    /// He wants it; the owner of a closed list has the last word. Who left stays so until then.
    Confirmed ask_owner()
    {
        if (store_.directory().members_of(list_.name, request_.email).empty()) {
            Member member;
            member.email = request_.email;
            member.category = list_.join_category;
            member.language = request_.language;
            member.state = MemberState::pending;
            store_.directory().upsert_member(list_.name, member, now_);
        }
        const Confirmation asked{.purpose = Asked::admit,
                                 .list = list_.name,
                                 .message = request_.message,
                                 .address = request_.email,
                                 .change = "",
                                 .language = request_.language,
                                 .source = "",
                                 .asked_at = now_,
                                 .expires_at = now_ + admission_time};
        const store::Id id = store_.confirmations().add(asked);
        for (const store::NewNotice& notice : admission_questions(house_, list_, id, asked, now_))
            store_.queue().add_notice(notice);
        store_.queue().add_notice(please_wait(house_, list_, addressee(), now_));
        record("admission_asked", "the list is closed");
        return Confirmed::asked_owner;
    }

    Confirmed change()
    {
        constexpr std::string_view language = "language ";
        constexpr std::string_view digest = "digest ";
        const auto memberships = store_.directory().members_of(list_.name, request_.email);
        if (memberships.empty() || !are_readers(memberships)) return Confirmed::already;
        if (request_.change.starts_with(language)) {
            store_.directory().set_detail(request_.email, "language", request_.change.substr(language.size()));
            record("member_changed", "language");
        } else if (request_.change.starts_with(digest)) {
            const auto choice = store::digest_choice(std::string_view(request_.change).substr(digest.size()));
            list::set_digest(store_, list_.name, request_.email, choice, by_, now_);
        } else {
            const auto wanted = request_.change == "pause" ? MemberState::paused : MemberState::active;
            list::set_state(store_, list_.name, request_.email, wanted, by_, now_);
        }
        store_.queue().add_notice(changed(house_, list_, addressee(), request_.change, now_));
        return Confirmed::changed;
    }

  private:
    [[nodiscard]] Addressee addressee() const
    {
        return {.email = request_.email,
                .language = language_for(store_, list_, request_.email, request_.language),
                .message_id = request_.message_id,
                .cause = cause_};
    }

    void record(std::string event, std::string detail)
    {
        store_.journal().add({.at = now_,
                              .event = std::move(event),
                              .list = list_.name,
                              .message = request_.message,
                              .contact = store_.directory().contact(request_.email),
                              .by = std::string(by_),
                              .detail = std::move(detail)});
    }

    store::Store& store_;
    const House& house_;
    const config::List& list_;
    const Request& request_;
    std::string_view by_;
    std::string cause_;  // of the notice that follows
    base::Time now_;
};

}  // namespace

Confirmed act(store::Store& store, const House& house, const config::List& list, const Request& request,
              std::string_view by, base::Time now)
{
    Doing doing(store, house, list, request, by,
                std::string(name_of(request.purpose)) + ' ' + request.change + " of message " +
                    std::to_string(request.message),
                now);
    switch (request.purpose) {
    case Asked::join: return doing.join();
    case Asked::leave: return doing.leave();
    case Asked::change: return doing.change();
    case Asked::post:
    case Asked::invite:
    case Asked::admit: break;
    }
    return Confirmed::unknown;
}

namespace {

/// A question that may still be answered; or what there is to say instead.
struct Open {
    std::optional<Confirmation> asked;
    const config::List* list = nullptr;
    Confirmed otherwise = Confirmed::unknown;
};

Open find_open(store::Store& store, const House& house, store::Id confirmation, base::Time now)
{
    const auto asked = store.confirmations().find(confirmation);
    const config::List* list = asked ? house.config.find_list(asked->list) : nullptr;
    if (list == nullptr || asked->purpose == Asked::post) return {};
    if (now >= asked->expires_at) return {.otherwise = Confirmed::expired};
    if (!asked->is_open) return {.otherwise = Confirmed::already};
    return {.asked = asked, .list = list};
}

void record_answer(store::Store& store, const Confirmation& asked, std::string event, std::string_view via,
                   base::Time now)
{
    store.journal().add({.at = now,
                         .event = std::move(event),
                         .list = asked.list,
                         .message = asked.message,
                         .contact = store.directory().contact(asked.address),
                         .by = asked.purpose == Asked::admit ? "owner" : "member",
                         .detail = std::string(name_of(asked.purpose)) + " by " + std::string(via)});
}

}  // namespace

Confirmed confirm(store::Store& store, const House& house, store::Id confirmation, std::string_view via, base::Time now)
{
    const Open open = find_open(store, house, confirmation, now);
    if (!open.asked) return open.otherwise;
    const Confirmation& asked = *open.asked;
    store.confirmations().close(confirmation);
    record_answer(store, asked, "request_confirmed", via, now);
    const Request request{.purpose = asked.purpose,
                          .email = asked.address,
                          .change = asked.change,
                          .language = asked.language,
                          .source = "",
                          .message = asked.message,
                          .message_id = "",
                          .is_proven = true};
    Doing doing(store, house, *open.list, request, asked.purpose == Asked::admit ? "owner" : "member",
                "confirmed " + std::to_string(confirmation), now);
    switch (asked.purpose) {
    case Asked::join: return open.list->subscribe == config::Subscribe::closed ? doing.ask_owner() : doing.join();
    case Asked::invite:
    case Asked::admit: return doing.join();
    case Asked::leave: return doing.leave();
    case Asked::change: return doing.change();
    case Asked::post: break;
    }
    return Confirmed::unknown;
}

bool refuse(store::Store& store, const House& house, store::Id confirmation, std::string_view via, base::Time now)
{
    const Open open = find_open(store, house, confirmation, now);
    if (!open.asked) return false;
    record_answer(store, *open.asked, "request_refused", via, now);
    const bool is_unanswered = open.asked->purpose == Asked::invite || open.asked->purpose == Asked::admit;
    if (!is_unanswered) {
        store.confirmations().close(confirmation);  // its address still counts among the day's
        return true;
    }
    store.personal_data().forget_unanswered(open.asked->list, open.asked->address);
    store.confirmations().forget(confirmation);
    return true;
}

}  // namespace list
