#include "session.h"

#include "base/io/clock.h"
#include "base/time.h"
#include "list/disclosure.h"
#include "list/issue_copy.h"
#include "list/variants.h"
#include "report/approvals.h"
#include "report/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace gazetted {

namespace {

namespace json = boost::json;

/// One row for each seat at each stage.
std::string table_of(const json::object& document)
{
    json::array rows;
    for (const json::value& stage : document.at("stages").as_array()) {
        for (const json::value& vote : stage.at("votes").as_array()) {
            json::object row = vote.as_object();
            row["stage"] = stage.at("name");
            row["policy"] = stage.at("policy");
            row["state"] = stage.at("state");
            row["deadline"] = stage.at("deadline");
            rows.push_back(std::move(row));
        }
    }
    constexpr std::array<std::string_view, 7> columns{"stage",    "policy", "state", "deadline",
                                                      "approver", "vote",   "reason"};
    return fmt::format("issue {} of {} is {}\n", report::plain(document.at("number")),
                       report::plain(document.at("list")), report::plain(document.at("state"))) +
           report::table(rows, columns);
}

/// Which issue a command is about.
struct Which {
    std::string list;
    std::int64_t number = 0;
    std::string language;  ///< empty: the original

    [[nodiscard]] store::Issue find(store::Store& store) const { return find_issue(store, list, number, language); }
};

void show_approvals(Session& session, const Which& which, bool is_export)
{
    (void)session.list(which.list);
    json::object document;
    session.read([&](store::Store& store) { document = report::approvals(store, which.find(store)); });
    session.answer(document, is_export ? report::approval_record(document) : table_of(document));
}

bool is_still_here(const store::Issue& issue)
{
    using store::IssueState;
    return issue.state == IssueState::approving || issue.state == IssueState::scheduled ||
           issue.state == IssueState::held;
}

void schedule(Session& session, const std::string& name, std::int64_t number, const std::string& given)
{
    const config::List& list = session.list(name);
    const base::Time now = base::io::system_now();
    const auto at = given == "now" ? std::optional(now) : base::parse_time(given);
    if (!at) throw Refusal(fmt::format("\"{}\" is no time such as 2005-05-14T09:30Z, nor \"now\"", given));
    session.change([&](store::Store& store) {
        const store::Issue issue = find_issue(store, list.name, number);
        if (!is_still_here(issue))
            throw Refusal(fmt::format("issue {} of {} is {}", number, list.name, store::name_of(issue.state)));
        store.issues().set_send_at(issue.id, at);
        store.journal().add({.at = now,
                             .event = "issue_scheduled",
                             .list = list.name,
                             .issue = issue.id,
                             .by = "operator",
                             .detail = base::to_rfc3339(*at)});
    });
    session.done(
        fmt::format("issue {} of {} goes out at {}, if it is approved by then", number, name, base::to_rfc3339(*at)));
}

std::string shown_copy(Session& session, store::Store& store, const config::List& list, const store::Issue& issue)
{
    return list::shown_copy(session.config(), list, issue,
                            list::with_closing_part(store, session.rules().house(), list, issue));
}

/// The variant that is the member's.
store::Issue issue_for(store::Store& store, const Which& which, const std::string& member)
{
    const std::vector<store::Member> memberships = store.directory().members_of(which.list, canonical_address(member));
    if (memberships.empty()) throw Refusal(fmt::format("{} is no member of {}", member, which.list));
    const list::Variants variants = list::variants_of(store, which.find(store));
    return variants.for_reader(memberships.front().language, memberships.front().country);
}

void preview(Session& session, const Which& which, const std::string& member)
{
    const config::List& list = session.list(which.list);
    std::string copy;
    std::string language;
    session.read([&](store::Store& store) {
        const bool is_chosen = member.empty() || !which.language.empty();
        const store::Issue issue = is_chosen ? which.find(store) : issue_for(store, which, member);
        language = issue.language;
        copy = shown_copy(session, store, list, issue);
    });
    session.answer({{"list", which.list}, {"number", which.number}, {"language", language}, {"message", copy}}, copy);
}

/// A member gets an issue when it is approved, and not before.
bool may_be_shown(store::Store& store, const config::List& list, const mail::Mailbox& reader)
{
    const auto is_reader = [&](const mail::Mailbox& each) { return each.key() == reader.key(); };
    bool is_of_house = std::ranges::any_of(list.owners, is_reader) || std::ranges::any_of(list.posters, is_reader);
    for (const config::Stage& stage : list.stages)
        is_of_house = is_of_house || std::ranges::any_of(stage.approvers, is_reader);
    return is_of_house || store.directory().members_of(list.name, reader.text()).empty();
}

void send_test(Session& session, const Which& which, const std::vector<std::string>& to)
{
    const config::List& list = session.list(which.list);
    const base::Time now = base::io::system_now();
    session.change([&](store::Store& store) {
        const store::Issue issue = which.find(store);
        const std::string copy = shown_copy(session, store, list, issue);
        for (const std::string& given : to) {
            const mail::Mailbox reader = mail::parse_mailbox(canonical_address(given)).value();
            if (!may_be_shown(store, list, reader))
                throw Refusal(
                    fmt::format("{} is a member of {}, and gets the issue when it goes out", given, list.name));
            store.queue().add_notice({.list = list.name,
                                      .recipient = reader.text(),
                                      .reverse_path = store::ReversePath::verp,
                                      .octets = copy,
                                      .cause = fmt::format("test of issue {} message {} to {} at {}", issue.id,
                                                           issue.message, reader.key(), base::to_unix_ms(now)),
                                      .queued_at = now});
        }
        store.journal().add({.at = now,
                             .event = "issue_tested",
                             .list = list.name,
                             .message = issue.message,
                             .issue = issue.id,
                             .by = "operator",
                             .detail = fmt::format("to {} addresses", to.size())});
    });
    session.done(
        fmt::format("issue {} of {} is on its way to {} as a test", which.number, which.list, fmt::join(to, ", ")));
}

void give_more_time(Session& session, const Which& which, const std::string& given)
{
    (void)session.list(which.list);
    const auto time = base::parse_duration(given);
    if (!time || *time <= base::Duration::zero())
        throw Refusal(fmt::format("\"{}\" is no time such as \"72h\"", given));
    const base::Time now = base::io::system_now();
    session.change([&](store::Store& store) {
        if (!list::give_more_time(store, session.rules().house(), which.find(store), now + *time, now))
            throw Refusal(fmt::format("no stage of issue {} of {} has expired", which.number, which.list));
    });
    session.done(fmt::format("the stage is open until {}", base::to_rfc3339(now + *time)));
}

}  // namespace

