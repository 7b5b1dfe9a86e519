#include "web/routes.h"

#include <gtest/gtest.h>

#include <string>

namespace web {
namespace {

TEST(Routes, AreFoundByTheirPath)
{
    struct Case {
        const char* target;
        Place place;
        const char* token;
    };
    constexpr Case cases[] = {
        {"/u/abc234", Place::leave, "abc234"},
        {"/p/abc234", Place::preferences, "abc234"},
        {"/c/abc234", Place::confirmation, "abc234"},
        {"/health", Place::health, ""},
        {"/u/abc234?utm_source=mail", Place::leave, "abc234"},
        {"/u/abc234#top", Place::leave, "abc234"},
        {"https://lists.example.org/u/abc234", Place::leave, "abc234"},
        {"http://lists.example.org:8025/health?x", Place::health, ""},
    };
    for (const Case& each : cases) {
        const auto route = find_route(each.target);
        ASSERT_TRUE(route) << each.target;
        EXPECT_EQ(route->place, each.place) << each.target;
        EXPECT_EQ(route->token, each.token) << each.target;
    }
}

TEST(Routes, AreNothingElse)
{
    for (const char* target : {"", "/", "/u", "/u/", "/U/abc", "//u/abc", "/../u/abc", "/healthy", "/health/x",
                               "/x/u/abc", "*", "u/abc", "https://lists.example.org", "/%75/abc", "?/u/abc"}) {
        EXPECT_FALSE(find_route(target)) << target;
    }
    EXPECT_FALSE(find_route("/u/" + std::string(36, 'a'))) << "longer than any token";
}

}  // namespace
}  // namespace web
