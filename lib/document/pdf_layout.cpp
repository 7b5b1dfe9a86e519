#include "document/pdf_layout.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>
#include <set>
#include <utility>

namespace document {

namespace {

/// In heights of the line, as what follows. Lines of cells that are centred beside each other count as one.
constexpr double same_line = 0.6;
/// The widest blank of justified text is narrower.
constexpr double column_gap = 1.6;
/// What parts two words is wider than the one and narrower than the other.
constexpr double word_gap = 0.15;
constexpr double blank_max = 0.6;
/// What parts the columns of a table all the way down may be narrower, but wider than the blanks between its words.
constexpr double river_min = 0.35;
constexpr double river_blanks = 1.4;
/// Lines of one cell stand closer than the rows of a table, whose cells have margins,
constexpr double row_pitch = 1.25;
/// or a rule between them, which shows in the regularity alone: pitches that are the same, and others. In points.
constexpr double same_pitch = 0.1;
constexpr double ruled_pitch = 0.2;
/// Lines of cells that are centred beside each other stand closer than lines of text can.
constexpr double beside_pitch = 0.75;
/// What stands exactly below each other in a sheet, in points; and how often it must.
constexpr double same_edge = 0.7;
constexpr std::size_t starts_min = 3;
/// Beyond it two lines belong to different tables,
constexpr double table_pitch = 4;
/// and beyond this those whose columns differ.
constexpr double other_table_pitch = 1.5;

struct Span {
    double left = 0;
    double right = 0;
};

/// Words without a wide gap between them.
struct Piece {
    Span span;
    std::string text;
};

struct PageLine {
    double top = 0;
    double bottom = 0;
    std::vector<PdfWord> words;  ///< from left to right
    std::vector<Piece> pieces;

