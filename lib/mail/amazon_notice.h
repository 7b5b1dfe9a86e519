#pragma once
/// The notices of Amazon SES, which come as one JSON object in a plain text (SNS e-mail): bounces, complaints,
/// deliveries.  Pure.

#include "mail/delivery_status.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

enum class AmazonNoticeKind : unsigned char { bounce, complaint, delivery };

struct AmazonNotice {
    AmazonNoticeKind kind = AmazonNoticeKind::bounce;
    std::vector<RecipientStatus> recipients;
    std::string feedback_type;  ///< of a complaint: "abuse"; empty when none is given
};

/// Nothing when the text holds no such notice. Takes JSON whose long lines a mail system folded.
[[nodiscard]] std::optional<AmazonNotice> read_amazon_notice(std::string_view text);

}  // namespace mail
