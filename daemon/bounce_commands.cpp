#include "session.h"

#include "base/io/clock.h"
#include "base/text.h"
#include "list/suppression.h"
#include "report/report.h"
#include "report/table.h"

#include <array>

namespace gazetted {

namespace {

namespace json = boost::json;

void show_bounces(Session& session, const std::string& name, std::size_t rows_max)
{
    const config::List& list = session.list(name);
    json::array rows;
    session.read([&](store::Store& store) { rows = report::bounces(store.bounces().all(list.name, rows_max)); });
    constexpr std::array<std::string_view, 7> columns{"at", "email", "class", "status", "reason", "counts", "words"};
    session.answer(rows, report::table(rows, columns));
}

void show_suppressions(Session& session)
{
    json::array rows;
    session.read([&](store::Store& store) { rows = report::suppressions(store); });
    constexpr std::array<std::string_view, 4> columns{"since", "email", "by", "reason"};
    session.answer(rows, report::table(rows, columns));
}

void add_suppression(Session& session, const std::string& given, const std::string& reason)
{
    constexpr std::size_t reason_octets_max = 500;
    const std::string email = canonical_address(given);
    session.change([&](store::Store& store) {
        const store::Directory::Reason why{.text = base::one_line(reason, reason_octets_max), .by = "operator"};
        if (!list::suppress(store, session.rules().house(), email, why, 0, base::io::system_now()))
            throw Refusal(email + " is suppressed already");
    });
    session.done(email + " gets nothing more");
}

void lift_suppression(Session& session, const std::string& given)
{
    const std::string email = canonical_address(given);
    session.change([&](store::Store& store) {
        if (!list::lift_suppression(store, email, "operator", base::io::system_now()))
            throw Refusal(email + " is not suppressed");
    });
    session.done(email + " is no longer suppressed; its memberships are again what they were");
}

}  // namespace

void add_bounce_commands(CLI::App& app, Session& session)
{
    constexpr std::size_t usual_rows = 1000;
    auto name = std::make_shared<std::string>();
    auto rows_max = std::make_shared<std::size_t>(usual_rows);
    auto* bounces = app.add_subcommand("bounces", "Show what did not reach a list's members, and why; newest first");
    bounces->add_option("LIST", *name)->required();
    bounces->add_option("--last", *rows_max, "How many");
    bounces->callback([&session, name, rows_max] {
        session.action = [&session, name, rows_max] { show_bounces(session, *name, *rows_max); };
    });

    auto email = std::make_shared<std::string>();
    auto reason = std::make_shared<std::string>("suppressed by the operator");
    auto* suppressions = app.add_subcommand("suppressions", "Addresses that get nothing, from any list");
    suppressions->require_subcommand(1);
    suppressions->add_subcommand("list", "Show them, and why")->callback([&session] {
        session.action = [&session] { show_suppressions(session); };
    });
    auto* add = suppressions->add_subcommand("add", "Nothing more goes to the address; what is queued is withdrawn");
    add->add_option("EMAIL", *email)->required();
    add->add_option("REASON", *reason, "For people");
    add->callback([&session, email, reason] {
        session.action = [&session, email, reason] { add_suppression(session, *email, *reason); };
    });
    auto* lift = suppressions->add_subcommand("lift", "Its memberships are again what they were");
    lift->add_option("EMAIL", *email)->required();
    lift->callback([&session, email] { session.action = [&session, email] { lift_suppression(session, *email); }; });
}

}  // namespace gazetted