    [[nodiscard]] double height() const { return std::max(bottom - top, 1.0); }
    [[nodiscard]] bool is_alone() const { return pieces.size() == 1; }
};

double middle(const PdfWord& word)
{
    return (word.top + word.bottom) / 2;
}

Span span_of(const PdfWord& word)
{
    return {.left = word.left, .right = word.right};
}

/// `words` of one line, from left to right.
std::vector<Piece> pieces_of(const std::vector<PdfWord>& words)
{
    const double height = words.front().bottom - words.front().top;
    std::vector<Piece> pieces;
    for (const PdfWord& word : words) {
        const double gap = pieces.empty() ? 0 : word.left - pieces.back().span.right;
        if (pieces.empty() || gap > column_gap * height) {
            pieces.push_back({.span = span_of(word), .text = word.text});
            continue;
        }
        Piece& piece = pieces.back();
        piece.text += (gap > word_gap * height ? " " : "") + word.text;
        piece.span.right = std::max(piece.span.right, word.right);
    }
    return pieces;
}

PageLine line_of(std::vector<PdfWord> words)
{
    std::ranges::stable_sort(words, {}, &PdfWord::left);
    PageLine line{.top = words.front().top, .bottom = words.front().bottom, .words = {}, .pieces = pieces_of(words)};
    for (const PdfWord& word : words) {
        line.top = std::min(line.top, word.top);
        line.bottom = std::max(line.bottom, word.bottom);
    }
    line.words = std::move(words);
    return line;
}

/// Words whose middles lie near the first one's are on one line.
std::vector<PageLine> lines_of(std::vector<PdfWord> words)
{
    std::ranges::stable_sort(words, {}, middle);
    std::vector<PageLine> lines;
    std::vector<PdfWord> current;
    for (PdfWord& word : words) {
        if (!current.empty() &&
            middle(word) > middle(current.front()) + same_line * (current.front().bottom - current.front().top))
            lines.push_back(line_of(std::exchange(current, {})));
        current.push_back(std::move(word));
    }
    if (!current.empty()) lines.push_back(line_of(std::move(current)));
    return lines;
}

std::string text_of(const PageLine& line)
{
    std::string text;
    for (const Piece& piece : line.pieces) text += (text.empty() ? "" : "\t") + piece.text;
    return text;
}

/// The usual blank between two words.
double blank_of(const std::vector<PageLine>& lines)
{
    std::vector<double> blanks;
    for (const PageLine& line : lines) {
        for (std::size_t i = 1; i < line.words.size(); ++i) {
            const double gap = line.words[i].left - line.words[i - 1].right;
            if (gap > word_gap * line.height() && gap <= blank_max * line.height()) blanks.push_back(gap);
        }
    }
    if (blanks.empty()) return 0;
    const auto half = blanks.begin() + static_cast<std::ptrdiff_t>(blanks.size() / 2);
    std::ranges::nth_element(blanks, half);
    return *half;
}

/// Cells of a sheet stand closer than words when one ends at its right edge where the next begins: below each other, some
/// words begin at the same place, one of them far from the word before it, and others nearer than any blank.
std::vector<double> starts_of_cells(const std::vector<PageLine>& lines)
{
    struct Start {
        double left = 0;
        bool is_wide = false;   ///< far from the word before it
        bool is_tight = false;  ///< nearer to it than a blank
    };
    constexpr double tight_max = 0.85;  // of a blank
    const double blank = blank_of(lines);
    std::vector<Start> all;
    for (const PageLine& line : lines) {
        for (std::size_t i = 1; i < line.words.size(); ++i) {
            const double gap = line.words[i].left - line.words[i - 1].right;
            all.push_back({.left = line.words[i].left,
                           .is_wide = gap > column_gap * line.height(),
                           .is_tight = gap > 0 && gap < tight_max * blank});
        }
    }
    std::ranges::sort(all, {}, &Start::left);
    std::vector<double> starts;
    for (std::size_t i = 0; i < all.size();) {
        std::size_t end = i;
        bool is_wide = false;
        bool is_tight = false;
        for (; end < all.size() && all[end].left - all[i].left < same_edge; ++end) {
            is_wide = is_wide || all[end].is_wide;
            is_tight = is_tight || all[end].is_tight;
        }
        if (is_wide && is_tight && end - i >= starts_min) starts.push_back(all[i].left);
        i = end;
    }
    return starts;
}

/// Negative: how far they are apart.
double overlap(const Span& a, const Span& b)
{
    return std::min(a.right, b.right) - std::max(a.left, b.left);
}

/// The one that it overlaps most.
std::size_t column_of(const Span& span, const std::vector<Span>& columns)
{
    std::size_t best = 0;
    for (std::size_t i = 1; i < columns.size(); ++i) {
        if (overlap(span, columns[i]) > overlap(span, columns[best])) best = i;
    }
    return best;
}

/// A heading on the left edge of cells and numbers on their right edge: no line has words in both.
std::vector<Span> joined(const std::vector<Span>& columns, const std::vector<PageLine>& lines)
{
    std::vector<std::set<std::size_t>> lines_with(columns.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
        for (const PdfWord& word : lines[i].words) lines_with[column_of(span_of(word), columns)].insert(i);
    }
    std::vector<Span> all;
    std::set<std::size_t> of_last;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const bool is_other =
            all.empty() || std::ranges::any_of(lines_with[i], [&](std::size_t line) { return of_last.contains(line); });
        if (is_other) {
            all.push_back(columns[i]);
            of_last = lines_with[i];
        } else {
            all.back().right = columns[i].right;
            of_last.insert(lines_with[i].begin(), lines_with[i].end());
        }
    }
    return all;
}

bool crosses(const PdfWord& word, double edge)
{
    return word.left < edge - same_edge && word.right > edge + same_edge;
}

/// Parts the columns where cells begin that no word crosses.
std::vector<Span> parted(const std::vector<Span>& columns, const std::vector<PageLine>& lines)
{
    std::vector<double> starts = starts_of_cells(lines);
    std::erase_if(starts, [&](double start) {
        return std::ranges::any_of(lines, [&](const PageLine& line) {
            return !line.is_alone() &&
                   std::ranges::any_of(line.words, [&](const PdfWord& word) { return crosses(word, start); });
        });
    });
    if (starts.empty()) return columns;
    std::vector<Span> all;
    for (Span rest : columns) {
        for (const double start : starts) {
            if (start <= rest.left + same_edge || start >= rest.right) continue;
            all.push_back({.left = rest.left, .right = start - same_edge / 2});
            rest.left = start - same_edge / 4;
        }
        all.push_back(rest);
    }
    return joined(all, lines);
}

/// Where words stand, between the blanks that go all the way down. Lines with several pieces decide.
std::vector<Span> columns_of(const std::vector<PageLine>& lines)
{
    std::vector<Span> all;
    double height = 1e9;
    for (const PageLine& line : lines) {
        if (line.is_alone()) continue;
        height = std::min(height, line.height());
        std::ranges::transform(line.words, std::back_inserter(all), span_of);
    }
    const double river = std::max(river_min * height, river_blanks * blank_of(lines));
    std::ranges::sort(all, {}, &Span::left);
    std::vector<Span> columns;
    for (const Span& each : all) {
        if (columns.empty() || each.left - columns.back().right > river)
            columns.push_back(each);
        else
            columns.back().right = std::max(columns.back().right, each.right);
    }
    return parted(columns, lines);
}

/// What stands of one line in one cell.
struct CellPiece {
    std::string text;
    double right = 0;
};

std::vector<CellPiece> cell_lines(const PageLine& line, const std::vector<Span>& columns)
{
    std::vector<CellPiece> cells(columns.size());
    std::size_t column = 0;
    for (const PdfWord& word : line.words) {
        const bool is_between =
            std::ranges::none_of(columns, [&](const Span& each) { return overlap(span_of(word), each) > 0; });
        const bool goes_on =
            is_between && !cells[column].text.empty() && word.left - cells[column].right < blank_max * line.height();
        if (!goes_on) column = column_of(span_of(word), columns);
        CellPiece& cell = cells[column];
        const bool is_apart = word.left - cell.right > word_gap * line.height();
        cell.text += (cell.text.empty() || !is_apart ? "" : " ") + word.text;
        cell.right = word.right;
    }
    return cells;
}

/// With no capital and no digit, as far as octets show it.
bool begins_small(std::string_view text)
{
    const char first = text.front();
    return !(first >= 'A' && first <= 'Z') && !(first >= '0' && first <= '9');
}

/// Which lines of a table go on in the cells of the one before.
class Pitches {
  public:
    Pitches(const std::vector<PageLine>& lines, const std::vector<Span>& columns)
    {
        std::vector<double> last_tops(columns.size(), -1e9);
        std::vector<double> all;
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const bool is_beside = i > 0 && lines[i].top - lines[i - 1].top <
                                                beside_pitch * std::min(lines[i].height(), lines[i - 1].height());
            double pitch = 1e9;
            std::vector<std::size_t> filled;
            bool begins_small_somewhere = false;
            for (std::size_t column = 0; const CellPiece& cell : cell_lines(lines[i], columns)) {
                if (!cell.text.empty()) {
                    begins_small_somewhere = begins_small_somewhere || begins_small(cell.text);
                    pitch = std::min(pitch, lines[i].top - last_tops[column]);
                    last_tops[column] = lines[i].top;
                    filled.push_back(column);
                }
                ++column;
            }
            lines_.push_back({.pitch = pitch,
                              .is_beside = is_beside,
                              .begins_small = begins_small_somewhere,
                              .filled = std::move(filled)});
            if (pitch < 1e8 && !is_beside) all.push_back(pitch);
        }
        std::ranges::sort(all);
        if (!all.empty()) look_for_rows(all);
    }

