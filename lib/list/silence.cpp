#include "list/silence.h"

#include "base/text.h"
#include "list/approval.h"
#include "store/setting_names.h"

#include <algorithm>
#include <set>

namespace list {

namespace {

using base::operator""h;
using store::Stage;
using store::VoteRequest;

/// Whether everybody who is silent was reached: else he who would object may not know of it.
std::string doubt_about_requests(store::Store& store, const Stage& stage, const std::vector<Seat>& seats)
{
    for (const VoteRequest& request : store.approvals().requests(stage.id)) {
        const auto seat = std::ranges::find(seats, request.seat, &Seat::id);
        const bool has_answered = seat != seats.end() && seat->vote.has_value();
        if (request.is_withdrawn || has_answered) continue;
        if (request.approver.empty()) return "an approver's address was erased";
        if (request.is_bounced) return "a request did not arrive";
        const auto delivery = request.delivery != 0 ? store.queue().find(request.delivery) : std::nullopt;
        const bool is_accepted = delivery && delivery->state == store::DeliveryState::accepted;
        if (!is_accepted) return "a request has not been sent";
    }
    return {};
}

/// Whether who is silent may have spoken, and was not understood: what he wrote was asked back about, or is held. What
/// came later is told by its number: the clock may have been set.
std::string doubt_about_answers(store::Store& store, const Stage& stage, const std::vector<Seat>& seats)
{
    std::vector<std::string> silent;
    std::set<std::string> unclear;
    for (const store::JournalEntry& entry : store.journal().about_issue(stage.issue)) {
        if (entry.event == "vote_not_counted") unclear.insert(entry.detail.substr(entry.detail.rfind(' ') + 1));
    }
    for (const VoteRequest& request : store.approvals().requests(stage.id)) {
        const auto seat = std::ranges::find(seats, request.seat, &Seat::id);
        if (request.is_withdrawn || seat == seats.end() || seat->vote) continue;
        if (unclear.contains(std::to_string(request.id))) return "an approver's answer could not be understood";
        silent.push_back(base::to_lower(request.approver));
    }
    const auto is_silent = [&](const std::string& address) {
        return std::ranges::count(silent, base::to_lower(address)) > 0;
    };
    const store::Id post = store.approvals().find_version(stage.version)->message;
    const std::string list = store.issues().find(stage.issue)->list;
    const bool is_unread = std::ranges::any_of(store.spool().held(), [&](const store::Message& message) {
        const bool is_of_list = message.list == list || message.list.empty();  // empty: nobody could read it
        const bool is_vote = is_of_list && message.recipient.find("vote-") != std::string::npos;
        return message.id > post && (is_vote || is_silent(message.author) || is_silent(message.reverse_path));
    });
    return is_unread ? "something that an approver may have written is held unread" : "";
}

/// Whether an objection would have reached us.
std::string doubt_about_intake(store::Store& store, const config::Config& config, const Stage& stage)
{
    const auto up_since = store.settings().get(store::setting::intake_up_since);
    if (!up_since || *stage.deadline_at - base::from_unix_ms(*up_since) < 1h)
        return "mail has not been taken all through the hour before the deadline";
    for (const config::MailboxIntake& mailbox : config.mailboxes) {
        if (store.settings().get(store::setting::mailbox_trouble_since(mailbox.name)).value_or(0) != 0)
            return "a mailbox cannot be looked into";
    }
    return {};
}

}  // namespace

std::string doubt_about_silence(store::Store& store, const config::Config& config, const Stage& stage)
{
    const std::vector<Seat> seats = seats_of(store.approvals().requests(stage.id), store.approvals().votes(stage.id));
    std::string doubt = doubt_about_requests(store, stage, seats);
    if (doubt.empty()) doubt = doubt_about_answers(store, stage, seats);
    return doubt.empty() ? doubt_about_intake(store, config, stage) : doubt;
}

base::Duration time_to_arrive(const config::Config& config)
{
    base::Duration longest{};
    for (const config::MailboxIntake& mailbox : config.mailboxes) longest = std::max(longest, mailbox.poll);
    return 2 * longest;
}

}  // namespace list
