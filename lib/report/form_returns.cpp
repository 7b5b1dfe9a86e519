#include "report/form_returns.h"

#include "base/csv.h"

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include <cassert>
#include <vector>

namespace report {

namespace json = boost::json;

namespace {

using Questions = std::vector<config::Question>;
using Answers = std::vector<form::Answer>;

json::value value_of(const form::Value& value)
{
    struct ToJson {
        json::value operator()(std::monostate) const { return nullptr; }
        json::value operator()(const std::string& text) const { return json::value(text); }
        json::value operator()(bool truth) const { return truth; }
        json::value operator()(std::int64_t whole) const { return whole; }
        json::value operator()(double number) const { return number; }
    };
    return std::visit(ToJson{}, value);
}

std::string text_of(const form::Value& value)
{
    struct ToText {
        std::string operator()(std::monostate) const { return ""; }
        std::string operator()(const std::string& text) const { return text; }
        std::string operator()(bool truth) const { return truth ? "yes" : "no"; }
        std::string operator()(std::int64_t whole) const { return std::to_string(whole); }
        std::string operator()(double number) const { return fmt::format("{}", number); }
    };
    return std::visit(ToText{}, value);
}

json::object values_of(const Questions& questions, const Answers& answers)
{
    assert(questions.size() == answers.size());
    json::object values;
    for (std::size_t i = 0; i < questions.size(); ++i) values[questions[i].key] = value_of(answers[i].value);
    return values;
}

json::value source_of(const form::Answer& answer)
{
    if (answer.part.empty()) return nullptr;
    return json::object{{"part", answer.part},
                        {"place", answer.place},
                        {"sureness", form::name_of(answer.sureness)},
                        {"written", answer.written}};
}

json::object sources_of(const Questions& questions, const Answers& answers)
{
    assert(questions.size() == answers.size());
    json::object sources;
    for (std::size_t i = 0; i < questions.size(); ++i) sources[questions[i].key] = source_of(answers[i]);
    return sources;
}

json::array doubt_rows(const std::vector<form::Doubt>& doubts)
{
    json::array rows;
    for (const form::Doubt& each : doubts) {
        json::object row{{"field", nullptr}, {"row", nullptr}, {"why", each.why}};
        if (!each.field.empty()) row["field"] = each.field;
        if (each.row) row["row"] = *each.row;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<std::string> texts_of(const Answers& answers)
{
    std::vector<std::string> texts;
    for (const form::Answer& each : answers) texts.push_back(text_of(each.value));
    return texts;
}

}  // namespace

json::object return_document(const config::Form& form, const form::Return& returned)
{
    json::array rows;
    json::array row_sources;
    for (const Answers& row : returned.rows) {
        rows.push_back(values_of(form.columns, row));
        row_sources.push_back(sources_of(form.columns, row));
    }
    return {{"respondent", values_of(form.respondent, returned.respondent)},
            {"rows", std::move(rows)},
            {"doubts", doubt_rows(returned.doubts)},
            {"note", returned.note},
            {"unread", json::array(returned.unread.begin(), returned.unread.end())},
            {"sources", json::object{{"respondent", sources_of(form.respondent, returned.respondent)},
                                     {"rows", std::move(row_sources)}}}};
}

std::string csv_header(const config::Form& form)
{
    std::vector<std::string> names;
    for (const config::Question& each : form.respondent) names.push_back("respondent_" + each.key);
    for (const config::Question& each : form.columns) names.push_back(each.key);
    return base::csv_row(names);
}

std::string csv_rows(const config::Form& form, const form::Return& returned)
{
    const std::vector<std::string> respondent = texts_of(returned.respondent);
    std::string text;
    for (const Answers& row : returned.rows) {
        std::vector<std::string> cells = respondent;
        for (std::string& each : texts_of(row)) cells.push_back(std::move(each));
        text += base::csv_row(cells);
    }
    if (!returned.rows.empty()) return text;
    std::vector<std::string> cells = respondent;
    cells.resize(form.respondent.size() + form.columns.size());
    return base::csv_row(cells);
}

}  // namespace report
