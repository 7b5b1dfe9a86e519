#include "mail/mailbox.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mail {
namespace {

using namespace std::string_literals;

struct ReadCase {
    std::string_view name;
    std::string_view written;
    std::string_view text;
};

constexpr ReadCase read_cases[] = {
    {"a plain one stays", "ann@body.example", "ann@body.example"},
    {"the case of the local part is kept, that of the domain is not", "Ann@Body.EXAMPLE", "Ann@body.example"},
    {"a local part of all atext", "!#$%&'*+-/=?^_`{|}~@body.example", "!#$%&'*+-/=?^_`{|}~@body.example"},
    {"needless quotes go", R"("ann"@body.example)", "ann@body.example"},
    {"needless backslashes go", R"("a\nn"@body.example)", "ann@body.example"},
    {"a blank keeps its quotes", R"("ann example"@body.example)", R"("ann example"@body.example)"},
    {"a quote keeps its backslash", R"("a\"b"@body.example)", R"("a\"b"@body.example)"},
    {"an at sign within quotes", R"("a@b"@body.example)", R"("a@b"@body.example)"},
    {"two dots within quotes", R"("a..b"@body.example)", R"("a..b"@body.example)"},
    {"a single label", "root@localhost", "root@localhost"},
    {"an IPv4 literal", "ann@[192.0.2.1]", "ann@[192.0.2.1]"},
    {"an IPv6 literal in its short form", "ann@[ipv6:2001:DB8:0:0:0:0:0:1]", "ann@[IPv6:2001:db8::1]"},
    {"a UTF-8 local part", "jörg@body.example", "jörg@body.example"},
    {"an IDN as A-labels", "ann@Bücher.example", "ann@xn--bcher-kva.example"},
    {"a sharp s is no ss (non-transitional)", "ann@faß.example", "ann@xn--fa-hia.example"},
    {"an A-label in capitals", "ann@XN--BCHER-KVA.example", "ann@xn--bcher-kva.example"},
    {"an ideographic full stop is a dot", "ann@body。example", "ann@body.example"},
    {"two hyphens in the third place", "ann@r3---sn.example", "ann@r3---sn.example"},
};

TEST(Mailbox, IsReadAndWrittenInItsCanonicalForm)
{
    for (const ReadCase& c : read_cases) {
        const auto mailbox = parse_mailbox(c.written);
        ASSERT_TRUE(mailbox) << c.name << ": " << mailbox.error().text;
        EXPECT_EQ(mailbox->text(), c.text) << c.name;
        const auto again = parse_mailbox(mailbox->text());
        ASSERT_TRUE(again) << c.name;
        EXPECT_EQ(*again, *mailbox) << c.name;
    }
}

struct RefuseCase {
    std::string written;
    std::string_view why;
};

TEST(Mailbox, ThatIsMalformedIsRefusedWithTheReason)
{
    const RefuseCase cases[] = {
        {"", "has no @"},
        {"ann", "has no @"},
        {"@body.example", "the local part is empty"},
        {"ann@", "the domain is empty"},
        {"ann@body@other.example", "the domain has a character that is not allowed"},
        {"@a:ann@body.example", "the local part is empty"},
        {"\"\"@body.example", "the quoted local part is empty"},
        {"\"ann@body.example", "the quoted local part is not closed"},
        {"\"ann\\", "the quoted local part is not closed"},
        {"\"ann\"body.example", "no @ follows the quoted local part"},
        {"ann.@body.example", "the local part has a character or dot that is not allowed"},
        {".ann@body.example", "the local part has a character or dot that is not allowed"},
        {"a..n@body.example", "the local part has a character or dot that is not allowed"},
        {"an n@body.example", "the local part has a character or dot that is not allowed"},
        {"<ann@body.example>", "the local part has a character or dot that is not allowed"},
        {"ann@.example", "the domain has an empty label"},
        {"ann@body..example", "the domain has an empty label"},
        {"ann@body.example.", "the domain has an empty label"},
        {"ann@-body.example", "a label of the domain starts or ends with a hyphen"},
        {"ann@body_x.example", "the domain has a character that is not allowed"},
        {"ann@body.example ", "the domain has a character that is not allowed"},
        {"ann@xn--a.example", "the domain is no internationalised name"},
        {"ann@\xCC\x81x.example", "the domain is no internationalised name"},
        {"ann@[192.0.2.256]", "the address literal holds no address"},
        {"ann@[IPv6:::g]", "the address literal holds no address"},
        {"ann@[x-tag:y]", "the address literal holds no address"},
        {"ann@[", "the address literal is not closed"},
        {"ann@[192.0.2.1", "the address literal is not closed"},
        {"\xFF@body.example", "has a control character or is not UTF-8"},
    };
    for (const RefuseCase& c : cases) {
        const auto mailbox = parse_mailbox(c.written);
        ASSERT_FALSE(mailbox) << c.written;
        EXPECT_EQ(mailbox.error().text, c.why) << c.written;
    }
}

TEST(Mailbox, WithAControlIsRefused)
{
    const std::string controls[] = {"\r", "\n", "\r\n", "\0"s, "\t", "\x7F", "\xC2\x85", "\u2028"};
    for (const std::string& control : controls) {
        EXPECT_FALSE(parse_mailbox("a" + control + "nn@body.example"));
        EXPECT_FALSE(parse_mailbox("\"a" + control + "nn\"@body.example"));
        EXPECT_FALSE(parse_mailbox("\"a\\" + control + "nn\"@body.example"));
        EXPECT_FALSE(parse_mailbox("ann@body" + control + ".example"));
        EXPECT_FALSE(parse_mailbox("ann@[192.0.2.1" + control + "]"));
    }
}

TEST(Mailbox, BeyondTheLimitsOfRfc5321IsRefused)  // §4.5.3.1
{
    EXPECT_TRUE(parse_mailbox(std::string(64, 'a') + "@body.example"));
    EXPECT_FALSE(parse_mailbox(std::string(65, 'a') + "@body.example"));
    EXPECT_TRUE(parse_mailbox('"' + std::string(62, ' ') + "\"@body.example"));
    EXPECT_FALSE(parse_mailbox('"' + std::string(63, ' ') + "\"@body.example"));
    EXPECT_TRUE(parse_mailbox("ann@" + std::string(63, 'b') + ".example"));
    EXPECT_FALSE(parse_mailbox("ann@" + std::string(64, 'b') + ".example"));
    EXPECT_FALSE(parse_mailbox(std::string(1'000'000, 'a') + "@body.example"));
    std::string domain = "example";
    while (domain.size() + 2 <= 250) domain = "a." + domain;
    EXPECT_TRUE(parse_mailbox("ann@" + domain));
    EXPECT_FALSE(parse_mailbox("anna.maria@" + domain));  // the path would have more than 256 octets
}

TEST(Mailbox, KeyIgnoresCaseBeyondAsciiToo)
{
    EXPECT_EQ(parse_mailbox("JÖRG@Body.example")->key(), parse_mailbox("jörg@body.example")->key());
    EXPECT_EQ(parse_mailbox("Ann@body.example")->key(), "ann@body.example");
    EXPECT_NE(*parse_mailbox("Ann@body.example"), *parse_mailbox("ann@body.example"));
}

TEST(Mailbox, NeedsSmtputf8ForItsLocalPartOnly)  // RFC 6531 §3.3
{
    EXPECT_TRUE(parse_mailbox("jörg@body.example")->needs_smtputf8());
    EXPECT_FALSE(parse_mailbox("ann@bücher.example")->needs_smtputf8());
}

TEST(Mailbox, DomainOfAHomoglyphIsAnotherDomain)
{
    EXPECT_NE(*canonical_domain("b\u043Edy.example"), *canonical_domain("body.example"));
}

}  // namespace
}  // namespace mail
