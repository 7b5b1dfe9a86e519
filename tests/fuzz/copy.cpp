// An arbitrary post becomes a copy with one sound header and the same body.

#include "delivery/copy.h"
#include "base/text.h"
#include "desk/reading.h"
#include "fuzz.h"
#include "list/our_address.h"
#include "mail/composer.h"

namespace {

constexpr base::Key key{9, 9, 9};
constexpr mail::HeaderLimits no_limits{.octets_max = 1UL << 24, .field_octets_max = 1UL << 24, .fields_max = 1UL << 20};

config::Config configuration(std::uint8_t options)
{
    config::Config made;
    made.server.hostname = "lists.example.org";
    made.server.public_url = "https://lists.example.org";
    config::List list;
    list.name = "sr-update";
    list.title = "ISO/SR Update, für alle";
    list.address = {.local_part = "sr-update", .domain = "lists.example.org"};
    list.from = (options & 1U) != 0 ? config::FromPolicy::keep : config::FromPolicy::list;
    list.reply = (options & 2U) != 0 ? config::ReplyPolicy::author : config::ReplyPolicy::token;
    made.lists.push_back(list);
    return made;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view input = fuzz::as_text(data, size);
    const config::Config config = configuration(fuzz::take_octet(input));
    const std::string post = "Received: from a (b) by lists.example.org with LMTP; Thu, 1 Jan 1970 00:00:00 +0000\r\n" +
                             mail::with_crlf(input);
    const desk::Reading reading = desk::read_message({.id = 1}, post);
    if (reading.header.exceeds_limits) return 0;  // held
    const mail::Mailbox* author = reading.author();
    store::Issue issue{.id = 1, .list = "sr-update", .number = 1, .subject = reading.subject};
    issue.author = author != nullptr ? author->text() : "secretary@secretariat.example";
    issue.message_id = reading.message_id.empty() ? "<g.x@lists.example.org>" : reading.message_id;

    const delivery::IssueCopies copies(config, config.lists.front(), issue, post);
    const delivery::Transaction copy =
        copies.copy({.id = 5, .issue = 1, .member = 3, .list = "sr-update", .recipient = "ann@body.example"}, key);
    fuzz::require(!fuzz::has_bare_line_end(copy.head) && base::is_valid_utf8(copy.head),
                  "a copy's header is UTF-8 with CRLF", copy.head);
    const mail::Header header = mail::scan_header(copy.head, no_limits);
    fuzz::require(header.body.empty() && header.octets == copy.head.size() && copy.head.ends_with("\r\n\r\n"),
                  "a copy's header is whole", copy.head);
    for (const char* name :
         {"Message-ID", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Precedence", "Reply-To"}) {
        fuzz::require(header.count(name) == 1, "a copy has each field of ours once", copy.head);
    }
    if (config.lists.front().from == config::FromPolicy::list)
        fuzz::require(header.count("From") == 1, "a copy has one From", copy.head);
    for (const char* name : {"Bcc", "Return-Path", "Authentication-Results"})
        fuzz::require(header.count(name) == 0, "a copy has none of these", copy.head);
    fuzz::require(copy.body->octets().starts_with(reading.header.body), "a copy's body is the post's");
    const std::string& stuffed = copy.body->stuffed();
    fuzz::require(stuffed.ends_with(".\r\n") && ("\r\n" + stuffed).find("\r\n.\r\n") == stuffed.size() - 3,
                  "only the end of a message is a dot on a line of its own");
    return 0;
}
