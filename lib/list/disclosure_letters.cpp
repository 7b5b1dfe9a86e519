#include "list/disclosure_letters.h"

#include "base/text.h"
#include "base/token.h"
#include "list/letter.h"
#include "list/our_address.h"
#include "list/variants.h"

#include <algorithm>

namespace list {

namespace {

std::string instant(base::Time time)
{
    return base::to_rfc5322(time);
}

/// What stands in every letter about a stage.
config::TemplateValues stage_values(const config::List& list, const store::Issue& issue, const store::Stage& stage)
{
    config::TemplateValues values = list_values(list);
    values.texts.merge(config::TemplateTexts{{"number", shown_number(issue)},
                                             {"subject", shown(issue.subject)},
                                             {"author", shown(issue.author)},
                                             {"stage", shown(stage.name)},
                                             {"quorum", std::to_string(stage.quorum)},
                                             {"deadline", stage.deadline_at ? instant(*stage.deadline_at) : ""}});
    std::string policy = stage.policy;
    std::ranges::replace(policy, '-', '_');
    values.texts["policy_" + policy] = "yes";
    return values;
}

/// RFC 6068: the word alone, and for a refusal room for its reason. The Subject never votes.
std::string vote_link(const std::string& address, std::string_view word, std::int64_t number,
                      std::string_view room = "")
{
    return "<mailto:" + address + "?subject=issue%20" + std::to_string(number) + "&body=" + std::string(word) +
           std::string(room) + '>';
}

void add_ways_to_answer(config::TemplateValues& values, const std::string& vote_address, std::int64_t number)
{
    constexpr std::string_view empty_lines = "%0D%0A%0D%0A";
    values.texts["approve"] = vote_link(vote_address, "approve", number);
    values.texts["reject"] = vote_link(vote_address, "reject", number, empty_lines);
}

/// What somebody wrote, several lines of it, set in by so many blanks.
std::string set_in(std::string_view text, std::size_t blanks)
{
    std::string result;
    for (const std::string_view line : base::split(text, '\n')) {
        result += (result.empty() ? "" : "\n") + std::string(blanks, ' ');
        result += base::one_line(line, 1000);
    }
    return base::mask_tokens(result);
}

config::TemplateTexts word_of(const std::string& approver, bool is_approval, const std::string& reason)
{
    config::TemplateTexts word{{"approver", approver}, {is_approval ? "said_yes" : "said_no", "yes"}};
    if (!reason.empty()) word["reason"] = set_in(reason, 8);
    return word;
}

/// Each place at the stage and what was said there.
std::vector<config::TemplateTexts> words_of(const std::vector<Seat>& seats)
{
    std::vector<config::TemplateTexts> words;
    for (const Seat& seat : seats) {
        if (seat.vote) {
            words.push_back(word_of(shown_voter(seat), seat.vote->is_approval, seat.vote->reason));
        } else {
            words.push_back({{"approver", shown_voter(seat)}, {"silent", "yes"}});
        }
    }
    return words;
}

void add_tally(config::TemplateValues& values, const std::vector<Seat>& seats)
{
    const Tally votes = tally(seats);
    values.texts["seats"] = std::to_string(votes.seats);
    values.texts["yes"] = std::to_string(votes.yes);
    values.texts["no"] = std::to_string(votes.no);
    values.texts["open"] = std::to_string(votes.seats - votes.yes - votes.no);
}

/// What stands in every letter that an approver may answer.
config::TemplateValues values_to_answer(const StageView& view, const std::string& vote_address)
{
    config::TemplateValues values = stage_values(view.list, view.issue, view.stage);
    add_ways_to_answer(values, vote_address, view.issue.number);
    add_tally(values, view.seats);
    return values;
}

mail::Attachment attached_copy(const store::Issue& issue, const std::string& copy)
{
    return {.media_type = "message/rfc822",
            .file_name = issue.list + '-' + std::to_string(issue.number) + ".eml",
            .octets = copy};
}

/// What the issue is about, by the configuration of today.
std::vector<config::TemplateTexts> event_rows(const StageView& view)
{
    std::vector<config::TemplateTexts> rows;
    for (const config::Event& event : view.list.events) {
        if (event.issue == view.issue.number) rows.push_back({{"event", event.name}, {"day", event.date}});
    }
    return rows;
}

/// Whom the substitute stands in for; empty: nobody.
std::string stands_in_for(const StageView& view, const store::VoteRequest& request)
{
    if (request.id == request.seat) return {};
    const auto seat = std::ranges::find(view.seats, request.seat, &Seat::id);
    return seat == view.seats.end() ? "" : seat->approver;
}

Letter letter_to(const House& house, const StageView& view, const store::VoteRequest& request, const std::string& cause)
{
    Letter letter = letter_from(house, view.list, request.approver, cause);
    letter.reply_to = token_address(house.config, view.list, base::Purpose::vote, request.id, house.key);
    return letter;
}

}  // namespace

std::string shown_voter(const Seat& seat)
{
    std::string approver = seat.approver.empty() ? "\u2026" : seat.approver;
    const bool is_own = !seat.vote || seat.voter == seat.approver;
    if (is_own) return approver;
    return approver + " (by " + (seat.voter.empty() ? "\u2026" : seat.voter) + ')';
}

std::vector<config::TemplateTexts> criteria_rows(const std::vector<store::CriterionResult>& results)
{
    std::vector<config::TemplateTexts> rows;
    for (const store::CriterionResult& each : results) {
        config::TemplateTexts row{{"name", shown(each.name)}, {"result_" + each.result, "yes"}};
        if (!each.found.empty()) row["found"] = shown(each.found);
        rows.push_back(std::move(row));
    }
    return rows;
}

store::NewNotice vote_request(const House& house, const StageView& view, const Dossier& dossier,
                              const store::VoteRequest& request, std::string_view occasion, const std::string& language,
                              base::Time now)
{
    Letter letter =
        letter_to(house, view, request, "vote request " + std::to_string(request.id) + std::string(occasion));
    letter.attachments.push_back(attached_copy(view.issue, dossier.copy));
    config::TemplateValues values = values_to_answer(view, letter.reply_to);
    values.texts["audience"] = dossier.audience;
    values.rows["events"] = event_rows(view);
    if (dossier.version > 1) values.texts["version"] = std::to_string(dossier.version);
    if (view.stage.is_strict) values.texts["strict"] = request.approver;
    if (const std::string principal = stands_in_for(view, request); !principal.empty())
        values.texts["principal"] = principal;
    values.rows["criteria"] = criteria_rows(dossier.criteria);
    if (!dossier.criteria.empty()) values.rows["has_criteria"] = {{}};
    for (const Dossier::Word& each : dossier.words) {
        config::TemplateTexts word = word_of(each.approver, each.is_approval, each.reason);
        word["stage"] = shown(each.stage);
        values.rows["words"].push_back(std::move(word));
    }
    if (!dossier.words.empty()) values.rows["has_words"] = {{}};
    return as_notice(house, view.list.name, letter, store::ReversePath::verp,
                     house.templates.render("vote_request", language, values), now);
}

store::NewNotice vote_reminder(const House& house, const StageView& view, const store::VoteRequest& request,
                               const std::string& language, base::Time now)
{
    const std::string deadline = std::to_string(base::to_unix_ms(view.stage.deadline_at.value_or(now)));
    const Letter letter =
        letter_to(house, view, request, "vote reminder " + std::to_string(request.id) + " before " + deadline);
    config::TemplateValues values = values_to_answer(view, letter.reply_to);
    return as_notice(house, view.list.name, letter, store::ReversePath::verp,
                     house.templates.render("vote_reminder", language, values), now);
}

namespace {

std::string_view section_of(AnswerEnd end)
{
    switch (end) {
    case AnswerEnd::counted: return "counted";
    case AnswerEnd::delegated: return "delegated";
    case AnswerEnd::unclear: return "unclear";
    case AnswerEnd::closed: return "closed";
    case AnswerEnd::superseded: return "superseded";
    case AnswerEnd::replaced: return "replaced";
    case AnswerEnd::foreign: return "foreign";
    case AnswerEnd::taken: return "taken";
    }
    return "";
}

}  // namespace

store::NewNotice vote_answer(const House& house, const StageView& view, const store::VoteRequest& request,
                             const VoteAnswer& answer, const std::string& language, base::Time now)
{
    Letter letter = letter_to(house, view, request,
                              "vote answer " + std::to_string(answer.message) + ' ' + std::to_string(request.id));
    letter.in_reply_to = answer.message_id;
    letter.auto_submitted = "auto-replied";
    config::TemplateValues values = values_to_answer(view, letter.reply_to);
    values.texts[std::string(section_of(answer.end))] = "yes";
    values.texts["sender"] = shown(answer.sender);
    values.texts["approver"] = request.approver;
    values.texts["substitute"] = shown(answer.substitute);
    if (answer.end == AnswerEnd::counted) values.texts[answer.is_approval ? "approved" : "rejected"] = "yes";
    if (!answer.reason.empty()) values.texts["reason"] = set_in(answer.reason, 4);
    return as_notice(house, view.list.name, letter, store::ReversePath::verp,
                     house.templates.render("vote_answer", language, values), now);
}

namespace {

std::string_view section_of(Turn turn)
{
    switch (turn) {
    case Turn::opened: return "opened";
    case Turn::approved: return "approved";
    case Turn::rejected: return "rejected";
    case Turn::expired: return "expired";
    case Turn::bounced: return "bounced";
    case Turn::late_no: return "late_no";
    case Turn::substitute: return "substitute";
    case Turn::going_out: return "going_out";
    case Turn::scheduled: return "scheduled";
    case Turn::ready: return "ready";
    case Turn::outdated: return "outdated";
    case Turn::altered: return "altered";
    }
    return "";
}

/// Where only the owner can help.
bool needs_owner(Turn turn)
{
    return turn == Turn::expired || turn == Turn::altered;
}

}  // namespace

std::vector<store::NewNotice> issue_news(const House& house, const config::List& list, const store::Issue& issue,
                                         const News& news, base::Time now)
{
    config::TemplateValues values = stage_values(list, issue, news.stage != nullptr ? *news.stage : store::Stage{});
    add_tally(values, news.seats);
    values.texts[std::string(section_of(news.turn))] = "yes";
    values.texts["person"] = shown(news.person);
    values.texts["audience"] = std::to_string(news.audience);
    const bool has_left =
        issue.state == store::IssueState::distributing || issue.state == store::IssueState::distributed;
    values.texts[has_left ? "has_left" : "can_be_stopped"] = "yes";
    if (news.keeps_old_rules) values.texts["keeps_old_rules"] = "yes";
    if (!news.detail.empty()) values.texts["detail"] = shown(news.detail);
    if (!news.copy.empty()) values.texts["has_copy"] = "yes";
    if (news.corrects) {
        values.texts["corrects"] = std::to_string(news.corrects->number);
        if (news.corrects->state == store::IssueState::distributing) values.texts["corrected_is_leaving"] = "yes";
    }
    if (issue.send_at) values.texts["send_at"] = instant(*issue.send_at);
    values.rows["words"] = words_of(news.seats);
    if (!news.seats.empty()) values.rows["has_words"] = {{}};

    std::vector<std::string> readers = addressees(list.posters, list.owners, issue.author);
    const auto add_reader = [&](const std::string& address) {
        const bool is_told = std::ranges::any_of(
            readers, [&](const std::string& reader) { return base::equal_ignoring_case(reader, address); });
        if (!is_told && !address.empty()) readers.push_back(address);
    };
    if (needs_owner(news.turn)) {
        for (const mail::Mailbox& owner : list.owners) add_reader(owner.text());
    }
    if (issue.variant_of != 0) add_reader(issue.author);
    std::vector<store::NewNotice> notices;
    for (const std::string& reader : readers) {
        Letter letter = letter_from(house, list, reader, news.cause + " to " + base::to_lower(reader));
        letter.in_reply_to = issue.message_id;
        if (!news.copy.empty()) letter.attachments.push_back(attached_copy(issue, news.copy));
        notices.push_back(as_notice(house, list.name, letter, store::ReversePath::verp,
                                    house.templates.render("issue_news", list.language, values), now));
    }
    return notices;
}

}  // namespace list
