#include "list/joining.h"

#include "mail/mailbox.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace list {
namespace {

using store::Asked;
using store::MemberState;

config::Config usual_config()
{
    config::Config config;
    config.server.hostname = "lists.example";
    config::List& list = config.lists.emplace_back();
    list.name = "sr-update";
    list.address = *mail::parse_mailbox("sr-update@lists.example");
    return config;
}

struct JudgeCase {
    std::string_view name;
    config::Subscribe policy;
    Asked purpose;
    std::string_view change;
    bool is_proven;
    std::optional<MemberState> state;
    Step step;
};

TEST(Request, IsJudgedByPolicyProofAndState)
{
    using config::Subscribe;
    constexpr JudgeCase cases[] = {
        {"a stranger is asked", Subscribe::confirm, Asked::join, "", false, {}, Step::ask},
        {"so is he where all may join, without proof", Subscribe::open, Asked::join, "", false, {}, Step::ask},
        {"proven, he joins there at once", Subscribe::open, Asked::join, "", true, {}, Step::act},
        {"but not where confirming is the rule", Subscribe::confirm, Asked::join, "", true, {}, Step::ask},
        {"nor on a closed list", Subscribe::closed, Asked::join, "", true, {}, Step::ask},
        {"who left may come back", Subscribe::confirm, Asked::join, "", false, MemberState::left, Step::ask},
        {"who is invited may accept this way", Subscribe::confirm, Asked::join, "", false, MemberState::invited,
         Step::ask},
        {"a member is one already", Subscribe::confirm, Asked::join, "", true, MemberState::active, Step::nothing},
        {"a paused one may come back", Subscribe::open, Asked::join, "", true, MemberState::paused, Step::act},
        {"From alone lets nobody leave", Subscribe::confirm, Asked::leave, "", false, MemberState::active, Step::ask},
        {"proven, he leaves at once", Subscribe::confirm, Asked::leave, "", true, MemberState::active, Step::act},
        {"who is no member leaves nothing", Subscribe::confirm, Asked::leave, "", false, {}, Step::nothing},
        {"nor who left", Subscribe::confirm, Asked::leave, "", true, MemberState::left, Step::nothing},
        {"a pause is asked about", Subscribe::confirm, Asked::change, "pause", false, MemberState::active, Step::ask},
        {"once", Subscribe::confirm, Asked::change, "pause", false, MemberState::paused, Step::nothing},
        {"who is not paused does not resume", Subscribe::confirm, Asked::change, "resume", true, MemberState::active,
         Step::nothing},
        {"a language is one's own", Subscribe::confirm, Asked::change, "language fr", true, MemberState::active,
         Step::act},
    };
    for (const JudgeCase& c : cases) {
        config::Config config = usual_config();
        config.lists.front().subscribe = c.policy;
        const Request request{.purpose = c.purpose,
                              .email = "ann@body.example",
                              .change = std::string(c.change),
                              .is_proven = c.is_proven};
        const Verdict verdict = judge(config, config.lists.front(), request, {.state = c.state});
        EXPECT_EQ(verdict.step, c.step) << c.name << ": " << verdict.why;
        EXPECT_FALSE(verdict.why.empty()) << c.name;
    }
}

struct LimitCase {
    std::string_view name;
    RequestFacts facts;
    bool is_proven;
    Step step;
};

TEST(Request, CannotBeUsedToFillAStrangersMailbox)
{
    const LimitCase cases[] = {
        {"the first", {}, false, Step::ask},
        {"one a day", {.asked_today = 1}, false, Step::ignore},
        {"one a day, proven or not", {.asked_today = 1}, true, Step::ignore},
        {"who knows us is asked more often", {.is_named = true, .asked_today = 9}, false, Step::ask},
        {"but not without end", {.is_named = true, .asked_today = 10}, false, Step::ignore},
        {"twenty strangers from one place", {.asked_from_today = 19}, false, Step::ask},
        {"no more", {.asked_from_today = 20}, false, Step::ignore},
        {"that does not hold up who is known", {.is_named = true, .asked_from_today = 500}, false, Step::ask},
        {"nor who is proven", {.asked_from_today = 500}, true, Step::ask},
        {"a suppressed address gets nothing", {.is_suppressed = true}, false, Step::ignore},
        {"unless it is proven that it asks", {.is_suppressed = true}, true, Step::ask},
    };
    const config::Config config = usual_config();
    for (const LimitCase& c : cases) {
        const Request request{.purpose = Asked::join, .email = "ann@body.example", .is_proven = c.is_proven};
        EXPECT_EQ(judge(config, config.lists.front(), request, c.facts).step, c.step) << c.name;
    }
}

TEST(Request, OfAProgramOrOneOfOurOwnAddressesGetsNothing)
{
    const config::Config config = usual_config();
    for (const char* address : {"postmaster@body.example", "MAILER-DAEMON@body.example", "no-reply@body.example",
                                "abuse@body.example", "news-request@other.example", "owner-news@other.example",
                                "list-bounces@other.example", "news+request@other.example", "sr-update@lists.example",
                                "sr-update+request@lists.example", "postmaster@lists.example"}) {
        EXPECT_FALSE(is_for_people(config, address)) << address;
        const Request request{.purpose = Asked::join, .email = address, .is_proven = true};
        EXPECT_EQ(judge(config, config.lists.front(), request, {}).step, Step::ignore) << address;
    }
    for (const char* address : {"ann@body.example", "info@body.example", "office@body.example", "newsroom@body.example",
                                "secretary@lists.example"})
        EXPECT_TRUE(is_for_people(config, address)) << address;
}

}  // namespace
}  // namespace list
