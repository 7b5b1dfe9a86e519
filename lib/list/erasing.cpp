#include "list/erasing.h"

#include "base/text.h"

#include <algorithm>

namespace list {

using store::MessageState;

InTheWay begin_erasing(store::Store& store, std::string_view email, const std::vector<store::Message>& messages,
                       base::Time now)
{
    const InTheWay found{.going_out = store.personal_data().withdraw(email, now),
                         .waiting = std::ranges::count(messages, MessageState::spooled, &store::Message::state)};
    store.journal().add({.at = now,
                         .event = "contact_withdrawn",
                         .contact = store.directory().contact(email),
                         .by = "operator",
                         .detail = std::to_string(found.going_out) + " deliveries are going out, " +
                                   std::to_string(found.waiting) + " messages wait to be handled"});
    return found;
}

ErasedMessages erase_messages(store::Store& store, const std::vector<store::Message>& messages, base::Time now)
{
    ErasedMessages erased;
    for (const store::Message& message : messages) {
        if (message.state == MessageState::held) {
            store.spool().finish(message.id, "its author was erased", now);
            store.journal().add({.at = now,
                                 .event = "held_erased",
                                 .list = message.list,
                                 .message = message.id,
                                 .by = "operator",
                                 .detail = "its author was erased"});
        }
        ++(store.personal_data().erase_message(message.id, now) ? erased.erased : erased.issues);
    }
    return erased;
}

std::optional<store::Erased> finish_erasing(store::Store& store, const base::Key& key, std::string_view email,
                                            base::Time now)
{
    store::PersonalData& data = store.personal_data();
    if (data.withdraw(email, now) > 0) return std::nullopt;
    const store::Id contact = store.directory().contact(email);
    const store::Erased erased = data.erase(email);
    data.keep_out(erasure_mark(key, email), now);
    store.journal().add({.at = now,
                         .event = "contact_erased",
                         .contact = contact,
                         .by = "operator",
                         .detail = std::to_string(erased.memberships) + " memberships, " +
                                   std::to_string(erased.copies) + " copies, " + std::to_string(erased.notices) +
                                   " notices, " + std::to_string(erased.feedback) + " feedback"});
    return erased;
}

std::string erasure_mark(const base::Key& key, std::string_view email)
{
    return base::as_octets(base::hmac_sha256(key, "erased " + base::to_lower(email)));
}

std::int64_t leave_out_erased(store::Store& store, const base::Key& key, std::vector<store::Member>& members)
{
    return static_cast<std::int64_t>(std::erase_if(members, [&](const store::Member& member) {
        return store.personal_data().is_kept_out(erasure_mark(key, member.email));
    }));
}

void let_in(store::Store& store, const base::Key& key, std::string_view email)
{
    store.personal_data().let_in(erasure_mark(key, email));
}

}  // namespace list
