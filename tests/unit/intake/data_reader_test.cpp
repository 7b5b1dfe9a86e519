#include "intake/data_reader.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace intake {
namespace {

struct Taken {
    std::string message;
    std::size_t octets = 0;
    bool is_over = false;
    bool has_bare_line_end = false;
};

Taken take(std::string_view octets, std::size_t piece)
{
    DataReader reader(1000);
    Taken taken;
    while (!octets.empty() && !reader.is_over()) {
        const std::size_t count = reader.take(octets.substr(0, piece));
        taken.octets += count;
        octets.remove_prefix(count);
    }
    taken.is_over = reader.is_over();
    taken.has_bare_line_end = reader.has_bare_line_end();
    taken.message = reader.release();
    return taken;
}

TEST(DataReader, EndsAtCrlfDotCrlfAloneHoweverTheOctetsArrive)
{
    struct Case {
        std::string_view octets;
        std::string_view message;
        bool is_over;
        bool has_bare_line_end;
        std::size_t left;
    };
    constexpr Case cases[] = {
        {".\r\n", "", true, false, 0},
        {".\r\nQUIT\r\n", "", true, false, 6},
        {"a\r\n.\r\n.\r\n", "a\r\n", true, false, 3},
        {"a\n.\nb\r\n.\r\n", "a\n.\nb\r\n", true, true, 0},
        {"a\n.\r\nb\r\n.\r\n", "a\n.\r\nb\r\n", true, true, 0},
        {"a\r\n.\nb\r\n.\r\n", "a\r\n\nb\r\n", true, true, 0},
        {"a\r.\rb\r\n.\r\n", "a\r.\rb\r\n", true, true, 0},
        {"a\r\n.\rb\r\n.\r\n", "a\r\n\rb\r\n", true, true, 0},
        {"a\r\n.\r\r\nb\r\n.\r\n", "a\r\n\r\r\nb\r\n", true, true, 0},
        {"a\r\r\n.\r\n", "a\r\r\n", true, true, 0},
        {"a\r\n..\r\n.\r\n", "a\r\n.\r\n", true, false, 0},
        {"a\r\n.", "a\r\n", false, false, 0},
        {"a\r\n.\r", "a\r\n", false, false, 0},
        {"\r\n.\r\n", "\r\n", true, false, 0},
        {"\n.\r\n\r\n.\r\n", "\n.\r\n\r\n", true, true, 0},
    };
    for (const Case& c : cases) {
        for (std::size_t piece = 1; piece <= c.octets.size(); ++piece) {
            const Taken taken = take(c.octets, piece);
            EXPECT_EQ(taken.message, c.message) << c.octets << " by " << piece;
            EXPECT_EQ(taken.is_over, c.is_over) << c.octets;
            EXPECT_EQ(taken.has_bare_line_end, c.has_bare_line_end) << c.octets;
            EXPECT_EQ(c.octets.size() - taken.octets, c.left) << c.octets << " by " << piece;
        }
    }
}

TEST(DataReader, KeepsNothingOfAMessageThatIsTooLarge)
{
    DataReader reader(10);
    reader.take("123456789\n");
    EXPECT_FALSE(reader.is_too_large());
    reader.take("x");
    EXPECT_TRUE(reader.is_too_large());
    for (int i = 0; i < 100; ++i) reader.take(std::string(10'000, 'x'));
    EXPECT_EQ(reader.octets_seen(), 1'000'011U);
    reader.take("\r\n.\r\n");
    EXPECT_TRUE(reader.is_over());
    EXPECT_EQ(reader.release(), "");
}

}  // namespace
}  // namespace intake
