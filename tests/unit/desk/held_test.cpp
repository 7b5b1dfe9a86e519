#include "desk/held.h"

#include "base/token.h"
#include "desk/live_token.h"
#include "support/desk_fixture.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace desk {
namespace {

using What = HeldDecision::What;

struct ChoiceCase {
    Kind kind;
    bool is_loop;
    bool has_list;
    std::string_view choices;  ///< post, command, feedback, return, answer
    std::optional<ReleaseAs> usual = {};
};

constexpr ChoiceCase choice_cases[] = {
    {Kind::post, false, true, "pcfa", ReleaseAs::post},
    {Kind::command, false, true, "pcfa", ReleaseAs::command},
    {Kind::feedback, false, true, "pcfa", ReleaseAs::feedback},
    {Kind::unknown, false, true, "pcfa"},
    {Kind::form_return, false, true, "pcfra", ReleaseAs::form_return},
    {Kind::auto_reply, false, true, "pf"},
    {Kind::bounce, false, true, "f"},
    {Kind::complaint, false, true, "f"},
    {Kind::post, true, true, ""},
    {Kind::unknown, false, false, ""},
};

TEST(Choices, OfEachKindOfMessage)
{
    for (const ChoiceCase& each : choice_cases) {
        const Choices choices = choices_for(each.kind, each.is_loop, each.has_list);
        std::string text = choices.post ? "p" : "";
        if (choices.command) text += 'c';
        if (choices.feedback) text += 'f';
        if (choices.form_return) text += 'r';
        if (choices.answer) text += 'a';
        EXPECT_EQ(text, each.choices) << kind_name(each.kind);
        EXPECT_EQ(choices.usual, each.usual) << kind_name(each.kind);
    }
}

class Held : public testing::Test, public testing_support::DeskFixture {
  protected:
    Held()
    {
        facts.item = message.row;
        facts.item->state = store::MessageState::held;
        facts.list = &list();
        facts.reading = &message;
        facts.choices = choices_for(Kind::post, false, true);
        facts.post = {.highest_number = 2};
    }

    HeldOutcome decided(const HeldDecision& decision) { return decide_held(facts, decision, config, "owner", now); }
    HeldOutcome released(std::optional<ReleaseAs> as) { return decided({.what = What::release, .as = as, .text = ""}); }
    HeldOutcome answered(const std::string& text = "Ask Bob.")
    {
        return decided({.what = What::answer, .as = {}, .text = text});
    }
    Reading reply(const std::string& more = "")
    {
        return reading("From: owner@body.example\r\nSubject: Re: x\r\n" + more + "\r\nx\r\n");
    }

