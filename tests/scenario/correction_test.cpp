/// What a post says to us at the head of its text: when it is to go out, and what it corrects.

#include "support/world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;
using testing_support::Sent;
using testing_support::World;

const std::string secretary = "secretary@secretariat.example";
const std::string editor = "editor@secretariat.example";
const std::string editors = "[[list.stage]]\nname = \"Editors\"\napprovers = [\"" + editor + "\"]\npolicy = \"any\"\n";

constexpr auto roster = "email,category,country\n"
                        "a@body.example,nmb,FR\n"
                        "b@body.example,nmb,JP\n"
                        "c@body.example,subscriber,\n";

class Directive : public testing::Test {
  protected:
    void begin(const std::string& more = "")
    {
        world_ = std::make_unique<World>(World::usual_config("post_auth = \"open\"\n" + more));
        world_->import("sr-update", roster);
    }
    World& world() { return *world_; }

    void post(const std::string& subject, const std::string& text, const std::string& more_fields = "")
    {
        receive(secretary, "sr-update@lists.example.org", subject, text, more_fields);
    }
    void receive(const std::string& from, const std::string& to, const std::string& subject, const std::string& text,
                 const std::string& more_fields = "")
    {
        world().receive({.from = from, .to = to, .subject = subject, .text = text, .more_fields = more_fields});
        collect();
    }
    void pass(base::Duration time)
    {
        world().pass(time);
        collect();
    }
    void collect()
    {
        world().run();
        for (Sent& sent : world().take_sent()) mail_[sent.recipient].push_back(std::move(sent));
    }
    /// The editor's word on what he was asked last.
    void say(const std::string& word)
    {
        const Sent request = last_to(editor);
        receive(editor, request.field("Reply-To"), "Re: " + request.subject(), word + "\n");
    }
    Sent last_to(const std::string& address) { return mail_[address].empty() ? Sent{} : mail_[address].back(); }

    bool has_mail(const std::string& address, const std::string& words)
    {
        return std::ranges::any_of(mail_[address],
                                   [&](const Sent& sent) { return sent.body().find(words) != std::string::npos; });
    }

    /// Who got a copy whose subject has that in it.
    std::vector<std::string> readers_of(const std::string& subject)
    {
        std::vector<std::string> all;
        for (const auto& [recipient, sent] : mail_) {
            const auto is_copy = [&](const Sent& each) {
                return !each.field("List-Id").empty() && each.subject().find(subject) != std::string::npos;
            };
            all.insert(all.end(), static_cast<std::size_t>(std::ranges::count_if(sent, is_copy)), recipient);
        }
        return all;
    }
    std::string held_because()
    {
        const std::vector<store::Message> held = world().held();
        return held.empty() ? "" : held.back().reason;
    }
    boost::json::object issue(std::int64_t number) { return world().issue("sr-update", number); }

  private:
    std::unique_ptr<World> world_;
    std::map<std::string, std::vector<Sent>> mail_;
};

TEST_F(Directive, ThatNamesATimeHoldsThePostAndIsNotSent)
{
    begin(editors);
    post("ISO/SR Update #1: May 2005", "Send-At: 2005-05-14 12:00\n\nDear colleagues,\n");
    const Sent request = last_to(editor);
    EXPECT_THAT(request.octets, AllOf(HasSubstr("Dear colleagues"), Not(HasSubstr("Send-At"))))
        << "what is approved is what goes out";
    say("APPROVE");
    EXPECT_EQ(world().issue_state("sr-update", 1), "scheduled");
    EXPECT_EQ(issue(1).at("send_at"), "2005-05-14T12:00:00.000Z");
    EXPECT_THAT(readers_of("#1"), IsEmpty());
    pass(3h + 1min);
    EXPECT_EQ(readers_of("#1").size(), 3U);
    EXPECT_THAT(last_to("a@body.example").body(), AllOf(HasSubstr("Dear colleagues"), Not(HasSubstr("Send-At"))));
}

TEST_F(Directive, ThatNobodyUnderstandsIsAnsweredAndHeld)
{
    begin();
    post("ISO/SR Update #1: May 2005", "Send-At: tomorrow\n\nDear colleagues,\n");
    EXPECT_EQ(held_because(), "its Send-At is no time such as 2005-05-14T09:30Z");
    EXPECT_THAT(last_to(secretary).body(), HasSubstr("its Send-At is no time such as 2005-05-14T09:30Z"));
    EXPECT_THAT(last_to(secretary).subject(), HasSubstr("your post was not accepted"));
    EXPECT_THAT(readers_of("#1"), IsEmpty());
}

