#include "desk/back_issue.h"

#include "list/letter.h"
#include "list/our_address.h"
#include "mail/address_list.h"
#include "mail/composer.h"
#include "mail/header.h"

namespace desk {

store::NewNotice back_issue(const list::House& house, const config::List& list, const store::Issue& issue,
                            std::string_view post, const SendIssue& wanted, base::Time now)
{
    const std::string cause = "issue " + std::to_string(issue.id) + " for message " + std::to_string(wanted.message);
    const std::string from = list::plain_address(house.config, list, "owner");
    mail::HeaderWriter header;
    header.structured("From", mail::format_address(list.title, mail::parse_mailbox(from).value()));
    header.structured("To", wanted.address);
    header.unstructured("Subject", issue.subject);
    header.structured("Date", base::to_rfc5322(now));
    header.structured("Message-ID", list::derived_message_id(house, cause));
    if (!wanted.message_id.empty()) header.structured("In-Reply-To", wanted.message_id);
    // So that an answer to it tells of which issue it speaks. (It has no token: who asked is not proven.)
    header.structured("References", issue.message_id);
    header.structured("Auto-Submitted", "auto-replied");
    const mail::Header posted = mail::scan_header(post);
    for (const mail::HeaderField& field : posted.fields) {
        if (field.says_how_to_read()) header.copied(field.whole);
    }
    std::string octets = header.text() + "\r\n" + std::string(posted.body);
    if (!octets.ends_with("\r\n")) octets += "\r\n";
    return {.list = list.name,
            .recipient = wanted.address,
            .reverse_path = store::ReversePath::verp,
            .octets = std::move(octets),
            .cause = cause,
            .queued_at = now};
}

}  // namespace desk
