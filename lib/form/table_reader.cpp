#include "form/table_reader.h"

#include "base/text.h"
#include "form/blank.h"
#include "form/label_line.h"
#include "form/letter_card.h"
#include "form/only_row.h"
#include "form/table_headings.h"
#include "form/text_reader.h"
#include "form/usual_names.h"
#include "mail/reply_words.h"

#include <algorithm>
#include <optional>
#include <set>
#include <span>

namespace form {

namespace {

using Row = std::vector<document::Cell>;

constexpr std::size_t heading_octets_max = 60;
constexpr std::size_t label_octets_max = 120;

Words words_of(const document::Cell& cell, Sureness sureness)
{
    Words words{.text = without_blanks(cell.text), .place = cell.place, .sureness = sureness};
    if (is_blank(words.text)) words.text.clear();
    return words;
}

std::size_t width_of(const document::Table& table)
{
    std::size_t width = 0;
    for (const Row& row : table.rows) {
        const auto last = std::ranges::find_if(row.rbegin(), row.rend(),
                                               [](const document::Cell& cell) { return !cell.text.empty(); });
        width = std::max(width, static_cast<std::size_t>(row.rend() - last));
    }
    return width;
}

/// Of a title over all columns, merged or not.
bool is_title(const Row& row)
{
    constexpr std::size_t cells_min = 3;
    std::size_t filled = 0;
    for (const document::Cell& cell : row) filled += cell.text.empty() ? 0 : 1;
    return filled >= cells_min &&
           std::ranges::all_of(row, [&](const document::Cell& cell) { return cell.text == row.front().text; });
}

/// "Total: 3 organizations", alone in its row.
bool is_total(const Row& row)
{
    const auto filled = std::ranges::count_if(row, [](const document::Cell& cell) { return !cell.text.empty(); });
    const auto first = std::ranges::find_if(row, [](const document::Cell& cell) { return !cell.text.empty(); });
    return filled > 0 && filled <= 2 && first->text.size() <= heading_octets_max &&
           heads_total(plain_name(first->text));
}

bool is_example_heading(const document::Cell& cell)
{
    return !cell.text.empty() && cell.text.size() <= heading_octets_max && heads_example(plain_name(cell.text));
}

class TableReader {
  public:
    TableReader(const document::Table& table, const Names& names) : table_(table), names_(names), form_(names.form()) {}

    Entries read()
    {
        const std::size_t width = width_of(table_);
        if (width == 0 || is_letter_header()) return {};
        if (width == 1) return read_as_text();
        const Headings headings = find_headings(table_, names_);
        const std::size_t label_column = find_label_column();
        const std::size_t labels = labels_in(label_column, Scope::row);
        // Labels of the respondent may stand over the table, those of rows take its place.
        const bool is_below = headings.known > labels || (headings.known == labels && !form_.has_single_row());
        const bool has_labels = labels > 0 || labels_in(label_column, Scope::respondent) > 0;
        const auto first_in_own_order = has_labels ? std::nullopt : find_own_order(table_, form_);
        if (headings.is_found() && is_below)
            read_below(headings);
        else if (first_in_own_order)
            read_in_own_order(*first_in_own_order);
        else
            read_pairs(0, table_.rows.size(), label_column);
        entries_.card = find_writer();
        return std::move(entries_);
    }

  private:
    /// A title row may say who made the list.
    [[nodiscard]] std::vector<Words> find_writer() const
    {
        constexpr std::size_t rows_max = 12;
        for (const Row& row : std::span(table_.rows).first(std::min(rows_max, table_.rows.size()))) {
            const auto is_filled = [](const document::Cell& cell) { return !cell.text.empty(); };
            if (std::ranges::count_if(row, is_filled) != 1) continue;
            const document::Cell& cell = *std::ranges::find_if(row, is_filled);
            if (auto card = read_card_line(cell.text, cell.place, form_); !card.empty()) return card;
        }
        return {};
    }

