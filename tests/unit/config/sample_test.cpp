#include "config/options.h"

#include "base/text.h"
#include "config/read.h"
#include "config/value.h"
#include "support/places.h"
#include "support/text_file.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace config {
namespace {

Reading read_tree_file(const std::string& name)
{
    return read(testing_support::source_folder() / name,
                [](const std::filesystem::path& path) -> base::Result<std::string> {
                    return testing_support::read_text(path);
                });
}

std::string all_faults(const Reading& reading)
{
    std::string text;
    for (const Fault& fault : reading.faults) text += fault.line_text() + '\n';
    return text;
}

TEST(Sample, IsTheFileInTheTree)
{
    EXPECT_EQ(sample_file(), testing_support::read_text(testing_support::source_folder() / "config/gazetted.toml"));
}

TEST(Sample, HasNoFaultAndNoWarning)
{
    const Reading reading = read_tree_file("config/gazetted.toml");
    EXPECT_TRUE(reading.config);
    EXPECT_EQ(all_faults(reading), "");
}

TEST(Sample, StaysGoodWhenEveryCommentedOptionIsTakenUp)
{
    std::string text;
    for (std::size_t start = 0; const char c : sample_file()) {
        text += c;
        if (c != '\n') continue;
        std::string line = text.substr(start);
        const bool is_option = line.starts_with("# ") && base::is_alphanumeric(line.at(2)) &&
                               line.find(" = ") != std::string::npos && line.find(" = ") == line.find(' ', 2);
        const bool is_heading = line.starts_with("# [");
        if (is_option || is_heading) text.erase(start, 2);
        start = text.size();
    }
    const Reading reading =
        read("sample.toml", [&](const std::filesystem::path&) -> base::Result<std::string> { return text; });
    // A stage whose policy is not quorum has none; a list that believes the MTA names it; and so on: these few speak of
    // each other.
    for (const Fault& fault : reading.faults) EXPECT_TRUE(fault.is_warning) << fault.line_text();
}

TEST(Reference, IsThePageInTheTree)
{
    EXPECT_EQ(reference_page(), testing_support::read_text(testing_support::source_folder() / "docs/configuration.md"));
}

TEST(Contract, ReadsWell)
{
    const Reading reading = read_tree_file("tests/data/config/contract.toml");
    ASSERT_TRUE(reading.config) << all_faults(reading);
    const Config& config = *reading.config;
    EXPECT_EQ(config.server.data_dir, "/var/lib/gazetted");
    EXPECT_EQ(config.server.hostname, "lists.example.org");
    EXPECT_EQ(config.server.public_url, "https://lists.example.org");
    ASSERT_TRUE(config.lmtp);
    EXPECT_EQ(config.lmtp->listen, "127.0.0.1:2424");
    EXPECT_EQ(config.lmtp->message_octets_max, 25U << 20U);
    ASSERT_EQ(config.mailboxes.size(), 1U);
    EXPECT_EQ(config.mailboxes.front().poll, std::chrono::seconds(60));
    EXPECT_EQ(config.relays.front().connections, 20U);
    EXPECT_EQ(config.relays.front().retry.size(), 5U);
    EXPECT_EQ(config.relays.front().expire, std::chrono::hours(120));
    EXPECT_EQ(config.web_listen, "127.0.0.1:8025");
    ASSERT_EQ(config.lists.size(), 1U);
    const List& list = config.lists.front();
    EXPECT_EQ(list.address.text(), "sr-update@lists.example.org");
    EXPECT_EQ(list.distribute_to, (std::vector<std::string>{"nmb", "d-liaison", "subscriber"}));
    ASSERT_EQ(list.stages.size(), 1U);
    EXPECT_EQ(list.stages.front().policy, StagePolicy::quorum);
    EXPECT_EQ(list.stages.front().quorum, 2U);
    EXPECT_EQ(list.stages.front().deadline, std::chrono::hours(72));
}

TEST(Options, OfBothServersThatTakeMailAreTheSameButForWhereTheyListen)
{
    std::map<std::string_view, OptionRow> of_lmtp;
    for (const OptionRow& row : options()) {
        if (row.section == "intake.lmtp") of_lmtp.emplace(row.key, row);
    }
    ASSERT_GT(of_lmtp.size(), 5U);
    for (const auto& [key, lmtp] : of_lmtp) {
        const OptionRow* const smtp = find_option("intake.smtp", key);
        ASSERT_NE(smtp, nullptr) << key;
        EXPECT_EQ(smtp->help == lmtp.help && smtp->standard == lmtp.standard, key != "listen") << key;
    }
}

TEST(Contract, ShowsTheDefaults)
{
    const std::string contract =
        testing_support::read_text(testing_support::source_folder() / "tests/data/config/contract.toml");
    const Reading with =
        read("a.toml", [&](const std::filesystem::path&) -> base::Result<std::string> { return contract; });
    const std::string least = "[server]\nhostname = \"lists.example.org\"\npublic_url = \"https://lists.example.org\"\n"
                              "operator = [\"operator@secretariat.example\"]\n[intake.lmtp]\n[web]\n";
    const Reading without =
        read("a.toml", [&](const std::filesystem::path&) -> base::Result<std::string> { return least; });
    ASSERT_TRUE(with.config && without.config);
    EXPECT_EQ(with.restart_values, without.restart_values);
    EXPECT_EQ(with.config->relays.front().retry, without.config->relays.front().retry);
    EXPECT_EQ(with.config->relays.front().expire, without.config->relays.front().expire);
    EXPECT_EQ(with.config->lmtp->message_octets_max, without.config->lmtp->message_octets_max);
}

TEST(Options, HaveEachOneRowASectionAndAHelp)
{
    std::set<std::string> names;
    for (const OptionRow& option : options()) {
        const std::string name = std::string(option.section) + '.' + std::string(option.key);
        EXPECT_TRUE(names.insert(name).second) << name << " has two rows";
        EXPECT_NE(find_section(option.section), nullptr) << name;
        EXPECT_FALSE(option.help.empty()) << name;
        const bool may_be_nothing = option.kind == Kind::date;  // nothing that could be written means no day
        EXPECT_TRUE(option.is_required || !option.standard.empty() || may_be_nothing)
            << name << " is neither required nor has a default";
        EXPECT_EQ(option.kind == Kind::choice, !option.choices.empty()) << name;
    }
}

}  // namespace
}  // namespace config
