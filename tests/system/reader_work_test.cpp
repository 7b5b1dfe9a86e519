/// Twice the hostile input costs each reader twice the work: counted in instructions by callgrind, so that no clock and
/// no other load has a say.

#include "support/places.h"
#include "support/process.h"
#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

namespace {

/// "header/0/10000": instructions.
std::map<std::string, double> read_counts(const std::filesystem::path& folder)
{
    std::map<std::string, double> counts;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path());
        std::string name;
        for (std::string line; std::getline(file, line);) {
            constexpr std::string_view trigger = "desc: Trigger: Client Request: ";
            constexpr std::string_view totals = "totals: ";
            if (line.starts_with(trigger)) name = line.substr(trigger.size());
            if (line.starts_with(totals) && !name.empty()) counts[name] = std::stod(line.substr(totals.size()));
        }
    }
    return counts;
}

TEST(EachReader, DoesTwiceTheWorkForTwiceTheInputAndNoMore)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "valgrind runs no program with sanitizers";
#endif
    const testing_support::TemporaryFolder folder;
    const auto run = testing_support::run_process({"valgrind", "--tool=callgrind",
                                                   "--callgrind-out-file=" + (folder.path() / "out").string(),
                                                   testing_support::program("reader_work")},
                                                  "", std::chrono::seconds(240));
    ASSERT_EQ(run.exit_code, 0) << run.errors;
    const auto counts = read_counts(folder.path());
    int compared = 0;
    for (const auto& [name, work] : counts) {
        const auto slash = name.rfind('/');
        if (name.substr(slash) != "/10000") continue;
        const double doubled = counts.at(name.substr(0, slash) + "/20000");
        constexpr double growth_max = 2.3;
        constexpr double noise = 20'000;  // a table that grows, say
        EXPECT_LE(doubled, growth_max * work + noise) << name << ": " << work << " and " << doubled << " instructions";
        ++compared;
    }
    EXPECT_GE(compared, 80);
}

}  // namespace
