/// Events of a list: whoever has to do with the issue that belongs to one knows of it.

#include "report/events.h"
#include "support/world.h"

#include <boost/json/serialize.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::SizeIs;
using testing_support::World;

const std::string secretary = "secretary@secretariat.example";
const std::string editor = "editor@secretariat.example";

/// A list whose issue 1 belongs to a day that is so many days ahead.
std::string config_of(const std::string& day)
{
    return World::usual_config(
        "post_auth = \"open\"\n[[list.stage]]\nname = \"Editors\"\napprovers = [\"" + editor +
        "\"]\npolicy = \"any\"\ndeadline = \"300h\"\n[[list.event]]\nname = \"Plenary\"\ndate = " + day +
        "\nissue = 1\nremind = \"5d\"\n");
}

std::string day_ahead(base::Duration time)
{
    const World world(World::usual_config());
    return base::to_rfc3339(world.now() + time).substr(0, 10);
}

std::string events(World& world)
{
    std::string rows;
    world.store().run(store::Durability::killed, [&](store::Store& store) {
        rows = boost::json::serialize(report::events(store, world.rules().config->lists.front()));
    });
    return rows;
}

TEST(Event, WhoseIssueIsMissingIsToldToTheOwnerOnce)
{
    World world(config_of(day_ahead(240h)));
    world.pass(72h);
    EXPECT_THAT(world.take_sent_to(secretary), SizeIs(0)) << "it is not near";
    EXPECT_THAT(events(world), HasSubstr(R"("issue":1,"state":null)"));
    world.pass(72h);
    const auto told = world.take_sent_to(secretary);
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_THAT(told.front().subject(), HasSubstr("issue 1 has not gone out, and Plenary is on "));
    EXPECT_THAT(told.front().body(), HasSubstr("nobody has posted it"));
    world.crash_and_restart();
    world.pass(72h);
    EXPECT_THAT(world.take_sent_to(secretary), SizeIs(0)) << "once";
}

TEST(Event, StandsInTheRequestToTheApproversOfItsIssue)
{
    const std::string day = day_ahead(240h);
    World world(config_of(day));
    world.import("sr-update", "email,category\nann@body.example,nmb\n");
    world.receive({.from = secretary,
                   .to = "sr-update@lists.example.org",
                   .subject = "ISO/SR Update Issue #1: May 2005",
                   .message_id = "<1@secretariat.example>"});
    world.run();
    const auto requests = world.take_sent_to(editor);
    ASSERT_THAT(requests, SizeIs(1));
    EXPECT_THAT(requests.front().body(), HasSubstr("    Event:    Plenary, " + day));
    EXPECT_THAT(events(world), HasSubstr(R"("state":"approving")"));
    world.receive({.from = editor, .to = requests.front().field("Reply-To"), .text = "APPROVE\n"});
    world.pass(1min);
    world.take_sent();
    world.pass(200h);
    for (const auto& sent : world.take_sent_to(secretary))
        EXPECT_EQ(sent.subject().find("Plenary"), std::string::npos) << "it is out";
}

}  // namespace
