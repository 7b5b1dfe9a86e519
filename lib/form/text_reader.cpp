#include "form/text_reader.h"

#include "base/text.h"
#include "form/blank.h"
#include "form/business_card.h"
#include "form/letter_card.h"
#include "form/loose_lines.h"
#include "form/only_row.h"
#include "form/shown_type.h"
#include "form/table_reader.h"
#include "form/text_lines.h"
#include "form/text_table.h"
#include "form/unknown_labels.h"
#include "form/unlabelled.h"
#include "form/usual_names.h"

#include <algorithm>
#include <array>

namespace form {

namespace {

using Kind = TextLine::Kind;

constexpr std::size_t wrapped_octets_min = 55;  // programs break lines that are longer than 60 to 78
constexpr std::size_t width_min = 42;           // programs break lines nowhere between these
constexpr std::size_t width_max = 78;
constexpr std::size_t answer_octets_max = 20'000;

/// Ends as a line does that goes on: "Ministry of Industry,", "Standards and".
bool is_unfinished(std::string_view line)
{
    constexpr auto ends =
        std::to_array<std::string_view>({",", ";", "-", "/", "&", "(", "<", " and", " or", " of", " the", " for", " de",
                                         " et", " y", " del", " la", " und", " e"});
    return std::ranges::any_of(ends, [&](std::string_view end) { return line.ends_with(end); });
}

/// The items of a list numbered from 1, when all of the text is one.
std::vector<std::string> numbered_list(std::string_view written)
{
    constexpr std::size_t items_min = 2;
    constexpr std::size_t items_max = 200;
    std::vector<std::string> items;
    for (const std::string_view line : base::split(written, '\n')) {
        const std::string number = std::to_string(items.size() + 1);
        const bool has_number = line.starts_with(number) && line.size() > number.size() + 1 &&
                                std::string_view(".):").find(line[number.size()]) != std::string_view::npos &&
                                line[number.size() + 1] == ' ';
        if (has_number && items.size() < items_max)
            items.emplace_back(base::trim(line.substr(number.size() + 2)));
        else if (items.empty())
            return {};
        else
            items.back() += '\n' + std::string(line);
    }
    return items.size() >= items_min ? items : std::vector<std::string>();
}

/// Lines that are a question each, when all of the text is that.
std::vector<std::string> list_of_questions(std::string_view written)
{
    std::vector<std::string> items;
    for (const std::string_view line : base::split(written, '\n')) {
        if (!line.ends_with('?') && !line.ends_with("\uFF1F")) return {};
        items.emplace_back(line);
    }
    return items.size() >= 2 ? items : std::vector<std::string>();
}

class TextReader {
  public:
    /// All must outlive it.
    TextReader(std::span<const TextLine> lines, const Names& names, bool with_signatures)
        : lines_(lines),
          names_(names),
          unknown_labels_(lines, names, with_signatures),
          with_signatures_(with_signatures)
    {
        for (const TextLine& line : lines) width_ = std::max(width_, std::min(line.text.size(), width_max));
    }

    Entries read()
    {
        for (std::size_t i = 0; i < lines_.size();) {
            if (const auto drawn = is_used(i) ? find_text_table(lines_, i, names_) : std::nullopt) {
                add_table(drawn->table);
                i = drawn->end;
            } else {
                const std::size_t end = read_line(i);
                if (end == i + 1 && is_loose(i)) loose_.push_back(i);
                i = end;
            }
        }
        read_loose_lines(lines_, loose_, unknown_labels_, names_.form(), entries_);
        return std::move(entries_);
    }

  private:
    [[nodiscard]] bool is_used(std::size_t i) const { return with_signatures_ || !lines_[i].is_signature; }

    /// Neither a label nor behind one, and not quoted.
    [[nodiscard]] bool is_loose(std::size_t i) const
    {
        return lines_[i].kind == Kind::text && is_used(i) && lines_[i].depth == 0 && !unknown_labels_.is_one(i);
    }

