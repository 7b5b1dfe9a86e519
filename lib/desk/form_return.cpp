#include "desk/form_return.h"

#include "base/text.h"
#include "desk/passed_files.h"
#include "form/country_name.h"
#include "form/judgement.h"
#include "form/message_parts.h"
#include "form/other_forms.h"

#include <algorithm>
#include <array>
#include <utility>

namespace desk {

namespace {

using form::Verdict;

/// Each has a receipt. Programs answer receipts, too, and a token that leaked fetches no flood.
constexpr std::int64_t answered_a_day_max = 20;

/// The answer to the respondent's question of that key; null when there is none.
const form::Value* respondent_value(const config::Form& form, const form::Return& content, std::string_view key)
{
    const auto found = std::ranges::find(form.respondent, key, &config::Question::key);
    const auto index = static_cast<std::size_t>(found - form.respondent.begin());
    return index < content.respondent.size() ? &content.respondent[index].value : nullptr;
}

/// Somebody else's token: the form of one body, filled in by another.
void doubt_country(const config::Form& form, const store::Asking& asking, form::Return& content)
{
    const form::Value* value = respondent_value(form, content, "country");
    const auto* country = value != nullptr ? std::get_if<std::string>(value) : nullptr;
    const std::string asked_in = form::country_code(asking.country);
    if (country != nullptr && !country->empty() && !asked_in.empty() && *country != asked_in)
        content.doubts.push_back({.field = "country", .row = {}, .why = form::Why::other_country, .about = asked_in});
}

/// Of the other forms of the list, the one of which it has rows.
std::string form_answered(const config::Config& config, const config::Form& asked, const std::vector<form::Part>& parts,
                          const form::Writer& writer)
{
    for (const config::Form& each : config.forms) {
        if (each.list != asked.list || each.id == asked.id) continue;
        if (!form::read_return(each, parts, writer).rows.empty()) return each.id;
    }
    return {};
}

Effects held(const Reading& message, const config::List& list, std::string reason, base::Time now)
{
    Record record{
        {.at = now, .event = "held", .list = list.name, .message = message.row.id, .by = "desk", .detail = reason}};
    return {Hold{.message = message.row.id, .reason = std::move(reason)}, std::move(record)};
}

std::string sender_of(const Reading& message)
{
    const mail::Mailbox* author = message.author();
    return author != nullptr ? author->text() : message.row.reverse_path;
}

}  // namespace

std::int64_t returns_answered(store::Store& store, store::Id contact, base::Time now)
{
    constexpr std::array events{"return_accepted", "return_waits", "return_without_answers", "return_too_late"};
    const base::Time since = now - base::days{1};
    return std::ranges::count_if(store.journal().about_contact(contact), [&](const store::JournalEntry& entry) {
        const bool is_answered = entry.by == "desk" && std::ranges::count(events, entry.event) > 0;
        return is_answered && entry.at > since && entry.at <= now;
    });
}

ReturnFacts read_return_facts(const config::Config& config, const Reading& message, std::optional<store::Asking> asking,
                              document::Reader& reader)
{
    ReturnFacts facts{.asking = std::move(asking), .form = nullptr, .content = {}, .other_form = {}};
    if (!facts.asking || facts.asking->email.empty()) return facts;
    facts.form = config.find_form(facts.asking->form);
    if (facts.form == nullptr) return facts;
    const form::Writer writer{
        .country = form::country_code(facts.asking->country),
        .language = facts.asking->language,
        .wrote_at = message.row.received_at,
        .name = message.authors.addresses.empty() ? "" : message.authors.addresses.front().display_name,
        .address = base::to_lower(facts.asking->email)};
    const std::vector<form::Part> parts = form::parts_of(message.octets, reader);
    std::vector<form::Part> own_parts = parts;
    form::leave_out_other_forms(own_parts, *facts.form, config.forms);
    facts.content = form::read_return(*facts.form, own_parts, writer);
    if (facts.content.is_empty()) facts.other_form = form_answered(config, *facts.form, parts, writer);
    doubt_country(*facts.form, *facts.asking, facts.content);
    return facts;
}

Effects handle_return(const Reading& message, const config::List& list, const ReturnFacts& facts, base::Time now)
{
    if (!facts.asking || facts.asking->email.empty()) return held(message, list, "nobody was asked by its token", now);
    if (facts.asking->list != list.name) return held(message, list, "its token belongs to another list", now);
    if (facts.form == nullptr)
        return held(message, list, "a return to " + facts.asking->form + ", which is no form any more", now);
    if (facts.answered_today >= answered_a_day_max)
        return held(message, list, "more returns of one member than are answered in a day", now);
    TakeReturn take{.form = facts.form->id,
                    .incoming = {.asking = *facts.asking,
                                 .message = message.row.id,
                                 .message_id = message.message_id,
                                 .from = sender_of(message),
                                 .received_at = message.row.received_at,
                                 .content = facts.content,
                                 .files = {}},
                    .judgement = form::judge(*facts.form, facts.content, message.row.received_at)};
    std::string reason = take.judgement.reason;
    if (!facts.other_form.empty()) reason += "; it seems to answer the form " + facts.other_form;
    const auto recorded = [&](std::string event) {
        return Record{{.at = now,
                       .event = std::move(event),
                       .list = list.name,
                       .message = message.row.id,
                       .contact = facts.asking->contact,
                       .by = "desk",
                       .detail = "to " + facts.form->id}};
    };
    Effects effects;
    switch (take.judgement.verdict) {
    case Verdict::accepted: effects = {Finish{.message = message.row.id, .reason = std::move(reason)}}; break;
    case Verdict::too_late:
        effects = {Finish{.message = message.row.id, .reason = reason + ", after it had closed"},
                   recorded("return_too_late")};
        break;
    case Verdict::review:
    case Verdict::held:
        take.incoming.files = passed_files(message).passed;
        effects = held(message, list, std::move(reason), now);
        break;
    case Verdict::empty:
        effects = held(message, list, std::move(reason), now);
        effects.emplace_back(recorded("return_without_answers"));
        break;
    }
    effects.emplace_back(std::move(take));
    return effects;
}

Effects decide_return(const store::FormReturn& form_return, bool is_accepted, const std::string& by)
{
    Effects effects{DecideReturn{.form_return = form_return.id, .is_accepted = is_accepted, .by = by}};
    const std::string reason = std::string(is_accepted ? "accepted" : "rejected") + " by the " + by + ": return " +
                               std::to_string(form_return.id) + " to " + form_return.form;
    if (form_return.message != 0) effects.emplace_back(Finish{.message = form_return.message, .reason = reason});
    return effects;
}

}  // namespace desk
