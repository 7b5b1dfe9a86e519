#include "desk/issue_name.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace desk {
namespace {

TEST(IssueName, IsReadFromTheSubject)
{
    struct Case {
        std::string_view subject;
        std::optional<std::int64_t> number;
        std::string_view date;
    };
    const Case cases[] = {
        {"ISO/SR UPDATE Issue #1: May 2005", 1, "May 2005"},
        {"ISO/SR Update issue 12 - June 2005", 12, "June 2005"},
        {"Issue No. 3 (July 2005)", 3, "July 2005"},
        {"ISSUE NUMBER 4, August 2005", 4, "August 2005"},
        {"Issue nr 5 \u2013 May", 5, "May"},
        {"Issue 6", 6, ""},
        {"Issue 0", 0, ""},
        {"Re: Issue #7: x", 7, "x"},
        {"Issue  #  8", 8, ""},
        {"The issue is that issue 9 is late", 9, ""},
        {"Issue 999999", 999999, ""},
        {"Issue 1000000", {}, ""},
        {"Issue 99999999999999999999", {}, ""},
        {"Issue -1", {}, ""},
        {"Issue #", {}, ""},
        {"tissue 4", {}, ""},
        {"issues 4", {}, ""},
        {"Issue 4th", {}, ""},
        {"Issue november 5", {}, ""},
        {"", {}, ""},
        {"issue", {}, ""},
        {"issue issue issue", {}, ""},
    };
    for (const Case& c : cases) {
        const IssueName name = read_issue_name(c.subject, "ISO/SR Update");
        EXPECT_EQ(name.number, c.number) << c.subject;
        EXPECT_EQ(name.date, c.date) << c.subject;
    }
}

TEST(IssueName, DateIsOneBoundedLine)
{
    const IssueName name = read_issue_name("Issue 1: " + std::string(500, 'x'), "");
    EXPECT_LE(name.date.size(), 60U);
    EXPECT_EQ(read_issue_name("Issue 1: a\nb", "").date, "a b");
}

TEST(IssueName, OfAMegabyteOfIssuesIsRead)
{
    std::string subject;
    while (subject.size() < 1'000'000) subject += "issue ";
    EXPECT_EQ(read_issue_name(subject + "7", "").number, 7);
}

}  // namespace
}  // namespace desk
