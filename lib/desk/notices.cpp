#include "desk/notices.h"

#include "base/text.h"
#include "list/letter.h"
#include "list/our_address.h"
#include "list/variants.h"
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
                                             {"number", ask.number},
                                             {"audience", std::to_string(audience)},
                                             {"expires", base::to_rfc5322(ask.expires_at)},
                                             {"confirm_address", confirm_address}});
    if (!list.stages.empty()) values.texts["has_stages"] = "yes";
    Letter letter = list::letter_from(house, list, ask.address, "confirm post " + std::to_string(ask.message));
    letter.reply_to = confirm_address;
    letter.in_reply_to = ask.message_id;
    letter.auto_submitted = "auto-replied";
    // The claimed author is not verified: a bounce of this would go to whoever forged him, so nobody gets it.
    return list::as_notice(house, list.name, letter, store::ReversePath::null,
                           house.templates.render("confirm_post", list.language, values), now);
}

std::vector<store::NewNotice> post_refused(const House& house, const config::List& list, const TellOfRefusal& refusal,
                                           base::Time now)
{
    config::TemplateValues values = list_values(list);
    values.texts["subject"] = shown(refusal.subject);
    values.rows["criteria"] = list::criteria_rows(refusal.criteria);
    if (!refusal.criteria.empty()) values.texts["has_criteria"] = "yes";
    if (!refusal.reason.empty()) values.texts["reason"] = shown(refusal.reason);
    std::vector<store::NewNotice> notices;
    for (const std::string& to : list::addressees(list.posters, list.owners, refusal.author)) {
        const std::string cause = "post refused " + std::to_string(refusal.message) + ' ' +
                                  std::to_string(base::to_unix_ms(now)) + " to " + to;
        Letter letter = list::letter_from(house, list, to, cause);
        letter.in_reply_to = refusal.message_id;
        notices.push_back(list::as_notice(house, list.name, letter, store::ReversePath::verp,
                                          house.templates.render("post_refused", list.language, values), now));
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
                                           const std::vector<store::StateCount>& counts, std::int64_t digests,
                                           const std::vector<FailedDelivery>& failures, base::Time now)
{
    using State = store::DeliveryState;
    constexpr std::size_t listed_max = 50;
    config::TemplateValues values = list_values(list);
    values.texts.merge(config::TemplateTexts{{"subject", shown(issue.subject)},
                                             {"number", list::shown_number(issue)},
                                             {"accepted", count_of(counts, State::accepted)},
                                             {"failed", count_of(counts, State::failed)},
                                             {"expired", count_of(counts, State::expired)},
                                             {"cancelled", count_of(counts, State::cancelled)}});
    if (digests > 0) values.rows["has_digests"] = {{{"digests", std::to_string(digests)}}};
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

std::string cause_of_day(base::Time now, std::string_view address)
{
    constexpr std::size_t day_octets = 10;
    return " of " + base::to_rfc3339(now).substr(0, day_octets) + " to " + base::to_lower(address);
}

std::string short_answer_cause(base::Time now, std::string_view address)
{
    return "short answer" + cause_of_day(now, address);
}

store::NewNotice answer_author(const House& house, const config::List& list, const AnswerAuthor& answer, base::Time now)
{
    config::TemplateValues values = answer.is_proven ? answer.values : config::TemplateValues{};
    values.texts.merge(list_values(list).texts);
    for (const char* each : {"owner", "request", "subscribe", "unsubscribe"})
        values.texts[each] = list::plain_address(house.config, list, each);
    const std::string cause = answer.is_proven ? "answer to message " + std::to_string(answer.message)
                                               : short_answer_cause(now, answer.address);
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
