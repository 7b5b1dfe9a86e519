#include "desk/markdown_html.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace desk {
namespace {

/// Without its styles, which pictures show better.
std::string html_of(const std::string& markdown, const std::set<std::string>& attached = {})
{
    std::string html = markdown_html(*Markdown::parse(markdown), attached).html;
    for (auto at = html.find(" style=\""); at != std::string::npos; at = html.find(" style=\"", at))
        html.erase(at, html.find('"', at + 8) + 1 - at);
    return html;
}

TEST(MarkdownHtml, HasTheElementsOfTheText)
{
    const struct {
        const char* markdown;
        const char* html;
    } cases[] = {
        {"", ""},
        {"one\ntwo", "<p>one\ntwo</p>\n"},
        {"one  \ntwo", "<p>one<br>\ntwo</p>\n"},
        {"# A\n## B\n###### C", "<h1>A</h1>\n<h2>B</h2>\n<h6>C</h6>\n"},
        {"*a* **b** `<c>`", "<p><em>a</em> <strong>b</strong> <code>&lt;c&gt;</code></p>\n"},
        {"- a\n- b", "<ul><li>a\n</li>\n<li>b\n</li>\n</ul>\n"},
        {"- a\n\n- b", "<ul><li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>\n"},
        {"1. a", "<ol><li>a\n</li>\n</ol>\n"},
        {"7. a", "<ol start=\"7\"><li>a\n</li>\n</ol>\n"},
        {"> a", "<blockquote><p>a</p>\n</blockquote>\n"},
        {"```html\n<b>\n```", "<pre>&lt;b&gt;\n</pre>\n"},
        {"---", "<hr>"},
        {"[a](https://sr.example/?b=1&c=\"2\")", "<p><a href=\"https://sr.example/?b=1&amp;c=%222%22\">a</a></p>\n"},
        {"<ann@body.example>", "<p><a href=\"mailto:ann@body.example\">ann@body.example</a></p>\n"},
        {"a & b < c \"d\"", "<p>a &amp; b &lt; c &quot;d&quot;</p>\n"},
        {"\u65E5\u672C\n\u8A9E", "<p>\u65E5\u672C\u8A9E</p>\n"},
    };
    for (const auto& each : cases) EXPECT_EQ(html_of(each.markdown), each.html) << each.markdown;
}

TEST(MarkdownHtml, FetchesAndRunsNothing)
{
    const struct {
        const char* markdown;
        const char* html;
    } cases[] = {
        {"![pixel](https://evil.example/p.png)", "<p><a href=\"https://evil.example/p.png\">pixel</a></p>\n"},
        {"![](https://evil.example/p.png)",
         "<p><a href=\"https://evil.example/p.png\">https://evil.example/p.png</a></p>\n"},
        {"[![pixel](https://evil.example/p.png)](https://sr.example/)",
         "<p><a href=\"https://sr.example/\">pixel</a></p>\n"},
        {"![x](data:image/png;base64,AAAA)", "<p>x</p>\n"},
        {"[x](javascript:alert(1))", "<p>x</p>\n"},
        {"[x](java&#10;script:alert(1))", "<p>x</p>\n"},
        {"<script>alert(1)</script>", ""},
        {"<img src=x onerror=alert(1)>", ""},
        {"a <b onclick=\"x()\">c</b> d", "<p>a c d</p>\n"},
        {"<div onclick=\"x()\">one &amp; two</div>", "<p>one &amp; two</p>\n"},
        {"<style>p{display:none}</style>", ""},
    };
    for (const auto& each : cases) EXPECT_EQ(html_of(each.markdown), each.html) << each.markdown;
}

TEST(MarkdownHtml, ShowsImagesThatCameAlong)
{
    const Markdown markdown = *Markdown::parse("![a \"b\"](cid:chart@body.example) ![c](cid:gone@body.example)");
    const MarkdownHtml rendered = markdown_html(markdown, {"chart@body.example", "unused@body.example"});
    EXPECT_EQ(rendered.images, std::set<std::string>{"chart@body.example"});
    EXPECT_NE(rendered.html.find("<img src=\"cid:chart@body.example\" alt=\"a &quot;b&quot;\""), std::string::npos);
    EXPECT_EQ(rendered.html.find("gone"), std::string::npos);
}

TEST(MarkdownHtml, StylesEveryElementOfItsOwn)
{
    const std::string html =
        markdown_html(*Markdown::parse("# a\n\n## b\n\n- c\n\n> d\n\n`e` <https://f.example>\n\n```\ng\n```\n\n---"),
                      {})
            .html;
    for (const char* element : {"h1", "h2", "ul", "li", "blockquote", "p", "code", "pre", "hr"})
        EXPECT_NE(html.find(std::string("<") + element + " style=\""), std::string::npos) << element;
}

}  // namespace
}  // namespace desk
