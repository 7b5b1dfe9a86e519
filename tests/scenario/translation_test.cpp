/// An issue in several languages: a national body mails its translation, the stages approve it as they do the original,
/// and every member gets the one that fits him.

#include "support/world.h"

#include "list/disclosure.h"

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
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing_support::Sent;
using testing_support::World;

const std::string secretary = "secretary@secretariat.example";
const std::string editor = "editor@secretariat.example";
const std::string tokyo = "office@jisc.example";
const std::string osaka = "reader@osaka.example";
const std::string paris = "office@afx.example";
const std::string berlin = "reader@firm.example";

constexpr auto roster = "email,category,country,language\n"
                        "office@jisc.example,nmb,JP,\n"
                        "reader@osaka.example,subscriber,,ja\n"
                        "office@afx.example,nmb,FR,fr\n"
                        "reader@firm.example,subscriber,DE,en\n";

const std::string editors = "[[list.stage]]\nname = \"Editors\"\napprovers = [\"" + editor + "\"]\npolicy = \"any\"\n";

constexpr auto japanese = "\u7B2C1\u53F7\u3067\u3059\u3002";  // "This is number 1."

class Translation : public testing::Test {
  protected:
    void begin(const std::string& more)
    {
        world_ = std::make_unique<World>(World::usual_config("post_auth = \"open\"\n" + more));
        world_->import("sr-update", roster);
    }
    World& world() { return *world_; }

    void post(const std::string& more_fields = "", const std::string& text = "The first issue.\n")
    {
        receive(secretary, "sr-update@lists.example.org", "ISO/SR Update Issue #1: May 2005", text, more_fields);
    }
    void translate(const std::string& from = tokyo, const std::string& text = japanese, const std::string& tag = "ja",
                   const std::string& subject = "ISO/SR Update #1")
    {
        receive(from, "sr-update+translation-1-" + tag + "@lists.example.org", subject, text + "\n",
                "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n");
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
        collect();
    }
    void collect()
    {
        world().run();
        for (Sent& sent : world().take_sent()) mail_[sent.recipient].push_back(std::move(sent));
    }
    void pass(base::Duration time)
    {
        world().pass(time);
        collect();
    }
    /// The editor's word on what he was asked last.
    void say(const std::string& word)
    {
        const auto request = std::ranges::find_if(mail_[editor].rbegin(), mail_[editor].rend(), [](const Sent& sent) {
            return sent.body().find("\nApprove: <mailto:") != std::string::npos;
        });
        ASSERT_NE(request, mail_[editor].rend()) << "the editor was not asked";
        receive(editor, request->field("Reply-To"), "Re: " + request->subject(), word + "\n");
    }

    /// He was asked about it first.
    void approve_original()
    {
        const Sent first = mail_to(editor).front();
        receive(editor, first.field("Reply-To"), "Re: " + first.subject(), "APPROVE\n");
    }

    /// The issues among what he got, by what they say.
    std::vector<std::string> issues_of(const std::string& address)
    {
        std::vector<std::string> all;
        for (const Sent& sent : mail_[address]) {
            if (sent.field("List-Id").empty()) continue;
            const bool is_translation = sent.body().find(japanese) != std::string::npos;
            all.emplace_back(is_translation ? "ja" : "original");
        }
        return all;
    }
    /// "ja approving"
    std::vector<std::string> variants()
    {
        std::vector<std::string> all;
        const boost::json::object issue = world().issue("sr-update", 1);
        for (const auto& each : issue.at("variants").as_array()) {
            all.push_back(std::string(each.at("language").as_string()) + ' ' +
                          std::string(each.at("state").as_string()));
        }
        return all;
    }
    std::string held_because()
    {
        const std::vector<store::Message> held = world().held();
        return held.empty() ? "" : held.back().reason;
    }
    std::vector<Sent>& mail_to(const std::string& address) { return mail_[address]; }

  private:
    std::unique_ptr<World> world_;
    std::map<std::string, std::vector<Sent>> mail_;
    int letters_ = 0;
};

