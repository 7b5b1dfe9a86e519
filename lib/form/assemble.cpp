#include "form/assemble.h"

#include "form/only_row.h"

#include <algorithm>
#include <map>
#include <optional>

namespace form {

namespace {

class Assembler {
  public:
    Assembler(const std::vector<Entry>& entries, const config::Form& form) : entries_(entries), form_(form)
    {
        found_.respondent.resize(form.respondent.size());
        is_asked_.resize(form.respondent.size());
    }

    Found assemble()
    {
        for (at_ = 0; at_ < entries_.size(); ++at_) std::visit([&](const auto& entry) { take(entry); }, entries_[at_]);
        end_row();
        if (form_.has_single_row()) join_pieces();
        return std::move(found_);
    }

  private:
    /// What stands in pieces is of one, but where it names somebody else.
    void join_pieces()
    {
        std::vector<FoundRow> rows;
        for (FoundRow& piece : found_.rows) {
            piece.cells.resize(form_.columns.size());
            FoundRow* const last = rows.empty() ? nullptr : &rows.back();
            const bool is_same =
                last != nullptr && last->is_below_example == piece.is_below_example &&
                (!are_of_two(form_, last->cells, piece.cells) || is_of_respondent_alone(form_, piece.cells));
            if (!is_same && last != nullptr && is_of_respondent_alone(form_, last->cells)) {
                give_to_respondent(*last);
                *last = std::move(piece);
            } else if (!is_same) {
                rows.push_back(std::move(piece));
            } else {
                join_piece(*last, std::move(piece));
            }
        }
        found_.rows = std::move(rows);
    }

    /// Where they contradict each other, the one that says more is right, perhaps: a card has a telephone, too.
    static void join_piece(FoundRow& row, FoundRow piece)
    {
        const auto answers = [](const FoundRow& of) {
            return std::ranges::count_if(of.cells, [](const Words& words) { return !words.is_empty(); });
        };
        if (answers(piece) > answers(row)) std::swap(row.cells, piece.cells);
        for (std::size_t i = 0; i < piece.cells.size(); ++i) {
            const bool differ = !row.cells[i].is_empty() && !piece.cells[i].is_empty() &&
                                key_of(row.cells[i]).find(key_of(piece.cells[i])) == std::string::npos;
            if (row.cells[i].is_empty()) row.cells[i] = std::move(piece.cells[i]);
            if (differ) row.cells[i].sureness = Sureness::guessed;
        }
    }

    void give_to_respondent(const FoundRow& row)
    {
        for (std::size_t i = 0; i < form_.respondent.size(); ++i) {
            const auto column = std::ranges::find(form_.columns, form_.respondent[i].key, &config::Question::key);
            if (column == form_.columns.end() || !found_.respondent[i].is_empty()) continue;
            found_.respondent[i] = row.cells[static_cast<std::size_t>(column - form_.columns.begin())];
        }
    }

    void take(const Mark& mark)
    {
        switch (mark.kind) {
        case Mark::Kind::respondent:
            section_ = Scope::respondent;
            is_asked_.assign(form_.respondent.size(), false);
            break;
        case Mark::Kind::row:
            section_ = Scope::row;
            is_example_ = false;
            break;
        case Mark::Kind::example:
            section_ = Scope::row;
            is_example_ = true;
            break;
        }
        end_row();
        number_.reset();
    }

    void take(const Note& note)
    {
        if (note.words.is_empty()) return;
        found_.note += (found_.note.empty() ? "" : "\n") + note.words.text;
    }

    void take(const Stranger& /*settled*/) {}

    void take(const TableRow& row)
    {
        end_row();
        row_.cells = row.cells;
        row_.is_below_example = is_example_;
        is_example_ = false;
        end_row();
        section_.reset();
    }

    void take(const Labelled& labelled)
    {
        const Scope scope = scope_of(labelled);
        section_ = scope;
        if (scope == Scope::respondent)
            take_respondent(labelled.meaning.respondent->index, labelled);
        else
            take_cell(labelled.meaning.column->index, labelled);
    }

    void take_respondent(std::size_t index, const Labelled& labelled)
    {
        end_row();
        is_asked_[index] = true;
        Words& answer = found_.respondent[index];
        const bool differ = !answer.is_empty() && !labelled.words.is_empty() &&
                            key_of(answer).find(key_of(labelled.words)) == std::string::npos;
        if (differ) answer.sureness = Sureness::guessed;
        if (answer.is_empty()) answer = with_sureness(labelled.words, labelled.meaning.respondent->sureness);
    }

    void take_cell(std::size_t index, const Labelled& labelled)
    {
        const bool has_other_number = labelled.meaning.number && number_ && *labelled.meaning.number != *number_;
        if (has_other_number || is_seen(index)) {
            end_row();
            is_example_ = false;
        }
        if (labelled.meaning.number && fills_known_row(index, labelled)) return;
        if (labelled.meaning.number) number_ = labelled.meaning.number;
        row_.cells.resize(form_.columns.size());
        seen_.resize(form_.columns.size());
        seen_[index] = true;
        row_.is_below_example = is_example_;
        if (row_.cells[index].is_empty())
            row_.cells[index] = with_sureness(labelled.words, labelled.meaning.column->sureness);
    }

