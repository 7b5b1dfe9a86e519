#pragma once
/// What the text of a free-form delivery report says: the notices of programs that write no RFC 3464. They differ in
/// words and agree in shape: who failed stands at the start of a line or after a word for it, the server's own words
/// beside it, and the returned message below a line that announces it.  Pure.

#include "mail/refusal_reason.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// Views into the text that was read.
struct NoticeText {
    std::string_view notice;    ///< what the program wrote
    std::string_view returned;  ///< the returned message or its header; empty when there is none
};

/// Cuts the text where it announces the returned message, or where a header begins.
[[nodiscard]] NoticeText split_notice(std::string_view text);

struct NoticeRecipient {
    std::string address;
    std::string words;  ///< what the notice says of it
    RefusedCommand command = RefusedCommand::unknown;
};

/// `not_recipients` are addresses in lower case that a notice names for other reasons: who sent the message, who wrote
/// the notice. `domain` completes a bare local part where the notice has nothing but those; empty when unknown.
[[nodiscard]] std::vector<NoticeRecipient>
find_recipients(std::string_view notice, std::span<const std::string> not_recipients, std::string_view domain);

[[nodiscard]] bool says_failure(std::string_view comparable_text);
[[nodiscard]] bool says_delay(std::string_view comparable_text);  ///< not delivered yet, and still tried

/// "in reply to end of DATA command", ">>> RCPT TO", "after MAIL FROM:" …
[[nodiscard]] RefusedCommand find_command(std::string_view comparable_text);

}  // namespace mail
