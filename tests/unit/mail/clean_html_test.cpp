#include "mail/clean_html.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>

namespace mail {
namespace {

struct CleanCase {
    std::string_view name;
    std::string_view html;
    std::string_view clean;
};

TEST(CleanHtml, KeepsTextAndStructureOnly)
{
    constexpr CleanCase cases[] = {
        {"text as it is", "<p>Caf&eacute; &amp; bar</p>", "<p>Caf\u00E9 &amp; bar</p>"},
        {"markup in a text", "<p>1 &lt; 2 &lt;script&gt;</p>", "<p>1 &lt; 2 &lt;script&gt;</p>"},
        {"scripts and styles", "<script>a()</script><style>p{}</style><p>x</p>", "<p>x</p>"},
        {"the head", "<html><head><title>t</title><meta name=a><base href=//evil.example></head><body>x</body></html>",
         "x"},
        {"handlers", "<p onclick=\"a()\" OnMouseOver=b() title=t>x</p>", "<p title=\"t\">x</p>"},
        {"style and class", "<p style=\"color:red\" class=a id=b>x</p>", "<p>x</p>"},
        {"a quote in a value", "<p title='a\"b'>x</p>", "<p title=\"a&quot;b\">x</p>"},
        {"of two attributes the first", "<p title=a title=b>x</p>", "<p title=\"a\">x</p>"},
        {"pictures", "<p>a<img src=https://t.example/1.gif alt=\"A &lt;map&gt;\">b</p>", "<p>aA &lt;map&gt;b</p>"},
        {"a web bug", "<p>a<img src=https://t.example/1.gif width=1></p>", "<p>a</p>"},
        {"frames and forms", "<form action=/x>a<input value=v><iframe src=x>in</iframe></form>b", "ab"},
        {"drawings", "<svg onload=a()><text>in</text></svg>b", "b"},
        {"comments", "a<!-- <p>b</p> -->c<!doctype html>", "ac"},
        {"a link", "<a href=\"https://body.example/a?b=1&amp;c=2#d\" target=_blank>x</a>",
         "<a href=\"https://body.example/a?b=1&amp;c=2#d\">x</a>"},
        {"a link that counts", "<a href='https://body.example/?utm_source=a&id=7&UTM_medium=b&fbclid=1#top'>x</a>",
         "<a href=\"https://body.example/?id=7#top\">x</a>"},
        {"one that only counts", "<a href=https://body.example/?utm_source=a>x</a>",
         "<a href=\"https://body.example/\">x</a>"},
        {"a mailbox", "<a href=\"mailto:ann@body.example\">x</a>", "<a href=\"mailto:ann@body.example\">x</a>"},
        {"a script as a link", "<a href=\"javascript:a()\">x</a>", "<a>x</a>"},
        {"the same in disguise", "<a href=\" java&#10;script:a()\">x</a><a href=\"&#1;javascript:a()\">y</a>",
         "<a>x</a><a>y</a>"},
        {"data as a link", "<a href=\"data:text/html,x\">x</a>", "<a>x</a>"},
        {"hidden text", "<div style=\"DISPLAY : none\">preview <div>of it</div></div><p hidden>y</p><p>x</p>",
         "<p>x</p>"},
        {"a hidden paragraph that is not closed", "<p hidden>y<p>x</p>", "<p>x</p>"},
        {"elements that are not closed", "<div><b>x", "<div><b>x</b></div>"},
        {"ends of nothing", "</div>x</b></p>", "x"},
        {"elements that cross", "<b><i>x</b>y</i>", "<b><i>x</i></b>y"},
        {"paragraphs without ends", "<p>a<p>b", "<p>a</p><p>b</p>"},
        {"breaks", "a<br/>b<hr>c", "a<br>b<hr>c"},
        {"unknown elements", "<o:p>a</o:p><center><font color=red>b</font></center>", "ab"},
        {"a tag that never ends", "a<p title=\"", "a<p></p>"},
        {"a smaller-than sign", "a < b <3", "a &lt; b &lt;3"},
    };
    for (const CleanCase& c : cases) EXPECT_EQ(clean_html(c.html), c.clean) << c.name;
}

std::string repeated(std::string_view text, std::size_t count)
{
    std::string all;
    for (std::size_t i = 0; i < count; ++i) all += text;
    return all;
}

TEST(CleanHtml, IsLinearAndBounded)
{
    for (const std::string_view piece : {"<div>", "<b><i>", "<p hidden>", "<svg>", "</div>", "<a href=https://a/?&&>",
                                         "<p title=a title=b>", "<td><tr>", "<", "&", "<!--"}) {
        const std::string html = repeated(piece, 20'000);
        const auto start = std::chrono::steady_clock::now();
        EXPECT_LT(clean_html(html).size(), 40 * html.size()) << piece;
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5)) << piece;
    }
}

}  // namespace
}  // namespace mail
