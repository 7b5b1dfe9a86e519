#include "form/merge.h"

#include "base/text.h"
#include "form/example_row.h"
#include "form/only_row.h"

#include <algorithm>
#include <map>

namespace form {

namespace {

bool is_likely_an_answer(const config::Form& form, const FoundRow& row, Merged& merged)
{
    std::vector<std::string_view> cells;
    for (const Words& words : row.cells) cells.push_back(words.text);
    switch (likeness_to_example(form, cells)) {
    case Likeness::whole: return false;
    case Likeness::none: return true;
    case Likeness::partly: break;
    }
    constexpr std::size_t shown_max = 60;
    const auto first = std::ranges::find_if(cells, [](std::string_view text) { return !text.empty(); });
    merged.examples_changed.push_back(base::one_line(*first, shown_max));
    return false;
}

std::size_t filled(const std::vector<Words>& cells)
{
    return static_cast<std::size_t>(std::ranges::count_if(cells, [](const Words& words) { return !words.is_empty(); }));
}

std::size_t answers_in(const Found& found)
{
    std::size_t count = filled(found.respondent);
    for (const FoundRow& row : found.rows) count += filled(row.cells);
    return count;
}

/// Answers that nobody doubts weigh more than many that are guessed.
std::size_t weight_of(const Found& found)
{
    constexpr std::size_t sure_weight = 4;
    std::size_t weight = 0;
    const auto weigh = [&](const std::vector<Words>& cells) {
        for (const Words& words : cells) {
            if (!words.is_empty()) weight += words.sureness == Sureness::guessed ? 1 : sure_weight;
        }
    };
    weigh(found.respondent);
    for (const FoundRow& row : found.rows) weigh(row.cells);
    return weight;
}

class Merger {
  public:
    explicit Merger(const config::Form& form) : form_(form)
    {
        merged_.respondent.resize(form.respondent.size());
        merged_.card.resize(form.respondent.size());
    }

    void add(FoundInPart part)
    {
        for (std::size_t i = 0; i < form_.respondent.size(); ++i)
            fill(merged_.respondent[i], part.found.respondent[i], part.part);
        std::map<std::string, std::size_t> of_others;  // a row of the same part is another one
        for (std::size_t i = 0; i < merged_.rows.size(); ++i) of_others.emplace(key_of_row(merged_.rows[i]), i);
        bool has_new = false;
        for (FoundRow& row : part.found.rows) has_new = add_row(row, part.part, of_others) || has_new;
        if (merged_.note.empty()) merged_.note = part.found.note;
        if (has_new) add_new(merged_.unread_headings, part.found.unread_headings);
        add_new(merged_.unread_labels, part.found.unread_labels);
        add_new(merged_.unread_lines, part.found.unread_lines);
        for (std::size_t i = 0; i < part.found.card.size(); ++i) fill(merged_.card[i], part.found.card[i], part.part);
        merged_.is_of_own_shape = merged_.is_of_own_shape || (has_new && part.found.is_of_own_shape);
    }

    /// `order`: the parts as they came.
    Merged finish(const std::vector<std::string>& order)
    {
        const auto place_of = [&](const std::vector<Source>& row) {
            const auto first = std::ranges::find_if(row, [](const Source& each) { return !each.words.is_empty(); });
            return first == row.end() ? order.begin() : std::ranges::find(order, first->part);
        };
        std::stable_sort(merged_.rows.begin(), merged_.rows.end(),
                         [&](const auto& a, const auto& b) { return place_of(a) < place_of(b); });
        return std::move(merged_);
    }
    Merged& merged() { return merged_; }

  private:
    /// Each once, and no more than somebody would read in a receipt.
    static void add_new(std::vector<std::string>& all, const std::vector<std::string>& more)
    {
        constexpr std::size_t told_max = 20;
        for (const std::string& each : more) {
            if (all.size() >= told_max) return;
            if (std::ranges::count(all, each) == 0) all.push_back(each);
        }
    }

    static void fill(Source& into, Words& words, const std::string& part)
    {
        if (into.words.is_empty() && !words.is_empty()) into = {.words = std::move(words), .part = part};
    }

    /// Whether it is new.
    bool add_row(FoundRow& row, const std::string& part, const std::map<std::string, std::size_t>& of_others)
    {
        const std::size_t known = form_.has_single_row() ? find_person(row) : find_same(row, of_others);
        const bool is_new = known == merged_.rows.size();
        if (is_new && merged_.rows.size() >= rows_max) {
            merged_.is_cut = true;
            return false;
        }
        if (is_new) merged_.rows.emplace_back(form_.columns.size());
        for (std::size_t i = 0; i < form_.columns.size(); ++i) fill(merged_.rows[known][i], row.cells[i], part);
        return is_new;
    }

