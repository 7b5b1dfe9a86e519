#include "list/membership.h"

#include <algorithm>

namespace list {

void ImportCounts::count(store::Directory::Upsert upsert)
{
    using Upsert = store::Directory::Upsert;
    switch (upsert) {
    case Upsert::added: ++added; return;
    case Upsert::changed: ++changed; return;
    case Upsert::unchanged: ++unchanged; return;
    case Upsert::kept_left: ++kept_left; return;
    case Upsert::kept_suppressed: ++kept_suppressed; return;
    }
}

void import(store::Store& store, std::string_view list, const std::vector<store::Member>& chunk, base::Time now,
            ImportCounts& counts)
{
    for (const store::Member& member : chunk) counts.count(store.directory().upsert_member(list, member, now));
    store.journal().add({.at = now,
                         .event = "members_imported",
                         .list = std::string(list),
                         .by = "operator",
                         .detail = std::to_string(chunk.size()) + " rows"});
}

bool are_readers(const std::vector<store::Member>& memberships)
{
    return std::ranges::all_of(memberships, [](const store::Member& each) {
        return each.state == store::MemberState::active || each.state == store::MemberState::paused;
    });
}

bool set_state(store::Store& store, std::string_view list, std::string_view email, store::MemberState state,
               std::string_view by, base::Time now)
{
    if (store.directory().members_of(list, email).empty()) return false;
    const std::int64_t changed = store.directory().set_state(list, email, state, now);
    std::int64_t withdrawn = 0;
    if (state != store::MemberState::active) withdrawn = store.queue().cancel_for(list, email);
    if (changed + withdrawn == 0) return true;
    store.journal().add({.at = now,
                         .event = "member_" + std::string(store::name_of(state)),
                         .list = std::string(list),
                         .contact = store.directory().contact(email),
                         .by = std::string(by),
                         .detail = std::to_string(withdrawn) + " queued deliveries withdrawn"});
    return true;
}

bool set_digest(store::Store& store, std::string_view list, std::string_view email,
                std::optional<store::DigestChoice> choice, std::string_view by, base::Time now)
{
    const std::vector<store::Member> memberships = store.directory().members_of(list, email);
    if (memberships.empty()) return false;
    if (memberships.front().digest == choice) return true;
    store.digests().choose(list, memberships.front().contact, choice);
    store.journal().add({.at = now,
                         .event = "digest_chosen",
                         .list = std::string(list),
                         .contact = memberships.front().contact,
                         .by = std::string(by),
                         .detail = store::digest_text(choice)});
    return true;
}

}  // namespace list
