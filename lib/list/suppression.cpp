#include "list/suppression.h"

#include <string>

namespace list {

bool suppress(store::Store& store, const House& house, std::string_view email, const store::Directory::Reason& reason,
              store::Id message, base::Time now)
{
    if (!store.directory().suppress(email, reason, now)) return false;
    const store::Id contact = store.directory().contact(email);
    std::int64_t withdrawn = 0;
    for (const config::List& list : house.config.lists) withdrawn += store.queue().cancel_for(list.name, email);
    store.bounces().end_probe(contact);
    if (reason.by != "operator") store.directory().add_suppression_to_tell(email);
    store.journal().add({.at = now,
                         .event = "suppressed",
                         .message = message,
                         .contact = contact,
                         .by = reason.by == "operator" ? "operator" : "desk",
                         .detail = reason.by + "; " + std::to_string(withdrawn) + " queued deliveries withdrawn"});
    return true;
}

bool lift_suppression(store::Store& store, std::string_view email, std::string_view by, base::Time now)
{
    if (!store.directory().lift_suppression(email)) return false;
    const store::Id contact = store.directory().contact(email);
    store.bounces().forgive(contact);
    store.bounces().end_probe(contact);
    store.journal().add({.at = now, .event = "suppression_lifted", .contact = contact, .by = std::string(by)});
    return true;
}

}  // namespace list
