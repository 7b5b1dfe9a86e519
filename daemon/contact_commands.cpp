#include "session.h"

#include "base/io/clock.h"
#include "list/erasing.h"
#include "mail/mailbox.h"
#include "report/contact_document.h"

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <vector>

namespace gazetted {

namespace {

namespace json = boost::json;

/// As the store has it; what it does not take for an address may still stand in a message, so it is looked for as it is.
std::string canonical_if_can(const std::string& given)
{
    const auto mailbox = mail::parse_mailbox(given);
    return mailbox ? mailbox->text() : given;
}

json::object document_of(Session& session, const std::string& email)
{
    json::object document;
    const std::string mark = list::erasure_mark(session.rules().key, email);
    session.read([&](store::Store& store) { document = report::contact_document(store, email, mark); });
    return document;
}

void export_contact(Session& session, const std::string& given, const std::string& file)
{
    const std::string email = canonical_if_can(given);
    const json::object document = document_of(session, email);
    if (report::is_empty(document)) throw Refusal("nothing is kept about " + email);
    const std::string text = json::serialize(document) + '\n';
    if (file.empty() || file == "-") {
        session.answer(document, text);
        return;
    }
    std::ofstream out(file, std::ios::binary);
    out << text;
    out.close();
    if (!out) throw Refusal("cannot write " + file);
    session.done("exported to " + file);
}

std::vector<store::Message> messages_of(Session& session, const std::string& email)
{
    std::vector<store::Message> messages;
    session.read([&](store::Store& store) { messages = store.personal_data().messages(email); });
    return messages;
}

[[noreturn]] void refuse_for_now(const std::string& email, const list::InTheWay& found)
{
    throw Refusal(fmt::format("{} gets nothing more, but is not erased yet: {} deliveries to it are just going out, {} "
                              "messages of it wait to be handled. Try again in a minute",
                              email, found.going_out, found.waiting));
}

/// The octets of notices to others may name it: those that have been sent are good for nothing.
void drop_sent_notices(Session& session)
{
    constexpr std::size_t chunk_rows = 500;
    for (std::int64_t rows = -1; rows != 0;) {
        session.change(
            [&](store::Store& store) { rows = store.retention().drop_notice_octets(base::Time::max(), chunk_rows); });
    }
}

/// In pieces, so that intake is not kept waiting.
list::ErasedMessages erase_messages(Session& session, const std::vector<store::Message>& messages)
{
    constexpr std::size_t chunk_rows = 100;
    list::ErasedMessages all;
    for (std::size_t at = 0; at < messages.size(); at += chunk_rows) {
        const std::size_t end = std::min(messages.size(), at + chunk_rows);
        const std::vector<store::Message> chunk(messages.begin() + static_cast<std::ptrdiff_t>(at),
                                                messages.begin() + static_cast<std::ptrdiff_t>(end));
        session.change([&](store::Store& store) {
            const auto erased = list::erase_messages(store, chunk, base::io::system_now());
            all.erased += erased.erased;
            all.issues += erased.issues;
        });
    }
    return all;
}

void erase_contact(Session& session, const std::string& given)
{
    const std::string email = canonical_if_can(given);
    const base::Key& key = session.rules().key;
    if (report::is_empty(document_of(session, email))) throw Refusal("nothing is kept about " + email);

    const auto messages = messages_of(session, email);
    list::InTheWay found;
    session.change(
        [&](store::Store& store) { found = list::begin_erasing(store, email, messages, base::io::system_now()); });
    if (!found.is_nothing()) refuse_for_now(email, found);
    const list::ErasedMessages written = erase_messages(session, messages);
    std::optional<store::Erased> erased;
    session.change(
        [&](store::Store& store) { erased = list::finish_erasing(store, key, email, base::io::system_now()); });
    if (!erased) refuse_for_now(email, {.going_out = 1});
    drop_sent_notices(session);
    const bool is_log_empty = session.store().empty_log();

    std::string text =
        fmt::format("{} is erased: {} memberships, {} copies, {} notices, {} feedback, {} messages\n", email,
                    erased->memberships, erased->copies, erased->notices, erased->feedback, written.erased);
    if (written.issues > 0)
        text += fmt::format("{} posts of it are issues, which stay as they went out\n", written.issues);
    if (!is_log_empty) text += "traces in gazetted.db-wal go as the daemon writes on\n";
    session.answer(json::object{{"done", true},
                                {"memberships", erased->memberships},
                                {"deliveries", erased->copies},
                                {"notices", erased->notices},
                                {"feedback", erased->feedback},
                                {"messages", written.erased},
                                {"issues_kept", written.issues},
                                {"log_emptied", is_log_empty}},
                   text);
}

}  // namespace

void add_contact_commands(CLI::App& app, Session& session)
{
    auto email = std::make_shared<std::string>();
    auto file = std::make_shared<std::string>();
    auto* contact = app.add_subcommand("contact", "What is kept about one address");
    contact->require_subcommand(1);
    auto* exporting = contact->add_subcommand("export", "All of it, as one JSON document");
    exporting->add_option("ADDRESS", *email)->required();
    exporting->add_option("FILE", *file, "Standard output when left out");
    exporting->callback([&session, email, file] {
        session.action = [&session, email, file] { export_contact(session, *email, *file); };
    });
    auto* erasing = contact->add_subcommand("erase", "All of it goes for good, and import keeps the address out");
    erasing->add_option("ADDRESS", *email)->required();
    erasing->callback([&session, email] { session.action = [&session, email] { erase_contact(session, *email); }; });
}

}  // namespace gazetted
