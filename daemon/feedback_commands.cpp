#include "session.h"

#include "base/csv.h"
#include "base/io/clock.h"
#include "report/report.h"
#include "report/table.h"

#include <CLI/Validators.hpp>

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <array>
#include <iostream>
#include <optional>

namespace gazetted {

namespace {

namespace json = boost::json;

struct FeedbackOptions {
    std::string list;
    std::int64_t issue = -1;  ///< -1: all
    std::string format;
    std::int64_t close = 0;
};

/// Whole: what is exported is not cut.
std::string cell(const json::value& value)
{
    if (value.is_null()) return "";
    if (const auto* text = value.if_string()) return {text->data(), text->size()};
    if (const auto* many = value.if_array()) {
        std::string all;
        for (const json::value& each : *many) all += (all.empty() ? "" : "; ") + cell(each);
        return all;
    }
    return json::serialize(value);
}

std::string as_csv(const json::array& rows)
{
    constexpr std::array<std::string_view, 8> columns{"id",    "at",   "from",        "member",
                                                      "issue", "text", "attachments", "state"};
    std::string csv = base::csv_row({columns.begin(), columns.end()});
    for (const json::value& row : rows) {
        std::vector<std::string> values;
        for (const std::string_view column : columns) values.push_back(cell(row.as_object().at(column)));
        csv += base::csv_row(values);
    }
    return csv;
}

void show_feedback(Session& session, const FeedbackOptions& options)
{
    const config::List& list = session.list(options.list);
    json::array rows;
    session.read([&](store::Store& store) {
        const auto number = options.issue < 0 ? std::nullopt : std::optional(options.issue);
        rows = report::feedback(store, list.name, number);
    });
    if (options.format == "csv") {
        std::cout << as_csv(rows);
        return;
    }
    if (options.format == "json") session.is_json = true;
    constexpr std::array<std::string_view, 7> columns{"id", "at", "from", "issue", "state", "routed_to", "text"};
    session.answer(rows, report::table(rows, columns));
}

void close_feedback(Session& session, const FeedbackOptions& options)
{
    const config::List& list = session.list(options.list);
    session.change([&](store::Store& store) {
        const auto feedback = store.correspondence().find(options.close);
        if (!feedback || feedback->list != list.name)
            throw Refusal(fmt::format("{} has no feedback {}", list.name, options.close));
        store.correspondence().set_state(options.close, store::FeedbackState::closed);
        store.journal().add({.at = base::io::system_now(),
                             .event = "feedback_closed",
                             .list = list.name,
                             .message = feedback->message,
                             .issue = feedback->issue,
                             .by = "operator",
                             .detail = fmt::format("feedback {}", options.close)});
    });
    session.done(fmt::format("feedback {} is closed", options.close));
}

}  // namespace

void add_feedback_commands(CLI::App& app, Session& session)
{
    auto options = std::make_shared<FeedbackOptions>();
    auto* command = app.add_subcommand("feedback", "Show what members wrote about issues");
    command->add_option("LIST", options->list)->required();
    command->add_option("--issue", options->issue, "Only about this one");
    command->add_option("--export", options->format, "For a spreadsheet or a program")
        ->check(CLI::IsMember({"csv", "json"}));
    command->add_option("--close", options->close, "Be done with this one, by its id");
    command->callback([&session, options] {
        session.action = [&session, options] {
            options->close != 0 ? close_feedback(session, *options) : show_feedback(session, *options);
        };
    });
}

}  // namespace gazetted
