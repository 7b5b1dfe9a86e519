#include "desk/leave.h"

namespace desk {

namespace {

Record recorded(const Reading& mail, const config::List& list, std::string event, std::string detail, base::Time now)
{
    return {{.at = now,
             .event = std::move(event),
             .list = list.name,
             .message = mail.row.id,
             .by = "member",
             .detail = std::move(detail)}};
}

}  // namespace

Effects handle_leave(const Reading& mail, const config::List& list, const std::optional<store::ListMember>& member,
                     base::Time now)
{
    if (!member || member->list != list.name) {
        return {recorded(mail, list, "leave_ignored", "its token is of nobody here", now),
                Finish{.message = mail.row.id, .reason = "asks to leave: nobody here, or nobody any more"}};
    }
    const bool has_left = member->member.state == store::MemberState::left;
    const std::string reason = has_left ? "asks to leave: had left before" : "left the list";
    return {Leave{.list = list.name, .email = member->member.email}, recorded(mail, list, "leave_asked", reason, now),
            Finish{.message = mail.row.id, .reason = reason}};
}

}  // namespace desk
