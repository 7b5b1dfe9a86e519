#include "report/issue_export.h"

#include "base/token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace report {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view alternative =
    "Subject: =?utf-8?q?ISO/SR_UPDATE_=C3=A9?=\r\nMIME-Version: 1.0\r\n"
    "Content-Type: multipart/alternative; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDear all,\r\nplain <text>.\r\n"
    "--b\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n"
    "<html><head><script>a()</script></head><body onload=a()><h2>Caf\xE9</h2>"
    "<img src=https://t.example/bug.gif></body></html>\r\n--b--\r\n";

TEST(IssueExport, IsTextFromTheTextPart)
{
    const ExportedIssue exported = export_as_text(alternative, "en");
    EXPECT_EQ(exported.subject, "ISO/SR UPDATE \u00E9");
    EXPECT_EQ(exported.text, "ISO/SR UPDATE \u00E9\n\nDear all,\nplain <text>.\n");
}

TEST(IssueExport, IsTextFromHtmlWhereThereIsNoOther)
{
    EXPECT_EQ(
        export_as_text("Subject: s\r\nContent-Type: text/html\r\n\r\n<p>One</p><script>x</script>\r\n", "en").text,
        "s\n\nOne\n");
}

TEST(IssueExport, IsAPageOfTheHtmlPartWithoutWhatActs)
{
    const ExportedIssue exported = export_as_html(alternative, "fr");
    for (const char* part :
         {"<html lang=\"fr\">", "<meta charset=\"utf-8\">", "<h1>ISO/SR UPDATE \u00E9</h1>", "<h2>Caf\u00E9</h2>"})
        EXPECT_THAT(exported.text, HasSubstr(part));
    for (const char* part : {"script", "onload", "bug.gif", "a()", "plain"})
        EXPECT_THAT(exported.text, Not(HasSubstr(part)));
}

TEST(IssueExport, IsAPageOfTheTextWhereThereIsNoHtmlThatSaysSomething)
{
    for (const char* html : {"", "--b\r\nContent-Type: text/html\r\n\r\n<p><img src=x></p>\r\n"}) {
        const std::string message = "Subject: a <b>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
                                    "--b\r\n\r\nOne & two\r\n\r\nthree\r\n" +
                                    std::string(html) + "--b--\r\n";
        const std::string page = export_as_html(message, "en").text;
        EXPECT_THAT(page, HasSubstr("<title>a &lt;b&gt;</title>"));
        EXPECT_THAT(page, HasSubstr("<p>One &amp; two</p>\n<p>three</p>")) << html;
    }
}

TEST(IssueExport, LeavesOutAttachmentsAndEnclosedMessages)
{
    const std::string message =
        "Subject: s\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nOwn words\r\n"
        "--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment\r\n\r\n<p>attached</p>\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: text/html\r\n\r\n<p>enclosed</p>\r\n--b--\r\n";
    const std::string page = export_as_html(message, "en").text;
    EXPECT_THAT(page, HasSubstr("<p>Own words</p>"));
    EXPECT_THAT(page, Not(HasSubstr("attached")));
    EXPECT_THAT(page, Not(HasSubstr("enclosed")));
}

TEST(IssueExport, GivesNoTokenAway)
{
    const std::string address = "x+vote-" + base::make_token(base::Purpose::vote, 7, {}) + "@lists.example";
    const std::string message = "Subject: s\r\n\r\nAnswer to " + address + "\r\n";
    EXPECT_THAT(export_as_text(message, "en").text, Not(HasSubstr(address)));
    EXPECT_THAT(export_as_html(message, "en").text, Not(HasSubstr(address)));
}

}  // namespace
}  // namespace report
