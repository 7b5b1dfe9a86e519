#pragma once
/// Lines of a return that look like answers behind labels which nobody knows. Their place among the form's own may tell
/// what they answer.  Pure.

#include "form/names.h"
#include "form/text_lines.h"

#include <cstddef>
#include <optional>
#include <span>

namespace form {

class UnknownLabels {
  public:
    /// Both must outlive it.
    UnknownLabels(std::span<const TextLine> lines, const Names& names, bool with_signatures)
        : lines_(lines), names_(names), with_signatures_(with_signatures)
    {
    }

    /// A label that nobody knows, beside one that is known or another of its kind.
    [[nodiscard]] bool is_one(std::size_t i) const;

    /// As many of them as questions between two known labels, or between one and the end of the form's.
    [[nodiscard]] Meaning guess_by_place(std::size_t i) const;

    /// The nearest line with text in that direction, over one blank line at most; none at the ends.
    [[nodiscard]] std::optional<std::size_t> neighbour(std::size_t i, bool is_above) const;

    [[nodiscard]] bool has_known_labels(std::optional<std::size_t> i) const;

    /// Signatures are not, but where nothing else answers.
    [[nodiscard]] bool is_used(std::size_t i) const { return with_signatures_ || !lines_[i].is_signature; }

  private:
    [[nodiscard]] bool has_answers(std::optional<std::size_t> i) const;
    [[nodiscard]] bool looks_like_one(std::optional<std::size_t> i) const;

    /// Which question of that scope the line's last label, or its first, asks.
    [[nodiscard]] std::optional<std::size_t> place_of(std::optional<std::size_t> i, Scope scope, bool is_last) const;

    std::span<const TextLine> lines_;
    const Names& names_;
    bool with_signatures_;
};

}  // namespace form
