#include "form/page_message.h"

#include "base/digest.h"
#include "base/token.h"
#include "form/text_layout.h"
#include "list/letter.h"
#include "list/our_address.h"
#include "mail/address_list.h"
#include "mail/composer.h"

namespace form {

store::NewMessage page_message(const list::House& house, const config::Form& form, const store::Asking& asking,
                               const Return& content, base::Time now)
{
    const config::List& list = *house.config.find_list(form.list);
    const std::string recipient =
        list::token_address(house.config, list, base::Purpose::form_return, asking.id, house.key);
    const std::string& language = asking.language.empty() ? list.language : asking.language;
    const std::string text = text_layout(form, language, content);
    const std::string instant = std::to_string(base::to_unix_ms(now));
    const std::string message_id =
        list::derived_message_id(house, "page of asking " + std::to_string(asking.id) + " at " + instant);
    mail::HeaderWriter header;
    header.structured("Received", "by " + house.config.server.hostname + " with HTTP; " + base::to_rfc5322(now));
    header.structured("From", mail::format_address(asking.name, mail::parse_mailbox(asking.email).value()));
    header.structured("To", recipient);
    header.unstructured("Subject", config::in_language(form.titles, language));
    header.structured("Date", base::to_rfc5322(now));
    header.structured("Message-ID", message_id);
    // Two clicks on the same answers are one return.
    const std::string key = base::as_octets(base::sha256({recipient, "\n", text}));
    return {.received_at = now,
            .recipient = recipient,
            .reverse_path = asking.email,
            .content = header.text() + mail::compose_body(text),
            .message_id = message_id,
            .ingest_key = key};
}

}  // namespace form
