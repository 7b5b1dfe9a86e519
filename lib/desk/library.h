#pragma once
/// What members can ask for: issues that are out, and the papers of their list. Whoever is no active member gets
/// nothing, and of what is for other categories nobody learns that it is there.  Pure.

#include "config/config.h"
#include "config/templates.h"
#include "desk/command.h"
#include "store/rows.h"

#include <string_view>
#include <vector>

namespace desk {

[[nodiscard]] bool is_active_member(const std::vector<store::Member>& memberships);

/// By its number, or the newest one that a member with these memberships may have, in the language that is asked for,
/// else in his own; null: none. Of the caller's issues.
[[nodiscard]] const store::Issue* find_wanted_issue(const std::vector<store::Issue>& issues, const Command& wanted,
                                                    const std::vector<store::Member>& memberships);

/// By its name; null: none that he may have. Of the caller's papers.
[[nodiscard]] const config::Paper* find_wanted_paper(const std::vector<config::Paper>& papers, std::string_view wanted,
                                                     const std::vector<store::Member>& memberships);

/// {{#index}} with the rows index_issues (the newest ones first), index_papers and index_events of what he may have.
void add_index(config::TemplateValues& values, const config::List& list, std::vector<store::Issue> issues,
               const std::vector<store::Member>& memberships);

}  // namespace desk
