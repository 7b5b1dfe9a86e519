#include "list/our_address.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace list {
namespace {

using base::Purpose;

config::Config two_lists(char delimiter = '+')
{
    config::Config config;
    config.server.hostname = "Mail.lists.example";
    config.server.delimiter = delimiter;
    for (const char* name : {"sr-update", "sr"}) {
        config::List& list = config.lists.emplace_back();
        list.name = name;
        list.address = {.local_part = name, .domain = "lists.example"};
    }
    config.lists.front().address.local_part = "SR-Update";
    return config;
}

const base::Key key{};

TEST(OurAddress, OfEveryPlainPurposeIsKnownWithoutCase)
{
    struct Case {
        std::string_view address;
        Use use;
    };
    constexpr Case cases[] = {
        {"sr-update@lists.example", Use::post},
        {"SR-UPDATE@LISTS.EXAMPLE", Use::post},
        {"sr-update+request@lists.example", Use::request},
        {"sr-update+HELP@lists.example", Use::help},
        {"Sr-Update+Subscribe@lists.example", Use::subscribe},
        {"sr-update+unsubscribe@lists.example", Use::unsubscribe},
        {"sr-update+owner@lists.example", Use::owner},
        {"sr-update+translation-1-de@lists.example", Use::translation},
        {"sr-update+translation-12-pt-BR@lists.example", Use::translation},
    };
    const config::Config config = two_lists();
    for (const Case& c : cases) {
        const auto address = resolve(config, c.address);
        ASSERT_TRUE(address) << c.address;
        EXPECT_EQ(address->use, c.use) << c.address;
        EXPECT_EQ(address->list, config.lists.data()) << c.address;
    }
    EXPECT_EQ(resolve(config, "sr@lists.example")->list, &config.lists[1]);
    EXPECT_EQ(resolve(config, "sr+help@lists.example")->list, &config.lists[1]);
}

TEST(OurAddress, OfATranslationNamesIssueAndLanguage)
{
    const config::Config config = two_lists();
    const auto address = resolve(config, "sr-update+translation-12-pt-BR@lists.example");
    ASSERT_TRUE(address);
    EXPECT_EQ(address->issue_number, 12);
    EXPECT_EQ(address->language, "pt-br");
}

TEST(OurAddress, OfEveryTokenPurposeIsKnownWhateverTheDelimiter)
{
    for (const char delimiter : {'+', '=', '_'}) {
        const config::Config config = two_lists(delimiter);
        for (const Purpose purpose : {Purpose::confirm, Purpose::leave, Purpose::vote, Purpose::reply, Purpose::thread,
                                      Purpose::form_return, Purpose::held, Purpose::bounce}) {
            for (const std::int64_t id : {std::int64_t{0}, std::int64_t{4711}, base::token_id_max}) {
                const std::string made = token_address(config, config.lists.front(), purpose, id, key);
                std::string upper = made;
                for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
                for (const std::string& written : {made, upper}) {
                    const auto address = resolve(config, written);
                    ASSERT_TRUE(address) << written;
                    EXPECT_EQ(address->use, Use::token);
                    ASSERT_EQ(address->purpose, purpose) << written;
                    EXPECT_EQ(*base::read_token(purpose, address->token, key), id);
                }
            }
        }
    }
}

TEST(OurAddress, ThatIsNotOursIsRefusedWith511)
{
    constexpr std::string_view others[] = {
        "",
        "@",
        "sr-update",
        "sr-update@",
        "@lists.example",
        "nobody@lists.example",
        "sr-update@other.example",
        "sr-update@lists.example.other.example",
        "sr-update@xlists.example",
        "xsr-update@lists.example",
        "sr-update+@lists.example",
        "sr-update++help@lists.example",
        "sr-update+help+@lists.example",
        "sr-update+help-@lists.example",
        "sr-update+helper@lists.example",
        "sr-update-help@lists.example",
        "sr-update+bounce@lists.example",
        "sr-update+bounce-@lists.example",
        "sr-update+bounce-0189@lists.example",
        "sr-update+bounce-abc.def@lists.example",
        "sr-update+bounce-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@lists.example",
        "sr-update+unknown-abcdef@lists.example",
        "sr-update+translation@lists.example",
        "sr-update+translation-@lists.example",
        "sr-update+translation-1@lists.example",
        "sr-update+translation-1-@lists.example",
        "sr-update+translation-x-de@lists.example",
        "sr-update+translation--1-de@lists.example",
        "sr-update+translation-+1-de@lists.example",
        "sr-update+translation-99999999999999999999-de@lists.example",
        "sr-update+translation-1-de.@lists.example",
        "postmaster@other.example",
        "abuse",
        "postmaster+x@lists.example",
        "sr-update@lists.example@other.example",
    };
    const config::Config config = two_lists();
    for (const std::string_view other : others) {
        const auto address = resolve(config, other);
        ASSERT_FALSE(address) << other;
        EXPECT_EQ(address.error().status.text(), "5.1.1") << other;
        EXPECT_EQ(address.error().permanence, base::Permanence::permanent) << other;
    }
}

TEST(OurAddress, OfTheOperatorIsAlwaysThere)  // RFC 5321 §4.5.1, RFC 2142
{
    const config::Config config = two_lists();
    for (const std::string_view address :
         {"postmaster", "Postmaster", "POSTMASTER@lists.example", "postmaster@mail.lists.example",
          "abuse@lists.example", "Abuse@MAIL.lists.example"}) {
        const auto resolved = resolve(config, address);
        ASSERT_TRUE(resolved) << address;
        EXPECT_EQ(resolved->use, Use::operators);
        EXPECT_EQ(resolved->list, nullptr);
    }
}

TEST(OurAddress, ListIdIsInLowerCase)
{
    const config::Config config = two_lists();
    EXPECT_EQ(list_id(config.lists.front()), "sr-update.lists.example");
    EXPECT_EQ(plain_address(config, config.lists.front(), "help"), "SR-Update+help@lists.example");
}

}  // namespace
}  // namespace list
