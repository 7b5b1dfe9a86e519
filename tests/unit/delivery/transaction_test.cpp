#include "delivery/transaction.h"

#include <gtest/gtest.h>

#include <string_view>

namespace delivery {
namespace {

TEST(SharedBody, IsStuffedOnlyAtTheStartOfLinesAndEnded)  // RFC 5321 §4.5.2
{
    struct Case {
        std::string_view octets;
        std::string_view stuffed;
    };
    constexpr Case cases[] = {
        {"", ".\r\n"},
        {"a\r\n", "a\r\n.\r\n"},
        {".\r\n", "..\r\n.\r\n"},
        {"a.b\r\n..c\r\n", "a.b\r\n...c\r\n.\r\n"},
        {"\r\n.\r\n\r\n", "\r\n..\r\n\r\n.\r\n"},
    };
    for (const Case& c : cases) {
        const SharedBody body{std::string(c.octets)};
        EXPECT_EQ(body.stuffed(), c.stuffed);
        EXPECT_EQ(body.stuffed(), c.stuffed) << "the second time";
        EXPECT_EQ(body.octets(), c.octets);
    }
}

}  // namespace
}  // namespace delivery
