#include "desk/directive_lines.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace desk {
namespace {

using Lines = std::vector<DirectiveLine>;

struct SplitCase {
    const char* why;
    std::string text;
    Lines lines;
    std::string rest;
};

TEST(SplitText, TakesDirectivesFromTheHeadOfAText)
{
    const DirectiveLine at{.name = "Send-At", .value = "2005-05-14T09:30Z"};
    const DirectiveLine corrects{.name = "Corrects", .value = "3"};
    const SplitCase cases[] = {
        {"one", "Send-At: 2005-05-14T09:30Z\r\n\r\nDear all,\r\n", {at}, "Dear all,\r\n"},
        {"no empty line behind", "Send-At: 2005-05-14T09:30Z\nDear all,\n", {at}, "Dear all,\n"},
        {"both, after empty lines", "\r\n \r\ncorrects :3\r\nSEND-AT:2005-05-14T09:30Z \r\n\r\nx", {corrects, at}, "x"},
        {"a no-break space", "Send-At:\u00A02005-05-14T09:30Z\nx\n", {at}, "x\n"},
        {"nothing else", "Corrects: 3", {corrects}, ""},
        {"without a value", "Corrects:\nx\n", {{.name = "Corrects", .value = ""}}, "x\n"},
        {"a mark at the start stays",
         "\xEF\xBB\xBF"
         "Corrects: 3\nx\n",
         {corrects},
         "\xEF\xBB\xBFx\n"},
        {"behind other words", "Dear all,\nCorrects: 3\n", {}, "Dear all,\nCorrects: 3\n"},
        {"quoted", "> Corrects: 3\n", {}, "> Corrects: 3\n"},
        {"another field", "Subject: x\nCorrects: 3\n", {}, "Subject: x\nCorrects: 3\n"},
        {"empty lines alone stay", "\n\nx\n", {}, "\n\nx\n"},
        {"nothing", "", {}, ""},
    };
    for (const SplitCase& each : cases) {
        const SplitText split = split_text(each.text);
        EXPECT_EQ(split.lines, each.lines) << each.why;
        EXPECT_EQ(split.rest, each.rest) << each.why;
    }
}

TEST(SplitHtml, TakesDirectivesFromTheHeadOfAPage)
{
    const DirectiveLine at{.name = "Send-At", .value = "2005-05-14 09:30"};
    const SplitCase cases[] = {
        {"a paragraph",
         "<html><body><p>Send-At: 2005-05-14 09:30</p><p>Dear all</p>",
         {at},
         "<html><body><p></p><p>Dear all</p>"},
        {"a break", "Send-At: 2005-05-14&nbsp;09:30<br><br/>Dear all", {at}, "Dear all"},
        {"as some write it",
         "<div dir=\"ltr\">Send-At: 2005-05-14\r\n09:30<div><br></div><div>Dear all</div></div>",
         {at},
         "<div dir=\"ltr\"><div></div><div>Dear all</div></div>"},
        {"in pieces",
         "<p class=MsoNormal><span>Send-At: </span><b>2005-05-14</b> 09:30<o:p></o:p></p><p>x",
         {at},
         "<p class=MsoNormal><span></span><b></b><o:p></o:p></p><p>x"},
        {"what is not shown does not matter",
         "<style>p { }</style><!-- x --><p>Send-At: 2005-05-14 09:30",
         {at},
         "<style>p { }</style><!-- x --><p>"},
        {"behind other words",
         "<p>Dear all</p><p>Send-At: 2005-05-14 09:30</p>",
         {},
         "<p>Dear all</p><p>Send-At: 2005-05-14 09:30</p>"},
        {"with words behind it",
         "<p>Send-At: 2005-05-14 09:30 or so</p>",
         {{.name = "Send-At", .value = "2005-05-14 09:30 or so"}},
         "<p></p>"},
        {"an end that never comes", "<p>x<br", {}, "<p>x<br"},
        {"nothing", "", {}, ""},
    };
    for (const SplitCase& each : cases) {
        const SplitText split = split_html(each.text);
        EXPECT_EQ(split.lines, each.lines) << each.why;
        EXPECT_EQ(split.rest, each.rest) << each.why;
    }
}

TEST(HasLine, FindsTheLineWhereverItStands)
{
    const DirectiveLine line{.name = "Corrects", .value = "3"};
    EXPECT_TRUE(has_line("Dear all,\n corrects:  3\n", line));
    EXPECT_FALSE(has_line("Dear all,\nCorrects: 4\nThis corrects: 3\n", line));
}

}  // namespace
}  // namespace desk
