#include "report/forms.h"

#include "form/duplicates.h"
#include "form/taking.h"
#include "report/table.h"

#include <boost/json/parse.hpp>

namespace report {

namespace {

namespace json = boost::json;

json::value time_or_null(const std::optional<base::Time>& time)
{
    return time ? json::value(base::to_rfc3339(*time)) : json::value();
}

std::string_view state_of(const config::Form& form, base::Time now)
{
    if (form.opens_at && now < *form.opens_at) return "not open yet";
    return form.closes_at && now >= *form.closes_at ? "closed" : "open";
}

json::object counts_object(const form::Counts& counts)
{
    return {{"asked", counts.asked},
            {"returned", counts.returned},
            {"incomplete", counts.incomplete},
            {"late", counts.late},
            {"silent", counts.silent()}};
}

json::object groups_object(const std::map<std::string, form::Counts>& groups)
{
    json::object object;
    for (const auto& [name, counts] : groups) object[name] = counts_object(counts);
    return object;
}

std::string cell(const json::object& row, std::string_view key)
{
    const json::value* value = row.if_contains(key);
    return value == nullptr || value->is_null() ? "" : plain(*value);
}

}  // namespace

json::array forms(store::Store& store, const config::Config& config, base::Time now)
{
    json::array rows;
    for (const config::Form& form : config.forms) {
        const form::Standing standing =
            form::standing_of(store.forms().askings(form.id), store.forms().returns(form.id));
        rows.push_back(json::object{{"id", form.id},
                                    {"title", form.titles.front().text},
                                    {"list", form.list},
                                    {"state", state_of(form, now)},
                                    {"opens", time_or_null(form.opens_at)},
                                    {"closes", time_or_null(form.closes_at)},
                                    {"asked", standing.all.asked},
                                    {"returned", standing.all.returned}});
    }
    return rows;
}

json::object form_status(const config::Form& form, const form::Standing& standing)
{
    json::object status{{"id", form.id}, {"title", form.titles.front().text}, {"closes", time_or_null(form.closes_at)}};
    for (const auto& count : counts_object(standing.all)) status[count.key()] = count.value();
    json::array silent;
    for (const store::Asking& asking : standing.silent) silent.emplace_back(asking.email);
    status["silent"] = std::move(silent);
    status["by_category"] = groups_object(standing.by_category);
    status["by_country"] = groups_object(standing.by_country);
    return status;
}

json::array duplicate_rows(const config::Form& form, const std::vector<store::FormReturn>& returns)
{
    json::array rows;
    for (const form::Duplicate& each : form::find_duplicates(form, returns)) {
        const auto place = [](const form::RowPlace& row) {
            return std::to_string(row.form_return) + ':' + std::to_string(row.row);
        };
        rows.push_back(json::object{{"first", place(each.first)}, {"second", place(each.second)}, {"why", each.why}});
    }
    return rows;
}

json::object return_object(const store::FormReturn& form_return)
{
    json::object object{{"id", form_return.id},
                        {"from", form_return.from},
                        {"member", form_return.member},
                        {"received", base::to_rfc3339(form_return.received_at)},
                        {"state", store::name_of(form_return.state)},
                        {"is_late", form_return.is_late},
                        {"message", form_return.message}};
    if (form_return.content.empty()) {  // erased
        for (const char* key : {"respondent", "sources"}) object[key] = json::object();
        for (const char* key : {"rows", "doubts", "unread"}) object[key] = json::array();
        return object;
    }
    const json::value content = json::parse(form_return.content);
    for (const auto& each : content.as_object()) object[each.key()] = each.value();
    return object;
}

json::array accepted_rows(const std::vector<store::FormReturn>& returns)
{
    json::array all;
    for (const store::FormReturn& each : returns) {
        if (!form::counts(each.state)) continue;
        const json::object object = return_object(each);
        const json::array& rows = object.at("rows").as_array();
        for (std::size_t i = 0; i < rows.size(); ++i) {
            if (form::is_merged(object, i)) continue;
            json::object exported = rows[i].as_object();
            exported["respondent"] = object.at("respondent");
            exported["return"] = json::object{{"id", each.id},
                                              {"member", each.member},
                                              {"received", object.at("received")},
                                              {"state", object.at("state")}};
            all.push_back(std::move(exported));
        }
    }
    return all;
}

std::vector<std::vector<std::string>> as_sheet(const config::Form& form, const json::array& accepted_rows)
{
    std::vector<std::string> names;
    for (const config::Question& column : form.columns) names.push_back(column.key);
    for (const config::Question& question : form.respondent) names.push_back("respondent_" + question.key);
    for (const char* name : {"member", "received", "state", "return"}) names.emplace_back(name);
    std::vector<std::vector<std::string>> sheet{std::move(names)};
    for (const json::value& each : accepted_rows) {
        const json::object& row = each.as_object();
        std::vector<std::string>& line = sheet.emplace_back();
        for (const config::Question& column : form.columns) line.push_back(cell(row, column.key));
        for (const config::Question& question : form.respondent)
            line.push_back(cell(row.at("respondent").as_object(), question.key));
        const json::object& came = row.at("return").as_object();
        for (const char* key : {"member", "received", "state", "id"}) line.push_back(cell(came, key));
    }
    return sheet;
}

}  // namespace report
