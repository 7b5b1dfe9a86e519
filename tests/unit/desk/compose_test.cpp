#include "desk/compose.h"

#include "base/text.h"
#include "mail/part_reader.h"
#include "mail/part_scanner.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace desk {
namespace {

const std::string header = "From: Ann <ann@body.example>\r\nSubject: Issue #1: May 2005\r\nContent-Language: en\r\n";

base::Result<std::string> composed(const std::string& octets)
{
    static const config::Templates templates = *config::Templates::load({});
    return compose(octets,
                   {.title = "ISO/SR UPDATE",
                    .number = 1,
                    .date = "May <2005>",
                    .language = "en",
                    .subscribe = "sr-update+subscribe@lists.example",
                    .unsubscribe = "sr-update+unsubscribe@lists.example",
                    .owner = "sr-update+owner@lists.example",
                    .archive = ""},
                   templates);
}

std::string markdown_part(const std::string& text, const std::string& charset = "utf-8")
{
    return "Content-Type: text/markdown; charset=" + charset + "; variant=CommonMark\r\n\r\n" + text;
}

std::string mixed(const std::vector<std::string>& parts)
{
    std::string octets = header + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=zz\r\n\r\npreamble\r\n";
    for (const std::string& part : parts) octets += "--zz\r\n" + part + "\r\n";
    return octets + "--zz--\r\n";
}

/// "multipart/mixed(multipart/alternative(text/plain text/html) application/pdf)"
std::string structure_of(const std::string& octets)
{
    const mail::PartScan scan = mail::scan_parts(octets);
    std::string structure;
    std::size_t depth = 0;
    for (const mail::PartPlace& part : scan.parts) {
        const bool is_first_child = part.depth > depth;
        for (; depth > part.depth; --depth) structure += ')';
        if (&part != &scan.parts.front()) structure += is_first_child ? "(" : " ";
        structure += part.media_type;
        depth = part.depth;
    }
    return structure + std::string(depth, ')');
}

std::string text_of(const std::string& octets, const std::string& media_type)
{
    const mail::PartScan scan = mail::scan_parts(octets);
    for (const mail::PartPlace& part : scan.parts) {
        if (part.media_type == media_type) return mail::with_lf(mail::read_part(part, 1'000'000).body);
    }
    return "no " + media_type;
}

const std::string pdf = "Content-Type: application/pdf; name=\"plan.pdf\"\r\nContent-Transfer-Encoding: base64\r\n"
                        "Content-Disposition: attachment; filename=\"plan.pdf\"\r\n\r\nJVBERi0xLjQK\r\n\r\nJSVFT0Y=";
const std::string chart = "Content-Type: image/png\r\nContent-ID: <chart@body.example>\r\n\r\n\x89PNG";

TEST(Compose, LeavesAloneWhatIsNotInMarkdown)
{
    const std::string cases[] = {
        header + "\r\ntext\r\n",
        header + "Content-Type: text/html\r\n\r\n<p>text</p>\r\n",
        mixed({"\r\ncovering text", pdf}),
        mixed({"\r\ncovering text", markdown_part("# An attached file")}),
        mixed({"Content-Type: text/html\r\n\r\n<p>text</p>", markdown_part("x")}),
        header + "Content-Type: multipart/alternative; boundary=zz\r\n\r\n--zz\r\n" + markdown_part("x") +
            "\r\n--zz--\r\n",
        mixed({}),
        "",
    };
    for (const std::string& octets : cases) {
        const auto result = composed(octets);
        ASSERT_TRUE(result) << octets;
        EXPECT_EQ(*result, "") << octets;
    }
}

TEST(Compose, GivesTheTextTwice)
{
    const std::string octets = *composed(header + markdown_part("# Plan\r\n\r\n*Done*\r\n"));
    EXPECT_EQ(structure_of(octets), "multipart/alternative(text/plain text/html)");
    EXPECT_EQ(text_of(octets, "text/plain"),
              "ISO/SR UPDATE\nIssue #1: May <2005>\n"
              "________________________________________________________________________\n\n"
              "Plan\n====\n\n_Done_\n\n"
              "________________________________________________________________________\n\n"
              "To subscribe:   <mailto:sr-update+subscribe@lists.example>\n"
              "To unsubscribe: <mailto:sr-update+unsubscribe@lists.example>\n"
              "The editors:    <mailto:sr-update+owner@lists.example>\n");
    const std::string html = text_of(octets, "text/html");
    for (const char* piece : {"<html lang=\"en\">", ">ISO/SR UPDATE<", "Issue #1: May &lt;2005&gt;<", ">Plan</h1>",
                              "<em>Done</em>", "prefers-color-scheme: dark"})
        EXPECT_NE(html.find(piece), std::string::npos) << piece;
    for (const char* piece : {"<script", "src=", "url(", "@import", "<link"})
        EXPECT_EQ(html.find(piece), std::string::npos) << piece;
}

TEST(Compose, KeepsTheHeaderButWhatSpeaksOfTheBody)
{
    const std::string octets =
        *composed("Received: by lists.example\r\n" + header +
                  "MIME-Version: 1.0\r\nContent-Transfer-Encoding: 8bit\r\n" + markdown_part("\u00E9"));
    EXPECT_TRUE(octets.starts_with("Received: by lists.example\r\n" + header +
                                   "MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\""))
        << octets;
    EXPECT_TRUE(base::is_ascii(octets));
}

TEST(Compose, PassesAttachmentsOctetForOctet)
{
    const std::string text =
        "Content-Type: text/plain; name=notes.txt\r\nContent-Disposition: attachment\r\n\r\nx  \r\n";
    const std::string message = "Content-Type: message/rfc822\r\n\r\nSubject: y\r\n\r\n--zz-- is no end\r\n";
    const std::string octets = *composed(mixed({markdown_part("x"), pdf, text, message}));
    EXPECT_EQ(structure_of(octets), "multipart/mixed(multipart/alternative(text/plain text/html) application/pdf "
                                    "text/plain message/rfc822(text/plain))");
    for (const std::string& part : {pdf, text, message})
        EXPECT_NE(octets.find("\r\n" + part + "\r\n--"), std::string::npos) << part;
}

TEST(Compose, PutsShownImagesBesideTheHtml)
{
    EXPECT_EQ(
        structure_of(*composed(mixed({markdown_part("![a](cid:chart@body.example)"), chart, pdf}))),
        "multipart/mixed(multipart/alternative(text/plain multipart/related(text/html image/png)) application/pdf)");
    EXPECT_EQ(structure_of(*composed(mixed({markdown_part("![a](cid:chart@body.example)"), chart}))),
              "multipart/alternative(text/plain multipart/related(text/html image/png))");
    EXPECT_EQ(structure_of(*composed(mixed({markdown_part("![a](cid:other@body.example)"), chart}))),
              "multipart/mixed(multipart/alternative(text/plain text/html) image/png)");
}

TEST(Compose, TakesAnAttachedFileWithNothingElseToRead)
{
    const std::string file = "Content-Disposition: attachment; filename=issue.md\r\n" + markdown_part("# Plan");
    EXPECT_EQ(structure_of(*composed(mixed({"Content-Type: text/plain\r\n\r\n \r\n", file, pdf, "\r\n\r\n"}))),
              "multipart/mixed(multipart/alternative(text/plain text/html) application/pdf)");
}

TEST(Compose, ReadsTheCharsetThatIsNamed)
{
    const struct {
        const char* charset;
        const char* octets;
        const char* text;
    } cases[] = {
        {"utf-8", "caf\xC3\xA9", "caf\u00E9"},  {"utf-8", "\xEF\xBB\xBFx", "x"},
        {"iso-8859-1", "caf\xE9", "caf\u00E9"}, {"iso-2022-jp", "\x1B$BF|K\\\x1B(B", "\u65E5\u672C"},
        {"us-ascii", "cafe", "cafe"},
    };
    for (const auto& each : cases) {
        const auto octets = composed(header + markdown_part(each.octets, each.charset));
        ASSERT_TRUE(octets) << each.charset << ": " << octets.error().text;
        EXPECT_NE(text_of(*octets, "text/plain").find(std::string("\n") + each.text + "\n"), std::string::npos)
            << each.charset;
    }
}

TEST(Compose, SaysWhyItCannot)
{
    const struct {
        std::string octets;
        const char* reason;
    } cases[] = {
        {header + markdown_part("caf\xE9"), "its Markdown is not in the charset that it names"},
        {header + markdown_part("x", "x-none"), "the charset of its Markdown, x-none, is unknown"},
        {header + "Content-Transfer-Encoding: x-uue\r\n" + markdown_part("x"),
         "the transfer encoding of its Markdown is unknown"},
        {header + markdown_part(std::string(65'537, 'x')), "its Markdown is larger than 64 KiB"},
        {header + markdown_part(std::string(300'000, 'x')), "its Markdown is larger than 64 KiB"},
        {header + markdown_part(std::string(100, '>') + "x"), "its Markdown is nested more than 32 deep"},
        {mixed({markdown_part("x"), "\r\nSent by a provider that adds this"}),
         "it has another text beside its Markdown"},
    };
    for (const auto& each : cases) {
        const auto result = composed(each.octets);
        ASSERT_FALSE(result) << each.reason;
        EXPECT_EQ(result.error().text, each.reason);
    }
}

TEST(Compose, IsTheSameEachTime)
{
    const std::string octets = mixed({markdown_part("x"), pdf});
    EXPECT_EQ(*composed(octets), *composed(octets));
}

}  // namespace
}  // namespace desk
