#include "list/inviting.h"

#include "list/erasing.h"
#include "list/joining.h"
#include "list/joining_letters.h"

namespace list {

namespace {

using base::days;
using store::Asked;
using store::Member;
using store::MemberState;

constexpr base::Duration invitation_time = days{30};

void send_invitation(store::Store& store, const House& house, const config::List& list, const Member& member,
                     base::Time now)
{
    const store::Confirmation asked{.purpose = Asked::invite,
                                    .list = list.name,
                                    .message = 0,
                                    .address = member.email,
                                    .change = "",
                                    .language = member.language,
                                    .source = "",
                                    .asked_at = now,
                                    .expires_at = now + invitation_time};
    const store::Id id = store.confirmations().add(asked);
    const Addressee to{.email = member.email,
                       .language = language_for(store, list, member.email, member.language),
                       .message_id = "",
                       .cause = "confirmation " + std::to_string(id)};
    store.queue().add_notice(question(house, list, to, id, asked, now));
    store.journal().add({.at = now,
                         .event = "member_invited",
                         .list = list.name,
                         .contact = store.directory().contact(member.email),
                         .by = "operator"});
}

void invite_one(store::Store& store, const House& house, const config::List& list, Member member, base::Time now,
                InviteCounts& counts)
{
    using Upsert = store::Directory::Upsert;
    member.state = MemberState::invited;
    if (!is_for_people(house.config, member.email)) {
        ++counts.not_for_people;
        return;
    }
    const Upsert probed = store.directory().probe_member(list.name, member);
    if (probed == Upsert::kept_left) {
        ++counts.kept_left;
    } else if (probed == Upsert::kept_suppressed) {
        ++counts.kept_suppressed;
    } else if (!store.directory().members_of(list.name, member.email).empty()) {
        ++counts.known;
    } else {
        store.directory().upsert_member(list.name, member, now);
        send_invitation(store, house, list, member, now);
        ++counts.invited;
    }
}

}  // namespace

void invite(store::Store& store, const House& house, const config::List& list, const std::vector<Member>& chunk,
            base::Time now, InviteCounts& counts)
{
    std::vector<Member> members = chunk;
    counts.kept_erased += leave_out_erased(store, house.key, members);
    for (const Member& member : members) invite_one(store, house, list, member, now, counts);
}

std::size_t forget_unanswered(store::Store& store, std::size_t rows_max, base::Time now)
{
    const auto unanswered = store.directory().unanswered(now - invitation_time, rows_max);
    for (const store::Unanswered& each : unanswered) {
        store.journal().add({.at = now,
                             .event = "member_forgotten",
                             .list = each.list,
                             .contact = store.directory().contact(each.email),
                             .by = "desk",
                             .detail = "no answer within 30 days"});
        store.personal_data().forget_unanswered(each.list, each.email);
    }
    store.confirmations().forget_expired(now);
    return unanswered.size();
}

}  // namespace list