    [[nodiscard]] bool is_close(std::size_t i) const
    {
        return i > 0 && (lines_[i].is_beside || lines_[i].pitch <= close_max_);
    }
    /// Whether it is no further from the one before than its table's other lines.
    [[nodiscard]] bool is_near(std::size_t i) const { return is_close(i) || (i > 0 && lines_[i].pitch <= near_max_); }
    /// Whether rows can be told from the lines of a cell.
    [[nodiscard]] bool differ() const { return differ_; }

  private:
    struct Line {
        double pitch = 0;  ///< from the line before it in the nearest of its columns
        bool is_beside = false;
        bool begins_small = false;        ///< some cell does
        std::vector<std::size_t> filled;  ///< columns
    };

    /// `all`: the pitches, sorted.
    void look_for_rows(const std::vector<double>& all)
    {
        const auto wider = std::ranges::find_if(all, [&](double each) { return each > all.front() + same_pitch; });
        const bool are_some_the_same = wider - all.begin() >= 2;
        const bool is_step = wider != all.end() && *wider - all.front() >= ruled_pitch;
        close_max_ = row_pitch * all.front();
        differ_ = all.back() > close_max_;
        if (differ_ && are_rows()) near_max_ = std::exchange(close_max_, 0);
        if (!are_some_the_same || !is_step || *wider > close_max_) return;
        const double wide_max = close_max_;
        close_max_ = (all.front() + *wider) / 2;
        const auto last = std::ranges::find_if(all, [&](double each) { return each > wide_max; });
        const bool are_all_strict = last == all.end() && last - wider >= 2 && all.back() - *wider <= same_pitch;
        if (are_all_strict || wraps()) {
            differ_ = true;
        } else {
            close_max_ = wide_max;
        }
    }

