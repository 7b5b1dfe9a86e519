#include "mail/text_html.h"

#include <gtest/gtest.h>

#include <string_view>

namespace mail {
namespace {

struct Case {
    std::string_view text;
    std::string_view html;
};

TEST(TextHtml, HasParagraphsLinesAndLinks)
{
    constexpr Case cases[] = {
        {"", ""},
        {"\n \n", ""},
        {"one\ntwo\n\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n"},
        {"a < b & \"c\"\x01\n", "<p>a &lt; b &amp; &quot;c&quot;</p>\n"},
        {"see https://body.example/a?b=1&c=2.\n",
         "<p>see <a href=\"https://body.example/a?b=1&amp;c=2\">https://body.example/a?b=1&amp;c=2</a>.</p>\n"},
        {"<http://a.example> (http://b.example/x)", "<p>&lt;<a href=\"http://a.example\">http://a.example</a>&gt; (<a "
                                                    "href=\"http://b.example/x\">http://b.example/x</a>)</p>\n"},
        {"https://a.example/x_(y)", "<p><a href=\"https://a.example/x_(y)\">https://a.example/x_(y)</a></p>\n"},
        {"https://a.example/\"onclick=x",
         "<p><a href=\"https://a.example/\">https://a.example/</a>&quot;onclick=x</p>\n"},
    };
    for (const Case& c : cases) EXPECT_EQ(text_to_html(c.text), c.html) << c.text;
}

}  // namespace
}  // namespace mail
