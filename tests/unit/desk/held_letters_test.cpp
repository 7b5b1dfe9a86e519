#include "desk/held_letters.h"

#include "config/templates.h"
#include "list/our_address.h"
#include "support/desk_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace desk {
namespace {

using testing::HasSubstr;
using testing::Not;

class HeldLetters : public testing::Test, public testing_support::DeskFixture {
  protected:
    list::House house() { return {.config = config, .templates = templates, .key = key}; }

    static HeldItem item(const std::string& recipient, const std::string& kind, const std::string& reason = "why")
    {
        HeldItem held{.message = {}, .octets = 2000};
        held.message.id = 12;
        held.message.recipient = recipient;
        held.message.kind = kind;
        held.message.author = "eve@elsewhere.example";
        held.message.subject = "Hello";
        held.message.reason = reason;
        return held;
    }

    std::string digest(const HeldItem& held) { return held_digest(house(), &list(), {held}, false, now).at(0).octets; }

    const config::Templates templates = config::Templates::load({}).value();
};

struct LinkCase {
    std::string_view recipient;
    std::string_view kind;
    std::string_view reason;
    std::vector<std::string_view> links;
    std::string_view usual;  ///< what "release" alone means; empty: nothing
};

TEST_F(HeldLetters, DigestHasALinkForEachThingThatMayBeDone)
{
    const std::vector<std::string_view> every{"release%20as%20post", "release%20as%20command",
                                              "release%20as%20feedback", "answer%0D%0A%0D%0A", "discard"};
    const LinkCase cases[] = {
        {"sr-update@lists.example", "post", "its author may not post", every, "as a post"},
        {"sr-update+request@lists.example", "command", "no command: waits for a person", every, "as commands"},
        {"sr-update+nothing@lists.example", "feedback", "why", {"discard"}, ""},  // an address that is none any more
        {"sr-update+owner@lists.example", "unknown", "unknown: waits for a person", every, ""},
        {"sr-update+owner@lists.example",
         "auto-reply",
         "an automatic reply: x",
         {"release%20as%20post", "release%20as%20feedback", "discard"},
         ""},
        {"sr-update@lists.example", "bounce", "bounce: waits for a person", {"release%20as%20feedback", "discard"}, ""},
        {"sr-update@lists.example",
         "complaint",
         "complaint: waits for a person",
         {"release%20as%20feedback", "discard"},
         ""},
        {"sr-update@lists.example", "post", "a loop: it carries our own List-Id", {"discard"}, ""},
    };
    const std::string address = list::token_address(config, list(), base::Purpose::held, 12, key);
    for (const LinkCase& each : cases) {
        const std::string text =
            digest(item(std::string(each.recipient), std::string(each.kind), std::string(each.reason)));
        for (const std::string_view words : every) {
            const std::string link = "&body=" + std::string(words) + '>';
            const bool is_there = std::ranges::count(each.links, words) > 0;
            EXPECT_EQ(text.find(link) != std::string::npos, is_there) << each.kind << ' ' << words << '\n' << text;
        }
        EXPECT_THAT(text, HasSubstr("<mailto:" + address + "?subject=discard%2012&body=discard>"));
        const bool has_usual = text.find("\"release\" alone: " + std::string(each.usual)) != std::string::npos;
        EXPECT_EQ(has_usual, !each.usual.empty()) << each.kind << '\n' << text;
    }
}

TEST_F(HeldLetters, DigestItemHasItsLinesInOrder)
{
    const std::string text = digest(item("sr-update@lists.example", "post"));
    const auto begin = text.find("  From:     eve");
    const auto end = text.find("------", begin);
    std::string lines;
    for (std::size_t at = begin; at < end; at = text.find('\n', at) + 1) {
        const std::string label = text.substr(at, text.find_first_of(":\r", at) - at);
        if (!label.empty()) lines += label + '|';
    }
    EXPECT_EQ(lines, "  From|  Subject|  Arrived|  Size|  Held|  Release as a post|  Release as commands|  Release as "
                     "feedback|  Answer its author|  Discard|  \"release\" alone|");
}

TEST_F(HeldLetters, OwnerIsToldEachEndInHisLanguage)
{
    std::set<std::string> bodies;
    for (const char* language : {"en", "fr", "es"}) {
        list().language = language;
        for (const HeldEnd end :
             {HeldEnd::released_post, HeldEnd::released_command, HeldEnd::released_feedback, HeldEnd::answered,
              HeldEnd::discarded, HeldEnd::stays, HeldEnd::unclear, HeldEnd::already}) {
            const AnswerOwner answer{.address = "owner@body.example",
                                     .answered = 20,
                                     .end = end,
                                     .reason = "because",
                                     .author = "eve@elsewhere.example",
                                     .subject = "Hello"};
            const auto notices = answer_owner(house(), list(), answer, now);
            ASSERT_EQ(notices.size(), 1U);
            EXPECT_THAT(notices[0].octets, Not(HasSubstr("{{")));
            bodies.insert(notices[0].octets.substr(notices[0].octets.find("\r\n\r\n")));
        }
    }
    EXPECT_EQ(bodies.size(), 3U * 8U) << "no two are alike";
}

}  // namespace
}  // namespace desk
