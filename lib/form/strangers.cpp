#include "form/strangers.h"

#include "base/text.h"
#include "form/names.h"
#include "form/only_row.h"
#include "form/shown_type.h"
#include "form/yes_no.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace form {

namespace {

constexpr std::size_t label_octets_max = 60;  // that are told
constexpr std::size_t rows_min = 2;           // in fewer of them a label says nothing by standing again

bool is_sure_yes_or_no(const Words& words)
{
    const ReadValue read = read_yes_no(words.text, {});
    return !is_null(read.value) && read.sureness != Sureness::guessed;
}

const std::string second_lines = "\n";  // no plain label has one

class Elimination {
  public:
    Elimination(Entries& entries, const config::Form& form)
        : entries_(entries),
          form_(form),
          is_answered_(form.columns.size()),
          has_respondent_said_(form.respondent.size())
    {
    }

    void run()
    {
        look_around();
        if (groups_.empty()) return;
        settle_headings();
        settle_yes_or_no();
        settle_column();
        settle_respondent();
        tell_the_rest();
    }

  private:
    /// Strangers of the same label: indices into the entries.
    using Group = std::vector<std::size_t>;

    void look_around()
    {
        bool is_example = false;
        for (std::size_t i = 0; i < entries_.all.size(); ++i) {
            if (const auto* mark = std::get_if<Mark>(&entries_.all[i])) is_example = mark->kind == Mark::Kind::example;
            const auto* labelled = std::get_if<Labelled>(&entries_.all[i]);
            if (labelled != nullptr && !labelled->words.is_empty() && !is_example) note_answer(labelled->meaning);
            if (const auto* stranger = std::get_if<Stranger>(&entries_.all[i]))
                groups_[stranger->is_second ? second_lines : plain_name(stranger->label)].push_back(i);
            if (std::holds_alternative<TableRow>(entries_.all[i])) is_answered_.assign(form_.columns.size(), true);
        }
    }

    void note_answer(const Meaning& meaning)
    {
        // What both are asked is the respondent's the first time.
        const bool is_first = meaning.respondent && !has_respondent_said_[meaning.respondent->index];
        if (meaning.column && (!is_first || form_.has_single_row())) is_answered_[meaning.column->index] = true;
        if (meaning.respondent) has_respondent_said_[meaning.respondent->index] = true;
    }

    [[nodiscard]] const Words& words_at(std::size_t entry) const
    {
        return std::get<Stranger>(entries_.all[entry]).words;
    }

    /// "Available as a speaker: yes", where one question alone is of that kind and nothing answers it.
    void settle_yes_or_no()
    {
        const auto is_one = [](const config::Question& each) { return each.type == config::AnswerType::yes_no; };
        if (std::ranges::count_if(form_.columns, is_one) != 1) return;
        const auto column =
            static_cast<std::size_t>(std::ranges::find_if(form_.columns, is_one) - form_.columns.begin());
        const auto found = only_group([&](const Group& group) {
            return std::ranges::all_of(group, [&](std::size_t i) { return is_sure_yes_or_no(words_at(i)); });
        });
        if (found && !is_answered_[column]) settle(*found, Scope::row, column);
    }

    /// Lines above several groups of answers, without labels: what the rows are called.
    void settle_headings()
    {
        const auto headings = groups_.find("");
        const std::size_t column = naming_column(form_);
        if (headings != groups_.end() && headings->second.size() >= rows_min && !is_answered_[column]) {
            settle("", Scope::row, column);
            settle_second_lines(column);
        }
        groups_.erase("");
        groups_.erase(second_lines);
    }

    /// Below what the rows are called: the next text that nothing answers.
    void settle_second_lines(std::size_t naming)
    {
        if (!groups_.contains(second_lines)) return;
        for (std::size_t c = naming + 1; c < form_.columns.size(); ++c) {
            if (!may_be_any(form_.columns[c].type) || is_answered_[c]) continue;
            settle(second_lines, Scope::row, c);
            return;
        }
    }

    /// The same label in each of several rows, while all of these lack one answer.
    void settle_column()
    {
        if (std::ranges::count(is_answered_, false) != 1 || form_.columns.size() < 2) return;
        const auto column = static_cast<std::size_t>(std::ranges::find(is_answered_, false) - is_answered_.begin());
        if (const auto found = only_group([](const Group& group) { return group.size() >= rows_min; }))
            settle(*found, Scope::row, column);
    }

    /// Beside what the respondent is asked, when one thing that he has to say is missing.
    void settle_respondent()
    {
        std::vector<std::size_t> missing;
        for (std::size_t i = 0; i < form_.respondent.size(); ++i) {
            if (form_.respondent[i].is_required && !has_respondent_said_[i]) missing.push_back(i);
        }
        if (missing.size() != 1) return;
        const auto found = only_group(
            [&](const Group& group) { return group.size() == 1 && stands_beside_respondent(group.front()); });
        if (found) settle(*found, Scope::respondent, missing.front());
    }

    [[nodiscard]] bool stands_beside_respondent(std::size_t i) const
    {
        const auto is_of_respondent = [&](std::size_t at) {
            if (at >= entries_.all.size()) return false;
            const auto* labelled = std::get_if<Labelled>(&entries_.all[at]);
            const auto* mark = std::get_if<Mark>(&entries_.all[at]);
            return (labelled != nullptr && labelled->meaning.respondent) ||
                   (mark != nullptr && mark->kind == Mark::Kind::respondent);
        };
        return is_of_respondent(i + 1) || (i > 0 && is_of_respondent(i - 1));
    }

    template <class Fits>
    [[nodiscard]] std::optional<std::string> only_group(Fits fits) const
    {
        std::optional<std::string> only;
        for (const auto& [label, group] : groups_) {
            if (!fits(group)) continue;
            if (only) return std::nullopt;
            only = label;
        }
        return only;
    }

    void settle(const std::string& label, Scope scope, std::size_t index)
    {
        Meaning meaning;
        const Target target{.index = index, .rank = NameRank::usual, .sureness = Sureness::guessed};
        (scope == Scope::row ? meaning.column : meaning.respondent) = target;
        for (const std::size_t i : groups_.at(label)) {
            Words words = std::move(std::get<Stranger>(entries_.all[i]).words);
            words.sureness = Sureness::guessed;
            entries_.all[i] = Labelled{.meaning = meaning, .words = std::move(words)};
        }
        note_answer(meaning);
        groups_.erase(std::string(label));
    }

    void tell_the_rest()
    {
        for (const Entry& entry : entries_.all) {
            if (const auto* stranger = std::get_if<Stranger>(&entry); stranger != nullptr && !stranger->label.empty())
                entries_.unread_labels.push_back(base::one_line(stranger->label, label_octets_max));
        }
        std::erase_if(entries_.all, [](const Entry& entry) { return std::holds_alternative<Stranger>(entry); });
    }

    Entries& entries_;
    const config::Form& form_;
    std::vector<bool> is_answered_;          ///< columns
    std::vector<bool> has_respondent_said_;  ///< likewise
    std::map<std::string, Group> groups_;    ///< by plain label
};

}  // namespace

void settle_strangers(Entries& entries, const config::Form& form)
{
    Elimination(entries, form).run();
}

}  // namespace form