TEST_F(Directive, OfACorrectionSendsItToThoseAloneWhoHaveTheIssue)
{
    begin(editors);
    post("ISO/SR Update #1: May 2005", "The plenary is in June.\n");
    say("APPROVE");
    EXPECT_THAT(readers_of("#1"), ElementsAre("a@body.example", "b@body.example", "c@body.example"));
    world().import("sr-update", "email,category,country\nnew@body.example,nmb,DE\n");
    world().store().run(store::Durability::killed, [](store::Store& store) {
        store.directory().set_state("sr-update", "b@body.example", store::MemberState::left, {});
        store.directory().set_category("sr-update", "c@body.example", "expert");
    });

    post("Correction of ISO/SR Update #1", "Corrects: 1\n\nThe plenary is in July.\n");
    EXPECT_EQ(world().issue_state("sr-update", 2), "approving") << "a number and stages of its own";
    EXPECT_EQ(issue(2).at("corrects"), 1);
    EXPECT_THAT(last_to(editor).body(), HasSubstr("To:       those 2 who have issue 1"));
    EXPECT_THAT(last_to(secretary).body(), HasSubstr("It corrects issue 1: it goes to those members alone"));
    say("APPROVE");
    EXPECT_THAT(readers_of("Correction"), ElementsAre("a@body.example", "c@body.example"))
        << "not who left or is new; also who is in another category now";
    EXPECT_THAT(last_to("a@body.example").body(), Not(HasSubstr("Corrects")));
    pass(1min);
    EXPECT_EQ(world().issue_state("sr-update", 2), "distributed");
}

TEST_F(Directive, OfACorrectionMayStandInItsHeader)
{
    begin();
    post("ISO/SR Update #1: May 2005", "The plenary is in June.\n");
    post("ISO/SR Update #2: June 2005", "The plenary is in July.\n", "Corrects: 1\r\n");
    EXPECT_EQ(readers_of("#2").size(), 3U);
    EXPECT_EQ(issue(2).at("corrects"), 1);
    EXPECT_EQ(last_to("a@body.example").field("Corrects"), "");
}

TEST_F(Directive, OfACorrectionOfWhatIsStillGoingOutIsToldAndReachesWhoHasItByThen)
{
    begin("send_window = \"08:00-18:00\"\n");
    post("ISO/SR Update #1: May 2005", "The plenary is in June.\n");
    EXPECT_THAT(readers_of("#1"), ElementsAre("a@body.example", "c@body.example")) << "it is evening in Tokyo";
    post("Correction", "Corrects: 1\n\nThe plenary is in July.\n");
    EXPECT_TRUE(has_mail(secretary, "Issue 1 is still going out."));
    EXPECT_THAT(readers_of("Correction"), ElementsAre("a@body.example", "c@body.example"));
    pass(24h);
    EXPECT_EQ(readers_of("#1").size(), 3U);
    EXPECT_EQ(readers_of("Correction").size(), 2U);
}

TEST_F(Directive, OfACorrectionOfNothingIsAnsweredAndHeld)
{
    begin(editors);
    post("Correction", "Corrects: 9\n\nThe plenary is in July.\n");
    EXPECT_EQ(held_because(), "it corrects issue 9, which is not there");
    EXPECT_THAT(last_to(secretary).body(), HasSubstr("it corrects issue 9, which is not there"));
    post("ISO/SR Update #1: May 2005", "The plenary is in June.\n");
    post("Correction", "Corrects: 1\n\nThe plenary is in July.\n");
    EXPECT_EQ(held_because(), "it corrects issue 1, which nobody has yet: post that again under its own number");
    EXPECT_THAT(last_to(secretary).body(), HasSubstr("which nobody has yet"));
}

TEST_F(Directive, OfACorrectionHoldsForItsRevisionsAsWell)
{
    begin(editors);
    post("ISO/SR Update #1: May 2005", "The plenary is in June.\n");
    say("APPROVE");
    world().import("sr-update", "email,category,country\nnew@body.example,nmb,DE\n");
    post("ISO/SR Update #2: Correction", "Corrects: 1\n\nThe plenary is in Jule.\n");
    post("ISO/SR Update #2: Correction", "The plenary is in July.\n");
    EXPECT_EQ(issue(2).at("corrects"), 1);
    say("APPROVE");
    EXPECT_THAT(readers_of("#2"), ElementsAre("a@body.example", "b@body.example", "c@body.example"));
}

TEST_F(Directive, OfACorrectionHoldsForItsTranslationsAsWell)
{
    begin(editors + "");
    post("ISO/SR Update #1: May 2005", "The plenary is in June.\n");
    say("APPROVE");
    world().import("sr-update", "email,category,country,language\nosaka@body.example,nmb,JP,ja\n");
    post("ISO/SR Update #2: Correction", "Corrects: 1\n\nThe plenary is in July.\n");
    const Sent original = last_to(editor);
    receive(secretary, "sr-update+translation-2-ja@lists.example.org", "ISO/SR Update #2", "July.\n");
    EXPECT_THAT(last_to(editor).body(), HasSubstr("To:       those 1 who have issue 1 and read ja"));
    say("APPROVE");
    receive(editor, original.field("Reply-To"), "Re: " + original.subject(), "APPROVE\n");
    pass(1min);
    EXPECT_THAT(readers_of("#2"), ElementsAre("a@body.example", "b@body.example", "c@body.example"));
    EXPECT_THAT(last_to("b@body.example").body(), HasSubstr("July."));
}

}  // namespace
