#include "session.h"

#include "base/io/clock.h"
#include "base/io/files.h"
#include "base/text.h"
#include "list/erasing.h"
#include "list/inviting.h"
#include "list/membership.h"
#include "list/roster.h"
#include "report/report.h"
#include "report/table.h"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>

namespace gazetted {

namespace {

namespace json = boost::json;

constexpr std::size_t roster_octets_max = 1UL << 30;
constexpr std::size_t chunk_rows = 2000;   // a transaction, so that the daemon's intake never waits long
constexpr std::size_t invited_rows = 200;  // the same, with a letter for each

/// A line on standard error that grows; nothing when nobody watches.
class Progress {
  public:
    Progress(std::string what, std::size_t all)
        : what_(std::move(what)), all_(all), is_shown_(::isatty(STDERR_FILENO) == 1 && all > chunk_rows)
    {
    }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    ~Progress()
    {
        if (is_shown_) std::cerr << '\n';
    }

    void show(std::size_t done) const
    {
        if (!is_shown_) return;
        constexpr std::size_t width = 40;
        const std::size_t filled = all_ == 0 ? width : width * done / all_;
        std::cerr << fmt::format("\r{} [{:<{}}] {} of {}", what_, std::string(filled, '#'), width, done, all_)
                  << std::flush;
    }

