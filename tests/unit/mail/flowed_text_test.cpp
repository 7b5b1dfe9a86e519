#include "mail/flowed_text.h"

#include <gtest/gtest.h>

#include <string_view>

namespace mail {
namespace {

TEST(FlowedText, IsJoinedWithinOneDepthOfQuotation)
{
    struct Case {
        std::string_view name;
        std::string_view text;
        std::string_view unflowed;
        bool deletes_space = false;
    };
    constexpr Case cases[] = {
        {"a paragraph", "one \ntwo \nthree\nfour\n", "one two three\nfour\n"},
        {"DelSp", "日本 \n語\n", "日本語\n", true},
        {"a quotation", "> one \n> two\n>> three \n> four\n", "> one two\n>> three \n> four\n"},
        {"a quotation ends a paragraph", "one \n> two\n", "one \n> two\n"},
        {"blanks between the marks", "> > one \n> > two\n", "> > one two\n"},
        {"stuffing", " > no mark\n From me\n", "> no mark\nFrom me\n"},
        {"a signature stays", "one \n-- \nAnn\n", "one \n-- \nAnn\n"},
        {"an empty line", "one\n\ntwo\n", "one\n\ntwo\n"},
        {"the last line flows", "one ", "one "},
        {"nothing", "", ""},
    };
    for (const Case& c : cases) EXPECT_EQ(unflow(c.text, c.deletes_space), c.unflowed) << c.name;
}

}  // namespace
}  // namespace mail
