#include "desk/digest_plan.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace desk {
namespace {

using store::DigestFormat;
using store::DigestPeriod;

base::Time at(std::string_view time)
{
    return base::parse_time(time).value();
}

struct SlotCase {
    std::string_view now;
    std::string_view daily;
    std::string_view weekly;  // on Wednesdays
};

TEST(DigestSlot, IsTheLastHourOfItsDayThatHasCome)
{
    constexpr SlotCase cases[] = {
        {"2005-05-11T06:00:00Z", "2005-05-11T06:00:00Z", "2005-05-11T06:00:00Z"},  // a Wednesday
        {"2005-05-11T05:59:59Z", "2005-05-10T06:00:00Z", "2005-05-04T06:00:00Z"},
        {"2005-05-11T23:00:00Z", "2005-05-11T06:00:00Z", "2005-05-11T06:00:00Z"},
        {"2005-05-17T06:00:00Z", "2005-05-17T06:00:00Z", "2005-05-11T06:00:00Z"},
        {"2005-01-01T00:00:00Z", "2004-12-31T06:00:00Z", "2004-12-29T06:00:00Z"},
    };
    const config::DigestRules rules{.day = std::chrono::Wednesday};
    for (const SlotCase& c : cases) {
        EXPECT_EQ(latest_slot(rules, DigestPeriod::daily, at(c.now)), at(c.daily)) << c.now;
        EXPECT_EQ(latest_slot(rules, DigestPeriod::weekly, at(c.now)), at(c.weekly)) << c.now;
    }
}

TEST(DigestGroups, AreOfTheSameIssuesInTheSameWords)
{
    const DigestGroups groups = group_readers({{.contact = 1, .language = "", .issues = {1, 2}},
                                               {.contact = 2, .language = "fr-CA", .issues = {1, 2}},
                                               {.contact = 3, .language = "ja", .issues = {1, 2}},
                                               {.contact = 4, .language = "en", .issues = {2}},
                                               {.contact = 5, .format = DigestFormat::plain, .issues = {1, 2}}},
                                              "fr", {"en", "fr"});
    std::map<std::string, std::vector<store::Id>> contacts;
    for (const auto& [group, readers] : groups) {
        std::string name = std::string(store::name_of(group.format)) + ' ' + group.language;
        for (const store::Id issue : group.issues) name += ' ' + std::to_string(issue);
        for (const store::DigestReader& reader : readers) contacts[name].push_back(reader.contact);
    }
    EXPECT_EQ(contacts, (std::map<std::string, std::vector<store::Id>>{
                            {"mime fr 1 2", {1, 2}}, {"mime en 1 2", {3}}, {"mime en 2", {4}}, {"plain fr 1 2", {5}}}));
}

TEST(DigestSize, IsKeptByMakingSeveral)
{
    using Digests = std::vector<std::vector<store::Id>>;
    const auto octets_of = [](store::Id issue) { return static_cast<std::size_t>(issue); };
    EXPECT_EQ(packed({3, 4, 5}, octets_of, 12), (Digests{{3, 4, 5}}));
    EXPECT_EQ(packed({3, 4, 5}, octets_of, 11), (Digests{{3, 4}, {5}}));
    EXPECT_EQ(packed({3, 40, 5}, octets_of, 11), (Digests{{3}, {40}, {5}}));
    EXPECT_EQ(packed({}, octets_of, 11), Digests{});
}

TEST(DigestChoice, IsReadAsItIsWritten)
{
    using store::digest_choice;
    using store::DigestChoice;
    for (const std::string text : {"daily mime", "daily plain", "weekly mime", "weekly plain"})
        EXPECT_EQ(store::digest_text(digest_choice(text)), text);
    EXPECT_EQ(digest_choice("weekly"), (DigestChoice{.period = DigestPeriod::weekly, .format = DigestFormat::mime}));
    for (const std::string text : {"", "off", "monthly", "daily ", "daily html", "plain", "ending mime"})
        EXPECT_EQ(digest_choice(text), std::nullopt) << text;
}

}  // namespace
}  // namespace desk