    void add_table(const document::Table& table) { append(entries_, read_table(table, names_)); }

    /// The first line behind what was read.
    std::size_t read_line(std::size_t i)
    {
        const TextLine& line = lines_[i];
        if (unknown_labels_.is_one(i)) take_unknown(i);
        if (heads_answers(i) || is_title_above(i))
            entries_.all.emplace_back(
                Stranger{.label = {},
                         .words = {.text = std::string(without_number(line.text)), .place = line.place},
                         .is_second = i > 0 && is_title_above(i - 1)});
        if (line.kind != Kind::labels || !is_used(i)) return i + 1;
        if (line.labels.mark) entries_.all.emplace_back(*line.labels.mark);
        const std::vector<LabelPiece>& pieces = line.labels.pieces;
        for (std::size_t p = 0; p + 1 < pieces.size(); ++p) add(pieces[p], pieces[p].rest, line.place);
        return pieces.empty() ? i + 1 : read_last_piece(i, pieces.back());
    }

    void add(const LabelPiece& piece, std::string_view written, const std::string& place)
    {
        std::vector<std::string> list = may_be_list(piece) ? numbered_list(written) : std::vector<std::string>();
        const bool stands_below = is_blank(without_blanks(piece.rest));
        if (list.empty() && may_be_list(piece) && piece.meaning.column->index == 0 && stands_below)
            list = list_of_questions(written);
        for (std::size_t i = 0; i < list.size(); ++i) {
            Meaning meaning = piece.meaning;
            meaning.number = i + 1;
            entries_.all.emplace_back(
                Labelled{.meaning = meaning, .words = {.text = list[i], .place = place, .sureness = Sureness::likely}});
        }
        if (!list.empty()) return;
        Words words{.text = without_blanks(written), .place = place, .sureness = Sureness::sure};
        if (is_blank(words.text)) words.text.clear();
        if (piece.is_note)
            entries_.all.emplace_back(Note{std::move(words)});
        else
            entries_.all.emplace_back(Labelled{.meaning = piece.meaning, .words = std::move(words)});
    }

    /// "Questions: 1. … 2. …"
    [[nodiscard]] bool may_be_list(const LabelPiece& piece) const
    {
        return !piece.is_note && piece.meaning.column && !piece.meaning.number && !names_.form().has_single_row();
    }

    [[nodiscard]] bool takes_paragraphs(const LabelPiece& piece) const
    {
        const auto is_long = [](const std::optional<Target>& target, const std::vector<config::Question>& questions) {
            return target && questions[target->index].type == config::AnswerType::long_text;
        };
        return piece.is_note || is_long(piece.meaning.column, names_.form().columns) ||
               is_long(piece.meaning.respondent, names_.form().respondent);
    }

    [[nodiscard]] bool takes_one_line(const LabelPiece& piece) const
    {
        const auto is_short = [](const std::optional<Target>& target, const std::vector<config::Question>& questions) {
            return !target || !may_be_any(questions[target->index].type);
        };
        return !piece.is_note && is_short(piece.meaning.column, names_.form().columns) &&
               is_short(piece.meaning.respondent, names_.form().respondent);
    }

    /// What stands further below, a card say, seldom looks like the answer that is missing.
    [[nodiscard]] bool may_answer(const LabelPiece& piece, std::string_view text) const
    {
        const auto fits = [&](const std::optional<Target>& target, const std::vector<config::Question>& questions) {
            return target && can_be(questions[target->index].type, text).value_or(true);
        };
        return fits(piece.meaning.column, names_.form().columns) ||
               fits(piece.meaning.respondent, names_.form().respondent);
    }

    /// "(yes/no):" may stand above "yes".
    [[nodiscard]] bool is_choice(const LabelPiece& piece) const
    {
        if (!piece.meaning.column) return false;
        const config::AnswerType type = names_.form().columns[piece.meaning.column->index].type;
        return type == config::AnswerType::yes_no || type == config::AnswerType::choice;
    }

