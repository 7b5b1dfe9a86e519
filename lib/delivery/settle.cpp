#include "delivery/settle.h"

#include "base/text.h"

#include <algorithm>

namespace delivery {

namespace {

constexpr std::size_t reply_octets_max = 1000;

/// SplitMix64: spreads neighbouring ids over the whole range.
std::uint64_t scattered(std::uint64_t value)
{
    value += 0x9E3779B97F4A7C15ULL;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31U);
}

}  // namespace

base::Duration RetryPolicy::wait_after(int attempts, store::Id delivery) const
{
    const auto step = static_cast<std::size_t>(std::max(attempts, 1) - 1);
    const base::Duration wait = waits[std::min(step, waits.size() - 1)];
    const auto draw = scattered(static_cast<std::uint64_t>(delivery) * 31 + static_cast<std::uint64_t>(attempts));
    constexpr std::uint64_t steps = 2001;
    const auto per_mille = 800 + static_cast<std::int64_t>(draw % steps) / 5;  // 0.8 to 1.2
    return wait * per_mille / 1000;
}

bool is_about_us(const Outcome& outcome)
{
    const bool is_sender_refused = outcome.stage == Stage::mail && outcome.reply.code >= 500;
    return outcome.ending == Ending::replied && is_sender_refused && outcome.reply.code != 552;
}

namespace {

store::Attempt attempt_of(const Outcome& outcome, base::Time now)
{
    return {.at = now,
            .stage = std::string(stage_name(outcome.stage)),
            .code = outcome.reply.code,
            .enhanced = outcome.reply.enhanced.text(),
            .text = base::one_line(outcome.reply.text, reply_octets_max)};
}

bool is_final_refusal(const Outcome& outcome)
{
    return outcome.ending == Ending::replied && outcome.reply.severity() == mail::Severity::permanent;
}

}  // namespace

store::Settlement settle(const store::LeasedDelivery& delivery, const Outcome& outcome, const RetryPolicy& policy,
                         base::Time now)
{
    using State = store::DeliveryState;
    if (outcome.ending == Ending::withdrawn)
        return {.delivery = delivery.id, .issue = delivery.issue, .state = State::cancelled};
    store::Settlement settlement{.delivery = delivery.id, .issue = delivery.issue, .attempt = attempt_of(outcome, now)};
    const bool is_accepted = outcome.ending == Ending::replied && outcome.stage == Stage::dot &&
                             outcome.reply.severity() == mail::Severity::positive;
    if (is_accepted) {
        settlement.state = State::accepted;
    } else if (is_final_refusal(outcome)) {
        settlement.state = State::failed;
    } else if (now - delivery.queued_at >= policy.expire) {
        settlement.state = State::expired;  // 4.4.7
    } else {
        settlement.state = State::deferred;
        settlement.due_at = now + policy.wait_after(delivery.attempts + 1, delivery.id);
    }
    // The 250 may be lost after the relay took the message, so we retry and risk a duplicate (RFC 5321 §6.1).
    settlement.is_in_doubt = outcome.ending == Ending::in_doubt;
    return settlement;
}

store::Settlement give_back(const store::LeasedDelivery& delivery, base::Time due_at)
{
    const auto state = delivery.attempts > 0 ? store::DeliveryState::deferred : store::DeliveryState::queued;
    return {.delivery = delivery.id, .issue = delivery.issue, .state = state, .due_at = due_at};
}

}  // namespace delivery
