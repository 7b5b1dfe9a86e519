// Found by fuzzing the configuration's reader.

#include "config/read.h"

#include "base/text.h"

#include <gtest/gtest.h>

namespace config {
namespace {

Reading read_text(const std::string& text)
{
    return read("gazetted.toml", [&text](const std::filesystem::path&) -> base::Result<std::string> { return text; });
}

// toml++ asserted that a key begins like one, so that a mistyped file ended a running daemon at its reload.
TEST(Toml, ATableNameThatIsNoKeyIsAFaultAndNoCrash)
{
    for (const char* text : {"[!x]\n", "[[.]]\n", "a.!b = 1\n", "x = {! = 1}\n", "[server]\n!\n"}) {
        const Reading reading = read_text(text);
        EXPECT_FALSE(reading.config) << text;
        ASSERT_FALSE(reading.faults.empty()) << text;
        EXPECT_GT(reading.faults.front().line, 0U) << text;
    }
}

// toml++ quotes what it found, here a control character, so that a fault was two lines or worse on a terminal.
TEST(Toml, AControlCharacterInTheFileIsNoneInItsFault)
{
    const Reading reading = read_text("value = in\x1A\n");
    ASSERT_FALSE(reading.faults.empty());
    const std::string text = reading.faults.front().text;
    EXPECT_EQ(text, base::one_line(text, text.size()));
}

}  // namespace
}  // namespace config
