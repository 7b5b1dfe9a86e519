#pragma once
/// From an issue's post to one member's own copy: header fields spliced, the body's octets untouched and shared.
/// (DESIGN: What goes out; RFC 2369, 2919, 8058, 9057.)  Pure.

#include "base/digest.h"
#include "config/config.h"
#include "delivery/transaction.h"
#include "list/issue_copy.h"

#include <memory>
#include <string>

namespace delivery {

/// What all copies of an issue, or of a digest, have in common, prepared once.
class IssueCopies {
  public:
    /// `post` is the spooled message, our trace field first. `config` must outlive the object.
    IssueCopies(const config::Config& config, const config::List& list, const store::Issue& issue,
                std::string_view post);

    /// A digest: `octets` is the whole message, but for what each copy has of its own.
    IssueCopies(const config::Config& config, const config::List& list, std::string_view octets);

    [[nodiscard]] Transaction copy(const store::LeasedDelivery& delivery, const base::Key& key) const;

  private:
    IssueCopies(const config::Config& config, const config::List& list, list::CommonCopy common);

    const config::Config& config_;
    const config::List& list_;
    std::string before_;  ///< the post's fields that stay, and From
    std::string after_;   ///< the fields about the list, and the empty line
    std::shared_ptr<const SharedBody> body_;
    bool is_8bit_ = false;
};

/// A notice goes out as it was written; `octets` is the whole message.
[[nodiscard]] Transaction notice_transaction(const config::Config& config, const store::LeasedDelivery& delivery,
                                             const std::string& octets, const base::Key& key);

}  // namespace delivery
