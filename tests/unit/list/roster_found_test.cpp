// Found by fuzzing the membership's CSV: what is written must read as it was.

#include "list/roster.h"

#include <gtest/gtest.h>

namespace list {
namespace {

std::vector<store::Member> read_all(std::string_view csv, std::size_t& faults)
{
    const RosterRules rules{.categories = {"subscriber"}, .join_category = "subscriber"};
    std::vector<store::Member> members;
    faults = read_roster(csv, rules, [&members](std::size_t, store::Member member) {
                 members.push_back(std::move(member));
             }).size();
    return members;
}

// The quote that keeps a spreadsheet from running a value became part of the address at the next import.
TEST(Roster, AnAddressThatLooksLikeAFormulaSurvivesExportAndImport)
{
    std::size_t faults = 0;
    for (const char* name : {"-x", "=1+1", "'=1+1", "''@x", "'plain", "O'Neill"}) {
        const std::vector<store::Member> members{{.email = "+bo@nb.example", .name = name, .category = "subscriber"}};
        const std::string csv = write_roster(members);
        const auto again = read_all(csv, faults);
        ASSERT_EQ(again.size(), 1U) << csv;
        EXPECT_EQ(again.front().email, "+bo@nb.example");
        EXPECT_EQ(again.front().name, name);
    }
}

TEST(Roster, AColumnThatLooksLikeAFormulaKeepsItsName)
{
    std::size_t faults = 0;
    const std::vector<store::Member> members{
        {.email = "bo@nb.example", .category = "subscriber", .attributes = {{.name = "-fax", .value = "1"}}}};
    const auto again = read_all(write_roster(members), faults);
    ASSERT_EQ(again.size(), 1U);
    ASSERT_EQ(again.front().attributes.size(), 1U);
    EXPECT_EQ(again.front().attributes.front().name, "-fax");
}

TEST(Roster, AColumnNameThatIsNotUtf8IsAFault)
{
    std::size_t faults = 0;
    EXPECT_TRUE(read_all("email,f\xFFx\nbo@nb.example,1\n", faults).empty());
    EXPECT_EQ(faults, 1U);
}

}  // namespace
}  // namespace list
