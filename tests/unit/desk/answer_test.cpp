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
    }

    Reading answer(const std::string& text, const std::string& more = "")
    {
        return reading("From: ann@body.example\r\nSubject: Re: x\r\n" + more + "\r\n" + text);
    }

    Reading post = reading("From: ann@body.example\r\nSubject: Issue 3\r\nMessage-ID: <3@body.example>\r\n\r\nx\r\n");
    ConfirmationFacts confirmation_facts;
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
    confirmation_facts.post_facts.named = store::Issue{.number = 3};
    const Effects effects = handle_confirmation(answer("yes"), list(), confirmation_facts, now);
    EXPECT_TRUE(all<AcceptPost>(effects).empty());
    ASSERT_EQ(all<Hold>(effects).size(), 1U);
    EXPECT_EQ(all<Hold>(effects).front().message, post.row.id);
}

}  // namespace
}  // namespace desk
