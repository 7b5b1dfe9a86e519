#include "form/choice_text.h"

#include "form/reading_result.h"
#include "form/written_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace form {

namespace {

constexpr std::size_t octets_max = 4000;

bool is_named(const config::Choice& choice, std::string_view bare)
{
    if (bare_words(choice.key) == bare) return true;
    return std::ranges::any_of(choice.labels,
                               [&](const config::Wording& each) { return bare_words(each.text) == bare; });
}

bool begins_as(const config::Choice& choice, std::string_view bare)
{
    constexpr std::size_t octets_min = 3;
    if (bare.size() < octets_min) return false;
    return std::ranges::any_of(choice.labels, [&](const config::Wording& each) {
        const std::string label = bare_words(each.text);
        return label.starts_with(bare) || (bare.starts_with(label + ' ') && label.size() >= octets_min);
    });
}

/// What stands behind a mark, up to the next box.
std::vector<std::string> marked_words(std::string_view written)
{
    constexpr std::array<std::string_view, 10> marks{"[x]", "[X]", "(x)", "(X)", "☒", "☑", "✓", "✔", "■", "●"};
    constexpr std::array<std::string_view, 8> boxes{"[ ]", "( )", "[]", "()", "☐", "□", "○", "[_]"};
    std::vector<std::string> found;
    bool is_marked = false;
    for (std::size_t i = 0; i < written.size();) {
        const std::string_view rest = written.substr(i);
        const auto starts = [&](std::string_view each) { return rest.starts_with(each); };
        const auto mark = std::ranges::find_if(marks, starts);
        const auto box = std::ranges::find_if(boxes, starts);
        if (mark != marks.end() || box != boxes.end()) {
            is_marked = mark != marks.end();
            if (is_marked) found.emplace_back();
            i += is_marked ? mark->size() : box->size();
            continue;
        }
        if (is_marked) found.back() += written[i];
        ++i;
    }
    return found;
}

const config::Choice* find(const std::vector<config::Choice>& choices, std::string_view bare, auto matches)
{
    const auto found = std::ranges::find_if(choices, [&](const config::Choice& each) { return matches(each, bare); });
    if (found == choices.end() ||
        std::any_of(found + 1, choices.end(), [&](const config::Choice& each) { return matches(each, bare); }))
        return nullptr;
    return &*found;
}

}  // namespace

ReadValue read_choice(const config::Question& question, std::string_view written)
{
    if (written.size() > octets_max) return unreadable(Why::no_choice);
    if (const auto* choice = find(question.choices, bare_words(written), is_named)) return sure(choice->key);
    const std::vector<std::string> marked = marked_words(written);
    if (marked.size() > 1) return unreadable(Why::more_marked);
    const std::string bare = bare_words(marked.empty() ? written : std::string_view(marked.front()));
    if (const auto* choice = find(question.choices, bare, is_named)) return likely(choice->key);
    if (const auto* choice = find(question.choices, bare, begins_as)) return likely(choice->key);
    return unreadable(Why::no_choice);
}

}  // namespace form
