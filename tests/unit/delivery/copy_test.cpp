#include "delivery/copy.h"

#include "base/text.h"
#include "base/token.h"
#include "list/our_address.h"
#include "mail/header.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace delivery {
namespace {

using namespace std::string_literals;

class Copy : public testing::Test {
  protected:
    Copy()
    {
        config.server.hostname = "lists.example";
        config.server.public_url = "https://lists.example";
        config::List& list = config.lists.emplace_back();
        list.name = "sr-update";
        list.address = {.local_part = "sr-update", .domain = "lists.example"};
        list.title = "ISO/SR Update";
        issue.id = 88;
        issue.number = 1;
        issue.list = "sr-update";
        issue.author = "ann@body.example";
        issue.message_id = "<1@body.example>";
        issue.accepted_at = base::from_unix_ms(1'116'063'000'000);
        leased.id = 4711;
        leased.issue = 88;
        leased.member = 12;
        leased.list = "sr-update";
        leased.recipient = "bob@member.example";
        leased.domain = "member.example";
    }

    [[nodiscard]] config::List& list() { return config.lists.front(); }

    Transaction copy_of(const std::string& octets)
    {
        return IssueCopies(config, list(), issue, octets).copy(leased, key);
    }

    /// The head of the copy is a whole header; its fields.
    mail::Header header_of(const Transaction& transaction)
    {
        head = transaction.head;
        mail::Header header = mail::scan_header(head);
        EXPECT_EQ(header.octets, head.size()) << head;
        EXPECT_EQ(header.defect, "") << head;
        EXPECT_TRUE(head.ends_with("\r\n\r\n"));
        for (const std::string_view line : base::split(head, '\n')) EXPECT_LE(line.size(), 999U);
        return header;
    }

