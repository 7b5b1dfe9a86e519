#pragma once
/// A message from a mailbox has no envelope any more: who it was for is read from what the provider wrote into it,
/// and else from whom it names.  Pure.
///
///     Delivered-To, X-Original-To, Envelope-To     the forward-path, as delivering programs note it
///     To, Cc                                       where none of those is an address of ours
///     Return-Path                                  the reverse-path (RFC 5321 §4.4); without one, From

#include "config/config.h"
#include "intake/envelope.h"

#include <string>
#include <string_view>

namespace intake {

/// Whoever writes the header chooses the recipients; each costs a row.
inline constexpr std::size_t mailbox_recipients_max = 100;

struct MailboxEnvelope {
    Envelope envelope;     ///< without peer, helo and protocol
    bool is_ours = false;  ///< false: none of ours is named; the recipient is then the operator's, who decides
};

/// Only addresses of ours count, each once. Some providers note the account's name without what stands behind the
/// delimiter: where To or Cc has an address of the same list with a purpose, that one is meant.
[[nodiscard]] MailboxEnvelope read_mailbox_envelope(std::string_view message, const config::Config& config);

}  // namespace intake
