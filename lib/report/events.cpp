#include "report/events.h"

namespace report {

namespace json = boost::json;

json::array events_of_issue(const config::List& list, std::int64_t number)
{
    json::array rows;
    for (const config::Event& event : list.events) {
        if (event.issue == number) rows.push_back({{"name", event.name}, {"date", event.date}});
    }
    return rows;
}

json::array events(store::Store& store, const config::List& list)
{
    json::array rows;
    for (const config::Event& event : list.events) {
        json::object row{
            {"list", list.name}, {"date", event.date}, {"name", event.name}, {"issue", nullptr}, {"state", nullptr}};
        if (event.issue) row["issue"] = *event.issue;
        const auto issue = event.issue ? store.issues().find(list.name, *event.issue) : std::nullopt;
        if (issue) row["state"] = store::name_of(issue->state);
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace report
