#include "base/ip_network.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(IpNetwork, HoldsItsAddressesAndNoOthers)
{
    struct Case {
        const char* network;
        const char* address;
        bool is_in;
    };
    constexpr Case cases[] = {
        {"192.0.2.7", "192.0.2.7", true},
        {"192.0.2.7", "192.0.2.8", false},
        {"192.0.2.0/24", "192.0.2.255", true},
        {"192.0.2.0/24", "192.0.3.0", false},
        {"192.0.2.128/25", "192.0.2.127", false},
        {"0.0.0.0/0", "203.0.113.9", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"::/0", "203.0.113.9", true},
        {"192.0.2.0/24", "::ffff:192.0.2.3", true},
        {"2001:db8::/32", "2001:db8:ffff::1", true},
        {"2001:db8::/32", "2001:db9::1", false},
        {"::1", "::1", true},
        {"::1", "127.0.0.1", false},
        {"::/0", "unix", false},
        {"192.0.2.0/24", "", false},
    };
    for (const Case& c : cases) {
        const auto network = parse_ip_network(c.network);
        ASSERT_TRUE(network) << c.network;
        EXPECT_EQ(contains(*network, c.address), c.is_in) << c.network << ' ' << c.address;
    }
}

TEST(IpNetwork, ThatIsNoneIsRefused)
{
    for (const char* text : {"", "mx.example", "192.0.2", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/", "192.0.2.0/x",
                             "192.0.2.1/24", "2001:db8::/129", "2001:db8::1/64", "1.2.3.4 ", "unix"}) {
        EXPECT_FALSE(parse_ip_network(text)) << text;
    }
}

}  // namespace
}  // namespace base
