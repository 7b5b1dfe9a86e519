#include "desk/feedback_letters.h"

#include "base/text.h"
#include "list/letter.h"
#include "list/our_address.h"

#include <fmt/format.h>

namespace desk {

namespace {

using list::House;
using list::Letter;
using list::shown;

std::string address_of(const House& house, const config::List& list, const store::ThreadParty& party)
{
    return list::token_address(house.config, list, base::Purpose::thread, party.id, house.key);
}

std::string number_text(const std::optional<std::int64_t>& number)
{
    return number ? " " + std::to_string(*number) : "";
}

/// Line by line set in, so that what a person wrote is never taken for what we write.
std::string quoted(std::string_view text)
{
    std::string lines;
    for (const std::string_view line : base::split(text, '\n')) lines += fmt::format("    {}\n", line);
    return lines;
}

config::TemplateValues values_for(const config::List& list, const std::optional<std::int64_t>& number,
                                  std::string_view text, const std::vector<std::string>& attachments)
{
    config::TemplateValues values = list::list_values(list);
    values.texts["number"] = number_text(number);
    values.texts["text"] = quoted(text);
    for (const std::string& name : attachments) values.rows["attachments"].push_back({{"name", shown(name)}});
    return values;
}

}  // namespace

store::NewNotice feedback_routed(const House& house, const config::List& list, const TakeFeedback& take,
                                 const store::ThreadParty& to, base::Time now)
{
    config::TemplateValues values = values_for(list, take.issue_number, take.feedback.text, take.feedback.attachments);
    values.texts["from"] = shown(take.feedback.from);
    values.texts["subject"] = shown(take.subject);
    values.texts["name"] = shown(take.sender.name.empty() ? take.feedback.from : take.sender.name);
    if (!take.sender.organisation.empty())
        values.rows["organisation"] = {{{"organisation", shown(take.sender.organisation)}}};
    if (!take.sender.country.empty()) values.rows["country"] = {{{"country", shown(take.sender.country)}}};
    if (take.is_claimed) values.texts["claimed"] = "yes";
    Letter letter = list::letter_from(house, list, to.address, fmt::format("feedback to party {}", to.id));
    letter.reply_to = address_of(house, list, to);
    letter.attachments = take.attachments;
    return list::as_notice(house, list.name, letter, store::ReversePath::verp,
                           house.templates.render("feedback_routed", list.language, values), now);
}

store::NewNotice thread_message(const House& house, const config::List& list, const store::Feedback& feedback,
                                const PassOn& pass, const store::ThreadParty& from, const store::ThreadParty& to,
                                base::Time now)
{
    config::TemplateValues values = values_for(list, feedback.issue_number, pass.text, pass.names);
    values.texts["from"] = shown(from.address);
    Letter letter =
        list::letter_from(house, list, to.address, fmt::format("thread message {} to party {}", pass.message, to.id));
    letter.reply_to = address_of(house, list, to);
    letter.attachments = pass.attachments;
    return list::as_notice(house, list.name, letter, store::ReversePath::verp,
                           house.templates.render("thread_message", list.language, values), now);
}

std::vector<store::NewNotice> feedback_digest(const House& house, const config::List& list,
                                              const std::vector<store::Feedback>& all, bool has_more, base::Time now)
{
    config::TemplateValues values = list::list_values(list);
    values.texts["count"] = std::to_string(all.size());
    for (const store::Feedback& feedback : all) {
        std::string routed_to;
        for (const std::string& address : feedback.routed_to) routed_to += (routed_to.empty() ? "" : ", ") + address;
        values.rows["items"].push_back({{"id", std::to_string(feedback.id)},
                                        {"from", shown(feedback.from)},
                                        {"number", number_text(feedback.issue_number)},
                                        {"at", base::to_rfc5322(feedback.at)},
                                        {"state", std::string(store::name_of(feedback.state))},
                                        {"routed_to", routed_to.empty() ? "nobody yet" : shown(routed_to)},
                                        {"text", shown(feedback.text)}});
    }
    if (has_more) values.rows["has_more"] = {{}};
    std::vector<store::NewNotice> notices;
    for (const mail::Mailbox& owner : list.owners) {
        const Letter letter =
            list::letter_from(house, list, owner.text(),
                              fmt::format("feedback digest {}-{} to {}", all.front().id, all.back().id, owner.key()));
        notices.push_back(list::as_notice(house, list.name, letter, store::ReversePath::verp,
                                          house.templates.render("feedback_digest", list.language, values), now));
    }
    return notices;
}

}  // namespace desk
