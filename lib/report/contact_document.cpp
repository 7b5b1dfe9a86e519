#include "report/contact_document.h"

#include "report/report.h"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace report {

namespace json = boost::json;

namespace {

constexpr auto all_rows = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());

json::value contact_object(const std::optional<store::Contact>& contact)
{
    if (!contact) return nullptr;
    json::object attributes;
    for (const store::Attribute& each : contact->attributes) attributes[each.name] = each.value;
    return json::object{{"id", contact->id},
                        {"email", contact->email},
                        {"name", contact->name},
                        {"organisation", contact->organisation},
                        {"about", contact->about},
                        {"url", contact->url},
                        {"country", contact->country},
                        {"language", contact->language},
                        {"attributes", std::move(attributes)}};
}

json::value suppression_object(const std::optional<store::Contact>& contact)
{
    if (!contact || !contact->suppressed_since) return nullptr;
    return json::object{{"reason", contact->suppression}, {"since", base::to_rfc3339(*contact->suppressed_since)}};
}

json::array membership_rows(store::Store& store, store::Id contact)
{
    json::array rows;
    for (const store::Membership& each : store.personal_data().memberships(contact)) {
        rows.push_back(json::object{{"list", each.list},
                                    {"category", each.category},
                                    {"state", store::name_of(each.state)},
                                    {"since", base::to_rfc3339(each.since)},
                                    {"digest", store::digest_text(store.digests().choice(each.list, contact))}});
    }
    return rows;
}

json::array feedback_rows(store::Store& store, std::string_view email)
{
    json::array rows;
    for (const store::Feedback& each : store.personal_data().feedback(email)) {
        json::object row{{"id", each.id},
                         {"at", base::to_rfc3339(each.at)},
                         {"list", each.list},
                         {"issue", nullptr},
                         {"from", each.from},
                         {"text", each.text},
                         {"attachments", json::array(each.attachments.begin(), each.attachments.end())},
                         {"state", store::name_of(each.state)},
                         {"message", each.message}};
        if (each.issue_number) row["issue"] = *each.issue_number;
        rows.push_back(std::move(row));
    }
    return rows;
}

json::array thread_rows(store::Store& store, std::string_view email)
{
    json::array rows;
    for (const store::ThreadParty& each : store.personal_data().parties(email)) {
        rows.push_back(json::object{
            {"feedback", each.feedback}, {"address", each.address}, {"role", each.is_author ? "author" : "answers"}});
    }
    return rows;
}

json::array confirmation_rows(store::Store& store, std::string_view email)
{
    constexpr std::array<std::string_view, 6> purposes{"post", "join", "leave", "change", "invite", "admit"};
    json::array rows;
    for (const store::Confirmation& each : store.personal_data().confirmations(email)) {
        rows.push_back(json::object{{"id", each.id},
                                    {"purpose", purposes.at(static_cast<std::size_t>(each.purpose))},
                                    {"list", each.list},
                                    {"address", each.address},
                                    {"change", each.change},
                                    {"language", each.language},
                                    {"source", each.source},
                                    {"asked", base::to_rfc3339(each.asked_at)},
                                    {"expires", base::to_rfc3339(each.expires_at)},
                                    {"open", each.is_open}});
    }
    return rows;
}

json::object stage_object(const store::StageName& stage)
{
    return {{"list", stage.list}, {"issue", stage.issue_number}, {"version", stage.version}, {"stage", stage.stage}};
}

json::array vote_request_rows(store::Store& store, std::string_view email)
{
    json::array rows;
    for (const auto& [stage, request] : store.personal_data().vote_requests(email)) {
        json::object row = stage_object(stage);
        row["role"] = request.seat == request.id ? "approver" : "substitute";
        row["address"] = request.approver;
        row["asked"] = nullptr;
        if (request.asked_at) row["asked"] = base::to_rfc3339(*request.asked_at);
        row["bounced"] = request.is_bounced;
        row["withdrawn"] = request.is_withdrawn;
        rows.push_back(std::move(row));
    }
    return rows;
}

json::array vote_rows(store::Store& store, std::string_view email)
{
    json::array rows;
    for (const auto& [stage, vote] : store.personal_data().votes(email)) {
        json::object row = stage_object(stage);
        row["vote"] = vote.is_approval ? "approve" : "reject";
        row["reason"] = vote.reason;
        row["at"] = base::to_rfc3339(vote.at);
        row["from"] = vote.sender;
        row["message"] = vote.message;
        row["message_id"] = vote.message_id;
        rows.push_back(std::move(row));
    }
    return rows;
}

json::array return_rows(store::Store& store, std::string_view email)
{
    json::array rows;
    for (const store::FormReturn& each : store.personal_data().returns(email)) {
        rows.push_back(json::object{{"id", each.id},
                                    {"form", each.form},
                                    {"from", each.from},
                                    {"member", each.member},
                                    {"received", base::to_rfc3339(each.received_at)},
                                    {"state", store::name_of(each.state)},
                                    {"content", each.content.empty() ? json::value() : json::parse(each.content)}});
    }
    return rows;
}

json::array message_rows(store::Store& store, std::string_view email)
{
    json::array rows;
    for (const store::Message& each : store.personal_data().messages(email)) rows.push_back(message_object(each));
    return rows;
}

/// Copies of issues and notices, apart.
std::array<json::array, 2> delivery_rows(store::Store& store, std::string_view email)
{
    std::array<json::array, 2> rows;
    for (json::value& each : deliveries(store.queue().search(email, all_rows)))
        rows.at(each.at("issue").is_null() ? 1 : 0).push_back(std::move(each));
    return rows;
}

json::array journal_rows(store::Store& store, store::Id contact)
{
    json::array rows;
    for (const store::JournalEntry& entry : store.journal().about_contact(contact)) rows.push_back(entry_object(entry));
    return rows;
}

}  // namespace

json::object contact_document(store::Store& store, std::string_view email, std::string_view mark)
{
    const auto contact = store.personal_data().contact(email);
    const store::Id id = contact ? contact->id : 0;
    auto [copies, notices] = delivery_rows(store, email);
    return {{"address", email},
            {"contact", contact_object(contact)},
            {"kept_out", store.personal_data().is_kept_out(mark)},
            {"suppression", suppression_object(contact)},
            {"memberships", membership_rows(store, id)},
            {"deliveries", std::move(copies)},
            {"bounces", bounces(store.bounces().about(id, all_rows))},
            {"notices", std::move(notices)},
            {"feedback", feedback_rows(store, email)},
            {"threads", thread_rows(store, email)},
            {"confirmations", confirmation_rows(store, email)},
            {"vote_requests", vote_request_rows(store, email)},
            {"votes", vote_rows(store, email)},
            {"returns", return_rows(store, email)},
            {"messages", message_rows(store, email)},
            {"journal", journal_rows(store, id)}};
}

bool is_empty(const json::object& contact_document)
{
    return std::ranges::none_of(contact_document, [](const auto& member) {
        if (const auto* rows = member.value().if_array()) return !rows->empty();
        return member.key() == "contact" && !member.value().is_null();
    });
}

}  // namespace report
