#include "desk/held_words.h"

#include <gtest/gtest.h>

#include <optional>
#include <string_view>

namespace desk {
namespace {

using What = HeldDecision::What;

struct Case {
    std::string_view text;
    What what;
    std::optional<ReleaseAs> as = {};
    std::string_view answer = "";
};

constexpr Case cases[] = {
    {"release", What::release},
    {"Release it please", What::release},
    {"  APPROVE.", What::release},
    {"release as post", What::release, ReleaseAs::post},
    {"Release it as a post, please", What::release, ReleaseAs::post},
    {"release command", What::release, ReleaseAs::command},
    {"release as feedback\nThank you", What::release, ReleaseAs::feedback},
    {"release\nas feedback", What::release},  // the first line decides
    {"release the post of Ann", What::release},
    {"post", What::release, ReleaseAs::post},
    {"As feedback.", What::release, ReleaseAs::feedback},
    {"Lib\u00e9rer comme r\u00e9action", What::release, ReleaseAs::feedback},
    {"liberar como env\u00edo", What::release, ReleaseAs::post},
    {"commande", What::release, ReleaseAs::command},

    {"DISCARD", What::discard},
    {"\u00c9carter", What::discard},
    {"descartar", What::discard},

    {"answer", What::answer},
    {"answer\n\nDear Ann,\nask Bob.\n", What::answer, {}, "Dear Ann,\nask Bob."},
    {"Answer: ask Bob", What::answer, {}, "ask Bob"},
    {"R\u00e9pondre\nOui.", What::answer, {}, "Oui."},
    {"responder s\u00ed", What::answer, {}, "s\u00ed"},

    {"", What::unclear},
    {"please release", What::unclear},
    {"no", What::unclear},
    {"yes", What::unclear},
    {"Post it to all of them", What::unclear},  // nothing goes to a whole list by a sentence's first word
    {"Feedback from Ann is late", What::unclear},
    {"releases", What::unclear},
    {"as", What::unclear},
    {"!!!", What::unclear},
};

TEST(HeldWords, DecideByTheFirstLine)
{
    for (const Case& each : cases) {
        const HeldDecision decision = read_held_decision(each.text);
        EXPECT_EQ(decision.what, each.what) << each.text;
        EXPECT_EQ(decision.as, each.as) << each.text;
        EXPECT_EQ(decision.text, each.answer) << each.text;
    }
}

}  // namespace
}  // namespace desk
