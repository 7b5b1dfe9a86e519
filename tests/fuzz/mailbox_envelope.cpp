// A message without an envelope, whatever its header says: its recipients are ours, each once, and few.

#include "intake/mailbox_envelope.h"

#include "base/text.h"
#include "fuzz.h"
#include "list/our_address.h"

#include <set>

namespace {

const config::Config& configuration()
{
    static const config::Config config = [] {
        config::Config made;
        made.server.hostname = "lists.example.org";
        for (const char* local : {"sr-update", "sr"}) {
            config::List list;
            list.name = local;
            list.address = {.local_part = local, .domain = "lists.example.org"};
            made.lists.push_back(list);
        }
        return made;
    }();
    return config;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view message = fuzz::as_text(data, size);
    const intake::MailboxEnvelope read = intake::read_mailbox_envelope(message, configuration());
    const auto& recipients = read.envelope.recipients;
    fuzz::require(!recipients.empty() && recipients.size() <= intake::mailbox_recipients_max, "some, and few");
    std::set<std::string> seen;
    for (const std::string& recipient : recipients) {
        fuzz::require(list::resolve(configuration(), recipient).has_value(), "each is ours", recipient);
        fuzz::require(seen.insert(base::to_lower(recipient)).second, "each once", recipient);
    }
    fuzz::require(read.is_ours || recipients.front() == "postmaster@lists.example.org", "else the operator's");
    fuzz::require(!fuzz::has_control(read.envelope.reverse_path), "a reverse-path is one line");
    return 0;
}
