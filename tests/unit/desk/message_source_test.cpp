#include "desk/message_source.h"

#include <gtest/gtest.h>

#include <string>

namespace desk {
namespace {

struct Case {
    const char* name;
    const char* header;
    const char* source;
};

TEST(MessageSource, IsTheAddressThatOurSideSaw)
{
    constexpr Case cases[] = {
        {"SMTP of ours", "Received: from a.example (192.0.2.7) by lists.example with ESMTP; date\r\n", "192.0.2.7"},
        {"the MTA in front",
         "Received: from mx.example (127.0.0.1) by lists.example with LMTP; date\r\n"
         "Received: from a.example (a.example [198.51.100.3])\r\n\t(using TLSv1.3) by mx.example; date\r\n",
         "198.51.100.3"},
        {"by a socket",
         "Received: from mx.example (unix) by lists.example with LMTP; date\r\n"
         "Received: from a.example (unknown [IPv6:2001:db8:1:2::9]) by mx.example; date\r\n",
         "20010db800010002/64"},
        {"HELO is the client's word", "Received: from [203.0.113.9] (192.0.2.7) by lists.example; date\r\n",
         "192.0.2.7"},
        {"a third field is anybody's",
         "Received: from mx.example (127.0.0.1) by lists.example; date\r\n"
         "Received: from a (a [10.0.0.1]) by mx.example; date\r\n"
         "Received: from b (b [198.51.100.9]) by a; date\r\n",
         "body.example"},
        {"no field", "", "body.example"},
        {"nonsense", "Received: from (\r\nReceived: ([\r\n", "body.example"},
    };
    for (const Case& c : cases) {
        const std::string octets = std::string(c.header) + "Subject: x\r\n\r\n";
        store::Message row;
        row.reverse_path = "ann@Body.example";
        EXPECT_EQ(message_source(read_message(row, octets)), c.source) << c.name;
    }
}

}  // namespace
}  // namespace desk