    /// "To", "Subject" and what stands there, as Notes sets over what it quotes.
    [[nodiscard]] bool is_letter_header() const
    {
        constexpr std::size_t rows_max = 8;
        if (table_.rows.size() > rows_max) return false;
        std::size_t fields = 0;
        for (const Row& row : table_.rows) {
            if (row.empty() || row.front().text.empty()) continue;
            std::string_view name = base::trim(row.front().text);
            while (name.ends_with(':')) name.remove_suffix(1);
            const bool is_field = mail::quoted_field(base::to_lower(name)) != mail::QuotedField::none;
            if (!is_field || names_.find(name).is_found()) return false;
            ++fields;
        }
        return fields > 0;
    }

    /// A form that was left blank has a column of labels alone.
    [[nodiscard]] bool lists_labels() const
    {
        constexpr std::ptrdiff_t labels_min = 3;
        return std::ranges::count_if(table_.rows, [&](const Row& row) {
                   return std::ranges::any_of(row, [&](const document::Cell& cell) {
                       return !cell.text.empty() && names_.find_exactly(cell.text).is_found();
                   });
               }) >= labels_min;
    }

    /// A layout, or a list of one column.
    Entries read_as_text()
    {
        const Headings headings = find_headings(table_, names_);
        if (headings.is_found() && !form_.has_single_row() && !lists_labels()) {
            read_below(headings);
            if (!entries_.all.empty()) return std::move(entries_);
        }
        std::vector<document::Line> lines;
        for (const Row& row : table_.rows) {
            for (const document::Cell& cell : row) {
                for (const std::string_view line : base::split(cell.text, '\n'))
                    lines.push_back({.text = std::string(line), .place = cell.place});
            }
        }
        std::vector<const document::Line*> all;
        for (const document::Line& line : lines) all.push_back(&line);
        return read_text(all, names_);
    }

    [[nodiscard]] std::size_t labels_in(std::size_t column) const
    {
        return labels_in(column, Scope::row) + labels_in(column, Scope::respondent);
    }

    /// A name that both scopes have counts as one of a row.
    [[nodiscard]] std::size_t labels_in(std::size_t column, Scope scope) const
    {
        std::set<std::size_t> found;
        constexpr std::size_t rows_max = 400;
        for (std::size_t r = 0; r < std::min(table_.rows.size(), rows_max); ++r) {
            const Row& row = table_.rows[r];
            if (column >= row.size() || row[column].text.empty()) continue;
            const Meaning meaning = names_.find(row[column].text);
            const bool is_of_row = meaning.column.has_value();
            if (meaning.is_found() && is_of_row == (scope == Scope::row)) found.insert(meaning.in(scope)->index);
        }
        return found.size();
    }

    /// Numbers or marks may stand before the labels.
    [[nodiscard]] std::size_t find_label_column() const
    {
        constexpr std::size_t columns_max = 3;
        std::size_t best = 0;
        for (std::size_t c = 1; c < columns_max; ++c) {
            if (labels_in(c) > labels_in(best)) best = c;
        }
        return best;
    }

    void read_below(Headings headings)
    {
        read_pairs(0, headings.first - (repeats_above(headings.first) ? 1 : 0), 0);
        for (const std::size_t c : guess_left_over(headings, table_, names_))
            entries_.unread_headings.push_back(base::one_line(table_.rows[headings.first][c].text, heading_octets_max));
        read_respondent_columns(headings);
        const bool is_whole = headings.known == form_.columns.size();
        if (headings.strangers > 0 || !is_whole) entries_.is_of_own_shape = true;
        entries_.has_headings = true;
        const bool are_parted = has_sections(headings);
        std::size_t r = headings.end;
        for (; r < table_.rows.size() && !begins_respondent(table_.rows[r]); ++r) {
            const Row& row = table_.rows[r];
            if (is_title(row) || is_total(row) || is_group(row) || repeats_headings(row, headings)) continue;
            if (take_note(row)) continue;
            if (are_parted && filled(row) == 1) {
                tell_section(row);
                continue;
            }
            if (std::ranges::any_of(row, is_example_heading))
                entries_.all.emplace_back(Mark{.kind = Mark::Kind::example, .number = {}});
            add_row(row, headings.columns);
        }
        read_pairs(r, table_.rows.size(), 0);
    }

