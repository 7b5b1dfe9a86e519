#include "mail/address_list.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mail {
namespace {

/// "name|address" of each, one after another.
std::string shown(const AddressList& list)
{
    std::string text;
    for (const Address& address : list.addresses) {
        if (!text.empty()) text += ' ';
        text += address.display_name + '|' + address.mailbox.text();
    }
    if (list.unreadable > 0) text += " !" + std::to_string(list.unreadable);
    return text;
}

struct ListCase {
    std::string_view value;
    std::string_view read;
};

TEST(AddressList, IsReadAsRfc5322Says)
{
    constexpr ListCase cases[] = {
        {"", ""},
        {" , ,", ""},
        {"ann@body.example", "|ann@body.example"},
        {"Ann Example <ann@body.example>", "Ann Example|ann@body.example"},
        {"\"Example, Ann\" <ann@body.example>", "Example, Ann|ann@body.example"},
        {"\"a\\\"b\" <ann@body.example>", "a\"b|ann@body.example"},
        {"a@body.example, b@body.example", "|a@body.example |b@body.example"},
        {"a@body.example; b@body.example", "|a@body.example |b@body.example"},
        {"Board: a@body.example, B <b@body.example>;, c@body.example",
         "|a@body.example B|b@body.example |c@body.example"},
        {"undisclosed-recipients:;", ""},
        {"ann@body.example (Ann (the) Example)", "Ann  Example|ann@body.example"},
        {"Ann (x, <y@z>) <ann@body.example>", "Ann|ann@body.example"},
        {"ann @ body . example", "|ann@body.example"},
        {"<@relay.example,@other.example:ann@body.example>", "|ann@body.example"},
        {"\"a b\"@body.example", "|\"a b\"@body.example"},
        {"ann@[192.0.2.1]", "|ann@[192.0.2.1]"},
        {"ann@[IPv6:2001:db8::1]", "|ann@[IPv6:2001:db8::1]"},
        {"=?utf-8?q?J=C3=B6rg?=\r\n =?utf-8?q?_M.?= <j@body.example>", "Jörg M.|j@body.example"},
        {"\"=?utf-8?q?J=C3=B6rg?=\" <j@body.example>", "Jörg|j@body.example"},
        {"J\xF6rg <j@body.example>", "Jörg|j@body.example"},
    };
    for (const ListCase& c : cases) EXPECT_EQ(shown(parse_address_list(c.value)), c.read) << c.value;
}

TEST(AddressList, NeverTakesADisplayNameForTheAddress)
{
    constexpr ListCase cases[] = {
        {"\"boss@body.example\" <evil@other.example>", "boss@body.example|evil@other.example"},
        {"boss@body.example <evil@other.example>", "boss@body.example|evil@other.example"},
        {"=?utf-8?q?boss=40body.example?= <evil@other.example>", "boss@body.example|evil@other.example"},
        {"=?utf-8?q?boss?=@body.example", "|=?utf-8?q?boss?=@body.example"},
        {"=?utf-8?q?=3Cboss=40body.example=3E?= <e@other.example>", "<boss@body.example>|e@other.example"},
    };
    for (const ListCase& c : cases) EXPECT_EQ(shown(parse_address_list(c.value)), c.read) << c.value;
}

TEST(AddressList, CountsWhatIsNoAddress)
{
    constexpr ListCase cases[] = {
        {"Ann", " !1"},
        {"<>", " !1"},
        {"Ann <>", " !1"},
        {"Ann Example ann@body.example", " !1"},
        {"<a@body.example> <b@body.example>", " !1"},
        {"<a@body.example> b", " !1"},
        {"<a@body.example", " !1"},
        {"a@body.example>", " !1"},
        {"<a@body.example, b@body.example", "|b@body.example !1"},
        {"\"Ann <a@body.example>", " !1"},
        {"(Ann <a@body.example>", " !1"},
        {"<a b@body.example>", " !1"},
        {"a@body.example\x01, c@body.example", "|c@body.example !1"},
    };
    for (const ListCase& c : cases) EXPECT_EQ(shown(parse_address_list(c.value)), c.read) << c.value;
}

TEST(AddressList, OfHostileSizeIsReadInLinearTime)
{
    constexpr std::size_t count = 1'000'000;
    for (const char c : {'(', ')', '"', '<', '>', ':', ';', ',', '@', '.', '[', '\\', 'a', ' '}) {
        EXPECT_TRUE(parse_address_list(std::string(count, c)).addresses.empty());
        EXPECT_TRUE(parse_address_list("a" + std::string(count, c) + "@").addresses.empty());
    }
    std::string many;
    for (int i = 0; i < 100'000; ++i) many += "a@body.example, ";
    const AddressList list = parse_address_list(many);
    EXPECT_TRUE(list.exceeds_limits);
    EXPECT_EQ(list.addresses.size(), addresses_max);
}

TEST(AddressList, WrittenAddressIsReadAgain)
{
    const Mailbox mailbox = *parse_mailbox("\"a b\"@body.example");
    for (const std::string_view name :
         {"Ann Example", "Ann \"the\" Example", "Example, Ann <x@y>", "Jörg", "a\\b", "漢字 (x)"}) {
        const AddressList list = parse_address_list(format_address(name, mailbox));
        ASSERT_EQ(list.addresses.size(), 1U) << name;
        EXPECT_EQ(list.addresses[0].display_name, name);
        EXPECT_EQ(list.addresses[0].mailbox, mailbox);
    }
    EXPECT_EQ(format_address("Ann \"the\" Example", *parse_mailbox("ann@body.example")),
              "\"Ann \\\"the\\\" Example\" <ann@body.example>");
    EXPECT_EQ(format_address("", mailbox), "\"a b\"@body.example");
    EXPECT_EQ(format_address("a\r\nBcc: x", *parse_mailbox("ann@body.example")), "\"a  Bcc: x\" <ann@body.example>");
}

}  // namespace
}  // namespace mail
