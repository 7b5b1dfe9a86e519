#include "intake/mailbox_session.h"

#include "base/text.h"

#include <cassert>

namespace intake {

namespace {

constexpr std::size_t why_octets_max = 300;

}  // namespace

void MailboxSession::begin()
{
    assert(!is_waiting_ && end_ != End::broken);
    is_waiting_ = true;
    end_ = End::done;
    why_.clear();
}

void MailboxSession::finish(End end, std::string_view why)
{
    is_waiting_ = false;
    end_ = end;
    why_ = base::one_line(why, why_octets_max);
}

}  // namespace intake
