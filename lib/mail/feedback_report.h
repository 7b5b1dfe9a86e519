#pragma once
/// Reads a complaint: ARF (RFC 5965) and the feedback loops that are older or write it in their own way; and knows the
/// reports that are none (RFC 7489 DMARC, RFC 8460 TLS).  Pure.

#include "mail/header.h"
#include "mail/part_scanner.h"

#include <optional>
#include <string>
#include <vector>

namespace mail {

enum class FeedbackKind : unsigned char {
    complaint,  ///< a reader reports or refuses the message
    dmarc,      ///< an aggregate or failure report about a domain
    tls,        ///< an aggregate report about transport security
};

struct FeedbackReport {
    FeedbackKind kind = FeedbackKind::complaint;
    std::string feedback_type;                     ///< "abuse", "opt-out", …; lower case
    std::vector<std::string> original_recipients;  ///< Original-Rcpt-To and the like; often left out or masked
    std::string evidence;
    std::string returned_header;  ///< of the message that it is about, as far as it came back
};

/// Nothing when the message is no such report.
[[nodiscard]] std::optional<FeedbackReport> read_feedback_report(const Header& header, const PartScan& scan);

}  // namespace mail
