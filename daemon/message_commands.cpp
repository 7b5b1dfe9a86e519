#include "session.h"

#include "base/io/clock.h"
#include "base/io/files.h"
#include "base/text.h"
#include "intake/envelope.h"
#include "list/our_address.h"
#include "mail/composer.h"
#include "mail/mailbox.h"
#include "mail/part_reader.h"
#include "report/report.h"
#include "report/table.h"

#include <CLI/Validators.hpp>
#include <fmt/format.h>

#include <array>
#include <iostream>
#include <optional>

namespace gazetted {

namespace {

namespace json = boost::json;

constexpr std::size_t message_octets_max = 1UL << 30;
constexpr std::size_t answer_octets_max = 64UL * 1024;

std::string read_file_or_input(const std::string& file)
{
    if (file.empty() || file == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
    auto octets = base::io::read_file(file, message_octets_max);
    if (!octets) throw Refusal(octets.error().text);
    return std::move(*octets);
}

void show_held(Session& session)
{
    json::array rows;
    session.read([&](store::Store& store) { rows = report::held(store); });
    constexpr std::array<std::string_view, 6> columns{"id", "received", "sender", "recipient", "subject", "reason"};
    session.answer(rows, rows.empty() ? "nothing is held\n" : report::table(rows, columns));
}

void show_held_message(Session& session, std::int64_t id)
{
    std::optional<store::Message> message;
    std::string octets;
    session.read([&](store::Store& store) {
        message = store.spool().find(id);
        octets = store.spool().octets(id);
    });
    if (!message) throw Refusal("there is no message " + std::to_string(id));
    if (message->purged_at)
        throw Refusal(
            fmt::format("message {} was purged at {}: {}", id, base::to_rfc3339(*message->purged_at), message->reason));
    session.answer(json::object{{"id", id}, {"octets", octets}}, octets);
}

void decide_held(Session& session, std::int64_t id, const desk::HeldDecision& decision)
{
    desk::Desk desk(session.store(), session.reader());
    const auto decided = desk.decide_held(session.rules(), id, decision, base::io::system_now());
    if (!decided.is_done) throw Refusal(decided.text);
    session.done(decided.text);
}

struct HeldOptions {
    std::int64_t id = 0;
    std::string as;
    std::string file;
};

void release_held(Session& session, const HeldOptions& options)
{
    decide_held(session, options.id,
                {.what = desk::HeldDecision::What::release, .as = desk::release_as(options.as), .text = ""});
}

void answer_held(Session& session, const HeldOptions& options)
{
    std::string text = mail::with_lf(read_file_or_input(options.file));
    if (text.size() > answer_octets_max) throw Refusal("an answer has at most 64 KiB");
    if (!base::is_valid_utf8(text)) throw Refusal("the answer is not UTF-8");
    decide_held(session, options.id,
                {.what = desk::HeldDecision::What::answer, .as = {}, .text = std::string(base::trim(text))});
}

void discard_held(Session& session, const HeldOptions& options)
{
    decide_held(session, options.id, {.what = desk::HeldDecision::What::discard, .as = {}, .text = ""});
}

void trace(Session& session, const std::string& query)
{
    json::object document;
    session.read([&](store::Store& store) { document = report::trace(store, query); });
    const json::array& messages = document["messages"].as_array();
    const json::array& deliveries = document["deliveries"].as_array();
    if (messages.empty() && deliveries.empty() && document["journal"].as_array().empty()) {
        if (session.is_json) session.answer(document, "");
        throw Refusal("nothing is known of " + query);
    }
    constexpr std::array<std::string_view, 6> message_columns{"id", "received", "kind", "state", "reason", "subject"};
    constexpr std::array<std::string_view, 5> journal_columns{"at", "event", "by", "issue", "detail"};
    std::string text;
    if (!messages.empty()) text += "Messages\n" + report::table(messages, message_columns);
    json::array tries;
    for (const json::value& delivery : deliveries) {
        json::object line = delivery.as_object();
        const json::array attempts = line["attempts"].as_array();
        if (attempts.empty()) tries.push_back(line);
        for (const json::value& attempt : attempts) {
            for (const auto& member : attempt.as_object()) line[member.key()] = member.value();
            tries.push_back(line);
        }
    }
    constexpr std::array<std::string_view, 7> try_columns{"id", "recipient", "state", "at", "stage", "code", "text"};
    if (!tries.empty()) text += "\nDeliveries, a line each try\n" + report::table(tries, try_columns);
    const json::array& journal = document["journal"].as_array();
    if (!journal.empty()) text += "\nJournal\n" + report::table(journal, journal_columns);
    session.answer(document, text);
}

struct InjectOptions {
    std::string recipient;
    std::string sender;
    std::string file;
};

void inject(Session& session, const InjectOptions& options)
{
    const auto ours = list::resolve(session.config(), options.recipient);
    if (!ours) throw Refusal(options.recipient + ": " + ours.error().text);
    if (!options.sender.empty()) {
        const auto sender = mail::parse_mailbox(options.sender);
        if (!sender) throw Refusal("--sender: " + sender.error().text);
    }
    const base::Time now = base::io::system_now();
    const intake::Envelope envelope{.reverse_path = options.sender,
                                    .recipients = {options.recipient},
                                    .peer = "gazettectl",
                                    .helo = "localhost",
                                    .protocol = "local"};
    // A file has the line ends of its system; mail has CRLF.
    const config::Server& server = session.config().server;
    std::string octets = intake::stored_octets(envelope, mail::with_crlf(read_file_or_input(options.file)),
                                               server.hostname, server.authserv_id, now);
    const auto messages = intake::make_messages(envelope, std::move(octets), now);
    store::Spooled spooled;
    session.change([&](store::Store& store) { spooled = store.spool().add(messages.front()); });
    const std::string text =
        "spooled as " + std::to_string(spooled.message) + (spooled.is_duplicate ? " (it came before)" : "");
    session.answer(json::object{{"done", true}, {"id", spooled.message}, {"duplicate", spooled.is_duplicate}},
                   text + '\n');
}

void add_held_commands(CLI::App& app, Session& session)
{
    auto options = std::make_shared<HeldOptions>();
    auto* held = app.add_subcommand("held", "Show what waits for a person, or decide about it");
    held->require_subcommand(0, 1);
    held->callback([&session, held] {
        if (held->get_subcommands().empty()) session.action = [&session] { show_held(session); };
    });
    const auto add = [&session, options, held](const char* name, const char* help, auto act) {
        auto* command = held->add_subcommand(name, help);
        command->add_option("ID", options->id)->required();
        command->callback(
            [&session, options, act] { session.action = [&session, options, act] { act(session, *options); }; });
        return command;
    };
    held->add_subcommand("list", "Show what waits for a person")->callback([&session] {
        session.action = [&session] { show_held(session); };
    });
    add("show", "Print a held message as it came",
        [](Session& on, const HeldOptions& given) { show_held_message(on, given.id); });
    add("release", "Let it through as what it came, or as what is said", release_held)
        ->add_option("--as", options->as, "A post becomes an issue; commands are obeyed; feedback is passed on")
        ->check(CLI::IsMember({"post", "command", "feedback"}));
    add("answer", "Send a text to its author, and be done with it", answer_held)
        ->add_option("FILE", options->file, "The text; - for standard input")
        ->required();
    add("discard", "Nothing becomes of it; the journal keeps that it came", discard_held);
}

}  // namespace

void add_message_commands(CLI::App& app, Session& session)
{
    add_held_commands(app, session);

    auto query = std::make_shared<std::string>();
    auto* tracing = app.add_subcommand("trace", "What happened to a message or an address?");
    tracing->add_option("ADDRESS|MESSAGE-ID|ID", *query)->required();
    tracing->callback([&session, query] { session.action = [&session, query] { trace(session, *query); }; });

    auto options = std::make_shared<InjectOptions>();
    auto* injecting = app.add_subcommand("inject", "Spool one message from a file or standard input");
    injecting->add_option("--recipient", options->recipient)->required();
    injecting->add_option("--sender", options->sender, "The reverse-path; left out: the null one");
    injecting->add_option("FILE", options->file, "Standard input when left out");
    injecting->callback([&session, options] { session.action = [&session, options] { inject(session, *options); }; });
}

}  // namespace gazetted
