#include "desk/answer.h"

#include "support/desk_fixture.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace desk {
namespace {

using namespace std::chrono_literals;

class Answer : public testing::Test, public testing_support::DeskFixture {
  protected:
    Answer()
    {
        store::Message row = post.row;
        row.state = store::MessageState::held;
        row.list = "sr-update";
        confirmation_facts = {.confirmation = store::Confirmation{.id = 7,
                                                                  .message = row.id,
                                                                  .address = "ann@body.example",
                                                                  .asked_at = now - 1h,
                                                                  .expires_at = now + 24h,
                                                                  .is_open = true},
                              .held_post = row,
                              .post = &post,
                              .post_facts = {.highest_number = 2}};
        held_facts = {
            .item = row, .reading = &post, .list = &list(), .is_post = true, .post_facts = {.highest_number = 2}};
    }

    Reading answer(const std::string& text, const std::string& more = "")
    {
        return reading("From: ann@body.example\r\nSubject: Re: x\r\n" + more + "\r\n" + text);
    }

    Reading post = reading("From: ann@body.example\r\nSubject: Issue 3\r\nMessage-ID: <3@body.example>\r\n\r\nx\r\n");
    ConfirmationFacts confirmation_facts;
    HeldFacts held_facts;
};

TEST_F(Answer, OfAnyKindConfirmsUnlessItBeginsWithNo)
{
    struct Case {
        std::string_view text;
        bool confirms;
    };
    constexpr Case cases[] = {
        {"", true},
        {"yes", true},
        {"Out of curiosity: what is this?", true},
        {"Nothing to add", true},
        {"I do not mind. No.", true},
        {"> no\r\nfine", true},
        {"no", false},
        {"NO!", false},
        {"  No, I did not send it", false},
        {"non", false},
        {"Refuse", false},
        {"On Monday the list wrote:\r\n> confirm\r\n\r\nno", false},
        {"=?x\r\nno", true},
    };
    for (const Case& c : cases) {
        const Effects effects = handle_confirmation(answer(std::string(c.text)), list(), confirmation_facts, now);
        EXPECT_EQ(all<AcceptPost>(effects).size(), c.confirms ? 1U : 0U) << c.text;
        EXPECT_EQ(all<Hold>(effects).size(), c.confirms ? 0U : 1U) << c.text;
        ASSERT_EQ(all<CloseConfirmation>(effects).size(), 1U) << c.text;
        EXPECT_EQ(all<CloseConfirmation>(effects).front().confirmation, 7);
        EXPECT_FALSE(all<Record>(effects).empty());
    }
}

TEST_F(Answer, CountsOnce)
{
    confirmation_facts.confirmation->is_open = false;
    for (const char* text : {"yes", "no"}) {
        const Effects effects = handle_confirmation(answer(text), list(), confirmation_facts, now);
        EXPECT_TRUE(all<AcceptPost>(effects).empty());
        EXPECT_TRUE(all<Hold>(effects).empty());
        EXPECT_EQ(all<Finish>(effects).size(), 1U);
    }
    confirmation_facts.confirmation->is_open = true;
    confirmation_facts.post = nullptr;
    confirmation_facts.held_post->state = store::MessageState::done;
    EXPECT_TRUE(all<AcceptPost>(handle_confirmation(answer("yes"), list(), confirmation_facts, now)).empty())
        << "the owner discarded it meanwhile";
    EXPECT_TRUE(all<AcceptPost>(handle_confirmation(answer("yes"), list(), {}, now)).empty());
}

TEST_F(Answer, AfterItsTimeConfirmsNothing)
{
    EXPECT_EQ(all<AcceptPost>(handle_confirmation(answer("yes"), list(), confirmation_facts,
                                                  confirmation_facts.confirmation->expires_at - 1ms))
                  .size(),
              1U);
    const Effects late =
        handle_confirmation(answer("yes"), list(), confirmation_facts, confirmation_facts.confirmation->expires_at);
    EXPECT_TRUE(all<AcceptPost>(late).empty());
    EXPECT_EQ(all<Finish>(late).size(), 1U);
}

TEST_F(Answer, ToAnotherListsAddressSendsThePostNowhere)  // a token for one list, written to other+confirm-TOKEN@
{
    const Effects effects = handle_confirmation(answer("yes"), other(), confirmation_facts, now);
    EXPECT_TRUE(all<AcceptPost>(effects).empty());
    EXPECT_TRUE(all<CloseConfirmation>(effects).empty());
    EXPECT_EQ(all<Finish>(effects).size(), 1U);
    EXPECT_EQ(all<Record>(effects).size(), 1U);
}

TEST_F(Answer, ConfirmedPostWhoseNumberIsTakenNowStaysHeld)
{
    confirmation_facts.post_facts.is_number_taken = true;
    const Effects effects = handle_confirmation(answer("yes"), list(), confirmation_facts, now);
    EXPECT_TRUE(all<AcceptPost>(effects).empty());
    ASSERT_EQ(all<Hold>(effects).size(), 1U);
    EXPECT_EQ(all<Hold>(effects).front().message, post.row.id);
}

TEST_F(Answer, OfTheOwnerDecidesByItsFirstWord)
{
    struct Case {
        std::string_view text;
        std::size_t accepted;
        std::string_view answer;
    };
    constexpr Case cases[] = {
        {"release", 1, "released"},
        {"Release it please", 1, "released"},
        {"approve", 1, "released"},
        {"DISCARD", 0, "discarded"},
        {"> release\r\ndiscard", 0, "discarded"},
        {"", 0, "release or discard?"},
        {"please release", 0, "release or discard?"},
        {"no", 0, "release or discard?"},
        {"yes", 0, "release or discard?"},
        {"> release", 0, "release or discard?"},
    };
    for (const Case& c : cases) {
        const Effects effects = handle_held_answer(answer(std::string(c.text)), held_facts, now);
        EXPECT_EQ(all<AcceptPost>(effects).size(), c.accepted) << c.text;
        const auto told = all<AnswerOwner>(effects);
        ASSERT_EQ(told.size(), 1U) << c.text;
        EXPECT_EQ(told.front().answer, c.answer) << c.text;
        bool is_answer_finished = false;
        bool is_item_finished = false;
        for (const Finish& finish : all<Finish>(effects)) {
            is_answer_finished = is_answer_finished || finish.message != post.row.id;
            is_item_finished = is_item_finished || finish.message == post.row.id;
        }
        EXPECT_TRUE(is_answer_finished) << c.text;
        EXPECT_EQ(is_item_finished, c.answer == "released" || c.answer == "discarded") << c.text;
    }
}

TEST_F(Answer, OfTheOwnerAboutWhatIsNoLongerHeldChangesNothing)
{
    held_facts.item->state = store::MessageState::done;
    held_facts.reading = nullptr;
    const Effects effects = handle_held_answer(answer("release"), held_facts, now);
    EXPECT_TRUE(all<AcceptPost>(effects).empty());
    EXPECT_EQ(all<AnswerOwner>(effects).at(0).answer, "was decided before");
    EXPECT_EQ(all<Finish>(handle_held_answer(answer("release"), {}, now)).size(), 1U);
}

TEST_F(Answer, OfTheOwnerReleasesPostsOnlyAndNoneThatNeedsApproval)
{
    held_facts.is_post = false;
    EXPECT_TRUE(all<AcceptPost>(handle_held_answer(answer("release"), held_facts, now)).empty());
    held_facts.is_post = true;
    list().stages.emplace_back();
    const Effects effects = handle_held_answer(answer("release"), held_facts, now);
    EXPECT_TRUE(all<AcceptPost>(effects).empty());
    EXPECT_EQ(all<AnswerOwner>(effects).at(0).answer, "still held");
    EXPECT_NE(all<AnswerOwner>(effects).at(0).explanation.find("needs approval"), std::string::npos);
}

TEST_F(Answer, ThatNamesNobodyIsAnsweredToTheOwnersOnly)
{
    const Effects effects =
        handle_held_answer(reading("Subject: x\r\n\r\ndiscard\r\n", "sr-update@lists.example", ""), held_facts, now);
    EXPECT_EQ(all<AnswerOwner>(effects).at(0).address, "");
}

}  // namespace
}  // namespace desk
