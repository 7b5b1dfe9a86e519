#include "report/events.h"

#include "support/store_fixture.h"

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

TEST(Events, OfAListSayHowFarTheirIssuesAre)
{
    testing_support::StoreFixture fixture;
    fixture.add_list("sr-update");
    fixture.add_issue("sr-update", 0, "<0@body.example>");
    config::List list{.name = "sr-update"};
    list.events = {{.name = "Vote", .date = "2005-03-01", .issue = std::nullopt},
                   {.name = "Plenary", .date = "2005-05-14", .issue = 0},
                   {.name = "Workshop", .date = "2005-06-01", .issue = 1}};
    const auto rows = fixture.in([&](store::Store& store) { return events(store, list); });
    EXPECT_EQ(boost::json::serialize(rows),
              R"([{"list":"sr-update","date":"2005-03-01","name":"Vote","issue":null,"state":null},)"
              R"({"list":"sr-update","date":"2005-05-14","name":"Plenary","issue":0,"state":"distributing"},)"
              R"({"list":"sr-update","date":"2005-06-01","name":"Workshop","issue":1,"state":null}])");
}

}  // namespace
}  // namespace report