    config::Config config;
    store::Issue issue;
    store::LeasedDelivery leased;
    base::Key key{};
    std::string head;
    const std::string post =
        "Received: from mx\r\nReceived: from far\r\nDate: Sat, 14 May 2005 09:00:00 +0000\r\n"
        "From: Ann Example <ann@body.example>\r\nTo: sr-update@lists.example\r\nSubject: Issue #1\r\n"
        "Message-ID: <1@body.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nbody\r\n";
};

TEST_F(Copy, HasItsOwnReversePathLeaveAddressAndReplyAddress)
{
    const Transaction copy = copy_of(post);
    const mail::Header header = header_of(copy);
    EXPECT_EQ(copy.delivery, 4711);
    EXPECT_EQ(copy.recipient, "bob@member.example");
    const auto bounce = list::resolve(config, copy.reverse_path);
    ASSERT_TRUE(bounce);
    EXPECT_EQ(bounce->purpose, base::Purpose::bounce);
    EXPECT_EQ(*base::read_token(base::Purpose::bounce, bounce->token, key), 4711);
    const auto reply = list::resolve(config, header.value("Reply-To"));
    ASSERT_TRUE(reply);
    EXPECT_EQ(*base::read_token(base::Purpose::reply, reply->token, key), 4711);
    const std::string leave = base::make_token(base::Purpose::leave, 12, key);
    EXPECT_EQ(header.value("List-Unsubscribe"),
              "<mailto:sr-update+leave-" + leave + "@lists.example>, <https://lists.example/u/" + leave + ">");
    EXPECT_EQ(header.value("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
}

TEST_F(Copy, WithAFixedReversePathIsToldByErrorsTo)
{
    list().reverse_path = config::ReversePath::fixed;
    const Transaction copy = copy_of("Errors-To: <somebody@body.example>\r\n" + post);
    const mail::Header header = header_of(copy);
    EXPECT_EQ(copy.reverse_path, "sr-update@lists.example");
    ASSERT_EQ(header.count("Errors-To"), 1U);
    const std::string value = header.value("Errors-To");
    const auto bounce = list::resolve(config, value.substr(1, value.size() - 2));
    ASSERT_TRUE(bounce);
    EXPECT_EQ(bounce->purpose, base::Purpose::bounce);
    EXPECT_EQ(*base::read_token(base::Purpose::bounce, bounce->token, key), 4711);
}

TEST_F(Copy, HasTheFieldsOfAListOnce)  // RFC 2369, RFC 2919, RFC 8058
{
    const mail::Header header = header_of(copy_of(post));
    struct Case {
        std::string_view name;
        std::string_view value;
    };
    constexpr Case cases[] = {
        {"List-Id", "ISO/SR Update <sr-update.lists.example>"},
        {"List-Help", "<mailto:sr-update+help@lists.example>"},
        {"List-Subscribe", "<mailto:sr-update+subscribe@lists.example>"},
        {"List-Post", "NO"},
        {"List-Owner", "<mailto:sr-update+owner@lists.example>"},
        {"Precedence", "list"},
        {"Message-ID", "<1@body.example>"},
        {"Date", "Sat, 14 May 2005 09:00:00 +0000"},
        {"Subject", "Issue #1"},
        {"From", "Ann Example via ISO/SR Update <sr-update@lists.example>"},
        {"Author", "Ann Example <ann@body.example>"},
        {"Feedback-ID", "1:sr-update:issue:lists.example"},
    };
    for (const Case& c : cases) {
        std::string value = header.value(c.name);
        std::erase(value, '"');
        EXPECT_EQ(value, c.value) << c.name;
        EXPECT_EQ(header.count(c.name), 1U) << c.name;
    }
    EXPECT_EQ(header.count("List-Archive"), 0U);
    EXPECT_EQ(header.count("Received"), 2U);
    EXPECT_TRUE(base::equal_ignoring_case(header.fields.front().name, "Received"));
    list().archive = "https://archive.example/sr";
    EXPECT_EQ(header_of(copy_of(post)).value("List-Archive"), "<https://archive.example/sr>");
}

TEST_F(Copy, CarriesNothingOfWhatMustNotGoToMembers)
{
    constexpr std::string_view names[] = {
        "Return-Path",
        "bcc",
        "BCC ",
        "Delivered-To",
        "Disposition-Notification-To",
        "Return-Receipt-To",
        "Authentication-Results",
        "Precedence",
        "List-Id",
        "List-Unsubscribe",
        "LIST-Unsubscribe-Post",
        "list-post",
        "List-Anything",
        "Reply-To",
        "Feedback-ID",
        "X-Original-To",
        "Envelope-To",
        "Author",
        "Sender",
    };
    for (const std::string_view name : names) {
        for (const std::string& value : {"evil@evil.example"s, "x\r\n evil@evil.example"s, "\xFC evil@evil.example"s}) {
            const Transaction copy = copy_of("Received: x\r\n" + std::string(name) + ": " + value + "\r\n" +
                                             post.substr(post.find("From:")));
            EXPECT_EQ(copy.head.find("evil"), std::string::npos) << name << '\n' << copy.head;
        }
    }
}

TEST_F(Copy, HasOneMessageIdAndADateWhateverThePostHad)
{
    issue.message_id = "<made@lists.example>";
    const mail::Header header = header_of(copy_of("Received: x\r\nFrom: ann@body.example\r\nmessage-id: "
                                                  "<a@evil.example>\r\nMessage-ID: <b@evil.example>\r\n\r\nx\r\n"));
    EXPECT_EQ(header.count("Message-ID"), 1U);
    EXPECT_EQ(header.value("Message-ID"), "<made@lists.example>");
    EXPECT_EQ(header.value("Date"), "Sat, 14 May 2005 09:30:00 +0000");
}

TEST_F(Copy, KeepsEveryOctetOfTheBody)
{
    std::string all;
    for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
    for (const std::string& body : {"body\r\n"s, ".\r\n..\r\n"s, all + "\r\n", "\r\n\r\n"s,
                                    "--x\r\nBcc: y\r\n\r\n.\r\n"s, "trailing blanks  \r\n\t\r\n"s}) {
        const Transaction copy = copy_of("Received: x\r\nFrom: ann@body.example\r\n\r\n" + body);
        EXPECT_EQ(copy.body->octets(), body);
        EXPECT_EQ(copy.is_8bit, !base::is_ascii(body));
    }
    EXPECT_EQ(copy_of("Received: x\r\nFrom: ann@body.example\r\n\r\nno end").body->octets(), "no end\r\n");
    EXPECT_EQ(copy_of("Received: x\r\nFrom: ann@body.example\r\n").body->octets(), "");
}

TEST_F(Copy, SharesOneBodyBetweenMembers)
{
    const IssueCopies copies(config, list(), issue, post);
    const Transaction one = copies.copy(leased, key);
    leased.id = 4712;
    leased.member = 13;
    const Transaction two = copies.copy(leased, key);
    EXPECT_EQ(one.body.get(), two.body.get());
    EXPECT_NE(one.reverse_path, two.reverse_path);
    EXPECT_NE(one.head, two.head);
}

TEST_F(Copy, EncodesRawEightBitFieldsSoThatNoAddressNeedsSmtputf8)
{
    const Transaction copy = copy_of("Received: from m\xC3\xBCller\r\nFrom: M\xC3\xBCller <ann@body.example>\r\nTo: "
                                     "\xFC <x@body.example>\r\nSubject: Gr\xC3\xBC\xC3\x9F"
                                     "e\r\nX-Other: \xE4\r\nKeywords: caf\xE9\r\n\r\nascii\r\n");
    EXPECT_TRUE(base::is_ascii(copy.head)) << copy.head;
    EXPECT_FALSE(copy.is_8bit);
    EXPECT_FALSE(copy.is_smtputf8);
    EXPECT_EQ(header_of(copy).value("Subject").rfind("=?utf-8?", 0), 0U);
    leased.recipient = "j\u00F6rg@body.example";
    EXPECT_TRUE(copy_of(post).is_smtputf8);
}

TEST_F(Copy, NothingInThePostStartsAFieldOfItsOwn)
{
    const std::string evils[] = {
        "Subject: two\r\n lines\r\n\tand three\r\n",
        "Subject: x\rBcc: evil@evil.example\r\n",
        "Subject: x\nX-Y: z\r\n",
        "Subject: =?utf-8?q?x=0D=0ABcc:_evil@evil.example?=\r\n",
        "Subject: x\r\n \r\n  \r\nX-Next: y\r\n",
        "Subject: x\0y\r\n"s,
        "From: \"a\r\n Bcc: evil@evil.example\" <ann@body.example>\r\n",
        "From: =?utf-8?q?x=0D=0ABcc:_evil@evil.example?= <ann@body.example>\r\n",
        "From: one@body.example, two@body.example\r\n",
        "From: nobody\r\n",
        "From:\r\n",
    };
    for (const std::string& evil : evils) {
        for (const config::FromPolicy from : {config::FromPolicy::list, config::FromPolicy::keep}) {
            list().from = from;
            const mail::Header header =
                header_of(copy_of("Received: x\r\n" + evil + "To: y@body.example\r\n\r\nbody\r\n"));
            EXPECT_EQ(header.count("Bcc"), 0U) << head;
            EXPECT_EQ(header.count("X-Y"), evil.find("X-Y") == std::string::npos ? 0U : header.count("X-Y"));
            EXPECT_EQ(header.count("List-Id"), 1U);
        }
    }
}

TEST_F(Copy, FieldWhoseNameStartsWithADotIsNoWayAroundTheRules)
{
    const mail::Header header =
        header_of(copy_of("Received: x\r\n.Bcc: evil@evil.example\r\nFrom: ann@body.example\r\n\r\nx\r\n"));
    EXPECT_EQ(header.count("Bcc"), 0U);
}

TEST_F(Copy, FromPolicyKeepLeavesTheAuthor)
{
    list().from = config::FromPolicy::keep;
    const mail::Header header = header_of(copy_of(post));
    EXPECT_EQ(header.value("From"), "Ann Example <ann@body.example>");
    EXPECT_EQ(header.count("Author"), 0U);
}

TEST_F(Copy, ReplyPolicyDecidesReplyTo)
{
    struct Case {
        config::ReplyPolicy policy;
        std::string_view reply_to;
    };
    constexpr Case cases[] = {{config::ReplyPolicy::author, "ann@body.example"},
                              {config::ReplyPolicy::owner, "sr-update+owner@lists.example"},
                              {config::ReplyPolicy::list, "sr-update@lists.example"}};
    for (const Case& c : cases) {
        list().reply = c.policy;
        const mail::Header header = header_of(copy_of(post));
        EXPECT_EQ(header.value("Reply-To"), c.reply_to);
        EXPECT_EQ(header.count("Reply-To"), 1U);
    }
}

TEST_F(Copy, TitleIsTextWhateverItHolds)
{
    for (const char* title : {"a <b@evil.example>", "a, b", "\"quoted\"", "Gr\u00FC\u00DFe", "x: y;", "(comment)"}) {
        list().title = title;
        const mail::Header header = header_of(copy_of(post));
        EXPECT_TRUE(base::is_ascii(head));
        EXPECT_TRUE(header.value("From").ends_with("<sr-update@lists.example>")) << header.value("From");
        EXPECT_TRUE(header.value("List-Id").ends_with("<sr-update.lists.example>")) << header.value("List-Id");
    }
}

TEST_F(Copy, NoticeGoesOutAsItWasWritten)
{
    const std::string octets = "From: x@lists.example\r\nSubject: y\r\n\r\nbody\r\n.\r\n";
    leased.issue = 0;
    leased.reverse_path = store::ReversePath::null;
    const Transaction notice = notice_transaction(config, leased, octets, key);
    EXPECT_EQ(notice.head + notice.body->octets(), octets);
    EXPECT_EQ(notice.reverse_path, "");
    leased.reverse_path = store::ReversePath::verp;
    EXPECT_TRUE(notice_transaction(config, leased, octets, key).reverse_path.starts_with("sr-update+bounce-"));
    list().reverse_path = config::ReversePath::fixed;
    const Transaction fixed = notice_transaction(config, leased, octets, key);
    EXPECT_EQ(fixed.reverse_path, "sr-update@lists.example");
    EXPECT_TRUE(fixed.head.starts_with("Errors-To: <sr-update+bounce-")) << fixed.head;
    EXPECT_TRUE(fixed.head.ends_with("From: x@lists.example\r\nSubject: y\r\n\r\n")) << fixed.head;
    leased.reverse_path = store::ReversePath::null;
    EXPECT_EQ(notice_transaction(config, leased, octets, key).head.find("Errors-To"), std::string::npos);
    leased.list = "gone";
    EXPECT_EQ(notice_transaction(config, leased, octets, key).reverse_path, "");
}

}  // namespace
}  // namespace delivery
