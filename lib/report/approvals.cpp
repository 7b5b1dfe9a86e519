#include "report/approvals.h"

#include "base/digest.h"
#include "base/text.h"
#include "base/time.h"
#include "list/approval.h"
#include "report/report.h"
#include "report/table.h"

#include <boost/json/array.hpp>

#include <algorithm>

namespace report {

namespace json = boost::json;

namespace {

json::value time_or_null(const std::optional<base::Time>& time)
{
    return time ? json::value(base::to_rfc3339(*time)) : json::value(nullptr);
}

json::object vote_object(const store::Vote& vote, const std::string& voter)
{
    return {{"voter", voter},
            {"vote", vote.is_approval ? "approve" : "reject"},
            {"reason", vote.reason},
            {"at", base::to_rfc3339(vote.at)},
            {"message_id", vote.message_id},
            {"message", vote.message},
            {"sender", vote.sender}};
}

json::object seat_object(const list::Seat& seat)
{
    json::object object{
        {"approver", seat.approver}, {"substitute", seat.substitute}, {"vote", "none"}, {"reason", ""}, {"at", nullptr},
        {"message_id", ""}};
    if (!seat.vote) return object;
    for (auto& [key, value] : vote_object(*seat.vote, seat.voter)) object[key] = value;
    return object;
}

/// All that were counted, also those that another one of the same seat replaced.
json::array history_of(const std::vector<store::VoteRequest>& requests, const std::vector<store::Vote>& votes)
{
    json::array history;
    for (const store::Vote& vote : votes) {
        const auto request = std::ranges::find(requests, vote.request, &store::VoteRequest::id);
        history.push_back(vote_object(vote, request == requests.end() ? "" : request->approver));
    }
    return history;
}

json::object stage_object(store::Store& store, const store::Stage& stage)
{
    const std::vector<store::VoteRequest> requests = store.approvals().requests(stage.id);
    const std::vector<store::Vote> votes = store.approvals().votes(stage.id);
    json::array seats;
    for (const list::Seat& seat : list::seats_of(requests, votes)) seats.push_back(seat_object(seat));
    return {{"name", stage.name},
            {"policy", stage.policy},
            {"quorum", stage.quorum},
            {"strict", stage.is_strict},
            {"state", store::name_of(stage.state)},
            {"opened", time_or_null(stage.opened_at)},
            {"deadline", time_or_null(stage.deadline_at)},
            {"closed", time_or_null(stage.closed_at)},
            {"votes", std::move(seats)},
            {"history", history_of(requests, votes)}};
}

json::object version_object(store::Store& store, const store::IssueVersion& version)
{
    json::array stages;
    for (const store::Stage& stage : store.approvals().stages(version.id)) stages.push_back(stage_object(store, stage));
    json::array parts;
    for (const store::PinnedPart& part : store.approvals().parts(version.id))
        parts.push_back({{"type", part.media_type}, {"sha256", base::to_hex(part.sha256)}, {"size", part.octets}});
    json::array criteria;
    for (const store::CriterionResult& each : store.approvals().criteria(version.id))
        criteria.push_back({{"name", each.name}, {"result", each.result}, {"found", each.found}});
    return {{"version", version.number},
            {"message", version.message},
            {"subject", version.subject},
            {"author", version.author},
            {"audience", json::array(version.audience.begin(), version.audience.end())},
            {"corrects", number_or_null(store, version.corrects)},
            {"sha256", base::to_hex(version.sha256)},
            {"opened", base::to_rfc3339(version.opened_at)},
            {"closed", time_or_null(version.closed_at)},
            {"stages", std::move(stages)},
            {"parts", std::move(parts)},
            {"criteria", std::move(criteria)}};
}

}  // namespace

json::object approvals(store::Store& store, const store::Issue& issue)
{
    json::object document{{"list", issue.list},
                          {"number", issue.number},
                          {"subject", issue.subject},
                          {"author", issue.author},
                          {"audience", json::array(issue.categories.begin(), issue.categories.end())},
                          {"corrects", number_or_null(store, issue.corrects)},
                          {"state", store::name_of(issue.state)},
                          {"stages", json::array{}},
                          {"parts", json::array{}},
                          {"criteria", json::array{}},
                          {"versions", json::array{}}};
    json::array before;
    for (const store::IssueVersion& version : store.approvals().versions(issue.id))
        before.push_back(version_object(store, version));
    if (before.empty()) return document;
    for (const auto& [key, value] : before.back().as_object()) document[key] = value;
    before.pop_back();
    document["versions"] = std::move(before);
    return document;
}

namespace {

std::string line(std::string_view name, const json::value& value)
{
    constexpr std::size_t column = 12;
    std::string text = "  " + std::string(name);
    text.append(text.size() < column ? column - text.size() : 1, ' ');
    return text + plain(value) + '\n';
}

std::string vote_text(const json::object& vote)
{
    std::string text = "    " + plain(vote.at("at")) + "  " + plain(vote.at("voter")) + ": " + plain(vote.at("vote")) +
                       ", from " + plain(vote.at("sender")) + ", " + plain(vote.at("message_id")) + ", message " +
                       plain(vote.at("message")) + '\n';
    const std::string reason(vote.at("reason").as_string());
    for (const std::string_view each : base::split(reason, '\n')) {
        if (!each.empty()) text += "      | " + base::one_line(each, 1000) + '\n';
    }
    return text;
}

/// `    a@body.example (deputy@body.example stands in): approve`
std::string seat_text(const json::object& seat)
{
    const std::string substitute = plain(seat.at("substitute"));
    return "    " + plain(seat.at("approver")) + (substitute.empty() ? "" : " (" + substitute + " stands in)") + ": " +
           plain(seat.at("vote")) + '\n';
}

std::string stage_text(const json::object& stage)
{
    std::string rules = plain(stage.at("policy"));
    if (stage.at("policy") == "quorum") rules += " of " + plain(stage.at("quorum"));
    if (stage.at("strict").as_bool()) rules += ", strict";
    std::string text = "  stage " + plain(stage.at("name")) + " (" + rules + "): " + plain(stage.at("state")) + '\n';
    for (const char* name : {"opened", "deadline", "closed"}) {
        if (!stage.at(name).is_null()) text += "    " + std::string(name) + ' ' + plain(stage.at(name)) + '\n';
    }
    for (const json::value& seat : stage.at("votes").as_array()) text += seat_text(seat.as_object());
    if (!stage.at("history").as_array().empty()) text += "   answers:\n";
    for (const json::value& vote : stage.at("history").as_array()) text += vote_text(vote.as_object());
    return text;
}

std::string version_text(const json::object& version)
{
    std::string text = "Version " + plain(version.at("version")) + '\n';
    for (const char* name : {"message", "subject", "author", "audience", "corrects", "opened", "closed", "sha256"}) {
        if (!version.at(name).is_null()) text += line(name, version.at(name));
    }
    for (const json::value& part : version.at("parts").as_array()) {
        text += "  part " + plain(part.at("type")) + ", " + plain(part.at("size")) + " octets, sha256 " +
                plain(part.at("sha256")) + '\n';
    }
    for (const json::value& each : version.at("criteria").as_array()) {
        text += "  criterion " + plain(each.at("name")) + ": " + plain(each.at("result")) + ' ' +
                plain(each.at("found")) + '\n';
    }
    for (const json::value& stage : version.at("stages").as_array()) text += stage_text(stage.as_object());
    return text;
}

}  // namespace

std::string approval_record(const json::object& document)
{
    std::string text =
        "Disclosure of issue " + plain(document.at("number")) + " of " + plain(document.at("list")) + '\n';
    text += line("state", document.at("state"));
    for (const json::value& version : document.at("versions").as_array())
        text += '\n' + version_text(version.as_object());
    if (document.contains("version")) text += '\n' + version_text(document);
    return text;
}

}  // namespace report
