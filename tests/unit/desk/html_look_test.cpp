#include "desk/html_look.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace desk {
namespace {

TEST(HtmlLook, FindsTextThatAReaderCannotSee)
{
    struct Case {
        std::string_view html;
        std::string_view hidden_by;
    };
    constexpr std::string_view display = "display: none";
    constexpr std::string_view alike = "its colour is that of its background";
    const Case cases[] = {
        {"<p>seen</p>", ""},
        {"<div style=\"display:none\">x</div>", display},
        {"<div style=\"display:none\" style=\"display:block\">x</div>", display},
        {"<div style='DISPLAY : None !important'>x</div>", display},
        {"<div style=display:none><b><i>x</i></b></div>", display},
        {"<div style=\"display:/* a;b */none\">x</div>", display},
        {"<div style=\"background:url(data:a;b);display:none\">x</div>", display},
        {"<div style=\"display:none\"> &nbsp;&zwnj;&#8203; </div>", ""},
        {"<div style=\"display:none\"></div>x", ""},
        {"<div style=\"display:none\"><br><img></div>x", ""},
        {"<div style=\"display:none\"></span></b>x", display},
        {"<p style=\"display:none\"><p>x", ""},
        {"<table><tr><td style=\"display:none\"><td>x", ""},
        {"<div hidden>x</div>", display},
        {"<div hidden style=display:block>x</div>", ""},
        {"<template>x</template>", "template"},
        {"<div style=\"visibility:hidden\">x</div>", "visibility: hidden"},
        {"<div style=\"visibility:hidden\"><b style=visibility:visible>x</b></div>", ""},
        {"<div style=\"opacity:0.0\">x</div>", "opacity: 0"},
        {"<div style=\"opacity:0.5\">x</div>", ""},
        {"<td style=\"font-size:0\">x</td>", "font-size: 0"},
        {"<td style=\"font-size:1px\">x</td>", "font-size: 0"},
        {"<td style=\"font-size:0\"><div style=\"font-size:13px\">x</div></td>", ""},
        {"<td style=\"font-size:0\"><div style=\"font-size:2em\">x</div></td>", "font-size: 0"},
        {"<td style=\"font-size:0.9em\">x</td>", ""},
        {"<td style=\"font-size:small\">x</td>", ""},
        {"<b style=\"color:#fff\">x</b>", alike},
        {"<b style=\"color:#FEFEFE\">x</b>", alike},
        {"<b style=\"color:rgb(255, 250 250)\">x</b>", alike},
        {"<font color=white>x</font>", alike},
        {"<font color=red>x</font>", ""},
        {"<body bgcolor=#000>x</body>", alike},
        {"<body bgcolor=#000 text=white>x</body>", ""},
        {"<td style=\"background:#003366\"><b style=\"color:white\">x</b></td>", ""},
        {"<td style=\"background:#003366 no-repeat\"><b style=\"color:#036\">x</b></td>", alike},
        {"<td style=\"background:url(cid:a)\"><b style=\"color:white\">x</b></td>", ""},
        {"<td background=cid:a><b style=\"color:white\">x</b></td>", ""},
        {"<b style=\"color:hsl(0 0% 100%)\">x</b>", ""},
        {"<b style=\"color:rgba(0,0,0,0)\">x</b>", "color: transparent"},
        {"<b style=\"color:#0000\">x</b>", "color: transparent"},
        {"<p style=\"text-indent:-9999px\">x</p>", "it stands off the page"},
        {"<p style=\"text-indent:-2em\">x</p>", ""},
        {"<p style=\"position:absolute;left:-10000px\">x</p>", "it stands off the page"},
        {"<p style=\"max-height:0;overflow:hidden\">x</p>", "it has no room"},
        {"<p style=\"max-height:0\">x</p>", ""},
        {"<style>.n{display:none}</style><p class='a n'>x", display},
        {"<p id=N>x</p><style>p.a, div #n { color:red; display:none }</style>", display},
        {"<style>p.n{display:none}</style><p class=n style=display:block>x", ""},
        {"<style>@media (max-width:600px){.n{display:none}}</style><p class=n>x", ""},
        {"<style>@media print{.n{display:none}}</style><p class=n>x", ""},
        {"<style>@media screen{.n{display:none}}</style><p class=n>x", display},
        {"<style>@import 'a';@font-face{a:b}.n{display:none}</style><p class=n>x", display},
        {"<style>/* } */ .n { display:none", ""},
        {"<p style=", ""},
    };
    for (const Case& c : cases) EXPECT_EQ(look_at_html(c.html).hidden_by, c.hidden_by) << c.html;
}

TEST(HtmlLook, ShowsTheFirstOfWhatIsHidden)
{
    const HtmlLook look = look_at_html("<p hidden>one &amp; two</p>seen<p hidden>three</p>");
    EXPECT_EQ(look.hidden, " one & two three");
    EXPECT_EQ(look.hidden_octets, 14U);
}

TEST(HtmlLook, FindsWhatIsFetchedFromElsewhere)
{
    struct Case {
        std::string_view html;
        std::vector<std::string> fetched;
    };
    const Case cases[] = {
        {"<img src=cid:a@b>", {}},
        {"<img src=\"data:image/png;base64,AA\">", {}},
        {"<img src=a.png>", {}},
        {"<a href=https://a.example/>x</a>", {}},
        {"<img src=https://a.example/a.png>", {"https://a.example/a.png"}},
        {"<IMG ALT='>' SRC = 'HTTP://a.example/?a=1&amp;b'>", {"HTTP://a.example/?a=1&b"}},
        {"<img src=//a.example/b>", {"//a.example/b"}},
        {"<img src=\"&#104;ttp://a.example/\">", {"http://a.example/"}},
        {"<img srcset=\"cid:a 1x, https://a.example/2 2x\">", {"https://a.example/2 2x"}},
        {"<td background=http://a.example/b>", {"http://a.example/b"}},
        {"<p style=\"background:url('http://a.example/b')\">", {"http://a.example/b"}},
        {"<style>@import \"https://a.example/c\"; p{a:URL( https://a.example/d )}</style>",
         {"https://a.example/d", "https://a.example/c"}},
        {"<link rel=stylesheet href=https://a.example/c>", {"https://a.example/c"}},
        {"<v:fill src=http://a.example/v>", {"http://a.example/v"}},
        {"<iframe src=http://a.example/f></iframe>", {"http://a.example/f"}},
        {"<svg><image href=http://a.example/s></svg>", {"http://a.example/s"}},
        {"<!-- <img src=http://a.example/b> -->", {}},
    };
    for (const Case& c : cases) EXPECT_EQ(look_at_html(c.html).fetched, c.fetched) << c.html;
}

TEST(HtmlLook, KeepsLinksAndWordsThatAreSentAndNotRead)
{
    const HtmlLook look = look_at_html("<a href='https://a.example/'>x</a><img alt='A word' src=cid:a><!-- a note -->"
                                       "<title>T</title><form action=/b>");
    EXPECT_EQ(look.links, (std::vector<std::string>{"https://a.example/", "cid:a", "/b"}));
    for (const std::string_view word : {"A word", "a note", "T"})
        EXPECT_NE(look.aside.find(word), std::string::npos) << word;
    EXPECT_EQ(look.aside.find('x'), std::string::npos);
}

TEST(HtmlLook, OfHostileKindTakesLinearTime)
{
    constexpr std::size_t octets = 256UL * 1024;
    const std::string_view pieces[] = {"<b>",
                                       "<p>",
                                       "</b>",
                                       "<b></i>",
                                       "<b style='",
                                       "<b a=b a=b ",
                                       "<style>.a{",
                                       "<style>",
                                       "{",
                                       "@media {",
                                       "/*",
                                       "(",
                                       "<!--",
                                       "<a href='http://x/'>",
                                       "<p class='a a a a'>",
                                       "<p style='color:red;color:red;background:url('>",
                                       "&amp;",
                                       "<"};
    for (const std::string_view piece : pieces) {
        std::string html = "<style>.a,.a,.a{color:red}</style>";
        for (const std::string_view head : {"", "<style>", "<p style=\""}) {
            std::string page = html + std::string(head);
            while (page.size() < octets) page += piece;
            const auto start = std::chrono::steady_clock::now();
            const HtmlLook look = look_at_html(page);
            EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5)) << head << piece;
            EXPECT_LE(look.hidden.size(), 2000U);
        }
    }
}

TEST(HtmlLook, SaysWhenElementsAreTooDeep)
{
    std::string html;
    for (int i = 0; i < 600; ++i) html += "<div>";
    EXPECT_TRUE(look_at_html(html).is_too_deep);
    EXPECT_FALSE(look_at_html(html.substr(0, 499 * 5)).is_too_deep);
}

}  // namespace
}  // namespace desk
