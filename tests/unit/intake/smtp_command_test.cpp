#include "intake/smtp_command.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace intake {
namespace {

TEST(SmtpCommand, IsKnownByItsFirstWordWithoutCase)
{
    struct Case {
        std::string_view line;
        Verb verb;
        std::string_view argument;
    };
    constexpr Case cases[] = {
        {"mail FROM:<>", Verb::mail, "FROM:<>"},
        {"DATA", Verb::data, ""},
        {"data ", Verb::data, ""},
        {"LHLO  mx ", Verb::lhlo, "mx"},
        {"", Verb::unknown, ""},
        {" DATA", Verb::unknown, ""},
        {"DATAX", Verb::unknown, ""},
        {"DAT", Verb::unknown, ""},
        {"MAIL\tFROM:<>", Verb::unknown, ""},
        {"BDAT 1 LAST", Verb::known_but_refused, "1 LAST"},
    };
    for (const Case& c : cases) {
        const Command command = read_command(c.line);
        EXPECT_EQ(command.verb, c.verb) << c.line;
        EXPECT_EQ(command.argument, c.argument) << c.line;
    }
}

TEST(MailCommand, ReversePathIsReadOrRefused)
{
    struct Case {
        std::string_view argument;
        std::optional<std::string> path;  ///< nothing: refused
    };
    const Case cases[] = {
        {"FROM:<>", ""},
        {"from: <ann@body.example>", "ann@body.example"},
        {"FROM:<Ann@Body.EXAMPLE>", "Ann@body.example"},
        {"FROM:<\"a>b\"@body.example>", "\"a>b\"@body.example"},
        {"FROM:<\"a\\\"b\"@body.example>", "\"a\\\"b\"@body.example"},
        {"FROM:<@relay.example,@mx.example:ann@body.example>", "ann@body.example"},
        {"FROM:<ann@[192.0.2.1]>", "ann@[192.0.2.1]"},
        {"FROM:<ann@body.example>SIZE=1", "ann@body.example"},
        {"FROM:ann@body.example", {}},
        {"FROM:<ann@body.example", {}},
        {"FROM:<ann@body.example\\>", {}},
        {"FROM:<\"ann>", {}},
        {"FROM <ann@body.example>", {}},
        {"TO:<ann@body.example>", {}},
        {"", {}},
        {"FROM:", {}},
        {"FROM:<ann>", {}},
        {"FROM:<<ann@body.example>>", {}},
        {"FROM:<ann@body.example> SIZE=x", {}},
        {"FROM:<ann@body.example> SMTPUTF8=1", {}},
        {"FROM:<ann@body.example> AUTH=<>", {}},
    };
    for (const Case& c : cases) {
        const auto mail = read_mail(c.argument);
        EXPECT_EQ(mail.has_value(), c.path.has_value()) << c.argument;
        if (mail && c.path) {
            EXPECT_EQ(mail->reverse_path, *c.path);
        }
        if (!mail) {
            EXPECT_EQ(mail.error().severity(), mail::Severity::permanent) << c.argument;
        }
    }
}

TEST(MailCommand, ParametersAreReadWithoutCaseAndInAnyOrder)
{
    const auto mail = read_mail("FROM:<ann@body.example>  smtputf8   body=7bit size=4711 ");
    ASSERT_TRUE(mail);
    EXPECT_TRUE(mail->is_smtputf8);
    EXPECT_EQ(mail->size, 4711U);
    EXPECT_FALSE(read_mail("FROM:<ann@body.example>")->size);
}

TEST(RcptCommand, ForwardPathIsReadOrRefused)
{
    EXPECT_EQ(*read_rcpt("TO:<sr-update@lists.example>", false), "sr-update@lists.example");
    EXPECT_EQ(*read_rcpt("TO:<Postmaster>", false), "postmaster");
    EXPECT_EQ(read_rcpt("TO:<>", false).error().code, 501);
    EXPECT_EQ(read_rcpt("TO:<t\u00E4st@lists.example>", false).error().code, 553);
    EXPECT_TRUE(read_rcpt("TO:<t\u00E4st@lists.example>", true));
    EXPECT_EQ(read_rcpt("TO:<sr-update@lists.example> X=1", false).error().code, 555);
    EXPECT_EQ(read_rcpt("FROM:<sr-update@lists.example>", false).error().code, 501);
}

}  // namespace
}  // namespace intake