    /// Who a row is of: two without a name are told apart by their addresses.
    struct Person {
        std::string name;  ///< keys
        std::string mail;

        [[nodiscard]] bool may_be(const Person& other) const
        {
            const bool are_nameless = name.empty() && other.name.empty();
            return !are_different(name, other.name) && !(are_nameless && are_different(mail, other.mail));
        }
    };

    [[nodiscard]] Person person_of(const FoundRow& row) const
    {
        const auto column = std::ranges::find(form_.columns, config::AnswerType::email, &config::Question::type);
        const auto at = static_cast<std::size_t>(column - form_.columns.begin());
        return {.name = name_key(form_, row.cells), .mail = at < row.cells.size() ? key_of(row.cells[at]) : ""};
    }

    std::size_t find_person(const FoundRow& row)
    {
        Person person = person_of(row);
        const auto found = std::ranges::find_if(people_, [&](const Person& known) { return person.may_be(known); });
        const bool is_known = found != people_.end();
        if (!is_known && !people_.empty() && is_of_respondent_alone(form_, row.cells)) return 0;
        const auto place = static_cast<std::size_t>(found - people_.begin());
        if (!is_known && people_.size() < rows_max) people_.push_back(person);
        if (is_known && found->name.empty()) found->name = std::move(person.name);
        return place;
    }

    std::size_t find_same(const FoundRow& row, const std::map<std::string, std::size_t>& of_others) const
    {
        const auto first = std::ranges::find_if(row.cells, [](const Words& words) { return !words.is_empty(); });
        const auto at = static_cast<std::size_t>(first - row.cells.begin());
        const auto found = of_others.find(std::to_string(at) + ' ' + key_of(*first));
        return found == of_others.end() || contradicts(row, merged_.rows[found->second]) ? merged_.rows.size()
                                                                                         : found->second;
    }

    /// By its first answer.
    static std::string key_of_row(const std::vector<Source>& row)
    {
        const auto first = std::ranges::find_if(row, [](const Source& source) { return !source.words.is_empty(); });
        return std::to_string(first - row.begin()) + ' ' + key_of(first->words);
    }

    static bool contradicts(const FoundRow& row, const std::vector<Source>& other)
    {
        std::size_t differing = 0;
        for (std::size_t i = 0; i < other.size(); ++i) {
            if (row.cells[i].is_empty() || other[i].words.is_empty()) continue;
            const std::string a = key_of(row.cells[i]);
            const std::string b = key_of(other[i].words);
            differing += a.find(b) == std::string::npos && b.find(a) == std::string::npos ? 1 : 0;
        }
        return differing > 0;
    }

    const config::Form& form_;
    Merged merged_;
    std::vector<Person> people_;  ///< by row, where a form is for one
};

/// A mail's text and its HTML say the same: a table with headings, else what one of them has more of, is the reading of
/// both.
void drop_weaker_alternative(std::vector<FoundInPart>& parts)
{
    const auto text = std::ranges::find(parts, "text", &FoundInPart::part);
    const auto html = std::ranges::find(parts, "html", &FoundInPart::part);
    if (text == parts.end() || html == parts.end()) return;
    const bool differ = html->found.has_headings != text->found.has_headings;
    const bool html_wins = differ ? html->found.has_headings : weight_of(html->found) >= weight_of(text->found);
    FoundInPart& weaker = html_wins ? *text : *html;
    const FoundInPart& stronger = html_wins ? *html : *text;
    weaker.found.rows.clear();
    // What one of them breaks into lines without labels is no answer either.
    if (filled(stronger.found.respondent) > 0) weaker.found.respondent.assign(weaker.found.respondent.size(), {});
}

}  // namespace

Merged merge(const config::Form& form, std::vector<FoundInPart> parts)
{
    Merger merger(form);
    for (FoundInPart& part : parts)
        std::erase_if(part.found.rows,
                      [&](const FoundRow& row) { return !is_likely_an_answer(form, row, merger.merged()); });
    drop_weaker_alternative(parts);
    std::vector<std::string> order;
    for (const FoundInPart& part : parts) order.push_back(part.part);
    std::ranges::stable_sort(parts, std::ranges::greater(),
                             [](const FoundInPart& part) { return answers_in(part.found); });
    for (FoundInPart& part : parts) merger.add(std::move(part));
    return merger.finish(order);
}

}  // namespace form
