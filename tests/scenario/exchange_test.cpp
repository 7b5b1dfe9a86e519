/// One person's whole correspondence: joins, confirms, reads, answers, cannot be reached, is suppressed, comes back, and
/// leaves by each of the three ways.

#include "list/suppression.h"
#include "support/reports.h"
#include "support/world.h"
#include "web/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <variant>

namespace {

using namespace std::chrono_literals;
using base::days;
using testing::HasSubstr;
using testing::SizeIs;
using testing_support::delivery_report;
using testing_support::Sent;
using testing_support::World;

const std::string secretary = "secretary@secretariat.example";
const std::string ann = "ann@body.example";
const std::string post_address = "sr-update@lists.example.org";
const std::string subscribe_address = "sr-update+subscribe@lists.example.org";

class Exchange : public testing::Test {
  protected:
    Exchange() { world.import("sr-update", "email,category,country\noffice@afx.example,nmb,FR\n"); }

    /// Once a day: more questions are not asked of one address.
    void join()
    {
        world.pass(days{1} + 1h);
        const std::string before = state();
        world.receive({.from = ann, .to = subscribe_address, .subject = "please"});
        const auto question = world.take_sent_to(ann);
        ASSERT_THAT(question, SizeIs(1));
        EXPECT_EQ(state(), before) << "nobody joins by a From alone";
        world.receive({.from = ann, .to = question[0].field("Reply-To"), .text = "Yes, please.\n"});
        EXPECT_EQ(state(), "active");
        EXPECT_THAT(world.take_sent_to(ann), SizeIs(1)) << "the welcome";
    }

    /// Ann's copy; empty where she gets none.
    Sent publish(int number)
    {
        world.receive({.from = secretary, .to = post_address, .subject = "ISO/SR Update #" + std::to_string(number)});
        const auto question = world.take_sent_to(secretary);
        EXPECT_THAT(question, SizeIs(1));
        world.receive({.from = secretary, .to = question.at(0).field("Reply-To"), .text = "yes\n"});
        world.run();
        const auto copies = world.take_sent_to(ann);
        EXPECT_LE(copies.size(), 1U);
        return copies.empty() ? Sent{} : copies.front();
    }

    void bounce(const Sent& sent)
    {
        world.receive_octets("", sent.reverse_path, delivery_report(ann, "5.1.1", "550 5.1.1 no such user"));
        world.run();
    }

    std::string state()
    {
        std::string name;
        world.store().read([&](store::Store& store) {
            for (const store::Member& each : store.directory().members_of("sr-update", ann))
                name = store::name_of(each.state);
        });
        return name;
    }

    web::Response request(const std::string& method, const std::string& target, const std::string& body = "")
    {
        const desk::Rules& rules = world.rules();
        const web::Site site{.house = rules.house(), .pages = pages};
        auto read = web::read_request(
            {.method = method, .target = target, .content_type = "application/x-www-form-urlencoded", .body = body},
            site);
        if (const auto* refusal = std::get_if<web::Response>(&read)) return *refusal;
        web::Response response;
        world.store().run(store::Durability::power_loss, [&](store::Store& store) {
            response = web::run_errand(store, site, std::get<web::Errand>(read), world.now());
        });
        return response;
    }

    /// `<mailto:ADDRESS>, <https://lists.example.org/u/TOKEN>`
    static std::string mailto_of(const Sent& copy)
    {
        const std::string field = copy.field("List-Unsubscribe");
        const auto start = field.find(':') + 1;
        return field.substr(start, field.find('>') - start);
    }
    static std::string token_of(const Sent& copy)
    {
        const std::string field = copy.field("List-Unsubscribe");
        const auto start = field.find("/u/") + 3;
        return field.substr(start, field.find('>', start) - start);
    }

    World world{World::usual_config(), {.chores_interval = 10min}};
    web::Pages pages;
};

TEST_F(Exchange, FromJoiningToLeaving)
{
    join();
    const Sent first = publish(1);
    ASSERT_EQ(first.recipient, ann);

    world.receive({.from = ann,
                   .to = first.field("Reply-To"),
                   .subject = "Re: ISO/SR Update #1",
                   .text = "The date on page 2 is wrong.\n\n> text\n"});
    const auto asked = world.take_sent_to(secretary);
    ASSERT_THAT(asked, SizeIs(1));
    world.receive({.from = secretary, .to = asked[0].field("Reply-To"), .text = "Thank you, it is the 14th.\n"});
    const auto answered = world.take_sent_to(ann);
    ASSERT_THAT(answered, SizeIs(1));
    EXPECT_THAT(answered[0].body(), HasSubstr("Thank you, it is the 14th."));

    bounce(publish(2));
    world.pass(days{1} + 20min);
    const auto probe = world.take_sent_to(ann);
    ASSERT_THAT(probe, SizeIs(1));
    bounce(probe[0]);
    EXPECT_EQ(state(), "suppressed");
    world.pass(20min);
    const auto told = world.take_sent_to(secretary);
    EXPECT_TRUE(std::ranges::any_of(told, [](const Sent& sent) {
        return sent.body().find("mailbox-unknown (5.1.1)") != std::string::npos;
    })) << "the owner is told why";
    EXPECT_EQ(publish(3).recipient, "");

    world.store().run(store::Durability::power_loss, [&](store::Store& store) {
        EXPECT_TRUE(list::lift_suppression(store, ann, "operator", world.now()));
    });
    EXPECT_EQ(state(), "active");

    const Sent fourth = publish(4);
    ASSERT_EQ(fourth.recipient, ann);
    world.receive({.from = ann, .to = mailto_of(fourth), .subject = "", .text = ""});
    EXPECT_EQ(state(), "left");
    EXPECT_THAT(world.take_sent_to(ann), SizeIs(1)) << "one acknowledgement, with the way back";
    EXPECT_EQ(publish(5).recipient, "");

    join();
    const Sent sixth = publish(6);
    const std::string one_click = "/u/" + token_of(sixth);
    EXPECT_EQ(request("GET", one_click).status, 200);
    EXPECT_EQ(state(), "active") << "a link scanner changes nothing";
    EXPECT_EQ(request("POST", one_click, "List-Unsubscribe=One-Click").status, 200);
    EXPECT_EQ(request("POST", one_click, "List-Unsubscribe=One-Click").status, 200) << "repeated";
    EXPECT_EQ(state(), "left");
    world.run();
    EXPECT_THAT(world.take_sent_to(ann), SizeIs(1));

    join();
    const std::string page = "/p/" + token_of(publish(7));
    EXPECT_THAT(request("GET", page).body, HasSubstr("action"));
    EXPECT_EQ(request("POST", page, "action=leave").status, 200);
    EXPECT_EQ(state(), "left");
    world.run();
    world.take_sent();
    EXPECT_EQ(publish(8).recipient, "");
    EXPECT_THAT(world.held(), SizeIs(0)) << "no person was needed for any of it";
}

}  // namespace
