#include "document/pdf_margins.h"

#include "support/pdf_words.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace document {
namespace {

using testing_support::type;

constexpr double height = 792;
constexpr double above = 15;
constexpr double below = 767;

struct MarginCase {
    const char* what;
    double top;
    const char* line;
    bool is_margin;
};

TEST(PdfMargins, HaveNoText)
{
    constexpr MarginCase cases[] = {
        {"a browser's day and title", above, "11/29/26, 6:58 AM FAQ for ISO/SR", true},
        {"the same elsewhere", above, "29.11.2026, 18:58 Fragen", true},
        {"its address and page", below, "https://forms.example/faq.html 2/5", true},
        {"a page", below, "Page 3", true},
        {"of so many", below, "Seite 3 von 5", true},
        {"between dashes", below, "- 3", true},
        {"a title", above, "Events of 2005 in Quito", false},
        {"a day in the text", 300, "11/29/26, 6:58 AM", false},
        {"a number in the text", 300, "3", false},
        {"the end of a text", below, "and point to the instruments of 2004, which see", false},
    };
    for (const MarginCase& each : cases) {
        std::vector<PdfWord> words;
        type(words, 30, 34, "Question: Why?");
        type(words, 24, each.top, each.line);
        drop_margins(words, height);
        EXPECT_EQ(words.size() == 2, each.is_margin) << each.what;
    }
}

TEST(PdfMargins, LeaveWhatStandsBelowTheirLine)
{
    std::vector<PdfWord> words;
    type(words, 24, above, "11/29/26, 6:58 AM");
    type(words, 30, above + 15, "Answer: yes");
    drop_margins(words, height);
    ASSERT_EQ(words.size(), 2U);
    EXPECT_EQ(words.front().text, "Answer:");
    std::vector<PdfWord> none;
    drop_margins(none, height);
    EXPECT_TRUE(none.empty());
}

}  // namespace
}  // namespace document
