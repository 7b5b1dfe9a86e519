// A mailbox that is read can break no command and no header field, and reads the same when written.

#include "mail/mailbox.h"
#include "base/text.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto mailbox = mail::parse_mailbox(fuzz::as_text(data, size));
    if (!mailbox) {
        fuzz::require(!mailbox.error().text.empty() && !fuzz::has_control(mailbox.error().text),
                      "a refusal says why, on one line", mailbox.error().text);
        return 0;
    }
    const std::string text = mailbox->text();
    fuzz::require(!fuzz::has_control(text) && base::is_valid_utf8(text), "a mailbox has no controls", text);
    fuzz::require(text.size() <= 254 && mailbox->local_part.size() <= 64, "a mailbox is within its limits", text);
    const bool is_quoted = text.starts_with('"');
    fuzz::require(is_quoted || text.find_first_of(" <>,;:\"") == std::string::npos || mailbox->domain.starts_with('['),
                  "outside of quotes there is nothing that ends a path", text);
    const auto again = mail::parse_mailbox(text);
    fuzz::require(again && *again == *mailbox, "a mailbox reads the same when written", text);
    const auto by_key = mail::parse_mailbox(mailbox->key());
    fuzz::require(!by_key || by_key->key() == mailbox->key(), "a key is its own key", mailbox->key());
    return 0;
}
