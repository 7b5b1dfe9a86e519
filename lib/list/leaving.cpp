#include "list/leaving.h"

#include "list/letter.h"
#include "list/membership.h"
#include "list/our_address.h"

#include <algorithm>

namespace list {

namespace {

using store::Member;
using store::MemberState;

/// A suppressed address gets nothing, and who never joined has left nothing: neither is worth a word.
bool has_joined(const Member& member)
{
    return member.state == MemberState::active || member.state == MemberState::paused;
}

bool is_told_to_owner(const Member& member)
{
    return has_joined(member) && (member.category == "nmb" || member.category == "d-liaison");
}

store::NewNotice acknowledgement(const House& house, const config::List& list, const Member& member, base::Time now)
{
    const std::string way_back = plain_address(house.config, list, "subscribe");
    config::TemplateValues values = list_values(list);
    values.texts["way_back"] = way_back;
    values.texts["owner"] = plain_address(house.config, list, "owner");
    Letter letter = letter_from(house, list, member.email,
                                "left " + std::to_string(member.id) + ' ' + std::to_string(base::to_unix_ms(now)));
    letter.reply_to = way_back;
    letter.auto_submitted = "auto-replied";
    const std::string& language = member.language.empty() ? list.language : member.language;
    return as_notice(house, list.name, letter, store::ReversePath::null,
                     house.templates.render("left", language, values), now);
}

}  // namespace

bool leave(store::Store& store, const House& house, const config::List& list, std::string_view email,
           std::string_view by, base::Time now)
{
    const std::vector<Member> members = store.directory().members_of(list.name, email);
    const bool has_left =
        std::ranges::all_of(members, [](const Member& each) { return each.state == MemberState::left; });
    if (has_left) return false;
    set_state(store, list.name, email, MemberState::left, by, now);
    for (const Member& member : members) {
        if (is_told_to_owner(member)) store.directory().add_leaving(member.id, now);
    }
    const auto told = std::ranges::find_if(members, has_joined);
    if (told != members.end()) store.queue().add_notice(acknowledgement(house, list, *told, now));
    return true;
}

}  // namespace list
