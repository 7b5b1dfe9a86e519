#include "desk/digest_letter.h"

#include "mail/header.h"
#include "mail/part_reader.h"
#include "mail/part_scanner.h"
#include "support/desk_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace desk {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string body_1 =
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    "Caf\xC3\xA9 \t \r\n------------------------------ cut here\r\n"
    "--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; "
    "filename=\"report.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--b--\r\n";

DigestIssue issue(std::int64_t number, const std::string& fields, const std::string& body)
{
    DigestIssue made;
    made.issue.id = number + 10;
    made.issue.number = number;
    made.issue.subject = "Issue #" + std::to_string(number);
    made.issue.message_id = "<" + std::to_string(number) + "@body.example>";
    made.octets =
        "Received: by lists.example\r\nFrom: Ann <ann@body.example>\r\nBcc: eve@body.example\r\nSubject: Issue #" +
        std::to_string(number) + "\r\nDate: Sat, 14 May 2005 09:30:00 +0000\r\n" + fields + "\r\n" + body;
    return made;
}

class DigestLetter : public testing::Test {
  protected:
    store::NewDigest compose(store::DigestFormat format, const std::string& language = "en")
    {
        const list::House house{.config = fixture_.config, .templates = templates_, .key = fixture_.key};
        fixture_.list().title = "ISO/SR Update";
        return compose_digest(
            house, fixture_.list(),
            {.period = store::DigestPeriod::weekly, .format = format, .language = language, .slot = fixture_.now},
            {&first_, &second_});
    }

    const DigestIssue first_ = issue(1, "Content-Type: multipart/mixed; boundary=b\r\n", body_1);
    const DigestIssue second_ = issue(2, "", "The second one.\r\n");

  private:
    testing_support::DeskFixture fixture_;
    config::Templates templates_ = *config::Templates::load({});
};

TEST_F(DigestLetter, InMimeEnclosesEachIssueOctetForOctet)  // RFC 2046 §5.1.5
{
    const store::NewDigest digest = compose(store::DigestFormat::mime);
    EXPECT_EQ(digest.issues, (std::vector<store::Id>{11, 12}));
    const mail::PartScan scan = mail::scan_parts(digest.octets);
    EXPECT_EQ(scan.defect, "");
    std::vector<const mail::PartPlace*> enclosed;
    for (const mail::PartPlace& part : scan.parts) {
        if (part.media_type == "message/rfc822") enclosed.push_back(&part);
    }
    ASSERT_EQ(enclosed.size(), 2U);
    EXPECT_EQ(scan.parts[enclosed[0]->parent].media_type, "multipart/digest");
    const mail::Header header = mail::scan_header(enclosed[0]->body);
    EXPECT_EQ(header.body, body_1);
    EXPECT_EQ(header.value("Message-ID"), "<1@body.example>");
    EXPECT_EQ(header.value("Author"), "Ann <ann@body.example>");
    EXPECT_EQ(header.count("Bcc"), 0U);
    EXPECT_EQ(mail::scan_header(enclosed[1]->body).body, "The second one.\r\n");
    EXPECT_THAT(std::string(scan.parts[enclosed[0]->parent].header), HasSubstr("Content-Transfer-Encoding: 8bit"));
    EXPECT_THAT(mail::first_text(scan, 10'000), HasSubstr("    1    Issue #1\n    2    Issue #2\n"));
}

TEST_F(DigestLetter, InPlainTextIsAsRfc1153HasIt)
{
    const store::NewDigest digest = compose(store::DigestFormat::plain);
    const std::string text = mail::first_text(mail::scan_parts(digest.octets), 100'000);
    EXPECT_THAT(text, HasSubstr("\n\n" + std::string(70, '-') + "\n\nDate: Sat, 14 May 2005 09:30:00 +0000\nFrom: "));
    EXPECT_THAT(text, HasSubstr("Subject: Issue #1\n\nCaf\u00E9"));
    EXPECT_THAT(text, HasSubstr("\n ------------------------------ cut here\n")) << "it is no separator";
    EXPECT_THAT(text, HasSubstr("\n[report.pdf: pdf, 9 B: get 1]\n"));
    EXPECT_THAT(text, HasSubstr("\n\n" + std::string(30, '-') + "\n\nDate: "));
    EXPECT_THAT(text, HasSubstr("The second one.\n\n" + std::string(30, '-') +
                                "\n\nEnd of ISO/SR Update Digest\n***************************\n"));
    EXPECT_THAT(digest.octets, Not(HasSubstr("eve@body.example")));
}

TEST_F(DigestLetter, IsTheSameForTheSameCauseAndNoOther)
{
    const store::NewDigest digest = compose(store::DigestFormat::mime);
    EXPECT_EQ(digest.octets, compose(store::DigestFormat::mime).octets);
    EXPECT_NE(digest.cause, compose(store::DigestFormat::plain).cause);
    EXPECT_NE(digest.cause, compose(store::DigestFormat::mime, "fr").cause);
    EXPECT_THAT(compose(store::DigestFormat::mime, "fr").octets, HasSubstr("Dans ce condens=C3=A9"));
}

}  // namespace
}  // namespace desk