    /// An empty row parts the groups of a sheet: lines that fill all columns, and begin like cells, are its rows.
    [[nodiscard]] bool are_rows() const
    {
        constexpr std::size_t lines_min = 3;
        std::size_t close = 0;
        std::size_t whole = 0;
        for (std::size_t i = 1; i < lines_.size(); ++i) {
            if (!is_close(i) || lines_[i].is_beside) continue;
            ++close;
            whole += lines_[i].filled.size() == lines_[i - 1].filled.size() && !lines_[i].begins_small ? 1 : 0;
        }
        return close >= lines_min && whole * 5 >= close * 4;
    }

    /// Cells that go on seldom do so all together: most lines of such rows leave some of the row's columns free.
    [[nodiscard]] bool wraps() const
    {
        std::size_t close = 0;
        std::size_t partial = 0;
        for (std::size_t start = 0; start < lines_.size();) {
            std::size_t end = start + 1;
            while (end < lines_.size() && is_close(end)) ++end;
            std::set<std::size_t> of_row;
            for (std::size_t i = start; i < end; ++i) of_row.insert(lines_[i].filled.begin(), lines_[i].filled.end());
            close += end - start - 1;
            for (std::size_t i = start + 1; i < end; ++i) partial += lines_[i].filled.size() < of_row.size() ? 1 : 0;
            start = end;
        }
        return partial * 2 > close;
    }

    std::vector<Line> lines_;
    double close_max_ = 0;
    double near_max_ = 0;
    bool differ_ = false;
};

/// Where text goes on below a table, its lines begin where the first column does. Takes them off.
std::vector<PageLine> take_text_below(std::vector<PageLine>& lines)
{
    const auto columns = columns_of(lines);
    const Pitches pitches(lines, columns);
    std::size_t end = lines.size();
    while (end > 0 && lines[end - 1].is_alone() && !(pitches.differ() && pitches.is_near(end - 1)) &&
           !columns.empty() && column_of(lines[end - 1].pieces.front().span, columns) == 0)
        --end;
    std::vector<PageLine> below(std::make_move_iterator(lines.begin() + static_cast<std::ptrdiff_t>(end)),
                                std::make_move_iterator(lines.end()));
    lines.resize(end);
    return below;
}

