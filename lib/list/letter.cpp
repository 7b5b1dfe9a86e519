#include "list/letter.h"

#include "base/text.h"
#include "base/token.h"
#include "list/our_address.h"
#include "mail/address_list.h"

#include <algorithm>

namespace list {

namespace {

constexpr std::size_t shown_octets_max = 200;  // of what others wrote: quoted, and cut

std::string compose(const House& house, const Letter& letter, const config::RenderedNotice& text, base::Time now)
{
    mail::HeaderWriter header;
    header.structured("From", mail::format_address(letter.from_name, mail::parse_mailbox(letter.from_address).value()));
    header.structured("To", letter.to);
    if (!letter.reply_to.empty()) header.structured("Reply-To", letter.reply_to);
    header.unstructured("Subject", text.subject);
    header.structured("Date", base::to_rfc5322(now));
    header.structured("Message-ID", derived_message_id(house, letter.cause));
    if (!letter.in_reply_to.empty()) {
        header.structured("In-Reply-To", letter.in_reply_to);
        header.structured("References", letter.in_reply_to);
    }
    header.structured("Auto-Submitted", letter.auto_submitted);
    return header.text() + mail::compose_body(text.body, letter.attachments);
}

}  // namespace

store::NewNotice as_notice(const House& house, const std::string& list, const Letter& letter,
                           store::ReversePath reverse_path, const config::RenderedNotice& text, base::Time now)
{
    return {.list = list,
            .recipient = letter.to,
            .reverse_path = reverse_path,
            .octets = compose(house, letter, text, now),
            .cause = letter.cause,
            .queued_at = now};
}

Letter letter_from(const House& house, const config::List& list, std::string to, std::string cause)
{
    return {.from_name = list.title,
            .from_address = plain_address(house.config, list, "owner"),
            .to = std::move(to),
            .cause = std::move(cause)};
}

std::string derived_message_id(const House& house, std::string_view cause)
{
    constexpr std::size_t characters = 26;
    const std::string mac = base::to_base32(base::hmac_sha256(house.key, "message-id " + std::string(cause)));
    return "<g." + mac.substr(0, characters) + '@' + house.config.server.hostname + '>';
}

config::TemplateValues list_values(const config::List& list)
{
    return {.texts = {{"title", list.title}, {"address", list.address.text()}}, .rows = {}};
}

std::string shown(std::string_view text)
{
    return base::one_line(base::mask_tokens(text), shown_octets_max);
}

namespace {

bool is_among(const std::vector<mail::Mailbox>& mailboxes, const std::string& address)
{
    const auto mailbox = mail::parse_mailbox(address);
    return mailbox &&
           std::ranges::any_of(mailboxes, [&](const mail::Mailbox& each) { return each.key() == mailbox->key(); });
}

}  // namespace

std::vector<std::string> addressees(const std::vector<mail::Mailbox>& known,
                                    const std::vector<mail::Mailbox>& otherwise, const std::string& address)
{
    if (is_among(known, address)) return {address};
    std::vector<std::string> all;
    for (const mail::Mailbox& each : otherwise) all.push_back(each.text());
    return all;
}

}  // namespace list
