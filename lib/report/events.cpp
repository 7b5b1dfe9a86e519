#include "report/events.h"

namespace report {

boost::json::array events_of_issue(const config::List& list, std::int64_t number)
{
    boost::json::array rows;
    for (const config::Event& event : list.events) {
        if (event.issue == number) rows.push_back({{"name", event.name}, {"date", event.date}});
    }
    return rows;
}

}  // namespace report
