#include "desk/markdown_text.h"

#include <gtest/gtest.h>

#include <string>

namespace desk {
namespace {

std::string text_of(const std::string& markdown)
{
    return markdown_text(*Markdown::parse(markdown));
}

TEST(MarkdownText, ReadsAsAPersonWouldHaveWrittenIt)
{
    const struct {
        const char* markdown;
        const char* text;
    } cases[] = {
        {"", ""},
        {"one\ntwo", "one two\n"},
        {"one\n\ntwo", "one\n\ntwo\n"},
        {"one  \ntwo\\\nthree", "one\ntwo\nthree\n"},
        {"# Plan\n\ntext", "Plan\n====\n\ntext\n"},
        {"## \u65E5\u672C", "\u65E5\u672C\n----\n"},
        {"### Small\ntext", "Small\n\ntext\n"},
        {"*a* and **b** and `c_d`", "_a_ and *b* and c_d\n"},
        {"- one\n- two\n  - inner\n- three", "- one\n- two\n  - inner\n- three\n"},
        {"- one\n\n- two\n\n  more", "- one\n\n- two\n\n  more\n"},
        {"before\n\n- one\n\nafter", "before\n\n- one\n\nafter\n"},
        {"9. nine\n10. ten\n    - in", "9. nine\n10. ten\n    - in\n"},
        {"3) a\n4) b", "3) a\n4) b\n"},
        {"-\n- b", "-\n- b\n"},
        {"> said\n>\n> > before\n\nanswer", "> said\n>\n> > before\n\nanswer\n"},
        {"- item\n\n  > quoted\n", "- item\n\n  > quoted\n"},
        {"```\nif  (a)\n\n  b\n```", "    if  (a)\n\n      b\n"},
        {"a\n\n---\n\nb", "a\n\n* * *\n\nb\n"},
        {"[the plan](https://sr.example/a_b)", "the plan <https://sr.example/a_b>\n"},
        {"<https://sr.example/>", "<https://sr.example/>\n"},
        {"<ann@body.example>", "<ann@body.example>\n"},
        {"[Ann](mailto:ann@body.example)", "Ann <ann@body.example>\n"},
        {"[Ann](mailto:ann@body.example?subject=a%20b)", "Ann <mailto:ann@body.example?subject=a%20b>\n"},
        {"[a](<https://sr.example/a b> \"c>d\")", "a <https://sr.example/a%20b>\n"},
        {"![a chart](cid:chart@body.example)", "[a chart]\n"},
        {"![a *big* chart](https://sr.example/c.png)", "[a big chart] <https://sr.example/c.png>\n"},
        {"&lt;b&gt; &amp; \\*c\\*", "<b> & *c*\n"},
        {"\u65E5\u672C\n\u8A9E", "\u65E5\u672C\u8A9E\n"},
        {"\uD55C\uAD6D\n\uC5B4", "\uD55C\uAD6D \uC5B4\n"},
        {"a<br>b <i>c</i><!-- d -->", "a\nb c\n"},
        {"<div>one</div>\n<p>two</p>\n<script>three()</script>", "one\n\ntwo\n"},
        {"a\x01\x1b[31mb", "a[31mb\n"},
    };
    for (const auto& each : cases) EXPECT_EQ(text_of(each.markdown), each.text) << each.markdown;
}

TEST(MarkdownText, LinksNowhereButToPagesAndMailboxes)
{
    for (const std::string target : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x",
                                     "file:///etc/passwd", "/relative", "#place", "//body.example/", "https://", ""})
        EXPECT_EQ(text_of("[words](<" + target + ">)"), "words\n") << target;
}

TEST(MarkdownText, WrapsWithinListsAndQuotations)
{
    std::string words;
    for (int i = 0; i < 40; ++i) words += "word ";
    const std::string text = text_of("> - " + words);
    std::size_t lines = 0;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1, ++lines) {
        EXPECT_LE(text.find('\n', at) - at, 72U);
        EXPECT_EQ(text.substr(at, 5), lines == 0 ? "> - w" : ">   w");
    }
    EXPECT_EQ(lines, 4U);
}

TEST(Markdown, TooLargeOrTooDeepIsRefused)
{
    EXPECT_TRUE(Markdown::parse(std::string(65'536, 'x')));
    EXPECT_EQ(Markdown::parse(std::string(65'537, 'x')).error().text, "its Markdown is larger than 64 KiB");
    EXPECT_TRUE(Markdown::parse(std::string(20, '>') + "x"));
    EXPECT_EQ(Markdown::parse(std::string(60'000, '>') + "x").error().text, "its Markdown is nested more than 32 deep");
}

}  // namespace
}  // namespace desk
