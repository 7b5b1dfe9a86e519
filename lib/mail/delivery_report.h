#pragma once
/// Reads a delivery report: what became of a message for which recipients, and why. RFC 3464 in a multipart/report
/// (RFC 6522) or without one, and the free forms of the programs that write neither.  Pure.

#include "mail/delivery_status.h"
#include "mail/header.h"
#include "mail/part_scanner.h"
#include "mail/refusal_reason.h"

#include <optional>
#include <string>
#include <vector>

namespace mail {

struct ReportedRecipient {
    std::string address;  ///< as the report has it; can be anything on one line
    DeliveryAction action = DeliveryAction::failed;
    Refusal refusal;    ///< for a delay as well: why it takes long
    std::string words;  ///< what the server or the report said, on one line
};

struct DeliveryReport {
    std::vector<ReportedRecipient> recipients;  ///< empty when the report names none
    std::string evidence;                       ///< what showed that it is one
    std::string returned_header;                ///< of the message that it is about, as far as it came back
};

/// What the envelope or Return-Path says of the sender.
enum class ReversePath : unsigned char { null, given, unknown };

/// Nothing when the message is no delivery report; a read receipt, a challenge or a person's talk about a bounce is
/// none. `scan` is of the same octets as `header`; both with LF or CRLF line ends.
[[nodiscard]] std::optional<DeliveryReport> read_delivery_report(const Header& header, const PartScan& scan,
                                                                 ReversePath reverse_path);

}  // namespace mail
