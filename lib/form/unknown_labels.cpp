#include "form/unknown_labels.h"

#include <vector>

namespace form {

using Kind = TextLine::Kind;

std::optional<std::size_t> UnknownLabels::neighbour(std::size_t i, bool is_above) const
{
    for (int blanks = 0;;) {
        if (is_above ? i == 0 : i + 1 >= lines_.size()) return std::nullopt;
        i = is_above ? i - 1 : i + 1;
        if (lines_[i].kind != Kind::blank) return i;
        if (++blanks > 1) return std::nullopt;
    }
}

bool UnknownLabels::has_known_labels(std::optional<std::size_t> i) const
{
    return i && lines_[*i].kind == Kind::labels && is_used(*i);
}

bool UnknownLabels::looks_like_one(std::optional<std::size_t> i) const
{
    return i && lines_[*i].kind == Kind::text && !lines_[*i].unknown_label.empty();
}

bool UnknownLabels::is_one(std::size_t i) const
{
    if (!looks_like_one(i) || !is_used(i)) return false;
    const auto above = neighbour(i, true);
    const auto below = neighbour(i, false);
    return has_known_labels(above) || has_known_labels(below) ||
           (looks_like_one(above) && has_known_labels(neighbour(*above, true)));
}

Meaning UnknownLabels::guess_by_place(std::size_t i) const
{
    std::size_t before = 0;
    auto above = neighbour(i, true);
    for (; above && is_one(*above); above = neighbour(*above, true)) ++before;
    std::size_t behind = 0;
    auto below = neighbour(i, false);
    for (; below && is_one(*below); below = neighbour(*below, false)) ++behind;
    for (const Scope scope : {Scope::row, Scope::respondent}) {
        const auto first = place_of(above, scope, true);
        const auto last = place_of(below, scope, false);
        if ((!first && has_answers(above)) || (!last && has_answers(below))) continue;  // of the other scope
        const std::size_t count = scope == Scope::row ? names_.form().columns.size() : names_.form().respondent.size();
        if (!first && !last) continue;
        const std::size_t start = first ? *first + 1 : 0;
        const std::size_t end = last && (!first || *last > *first) ? *last : count;
        if (end != start + before + 1 + behind) continue;
        Meaning meaning;
        const Target target{.index = start + before, .rank = NameRank::usual, .sureness = Sureness::guessed};
        (scope == Scope::row ? meaning.column : meaning.respondent) = target;
        return meaning;
    }
    return {};
}

bool UnknownLabels::has_answers(std::optional<std::size_t> i) const
{
    return has_known_labels(i) && !lines_[*i].labels.pieces.empty();
}

std::optional<std::size_t> UnknownLabels::place_of(std::optional<std::size_t> i, Scope scope, bool is_last) const
{
    if (!has_answers(i)) return std::nullopt;
    const std::vector<LabelPiece>& pieces = lines_[*i].labels.pieces;
    const std::optional<Target>& target = (is_last ? pieces.back() : pieces.front()).meaning.in(scope);
    return target ? std::optional(target->index) : std::nullopt;
}

}  // namespace form
