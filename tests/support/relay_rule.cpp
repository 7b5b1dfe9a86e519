#include "support/relay_rule.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <utility>

namespace testing_support {

namespace {

[[noreturn]] void refuse(std::string_view what, std::string_view text)
{
    throw std::invalid_argument("rule: " + std::string(what) + ": \"" + std::string(text) + '"');
}

Stage parse_stage(std::string_view name)
{
    constexpr std::array<std::string_view, 7> names = {"connect", "helo", "mail", "rcpt", "data", "dot", "quit"};
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) refuse("no such stage", name);
    return static_cast<Stage>(found - names.begin());
}

std::uint64_t parse_count(std::string_view text)
{
    const auto number = base::parse_number(text);
    if (!number || *number < 1) refuse("not a count", text);
    return static_cast<std::uint64_t>(*number);
}

Reply parse_reply(std::string_view text)
{
    if (text.size() < 4 || !std::ranges::all_of(text.substr(0, 3), base::is_digit) || text[3] != ' ')
        refuse("not a reply", text);
    return Reply{std::string(text)};
}

}  // namespace

Rule parse_rule(std::string_view text)
{
    Rule rule;
    std::optional<Action> action;
    for (std::string_view rest = text; !rest.empty();) {
        const bool is_reply = rest.starts_with("reply=");
        const auto item = rest.substr(0, is_reply ? rest.size() : rest.find(','));
        rest.remove_prefix(std::min(rest.size(), item.size() + 1));
        const auto equals = std::min(item.find('='), item.size());
        const auto key = item.substr(0, equals);
        const auto value = item.substr(std::min(item.size(), equals + 1));
        if (key == "stage")
            rule.stage = parse_stage(value);
        else if (key == "match")
            rule.match = value;
        else if (key == "first")
            rule.first = parse_count(value);
        else if (key == "every")
            rule.every = parse_count(value);
        else if (key == "times")
            rule.times = parse_count(value);
        else if (key == "reply")
            action = parse_reply(value);
        else if (key == "delay")
            action = Delay{std::chrono::milliseconds(parse_count(value))};
        else if (item == "drop")
            action = Drop{};
        else if (item == "hang")
            action = Hang{};
        else if (item == "accept-drop")
            action = AcceptDrop{};
        else
            refuse("unknown item", item);
    }
    if (!action) refuse("no action", text);
    rule.action = std::move(*action);
    if (std::holds_alternative<AcceptDrop>(rule.action) && rule.stage != Stage::dot)
        refuse("accept-drop is for stage=dot", text);
    return rule;
}

bool matches_glob(std::string_view glob, std::string_view text)
{
    std::size_t g = 0, t = 0;
    std::optional<std::pair<std::size_t, std::size_t>> star;  // where to go on after a wrong guess
    while (t < text.size()) {
        if (g < glob.size() && glob[g] == '*')
            star = {++g, t};
        else if (g < glob.size() && (glob[g] == '?' || base::to_lower(glob[g]) == base::to_lower(text[t])))
            ++g, ++t;
        else if (star)
            g = star->first, t = ++star->second;
        else
            return false;
    }
    return glob.find_first_not_of('*', g) == std::string_view::npos;
}

std::size_t RuleBook::add(Rule rule)
{
    entries_.push_back({.rule = std::move(rule), .seen = {}});
    return entries_.size() - 1;
}

void RuleBook::clear()
{
    entries_.clear();
}

const Action* RuleBook::decide(Stage stage, const std::vector<std::string>& subjects)
{
    for (auto& entry : entries_)
        if (entry.rule.stage == stage && fires(entry, subjects)) return &entry.rule.action;
    return nullptr;
}

std::vector<std::uint64_t> RuleBook::fired() const
{
    std::vector<std::uint64_t> counts;
    for (const auto& entry : entries_) counts.push_back(entry.fired);
    return counts;
}

bool RuleBook::fires(Entry& entry, const std::vector<std::string>& subjects)
{
    const auto& rule = entry.rule;
    if (rule.times != 0 && entry.fired >= rule.times) return false;
    const auto subject = std::ranges::find_if(subjects, [&](const auto& s) { return matches_glob(rule.match, s); });
    if (subject == subjects.end()) return false;
    if (rule.first != 0) {
        if (entry.seen.size() >= subjects_max && !entry.seen.contains(*subject)) return false;
        if (++entry.seen[*subject] > rule.first) return false;
    }
    if (++entry.matched % rule.every != 0) return false;
    ++entry.fired;
    return true;
}

}  // namespace testing_support