/// An address or a date that is longer than its cell is wide is broken anywhere, and no blank belongs there.
/// `text`: what stands in the cell so far; `right`: where its last line ends.
bool is_broken(std::string_view text, double right, const CellPiece& next, const Span& column, double height)
{
    constexpr double letter = 0.6;  // wide ones, in heights
    constexpr std::string_view within_addresses = "@/.0123456789";
    text.remove_prefix(std::min(text.size(), text.rfind('\n') + 1));
    if (text.empty() || text.find(' ') != std::string_view::npos) return false;
    const bool is_hyphened = text.size() > 1 && text.ends_with('-') && !next.text.empty() && begins_small(next.text);
    if (is_hyphened || next.text.starts_with('@') || text.ends_with('/')) return true;
    if (text.ends_with('.') || text.find_first_of(within_addresses) == std::string_view::npos) return false;
    return text.ends_with('-') || right > column.right - letter * height;
}

/// Sheets set their cells on the lower edge of a row: lines with parts of it stand above the one that has all.
class Bottoms {
  public:
    Bottoms(const std::vector<PageLine>& lines, const std::vector<Span>& columns)
    {
        std::size_t most = 0;
        for (const PageLine& line : lines) {
            std::size_t filled = 0;
            for (const CellPiece& cell : cell_lines(line, columns)) filled += cell.text.empty() ? 0 : 1;
            tops_.push_back(line.top);
            filled_.push_back(filled);
            most = std::max(most, filled);
        }
        for (std::size_t& filled : filled_) filled = filled * 2 > most ? 1 : 0;
        for (std::size_t i = 1; i < tops_.size(); ++i) {
            if (!is_full(i) && is_full(i - 1)) weigh(i);
        }
    }

    [[nodiscard]] bool are_they() const { return for_bottom_ > for_top_; }

    /// Whether the line is part of the row that the next one is of.
    [[nodiscard]] bool goes_on_below(std::size_t i) const
    {
        return !is_full(i) && i + 1 < tops_.size() && std::abs(tops_[i + 1] - tops_[i] - pitch_) < same_edge / 2;
    }

  private:
    [[nodiscard]] bool is_full(std::size_t i) const { return filled_[i] == 1; }

    /// Lines from `first` on that are not full: which end of them is as far from the next as lines of a cell are?
    void weigh(std::size_t first)
    {
        std::size_t end = first;
        while (end < tops_.size() && !is_full(end)) ++end;
        if (end == tops_.size()) return;
        const double above = tops_[first] - tops_[first - 1];
        const double below = tops_[end] - tops_[end - 1];
        const bool has_several = end - first > 1;
        const double pitch = has_several ? tops_[first + 1] - tops_[first] : std::min(above, below);
        const double from_above = std::abs(above - pitch);
        const double from_below = std::abs(below - pitch);
        if (std::abs(from_above - from_below) < same_pitch) return;
        ++(from_below < from_above ? for_bottom_ : for_top_);
        if (from_below < from_above) pitch_ = pitch;
    }

    std::vector<double> tops_;
    std::vector<std::size_t> filled_;  ///< 1: most of the columns are
    std::size_t for_bottom_ = 0;
    std::size_t for_top_ = 0;
    double pitch_ = 0;  ///< of lines in a cell
};

/// Nothing when the lines are no table after all: two of them must have columns, and the same ones.
std::optional<RawTable> table_of(const std::vector<PageLine>& lines)
{
    const std::vector<Span> columns = columns_of(lines);
    const auto without_columns = static_cast<std::size_t>(std::ranges::count_if(lines, &PageLine::is_alone));
    if (columns.size() < 2 || lines.size() - without_columns < 2) return std::nullopt;
    const Pitches pitches(lines, columns);
    const Bottoms bottoms(lines, columns);
    RawTable table;
    std::vector<double> rights(columns.size());  // of the last line of each cell
    for (std::size_t at = 0; at < lines.size(); ++at) {
        const std::vector<CellPiece> cells = cell_lines(lines[at], columns);
        const bool goes_on = bottoms.are_they()
                                 ? at > 0 && bottoms.goes_on_below(at - 1)
                                 : pitches.is_close(at) && (pitches.differ() || cells.front().text.empty());
        if (!goes_on) table.rows.emplace_back(columns.size());
        for (std::size_t i = 0; i < cells.size(); ++i) {
            std::string& text = table.rows.back()[i].text;
            const bool is_one_word = is_broken(text, rights[i], cells[i], columns[i], lines[at].height());
            if (cells[i].text.empty()) continue;
            text += (text.empty() || is_one_word ? "" : "\n") + cells[i].text;
            rights[i] = cells[i].right;
        }
    }
    if (table.rows.size() < 2) return std::nullopt;
    return table;
}