    /// All questions first, and then all answers: "A1" goes with "Q1".
    bool fills_known_row(std::size_t column, const Labelled& labelled)
    {
        const auto known = by_number_.find(*labelled.meaning.number);
        const bool is_current = !row_.cells.empty() && number_ == labelled.meaning.number;
        if (known == by_number_.end() || is_current) return false;
        Words& cell = found_.rows[known->second].cells[column];
        if (!cell.is_empty()) return false;
        cell = with_sureness(labelled.words, labelled.meaning.column->sureness);
        return true;
    }

    static Words with_sureness(Words words, Sureness sureness)
    {
        words.sureness = std::max(words.sureness, sureness);
        return words;
    }

    [[nodiscard]] bool is_seen(std::size_t column) const { return column < seen_.size() && seen_[column]; }

    void end_row()
    {
        const bool has_words = std::ranges::any_of(row_.cells, [](const Words& words) { return !words.is_empty(); });
        if (has_words && number_) by_number_.emplace(*number_, found_.rows.size());
        if (has_words) found_.rows.push_back(std::move(row_));
        row_ = {};
        seen_.clear();
    }

    [[nodiscard]] Scope scope_of(const Labelled& labelled) const
    {
        const Meaning& meaning = labelled.meaning;
        if (!meaning.column) return Scope::respondent;
        if (!meaning.respondent) return Scope::row;
        if (form_.has_single_row()) return Scope::row;
        if (meaning.number) return Scope::row;
        const bool repeats = section_ == Scope::row && is_seen(meaning.column->index);
        const bool is_second = section_ == Scope::respondent && is_asked_[meaning.respondent->index];
        if (section_ == Scope::respondent && !is_second && counts_as_row(meaning)) return Scope::row;
        if (section_ && !repeats && !is_second) return *section_;
        if (const auto scope = scope_of_neighbours(meaning)) return *scope;
        if (meaning.column->rank != meaning.respondent->rank)
            return meaning.column->rank < meaning.respondent->rank ? Scope::row : Scope::respondent;
        return Scope::row;
    }

    /// Right before a label of rows alone, and as often as that: "Date" and "Organizer" below the respondent's country.
    [[nodiscard]] bool counts_as_row(const Meaning& meaning) const
    {
        const auto* next = at_ + 1 < entries_.size() ? std::get_if<Labelled>(&entries_[at_ + 1]) : nullptr;
        if (next == nullptr || !next->meaning.column || next->meaning.respondent) return false;
        const auto count = [&](const Meaning& of, bool is_of_both) {
            return std::ranges::count_if(entries_, [&](const Entry& entry) {
                const auto* labelled = std::get_if<Labelled>(&entry);
                return labelled != nullptr && labelled->meaning.column &&
                       labelled->meaning.column->index == of.column->index &&
                       labelled->meaning.respondent.has_value() == is_of_both;
            });
        };
        return count(meaning, true) == count(next->meaning, false);
    }

    /// Of the next label that only one of them has, up to where this one stands again; else of the last one.
    [[nodiscard]] std::optional<Scope> scope_of_neighbours(const Meaning& meaning) const
    {
        constexpr std::size_t look_max = 60;
        for (std::size_t i = at_ + 1; i < std::min(entries_.size(), at_ + look_max); ++i) {
            const auto* labelled = std::get_if<Labelled>(&entries_[i]);
            if (labelled == nullptr) break;
            const Meaning& next = labelled->meaning;
            const bool is_same = next.column && next.respondent && next.column->index == meaning.column->index &&
                                 next.respondent->index == meaning.respondent->index;
            if (is_same) break;
            if (const auto scope = only_scope(next)) return scope;
        }
        for (std::size_t i = at_; i > 0 && at_ - i < look_max; --i) {
            const auto* labelled = std::get_if<Labelled>(&entries_[i - 1]);
            if (labelled == nullptr) break;
            if (const auto scope = only_scope(labelled->meaning)) return scope;
        }
        return std::nullopt;
    }

    static std::optional<Scope> only_scope(const Meaning& meaning)
    {
        if (meaning.column && meaning.respondent) return std::nullopt;
        return meaning.column ? Scope::row : Scope::respondent;
    }

    const std::vector<Entry>& entries_;
    const config::Form& form_;
    Found found_;
    std::size_t at_ = 0;
    FoundRow row_;
    std::vector<bool> seen_;      ///< columns of row_ whose labels stood there
    std::vector<bool> is_asked_;  ///< likewise of the respondent
    std::optional<Scope> section_;
    std::optional<std::size_t> number_;
    std::map<std::size_t, std::size_t> by_number_;  ///< rows whose labels had one
    bool is_example_ = false;
};

}  // namespace

Found assemble(const Entries& entries, const config::Form& form)
{
    Found found = Assembler(entries.all, form).assemble();
    found.is_of_own_shape = entries.is_of_own_shape;
    found.unread_headings = entries.unread_headings;
    found.unread_labels = entries.unread_labels;
    found.unread_lines = entries.unread_lines;
    found.card = entries.card;
    found.has_headings = entries.has_headings && !found.rows.empty();
    for (FoundRow& row : found.rows) row.cells.resize(form.columns.size());
    return found;
}

}  // namespace form
