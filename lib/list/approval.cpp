#include "list/approval.h"

#include <algorithm>

namespace list {

using store::StageState;

std::vector<Seat> seats_of(const std::vector<store::VoteRequest>& requests, const std::vector<store::Vote>& votes)
{
    std::vector<Seat> seats;
    for (const store::VoteRequest& request : requests) {
        if (request.id == request.seat) seats.push_back({.id = request.id, .approver = request.approver});
    }
    const auto seat_of = [&](store::Id id) { return std::ranges::find(seats, id, &Seat::id); };
    for (const store::VoteRequest& request : requests) {
        if (request.is_withdrawn) continue;
        const auto seat = seat_of(request.seat);
        if (seat == seats.end()) continue;
        if (request.id != request.seat) seat->substitute = request.approver;
    }
    for (const store::Vote& vote : votes) {
        const auto request = std::ranges::find(requests, vote.request, &store::VoteRequest::id);
        const auto seat = seat_of(vote.seat);
        if (request == requests.end() || seat == seats.end()) continue;
        seat->vote.reset();
        if (request->is_withdrawn) continue;
        seat->vote = vote;
        seat->voter = request->approver;
    }
    return seats;
}

Tally tally(const std::vector<Seat>& seats)
{
    Tally tally{.seats = seats.size()};
    for (const Seat& seat : seats) {
        if (!seat.vote) continue;
        ++(seat.vote->is_approval ? tally.yes : tally.no);
    }
    return tally;
}

namespace {

/// What the votes alone say; open: nothing yet.
StageState judge_votes(const store::Stage& stage, const Tally& tally)
{
    if (stage.policy == "any") {
        if (tally.yes > 0) return StageState::approved;
        return tally.no == tally.seats ? StageState::rejected : StageState::open;
    }
    if (stage.policy == "quorum") {
        const auto quorum = static_cast<std::size_t>(stage.quorum);
        if (quorum > tally.seats) return StageState::expired;
        if (tally.yes >= quorum) return StageState::approved;
        return tally.seats - tally.no < quorum ? StageState::rejected : StageState::open;
    }
    if (tally.no > 0) return StageState::rejected;
    const bool is_unanimous = stage.policy == "unanimous" && tally.yes == tally.seats;
    return is_unanimous ? StageState::approved : StageState::open;
}

}  // namespace

StageState judge(const store::Stage& stage, const Tally& tally, const Deadline& deadline)
{
    if (tally.seats == 0) return StageState::expired;
    const StageState by_votes = judge_votes(stage, tally);
    if (by_votes != StageState::open || !deadline.has_passed) return by_votes;
    const bool is_consent = stage.policy == "no-objection" && deadline.doubt.empty();
    return is_consent ? StageState::approved : StageState::expired;
}

}  // namespace list
