/// Forms by mail: asked once, answered in the reply, receipted, reviewed, reminded, closed.

#include "form/asking.h"
#include "mail/part_reader.h"
#include "report/forms.h"
#include "support/world.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

namespace json = boost::json;
using std::chrono::days;
using std::chrono::hours;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing_support::Letter;
using testing_support::Sent;
using testing_support::World;

constexpr auto ann = "ann@body.example";      // nmb of Japan
constexpr auto ben = "ben@union.example";     // d-liaison
constexpr auto cleo = "cleo@agency.example";  // subscriber: not asked
constexpr auto secretary = "secretary@secretariat.example";

/// The world begins on Saturday, 14 May 2005 at 09:30: the form is open for ten days.
std::string events(const std::string& rules)
{
    return R"(
[[form]]
id = "events"
list = "sr-update"
categories = ["nmb", "d-liaison"]
title = ["Survey on events", "fr: Enquête sur les manifestations"]
introduction = ["Please tell us of seminars."]
closes = 2005-05-24
remind = ["3d"]
rows = 3
)" + rules +
           R"(
[[form.column]]
key = "name"
required = true
label = ["Event", "fr: Manifestation"]
[[form.column]]
key = "date"
type = "date-range"
required = true
label = ["Date"]
[[form.column]]
key = "organizer"
label = ["Organizer", "fr: Organisateur"]
[[form.example]]
row = ["SAMPLE SEMINAR", "14 May 2005", "CSR CONSULTING"]
[[form.question]]
key = "organization"
required = true
label = ["Your organization", "fr: Votre organisation"]
[[form.question]]
key = "country"
type = "country"
label = ["Country", "fr: Pays"]
)";
}

struct Row {
    std::string name;
    std::string date;
    std::string organizer;
};

/// The text with its n-th "Label: ________" filled in.
void fill(std::string& text, const std::string& label, std::size_t number, const std::string& answer)
{
    const std::string blank = label + ": ________";
    std::size_t at = std::string::npos;
    for (std::size_t i = 0; i < number; ++i) at = text.find(blank, at == std::string::npos ? 0 : at + 1);
    ASSERT_NE(at, std::string::npos) << "no blank " << number << " for " << label << " in\n" << text;
    text.replace(at, blank.size(), label + ": " + answer);
}

std::string text_of(const Sent& sent)
{
    return mail::first_text(mail::scan_parts(sent.octets), 1U << 20U);
}

std::string as_quote(const std::string& text)
{
    std::string result = "> ";
    for (const char c : text) result += c == '\n' ? "\n> " : std::string(1, c);
    return result + '\n';
}

class FormWorld {
  public:
    explicit FormWorld(const std::string& rules = "review = \"auto\"\n") : world_(World::usual_config() + events(rules))
    {
        world_.import("sr-update", std::string("email,name,category,country\n") + ann + ",Ann Example,nmb,JP\n" + ben +
                                       ",Ben,d-liaison,\n" + cleo + ",Cleo,subscriber,FR\n");
    }

    void send()
    {
        form::Round round;
        world_.store().run(store::Durability::power_loss, [&](store::Store& store) {
            EXPECT_FALSE(
                form::ask_some(store, world_.rules().house(), world_.rules().config->forms.at(0), round, world_.now()));
        });
        world_.run();
    }

    Sent request_to(const std::string& member)
    {
        send();
        const auto sent = world_.take_sent_to(member);
        EXPECT_EQ(sent.size(), 1U);
        return sent.at(0);
    }

    /// A reply with the form below a greeting, filled in and quoted as mail programs do.
    void answer(const Sent& request, const std::vector<Row>& rows, const std::string& organization = "JISC",
                const std::string& from = ann)
    {
        std::string text = text_of(request);
        for (const Row& row : rows) {
            fill(text, "Event", 1, row.name);
            fill(text, "Date", 1, row.date);
            fill(text, "Organizer", 1, row.organizer);
        }
        fill(text, "Your organization", 1, organization);
        fill(text, "Country", 1, "Japan");
        reply(request, "Dear secretary, here it is.\n\n" + as_quote(text), from);
    }

