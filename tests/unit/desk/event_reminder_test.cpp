#include "desk/event_reminder.h"

#include <gtest/gtest.h>

#include <optional>
#include <string_view>

namespace desk {
namespace {

using store::IssueState;

base::Time at(std::string_view time)
{
    return base::parse_time(time).value();
}

config::Event plenary()
{
    return {.name = "Plenary", .date = "2005-05-14", .issue = 1, .remind = base::days{14}};
}

std::optional<store::Issue> issue_in(IssueState state, std::optional<base::Time> send_at = {})
{
    store::Issue issue;
    issue.state = state;
    issue.send_at = send_at;
    return issue;
}

TEST(EventReminder, ComesInTheTimeBeforeTheDayAndUntilItIsOver)
{
    EXPECT_FALSE(is_to_remind(plenary(), {}, at("2005-04-29T23:59:59Z")));
    EXPECT_TRUE(is_to_remind(plenary(), {}, at("2005-04-30T00:00:00Z")));
    EXPECT_TRUE(is_to_remind(plenary(), {}, at("2005-05-14T23:59:59Z")));
    EXPECT_FALSE(is_to_remind(plenary(), {}, at("2005-05-15T00:00:00Z")));
    config::Event never = plenary();
    never.remind = {};
    EXPECT_FALSE(is_to_remind(never, {}, at("2005-05-14T12:00:00Z")));
    config::Event of_none = plenary();
    of_none.issue.reset();
    EXPECT_FALSE(is_to_remind(of_none, {}, at("2005-05-14T12:00:00Z")));
}

TEST(EventReminder, IsNotNeededOnceTheIssueIsOutOrComesInTime)
{
    const base::Time now = at("2005-05-10T12:00:00Z");
    for (const IssueState state :
         {IssueState::approving, IssueState::rejected, IssueState::held, IssueState::cancelled})
        EXPECT_TRUE(is_to_remind(plenary(), issue_in(state), now)) << store::name_of(state);
    for (const IssueState state : {IssueState::distributing, IssueState::distributed, IssueState::scheduled})
        EXPECT_FALSE(is_to_remind(plenary(), issue_in(state), now)) << store::name_of(state);
    EXPECT_FALSE(is_to_remind(plenary(), issue_in(IssueState::scheduled, at("2005-05-13T23:59:59Z")), now));
    EXPECT_TRUE(is_to_remind(plenary(), issue_in(IssueState::scheduled, at("2005-05-14T00:00:00Z")), now));
}

}  // namespace
}  // namespace desk
