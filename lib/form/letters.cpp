#include "form/letters.h"

#include "base/text.h"
#include "base/token.h"
#include "form/text_layout.h"
#include "form/understood.h"
#include "list/joining.h"
#include "list/letter.h"
#include "list/our_address.h"
#include "mail/wrapped_text.h"

#include <fmt/format.h>

namespace form {

namespace {

using list::House;
using list::Letter;

std::string return_address(const House& house, const config::List& list, store::Id asking)
{
    return list::token_address(house.config, list, base::Purpose::form_return, asking, house.key);
}

std::string wrapped(std::string_view paragraphs)
{
    constexpr std::size_t columns = 72;
    std::string text;
    for (const std::string_view paragraph : base::split(paragraphs, '\n')) {
        for (const std::string& line : mail::wrap(paragraph, columns)) text += (text.empty() ? "" : "\n") + line;
    }
    return text;
}

/// What stands in every letter about a form.
config::TemplateValues form_values(const House& house, const config::List& list, const config::Form& form,
                                   std::string_view language)
{
    config::TemplateValues values = list::list_values(list);
    values.texts["form_title"] = config::in_language(form.titles, language);
    values.texts["owner"] = list::plain_address(house.config, list, "owner");
    if (form.closes_at) values.texts["closes"] = closing_day(form);
    return values;
}

void add_doubts(config::TemplateValues& values, const config::Form& form, const Return& content,
                std::string_view language)
{
    for (const std::string& line : doubt_lines(form, content, language))
        values.rows["doubts"].push_back({{"doubt", base::mask_tokens(line)}});
    if (!content.doubts.empty()) values.rows["has_doubts"] = {{}};
}

/// The section of the templates that speaks of it.
std::string_view section_of(Verdict verdict)
{
    switch (verdict) {
    case Verdict::accepted: return "accepted";
    case Verdict::review: return "review";
    case Verdict::held: return "held";
    case Verdict::empty: return "empty";
    case Verdict::too_late: return "too_late";
    }
    return "";
}

std::string cause_of(const Incoming& incoming, std::string_view what)
{
    return fmt::format("{} for message {}", what, incoming.message);
}

}  // namespace

const std::string& language_of(const config::List& list, const store::Asking& asking)
{
    return asking.language.empty() ? list.language : asking.language;
}

std::string closing_day(const config::Form& form)
{
    // "Sat, 14 May 2005 …": the instant is the first one after the day.
    const std::string last = base::to_rfc5322(*form.closes_at - base::Duration(1));
    return last.substr(5, 11);
}

store::NewNotice request_letter(const House& house, const config::Form& form, const store::Asking& asking,
                                const std::vector<mail::Attachment>& files, std::optional<base::Time> reminder,
                                base::Time now)
{
    const config::List& list = *house.config.find_list(form.list);
    const std::string& language = language_of(list, asking);
    config::TemplateValues values = form_values(house, list, form, language);
    if (!form.introductions.empty())
        values.texts["introduction"] = wrapped(config::in_language(form.introductions, language));
    values.texts["form"] = text_layout(form, language);
    for (const mail::Attachment& file : files)
        values.texts["files"] += (values.texts["files"].empty() ? "" : ", ") + file.file_name;
    if (!house.config.web_listen.empty())
        values.texts["link"] =
            house.config.server.public_url + "/f/" + base::make_token(base::Purpose::form_return, asking.id, house.key);
    if (reminder) values.texts["reminder"] = "yes";
    Letter letter = list::letter_from(
        house, list, asking.email, fmt::format("asking {} {}", asking.id, reminder ? base::to_unix_ms(*reminder) : 0));
    letter.reply_to = return_address(house, list, asking.id);
    letter.attachments = files;
    return list::as_notice(house, list.name, letter, store::ReversePath::verp,
                           house.templates.render("form_request", language, values), now);
}

store::NewNotice receipt_letter(const House& house, const config::Form& form, const Incoming& incoming,
                                const Judgement& judgement, store::Id correction, base::Time now)
{
    const config::List& list = *house.config.find_list(form.list);
    const std::string& language = language_of(list, incoming.asking);
    config::TemplateValues values = form_values(house, list, form, language);
    values.texts[std::string(section_of(judgement.verdict))] = "yes";
    values.texts["sender"] = list::shown(incoming.from);
    if (judgement.is_late) values.texts["late"] = "yes";
    const bool has_answers = !incoming.content.is_empty();
    if (has_answers) values.texts["understood"] = "yes";
    add_doubts(values, form, incoming.content, language);
    const bool may_correct = judgement.verdict != Verdict::too_late;
    if (may_correct)
        values.texts["form"] = has_answers ? base::mask_tokens(text_layout(form, language, incoming.content))
                                           : text_layout(form, language);
    Letter letter = list::letter_from(house, list, incoming.asking.email, cause_of(incoming, "receipt"));
    letter.reply_to = return_address(house, list, correction != 0 ? correction : incoming.asking.id);
    letter.in_reply_to = incoming.message_id;
    letter.auto_submitted = "auto-replied";
    return list::as_notice(house, list.name, letter, store::ReversePath::verp,
                           house.templates.render("form_receipt", language, values), now);
}

std::vector<store::NewNotice> review_letters(const House& house, const config::Form& form, const Incoming& incoming,
                                             const Judgement& judgement, store::Id correction, base::Time now)
{
    const config::List& list = *house.config.find_list(form.list);
    config::TemplateValues values = form_values(house, list, form, list.language);
    values.texts.merge(config::TemplateTexts{{"form_id", form.id},
                                             {"member", list::shown(incoming.asking.email)},
                                             {"name", list::shown(incoming.asking.name)},
                                             {"sender", list::shown(incoming.from)},
                                             {"reason", list::shown(judgement.reason)}});
    values.texts[std::string(section_of(judgement.verdict))] = "yes";
    if (!incoming.content.is_empty())
        values.texts["understood"] = base::mask_tokens(understood_text(form, incoming.content, list.language));
    add_doubts(values, form, incoming.content, list.language);
    const std::string decide =
        list::token_address(house.config, list, base::Purpose::held, incoming.message, house.key);
    values.texts["accept"] = fmt::format("<mailto:{}?subject=release%20{}&body=release>", decide, incoming.message);
    values.texts["reject"] = fmt::format("<mailto:{}?subject=discard%20{}&body=discard>", decide, incoming.message);
    values.texts["return_address"] = return_address(house, list, correction);
    if (judgement.verdict == Verdict::held) values.texts["form"] = text_layout(form, list.language);
    std::vector<store::NewNotice> notices;
    for (const mail::Mailbox& owner : list.owners) {
        Letter letter =
            list::letter_from(house, list, owner.text(), cause_of(incoming, "review") + " to " + owner.key());
        letter.reply_to = judgement.verdict == Verdict::held ? values.texts["return_address"] : decide;
        letter.attachments = incoming.files;
        notices.push_back(list::as_notice(house, list.name, letter, store::ReversePath::verp,
                                          house.templates.render("form_review", list.language, values), now));
    }
    return notices;
}

std::vector<store::NewNotice> standing_letters(const House& house, const config::Form& form, const Standing& standing,
                                               const std::string& page, base::Time now)
{
    const config::List& list = *house.config.find_list(form.list);
    config::TemplateValues values = form_values(house, list, form, list.language);
    values.texts.merge(config::TemplateTexts{{"form_id", form.id},
                                             {"asked", std::to_string(standing.all.asked)},
                                             {"returned", std::to_string(standing.all.returned)},
                                             {"incomplete", std::to_string(standing.all.incomplete)},
                                             {"late", std::to_string(standing.all.late)},
                                             {"silent", std::to_string(standing.silent.size())}});
    if (form.closes_at && now >= *form.closes_at) values.texts["is_closed"] = "yes";
    std::vector<store::NewNotice> notices;
    for (const mail::Mailbox& owner : list.owners) {
        Letter letter =
            list::letter_from(house, list, owner.text(),
                              fmt::format("standing of {} at {} to {}", form.id, base::to_unix_ms(now), owner.key()));
        letter.attachments.push_back(
            {.media_type = "text/html; charset=utf-8", .file_name = form.id + ".html", .octets = page});
        notices.push_back(list::as_notice(house, list.name, letter, store::ReversePath::verp,
                                          house.templates.render("form_standing", list.language, values), now));
    }
    return notices;
}

}  // namespace form
