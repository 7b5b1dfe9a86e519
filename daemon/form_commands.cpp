#include "session.h"

#include "base/csv.h"
#include "base/io/clock.h"
#include "base/io/files.h"
#include "base/text.h"
#include "desk/commit.h"
#include "desk/form_return.h"
#include "desk/unasked_return.h"
#include "document/write_xlsx.h"
#include "form/asking.h"
#include "form/judgement.h"
#include "form/return_document.h"
#include "form/taking.h"
#include "report/forms.h"
#include "report/table.h"

#include <CLI/Validators.hpp>

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <array>
#include <fstream>
#include <iostream>
#include <iterator>

namespace gazetted {

namespace {

namespace json = boost::json;

constexpr std::size_t message_octets_max = 256UL << 20;

const config::Form& find_form(const config::Config& config, const std::string& id)
{
    if (const config::Form* form = config.find_form(id)) return *form;
    std::string known;
    for (const config::Form& each : config.forms) known += (known.empty() ? "" : ", ") + each.id;
    throw Refusal("there is no form " + id + "; " +
                  (known.empty() ? "the configuration has none" : "the forms are: " + known));
}

void list_forms(Session& session)
{
    json::array rows;
    session.read([&](store::Store& store) { rows = report::forms(store, session.config(), base::io::system_now()); });
    constexpr std::array<std::string_view, 7> columns{"id", "title", "list", "state", "closes", "asked", "returned"};
    session.answer(rows, rows.empty() ? "there are no forms\n" : report::table(rows, columns));
}

void send_form(Session& session, const std::string& id)
{
    const config::Form& form = find_form(session.config(), id);
    const base::Time now = base::io::system_now();
    if (form.opens_at && now < *form.opens_at)
        throw Refusal(fmt::format("the form {} opens at {}", id, base::to_rfc3339(*form.opens_at)));
    if (form.closes_at && now >= *form.closes_at) throw Refusal(fmt::format("the form {} is closed", id));
    form::Round round;
    bool has_more = true;
    while (has_more)
        session.change(
            [&](store::Store& store) { has_more = form::ask_some(store, session.rules().house(), form, round, now); });
    session.done(round.asked == 0 ? "all have been asked before" : fmt::format("{} are asked", round.asked));
}

form::Standing standing_of(Session& session, const config::Form& form)
{
    form::Standing standing;
    session.read([&](store::Store& store) {
        standing = form::standing_of(store.forms().askings(form.id), store.forms().returns(form.id));
    });
    return standing;
}

std::string status_text(const json::object& status)
{
    std::string text = report::listing({{"asked", status.at("asked")},
                                        {"returned", status.at("returned")},
                                        {"incomplete", status.at("incomplete")},
                                        {"late", status.at("late")},
                                        {"silent", status.at("silent").as_array().size()}});
    for (const char* by : {"by_category", "by_country"}) {
        json::array rows;
        for (const auto& [name, counts] : status.at(by).as_object()) {
            json::object row = counts.as_object();
            row["group"] = name.empty() ? json::value("-") : json::value(name);
            rows.push_back(std::move(row));
        }
        constexpr std::array<std::string_view, 6> columns{"group", "asked", "returned", "incomplete", "late", "silent"};
        text += '\n' + report::table(rows, columns);
    }
    text += "\nsilent:\n";
    for (const json::value& email : status.at("silent").as_array()) text += "  " + report::plain(email) + '\n';
    return text;
}

void write_file(const std::string& file, const std::string& octets)
{
    std::ofstream out(file, std::ios::binary);
    if (!(out << octets).flush()) throw Refusal("cannot write " + file);
}

struct StatusOptions {
    std::string id;
    std::string page_file;
    bool is_mailed = false;
};

void show_status(Session& session, const StatusOptions& options)
{
    const config::Form& form = find_form(session.config(), options.id);
    const form::Standing standing = standing_of(session, form);
    const base::Time now = base::io::system_now();
    const std::string page = form::standing_page(form, standing, now);
    if (!options.page_file.empty()) write_file(options.page_file, page);
    if (options.is_mailed)
        session.change([&](store::Store& store) {
            for (const store::NewNotice& notice :
                 form::standing_letters(session.rules().house(), form, standing, page, now))
                store.queue().add_notice(notice);
        });
    const json::object status = report::form_status(form, standing);
    session.answer(status, status_text(status));
}

void show_returns(Session& session, const std::string& id)
{
    const config::Form& form = find_form(session.config(), id);
    json::array rows;
    session.read([&](store::Store& store) {
        for (const store::FormReturn& each : store.forms().returns(form.id))
            rows.push_back(report::return_object(each));
    });
    constexpr std::array<std::string_view, 7> columns{"id",       "state",      "member", "from",
                                                      "received", "respondent", "doubts"};
    session.answer(rows, rows.empty() ? "nothing came back yet\n" : report::table(rows, columns));
}

void decide_return(Session& session, std::int64_t id, bool is_accepted)
{
    session.change([&](store::Store& store) {
        const auto found = store.forms().find_return(id);
        if (!found) throw Refusal(fmt::format("there is no return {}", id));
        if (!form::is_open(found->state))
            throw Refusal(fmt::format("return {} is {}", id, store::name_of(found->state)));
        desk::commit(store, session.rules().house(), desk::decide_return(*found, is_accepted, "operator"),
                     base::io::system_now());
    });
    session.done(fmt::format("return {} is {}", id, is_accepted ? "accepted" : "rejected"));
}

void show_duplicates(Session& session, const std::string& id)
{
    const config::Form& form = find_form(session.config(), id);
    json::array rows;
    session.read([&](store::Store& store) { rows = report::duplicate_rows(form, store.forms().returns(form.id)); });
    constexpr std::array<std::string_view, 3> columns{"first", "second", "why"};
    session.answer(rows, rows.empty() ? "no row repeats another\n" : report::table(rows, columns));
}

/// "RETURN:ROW".
form::RowPlace read_place(const std::string& text)
{
    const auto colon = text.find(':');
    const auto number = base::parse_number(text.substr(0, colon));
    const auto row = colon == std::string::npos ? std::nullopt : base::parse_number(text.substr(colon + 1));
    if (!number || !row) throw Refusal('"' + text + "\" is no RETURN:ROW such as 3:0");
    return {.form_return = static_cast<store::Id>(*number), .row = static_cast<std::size_t>(*row)};
}

void merge_rows(Session& session, const std::string& first_text, const std::string& second_text)
{
    const form::RowPlace first = read_place(first_text);
    const form::RowPlace second = read_place(second_text);
    session.change([&](store::Store& store) {
        if (!form::merge_returned_rows(store, first, second, base::io::system_now()))
            throw Refusal(
                fmt::format("{} and {} are not two rows of one form that could be merged", first_text, second_text));
    });
    session.done(fmt::format("{} counts no more; {} has what it lacked", second_text, first_text));
}

std::string read_input(const std::string& file)
{
    if (file == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
    auto octets = base::io::read_file(file, message_octets_max);
    if (!octets) throw Refusal(octets.error().text);
    return std::move(*octets);
}

std::string_view state_of(form::Verdict verdict, bool is_late)
{
    switch (verdict) {
    case form::Verdict::accepted:
        return store::name_of(is_late ? store::ReturnState::late : store::ReturnState::accepted);
    case form::Verdict::review: return store::name_of(store::ReturnState::review);
    case form::Verdict::held:
    case form::Verdict::empty:
    case form::Verdict::too_late: return store::name_of(store::ReturnState::held);
    }
    return "";
}

/// As it would be taken of somebody of whom nothing is known.
void read_as_return(Session& session, const std::string& id, const std::string& file)
{
    const config::Config& config = session.checked_config();
    const config::Form& form = find_form(config, id);
    const std::string message = read_input(file);
    const desk::UnaskedReturn unasked =
        desk::read_unasked_return(form, config.forms, message, "", session.reader(), base::io::system_now());
    const form::Judgement judgement = form::judge(form, unasked.content, unasked.wrote_at);
    json::object document{{"id", nullptr},
                          {"from", unasked.from},
                          {"member", nullptr},
                          {"received", base::to_rfc3339(unasked.wrote_at)},
                          {"state", state_of(judgement.verdict, judgement.is_late)}};
    for (const auto& each : form::return_document(form, unasked.content)) document[each.key()] = each.value();
    session.answer(document, json::serialize(document) + '\n');
}

document::Sheet workbook(const config::Form& form, const std::vector<std::vector<std::string>>& sheet)
{
    document::SheetTable table;
    for (const std::string& name : sheet.front()) table.columns.push_back({.heading = name, .choices = {}});
    table.rows.assign(sheet.begin() + 1, sheet.end());
    return {.title = form.titles.front().text, .parts = {std::move(table)}};
}

void export_form(Session& session, const std::string& id, const std::string& format)
{
    const config::Form& form = find_form(session.config(), id);
    json::array rows;
    session.read([&](store::Store& store) { rows = report::accepted_rows(store.forms().returns(form.id)); });
    if (format == "json") {
        session.is_json = true;
        session.answer(rows, "");
        return;
    }
    const std::vector<std::vector<std::string>> sheet = report::as_sheet(form, rows);
    if (format == "xlsx") {
        std::cout << document::write_xlsx(workbook(form, sheet));
        return;
    }
    for (const std::vector<std::string>& row : sheet) std::cout << base::csv_row(row);
}

}  // namespace

void add_form_commands(CLI::App& app, Session& session)
{
    auto* group = app.add_subcommand("form", "Ask members to fill in forms, and read what comes back");
    group->require_subcommand(1);
    auto id = std::make_shared<std::string>();

    group->add_subcommand("list", "All forms")->callback([&session] {
        session.action = [&session] { list_forms(session); };
    });

    auto* send = group->add_subcommand("send", "Ask all who are to be asked and were not yet");
    send->add_option("ID", *id)->required();
    send->callback([&session, id] { session.action = [&session, id] { send_form(session, *id); }; });

    auto status_options = std::make_shared<StatusOptions>();
    auto* status = group->add_subcommand("status", "Who was asked, who answered, who is silent");
    status->add_option("ID", status_options->id)->required();
    status->add_option("--page", status_options->page_file, "Write it as a page with a chart (HTML) to this file");
    status->add_flag("--mail", status_options->is_mailed, "Mail the page to the list's owners");
    status->callback([&session, status_options] {
        session.action = [&session, status_options] { show_status(session, *status_options); };
    });

    auto file = std::make_shared<std::string>();
    auto* read = group->add_subcommand("read", "Read one message as a return; nothing is stored");
    read->add_option("ID", *id)->required();
    read->add_option("FILE", *file, "The message; - is standard input")->required();
    read->callback(
        [&session, id, file] { session.action = [&session, id, file] { read_as_return(session, *id, *file); }; });

    auto format = std::make_shared<std::string>("csv");
    auto* write = group->add_subcommand("export", "The rows of all accepted returns");
    write->add_option("ID", *id)->required();
    write->add_option("--format", *format)->check(CLI::IsMember({"csv", "json", "xlsx"}));
    write->callback(
        [&session, id, format] { session.action = [&session, id, format] { export_form(session, *id, *format); }; });

    auto number = std::make_shared<std::int64_t>(0);
    for (const bool is_accepted : {true, false}) {
        auto* decide =
            group->add_subcommand(is_accepted ? "accept" : "reject",
                                  is_accepted ? "The rows of a return count" : "The rows of a return do not count");
        decide->add_option("RETURN", *number, "Its id, as returns shows it")->required();
        decide->callback([&session, number, is_accepted] {
            session.action = [&session, number, is_accepted] { decide_return(session, *number, is_accepted); };
        });
    }

    group->add_subcommand("duplicates", "Rows that seem to repeat others")->callback([&session, id] {
        session.action = [&session, id] { show_duplicates(session, *id); };
    });
    group->get_subcommand("duplicates")->add_option("ID", *id)->required();

    auto places = std::make_shared<std::array<std::string, 2>>();
    auto* merge = group->add_subcommand("merge", "Two rows are one: the first takes what it lacks from the second");
    merge->add_option("FIRST", places->at(0), "RETURN:ROW, as duplicates shows it")->required();
    merge->add_option("SECOND", places->at(1))->required();
    merge->callback([&session, places] {
        session.action = [&session, places] { merge_rows(session, places->at(0), places->at(1)); };
    });

    auto* returns = app.add_subcommand("returns", "What came back of a form, as it was understood");
    returns->add_option("ID", *id)->required();
    returns->callback([&session, id] { session.action = [&session, id] { show_returns(session, *id); }; });
}

}  // namespace gazetted
