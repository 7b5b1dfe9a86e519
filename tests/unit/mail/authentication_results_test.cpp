#include "mail/authentication_results.h"

#include <gtest/gtest.h>

#include <string>

namespace mail {
namespace {

constexpr auto pass = "mx.lists.example; dmarc=pass header.from=body.example";

TEST(AuthenticationResults, OfAStrangerInOurNameAreRemovedAndNothingElseIs)  // RFC 8601 §5, hostile input 49
{
    const std::string ours[] = {
        "Authentication-Results: mx.lists.example; dmarc=pass header.from=body.example\r\n",
        "authentication-results: MX.Lists.Example 1; dmarc=pass\r\n",
        "Authentication-Results : mx.lists.example; dmarc=pass\r\n",
        "Authentication-Results:\r\n mx.lists.example;\r\n\tdmarc=pass\r\n",
        "Authentication-Results: (a comment) mx.lists.example (another); dmarc=pass\r\n",
        "Authentication-Results: \"mx.lists.example\"; dmarc=pass\r\n",
        "Authentication-Results: mx.lists.example\r\n",
        "Authentication-Results: mx.lists.example; none\r\n",
    };
    const std::string others = "Authentication-Results: mx.other.example; dmarc=pass (mx.lists.example)\r\n"
                               "X-Authentication-Results: mx.lists.example; dmarc=pass\r\n"
                               "Authentication-Results: xmx.lists.example; dmarc=pass\r\n";
    const std::string body = "\r\nAuthentication-Results: mx.lists.example; dmarc=pass\r\n\x80\r\n";
    for (const std::string& field : ours) {
        const std::string message = "Received: by a\r\n" + field + others + field + "Subject: x\r\n" + field + body;
        EXPECT_EQ(without_authentication_results(message, "mx.lists.example"),
                  "Received: by a\r\n" + others + "Subject: x\r\n" + body)
            << field;
        EXPECT_EQ(without_authentication_results(message, ""), message);
        EXPECT_EQ(without_authentication_results(field + body, "mx.lists.example"), body);
    }
    EXPECT_EQ(without_authentication_results("", "mx.lists.example"), "");
}

TEST(AuthenticationResults, ThatWouldBeBelievedAreAllRemoved)
{
    for (const std::string id : {"mx.lists.example", "(c)MX.LISTS.EXAMPLE(c)", "mx.lists.example\t1"}) {
        const std::string message =
            "Received: by us\r\nAuthentication-Results: " + id + "; dmarc=pass\r\nFrom: ann@body.example\r\n\r\n";
        ASSERT_TRUE(has_dmarc_pass(scan_header(message), "mx.lists.example", "body.example")) << id;
        const std::string left = without_authentication_results(message, "mx.lists.example");
        EXPECT_FALSE(has_dmarc_pass(scan_header(left), "mx.lists.example", "body.example")) << id;
    }
    EXPECT_FALSE(
        has_dmarc_pass(scan_header("Authentication-Results: " + std::string(pass) + "\r\n\r\n"), "", "body.example"));
}

}  // namespace
}  // namespace mail
