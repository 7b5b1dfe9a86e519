#include "mail/wrapped_text.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace mail {
namespace {

using Lines = std::vector<std::string>;

TEST(DisplayWidth, IsThatOfAScreen)
{
    const struct {
        const char* text;
        std::size_t columns;
    } cases[] = {
        {"", 0},         {"abc", 3}, {"\u00E9", 1}, {"e\u0301", 1}, {"\u65E5\u672C", 4}, {"\uFF21", 2},  // fullwidth A
        {"\uFF76", 1},    // halfwidth katakana
        {"a\u200Bb", 2},  // zero width space
        {"\xFF", 1},
    };
    for (const auto& each : cases) EXPECT_EQ(display_width(each.text), each.columns) << each.text;
}

TEST(Wrap, BreaksWhereTheScriptLetsIt)
{
    const struct {
        const char* text;
        std::size_t columns;
        Lines lines;
    } cases[] = {
        {"", 10, {""}},
        {"one two three", 80, {"one two three"}},
        {"one two three", 7, {"one two", "three"}},
        {"one  two", 4, {"one", "two"}},
        {"longer-than-the-line ok", 5, {"longer-than-the-line", "ok"}},
        {"see <https://lists.example/a/b?c=d-e> now", 12, {"see", "<https://lists.example/a/b?c=d-e>", "now"}},
        {"one\ntwo three", 80, {"one", "two three"}},
        {"one\n", 80, {"one"}},
        {"\u65E5\u672C\u8A9E\u6587", 6, {"\u65E5\u672C\u8A9E", "\u6587"}},
        {"\u65E5\u672C\u8A9E\u3002", 6, {"\u65E5\u672C", "\u8A9E\u3002"}},  // no full stop begins a line
        {"\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35\u0E0A\u0E32\u0E27\u0E42\u0E25\u0E01",
         6,
         {"\u0E2A\u0E27\u0E31\u0E2A\u0E14\u0E35", "\u0E0A\u0E32\u0E27\u0E42\u0E25\u0E01"}},  // Thai, between words
    };
    for (const auto& each : cases) EXPECT_EQ(wrap(each.text, each.columns), each.lines) << each.text;
}

}  // namespace
}  // namespace mail