void add_approval_commands(CLI::App& app, Session& session)
{
    auto which = std::make_shared<Which>();
    auto given = std::make_shared<std::string>();
    auto is_export = std::make_shared<bool>(false);
    const auto add = [&](const char* command_name, const char* help) {
        auto* command = app.add_subcommand(command_name, help);
        command->add_option("LIST", which->list)->required();
        command->add_option("NUMBER", which->number)->required();
        return command;
    };
    const auto add_language = [&](CLI::App* command) {
        command->add_option("--language", which->language, "Its translation into that language (\"ja\")");
    };

    auto* approvals = add("approvals", "Who agreed that an issue goes out, when, and to what");
    approvals->add_flag("--export", *is_export, "The whole record, all versions and digests, fit to file");
    add_language(approvals);
    approvals->callback([&session, which, is_export] {
        session.action = [&session, which, is_export] { show_approvals(session, *which, *is_export); };
    });

    auto* scheduling = add("schedule", "An issue goes out when it is approved, and not before TIME");
    scheduling->add_option("TIME", *given, "2005-05-14T09:30Z, or \"now\"")->required();
    scheduling->callback([&session, which, given] {
        session.action = [&session, which, given] { schedule(session, which->list, which->number, *given); };
    });

    auto* previewing = add("preview", "The message of an issue as a member gets it, with dead links");
    previewing->add_option("--as", *given, "A member's address");
    add_language(previewing);
    previewing->callback(
        [&session, which, given] { session.action = [&session, which, given] { preview(session, *which, *given); }; });

    auto readers = std::make_shared<std::vector<std::string>>();
    auto* testing = add("test-send", "The same to named addresses, which are no members'");
    testing->add_option("ADDRESS", *readers)->required();
    add_language(testing);
    testing->callback([&session, which, readers] {
        session.action = [&session, which, readers] { send_test(session, *which, *readers); };
    });

    auto* extend = add("extend", "A stage that has expired is open again for so long");
    extend->add_option("TIME", *given, "From now: \"72h\"")->required();
    add_language(extend);
    extend->callback([&session, which, given] {
        session.action = [&session, which, given] { give_more_time(session, *which, *given); };
    });
}

}  // namespace gazetted
