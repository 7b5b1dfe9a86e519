#include "form/return_document.h"

#include <boost/json/array.hpp>

#include <cassert>
#include <vector>

namespace form {

namespace json = boost::json;

namespace {

using Questions = std::vector<config::Question>;
using Answers = std::vector<Answer>;

json::value value_of(const Value& value)
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

json::object values_of(const Questions& questions, const Answers& answers)
{
    assert(questions.size() == answers.size());
    json::object values;
    for (std::size_t i = 0; i < questions.size(); ++i) values[questions[i].key] = value_of(answers[i].value);
    return values;
}

json::value source_of(const Answer& answer)
{
    if (answer.part.empty()) return nullptr;
    return json::object{{"part", answer.part},
                        {"place", answer.place},
                        {"sureness", name_of(answer.sureness)},
                        {"written", answer.written}};
}

json::object sources_of(const Questions& questions, const Answers& answers)
{
    assert(questions.size() == answers.size());
    json::object sources;
    for (std::size_t i = 0; i < questions.size(); ++i) sources[questions[i].key] = source_of(answers[i]);
    return sources;
}

json::array doubt_rows(const std::vector<Doubt>& doubts)
{
    json::array rows;
    for (const Doubt& each : doubts) {
        json::object row{{"field", nullptr}, {"row", nullptr}, {"why", text_of(each, "en")}};
        if (!each.field.empty()) row["field"] = each.field;
        if (each.row) row["row"] = *each.row;
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

json::object return_document(const config::Form& form, const Return& returned)
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

}  // namespace form
