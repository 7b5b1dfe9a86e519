#pragma once
/// Erasing a person who asks for it: all that is kept about one address goes. Its contact's number stays, so that the
/// journal's never means somebody else, and a digest of the address, so that no old file brings it back. A run that is cut
/// short is finished by another: the address is the last that goes.  Pure.

#include "base/digest.h"
#include "store/store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace list {

/// What keeps an address from being erased just now.
struct InTheWay {
    std::int64_t going_out = 0;  ///< deliveries to it that are leased: whoever sends them knows the address
    std::int64_t waiting = 0;    ///< messages of it that the desk has not handled yet

    [[nodiscard]] bool is_nothing() const { return going_out + waiting == 0; }
};

/// First: it leaves all lists, and what is queued for it is withdrawn, whatever stands in the way of more. `messages` are
/// those that store::PersonalData::messages told of.
InTheWay begin_erasing(store::Store& store, std::string_view email, const std::vector<store::Message>& messages,
                       base::Time now);

struct ErasedMessages {
    std::int64_t erased = 0;
    std::int64_t issues = 0;  ///< posts that became issues: only their describing columns were blanked
};
/// Then what it wrote, one transaction's worth after the other.
ErasedMessages erase_messages(store::Store& store, const std::vector<store::Message>& messages, base::Time now);

/// At last all else. Nothing is erased, and nothing the answer, when something is going out again.
std::optional<store::Erased> finish_erasing(store::Store& store, const base::Key& key, std::string_view email,
                                            base::Time now);

/// HMAC-SHA-256 of the address in lower case: 32 octets, from which nobody without the key can tell it.
[[nodiscard]] std::string erasure_mark(const base::Key& key, std::string_view email);

/// Takes those out who were erased; how many.
std::int64_t leave_out_erased(store::Store& store, const base::Key& key, std::vector<store::Member>& members);
/// Who comes back by his own word, or because the operator says so, is no longer kept out.
void let_in(store::Store& store, const base::Key& key, std::string_view email);

}  // namespace list