    void reply(const Sent& request, const std::string& text, const std::string& from = ann)
    {
        world_.receive({.from = from,
                        .to = request.field("Reply-To"),
                        .subject = "Re: " + request.subject(),
                        .text = text,
                        .message_id = {},
                        .more_fields = {},
                        .reverse_path = {}});
        world_.run();
    }

    json::array returns()
    {
        json::array rows;
        world_.store().read([&](store::Store& store) {
            for (const store::FormReturn& each : store.forms().returns("events"))
                rows.push_back(report::return_object(each));
        });
        return rows;
    }

    std::vector<std::string> states()
    {
        std::vector<std::string> all;
        for (const json::value& each : returns()) all.emplace_back(each.at("state").as_string());
        return all;
    }

    std::vector<std::vector<std::string>> sheet()
    {
        std::vector<std::vector<std::string>> rows;
        world_.store().read([&](store::Store& store) {
            rows = report::as_sheet(world_.rules().config->forms.at(0),
                                    report::accepted_rows(store.forms().returns("events")));
        });
        return rows;
    }

    World& world() { return world_; }

  private:
    World world_;
};

TEST(FormByMail, AsksEachWhomItIsForOnceAndSaysHow)
{
    FormWorld form;
    const Sent request = form.request_to(ann);
    EXPECT_THAT(request.subject(), HasSubstr("please answer by 24 May 2005"));
    EXPECT_THAT(request.field("Reply-To"), HasSubstr("sr-update+return-"));
    EXPECT_THAT(text_of(request), HasSubstr("Please tell us of seminars."));
    EXPECT_THAT(text_of(request), HasSubstr("Event: ________"));
    form.send();
    EXPECT_THAT(form.world().take_sent_to(ann), IsEmpty());
    EXPECT_THAT(form.world().take_sent_to(cleo), IsEmpty());
    EXPECT_THAT(form.world().journal(), Contains("form_sent"));
}

TEST(FormByMail, TurnsAReplyIntoRecordsAndShowsWhatWasUnderstood)
{
    FormWorld form;
    const Sent request = form.request_to(ann);
    form.answer(request, {{"Seminar on SR", "14-16 June 2005", "JSA"}, {"Forum", "2005-07-02", "Union of SR"}});
    ASSERT_THAT(form.states(), testing::ElementsAre("accepted"));
    const json::object taken = form.returns().at(0).as_object();
    EXPECT_EQ(taken.at("from"), ann);
    EXPECT_EQ(taken.at("member"), ann);
    EXPECT_EQ(taken.at("respondent"), json::value({{"organization", "JISC"}, {"country", "JP"}}));
    EXPECT_EQ(taken.at("rows"),
              json::value({{{"name", "Seminar on SR"}, {"date", "2005-06-14/2005-06-16"}, {"organizer", "JSA"}},
                           {{"name", "Forum"}, {"date", "2005-07-02"}, {"organizer", "Union of SR"}}}));
    EXPECT_EQ(taken.at("doubts"), json::value(json::array()));

    const auto receipts = form.world().take_sent_to(ann);
    ASSERT_THAT(receipts, SizeIs(1));
    EXPECT_THAT(receipts.at(0).subject(), HasSubstr("thank you, your answers count"));
    EXPECT_THAT(text_of(receipts.at(0)), HasSubstr("Date: 2005-06-14/2005-06-16"));
    EXPECT_THAT(form.world().held(), IsEmpty());
    ASSERT_THAT(form.sheet(), SizeIs(3));
    EXPECT_EQ(form.sheet().at(1).at(0), "Seminar on SR");
}

TEST(FormByMail, ACorrectionByReplyToTheReceiptTakesItsPlace)
{
    FormWorld form("review = \"auto\"\nsecond_return = \"adds\"\n");
    const Sent request = form.request_to(ann);
    form.answer(request, {{"Seminar on SR", "14 June 2005", "JSA"}});
    const Sent receipt = form.world().take_sent_to(ann).at(0);
    EXPECT_NE(receipt.field("Reply-To"), request.field("Reply-To"));
    std::string text = text_of(receipt);
    const auto at = text.rfind("Event: Seminar on SR");
    ASSERT_NE(at, std::string::npos) << text;
    text.replace(at, 20, "Event: Seminar on social responsibility");
    form.reply(receipt, as_quote(text));
    EXPECT_THAT(form.states(), testing::ElementsAre("superseded", "accepted"));
    ASSERT_THAT(form.sheet(), SizeIs(2));
    EXPECT_EQ(form.sheet().at(1).at(0), "Seminar on social responsibility");

    form.answer(request, {{"Forum", "2 July 2005", "Union"}});
    EXPECT_THAT(form.states(), testing::ElementsAre("superseded", "accepted", "accepted"));
}

