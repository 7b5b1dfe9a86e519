#include "session.h"

#include "base/io/clock.h"
#include "report/report.h"
#include "report/table.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>

namespace gazetted {

namespace {

namespace json = boost::json;

void show_status(Session& session)
{
    json::object document;
    session.read([&](store::Store& store) { document = report::status(store, session.config()); });
    constexpr std::array<std::string_view, 3> columns{"name", "address", "members"};
    session.answer(document, report::listing(document) + '\n' + report::table(document["lists"].as_array(), columns));
}

void set_queue_paused(Session& session, bool is_paused)
{
    session.change([&](store::Store& store) {
        store.settings().set("queue_paused", is_paused ? 1 : 0);
        store.journal().add(
            {.at = base::io::system_now(), .event = is_paused ? "queue_paused" : "queue_resumed", .by = "operator"});
    });
    session.done(is_paused ? "nothing leaves until the queue is resumed" : "the queue goes on");
}

void flush_queue(Session& session)
{
    std::int64_t rows = 0;
    session.change([&](store::Store& store) {
        rows = store.queue().flush(base::io::system_now());
        store.journal().add({.at = base::io::system_now(),
                             .event = "queue_flushed",
                             .by = "operator",
                             .detail = std::to_string(rows) + " deferred"});
    });
    session.done(fmt::format("{} deferred deliveries are due now", rows));
}

/// The key goes with it: without it every address given out would be dead.
void backup(Session& session, const std::string& file)
{
    session.store().backup(file);
    const std::filesystem::path key = session.config().server.data_dir / "token.key";
    const std::filesystem::path key_copy = file + ".key";
    std::filesystem::copy_file(key, key_copy);
    std::filesystem::permissions(key_copy, std::filesystem::perms(0600));
    session.done("backed up to " + file + ", the key to " + key_copy.string());
}

void check_store(Session& session)
{
    const auto faults = session.store().check_integrity();
    if (faults.empty()) {
        session.done("the store is whole");
        return;
    }
    std::string text = "the store is damaged:";
    for (const std::string& fault : faults) text += '\n' + fault;
    throw Refusal(text);
}

void show_journal(Session& session, std::size_t rows)
{
    json::array document;
    session.read([&](store::Store& store) {
        for (const store::JournalEntry& entry : store.journal().latest(rows)) {
            document.push_back(report::entry_object(entry));
        }
    });
    constexpr std::array<std::string_view, 9> columns{"at",       "event",   "list", "message", "issue",
                                                      "delivery", "contact", "by",   "detail"};
    session.answer(document, report::table(document, columns));
}

}  // namespace

void add_store_commands(CLI::App& app, Session& session)
{
    const auto add = [&session](CLI::App& parent, const char* name, const char* help, std::function<void()> action) {
        auto* command = parent.add_subcommand(name, help);
        command->callback([&session, action = std::move(action)] { session.action = action; });
        return command;
    };
    add(app, "status", "The queue, what is held, the lists", [&session] { show_status(session); });

    auto* queue = app.add_subcommand("queue", "Steer all deliveries");
    queue->require_subcommand(1);
    add(*queue, "pause", "Nothing leaves until resumed", [&session] { set_queue_paused(session, true); });
    add(*queue, "resume", "Deliveries leave again", [&session] { set_queue_paused(session, false); });
    add(*queue, "flush", "What is deferred is tried now", [&session] { flush_queue(session); });

    auto file = std::make_shared<std::string>();
    add(app, "backup", "Copy the store, while it is in use, and the key", [&session, file] { backup(session, *file); })
        ->add_option("FILE", *file)
        ->required();
    add(app, "check", "Look for damage in the store", [&session] { check_store(session); });

    auto rows = std::make_shared<std::size_t>(50);
    add(app, "journal", "The latest decisions, newest first", [&session, rows] {
        show_journal(session, *rows);
    })->add_option("--last", *rows, "How many");
}

}  // namespace gazetted
