#include "session.h"

#include "base/io/clock.h"
#include "list/disclosure.h"
#include "list/variants.h"
#include "report/events.h"
#include "report/report.h"
#include "report/table.h"
#include "store/setting_names.h"

#include <CLI/Validators.hpp>

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <thread>

namespace gazetted {

namespace {

namespace json = boost::json;

void show_issues(Session& session, const std::string& name)
{
    const config::List& list = session.list(name);
    json::array rows;
    session.read([&](store::Store& store) { rows = report::issues(store, list.name, base::io::system_now()); });
    constexpr std::array<std::string_view, 6> columns{"number", "date", "state", "paused", "subject", "deliveries"};
    session.answer(rows, report::table(rows, columns));
}

void show_issue(Session& session, const std::string& name, std::int64_t number)
{
    const config::List& list = session.list(name);
    json::object document;
    session.read([&](store::Store& store) {
        document = report::issue(store, find_issue(store, list.name, number), base::io::system_now());
    });
    document["events"] = report::events_of_issue(list, number);
    const json::array& variants = document.at("variants").as_array();
    constexpr std::array<std::string_view, 5> columns{"language", "state", "author", "subject", "deliveries"};
    session.answer(document,
                   report::listing(document) + (variants.size() > 1 ? '\n' + report::table(variants, columns) : ""));
}

/// `name` empty: of all lists.
void show_events(Session& session, const std::string& name)
{
    if (!name.empty()) (void)session.list(name);
    json::array rows;
    session.read([&](store::Store& store) {
        for (const config::List& list : session.config().lists) {
            if (!name.empty() && list.name != name) continue;
            for (json::value& row : report::events(store, list)) rows.push_back(std::move(row));
        }
    });
    constexpr std::array<std::string_view, 5> columns{"list", "date", "name", "issue", "state"};
    session.answer(rows, report::table(rows, columns));
}

void show_deliveries(Session& session, const std::string& name, std::int64_t number, const std::string& state)
{
    constexpr std::size_t rows_max = 10'000'000;
    const config::List& list = session.list(name);
    json::array rows;
    session.read([&](store::Store& store) {
        std::vector<store::Delivery> all;
        for (const store::Issue& variant : list::all_variants(store, find_issue(store, list.name, number))) {
            const auto of_variant = store.queue().deliveries(variant.id, rows_max);
            all.insert(all.end(), of_variant.begin(), of_variant.end());
        }
        if (!state.empty())
            std::erase_if(all,
                          [&](const store::Delivery& delivery) { return store::name_of(delivery.state) != state; });
        rows = report::deliveries(all);
    });
    json::array shown;
    for (const json::value& row : rows) {
        json::object line = row.as_object();
        const json::array& attempts = line["attempts"].as_array();
        line["tries"] = attempts.size();
        if (!attempts.empty()) {
            const json::object& last = attempts.back().as_object();
            line["last_reply"] = report::plain(last.at("code")) + ' ' + report::plain(last.at("enhanced")) + ' ' +
                                 report::plain(last.at("text"));
        }
        shown.push_back(std::move(line));
    }
    constexpr std::array<std::string_view, 5> columns{"id", "recipient", "state", "tries", "last_reply"};
    session.answer(rows, report::table(shown, columns));
}

/// An issue that still has something to steer, be it in one language only; throws Refusal.
store::Issue find_open_issue(store::Store& store, const std::string& list, std::int64_t number)
{
    store::Issue issue = find_issue(store, list, number);
    const auto has_ended = [&](const store::Issue& variant) {
        const bool is_over =
            variant.state == store::IssueState::distributed || variant.state == store::IssueState::cancelled;
        return is_over && store.digests().counts(variant.id).waiting == 0;
    };
    if (std::ranges::all_of(list::all_variants(store, issue), has_ended))
        throw Refusal(fmt::format("issue {} of {} is {}", number, list, store::name_of(issue.state)));
    return issue;
}

void pause_issue(Session& session, const std::string& name, std::int64_t number, bool is_paused)
{
    const config::List& list = session.list(name);
    session.change([&](store::Store& store) {
        const store::Issue issue = find_open_issue(store, list.name, number);
        for (const store::Issue& variant : list::all_variants(store, issue))
            store.issues().set_paused(variant.id, is_paused);
        store.journal().add({.at = base::io::system_now(),
                             .event = is_paused ? "issue_paused" : "issue_resumed",
                             .list = list.name,
                             .issue = issue.id,
                             .by = "operator"});
    });
    session.done(fmt::format("issue {} of {} is {}", number, name, is_paused ? "paused" : "going out again"));
}

void cancel_issue(Session& session, const std::string& name, std::int64_t number)
{
    const config::List& list = session.list(name);
    std::int64_t withdrawn = 0;
    session.change([&](store::Store& store) {
        const store::Issue issue = find_open_issue(store, list.name, number);
        withdrawn = list::cancel_issue(store, issue, base::io::system_now());
    });
    session.done(fmt::format("issue {} of {} is cancelled, {} deliveries withdrawn", number, name, withdrawn));
}

// --- watch -----------------------------------------------------------------------------------------------------------

struct Tally {
    std::int64_t open = 0;
    std::int64_t ended = 0;
    std::int64_t accepted = 0;
    bool is_fanning_out = false;
    bool is_paused = false;
    std::string issues;
};

std::int64_t count_in(const std::vector<store::StateCount>& counts, store::DeliveryState state)
{
    for (const store::StateCount& each : counts) {
        if (each.state == store::name_of(state)) return each.count;
    }
    return 0;
}

/// In all languages.
std::vector<store::Issue> all_issues(store::Store& store, const std::string& list)
{
    std::vector<store::Issue> all;
    for (const store::Issue& original : store.issues().all(list)) {
        for (store::Issue& variant : list::all_variants(store, original)) all.push_back(std::move(variant));
    }
    return all;
}

Tally tally(Session& session)
{
    using State = store::DeliveryState;
    Tally all;
    session.read([&](store::Store& store) {
        all.is_paused = store.settings().get(store::setting::queue_paused).value_or(0) != 0;
        for (const config::List& list : session.config().lists) {
            for (const store::Issue& issue : all_issues(store, list.name)) {
                if (issue.state != store::IssueState::distributing) continue;
                all.is_paused = all.is_paused || issue.is_paused;
                const auto counts = store.issues().delivery_counts(issue.id);
                all.open += count_in(counts, State::queued) + count_in(counts, State::leased) +
                            count_in(counts, State::deferred);
                all.accepted += count_in(counts, State::accepted);
                all.ended += count_in(counts, State::accepted) + count_in(counts, State::failed) +
                             count_in(counts, State::expired) + count_in(counts, State::cancelled);
                all.is_fanning_out = all.is_fanning_out || !issue.is_fanned_out;
                all.issues +=
                    fmt::format("{}{} #{}", all.issues.empty() ? "" : ", ", list.name, list::shown_number(issue));
            }
        }
    });
    return all;
}

std::string time_left(const Tally& now, double rate)
{
    if (now.is_paused) return "paused";
    if (now.is_fanning_out || rate <= 0) return "counting";
    return fmt::format("{:.0f} s left", static_cast<double>(now.open) / rate);
}

/// Until nothing is being distributed any more.
void watch(Session& session, double interval_seconds, double seconds_max)
{
    using Clock = std::chrono::steady_clock;
    const bool is_terminal = ::isatty(STDERR_FILENO) == 1;
    const auto started = Clock::now();
    const Tally first = tally(session);
    Tally now = first;
    bool has_shown = false;
    while (!now.issues.empty()) {
        const std::chrono::duration<double> passed = Clock::now() - started;
        const double rate = passed.count() > 0 ? static_cast<double>(now.ended - first.ended) / passed.count() : 0;
        std::cerr << (is_terminal ? "\r\033[K" : "")
                  << fmt::format("{}: {} of {} gone, {:.0f}/s, {}", now.issues, now.ended, now.ended + now.open, rate,
                                 time_left(now, rate))
                  << (is_terminal ? "" : "\n") << std::flush;
        has_shown = true;
        if (passed.count() >= seconds_max) break;
        std::this_thread::sleep_for(std::chrono::duration<double>(interval_seconds));
        now = tally(session);
    }
    if (has_shown && is_terminal) std::cerr << '\n';
    json::object document;
    session.read([&](store::Store& store) { document = report::status(store, session.config()); });
    session.answer(document, now.issues.empty() ? "nothing is being distributed\n" : "");
}

}  // namespace

void add_issue_commands(CLI::App& app, Session& session)
{
    auto name = std::make_shared<std::string>();
    auto number = std::make_shared<std::int64_t>(0);
    auto state = std::make_shared<std::string>();

    auto* issues = app.add_subcommand("issues", "Show a list's issues");
    issues->add_option("LIST", *name)->required();
    issues->callback([&session, name] { session.action = [&session, name] { show_issues(session, *name); }; });

    auto* events = app.add_subcommand("events", "Show the lists' events, and how far their issues are");
    events->add_option("LIST", *name, "Left out: of all lists");
    events->callback([&session, name] { session.action = [&session, name] { show_events(session, *name); }; });

    auto* issue = app.add_subcommand("issue", "Show or steer one issue");
    issue->require_subcommand(1);
    const auto add = [&](const char* command_name, const char* help, std::function<void()> action) {
        auto* command = issue->add_subcommand(command_name, help);
        command->add_option("LIST", *name)->required();
        command->add_option("NUMBER", *number)->required();
        command->callback([&session, action = std::move(action)] { session.action = action; });
    };
    add("show", "Its state and how many copies are where",
        [&session, name, number] { show_issue(session, *name, *number); });
    add("pause", "Nothing more of it leaves until resumed",
        [&session, name, number] { pause_issue(session, *name, *number, true); });
    add("resume", "It goes on", [&session, name, number] { pause_issue(session, *name, *number, false); });
    add("cancel", "What has not left is withdrawn, for good",
        [&session, name, number] { cancel_issue(session, *name, *number); });
    add_issue_export_command(*issue, session);

    auto* deliveries = app.add_subcommand("deliveries", "Show an issue's deliveries, one a recipient");
    deliveries->add_option("LIST", *name)->required();
    deliveries->add_option("NUMBER", *number)->required();
    deliveries->add_option("--state", *state, "Only those in this state")
        ->check(CLI::IsMember({"queued", "leased", "accepted", "deferred", "failed", "expired", "cancelled"}));
    deliveries->callback([&session, name, number, state] {
        session.action = [&session, name, number, state] { show_deliveries(session, *name, *number, *state); };
    });

    auto interval = std::make_shared<double>(0.5);
    auto seconds = std::make_shared<double>(1e9);
    auto* watching = app.add_subcommand("watch", "Live progress of what is being distributed, until it is done");
    watching->add_option("--interval", *interval, "Seconds between two looks");
    watching->add_option("--seconds", *seconds, "End after so many");
    watching->callback([&session, interval, seconds] {
        session.action = [&session, interval, seconds] { watch(session, *interval, *seconds); };
    });
}

}  // namespace gazetted
