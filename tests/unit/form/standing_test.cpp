#include "form/standing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace form {
namespace {

using store::ReturnState;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

store::Asking asked(store::Id contact, const std::string& email, const std::string& category,
                    const std::string& country)
{
    store::Asking asking;
    asking.id = contact;
    asking.contact = contact;
    asking.email = email;
    asking.category = category;
    asking.country = country;
    return asking;
}

store::FormReturn came(store::Id id, const std::string& member, ReturnState state, bool has_doubts = false)
{
    store::FormReturn form_return;
    form_return.id = id;
    form_return.member = member;
    form_return.state = state;
    form_return.has_doubts = has_doubts;
    form_return.is_late = state == ReturnState::late;
    return form_return;
}

const std::vector<store::Asking> askings{
    asked(1, "a@body.example", "nmb", "JP"), asked(2, "b@body.example", "nmb", "TH"),
    asked(3, "c@body.example", "d-liaison", ""), asked(4, "<d>@body.example", "nmb", "JP")};

TEST(Standing, CountsMembersByTheNewestReturnThatIsAlive)
{
    const Standing standing = standing_of(
        askings, {came(1, "a@body.example", ReturnState::superseded, true),
                  came(2, "a@body.example", ReturnState::accepted), came(3, "b@body.example", ReturnState::late),
                  came(4, "c@body.example", ReturnState::review), came(5, "<d>@body.example", ReturnState::rejected)});
    EXPECT_EQ(standing.all.asked, 4);
    EXPECT_EQ(standing.all.returned, 3);
    EXPECT_EQ(standing.all.incomplete, 1);
    EXPECT_EQ(standing.all.late, 1);
    ASSERT_THAT(standing.silent, SizeIs(1));
    EXPECT_EQ(standing.silent[0].contact, 4);
    EXPECT_EQ(standing.by_category.at("nmb").returned, 2);
    EXPECT_EQ(standing.by_country.at("JP").asked, 2);
    EXPECT_EQ(standing.by_country.at("").incomplete, 1);
}

TEST(StandingPage, IsAChartWithoutMarkupOfOthers)
{
    const config::Form form{.id = "events", .titles = {{.language = "en", .text = "Events & more"}}};
    const std::string page = standing_page(form, standing_of(askings, {}), base::from_unix_ms(1'116'000'000'000));
    EXPECT_THAT(page, HasSubstr("<h1>Events &amp; more</h1>"));
    EXPECT_THAT(page, HasSubstr("<svg"));
    EXPECT_THAT(page, HasSubstr("&lt;d&gt;@body.example"));
    EXPECT_THAT(page, Not(HasSubstr("<d>")));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
}

}  // namespace
}  // namespace form
