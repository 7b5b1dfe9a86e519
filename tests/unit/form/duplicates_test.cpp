#include "form/duplicates.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace form {
namespace {

namespace json = boost::json;
using config::AnswerType;
using testing::IsEmpty;
using testing::SizeIs;

const config::Form events{.id = "events",
                          .columns = {{.key = "name", .is_required = true},
                                      {.key = "date", .type = AnswerType::date_range, .is_required = true},
                                      {.key = "url", .type = AnswerType::url}}};

store::FormReturn returned(store::Id id, std::string rows, store::ReturnState state = store::ReturnState::accepted)
{
    store::FormReturn form_return;
    form_return.id = id;
    form_return.state = state;
    form_return.content = R"({"rows":)" + std::move(rows) + '}';
    return form_return;
}

TEST(Duplicates, AreTheSameEventOfTwoBodiesHoweverItIsWritten)
{
    const auto found = find_duplicates(
        events, {returned(1, R"([{"name":"SR Forum","date":"2005-06-14","url":null}])"),
                 returned(2, R"([{"name":"Other","date":"2005-06-14","url":null},
                                 {"name":"sr  FÓRUM","date":"2005-06-14","url":"https://forum.example/"}])"),
                 returned(3, R"([{"name":"The third Forum","date":null,"url":"http://www.forum.example"}])")});
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[0].first, (RowPlace{.form_return = 1, .row = 0}));
    EXPECT_EQ(found[0].second, (RowPlace{.form_return = 2, .row = 1}));
    EXPECT_EQ(found[0].why, "name, date");
    EXPECT_EQ(found[1].first, (RowPlace{.form_return = 2, .row = 1}));
    EXPECT_EQ(found[1].why, "url");
}

TEST(Duplicates, AreNotOnOtherDaysNorWithinOneReturnNorOfWhatDoesNotCount)
{
    EXPECT_THAT(find_duplicates(events, {returned(1, R"([{"name":"Forum","date":"2005-06-14","url":null},
                                                         {"name":"Forum","date":"2005-06-14","url":null}])"),
                                         returned(2, R"([{"name":"Forum","date":"2006-06-14","url":null}])"),
                                         returned(3, R"([{"name":"Forum","date":"2005-06-14","url":null}])",
                                                  store::ReturnState::superseded)}),
                IsEmpty());
}

TEST(MergedRows, FillWhatTheFirstLacksAndCountOnce)
{
    json::object first = json::parse(R"({"rows":[{"name":"Forum","date":"2005-06-14","url":null}]})").as_object();
    json::object second =
        json::parse(
            R"({"rows":[{"name":"x","date":null,"url":null},{"name":"FORUM","date":"2005-06-14","url":"https://f.example"}]})")
            .as_object();
    const RowPlace kept{.form_return = 1, .row = 0};
    const RowPlace repeated{.form_return = 2, .row = 1};
    EXPECT_TRUE(merge_rows(first, second, kept, repeated));
    EXPECT_EQ(first.at("rows"),
              json::value({{{"name", "Forum"}, {"date", "2005-06-14"}, {"url", "https://f.example"}}}));
    EXPECT_TRUE(is_merged(second, 1));
    EXPECT_FALSE(is_merged(second, 0));
    EXPECT_FALSE(merge_rows(first, second, kept, repeated));
    EXPECT_FALSE(merge_rows(first, second, kept, {.form_return = 2, .row = 7}));
}

}  // namespace
}  // namespace form
