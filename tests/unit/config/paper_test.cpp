#include "config/paper.h"

#include "config/io/load.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace config {
namespace {

constexpr std::string_view head = R"([server]
hostname = "lists.example"
public_url = "https://lists.example"
operator = ["op@body.example"]
[[list]]
name = "x"
address = "x@lists.example"
title = "X"
owner = ["o@body.example"]
post = ["p@body.example"]
)";

void write(const std::filesystem::path& path, const std::string& text)
{
    std::ofstream(path, std::ios::binary) << text;
}

TEST(PaperName, IsAWordThatMeansNoIssue)
{
    for (const char* name : {"faq", "kit-2005", "a", "x1"}) EXPECT_TRUE(is_paper_name(name)) << name;
    for (const char* name : {"", "2005", "-kit", "kit-", "two words", "FAQ", "a.b", "\u00E9t\u00E9", "a/b"})
        EXPECT_FALSE(is_paper_name(name)) << name;
    EXPECT_FALSE(is_paper_name(std::string(41, 'a')));
}

TEST(Paper, IsReadBesideTheFileThatNamesIt)
{
    const testing_support::TemporaryFolder folder;
    std::filesystem::create_directory(folder.path() / "papers");
    write(folder.path() / "papers/faq.txt", "Questions.\n");
    write(folder.path() / "gazetted.toml", std::string(head) + "[[list.paper]]\nname = \"FAQ\"\ntitle = \"Questions\"\n"
                                                               "file = \"papers/faq.txt\"\n");
    const Reading reading = io::load(folder.path() / "gazetted.toml", io::Secrets::looked_at);
    ASSERT_TRUE(reading.config);
    const Paper& paper = reading.config->lists.front().papers.front();
    EXPECT_EQ(paper.name, "faq");
    EXPECT_EQ(paper.file_name, "faq.txt");
    ASSERT_NE(paper.octets, nullptr);
    EXPECT_EQ(*paper.octets, "Questions.\n");
}

TEST(Paper, ThatIsTooLargeIsAFaultAtItsPlace)
{
    const testing_support::TemporaryFolder folder;
    write(folder.path() / "kit.zip", std::string(file_octets_max + 1, 'x'));
    write(folder.path() / "gazetted.toml", std::string(head) + "[[list.paper]]\nname = \"kit\"\ntitle = \"Kit\"\n"
                                                               "file = \"kit.zip\"\n");
    const Reading reading = io::load(folder.path() / "gazetted.toml", io::Secrets::looked_at);
    EXPECT_FALSE(reading.config);
    ASSERT_EQ(reading.faults.size(), 1U);
    EXPECT_NE(reading.faults.front().line_text().find("gazetted.toml:14:8: list.paper.file: "), std::string::npos)
        << reading.faults.front().line_text();
    EXPECT_NE(reading.faults.front().text.find("is larger than"), std::string::npos);
}

}  // namespace
}  // namespace config
