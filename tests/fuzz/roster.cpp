// A membership out of arbitrary CSV: what is read is written so that it reads the same.

#include "list/roster.h"
#include "fuzz.h"

#include <algorithm>

namespace {

std::vector<store::Member> read(std::string_view csv, std::size_t& faults)
{
    static const list::RosterRules rules{.categories = {"nmb", "subscriber"}, .join_category = "subscriber"};
    std::vector<store::Member> members;
    faults = list::read_roster(csv, rules, [&members](std::size_t, store::Member member) {
                 members.push_back(std::move(member));
             }).size();
    return members;
}

std::string text_of(const store::Member& member)
{
    std::string text = member.email + '|' + member.name + '|' + member.category + '|' +
                       std::string(store::name_of(member.state)) + '|' + member.organisation + '|' + member.country +
                       '|' + member.language + '|' + member.url + '|' + member.about;
    for (const store::Attribute& attribute : member.attributes) text += '|' + attribute.name + '=' + attribute.value;
    return text;
}

/// A cell that begins with one of these characters, after the quote that opens it, is run by a spreadsheet.
void check_cells(std::string_view csv)
{
    bool is_start = true;
    bool is_quoted = false;
    for (const char c : csv) {
        if (is_start && c == '"' && !is_quoted) {
            is_quoted = true;
            continue;
        }
        fuzz::require(!is_start || std::string_view("=+-@").find(c) == std::string_view::npos,
                      "no cell begins like a formula", csv);
        is_start = false;
        if (c == '"') is_quoted = !is_quoted;
        if (!is_quoted && (c == ',' || c == '\n')) is_start = true;
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::size_t faults = 0;
    const auto members = read(fuzz::as_text(data, size), faults);
    fuzz::require(faults <= list::roster_faults_max, "faults are bounded");
    for (const store::Member& member : members)
        fuzz::require(!member.email.empty() && !fuzz::has_control(member.email + member.name + member.url),
                      "a member has an address, and no controls");
    const std::string written = list::write_roster(members);
    check_cells(written);
    std::size_t faults_again = 0;
    const auto again = read(written, faults_again);
    fuzz::require(faults_again == 0, "what is written has no faults", written);
    fuzz::require(again.size() == members.size(), "what is written has all members", written);
    for (std::size_t i = 0; i < members.size(); ++i) {
        store::Member sorted = members[i];
        store::Member sorted_again = again[i];
        std::ranges::sort(sorted.attributes, {}, &store::Attribute::name);
        std::ranges::sort(sorted_again.attributes, {}, &store::Attribute::name);
        fuzz::require(text_of(sorted) == text_of(sorted_again), "a member reads the same when written",
                      text_of(sorted) + "\n" + text_of(sorted_again));
    }
    return 0;
}
