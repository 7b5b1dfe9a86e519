#include "report/events.h"

#include <boost/json/serialize.hpp>

#include <gtest/gtest.h>

namespace report {
namespace {

TEST(Events, OfAnIssueAreThoseThatNameIt)
{
    const config::List list{.events = {{.name = "Vote", .date = "2005-03-01", .issue = std::nullopt},
                                       {.name = "Plenary", .date = "2005-05-14", .issue = 0},
                                       {.name = "Workshop", .date = "2005-06-01", .issue = 1}}};
    EXPECT_EQ(boost::json::serialize(events_of_issue(list, 0)), R"([{"name":"Plenary","date":"2005-05-14"}])");
    EXPECT_EQ(boost::json::serialize(events_of_issue(list, 2)), "[]");
}

}  // namespace
}  // namespace report