/// The last few lines: those of cells that are centred beside each other may lie between.
constexpr std::ptrdiff_t lines_back = 4;

/// Whether a word of the last lines, of those that reach down to `bottom_min`, begins there.
bool is_start_in(const std::vector<PageLine>& lines, double left, double bottom_min)
{
    const auto first = lines.end() - std::min(lines_back, std::ssize(lines));
    return std::any_of(first, lines.end(), [&](const PageLine& each) {
        const auto near = std::ranges::lower_bound(each.words, left - each.height() / 2, {}, &PdfWord::left);
        return each.bottom >= bottom_min && near != each.words.end() && near->left < left + each.height() / 2;
    });
}

/// Whether a line of one piece is the rest of a cell: it stands close below one.
bool goes_on(const std::vector<PageLine>& lines, const PageLine& line)
{
    constexpr double space_max = 0.56;  // in heights
    return is_start_in(lines, line.words.front().left, line.top - space_max * line.height());
}

/// Whether a line of one piece is cells, with blanks between them that are wider than those
/// between words, each below the start of another.
bool has_cells(const std::vector<PageLine>& lines, const PageLine& line)
{
    std::size_t cells = 1;
    double right = line.words.front().left;
    for (const PdfWord& word : line.words) {
        const bool is_cell = word.left - right > river_min * line.height();
        if (is_cell && !is_start_in(lines, word.left, 0)) return false;
        cells += is_cell ? 1 : 0;
        right = word.right;
    }
    return cells > 1 && is_start_in(lines, line.words.front().left, 0);
}

/// Whether another table begins: at some distance, with columns that begin elsewhere.
bool is_another(const std::vector<PageLine>& lines, const PageLine& line)
{
    const PageLine& last = lines.back();
    if (line.top - last.top <= other_table_pitch * last.height()) return false;
    const auto first = lines.end() - std::min(lines_back, std::ssize(lines));
    const auto is_known = [&](const Piece& piece) {
        const double centre = piece.span.left + piece.span.right;
        const auto has_centre = [&](const PageLine& each) {
            return std::ranges::any_of(each.pieces, [&](const Piece& other) {
                return std::abs(other.span.left + other.span.right - centre) < each.height();
            });
        };
        return is_start_in(lines, piece.span.left, 0) || std::any_of(first, lines.end(), has_centre);
    };
    return std::ranges::count_if(line.pieces, is_known) * 2 < std::ssize(line.pieces);
}

}  // namespace

Items lay_out_page(std::vector<PdfWord> words)
{
    Items items;
    std::vector<PageLine> run;  // what may become a table
    const auto end_run = [&] {
        const std::vector<PageLine> below = take_text_below(run);
        if (auto table = table_of(run))
            items.emplace_back(std::move(*table));
        else
            std::ranges::transform(run, std::back_inserter(items), text_of);
        std::ranges::transform(below, std::back_inserter(items), text_of);
        run.clear();
    };
    for (PageLine& line : lines_of(std::move(words))) {
        const bool is_near = !run.empty() && line.top - run.back().top <= table_pitch * run.back().height();
        const bool belongs =
            is_near && (line.is_alone() ? goes_on(run, line) || has_cells(run, line) : !is_another(run, line));
        if (!belongs) end_run();
        if (belongs || !line.is_alone())
            run.push_back(std::move(line));
        else
            items.emplace_back(text_of(line));
    }
    end_run();
    return items;
}

}  // namespace document
