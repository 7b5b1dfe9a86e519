/// Members who get the issues of a list together: asked for by mail, sent at the list's hour, and never an issue twice.

#include "support/world.h"

#include "list/membership.h"
#include "mail/encoded_word.h"
#include "mail/part_reader.h"
#include "mail/part_scanner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing_support::Sent;
using testing_support::World;

const std::string secretary = "secretary@secretariat.example";
const std::string ann = "ann@body.example";
const std::string bob = "bob@body.example";
constexpr auto roster = "email,category,language,digest\n"
                        "ann@body.example,nmb,,daily\n"
                        "bob@body.example,nmb,,\n"
                        "office@afx.example,nmb,fr,weekly plain\n";

class Digest : public testing::Test {
  protected:
    void begin(const std::string& more = "")
    {
        world_ = std::make_unique<World>(World::usual_config("post_auth = \"open\"\n" + more));
        world_->import("sr-update", roster);
    }
    World& world() { return *world_; }

    void post(int number, const std::string& text = "")
    {
        const std::string n = std::to_string(number);
        receive(secretary, "sr-update@lists.example.org", "ISO/SR Update Issue #" + n + ": May 2005",
                text.empty() ? "This is number " + n + ".\n" : text);
    }
    void receive(const std::string& from, const std::string& to, const std::string& subject, const std::string& text,
                 const std::string& more_fields = "")
    {
        world().receive({.from = from,
                         .to = to,
                         .subject = subject,
                         .text = text,
                         .message_id = "<letter-" + std::to_string(++letters_) + "@body.example>",
                         .more_fields = more_fields});
        world().run();
    }
    /// To the next minute after that hour has come.
    void pass_hour(std::chrono::hours hour)
    {
        const auto day = std::chrono::floor<std::chrono::days>(world().now());
        base::Time wanted = day + hour + 1min;
        if (wanted <= world().now()) wanted += 24h;
        world().pass(wanted - world().now());
    }
    void choose(const std::string& email, std::optional<store::DigestChoice> choice)
    {
        world().store().run(store::Durability::killed, [&](store::Store& store) {
            list::set_digest(store, "sr-update", email, choice, "operator", world().now());
        });
    }
    /// What he got of the list since the last look: "copy 1", "digest 1 2".
    std::vector<std::string> got(const std::string& email)
    {
        for (Sent& sent : world().take_sent()) mail_.push_back(std::move(sent));
        std::vector<std::string> got;
        std::erase_if(mail_, [&](const Sent& sent) {
            if (sent.recipient != email || sent.field("List-Id").empty()) return false;
            last_ = sent;
            got.push_back(described(sent));
            return true;
        });
        return got;
    }
    const Sent& last() { return last_; }

  private:
    static std::string described(const Sent& sent)
    {
        const bool is_digest = sent.field("Feedback-ID").find(":digest:") != std::string::npos;
        std::string text = is_digest ? "digest" : "copy";
        for (const char* number : {"1", "2", "3", "4"}) {
            const bool has_it = sent.octets.find(std::string("This is number ") + number) != std::string::npos;
            if (has_it) text += std::string(" ") + number;
        }
        return text;
    }

    std::unique_ptr<World> world_;
    std::vector<Sent> mail_;
    Sent last_;
    int letters_ = 0;
};

TEST_F(Digest, ComesOnceADayWithWhatBeganToGoOutSinceTheLast)
{
    begin();
    pass_hour(6h);
    post(1);
    post(2);
    EXPECT_THAT(got(ann), IsEmpty()) << "no own copies";
    EXPECT_THAT(got(bob), ElementsAre("copy 1", "copy 2"));
    pass_hour(6h);
    EXPECT_THAT(got(ann), ElementsAre("digest 1 2"));
    post(3);
    pass_hour(6h);
    EXPECT_THAT(got(ann), ElementsAre("digest 3"));
    pass_hour(6h);
    EXPECT_THAT(got(ann), IsEmpty()) << "there was none";
}

