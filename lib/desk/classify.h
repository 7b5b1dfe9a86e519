#pragma once
/// What an arrived message is, and what it is about: the token in the envelope says the latter, its shape the
/// former. A bounce, a complaint or an automatic reply is never an answer, whatever address it came to.  Pure.

#include "base/digest.h"
#include "config/config.h"
#include "desk/reading.h"
#include "desk/returned_token.h"
#include "list/our_address.h"
#include "mail/delivery_report.h"
#include "mail/feedback_report.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace desk {

enum class Kind : unsigned char {
    bounce,
    complaint,
    auto_reply,
    confirmation,
    held_answer,  ///< the owner's word on a held item
    vote,
    feedback,
    form_return,
    command,
    post,
    unknown,
};

[[nodiscard]] std::string_view kind_name(Kind kind);
[[nodiscard]] std::optional<Kind> kind_of_name(std::string_view name);

/// So begins Classification::hold of a loop.
inline constexpr std::string_view loop_start = "a loop: ";

struct Classification {
    Kind kind = Kind::unknown;
    std::vector<std::string> evidence;        ///< what decided it, for the journal
    std::optional<list::OurAddress> address;  ///< absent when the configuration no longer knows the recipient
    std::optional<store::Id> token_id;        ///< present only when the token is ours
    std::optional<About> about;  ///< what a token of ours speaks of, in the envelope or in what a report returned
    std::string hold;            ///< why it must be held whatever it is: a loop, limits exceeded
    std::optional<mail::DeliveryReport> delivery_report;  ///< of a bounce that tells something
    std::optional<mail::FeedbackReport> feedback_report;  ///< of a complaint, or a report that is none
};

/// `config` must outlive the result.
[[nodiscard]] Classification classify(const Reading& reading, const config::Config& config, const base::Key& key);

/// What can be told without an envelope and a configuration: neither address nor token, and the reverse-path only where
/// the message has a Return-Path.
[[nodiscard]] Classification classify_by_shape(const Reading& reading);

}  // namespace desk