    /// "Remark: all of these are free of charge", alone in its row: what stands behind the colon.
    [[nodiscard]] static std::optional<std::string_view> note_in(const Row& row)
    {
        if (filled(row) != 1) return std::nullopt;
        const std::string_view text = only_text(row);
        const auto colon = text.find(':');
        if (colon == std::string_view::npos || !heads_note(plain_name(text.substr(0, colon)))) return std::nullopt;
        return base::trim(text.substr(colon + 1));
    }

    bool take_note(const Row& row)
    {
        const auto note = note_in(row);
        if (note && form_.has_note)
            entries_.all.emplace_back(Note{.words = {.text = std::string(*note), .place = row.front().place}});
        return note.has_value();
    }

    /// "Country" and "Date" beside what a form for one asks: what its only row says below them, or all rows alike.
    void read_respondent_columns(const Headings& headings)
    {
        const Row& names = table_.rows[headings.first];
        for (std::size_t c = 0; c < names.size(); ++c) {
            const bool is_column = c < headings.columns.size() && headings.columns[c];
            const Meaning meaning = is_column || names[c].text.empty() ? Meaning{} : names_.find(names[c].text);
            const document::Cell* only = meaning.respondent ? same_below(headings.end, c) : nullptr;
            if (only != nullptr) add_pair(meaning, *only);
        }
    }

    /// Null where cells of the column differ, or say nothing.
    [[nodiscard]] const document::Cell* same_below(std::size_t first_row, std::size_t c) const
    {
        const document::Cell* only = nullptr;
        for (std::size_t r = first_row; r < table_.rows.size(); ++r) {
            const Row& row = table_.rows[r];
            if (c >= row.size() || row[c].text.empty()) continue;
            if (only != nullptr && only->text != row[c].text) return nullptr;
            only = &row[c];
        }
        return only;
    }

    /// The row above heads groups of columns: cells that are merged over both say the same.
    [[nodiscard]] bool repeats_above(std::size_t r) const
    {
        if (r == 0) return false;
        const Row& above = table_.rows[r - 1];
        const Row& row = table_.rows[r];
        for (std::size_t c = 0; c < std::min(row.size(), above.size()); ++c) {
            if (!row[c].text.empty() && row[c].text == above[c].text) return true;
        }
        return false;
    }

    /// "June 2005" alone in the first cell of a table that gives each row more: the heading of those below.
    [[nodiscard]] bool is_group(const Row& row) const
    {
        constexpr std::size_t columns_min = 3;
        const auto is_filled = [](const document::Cell& cell) { return !cell.text.empty(); };
        if (form_.columns.size() < columns_min || std::ranges::count_if(row, is_filled) != 1) return false;
        const auto only = std::ranges::find_if(row, is_filled);
        if (only->text.starts_with('*')) return true;  // a footnote
        return only == row.begin() && std::ranges::any_of(only->text, base::is_digit) &&
               only->text.size() <= heading_octets_max && only->text.find('@') == std::string::npos;
    }

    static std::ptrdiff_t filled(const Row& row)
    {
        return std::ranges::count_if(row, [](const document::Cell& cell) { return !cell.text.empty(); });
    }

    static std::string_view only_text(const Row& row)
    {
        const auto cell = std::ranges::find_if(row, [](const document::Cell& each) { return !each.text.empty(); });
        return cell == row.end() ? std::string_view() : std::string_view(cell->text);
    }

