#include "form/judgement.h"

#include <gtest/gtest.h>

#include <chrono>
#include <ostream>

namespace form {
namespace {

const base::Time closing = base::from_unix_ms(1'116'000'000'000);

Return with_a_row()
{
    return {.respondent = {},
            .rows = {{{.value = std::string("Forum"), .written = "Forum", .part = "text", .place = "line 3"}}}};
}

Return with_a_doubt()
{
    Return content = with_a_row();
    content.doubts.push_back({.field = "date", .row = 0, .why = form::Why::missing});
    return content;
}

Return of_own_shape()
{
    Return content = with_a_row();
    content.is_of_own_shape = true;
    return content;
}

Return with_a_scan_beside_it()
{
    Return content = with_a_row();
    content.unread.emplace_back("scan.jpg: a picture");
    return content;
}

Return a_scan()
{
    Return content;
    content.unread.emplace_back("scan.jpg: a picture");
    return content;
}

struct Case {
    const char* name;
    Return content;
    bool is_late = false;
    config::Review review = config::Review::automatic;
    config::LateReturns late = config::LateReturns::accept_marked;
    Verdict verdict;
};

void PrintTo(const Case& each, std::ostream* out)
{
    *out << each.name;
}

class JudgementOf : public ::testing::TestWithParam<Case> {};

TEST_P(JudgementOf, AReturn)
{
    const Case& given = GetParam();
    const config::Form form{.id = "events", .closes_at = closing, .late = given.late, .review = given.review};
    const base::Time received_at = given.is_late ? closing : closing - std::chrono::seconds(1);
    const Judgement judgement = judge(form, given.content, received_at);
    EXPECT_EQ(judgement.verdict, given.verdict);
    EXPECT_EQ(judgement.is_late, given.is_late);
}

using config::LateReturns;
using config::Review;

INSTANTIATE_TEST_SUITE_P(
    Table, JudgementOf,
    ::testing::Values(
        Case{.name = "UnderstoodIsAccepted", .content = with_a_row(), .verdict = Verdict::accepted},
        Case{.name = "ReviewedWhereTheFormSaysSo",
             .content = with_a_row(),
             .review = Review::review,
             .verdict = Verdict::review},
        Case{.name = "DoubtsWait", .content = with_a_doubt(), .verdict = Verdict::review},
        Case{.name = "OwnShapesWait", .content = of_own_shape(), .verdict = Verdict::review},
        Case{.name = "AnUnreadPartWaits", .content = with_a_scan_beside_it(), .verdict = Verdict::review},
        Case{.name = "AScanAloneIsHeld", .content = a_scan(), .verdict = Verdict::held},
        Case{.name = "WordsAloneAreNoAnswer", .content = {}, .verdict = Verdict::empty},
        Case{.name = "LateIsMarked", .content = with_a_row(), .is_late = true, .verdict = Verdict::accepted},
        Case{.name = "LateAndDoubtfulWaits", .content = with_a_doubt(), .is_late = true, .verdict = Verdict::review},
        Case{.name = "LateIsHeld",
             .content = with_a_row(),
             .is_late = true,
             .late = LateReturns::hold,
             .verdict = Verdict::held},
        Case{.name = "LateIsRefused",
             .content = with_a_row(),
             .is_late = true,
             .late = LateReturns::refuse,
             .verdict = Verdict::too_late},
        Case{.name = "InTimeIsNotRefused",
             .content = with_a_row(),
             .late = LateReturns::refuse,
             .verdict = Verdict::accepted}),
    [](const auto& each) { return each.param.name; });

TEST(JudgementText, TellsTheSecretaryWhatThereIs)
{
    Return content = with_a_doubt();
    content.unread.emplace_back("scan.jpg: a picture");
    const config::Form form{.id = "events", .closes_at = closing};
    EXPECT_EQ(judge(form, content, closing).reason,
              "a late return to events: 1 row, 1 doubt, not read: scan.jpg: a picture");
}

}  // namespace
}  // namespace form