  private:
    std::string what_;
    std::size_t all_;
    bool is_shown_;
};

struct RosterOptions {
    std::string list;
    std::string file;
    bool is_dry_run = false;
    bool skips_bad = false;
    bool has_erased = false;  ///< brings those back who were erased
};

json::array fault_rows(const std::vector<list::RosterFault>& faults)
{
    json::array rows;
    for (const list::RosterFault& fault : faults)
        rows.push_back(json::object{{"line", fault.line}, {"column", fault.column}, {"text", fault.text}});
    return rows;
}

std::string fault_lines(const std::string& file, const std::vector<list::RosterFault>& faults)
{
    std::string lines;
    for (const list::RosterFault& fault : faults)
        lines += fmt::format("{}:{}:{}: {}\n", file, fault.line, fault.column, fault.text);
    return lines;
}

json::object count_object(const list::ImportCounts& counts)
{
    return {{"added", counts.added},
            {"changed", counts.changed},
            {"unchanged", counts.unchanged},
            {"kept_left", counts.kept_left},
            {"kept_suppressed", counts.kept_suppressed},
            {"kept_erased", counts.kept_erased}};
}

std::string erased_note(std::int64_t rows)
{
    if (rows == 0) return "";
    return fmt::format("; {} were erased at their request and stay out (import --also-erased brings them back)", rows);
}

std::string read_roster_file(const std::string& file)
{
    if (file == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
    auto text = base::io::read_file(file, roster_octets_max);
    if (!text) throw Refusal(text.error().text);
    return std::move(*text);
}

using WriteChunk = std::function<void(const std::vector<store::Member>& chunk)>;

/// Checks all of it first; writes nothing when a line is bad, unless told to skip those. The bad lines.
std::vector<list::RosterFault> read_in_chunks(Session& session, const RosterOptions& options, const std::string& verb,
                                              std::size_t rows, const WriteChunk& write)
{
    const config::List& list = session.list(options.list);
    const std::string csv = read_roster_file(options.file);
    const list::RosterRules rules{.categories = session.config().server.categories,
                                  .join_category = list.join_category};
    std::size_t good_rows = 0;
    auto faults = list::read_roster(csv, rules, [&good_rows](std::size_t, const store::Member&) { ++good_rows; });
    std::cerr << fault_lines(options.file, faults);
    if (!faults.empty() && !options.skips_bad) {
        if (session.is_json) session.answer(json::object{{"done", false}, {"faults", fault_rows(faults)}}, "");
        throw Refusal(fmt::format("nothing was {}: {} bad lines (--skip-bad takes the {} good ones)", verb,
                                  faults.size(), good_rows));
    }

    std::vector<store::Member> chunk;
    std::size_t done = 0;
    const Progress progress(verb, good_rows);
    const auto write_chunk = [&] {
        write(chunk);
        done += chunk.size();
        chunk.clear();
        progress.show(done);
    };
    (void)list::read_roster(csv, rules, [&](std::size_t, store::Member member) {
        chunk.push_back(std::move(member));
        if (chunk.size() == rows) write_chunk();
    });
    if (!chunk.empty()) write_chunk();
    return faults;
}

void import_members(Session& session, const RosterOptions& options)
{
    list::ImportCounts counts;
    const base::Key& key = session.rules().key;
    const auto without_erased = [&](store::Store& store, std::vector<store::Member> members) {
        if (!options.has_erased) counts.kept_erased += list::leave_out_erased(store, key, members);
        return members;
    };
    const auto probe = [&](store::Store& store, const std::vector<store::Member>& chunk) {
        for (const store::Member& member : without_erased(store, chunk))
            counts.count(store.directory().probe_member(options.list, member));
    };
    const auto import = [&](store::Store& store, const std::vector<store::Member>& chunk) {
        list::import(store, options.list, without_erased(store, chunk), base::io::system_now(), counts);
        if (!options.has_erased) return;
        for (const store::Member& member : chunk) list::let_in(store, key, member.email);
    };
    const auto faults =
        read_in_chunks(session, options, "imported", chunk_rows, [&](const std::vector<store::Member>& chunk) {
            if (options.is_dry_run) {
                session.read([&](store::Store& store) { probe(store, chunk); });
            } else {
                session.change([&](store::Store& store) { import(store, chunk); });
            }
        });
    json::object document = count_object(counts);
    document["dry_run"] = options.is_dry_run;
    document["faults"] = fault_rows(faults);
    session.answer(
        document,
        fmt::format(
            "{}{} added, {} changed, {} unchanged, {} left before and stay away, {} suppressed, {} bad lines{}\n",
            options.is_dry_run ? "dry run: " : "", counts.added, counts.changed, counts.unchanged, counts.kept_left,
            counts.kept_suppressed, faults.size(), erased_note(counts.kept_erased)));
}

void invite_members(Session& session, const RosterOptions& options)
{
    const config::List& list = session.list(options.list);
    const list::House house = session.rules().house();
    list::InviteCounts counts;
    const auto faults =
        read_in_chunks(session, options, "invited", invited_rows, [&](const std::vector<store::Member>& chunk) {
            session.change(
                [&](store::Store& store) { list::invite(store, house, list, chunk, base::io::system_now(), counts); });
        });
    session.answer(json::object{{"invited", counts.invited},
                                {"known", counts.known},
                                {"kept_left", counts.kept_left},
                                {"kept_suppressed", counts.kept_suppressed},
                                {"kept_erased", counts.kept_erased},
                                {"not_for_people", counts.not_for_people},
                                {"faults", fault_rows(faults)}},
                   fmt::format("{} invited, {} known already, {} left before, {} suppressed, {} addresses of programs, "
                               "{} bad lines{}\n",
                               counts.invited, counts.known, counts.kept_left, counts.kept_suppressed,
                               counts.not_for_people, faults.size(), erased_note(counts.kept_erased)));
}

void export_members(Session& session, const std::string& name, const std::string& file)
{
    const config::List& list = session.list(name);
    std::string csv;
    session.read([&](store::Store& store) { csv = list::write_roster(store.directory().members(list.name)); });
    if (file.empty() || file == "-") {
        std::cout << csv;
        return;
    }
    std::ofstream out(file, std::ios::binary);
    out << csv;
    out.close();
    if (!out) throw Refusal("cannot write " + file);
    session.done("exported to " + file);
}

void show_members(Session& session, const std::string& name)
{
    const config::List& list = session.list(name);
    json::array rows;
    session.read([&](store::Store& store) { rows = report::members(store, list.name); });
    constexpr std::array<std::string_view, 6> columns{"email",        "category", "state",
                                                      "organisation", "country",  "language"};
    session.answer(rows, report::table(rows, columns));
}

void set_member_state(Session& session, const std::string& name, const std::string& given, store::MemberState state)
{
    const config::List& list = session.list(name);
    const std::string email = canonical_address(given);
    session.change([&](store::Store& store) {
        const auto memberships = store.directory().members_of(list.name, email);
        if (memberships.empty()) throw Refusal(email + " is no member of " + name);
        const auto is_in = [&](store::MemberState each) {
            return std::ranges::any_of(memberships, [&](const store::Member& member) { return member.state == each; });
        };
        const bool is_leaving = state == store::MemberState::left;
        if (!is_leaving && is_in(store::MemberState::left)) {
            throw Refusal(email + " has left " + name + ": only " + email + " can join again");
        }
        if (!is_leaving && is_in(store::MemberState::suppressed)) throw Refusal(email + " is suppressed");
        list::set_state(store, list.name, email, state, "operator", base::io::system_now());
    });
    session.done(email + " is now " + std::string(store::name_of(state)));
}

/// `key=value …`; all or nothing.
void set_member_details(Session& session, const std::string& name, const std::string& given,
                        const std::vector<std::string>& assignments)
{
    const config::List& list = session.list(name);
    const std::string email = canonical_address(given);
    std::string changed;
    session.change([&](store::Store& store) {
        if (store.directory().members_of(list.name, email).empty()) throw Refusal(email + " is no member of " + name);
        for (const std::string& assignment : assignments) {
            const auto equals = assignment.find('=');
            if (equals == std::string::npos) throw Refusal('"' + assignment + "\" is not key=value");
            const std::string key = assignment.substr(0, equals);
            const std::string value = assignment.substr(equals + 1);
            if (base::one_line(value, std::string::npos) != value)
                throw Refusal(key + " has control characters or line ends");
            changed += (changed.empty() ? "" : ", ") + key;
            if (key == "category") {
                const auto& categories = session.config().server.categories;
                if (std::ranges::count(categories, value) == 0)
                    throw Refusal('"' + value + "\" is no category of [server]");
                store.directory().set_category(list.name, email, value);
            } else if (key == "digest") {
                const auto choice = store::digest_choice(value);
                if (!choice && value != store::digest_text({}))
                    throw Refusal('"' + value + "\" is none of off, daily, weekly (mime or plain behind it)");
                list::set_digest(store, list.name, email, choice, "operator", base::io::system_now());
            } else if (!store.directory().set_detail(email, key, value)) {
                throw Refusal('"' + key +
                              "\" is none of category, digest, name, organisation, country, language, url, about");
            }
        }
        store.journal().add({.at = base::io::system_now(),
                             .event = "member_changed",
                             .list = list.name,
                             .contact = store.directory().contact(email),
                             .by = "operator",
                             .detail = changed});
    });
    session.done(email + " changed");
}

}  // namespace

void add_member_commands(CLI::App& app, Session& session)
{
    auto options = std::make_shared<RosterOptions>();
    auto* importing = app.add_subcommand(
        "import", "Import members from CSV: email,name,category,organisation,country,language,url,about,state");
    importing->add_option("LIST", options->list)->required();
    importing->add_option("FILE", options->file, "- for standard input")->required();
    importing->add_flag("--dry-run", options->is_dry_run, "Check and count, write nothing");
    importing->add_flag("--skip-bad", options->skips_bad, "Import the good lines although others are bad");
    importing->add_flag("--also-erased", options->has_erased, "Also who was erased at his own request (contact erase)");
    importing->callback(
        [&session, options] { session.action = [&session, options] { import_members(session, *options); }; });

    auto* inviting = app.add_subcommand(
        "invite", "Invite those of a CSV as import has it; who does not answer within 30 days is forgotten");
    inviting->add_option("LIST", options->list)->required();
    inviting->add_option("FILE", options->file, "- for standard input")->required();
    inviting->add_flag("--skip-bad", options->skips_bad, "Invite the good lines although others are bad");
    inviting->callback(
        [&session, options] { session.action = [&session, options] { invite_members(session, *options); }; });

    auto name = std::make_shared<std::string>();
    auto file = std::make_shared<std::string>();
    auto* exporting = app.add_subcommand("export", "Export a list's members as CSV");
    exporting->add_option("LIST", *name)->required();
    exporting->add_option("FILE", *file, "Standard output when left out");
    exporting->callback(
        [&session, name, file] { session.action = [&session, name, file] { export_members(session, *name, *file); }; });

    auto* members = app.add_subcommand("members", "Show a list's members");
    members->add_option("LIST", *name)->required();
    members->callback([&session, name] { session.action = [&session, name] { show_members(session, *name); }; });

    auto email = std::make_shared<std::string>();
    auto assignments = std::make_shared<std::vector<std::string>>();
    auto* member = app.add_subcommand("member", "Change one member");
    member->require_subcommand(1);
    auto* set = member->add_subcommand(
        "set", "category=… digest=off|daily|weekly name=… organisation=… country=… language=… url=… about=…");
    set->add_option("LIST", *name)->required();
    set->add_option("EMAIL", *email)->required();
    set->add_option("KEY=VALUE", *assignments)->required();
    set->callback([&session, name, email, assignments] {
        session.action = [&session, name, email, assignments] {
            set_member_details(session, *name, *email, *assignments);
        };
    });
    struct StateCommand {
        const char* name;
        const char* help;
        store::MemberState state;
    };
    for (const StateCommand& each :
         {StateCommand{"pause", "Gets nothing until resumed", store::MemberState::paused},
          StateCommand{"resume", "Gets issues again", store::MemberState::active},
          StateCommand{"leave", "Gets nothing more; what is queued is withdrawn", store::MemberState::left}}) {
        auto* command = member->add_subcommand(each.name, each.help);
        command->add_option("LIST", *name)->required();
        command->add_option("EMAIL", *email)->required();
        command->callback([&session, name, email, state = each.state] {
            session.action = [&session, name, email, state] { set_member_state(session, *name, *email, state); };
        });
    }
}

}  // namespace gazetted