    /// It may be a row all the same.
    void tell_section(const Row& row)
    {
        constexpr std::size_t told_max = 20;
        if (entries_.unread_lines.size() < told_max)
            entries_.unread_lines.push_back(base::one_line(only_text(row), heading_octets_max));
    }

    /// "Universities" alone above rows that say more: all rows with one cell are such, and there are several.
    [[nodiscard]] bool has_sections(const Headings& headings) const
    {
        constexpr std::size_t columns_min = 3;
        constexpr std::size_t groups_min = 2;
        if (form_.columns.size() < columns_min) return false;
        std::size_t groups = 0;
        for (std::size_t r = headings.end; r < table_.rows.size(); ++r) {
            if (filled(table_.rows[r]) != 1 || note_in(table_.rows[r])) continue;
            const bool is_followed = r + 1 < table_.rows.size() && filled(table_.rows[r + 1]) > 1;
            if (!is_followed) return false;
            ++groups;
        }
        return groups >= groups_min;
    }

    [[nodiscard]] bool repeats_headings(const Row& row, const Headings& headings) const
    {
        const Row& first = table_.rows[headings.first];
        return row.size() == first.size() &&
               std::ranges::equal(row, first, {}, &document::Cell::text, &document::Cell::text);
    }

    /// "Respondent's details", or a label with a colon that only the respondent has.
    [[nodiscard]] bool begins_respondent(const Row& row) const
    {
        for (const document::Cell& cell : row) {
            constexpr std::size_t octets_max = 400;
            if (cell.text.empty()) continue;
            if (cell.text.size() > octets_max) return false;
            const LabelLine line = read_label_line(std::string_view(cell.text).substr(0, cell.text.find('\n')), names_);
            if (line.mark && line.mark->kind == Mark::Kind::respondent) return true;
            const bool has_colon =
                cell.text.find(':') != std::string::npos || cell.text.find("\uFF1A") != std::string::npos;
            return has_colon && !line.pieces.empty() && line.pieces.front().meaning.respondent.has_value();
        }
        return false;
    }

    void add_row(const Row& row, const std::vector<std::optional<Target>>& columns)
    {
        TableRow read;
        read.cells.resize(form_.columns.size());
        for (std::size_t c = 0; c < std::min(row.size(), columns.size()); ++c) {
            if (columns[c])
                add_cell(read.cells[columns[c]->index], words_of(row[c], columns[c]->sureness), columns[c]->index);
        }
        entries_.all.emplace_back(std::move(read));
    }

    /// Several columns of theirs may be one of ours: "Start", "End"; "E-mail", "Web site".
    void add_cell(Words& into, Words words, std::size_t column) const
    {
        if (words.is_empty()) return;
        if (into.is_empty()) {
            into = std::move(words);
            return;
        }
        if (into.text == words.text) return;
        switch (form_.columns[column].type) {
        case config::AnswerType::text:
        case config::AnswerType::long_text:
            // "First name", "Last name"
            into.text += (form_.has_single_row() && column == naming_column(form_) ? " " : ", ") + words.text;
            break;
        case config::AnswerType::date_range: into.text += " - " + words.text; break;
        default:
            if (words.sureness < into.sureness) into = std::move(words);
            return;
        }
        into.sureness = std::max(into.sureness, words.sureness);
    }

    void read_in_own_order(std::size_t first)
    {
        std::vector<std::optional<Target>> columns(first);
        const bool has_types =
            std::ranges::any_of(form_.columns, [](const config::Question& q) { return !usual_names(q.type).empty(); });
        for (std::size_t i = 0; i < form_.columns.size(); ++i)
            columns.emplace_back(Target{
                .index = i, .rank = NameRank::usual, .sureness = has_types ? Sureness::likely : Sureness::guessed});
        for (const Row& row : table_.rows) add_row(row, columns);
    }