TEST(FormByMail, ASecondReturnReplacesTheFirstAndTheHistoryStays)
{
    FormWorld form;
    const Sent request = form.request_to(ann);
    form.answer(request, {{"Seminar", "14 June 2005", "JSA"}});
    form.answer(request, {{"Forum", "2 July 2005", "Union"}});
    EXPECT_THAT(form.states(), testing::ElementsAre("superseded", "accepted"));
    EXPECT_THAT(form.world().journal(), Contains("return_superseded"));
}

TEST(FormByMail, TheSecretarysWordAcceptsWhatWaits)
{
    FormWorld form("review = \"review\"\n");
    const Sent request = form.request_to(ann);
    form.answer(request, {{"Seminar", "14 June 2005", "JSA"}}, "JISC", "colleague@body.example");
    EXPECT_THAT(form.states(), testing::ElementsAre("review"));
    EXPECT_THAT(form.sheet(), SizeIs(1));
    const auto asked = form.world().take_sent_to(secretary);
    ASSERT_THAT(asked, SizeIs(1));
    EXPECT_THAT(text_of(asked.at(0)), HasSubstr("Date: 2005-06-14"));
    EXPECT_THAT(text_of(asked.at(0)), HasSubstr("from colleague@body.example"));
    form.reply(asked.at(0), "Accept, thank you.\n", secretary);
    EXPECT_THAT(form.states(), testing::ElementsAre("accepted"));
    EXPECT_THAT(form.world().held(), IsEmpty());
    EXPECT_THAT(form.sheet(), SizeIs(2));
}

TEST(FormByMail, TheSecretarysNoLeavesItOut)
{
    FormWorld form("review = \"review\"\n");
    form.answer(form.request_to(ann), {{"Seminar", "14 June 2005", "JSA"}});
    form.reply(form.world().take_sent_to(secretary).at(0), "reject\n", secretary);
    EXPECT_THAT(form.states(), testing::ElementsAre("rejected"));
    EXPECT_THAT(form.world().held(), IsEmpty());
}

TEST(FormByMail, WhatIsDoubtfulIsShownAndWaits)
{
    FormWorld form;
    form.answer(form.request_to(ann), {{"Seminar", "some day in spring", "JSA"}});
    EXPECT_THAT(form.states(), testing::ElementsAre("review"));
    const json::object taken = form.returns().at(0).as_object();
    EXPECT_TRUE(taken.at("rows").at(0).at("date").is_null());
    ASSERT_FALSE(taken.at("doubts").as_array().empty());
    EXPECT_EQ(taken.at("doubts").at(0).at("field"), "date");
    EXPECT_EQ(taken.at("doubts").at(0).at("row"), 0);
    const Sent receipt = form.world().take_sent_to(ann).at(0);
    EXPECT_THAT(text_of(receipt), HasSubstr("Please look at these:"));

    std::string text = text_of(receipt);
    const auto at = text.find("Date: some day in spring");
    ASSERT_NE(at, std::string::npos) << text;
    text.replace(at, 24, "Date: 21 March 2006");
    form.reply(receipt, as_quote(text));
    EXPECT_THAT(form.states(), testing::ElementsAre("superseded", "accepted")) << form.returns();
    EXPECT_THAT(form.sheet(), SizeIs(2));
}

TEST(FormByMail, WordsWithoutAnAnswerAreHeldForAPerson)
{
    FormWorld form;
    form.reply(form.request_to(ann), "We know of no events this year, sorry.\n");
    EXPECT_THAT(form.states(), IsEmpty());
    ASSERT_THAT(form.world().held(), SizeIs(1));
    EXPECT_THAT(form.world().take_sent_to(ann).at(0).subject(), HasSubstr("we found no answers"));
}

