#pragma once
/// One mail transaction to be (RFC 5321 §3.3): an envelope with one recipient and the message's octets.  Pure.

#include "store/rows.h"

#include <memory>
#include <string>
#include <string_view>

namespace delivery {

/// A body that many copies share, in the two forms in which it goes out, each made once when first needed.
class SharedBody {
  public:
    /// `octets` end in CRLF, or are empty.
    explicit SharedBody(std::string octets) : octets_(std::move(octets)) {}

    [[nodiscard]] const std::string& octets() const { return octets_; }
    /// Dots stuffed and the end of the data included (RFC 5321 §4.5.2).
    [[nodiscard]] const std::string& stuffed() const;

  private:
    std::string octets_;
    mutable std::string stuffed_;
};

struct Transaction {
    store::Id delivery = 0;
    std::string reverse_path;  ///< without brackets; empty: <>
    std::string recipient;
    std::string head;  ///< header fields and the empty line
    std::shared_ptr<const SharedBody> body;
    bool is_8bit = false;      ///< head or body has octets over 127
    bool is_smtputf8 = false;  ///< an address needs it

    [[nodiscard]] std::size_t octets() const { return head.size() + body->octets().size(); }
};

/// How a transaction ended, as far as the connection can tell.
enum class Ending : unsigned char {
    replied,       ///< `reply` decides
    not_accepted,  ///< the connection was lost before the end of the message was handed over: no duplicate is possible
    in_doubt,      ///< lost between the end of the message and its reply
    withdrawn,     ///< by us, before its end was handed over
};

}  // namespace delivery
