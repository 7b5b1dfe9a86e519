#include "base/percent.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(PercentDecoded, TakesTwoDigitsForAnOctetAndLeavesTheRest)
{
    struct Case {
        std::string_view text;
        std::string_view decoded;
    };
    for (const Case& c : {Case{"Lists/SR%20Update", "Lists/SR Update"},
                          {"%c3%A9", "\xC3\xA9"},
                          {"%2520", "%20"},
                          {"100%", "100%"},
                          {"%4", "%4"},
                          {"%zz%41", "%zzA"},
                          {"a+b", "a+b"},
                          {"", ""}})
        EXPECT_EQ(percent_decoded(c.text), c.decoded) << c.text;
}

}  // namespace
}  // namespace base
