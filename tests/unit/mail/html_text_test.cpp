#include "mail/html_text.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mail {
namespace {

struct HtmlCase {
    std::string_view html;
    std::string_view text;
};

TEST(HtmlText, IsWhatAPersonReads)
{
    constexpr HtmlCase cases[] = {
        {"plain", "plain"},
        {"<p>one</p><p>two <b>b</b>old</p>", "one\ntwo bold\n"},
        {"a<br>b<BR/>c", "a\nb\nc"},
        {"a  \r\n b", "a b"},
        {"<table><tr><td>a</td><td>b</td></tr></table>", "a b\n"},
        {"<ul><li>a<li>b</ul>", "a\nb\n"},
        {"<pre>a\n\n  b</pre>", "a\n\n  b\n"},
        {"<head><title>t</title><style>p { a: b }</style></head><script>if (a < b) '</p>';</script>x", "x"},
        {"<SCRIPT>x</scripty></SCRIPT >y", "y"},
        {"<script>never closed", ""},
        {"<!-- <p>a --> b <!DOCTYPE html><?x?>c", "b c"},
        {"<!-- never closed", ""},
        {"&lt;b&gt; &amp;amp; &uuml;&#252;&#xFC;&nbsp;x", "<b> &amp; üüü x"},
        {"&unknown; &#0; &#x110000; &#xD800; & &;", "&unknown; &#0; &#x110000; &#xD800; & &;"},
        {"<a href='x>y' title=\"z>\">link</a>", "link"},
        {"<a href=don't>link</a> isn't", "link isn't"},
        {"<a href=\"never closed>link", "link"},
        {"1 < 2 <3", "1 < 2 <3"},
        {"a<blockquote type=\"cite\"><p>b</p><p>c</p></blockquote>d", "a\n> b\n> c\nd"},
        {"a<blockquote class='gmail_quote'>b<blockquote>c</blockquote></blockquote>", "a\n> b\n> c\n"},
        {"Ann wrote:<blockquote>b</blockquote>c", "Ann wrote:\n> b\nc"},
        {"a<blockquote style=\"margin:0 0 0 40px\">indented</blockquote>", "a\nindented\n"},
        {"<blockquote cite=x>a", "> a"},
        {"</blockquote>a", "a"},
        {"<", "<"},
        {"<p", ""},
        {"", ""},
    };
    for (const HtmlCase& c : cases) EXPECT_EQ(html_to_text(c.html), c.text) << c.html;
}

TEST(HtmlText, OfHostileKindTakesLinearTime)
{
    for (const std::string_view piece :
         {"<a ", "<a b ", "<b>", "</i>", "<table><tr><td>", "<!--", "<script>", "</", "<a b='", "<a b=\"x'>", "&", "&#",
          "&amp;", "<p\n", " ", "<pre>\n", "<blockquote cite>\n", "<pre><blockquote>"}) {
        std::string html;
        while (html.size() < 1'000'000) html += piece;
        EXPECT_LE(html_to_text(html).size(), html.size()) << piece;
    }
}

}  // namespace
}  // namespace mail