    /// Labels with their answers beside them: one answer, or one a record. Where a row has several labels, each goes with
    /// the cells up to the next.
    void read_pairs(std::size_t start, std::size_t end, std::size_t label_column)
    {
        has_pairs_ = labels_in(label_column) > 0;
        constexpr std::size_t rows_max = 1000;  // labels are told from answers cell by cell
        end = std::min(end, start + rows_max);
        records_ = 1;
        std::size_t most = 0;  // answers beside one label
        for (std::size_t r = start; r < end; ++r) {
            records_ = std::max(records_, records_in(table_.rows[r], label_column));
            most = std::max(most, answers_in(table_.rows[r], label_column));
        }
        if (most < 2) records_ = 1;  // further to the right, that is all
        for (std::size_t record = 0; record < records_; ++record) {
            if (record > 0 && is_same_record(start, end, label_column, record)) continue;
            if (record > 0) entries_.all.emplace_back(Mark{.kind = Mark::Kind::row, .number = {}});
            for (std::size_t r = start; r < end; ++r) read_pair_row(table_.rows[r], label_column, record);
        }
    }

    [[nodiscard]] bool is_label(const document::Cell& cell) const
    {
        constexpr std::size_t octets_max = 200;
        if (cell.text.empty() || cell.text.size() > octets_max) return false;
        const bool is_broken = cell.text.find('\n') != std::string::npos;
        const Meaning meaning = is_broken ? names_.find_exactly(cell.text) : names_.find(cell.text);
        if (!meaning.is_found()) return false;
        const auto is_sure = [](const std::optional<Target>& target) {
            return target && target->sureness == Sureness::sure;
        };
        return is_sure(meaning.column) || is_sure(meaning.respondent) || cell.text.ends_with(':');
    }

    /// "Seminar" beside "Name" is an answer, though events are called so.
    [[nodiscard]] bool is_other_label(const document::Cell& cell, const document::Cell& label) const
    {
        if (!is_label(cell)) return false;
        const Meaning meaning = names_.find(cell.text);
        const Meaning first = names_.find(label.text);
        const bool is_same_column = meaning.column && first.column && meaning.column->index == first.column->index;
        const bool is_same_respondent =
            meaning.respondent && first.respondent && meaning.respondent->index == first.respondent->index;
        return !is_same_column && !is_same_respondent;
    }

    [[nodiscard]] std::size_t records_in(const Row& row, std::size_t label_column) const
    {
        if (label_column >= row.size() || !is_label(row[label_column])) return 0;
        std::size_t records = 0;
        for (std::size_t c = label_column + 1; c < row.size(); ++c) {
            if (is_other_label(row[c], row[label_column])) return 1;
            if (!row[c].text.empty()) records = c - label_column;
        }
        return records;
    }

    [[nodiscard]] static std::size_t answers_in(const Row& row, std::size_t label_column)
    {
        std::size_t filled = 0;
        for (std::size_t c = label_column + 1; c < row.size(); ++c) filled += row[c].text.empty() ? 0 : 1;
        return filled;
    }

    /// A merged cell stands in each column that it covers.
    [[nodiscard]] bool is_same_record(std::size_t start, std::size_t end, std::size_t label_column,
                                      std::size_t record) const
    {
        const auto text_at = [&](const Row& row, std::size_t c) {
            return c < row.size() ? std::string_view(row[c].text) : std::string_view();
        };
        for (std::size_t r = start; r < end; ++r) {
            const std::size_t c = label_column + 1 + record;
            if (text_at(table_.rows[r], c) != text_at(table_.rows[r], c - 1) && !text_at(table_.rows[r], c).empty())
                return false;
        }
        return true;
    }

