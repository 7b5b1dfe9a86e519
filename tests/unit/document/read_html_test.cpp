#include "document/read_html.h"

#include "support/document_text.h"

#include <gtest/gtest.h>

#include <chrono>

namespace document {
namespace {

using testing_support::text_of;

struct HtmlCase {
    const char* what;
    std::string_view html;
    std::string_view text;
};

TEST(ReadHtml, ReadsLinesTablesAndFields)
{
    constexpr HtmlCase cases[] = {
        {"blocks and breaks", "<h1>Survey</h1><p>Name:\n <b>Ann</b>&nbsp;Example<br>Date: 2005</p>",
         "Survey\n\nName: Ann Example\nDate: 2005\n"},
        {"paragraphs and lists stand apart", "<p>Answer: No.</p><p>Yours,<br>Ann</p><ul><li>a<li>b</ul>",
         "Answer: No.\n\nYours,\nAnn\n\na\nb\n"},
        {"paragraphs that are lines", "<p class=MsoNormal>a</p><p class=MsoNormal>b</p><p style='margin:0'>c</p>",
         "a\nb\nc\n"},
        {"empty lines are kept", "<div>a</div><div><br></div><div>b</div><p>&nbsp;</p>c", "a\n\nb\n\nc\n"},
        {"preformatted", "<pre>a  b\nc</pre>", "a  b\nc\n"},
        {"a table", "<p>x</p><table><tr><th>Event<th>Date</tr><tr><td>Forum<td>2005</table>y",
         "x\n[Event | Date]\n[Forum | 2005]\ny\n"},
        {"lines within a cell", "<table><tr><td>a<br>b<td><p>c</p><p>d</p></table>", "[a / b | c / d]\n"},
        {"spans", "<table><tr><td colspan=2>Title<td>x<tr><td rowspan=2>House<td>a<td>b<tr><td>c<td>d</table>",
         "[Title |  | x]\n[House | a | b]\n[House | c | d]\n"},
        {"a table that lays out", "<table><tr><td>Dear all<td><table><tr><td>a<td>b</table><td>Bye</table>",
         "Dear all\n[a | b]\nBye\n"},
        {"a table of one cell", "<table><tr><td>Only<br>this</table>", "Only\nthis\n"},
        {"a cell within a laid out cell", "<table><tr><td>Name<td><table><tr><td>Ann</table></table>",
         "[Name | Ann]\n"},
        {"text between cells stands before the table", "<table>stray<tr><td>a<td>b</table>", "stray\n[a | b]\n"},
        {"inputs", "Name <input name=n value='Ann'><br><input type=checkbox name=w checked> willing",
         "Name Ann\n{n = Ann}\n\u2612 willing\n{w = yes}\n"},
        {"a choice", "<select name=c><option>FR<option selected>DE</select>", "DE\n{c = DE}\n"},
        {"a text area", "<textarea name=t>a\nb</textarea>", "a\nb\n{t = a / b}\n"},
        {"no scripts or styles", "<style>p{}</style><script>x</script><title>t</title><!-- c -->a", "a\n"},
    };
    for (const HtmlCase& each : cases) EXPECT_EQ(text_of(read_html(each.html)), each.text) << each.what;
}

TEST(ReadHtml, LeavesOutWhatIsHidden)
{
    constexpr HtmlCase cases[] = {
        {"display", "a<div style='display: none'>h<b>h</b></div>b", "a\nb\n"},
        {"visibility", "a<span style='visibility:hidden'>h</span>", "a\n"},
        {"attribute", "<p hidden>h</p>a", "a\n"},
        {"no size", "<span style='font-size:0px'>h<i style='font-size:12px'>s</i></span>", "s\n"},
        {"white on white", "<p style='color:#FFF'>h</p>a", "a\n"},
        {"in a table", "<table><tr><td>a<td style='display:none'>h<td>b</table>", "[a |  | b]\n"},
    };
    for (const HtmlCase& each : cases) {
        const Document document = read_html(each.html);
        EXPECT_EQ(text_of(document), each.text) << each.what;
        EXPECT_TRUE(document.has_hidden_text) << each.what;
    }
    const Document seen = read_html("<table><tr bgcolor=navy><td><font color=white>Event</font><td>b</table>");
    EXPECT_EQ(text_of(seen), "[Event | b]\n");
    EXPECT_FALSE(seen.has_hidden_text);
}

TEST(ReadHtml, LeavesOutWhatWasStruckOut)
{
    const Document read =
        read_html("<p><s>old</s> <del>older</del> <span style='text-decoration: line-through'>x</span>new</p>");
    EXPECT_EQ(testing_support::text_of(read), "new\n");
    EXPECT_FALSE(read.has_hidden_text);
}

TEST(ReadHtml, IsLinearInDeepAndBrokenPages)
{
    const auto start = std::chrono::steady_clock::now();
    std::string tags;
    for (int i = 0; i < 20'000; ++i) tags += "<div><table><tr><td>";
    EXPECT_EQ(text_of(read_html(tags + "deep")), "deep\n");
    std::string ends;
    for (int i = 0; i < 200'000; ++i) ends += "</b></td></table>";
    EXPECT_EQ(text_of(read_html("a" + ends + "b")), "ab\n");
    std::string spans = "<table>";
    for (int i = 0; i < 20'000; ++i) spans += "<tr><td colspan=1000 rowspan=1000>x";
    EXPECT_TRUE(read_html(spans).is_cut);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10));
}

TEST(ReadHtml, FindsTheCharsetThatThePageNames)
{
    EXPECT_EQ(charset_of_html("<html><meta charset=\"shift_jis\">"), "shift_jis");
    EXPECT_EQ(charset_of_html("<META http-equiv=Content-Type content=\"text/html; charset=windows-1251\">"),
              "windows-1251");
    EXPECT_EQ(charset_of_html("<p>charset=x</p>"), "");
}

}  // namespace
}  // namespace document
