#include "desk/library.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace desk {
namespace {

using store::MemberState;

store::Member member(const std::string& category, MemberState state = MemberState::active)
{
    store::Member made;
    made.category = category;
    made.state = state;
    return made;
}

store::Issue issue(std::int64_t number, std::vector<std::string> categories = {})
{
    store::Issue made;
    made.number = number;
    made.subject = "Issue #" + std::to_string(number);
    made.categories = std::move(categories);
    return made;
}

struct IssueCase {
    std::string name;
    std::string wanted;
    std::vector<store::Member> memberships;
    std::int64_t found;  ///< -1: none
};

TEST(WantedIssue, IsOneThatTheMemberMayHave)
{
    const std::vector<store::Issue> issues{issue(0), issue(12), issue(3), issue(20, {"expert"})};
    const IssueCase cases[] = {
        {"the first one", "0", {member("nmb")}, 0},
        {"by number", "3", {member("nmb")}, 3},
        {"not there", "4", {member("nmb")}, -1},
        {"for others", "20", {member("nmb")}, -1},
        {"for one of his memberships", "20", {member("nmb"), member("expert")}, 20},
        {"of a membership that is paused", "20", {member("nmb"), member("expert", MemberState::paused)}, -1},
        {"the newest that he may have", "latest", {member("nmb")}, 12},
        {"the newest of all", "latest", {member("expert")}, 20},
        {"nobody", "3", {}, -1},
        {"who left", "latest", {member("nmb", MemberState::left)}, -1},
        {"a paper", "faq", {member("nmb")}, -1},
    };
    for (const IssueCase& c : cases) {
        const store::Issue* found = find_wanted_issue(issues, {.argument = c.wanted}, c.memberships);
        EXPECT_EQ(found == nullptr ? -1 : found->number, c.found) << c.name;
    }
    EXPECT_EQ(find_wanted_issue({}, {.argument = "latest"}, {member("nmb")}), nullptr);
}

TEST(WantedPaper, IsOneThatTheMemberMayHave)
{
    const std::vector<config::Paper> papers{{.name = "faq"}, {.name = "brief", .categories = {"nmb", "d-liaison"}}};
    EXPECT_EQ(find_wanted_paper(papers, "faq", {member("expert")}), &papers[0]);
    EXPECT_EQ(find_wanted_paper(papers, "brief", {member("d-liaison")}), &papers[1]);
    EXPECT_EQ(find_wanted_paper(papers, "brief", {member("expert")}), nullptr);
    EXPECT_EQ(find_wanted_paper(papers, "brief", {member("nmb", MemberState::suppressed)}), nullptr);
    EXPECT_EQ(find_wanted_paper(papers, "kit", {member("nmb")}), nullptr);
}

TEST(Index, ShowsTheNewestHundredIssuesAndCountsTheOthers)
{
    std::vector<store::Issue> issues;
    for (std::int64_t number = 0; number < 103; ++number) issues.push_back(issue(number));
    issues.push_back(issue(500, {"expert"}));
    config::TemplateValues values;
    add_index(values, {}, issues, {member("nmb")});
    ASSERT_EQ(values.rows["index_issues"].size(), 100U);
    EXPECT_EQ(values.rows["index_issues"].front().at("number"), "102");
    EXPECT_EQ(values.rows["index_issues"].back().at("number"), "3");
    EXPECT_EQ(values.texts["index_older"], "3");
    EXPECT_FALSE(values.texts.contains("index_empty"));
}

TEST(Index, TellsOfNothingThatIsForOthers)
{
    const config::List list{.papers = {{.name = "brief", .categories = {"expert"}}}};
    config::TemplateValues values;
    add_index(values, list, {issue(1, {"expert"})}, {member("nmb")});
    EXPECT_FALSE(values.rows.contains("index_issues"));
    EXPECT_FALSE(values.rows.contains("index_papers"));
    EXPECT_TRUE(values.texts.contains("index_empty"));
}

}  // namespace
}  // namespace desk
