#pragma once
/// What every notice is made of: its fields, its template, its place in the queue. Each carries Auto-Submitted; each
/// that asks something has its token address in Reply-To.  Pure.

#include "list/house.h"
#include "mail/composer.h"
#include "store/rows.h"

#include <string>
#include <string_view>
#include <vector>

namespace list {

struct Letter {
    std::string from_name;
    std::string from_address;
    std::string to;
    std::string reply_to;     ///< empty: none
    std::string in_reply_to;  ///< Message-ID; empty: none
    std::string auto_submitted = "auto-generated";
    std::string cause;
    std::vector<mail::Attachment> attachments;
};

/// From the list's owner address, where an answer of any kind reaches a person.
[[nodiscard]] Letter letter_from(const House& house, const config::List& list, std::string to, std::string cause);

/// The letter, composed and ready for the queue. `list`: its name, or empty for the operator's.
[[nodiscard]] store::NewNotice as_notice(const House& house, const std::string& list, const Letter& letter,
                                         store::ReversePath reverse_path, const config::RenderedNotice& text,
                                         base::Time now);

/// A Message-ID that follows from its cause alone, so that a repeated handling makes the same one.
[[nodiscard]] std::string derived_message_id(const House& house, std::string_view cause);

/// {{title}} and {{address}}.
[[nodiscard]] config::TemplateValues list_values(const config::List& list);

/// What others wrote, fit to be shown: on one line, cut, no live token in it.
[[nodiscard]] std::string shown(std::string_view text);

/// Who of the known the address is; all of the others when it is nobody: a stranger is never written to.
[[nodiscard]] std::vector<std::string> addressees(const std::vector<mail::Mailbox>& known,
                                                  const std::vector<mail::Mailbox>& otherwise,
                                                  const std::string& address);

}  // namespace list