    Reading message = reading("From: eve@body.example\r\nSubject: Issue 3\r\nMessage-ID: <3@body.example>\r\n\r\n"
                              "A word.\r\n");
    HeldFacts facts;
};

TEST_F(Held, PostIsReleasedAsWhatItCame)
{
    const HeldOutcome outcome = released({});
    EXPECT_EQ(outcome.end, HeldEnd::released_post);
    EXPECT_EQ(outcome.reason, "accepted as issue 3");
    EXPECT_EQ(all<AcceptPost>(outcome.effects).size(), 1U);
}

TEST_F(Held, PostThatSomethingStandsInTheWayOfStaysHeld)
{
    facts.post.named = store::Issue{.number = 3};
    EXPECT_EQ(released({}).end, HeldEnd::stays);
    EXPECT_EQ(released({}).reason, "issue 3 is there already");
    facts.post.named.reset();
    facts.holds_live_token = true;
    EXPECT_EQ(released({}).end, HeldEnd::stays);
    EXPECT_TRUE(released({}).effects.empty());
}

TEST_F(Held, MessageThatIsNoPostGoesToAllOnlyWhenThatIsSaid)
{
    facts.choices = choices_for(Kind::unknown, false, true);
    EXPECT_EQ(released({}).end, HeldEnd::stays);
    EXPECT_EQ(released(ReleaseAs::post).end, HeldEnd::released_post);
}

TEST_F(Held, LoopIsOnlyDiscardedAndABounceAtMostFeedback)
{
    for (const Choices& choices : {choices_for(Kind::post, true, true), choices_for(Kind::bounce, false, true)}) {
        facts.choices = choices;
        for (const auto as : {std::optional<ReleaseAs>(), std::optional(ReleaseAs::post),
                              std::optional(ReleaseAs::command), std::optional(ReleaseAs::feedback)}) {
            const bool may_be = as == ReleaseAs::feedback && choices.feedback;
            EXPECT_EQ(released(as).end, may_be ? HeldEnd::released_feedback : HeldEnd::stays);
            EXPECT_EQ(released(as).effects.empty(), !may_be);
        }
        EXPECT_EQ(answered().end, HeldEnd::stays);
        EXPECT_EQ(decided({.what = What::discard, .as = {}, .text = ""}).end, HeldEnd::discarded);
    }
    facts.choices = choices_for(Kind::post, false, true);
    message = reading("From: eve@body.example, ann@body.example\r\n\r\nx\r\n");
    EXPECT_EQ(released(ReleaseAs::feedback).end, HeldEnd::released_feedback) << "the envelope names one";
    facts.item->reverse_path.clear();
    EXPECT_EQ(released(ReleaseAs::feedback).end, HeldEnd::stays) << "nobody could be answered";
}

TEST_F(Held, CommandStillAsksWhomItIsAbout)
{
    EXPECT_EQ(released(ReleaseAs::command).reason, "no command stands in it");
    facts.commands = read_commands(list::Use::request, "subscribe", "");
    const HeldOutcome outcome = released(ReleaseAs::command);
    EXPECT_EQ(outcome.end, HeldEnd::released_command);
    EXPECT_EQ(all<AskAboutRequest>(outcome.effects).size(), 1U);
    EXPECT_TRUE(all<ActForAuthor>(outcome.effects).empty()) << "the owner's word is no proof of the author";
}

TEST_F(Held, MessageWithoutANewWordIsFeedbackAsAWhole)
{
    message = reading("From: eve@body.example\r\n\r\n> A word.\r\n");
    facts.feedback = {.issue = 7, .issue_number = 2, .is_claimed = true};
    const HeldOutcome outcome = released(ReleaseAs::feedback);
    EXPECT_EQ(outcome.end, HeldEnd::released_feedback);
    const auto taken = all<TakeFeedback>(outcome.effects);
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken[0].feedback.text, "> A word.");
    EXPECT_EQ(taken[0].feedback.issue, 7);
    EXPECT_TRUE(taken[0].is_claimed);
    EXPECT_EQ(taken[0].to, std::vector<std::string>{"owner@body.example"});
    EXPECT_EQ(all<Record>(outcome.effects).at(0).entry.detail, "as feedback: of no member, its issue by References");
}

TEST_F(Held, ThreadMessageGoesOnInItsThread)
{
    facts.thread = ThreadFacts{.party = store::ThreadParty{.id = 5, .feedback = 4},
                               .feedback = store::Feedback{.id = 4, .list = "sr-update"}};
    const HeldOutcome outcome = released(ReleaseAs::feedback);
    EXPECT_EQ(outcome.end, HeldEnd::released_feedback);
    EXPECT_EQ(all<PassOn>(outcome.effects).size(), 1U);
}

TEST_F(Held, AnswerGoesToItsAuthorWithoutAnybodysToken)
{
    const std::string token = base::make_token(base::Purpose::held, 1, key);
    const HeldOutcome outcome = answered("Ask Bob, sr-update+held-" + token + "@lists.example.");
    EXPECT_EQ(outcome.end, HeldEnd::answered);
    const auto letters = all<WriteToAuthor>(outcome.effects);
    ASSERT_EQ(letters.size(), 1U);
    EXPECT_EQ(letters[0].address, "eve@body.example");
    EXPECT_EQ(letters[0].message_id, "<3@body.example>");
    EXPECT_FALSE(letters[0].is_proven);
    EXPECT_EQ(letters[0].text.find(token), std::string::npos);
}

