#include "desk/held_letters.h"

#include "base/text.h"
#include "desk/held.h"
#include "desk/notices.h"
#include "list/letter.h"
#include "list/our_address.h"
#include "mail/authentication_results.h"

namespace desk {

namespace {

using list::House;
using list::Letter;
using list::list_values;
using list::shown;

/// A link whose message needs nothing more to be written; that of an answer has room for it.
std::string decision_link(const std::string& address, std::string_view words, store::Id id, std::string_view room = "")
{
    std::string text;
    for (const char c : words) text += c == ' ' ? "%20" : std::string(1, c);
    return "<mailto:" + address + "?subject=" + text + "%20" + std::to_string(id) + "&body=" + text +
           std::string(room) + '>';
}

/// One name for each link that there is; the template has the words.
void add_links(config::TemplateTexts& values, const std::string& address, store::Id id, const Choices& choices)
{
    constexpr std::string_view empty_lines = "%0D%0A%0D%0A";  // RFC 6068 §5
    if (choices.post) values["release_post"] = decision_link(address, "release as post", id);
    if (choices.command) values["release_command"] = decision_link(address, "release as command", id);
    if (choices.feedback) values["release_feedback"] = decision_link(address, "release as feedback", id);
    if (choices.form_return) values["release_return"] = decision_link(address, "release as return", id);
    if (choices.answer) values["write"] = decision_link(address, "answer", id, empty_lines);
    values["discard"] = decision_link(address, "discard", id);
    if (choices.usual == ReleaseAs::post) values["usual_post"] = "yes";
    if (choices.usual == ReleaseAs::command) values["usual_command"] = "yes";
    if (choices.usual == ReleaseAs::feedback) values["usual_feedback"] = "yes";
    if (choices.usual == ReleaseAs::form_return) values["usual_return"] = "yes";
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
    add_links(values, list::token_address(house.config, *list, base::Purpose::held, message.id, house.key), message.id,
              choices_for(message, house.config));
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

/// The section of the template that tells of it.
std::string_view section_of(HeldEnd end)
{
    switch (end) {
    case HeldEnd::released_post: return "released_post";
    case HeldEnd::released_command: return "released_command";
    case HeldEnd::released_feedback: return "released_feedback";
    case HeldEnd::released_return: return "released_return";
    case HeldEnd::answered: return "answered";
    case HeldEnd::discarded: return "discarded";
    case HeldEnd::stays: return "stays";
    case HeldEnd::unclear: return "unclear";
    case HeldEnd::already: return "already";
    }
    return "";
}

}  // namespace

std::vector<store::NewNotice> answer_owner(const House& house, const config::List& list, const AnswerOwner& answer,
                                           base::Time now)
{
    config::TemplateValues values = list_values(list);
    values.texts.merge(config::TemplateTexts{{std::string(section_of(answer.end)), "yes"},
                                             {"author", shown(answer.author)},
                                             {"subject", shown(answer.subject)},
                                             {"reason", shown(answer.reason)}});
    std::vector<store::NewNotice> notices;
    for (const std::string& to : list::addressees(list.owners, list.owners, answer.address)) {
        Letter letter =
            list::letter_from(house, list, to, "held answer " + std::to_string(answer.answered) + " to " + to);
        letter.auto_submitted = "auto-replied";
        notices.push_back(list::as_notice(house, list.name, letter, store::ReversePath::verp,
                                          house.templates.render("held_answer", list.language, values), now));
    }
    return notices;
}

store::NewNotice letter_to_author(const House& house, const config::List& list, const WriteToAuthor& to_author,
                                  const std::string& language, base::Time now)
{
    config::TemplateValues values = list_values(list);
    values.texts["owner"] = list::plain_address(house.config, list, "owner");
    values.texts["subject"] = shown(to_author.subject);
    values.texts["arrived"] = base::to_rfc5322(to_author.received_at);
    values.texts["text"] = to_author.text;
    Letter letter = list::letter_from(house, list, to_author.address,
                                      "words to the author of message " + std::to_string(to_author.message));
    letter.reply_to = values.texts["owner"];
    letter.in_reply_to = to_author.message_id;
    letter.auto_submitted = "no";  // RFC 3834 §5.1: a person wrote it, and for this one reader
    // A bounce of what goes to an author who is not proven would tell of somebody else.
    const auto path = to_author.is_proven ? store::ReversePath::verp : store::ReversePath::null;
    return list::as_notice(house, list.name, letter, path, house.templates.render("owner_answer", language, values),
                           now);
}

}  // namespace desk
