// A mail server that says whatever it likes, to IMAP and to POP3: we ask in well-formed lines only, keep no more than
// allowed, and come to an end.

#include "base/text.h"
#include "fuzz.h"
#include "intake/imap_session.h"
#include "intake/pop3_session.h"

#include <algorithm>
#include <memory>

namespace {

constexpr std::size_t message_octets_max = 200;
constexpr std::size_t line_octets_max = 1000;

std::unique_ptr<intake::MailboxSession> make_session(std::uint8_t choice)
{
    if ((choice & 1U) != 0) return std::make_unique<intake::Pop3Session>(message_octets_max);
    return std::make_unique<intake::ImapSession>(intake::ImapRules{
        .folder = "IN \"BOX\\", .move_to = (choice & 2U) != 0 ? "Done" : "", .message_octets_max = message_octets_max});
}

void check_output(intake::MailboxSession& session)
{
    const std::string output = session.take_output();
    fuzz::require(!fuzz::has_bare_line_end(output), "commands are lines", output);
    for (const std::string_view line : base::split(output, '\n')) {
        fuzz::require(line.size() <= line_octets_max, "commands are short", line);
        fuzz::require(!fuzz::has_control(line.substr(0, line.empty() ? 0 : line.size() - 1)), "no controls", line);
    }
}

void check_listing(const intake::MailboxListing& listing)
{
    for (const intake::MailboxItem& item : listing.items) {
        const bool is_word =
            !item.id.empty() && std::ranges::all_of(item.id, [](char c) { return c > ' ' && c <= '~'; });
        fuzz::require(is_word, "an id is a word", item.id);
    }
}

/// Asks for the next thing; false when all is asked.
bool ask_next(intake::MailboxSession& session, std::size_t step)
{
    const auto& items = session.listing().items;
    if (step == 0) {
        session.list({.uid_validity = 7, .uid = 3});
    } else if (step <= std::min<std::size_t>(items.size(), 3)) {
        session.fetch(items[step - 1].id);
    } else if (step == 4 && !items.empty()) {
        session.transfer({items.front().id});
    } else if (step == 5 && !items.empty()) {
        session.remove({items.front().id});
    } else if (step <= 6) {
        session.quit();
        return false;
    } else {
        return false;
    }
    return true;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view input = fuzz::as_text(data, size);
    const std::uint8_t choice = fuzz::take_octet(input);
    const auto session = make_session(choice);
    std::size_t step = 0;
    bool may_ask = true;
    while (session->end() != intake::MailboxSession::End::broken) {
        while (!session->is_waiting() && may_ask) may_ask = ask_next(*session, step++);
        check_output(*session);
        if (input.empty()) break;
        const std::string_view said = fuzz::take_until(input, '\x01');
        const std::size_t at_once = (choice & 4U) != 0 ? 1 : said.size();
        for (std::string_view rest = said; !rest.empty(); rest.remove_prefix(std::min(at_once, rest.size())))
            session->receive(rest.substr(0, at_once));
        check_listing(session->listing());
        if (const auto message = session->take_message())
            fuzz::require(message->size() <= message_octets_max, "a message keeps to its limit");
    }
    const std::string& why = session->why();
    fuzz::require(!fuzz::has_control(why) && base::is_valid_utf8(why), "a reason is one line", why);
    return 0;
}
