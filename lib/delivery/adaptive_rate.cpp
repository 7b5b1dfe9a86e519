#include "delivery/adaptive_rate.h"

#include <algorithm>

namespace delivery {

namespace {

using base::operator""s;

constexpr base::Duration second = 1s;
constexpr std::size_t tried_min = 10;  // fewer say nothing

/// RFC 3463 §3.2, §3.3: addressing and mailbox status are the recipient's own.
bool is_about_rate(const Outcome& outcome)
{
    if (outcome.ending != Ending::replied || outcome.reply.severity() != mail::Severity::transient) return false;
    const int subject = outcome.reply.enhanced.subject;
    const bool is_of_mailbox = outcome.stage == Stage::rcpt && (subject == 1 || subject == 2);
    return !is_of_mailbox;
}

}  // namespace

bool AdaptiveRate::ended(const Outcome& outcome, base::Time now)
{
    const bool is_over = second_began_ && now - *second_began_ >= second;
    const bool has_changed = is_over && close_second();
    if (!second_began_) second_began_ = now;
    last_ended_ = now;
    ++tried_;
    if (is_about_rate(outcome)) ++put_off_;
    return has_changed;
}

/// What happened in it; the quiet time behind it says nothing about a rate.
bool AdaptiveRate::close_second()
{
    const std::chrono::duration<double> passed = std::max(last_ended_ - *second_began_, second);
    const auto rate = static_cast<std::size_t>(static_cast<double>(tried_) / passed.count());
    const bool is_too_fast = tried_ >= tried_min && put_off_ * 10 >= tried_;
    const std::size_t limit_before = limit_;
    if (is_too_fast) {
        if (limit_ == 0) before_ = rate;
        limit_ = std::max(least_, std::min(rate, limit_ == 0 ? rate : limit_) / 2);
    } else if (limit_ > 0) {
        limit_ += std::max<std::size_t>(1, limit_ / 10);
        if (limit_ >= before_) limit_ = 0;
    }
    second_began_.reset();
    tried_ = 0;
    put_off_ = 0;
    return limit_ != limit_before;
}

void AdaptiveRate::move_times(base::Duration step)
{
    if (second_began_) *second_began_ += step;
    last_ended_ += step;
}

}  // namespace delivery
