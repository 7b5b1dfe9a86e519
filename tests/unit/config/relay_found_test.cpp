// Found while the operating guide was written.

#include "config/read.h"

#include <gtest/gtest.h>

namespace config {
namespace {

bool is_accepted(const std::string& url)
{
    const std::string text = R"(
[server]
hostname = "lists.example.org"
public_url = "https://lists.example.org"
operator = ["operator@secretariat.example"]
[relay]
user = "lists"
password_file = "relay.secret"
url = ")" + url + "\"\n";
    return read("gazetted.toml", [&text](const std::filesystem::path&) -> base::Result<std::string> { return text; })
        .config.has_value();
}

// A host that only begins like loopback got the password in the clear.
TEST(Relay, PasswordInTheClearGoesToLoopbackOnly)
{
    for (const char* url : {"smtp://127.0.0.1:25", "smtp://localhost", "smtp://[::1]:587", "smtp://127.0.0.1/x"})
        EXPECT_TRUE(is_accepted(url)) << url;
    for (const char* url : {"smtp://localhost.relay.example", "smtp://127.relay.example:25",
                            "smtp://localhost@relay.example", "smtp://relay.example"}) {
        EXPECT_FALSE(is_accepted(url)) << url;
    }
}

}  // namespace
}  // namespace config
