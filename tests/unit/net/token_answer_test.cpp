#include "net/token_answer.h"

#include <gtest/gtest.h>

#include <string>

namespace net {
namespace {

TEST(TokenAnswer, GivesTheTokenItsSuccessorAndItsLife)
{
    const auto answer = read_token_answer(
        200, R"({"access_token":"a.b~c","token_type":"Bearer","expires_in":3599,"refresh_token":"next","scope":"x"})");
    ASSERT_TRUE(answer) << answer.error().text;
    EXPECT_EQ(answer->access_token, "a.b~c");
    EXPECT_EQ(answer->refresh_token, "next");
    EXPECT_EQ(answer->lives, std::chrono::seconds(3599));
}

TEST(TokenAnswer, TakesANumberThatIsWrittenAsTextAndDoesWithoutIt)
{
    EXPECT_EQ(read_token_answer(200, R"({"access_token":"a","token_type":"bearer","expires_in":"60"})")->lives,
              std::chrono::seconds(60));
    for (const char* odd : {R"(-1)", R"("soon")", R"(null)", R"(1.5)", R"([60])"}) {
        const auto answer = read_token_answer(
            200, std::string(R"({"access_token":"a","token_type":"bearer","expires_in":)") + odd + '}');
        ASSERT_TRUE(answer) << odd;
        EXPECT_FALSE(answer->lives) << odd;
    }
}

TEST(TokenAnswer, ThatIsNoneSaysWhy)
{
    struct Case {
        long status;
        std::string body;
        std::string failure;
        base::Permanence permanence;
    };
    using base::Permanence;
    const Case cases[] = {
        {400, R"({"error":"invalid_grant","error_description":"Token has been\nrevoked."})",
         "the token endpoint refuses with HTTP status 400: invalid_grant (Token has been revoked.)",
         Permanence::permanent},
        {200, R"({"error":"bad_verification_code"})",
         "the token endpoint refuses with HTTP status 200: bad_verification_code", Permanence::permanent},
        {503, "<html>busy</html>", "the token endpoint refuses with HTTP status 503", Permanence::transient},
        {429, R"({"error":"slow_down"})", "the token endpoint refuses with HTTP status 429: slow_down",
         Permanence::transient},
        {302, "", "the token endpoint refuses with HTTP status 302", Permanence::permanent},
        {200, "<html>", "the token endpoint's answer is no JSON object", Permanence::permanent},
        {200, "[1]", "the token endpoint's answer is no JSON object", Permanence::permanent},
        {200, std::string(200'000, '['), "the token endpoint's answer is no JSON object", Permanence::permanent},
        {200, R"({"token_type":"bearer"})", "the token endpoint's answer holds no access_token", Permanence::permanent},
        {200, R"({"access_token":"a\u0001b","token_type":"bearer"})",
         "the token endpoint's answer holds no access_token", Permanence::permanent},
        {200, R"({"access_token":17,"token_type":"bearer"})", "the token endpoint's answer holds no access_token",
         Permanence::permanent},
        {200, R"({"access_token":"a","token_type":"bearer","refresh_token":"b c"})",
         "the token endpoint's refresh_token is none", Permanence::permanent},
        {200, R"({"access_token":"a","token_type":"mac"})",
         "the token endpoint gives a token of type \"mac\", and only bearer tokens can be used", Permanence::permanent},
    };
    for (const Case& bad : cases) {
        const auto answer = read_token_answer(bad.status, bad.body);
        ASSERT_FALSE(answer) << bad.body;
        EXPECT_EQ(answer.error().text, bad.failure);
        EXPECT_EQ(answer.error().permanence, bad.permanence) << bad.failure;
    }
}

}  // namespace
}  // namespace net