    /// "", "Event 1", "Event 2" over records that stand side by side.
    [[nodiscard]] static bool is_caption(const Row& row, std::size_t label_column)
    {
        constexpr std::size_t captions_min = 2;
        if (label_column < row.size() && !row[label_column].text.empty()) return false;
        std::set<std::string> numbers;
        std::set<std::string> words;
        for (const document::Cell& cell : row) {
            if (cell.text.empty()) continue;
            std::string number;
            std::string rest;
            for (const char c : cell.text) (base::is_digit(c) ? number : rest) += c;
            if (number.empty() || !numbers.insert(number).second) return false;
            words.insert(rest);
        }
        return numbers.size() >= captions_min && words.size() == 1;
    }

    void read_pair_row(const Row& row, std::size_t label_column, std::size_t record)
    {
        if (is_caption(row, label_column)) return;
        if (records_ > 1 && (records_in(row, label_column) > 1 || (record > 0 && records_in(row, label_column) == 1))) {
            const std::size_t c = label_column + 1 + record;
            const Meaning meaning = names_.find(row[label_column].text);
            const bool is_of_all = !meaning.column && record > 0;  // the respondent is one
            if (!is_of_all && c < row.size()) add_pair(meaning, row[c]);
            return;
        }
        if (label_column + 1 + record < row.size() && record > 0 && is_stranger(row, label_column)) {
            const Words words = words_of(row[label_column + 1 + record], Sureness::guessed);
            entries_.all.emplace_back(Stranger{.label = row[label_column].text, .words = words});
        }
        if (record > 0) return;
        for (std::size_t c = 0; c < row.size();) c = read_pair(row, c);
    }

    /// A few words with an answer beside them, where the other pairs of the table have labels that are known.
    [[nodiscard]] bool is_stranger(const Row& row, std::size_t c) const
    {
        const std::string& text = row[c].text;
        const bool is_short = text.size() <= label_octets_max && text.find('\n') == std::string::npos;
        return has_pairs_ && is_short && c + 1 < row.size() && !is_blank(row[c + 1].text) && row[c + 1].text != text &&
               !is_label(row[c + 1]) && read_label_line(text, names_).is_plain() &&
               !std::ranges::any_of(text, base::is_digit) && text.find('@') == std::string::npos;
    }

    /// The first cell behind what was read.
    std::size_t read_pair(const Row& row, std::size_t c)
    {
        const document::Cell& cell = row[c];
        if (cell.text.empty() || (c > 0 && cell.text == row[c - 1].text)) return c + 1;
        if (is_label(cell)) {
            std::size_t next = c + 1;
            while (next < row.size() && (row[next].text.empty() || row[next].text == cell.text)) ++next;
            if (next < row.size() && !is_other_label(row[next], cell)) {
                add_pair(names_.find(cell.text), row[next]);
                return next + 1;
            }
            add_pair(names_.find(cell.text), {.text = "", .place = cell.place});
            return c + 1;
        }
        if (is_stranger(row, c)) {
            entries_.all.emplace_back(Stranger{.label = cell.text, .words = words_of(row[c + 1], Sureness::guessed)});
            return c + 2;
        }
        const std::vector<std::string_view> lines = base::split(cell.text, '\n');
        std::vector<document::Line> texts;
        for (const std::string_view line : lines) texts.push_back({.text = std::string(line), .place = cell.place});
        std::vector<const document::Line*> all;
        for (const document::Line& line : texts) all.push_back(&line);
        Entries found = read_text(all, names_);
        std::ranges::move(found.all, std::back_inserter(entries_.all));
        return c + 1;
    }

    void add_pair(const Meaning& meaning, const document::Cell& cell)
    {
        entries_.all.emplace_back(Labelled{.meaning = meaning, .words = words_of(cell, Sureness::sure)});
    }

    const document::Table& table_;
    const Names& names_;
    const config::Form& form_;
    Entries entries_;
    bool has_pairs_ = false;   ///< labels beside their answers
    std::size_t records_ = 1;  ///< that stand side by side
};

}  // namespace

Entries read_table(const document::Table& table, const Names& names)
{
    return TableReader(table, names).read();
}

}  // namespace form
