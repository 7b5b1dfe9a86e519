#include "desk/notices.h"

#include "base/text.h"
#include "list/letter.h"
#include "list/our_address.h"
#include "mail/address_list.h"

#include <algorithm>

namespace desk {

using list::House;
using list::Letter;
using list::list_values;
using list::shown;

store::NewNotice confirm_post(const House& house, const config::List& list, const AskAuthor& ask,
                              store::Id confirmation, std::int64_t audience, base::Time now)
{
    const std::string confirm_address =
        list::token_address(house.config, list, base::Purpose::confirm, confirmation, house.key);
    config::TemplateValues values = list_values(list);
    values.texts.merge(config::TemplateTexts{{"subject", shown(ask.subject)},
                                             {"arrived", base::to_rfc5322(ask.received_at)},
                                             {"number", std::to_string(ask.number)},
                                             {"audience", std::to_string(audience)},
                                             {"expires", base::to_rfc5322(ask.expires_at)},
                                             {"confirm_address", confirm_address}});
    Letter letter = list::letter_from(house, list, ask.address, "confirm post " + std::to_string(ask.message));
    letter.reply_to = confirm_address;
    letter.in_reply_to = ask.message_id;
    letter.auto_submitted = "auto-replied";
    // The claimed author is not verified: a bounce of this would go to whoever forged him, so nobody gets it.
    return list::as_notice(house, list.name, letter, store::ReversePath::null,
                           house.templates.render("confirm_post", list.language, values), now);
}

namespace {

bool is_among(const std::vector<mail::Mailbox>& mailboxes, const std::string& address)
{
    const auto mailbox = mail::parse_mailbox(address);
    return mailbox &&
           std::ranges::any_of(mailboxes, [&](const mail::Mailbox& each) { return each.key() == mailbox->key(); });
}

/// Who of them the address is; all of them when it is nobody: a stranger is never written to.
std::vector<std::string> addressees(const std::vector<mail::Mailbox>& known,
                                    const std::vector<mail::Mailbox>& otherwise, const std::string& address)
{
    if (is_among(known, address)) return {address};
    std::vector<std::string> all;
    for (const mail::Mailbox& each : otherwise) all.push_back(each.text());
    return all;
}

}  // namespace

std::vector<store::NewNotice> post_accepted(const House& house, const config::List& list, const store::NewIssue& issue,
                                            store::Id issue_id, std::int64_t audience, base::Time now)
{
    config::TemplateValues values = list_values(list);
    values.texts.merge(config::TemplateTexts{{"subject", shown(issue.subject)},
                                             {"number", std::to_string(issue.number)},
                                             {"audience", std::to_string(audience)}});
    std::vector<store::NewNotice> notices;
    for (const std::string& to : addressees(list.posters, list.owners, issue.author)) {
        Letter letter = list::letter_from(house, list, to, "accepted issue " + std::to_string(issue_id) + " to " + to);
        letter.in_reply_to = issue.message_id;
        notices.push_back(list::as_notice(house, list.name, letter, store::ReversePath::verp,
                                          house.templates.render("post_accepted", list.language, values), now));
    }
    return notices;
}

namespace {

std::string count_of(const std::vector<store::StateCount>& counts, store::DeliveryState state)
{
    const auto found = std::ranges::find(counts, store::name_of(state), &store::StateCount::state);
    return std::to_string(found == counts.end() ? 0 : found->count);
}

}  // namespace

std::vector<store::NewNotice> issue_report(const House& house, const config::List& list, const store::Issue& issue,
                                           const std::vector<store::StateCount>& counts,
                                           const std::vector<FailedDelivery>& failures, base::Time now)
{
    using State = store::DeliveryState;
    constexpr std::size_t listed_max = 50;
    config::TemplateValues values = list_values(list);
    values.texts.merge(config::TemplateTexts{{"subject", shown(issue.subject)},
                                             {"number", std::to_string(issue.number)},
                                             {"accepted", count_of(counts, State::accepted)},
                                             {"failed", count_of(counts, State::failed)},
                                             {"expired", count_of(counts, State::expired)},
                                             {"cancelled", count_of(counts, State::cancelled)}});
    if (!failures.empty()) values.rows["has_failures"] = {{}};
    for (std::size_t i = 0; i < std::min(failures.size(), listed_max); ++i) {
        values.rows["failures"].push_back({{"recipient", failures[i].recipient}, {"reply", shown(failures[i].reply)}});
    }
    if (failures.size() > listed_max)
        values.rows["has_more"] = {{{"more", std::to_string(failures.size() - listed_max)}}};

    std::vector<store::NewNotice> notices;
    for (const mail::Mailbox& owner : list.owners) {
        Letter letter = list::letter_from(house, list, owner.text(),
                                          "report issue " + std::to_string(issue.id) + " to " + owner.key());
        letter.in_reply_to = issue.message_id;
        notices.push_back(list::as_notice(house, list.name, letter, store::ReversePath::verp,
                                          house.templates.render("issue_report", list.language, values), now));
    }
    return notices;
}

namespace {

/// `Release:  <mailto:…>`: a link whose message needs nothing more to be written.
std::string decision_link(std::string_view label, const std::string& address, std::string_view word, store::Id id)
{
    const std::string text(word);
    return std::string(label) + "  <mailto:" + address + "?subject=" + text + "%20" + std::to_string(id) +
           "&body=" + text + '>';
}

config::TemplateTexts held_item_values(const House& house, const config::List* list, const HeldItem& item)
{
    const store::Message& message = item.message;
    config::TemplateTexts values{{"id", std::to_string(message.id)},
                                 {"author", shown(message.author.empty() ? message.reverse_path : message.author)},
                                 {"subject", shown(message.subject)},
                                 {"arrived", base::to_rfc5322(message.received_at)},
                                 {"size", std::to_string((item.octets + 1023) / 1024) + " KiB"},
                                 {"reason", shown(message.reason)}};
    if (item.goes_at) values["goes"] = base::to_rfc5322(*item.goes_at);
    if (list == nullptr) return values;
    const std::string address = list::token_address(house.config, *list, base::Purpose::held, message.id, house.key);
    const auto came_to = list::resolve(house.config, message.recipient);
    const bool is_post = came_to && came_to->use == list::Use::post;
    values["release"] =
        is_post ? decision_link("Release:", address, "release", message.id) : "(no post: it cannot be released as one)";
    values["discard"] = decision_link("Discard:", address, "discard", message.id);
    return values;
}

}  // namespace

std::vector<store::NewNotice> held_digest(const House& house, const config::List* list,
                                          const std::vector<HeldItem>& items, bool has_more, base::Time now)
{
    config::TemplateValues values;
    if (list != nullptr) values = list_values(*list);
    values.texts["count"] = std::to_string(items.size()) + (items.size() == 1 ? " message" : " messages");
    values.texts["number"] = std::to_string(items.size());
    values.texts["days"] = std::to_string(std::chrono::floor<base::days>(house.config.server.keep_held).count());
    values.texts["title"] = list != nullptr ? list->title : house.config.server.hostname;
    for (const HeldItem& item : items) values.rows["items"].push_back(held_item_values(house, list, item));
    if (has_more) values.rows["has_more"] = {{}};
    if (list != nullptr) {
        values.rows["can_answer"] = {{}};
    } else {
        values.rows["must_command"] = {{}};
    }

    std::vector<store::NewNotice> notices;
    for (const mail::Mailbox& reader : list != nullptr ? list->owners : house.config.server.operators) {
        const std::string cause = "held digest " + std::to_string(items.front().message.id) + '-' +
                                  std::to_string(items.back().message.id) + " at " +
                                  std::to_string(base::to_unix_ms(now)) + " to " + reader.key();
        Letter letter = list != nullptr ? list::letter_from(house, *list, reader.text(), cause)
                                        : Letter{.from_name = "Gazetted",
                                                 .from_address = "postmaster@" + house.config.server.hostname,
                                                 .to = reader.text(),
                                                 .cause = cause};
        // One item: a plain answer decides it. Several: each has its own address in the text.
        if (list != nullptr && items.size() == 1) {
            letter.reply_to =
                list::token_address(house.config, *list, base::Purpose::held, items.front().message.id, house.key);
        }
        notices.push_back(list::as_notice(
            house, list != nullptr ? list->name : "", letter,
            list != nullptr ? store::ReversePath::verp : store::ReversePath::null,
            house.templates.render("held_digest", list != nullptr ? list->language : "en", values), now));
    }
    return notices;
}

namespace {

/// `Secretary <sec@body.example>, Standards Body, FR`
std::string member_line(const store::Member& member)
{
    std::string line = shown(member.name);
    line += line.empty() ? member.email : " <" + member.email + '>';
    for (const std::string& part : {shown(member.organisation), member.country}) {
        if (!part.empty()) line += ", " + part;
    }
    return line;
}

}  // namespace

std::vector<store::NewNotice> left_digest(const House& house, const config::List& list,
                                          const std::vector<store::Leaving>& leavings, bool has_more, base::Time now)
{
    config::TemplateValues values = list_values(list);
    values.texts["number"] = std::to_string(leavings.size());
    values.texts["count"] = std::to_string(leavings.size()) + (leavings.size() == 1 ? " member has" : " members have");
    values.texts["way_back"] = list::plain_address(house.config, list, "subscribe");
    for (const store::Leaving& leaving : leavings) {
        values.rows["leavings"].push_back({{"member", member_line(leaving.member)},
                                           {"category", leaving.member.category},
                                           {"left", base::to_rfc5322(leaving.left_at)}});
    }
    if (has_more) values.rows["has_more"] = {{}};
    const std::string first = std::to_string(leavings.front().member.id);
    const std::string cause = "left digest " + list.name + ' ' + first + ' ' + std::to_string(base::to_unix_ms(now));
    std::vector<store::NewNotice> notices;
    for (const mail::Mailbox& owner : list.owners) {
        const Letter letter = list::letter_from(house, list, owner.text(), cause + " to " + owner.key());
        notices.push_back(list::as_notice(house, list.name, letter, store::ReversePath::verp,
                                          house.templates.render("left_digest", list.language, values), now));
    }
    return notices;
}

std::vector<store::NewNotice> answer_owner(const House& house, const config::List& list, const AnswerOwner& answer,
                                           base::Time now)
{
    config::TemplateValues values = list_values(list);
    values.texts.merge(config::TemplateTexts{{"answer", answer.answer},
                                             {"author", shown(answer.author)},
                                             {"subject", shown(answer.subject)},
                                             {"explanation", answer.explanation}});
    std::vector<store::NewNotice> notices;
    for (const std::string& to : addressees(list.owners, list.owners, answer.address)) {
        Letter letter =
            list::letter_from(house, list, to, "held answer " + std::to_string(answer.answered) + " to " + to);
        letter.auto_submitted = "auto-replied";
        notices.push_back(list::as_notice(house, list.name, letter, store::ReversePath::verp,
                                          house.templates.render("held_answer", list.language, values), now));
    }
    return notices;
}

store::NewNotice answer_author(const House& house, const config::List& list, const AnswerAuthor& answer, base::Time now)
{
    constexpr std::size_t day_octets = 10;  // "2005-05-14"
    config::TemplateValues values = answer.is_proven ? answer.values : config::TemplateValues{};
    values.texts.merge(list_values(list).texts);
    for (const char* each : {"owner", "request", "subscribe", "unsubscribe"})
        values.texts[each] = list::plain_address(house.config, list, each);
    const std::string cause = answer.is_proven ? "answer to message " + std::to_string(answer.message)
                                               : "short answer of " + base::to_rfc3339(now).substr(0, day_octets) +
                                                     " to " + base::to_lower(answer.address);
    Letter letter = list::letter_from(house, list, answer.address, cause);
    letter.in_reply_to = answer.message_id;
    letter.auto_submitted = "auto-replied";
    const auto* const name = answer.is_proven ? "command_answer" : "short_answer";
    return list::as_notice(house, list.name, letter, store::ReversePath::null,
                           house.templates.render(name, answer.language, values), now);
}

std::vector<store::NewNotice> operator_alert(const House& house, const Alert& alert, base::Time now)
{
    const config::TemplateValues values{.texts = {{"hostname", house.config.server.hostname},
                                                  {"what", alert.what},
                                                  {"since", base::to_rfc5322(alert.since)},
                                                  {"detail", shown(alert.detail)},
                                                  {"advice", alert.advice}},
                                        .rows = {}};
    std::vector<store::NewNotice> notices;
    for (const mail::Mailbox& reader : house.config.server.operators) {
        const Letter letter{.from_name = "Gazetted",
                            .from_address = "postmaster@" + house.config.server.hostname,
                            .to = reader.text(),
                            .cause = alert.cause + " to " + reader.key()};
        notices.push_back(list::as_notice(house, "", letter, store::ReversePath::null,
                                          house.templates.render("operator_alert", "en", values), now));
    }
    return notices;
}

}  // namespace desk