    /// An answer goes on below its label where nothing else begins.
    std::size_t read_last_piece(std::size_t label, const LabelPiece& piece)
    {
        std::string written = without_blanks(piece.rest);
        const bool has_begun = !is_blank(written);
        if (!has_begun && !written.empty()) written.clear();
        std::string place = lines_[label].place;
        std::size_t end = label + 1;
        const std::size_t enclosed_end = end_of_enclosed(label, piece, has_begun);
        if (enclosed_end > end) {
            leaves_gaps_ = leaves_gaps_ || (!has_begun && lines_[label + 1].kind == Kind::blank);
            end = take(label + 1, enclosed_end, written, place, has_begun);
        } else if (has_begun) {
            end = take(label + 1, end_of_wrapped(label, piece), written, place, true);
        } else {
            end = take(label + 1, end_of_next(label, piece), written, place, false);
        }
        add(piece, written, place);
        return end;
    }

    /// Lines from `start` up to `end`, which is returned.
    std::size_t take(std::size_t start, std::size_t end, std::string& written, std::string& place, bool has_begun)
    {
        for (std::size_t i = start; i < end; ++i) {
            if (lines_[i].kind == Kind::blank || written.size() > answer_octets_max) continue;
            const std::string text = without_blanks(lines_[i].text);
            if (text.empty()) continue;
            if (!has_begun && written.empty()) place = lines_[i].place;
            written += (written.empty() ? "" : "\n") + text;
        }
        return std::max(start, end);
    }

    /// Its place among the form's questions may tell what it answers; else what they leave open (strangers.h).
    void take_unknown(std::size_t i)
    {
        const TextLine& line = lines_[i];
        if (is_blank(line.behind_it)) return;
        const Meaning meaning = unknown_labels_.guess_by_place(i);
        Words words{.text = without_blanks(line.behind_it), .place = line.place, .sureness = Sureness::guessed};
        if (meaning.is_found())
            entries_.all.emplace_back(Labelled{.meaning = meaning, .words = std::move(words)});
        else
            entries_.all.emplace_back(Stranger{.label = line.unknown_label, .words = std::move(words)});
    }

    /// "National CSR Week" right above "Date: …": it may be what the answers below it are about.
    [[nodiscard]] bool heads_answers(std::size_t i) const
    {
        constexpr std::size_t octets_max = 200;
        const TextLine& line = lines_[i];
        if (line.kind != Kind::text || !is_used(i) || !line.unknown_label.empty() || line.text.size() > octets_max ||
            i + 1 >= lines_.size() || lines_[i + 1].depth != line.depth)
            return false;
        const TextLine& below = lines_[i + 1];
        if (below.kind != Kind::labels || !is_used(i + 1) || below.labels.mark || below.labels.pieces.empty())
            return false;
        const LabelPiece& first = below.labels.pieces.front();
        return !first.is_note && first.meaning.column && first.meaning.column->index != 0 && !is_blank(first.rest);
    }

    /// "1. National Network", and below it what that is, right above "E-mail: …".
    [[nodiscard]] bool is_title_above(std::size_t i) const
    {
        constexpr std::size_t octets_max = 120;
        const TextLine& line = lines_[i];
        const bool begins = i == 0 || lines_[i - 1].kind == TextLine::Kind::blank;
        return begins && i + 1 < lines_.size() && line.kind == TextLine::Kind::text && is_used(i) &&
               line.unknown_label.empty() && line.text.size() <= octets_max && !line.text.ends_with(':') &&
               lines_[i + 1].depth == line.depth && heads_answers(i + 1);
    }

    /// Long answers have lines like labels, too; there, only an address shows that it is one.
    [[nodiscard]] bool ends_answer(std::size_t i, const LabelPiece& piece) const
    {
        if (!unknown_labels_.is_one(i)) return false;
        const std::string& text = lines_[i].behind_it;
        const bool has_address = text.find('@') != std::string::npos || text.find("www.") != std::string::npos;
        return !takes_paragraphs(piece) || (has_address && asks_for_addresses()) ||
               unknown_labels_.guess_by_place(i).is_found();
    }

