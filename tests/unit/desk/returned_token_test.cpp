#include "desk/returned_token.h"

#include "list/our_address.h"
#include "support/desk_fixture.h"

#include <gtest/gtest.h>

#include <string>

namespace desk {
namespace {

using base::Purpose;

class ReturnedToken : public testing::Test, public testing_support::DeskFixture {
  protected:
    std::string address(Purpose purpose, std::int64_t id)
    {
        return list::token_address(config, list(), purpose, id, key);
    }
};

TEST_F(ReturnedToken, IsFoundInTheFieldThatTellsMost)
{
    struct Case {
        const char* name;
        std::string header;
        std::int64_t id;  ///< 0: none
    };
    const std::string errors_to = "Errors-To: <" + address(Purpose::bounce, 1) + ">\r\n";
    const std::string return_path = "Return-Path: <" + address(Purpose::bounce, 2) + ">\r\n";
    const std::string reply_to = "reply-to: " + address(Purpose::reply, 3) + "\r\n";
    const std::string unsubscribe =
        "List-Unsubscribe: <mailto:" + address(Purpose::leave, 4) + ">,\r\n <https://lists.example/u/x>\r\n";
    const Case cases[] = {
        {"nothing", "", 0},
        {"no field of ours", "From: ann@body.example\r\nSubject: " + address(Purpose::bounce, 9) + "\r\n", 0},
        {"errors-to", unsubscribe + reply_to + return_path + errors_to, 1},
        {"return-path", unsubscribe + reply_to + return_path, 2},
        {"reply-to", unsubscribe + reply_to, 3},
        {"list-unsubscribe", unsubscribe, 4},
        {"lf alone", "Reply-To: " + address(Purpose::reply, 5) + "\n", 5},
        {"another host", "Reply-To: sr-update+reply-abc@elsewhere.example\r\n" + unsubscribe, 4},
        {"an address without a token", "Reply-To: sr-update@lists.example\r\n", 0},
    };
    for (const Case& c : cases) {
        const auto about = find_returned_token(config, key, c.header);
        EXPECT_EQ(about ? about->id : 0, c.id) << c.name;
        EXPECT_EQ(about ? about->list : &list(), &list()) << c.name;
    }
}

TEST_F(ReturnedToken, ForgedOneIsNone)
{
    std::string forged = address(Purpose::bounce, 7);
    forged[forged.find('@') - 1] = forged[forged.find('@') - 1] == 'a' ? 'b' : 'a';
    EXPECT_FALSE(find_returned_token(config, key, "Errors-To: " + forged + "\r\n"));
    base::Key other = key;
    other.at(0) ^= 1U;
    EXPECT_FALSE(find_returned_token(config, other, "Errors-To: " + address(Purpose::bounce, 7) + "\r\n"));
}

}  // namespace
}  // namespace desk
