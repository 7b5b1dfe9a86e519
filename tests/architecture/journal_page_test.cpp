// docs/journal.md names every event that the code writes into the journal, and no other.

#include "architecture/source_tree.h"
#include "store/rows.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace architecture {
namespace {

/// Every text in an `.event = …` of an entry, and those that helpers of desk, list and form take as their event.
std::set<std::string> written_events()
{
    const std::regex assignment(R"re(\.event = ([^,}]*))re");
    const std::regex helper(R"re((?:finish|recorded|record|record_answer)\([^;]*?"([a-z]+_[a-z_]+)")re");
    const std::regex name(R"re("([a-z_]+)")re");
    std::set<std::string> events;
    for (const SourceFile& file : read_sources({"lib", "daemon"}, {".cpp"})) {
        for (std::sregex_iterator it(file.text.begin(), file.text.end(), assignment), end; it != end; ++it) {
            const std::string value = (*it)[1];
            for (std::sregex_iterator text(value.begin(), value.end(), name); text != end; ++text)
                events.insert((*text)[1]);
        }
        for (std::sregex_iterator it(file.text.begin(), file.text.end(), helper), end; it != end; ++it) {
            const bool has_helpers = file.path.starts_with("lib/desk/") || file.path.starts_with("lib/list/") ||
                                     file.path.starts_with("lib/form/");
            if (has_helpers) events.insert((*it)[1]);
        }
    }
    // "member_" and a state: those that an operator can set.
    if (events.erase("member_") > 0) {
        for (const auto state : {store::MemberState::active, store::MemberState::paused, store::MemberState::left}) {
            events.insert("member_" + std::string(store::name_of(state)));
        }
    }
    return events;
}

/// The first column of the page's tables.
std::set<std::string> explained_events()
{
    const std::string page = read_source("docs/journal.md");
    const std::regex row(R"re(^\| `([a-z_]+)` \|)re", std::regex::multiline);
    std::set<std::string> events;
    for (std::sregex_iterator it(page.begin(), page.end(), row), end; it != end; ++it) events.insert((*it)[1]);
    return events;
}

TEST(JournalPage, ExplainsEveryEventThatTheCodeWrites)
{
    const std::set<std::string> explained = explained_events();
    const std::set<std::string> written = written_events();
    EXPECT_GE(written.size(), 20U) << "this test no longer finds the events";
    for (const std::string& event : written)
        EXPECT_TRUE(explained.contains(event)) << "docs/journal.md lacks " << event;
}

TEST(JournalPage, ExplainsNoEventThatTheCodeDoesNotWrite)
{
    const std::set<std::string> written = written_events();
    for (const std::string& event : explained_events())
        EXPECT_TRUE(written.contains(event)) << "nothing writes " << event;
}

}  // namespace
}  // namespace architecture