    /// A line that an answer may go on with. One that names the same question otherwise ("E-mail:" below "Contact:") does.
    [[nodiscard]] bool goes_on(std::size_t i, const LabelPiece& piece) const
    {
        if (lines_[i].kind == Kind::text) return !ends_answer(i, piece);
        if (lines_[i].kind != Kind::labels || lines_[i].labels.mark || lines_[i].labels.pieces.size() != 1)
            return false;
        if (piece.meaning.number && is_blank(piece.rest)) return false;  // "Event 1" stands over a row
        const LabelPiece& other = lines_[i].labels.pieces.front();
        const auto same = [](const std::optional<Target>& a, const std::optional<Target>& b) {
            return a && b && a->index == b->index;
        };
        const bool is_of_respondent = other.meaning.respondent && piece.meaning.respondent;
        return !other.is_note && !piece.is_note && same(other.meaning.column, piece.meaning.column) &&
               (!is_of_respondent || same(other.meaning.respondent, piece.meaning.respondent)) &&
               other.label != piece.label && !other.meaning.number && other.meaning.column->rank != NameRank::label;
    }

    /// Where the lines below end that stand between this label and another one; label + 1 when there are none.
    [[nodiscard]] std::size_t end_of_enclosed(std::size_t label, const LabelPiece& piece, bool has_begun) const
    {
        constexpr std::size_t lines_max = 200;
        const bool may_part = takes_paragraphs(piece);
        std::size_t end = label + 1;
        bool has_text = has_begun;
        for (std::size_t i = label + 1; i < std::min(lines_.size(), label + lines_max); ++i) {
            if (!is_used(i)) return label + 1;
            if (lines_[i].kind == Kind::blank) {
                // A paragraph further down is another matter, except for long answers.
                if (has_text && !may_part) return end_if_label_follows(i, end, label);
                continue;
            }
            if (goes_on(i, piece)) {
                const bool is_complete = !is_choice(piece) && (heads_answers(i) || takes_one_line(piece));
                if (has_text && !may_part && is_complete && !may_be_broken_before(i)) return end;
                has_text = true;
                end = i + 1;
                continue;
            }
            return lines_[i].kind == Kind::labels || unknown_labels_.is_one(i) ? end : label + 1;
        }
        return label + 1;
    }

    /// Questions and answers have addresses of their own.
    [[nodiscard]] bool asks_for_addresses() const
    {
        return std::ranges::any_of(names_.form().columns,
                                   [](const config::Question& column) { return !usual_names(column.type).empty(); });
    }

    /// Whether the first word of the line would have made the one above it longer than any other.
    [[nodiscard]] bool may_be_broken_before(std::size_t i) const
    {
        const std::string_view text = lines_[i].text;
        return is_unfinished(lines_[i - 1].text) ||
               lines_[i - 1].text.size() + 1 + std::min(text.find(' '), text.size()) > width_;
    }

    /// Two lines and then a gap: they belong to the label all the same when the next thing is a label again.
    [[nodiscard]] std::size_t end_if_label_follows(std::size_t blank, std::size_t end, std::size_t label) const
    {
        std::size_t i = blank;
        while (i < lines_.size() && lines_[i].kind == Kind::blank) ++i;
        const bool follows = i < lines_.size() && lines_[i].kind == Kind::labels && is_used(i);
        return follows ? end : label + 1;
    }

    /// An answer that its program or writer broke.
    [[nodiscard]] std::size_t end_of_wrapped(std::size_t label, const LabelPiece& piece) const
    {
        std::size_t i = label + 1;
        while (i < lines_.size() && is_used(i) && goes_on(i, piece)) {
            const bool is_wrapped =
                lines_[i - 1].text.size() >= wrapped_octets_min || is_unfinished(lines_[i - 1].text);
            if (!is_wrapped && !takes_paragraphs(piece)) break;
            ++i;
        }
        return i;
    }