TEST_F(Translation, GoesToThoseWhoReadItWithItsOriginal)
{
    begin(editors);
    post();
    translate();
    say("APPROVE");  // the translation: it was asked about last
    EXPECT_THAT(variants(), ElementsAre("en approving", "ja scheduled"));
    EXPECT_THAT(issues_of(tokyo), IsEmpty()) << "its original is not approved";

    approve_original();
    pass(1min);
    EXPECT_THAT(variants(), ElementsAre("en distributed", "ja distributed"));
    EXPECT_THAT(issues_of(tokyo), ElementsAre("ja")) << "by the language of its country";
    EXPECT_THAT(issues_of(osaka), ElementsAre("ja"));
    EXPECT_THAT(issues_of(paris), ElementsAre("original"));
    EXPECT_THAT(issues_of(berlin), ElementsAre("original"));
    EXPECT_EQ(world().deliveries_in("sr-update", 1, "accepted"), 4) << "one copy each, over all languages";
}

TEST_F(Translation, IsWaitedForByItsReadersAlone)
{
    begin(editors);
    post();
    translate();
    approve_original();
    pass(1min);
    EXPECT_THAT(issues_of(berlin), ElementsAre("original"));
    EXPECT_THAT(issues_of(tokyo), IsEmpty());

    say("APPROVE");
    pass(1min);
    EXPECT_THAT(issues_of(tokyo), ElementsAre("ja"));
    EXPECT_THAT(issues_of(berlin), SizeIs(1));
}

TEST_F(Translation, LeavesItsReadersTheOriginalWhenItIsRejected)
{
    begin(editors);
    post();
    translate();
    approve_original();
    pass(1min);
    EXPECT_THAT(issues_of(osaka), IsEmpty());
    say("REJECT\nThe second paragraph is missing.");
    pass(1min);
    EXPECT_THAT(variants(), ElementsAre("en distributed", "ja rejected"));
    EXPECT_THAT(issues_of(osaka), ElementsAre("original"));

    translate();  // once more, and better
    say("APPROVE");
    pass(1min);
    EXPECT_THAT(variants(), ElementsAre("en distributed", "ja distributed"));
    EXPECT_THAT(issues_of(osaka), ElementsAre("original", "ja")) << "late, and wanted";
    EXPECT_THAT(issues_of(berlin), SizeIs(1));
}

TEST_F(Translation, ThatIsLateIsKeptWhereTheListSaysSo)
{
    begin("late_translations = \"keep\"\n" + editors);
    post();
    say("APPROVE");
    pass(1min);
    EXPECT_THAT(issues_of(tokyo), ElementsAre("original"));
    translate();
    say("APPROVE");
    pass(1min);
    EXPECT_THAT(variants(), ElementsAre("en distributed", "ja distributed"));
    EXPECT_THAT(issues_of(tokyo), ElementsAre("original"));
}

TEST_F(Translation, OfAnOldWordingIsHeld)
{
    begin(editors);
    post();
    translate();
    say("APPROVE");
    post("", "The first issue, mended.\n");
    EXPECT_THAT(variants(), ElementsAre("en approving", "ja held"));
    EXPECT_THAT(mail_to(tokyo).back().subject(), HasSubstr("1 (ja) translates an old wording"));
    EXPECT_THAT(world().journal(), Contains("translation_outdated"));

    say("APPROVE");
    pass(1min);
    EXPECT_THAT(issues_of(tokyo), ElementsAre("original"));
}

TEST_F(Translation, TellsOfTheOthersInEveryCopy)
{
    begin(editors);
    post();
    translate();
    approve_original();
    say("APPROVE");
    pass(1min);
    const Sent copy = mail_to(berlin).back();
    EXPECT_THAT(copy.field("Content-Type"), HasSubstr("multipart/mixed"));
    EXPECT_THAT(copy.body(), HasSubstr("\r\nThe first issue.\r\n\r\n--")) << "the original part, octet for octet";
    EXPECT_THAT(copy.body(), HasSubstr("get 1 ja"));
    EXPECT_THAT(copy.body(), HasSubstr("sr-update+subscribe@lists.example.org"));
    EXPECT_THAT(mail_to(tokyo).back().body(), HasSubstr("get 1 en"));
}