TEST(FormByMail, AProgramThatAnswersReceiptsMakesNoLoop)
{
    FormWorld form;
    const Sent request = form.request_to(ann);
    std::size_t receipts = 0;
    for (int i = 0; i < 30; ++i) {
        form.reply(request, "I am on holiday until the " + std::to_string(i) + "th.\n");
        receipts += form.world().take_sent_to(ann).size();
    }
    EXPECT_EQ(receipts, 20U);
    EXPECT_THAT(form.world().held(), SizeIs(30)) << "a person sees them all";
}

TEST(FormByMail, RemindsNobodyWhoAnswered)
{
    FormWorld form;
    form.answer(form.request_to(ann), {{"Seminar", "14 June 2005", "JSA"}});
    form.world().take_sent();
    form.world().pass(days(8));
    EXPECT_THAT(form.world().take_sent_to(ann), IsEmpty());
    EXPECT_THAT(form.world().journal(), Contains("form_reminded"));
}

TEST(FormByMail, TheReminderIsTheFormAgain)
{
    FormWorld form;
    const Sent request = form.request_to(ben);
    form.world().take_sent();
    form.world().pass(days(8));
    const auto reminders = form.world().take_sent_to(ben);
    ASSERT_THAT(reminders, SizeIs(1));
    EXPECT_THAT(reminders.at(0).subject(), HasSubstr("Reminder: "));
    EXPECT_EQ(reminders.at(0).field("Reply-To"), request.field("Reply-To"));
}

TEST(FormByMail, ItsEndIsToldToTheSecretaryWithAChart)
{
    FormWorld form;
    form.answer(form.request_to(ann), {{"Seminar", "14 June 2005", "JSA"}});
    form.world().take_sent();
    form.world().pass(days(12));
    const auto told = form.world().take_sent_to(secretary);
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_THAT(told.at(0).subject(), HasSubstr("closed, 1 of 2 answered"));
    EXPECT_THAT(told.at(0).octets, HasSubstr("events.html"));
}

TEST(FormByMail, WhatComesLateIsMarked)
{
    FormWorld form;
    const Sent request = form.request_to(ann);
    form.world().pass(days(12));
    form.answer(request, {{"Seminar", "14 June 2005", "JSA"}});
    EXPECT_THAT(form.states(), testing::ElementsAre("late"));
    EXPECT_THAT(form.sheet(), SizeIs(2));
}

TEST(FormByMail, WhatComesTooLateIsRefusedInWords)
{
    FormWorld form("late = \"refuse\"\n");
    const Sent request = form.request_to(ann);
    form.world().pass(days(12));
    form.world().take_sent();
    form.answer(request, {{"Seminar", "14 June 2005", "JSA"}});
    EXPECT_THAT(form.states(), IsEmpty());
    EXPECT_THAT(form.world().held(), IsEmpty());
    EXPECT_THAT(form.world().take_sent_to(ann).at(0).subject(), HasSubstr("closed on 24 May 2005"));
}

TEST(FormByMail, ATokenThatIsNotOursIsHeld)
{
    FormWorld form;
    Sent request = form.request_to(ann);
    form.world().receive({.from = ann,
                          .to = "sr-update+return-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@lists.example.org",
                          .subject = "form",
                          .text = text_of(request),
                          .message_id = {},
                          .more_fields = {},
                          .reverse_path = {}});
    form.world().run();
    EXPECT_THAT(form.states(), IsEmpty());
    EXPECT_THAT(form.world().held(), SizeIs(1));
}

TEST(FormByMail, AnAnswerForAnotherCountryIsDoubtful)
{
    FormWorld form;
    const Sent request = form.request_to(ann);
    std::string text = text_of(request);
    fill(text, "Event", 1, "Seminar");
    fill(text, "Date", 1, "14 June 2005");
    fill(text, "Your organization", 1, "ABNT");
    fill(text, "Country", 1, "Brazil");
    form.reply(request, as_quote(text));
    EXPECT_THAT(form.states(), testing::ElementsAre("review"));
    EXPECT_EQ(form.returns().at(0).at("doubts").at(0).at("field"), "country");
}

}  // namespace
