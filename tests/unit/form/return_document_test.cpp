#include "form/return_document.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace {

namespace json = boost::json;

const config::Form events{.id = "events",
                          .respondent = {{.key = "name"}, {.key = "country", .type = config::AnswerType::country}},
                          .columns = {{.key = "name"}, {.key = "willing", .type = config::AnswerType::yes_no}}};

form::Answer answer(form::Value value, std::string written)
{
    return {.value = std::move(value), .written = std::move(written), .part = "text", .place = "line 7"};
}

form::Return one_row()
{
    return {.respondent = {answer(std::string("Ann"), "Ann "), {}},
            .rows = {{answer(std::string("=Forum"), "=Forum"), answer(true, "oui")}},
            .note = "thank you",
            .doubts = {{.field = "country", .why = form::Why::missing},
                       {.field = "name", .row = 0, .why = form::Why::too_long_cut},
                       {.why = form::Why::picture, .about = "scan.jpg"}},
            .unread = {"scan.jpg: a picture"}};
}

TEST(ReturnDocument, HasValuesDoubtsAndWhereTheyCameFrom)
{
    const json::value expected = json::parse(R"({
        "respondent": {"name": "Ann", "country": null},
        "rows": [{"name": "=Forum", "willing": true}],
        "doubts": [{"field": "country", "row": null, "why": "it is missing"}, {"field": "name", "row": 0, "why": "this was too long and was cut"},
                   {"field": null, "row": null, "why": "scan.jpg is a picture; a person has to read it"}],
        "note": "thank you",
        "unread": ["scan.jpg: a picture"],
        "sources": {"respondent": {"name": {"part": "text", "place": "line 7", "sureness": "sure", "written": "Ann "},
                                   "country": null},
                    "rows": [{"name": {"part": "text", "place": "line 7", "sureness": "sure", "written": "=Forum"},
                              "willing": {"part": "text", "place": "line 7", "sureness": "sure", "written": "oui"}}]}})");
    EXPECT_EQ(json::value(form::return_document(events, one_row())), expected);
}

}  // namespace