TEST_F(Translation, IsHadOnceMoreAndInAnyLanguage)
{
    begin(editors);
    post();
    translate();
    approve_original();
    say("APPROVE");
    pass(1min);
    struct Case {
        std::string who;
        std::string words;
        std::string language;
    };
    const Case cases[]{{osaka, "get 1", "ja"},
                       {tokyo, "get 1 en", "original"},
                       {berlin, "get latest ja", "ja"},
                       {paris, "get 1", "original"}};
    for (const Case& each : cases) {
        receive(each.who, "sr-update+request@lists.example.org", each.words, "");
        const bool is_translation = mail_to(each.who).back().body().find(japanese) != std::string::npos;
        EXPECT_EQ(is_translation, each.language == "ja") << each.words;
        EXPECT_THAT(mail_to(each.who).back().field("References"), Not(IsEmpty())) << each.words;
        pass(24h);
    }
    receive(berlin, "sr-update+request@lists.example.org", "get 1 fr", "");
    EXPECT_THAT(mail_to(berlin).back().body(), HasSubstr("Nothing was done")) << "there is none in French";
}

TEST_F(Translation, IsCheckedBeforeAnybodyIsAsked)
{
    struct Case {
        std::string from;
        std::string tag;
        std::string subject;
        std::string reason;
    };
    const Case cases[]{
        {tokyo, "en", "ISO/SR Update #1", "issue 1 itself is in en"},
        {tokyo, "xx", "ISO/SR Update #1", "names no language that is known"},
        {tokyo, "ja", "ISO/SR Update Issue #2: May 2005", "its subject names issue 2"},
        {"stranger@elsewhere.example", "ja", "ISO/SR Update #1", "its author may not send translations"},
    };
    for (const Case& each : cases) {
        begin(editors);
        post();
        translate(each.from, japanese, each.tag, each.subject);
        EXPECT_THAT(held_because(), HasSubstr(each.reason));
        EXPECT_THAT(variants(), SizeIs(1)) << each.reason;
    }
    begin(editors);
    translate();
    EXPECT_THAT(held_because(), HasSubstr("there is no issue 1 to translate"));
    begin("");
    post();
    translate();
    EXPECT_THAT(held_because(), HasSubstr("its author may not send translations"))
        << "without stages nobody would see to it";
}

TEST_F(Translation, IsNotTakenOverBySomebodyElse)
{
    begin(editors);
    post();
    translate();
    translate(osaka, "\u5225\n");
    EXPECT_THAT(held_because(), HasSubstr("has been translated by somebody else"));
    translate(secretary, "\u5225\n");
    EXPECT_THAT(world().journal(), Contains("issue_revised"));
}

TEST_F(Translation, StaysWhenItsTranslatorIsErasedAndNamesHimNoMore)
{
    begin(editors);
    post();
    translate();
    say("APPROVE");
    approve_original();
    pass(1min);
    world().store().run(store::Durability::killed, [&](store::Store& store) {
        const store::Issue original = *store.issues().find("sr-update", 1);
        const store::Issue translation = store.issues().translations(original.id).front();
        EXPECT_EQ(translation.author, tokyo);
        EXPECT_FALSE(store.personal_data().erase_message(translation.message, world().now()));
        EXPECT_EQ(store.issues().find(translation.id)->author, "");
        EXPECT_EQ(store.issues().find(original.id)->author, secretary);
        EXPECT_THAT(store.issues().octets(translation.id), HasSubstr(japanese));
    });
}

TEST_F(Translation, OfAPausedIssueIsPausedToo)
{
    begin(editors);
    post();
    say("APPROVE");
    pass(1min);
    world().store().run(store::Durability::killed, [&](store::Store& store) {
        store.issues().set_paused(store.issues().find("sr-update", 1)->id, true);
    });
    translate();
    say("APPROVE");
    pass(1min);
    EXPECT_THAT(issues_of(osaka), ElementsAre("original")) << "nothing more of it leaves until it is resumed";
}

TEST_F(Translation, EndsWithItsOriginal)
{
    begin(editors);
    post("Send-At: 2005-05-20T09:00Z\r\n");
    translate();
    say("APPROVE");
    approve_original();
    EXPECT_THAT(variants(), ElementsAre("en scheduled", "ja scheduled"));
    world().store().run(store::Durability::killed, [&](store::Store& store) {
        list::cancel_issue(store, *store.issues().find("sr-update", 1), world().now());
    });
    pass(24h * 30);
    EXPECT_THAT(variants(), ElementsAre("en cancelled", "ja cancelled"));
    EXPECT_THAT(issues_of(tokyo), IsEmpty());
    EXPECT_THAT(issues_of(paris), IsEmpty());
}

}  // namespace
