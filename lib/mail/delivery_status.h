#pragma once
/// The fields of a delivery status notification (RFC 3464 §2.3), wherever in a text they stand.  Pure.

#include "base/failure.h"

#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// RFC 3464 §2.3.3
enum class DeliveryAction : unsigned char { failed, delayed, delivered, relayed, expanded };

[[nodiscard]] std::string_view name_of(DeliveryAction action);

/// One group of per-recipient fields.
struct RecipientStatus {
    std::string final_recipient;     ///< an address, or whatever stood there; empty when absent
    std::string original_recipient;  ///< the same
    DeliveryAction action = DeliveryAction::failed;
    base::EnhancedStatus status;
    std::string diagnostic;  ///< Diagnostic-Code without its type; folds undone
    bool has_action = false;
};

/// Lenient: fields in any order and case, "=" or nothing for the address type, groups run together, mail quotation
/// marks before them, other text between. `text` is decoded, with any line ends.
[[nodiscard]] std::vector<RecipientStatus> read_delivery_status(std::string_view text);

}  // namespace mail