TEST_F(Digest, IsAMessageOfTheListWithItsReadersOwnTokens)
{
    begin();
    post(1);
    pass_hour(6h);
    ASSERT_THAT(got(ann), ElementsAre("digest 1"));
    EXPECT_THAT(last().reverse_path, HasSubstr("sr-update+bounce-"));
    EXPECT_THAT(last().field("List-Unsubscribe"), HasSubstr("sr-update+leave-"));
    EXPECT_EQ(last().field("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    EXPECT_THAT(last().field("Reply-To"), HasSubstr("sr-update+reply-"));
    EXPECT_EQ(last().field("Precedence"), "list");
    EXPECT_THAT(last().field("From"), HasSubstr("sr-update@lists.example.org"));
    EXPECT_EQ(last().subject(), "ISO/SR Update digest of the day: issue 1");

    receive(ann, last().field("Reply-To"), "Re: " + last().subject(), "Thank you for issue 1.\n");
    EXPECT_THAT(world().journal(), testing::Contains("feedback_taken")) << "an answer to it is about its newest issue";
}

TEST_F(Digest, ComesOnceAWeekInPlainText)
{
    begin("[list.digest]\nday = \"wednesday\"\nhour = 9\n");
    const auto is_wednesday = [&] {
        return std::chrono::weekday(std::chrono::floor<std::chrono::days>(world().now())) == std::chrono::Wednesday;
    };
    do pass_hour(9h);
    while (!is_wednesday());
    post(1);
    post(2);
    for (int day = 0; day < 6; ++day) {
        pass_hour(9h);
        EXPECT_THAT(got("office@afx.example"), IsEmpty()) << day;
    }
    pass_hour(9h);
    ASSERT_THAT(got("office@afx.example"), ElementsAre("digest 1 2"));
    EXPECT_EQ(mail::decode_words(last().subject()), "ISO/SR Update : condens\u00E9 de la semaine : 2 num\u00E9ros");
    const std::string text = mail::first_text(mail::scan_parts(last().octets), 100'000);
    EXPECT_THAT(text, HasSubstr("\n\n" + std::string(30, '-') + "\n\n")) << "RFC 1153";
}

TEST_F(Digest, IsAskedForByMailAndConfirmed)
{
    begin();
    receive(bob, "sr-update+request@lists.example.org", "set digest daily plain", "");
    const auto questions = world().take_sent_to(bob);
    ASSERT_THAT(questions, SizeIs(1));
    EXPECT_THAT(questions.front().body(), HasSubstr("as a digest: daily plain"));
    post(1);
    EXPECT_THAT(got(bob), ElementsAre("copy 1")) << "not confirmed yet";
    receive(bob, questions.front().field("Reply-To"), "Re: " + questions.front().subject(), "yes\n");
    EXPECT_THAT(world().take_sent_to(bob).front().body(), HasSubstr("as a digest: daily plain"));
    post(2);
    EXPECT_THAT(got(bob), IsEmpty());
    pass_hour(6h);
    EXPECT_THAT(got(bob), ElementsAre("digest 2")) << "what he had as a copy is in no digest";
}

TEST_F(Digest, ThatIsEndedComesALastTime)
{
    begin();
    post(1);
    choose(ann, std::nullopt);
    world().pass(1min);
    ASSERT_THAT(got(ann), ElementsAre("digest 1"));
    EXPECT_THAT(last().subject(), HasSubstr("the last one"));
    post(2);
    EXPECT_THAT(got(ann), ElementsAre("copy 2"));
    pass_hour(6h);
    EXPECT_THAT(got(ann), IsEmpty());
}

TEST_F(Digest, DoesNotComeToWhoLeft)
{
    begin();
    post(1);
    world().store().run(store::Durability::killed, [&](store::Store& store) {
        list::set_state(store, "sr-update", ann, store::MemberState::left, "operator", world().now());
    });
    pass_hour(6h);
    EXPECT_THAT(got(ann), IsEmpty());
}

TEST_F(Digest, HasTheVariantThatFitsItsReader)
{
    begin();
    choose("office@afx.example", store::DigestChoice{});
    post(1);
    post(2);
    receive(secretary, "sr-update+translation-2-fr@lists.example.org", "ISO/SR Update numero 2",
            "This is number 3, in French.\n");
    pass_hour(6h);
    EXPECT_THAT(got(ann), ElementsAre("digest 1 2"));
    EXPECT_THAT(got("office@afx.example"), ElementsAre("digest 1 2 3")) << "late translations are wanted here";
}

TEST_F(Digest, IsNeitherLostNorDoubledByADaemonThatDies)
{
    for (int instant = 1; instant < 12; ++instant) {
        begin();
        post(1);
        world().crash_at(instant);
        pass_hour(6h);
        world().crash_and_restart();
        world().pass(5min);
        std::vector<std::string> all = got(ann);
        // The relay took it, and its daemon died before it knew: that doubt is explained in the journal.
        const auto doubts = std::ranges::count(world().journal(), "delivery_in_doubt");
        EXPECT_GE(std::ssize(all), 1) << instant;
        EXPECT_LE(std::ssize(all), 1 + doubts) << instant;
        for (const std::string& each : all) EXPECT_EQ(each, "digest 1") << instant;
    }
}

TEST_F(Digest, IsCountedWhereItsIssueIsShown)
{
    begin();
    post(1);
    const auto digest = [&] { return world().issue("sr-update", 1).at("digest").as_object(); };
    EXPECT_EQ(digest().at("waiting").as_int64(), 2);
    pass_hour(6h);
    EXPECT_EQ(digest().at("digested").as_int64(), 1);
    EXPECT_EQ(world().deliveries_in("sr-update", 1, "accepted"), 1);
}

TEST_F(Digest, IsOneContentForAllWhoGetTheSame)
{
    begin();
    std::string many = "email,category,digest\n";
    constexpr int readers = 1200;  // more than a transaction takes
    for (int i = 0; i < readers; ++i) many += "reader" + std::to_string(i) + "@body.example,nmb,daily\n";
    world().import("sr-update", many);
    post(1);
    world().take_sent();
    pass_hour(6h);
    const auto sent = world().take_sent();
    std::size_t digests = 0;
    std::string body;
    for (const Sent& each : sent) {
        if (each.field("Feedback-ID").find(":digest:") == std::string::npos) continue;
        ++digests;
        if (body.empty()) body = each.body();
        EXPECT_EQ(each.body(), body);
    }
    EXPECT_EQ(digests, readers + 1U);
    EXPECT_EQ(std::ranges::count(world().journal(), "digest_sent"), 2) << "in two transactions, of one content";
}

}  // namespace