    /// The paragraph below a label without an answer. Where a line is left free, only what is typed below a quoted label
    /// can be meant, or where the other answers stand so.
    [[nodiscard]] std::size_t end_of_next(std::size_t label, const LabelPiece& piece) const
    {
        constexpr std::size_t lines_max = 12;
        std::size_t i = label + 1;
        while (i < lines_.size() && lines_[i].kind == Kind::blank) ++i;
        const bool has_gap = i > label + 1;
        const std::size_t start = i;
        while (i < lines_.size() && is_used(i) && lines_[i].kind == Kind::text && i - start < lines_max &&
               !(ends_answer(i, piece) && unknown_labels_.has_known_labels(unknown_labels_.neighbour(i, false))))
            ++i;
        if (i == start) return label + 1;
        const bool is_between_quoted = lines_[label].depth > lines_[start].depth;
        if (has_gap && takes_one_line(piece) && !is_choice(piece) && !may_answer(piece, lines_[start].text))
            return label + 1;
        return has_gap && !is_between_quoted && !leaves_gaps_ ? label + 1 : i;
    }

    std::span<const TextLine> lines_;
    const Names& names_;
    UnknownLabels unknown_labels_;
    bool with_signatures_;
    Entries entries_;
    std::vector<std::size_t> loose_;  ///< lines of text that are part of no answer
    std::size_t width_ = width_min;   ///< octets of the longest line, as far as programs break them
    bool leaves_gaps_ = false;        ///< a line is free between labels and the answers below them
};

bool has_answer(const Entries& entries)
{
    return std::ranges::any_of(entries.all, [](const Entry& entry) {
        const auto* labelled = std::get_if<Labelled>(&entry);
        return std::holds_alternative<TableRow>(entry) || (labelled != nullptr && !labelled->words.is_empty());
    });
}

/// An answer that can be none of the respondent's, nor of the example.
bool has_row(const Entries& entries)
{
    bool is_example = false;
    return std::ranges::any_of(entries.all, [&](const Entry& entry) {
        if (const auto* mark = std::get_if<Mark>(&entry)) is_example = mark->kind == Mark::Kind::example;
        const auto* labelled = std::get_if<Labelled>(&entry);
        const bool is_of_row = labelled != nullptr && !labelled->words.is_empty() && labelled->meaning.column &&
                               !labelled->meaning.respondent;
        return !is_example && (std::holds_alternative<TableRow>(entry) || is_of_row);
    });
}

/// Whether some label, or a table, says who or what the row is of.
bool names_somebody(const Entries& entries, const config::Form& form)
{
    const std::size_t column = naming_column(form);
    return std::ranges::any_of(entries.all, [&](const Entry& entry) {
        const auto* labelled = std::get_if<Labelled>(&entry);
        return std::holds_alternative<TableRow>(entry) ||
               (labelled != nullptr && !labelled->words.is_empty() && labelled->meaning.column &&
                labelled->meaning.column->index == column);
    });
}

}  // namespace

Entries read_text(std::span<const document::Line* const> lines, const Names& names)
{
    const std::vector<TextLine> read = read_text_lines(lines, names);
    Entries entries = TextReader(read, names, false).read();
    entries.card = read_letter_card(read, names.form());
    const bool has_signature = std::ranges::any_of(read, &TextLine::is_signature);
    if (names.form().has_single_row() && !names_somebody(entries, names.form()))
        append(entries, read_business_card(read, names.form()));
    if (has_row(entries)) return entries;
    if (!has_answer(entries)) {
        Entries of_signature = has_signature ? TextReader(read, names, true).read() : Entries{};
        of_signature.card = entries.card;
        if (has_answer(of_signature)) return of_signature;
    }
    entries.unread_lines.clear();  // they are read, or nothing is and they do not matter
    append(entries, read_unlabelled(read, names));
    return entries;
}

}  // namespace form
