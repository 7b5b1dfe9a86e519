#include "form/text_reader.h"

#include "base/text.h"
#include "form/blank.h"
#include "form/table_reader.h"
#include "form/text_lines.h"
#include "form/text_table.h"

#include <algorithm>
#include <array>

namespace form {

namespace {

using Kind = TextLine::Kind;

constexpr std::size_t wrapped_octets_min = 55;  // programs break lines that are longer than 60 to 78
constexpr std::size_t answer_octets_max = 20'000;

/// Ends as a line does that goes on: "Ministry of Industry,", "Standards and".
bool is_unfinished(std::string_view line)
{
    constexpr auto ends =
        std::to_array<std::string_view>({",", ";", "-", "/", "&", "(", "<", " and", " or", " of", " the", " for", " de",
                                         " et", " y", " del", " la", " und", " e"});
    return std::ranges::any_of(ends, [&](std::string_view end) { return line.ends_with(end); });
}

class TextReader {
  public:
    TextReader(std::vector<TextLine> lines, const Names& names) : lines_(std::move(lines)), names_(names) {}

    Entries read(bool with_signatures)
    {
        with_signatures_ = with_signatures;
        for (std::size_t i = 0; i < lines_.size();) {
            if (const auto drawn = is_used(i) ? find_text_table(lines_, i, names_) : std::nullopt) {
                add_table(drawn->table);
                i = drawn->end;
            } else {
                i = read_line(i);
            }
        }
        return std::move(entries_);
    }

  private:
    [[nodiscard]] bool is_used(std::size_t i) const { return with_signatures_ || !lines_[i].is_signature; }

    void add_table(const document::Table& table)
    {
        Entries of_table = read_table(table, names_);
        entries_.is_of_own_shape = entries_.is_of_own_shape || of_table.is_of_own_shape;
        std::ranges::move(of_table.all, std::back_inserter(entries_.all));
    }

    /// The first line behind what was read.
    std::size_t read_line(std::size_t i)
    {
        const TextLine& line = lines_[i];
        if (line.kind != Kind::labels || !is_used(i)) return i + 1;
        if (line.labels.mark) entries_.all.emplace_back(*line.labels.mark);
        const std::vector<LabelPiece>& pieces = line.labels.pieces;
        for (std::size_t p = 0; p + 1 < pieces.size(); ++p) add(pieces[p], pieces[p].rest, line.place);
        return pieces.empty() ? i + 1 : read_last_piece(i, pieces.back());
    }

    void add(const LabelPiece& piece, std::string_view written, const std::string& place)
    {
        Words words{.text = without_blanks(written), .place = place, .sureness = Sureness::sure};
        if (is_blank(words.text)) words.text.clear();
        if (piece.is_note)
            entries_.all.emplace_back(Note{std::move(words)});
        else
            entries_.all.emplace_back(Labelled{.meaning = piece.meaning, .words = std::move(words)});
    }

    [[nodiscard]] bool takes_paragraphs(const LabelPiece& piece) const
    {
        const auto is_long = [](const std::optional<Target>& target, const std::vector<config::Question>& questions) {
            return target && questions[target->index].type == config::AnswerType::long_text;
        };
        return piece.is_note || is_long(piece.meaning.column, names_.form().columns) ||
               is_long(piece.meaning.respondent, names_.form().respondent);
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
            end = take(label + 1, enclosed_end, written, place, has_begun);
        } else if (has_begun) {
            end = take(label + 1, end_of_wrapped(label, piece), written, place, true);
        } else {
            end = take(label + 1, end_of_next(label), written, place, false);
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

    /// A line that an answer may go on with. One that names the same question otherwise ("E-mail:" below "Contact:") does.
    [[nodiscard]] bool goes_on(std::size_t i, const LabelPiece& piece) const
    {
        if (lines_[i].kind == Kind::text) return true;
        if (lines_[i].kind != Kind::labels || lines_[i].labels.mark || lines_[i].labels.pieces.size() != 1)
            return false;
        const LabelPiece& other = lines_[i].labels.pieces.front();
        const auto same = [](const std::optional<Target>& a, const std::optional<Target>& b) {
            return a && b && a->index == b->index;
        };
        return !other.is_note && !piece.is_note && same(other.meaning.column, piece.meaning.column) &&
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
                has_text = true;
                end = i + 1;
                continue;
            }
            return lines_[i].kind == Kind::labels ? end : label + 1;
        }
        return label + 1;
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
    /// can be meant.
    [[nodiscard]] std::size_t end_of_next(std::size_t label) const
    {
        constexpr std::size_t lines_max = 12;
        std::size_t i = label + 1;
        while (i < lines_.size() && lines_[i].kind == Kind::blank) ++i;
        const bool has_gap = i > label + 1;
        const std::size_t start = i;
        while (i < lines_.size() && is_used(i) && lines_[i].kind == Kind::text && i - start < lines_max) ++i;
        if (i == start) return label + 1;
        const bool is_between_quoted = lines_[label].depth > lines_[start].depth;
        return has_gap && !is_between_quoted ? label + 1 : i;
    }

    std::vector<TextLine> lines_;
    const Names& names_;
    Entries entries_;
    bool with_signatures_ = false;
};

bool has_answer(const Entries& entries)
{
    return std::ranges::any_of(entries.all, [](const Entry& entry) {
        const auto* labelled = std::get_if<Labelled>(&entry);
        return std::holds_alternative<TableRow>(entry) || (labelled != nullptr && !labelled->words.is_empty());
    });
}

}  // namespace

Entries read_text(std::span<const document::Line* const> lines, const Names& names)
{
    const std::vector<TextLine> read = read_text_lines(lines, names);
    Entries entries = TextReader(read, names).read(false);
    const bool has_signature = std::ranges::any_of(read, &TextLine::is_signature);
    if (has_answer(entries) || !has_signature) return entries;
    return TextReader(read, names).read(true);
}

}  // namespace form