TEST_F(Held, AnswerGoesToNoProgramListNobodyAndNoneOfUs)
{
    struct Case {
        std::string header;
        std::string reverse_path;
    };
    const Case cases[] = {
        {"From: eve@body.example\r\n", ""},
        {"From: eve@body.example\r\nList-Id: <x.body.example>\r\n", "eve@body.example"},
        {"From: eve@body.example\r\nPrecedence: bulk\r\n", "eve@body.example"},
        {"From: other@lists.example\r\n", "eve@body.example"},
        {"From: sr-update+request@lists.example\r\n", "eve@body.example"},
        {"From: noreply@body.example\r\n", "eve@body.example"},
        {"From: eve@body.example, ann@body.example\r\n", "eve@body.example"},
        {"", "eve@body.example"},
    };
    for (const Case& each : cases) {
        message = reading(each.header + "\r\nx\r\n", "sr-update@lists.example", each.reverse_path);
        EXPECT_EQ(answered().end, HeldEnd::stays) << each.header;
        EXPECT_TRUE(answered().effects.empty()) << each.header;
    }
    message = reading("From: eve@body.example\r\n\r\nx\r\n");
    EXPECT_EQ(answered().end, HeldEnd::answered);
    EXPECT_EQ(answered("").end, HeldEnd::stays) << "without a text";
    facts.is_author_suppressed = true;
    EXPECT_EQ(answered().end, HeldEnd::stays) << "suppressed";
    facts.is_author_suppressed = false;
    facts.choices = choices_for(Kind::auto_reply, false, true);
    EXPECT_EQ(answered().end, HeldEnd::stays) << "a program's";
}

TEST_F(Held, IsDecidedOnce)
{
    facts.item->state = store::MessageState::done;
    facts.item->reason = "discarded by the owner";
    facts.reading = nullptr;
    for (const What what : {What::release, What::answer, What::discard, What::unclear}) {
        const Effects effects = handle_held_answer(reply(), {.what = what, .as = {}, .text = "x"}, facts, config, now);
        const auto told = all<AnswerOwner>(effects);
        ASSERT_EQ(told.size(), 1U);
        EXPECT_EQ(told[0].end, HeldEnd::already);
        EXPECT_EQ(told[0].reason, "discarded by the owner");
        EXPECT_EQ(all<Finish>(effects).size(), 1U) << "of the answer alone";
    }
    EXPECT_EQ(all<Finish>(handle_held_answer(reply(), {}, {}, config, now)).size(), 1U);
}

TEST_F(Held, OwnerIsToldFiveTimesADayAndObeyedAlways)
{
    facts.answers_today = 5;
    const Effects effects =
        handle_held_answer(reply(), {.what = What::discard, .as = {}, .text = ""}, facts, config, now);
    EXPECT_TRUE(all<AnswerOwner>(effects).empty());
    EXPECT_EQ(all<Finish>(effects).size(), 2U);
}

TEST_F(Held, DecisionOfNobodyIsAnsweredToTheOwnersOnly)
{
    const Effects effects = handle_held_answer(reading("Subject: x\r\n\r\ndiscard\r\n", "sr-update@lists.example", ""),
                                               {.what = What::discard, .as = {}, .text = ""}, facts, config, now);
    EXPECT_EQ(all<AnswerOwner>(effects).at(0).address, "");
}

TEST_F(Held, LiveTokenIsFoundWhereverItStandsAndNoOtherIsTakenForOne)
{
    const std::string ours = base::make_token(base::Purpose::leave, 4711, key);
    std::string altered = ours;
    altered.back() = altered.back() == 'a' ? 'b' : 'a';
    const auto holds = [&](const std::string& octets) { return holds_live_token(reading(octets), key); };
    EXPECT_TRUE(holds("To: sr-update+leave-" + ours + "@lists.example\r\n\r\nx\r\n"));
    EXPECT_TRUE(holds("\r\nsee https://lists.example/u/" + ours + "\r\n"));
    EXPECT_TRUE(holds("Content-Transfer-Encoding: quoted-printable\r\n\r\n/u/" + ours.substr(0, 9) + "=\r\n" +
                      ours.substr(9) + "\r\n"));
    EXPECT_TRUE(
        holds("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<a href=\"/u/" +
              ours + "\">\r\n--b--\r\n"));
    EXPECT_FALSE(holds("To: sr-update+leave-" + altered + "@lists.example\r\n\r\n/u/" + altered + "\r\n"));
    EXPECT_FALSE(holds("\r\n" + ours + "\r\n"));
}

}  // namespace
}  // namespace desk
