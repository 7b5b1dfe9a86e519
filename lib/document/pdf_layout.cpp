#include "document/pdf_layout.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace document {

namespace {

/// In heights of the line. The widest blank of justified text is narrower.
constexpr double column_gap = 1.6;
constexpr double word_gap = 0.15;
/// Lines of one cell stand closer than the rows of a table, whose cells have margins.
constexpr double row_pitch = 1.25;
/// Beyond it two lines belong to different tables.
constexpr double table_pitch = 4;

/// Words without a wide gap between them.
struct Piece {
    double left = 0;
    double right = 0;
    std::string text;
};

struct PageLine {
    double top = 0;
    double bottom = 0;
    std::vector<Piece> pieces;

    [[nodiscard]] double height() const { return std::max(bottom - top, 1.0); }
};

double middle(const PdfWord& word)
{
    return (word.top + word.bottom) / 2;
}

/// `words` of one line, from left to right.
PageLine line_of(std::vector<PdfWord> words)
{
    std::ranges::stable_sort(words, {}, &PdfWord::left);
    PageLine line{.top = words.front().top, .bottom = words.front().bottom, .pieces = {}};
    for (const PdfWord& word : words) {
        line.top = std::min(line.top, word.top);
        line.bottom = std::max(line.bottom, word.bottom);
    }
    const double height = words.front().bottom - words.front().top;
    for (PdfWord& word : words) {
        const double gap = line.pieces.empty() ? 0 : word.left - line.pieces.back().right;
        if (line.pieces.empty() || gap > column_gap * height) {
            line.pieces.push_back({.left = word.left, .right = word.right, .text = std::move(word.text)});
            continue;
        }
        Piece& piece = line.pieces.back();
        piece.text += (gap > word_gap * height ? " " : "") + word.text;
        piece.right = std::max(piece.right, word.right);
    }
    return line;
}

/// Words whose middles lie within the first one's height are on one line.
std::vector<PageLine> lines_of(std::vector<PdfWord> words)
{
    std::ranges::stable_sort(words, {}, middle);
    std::vector<PageLine> lines;
    std::vector<PdfWord> current;
    for (PdfWord& word : words) {
        if (!current.empty() &&
            middle(word) > middle(current.front()) + (current.front().bottom - current.front().top) / 2)
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

struct Column {
    double left = 0;
    double right = 0;
};

/// What overlaps is one column. `lines` with several pieces decide.
std::vector<Column> columns_of(const std::vector<PageLine>& lines)
{
    std::vector<Column> all;
    for (const PageLine& line : lines) {
        if (line.pieces.size() < 2) continue;
        for (const Piece& piece : line.pieces) all.push_back({.left = piece.left, .right = piece.right});
    }
    std::ranges::sort(all, {}, &Column::left);
    std::vector<Column> columns;
    for (const Column& each : all) {
        if (columns.empty() || each.left > columns.back().right)
            columns.push_back(each);
        else
            columns.back().right = std::max(columns.back().right, each.right);
    }
    return columns;
}

/// The one that the piece overlaps most.
std::size_t column_of(const Piece& piece, const std::vector<Column>& columns)
{
    std::size_t best = 0;
    double most = -1e9;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const double overlap = std::min(piece.right, columns[i].right) - std::max(piece.left, columns[i].left);
        if (overlap > most) {
            most = overlap;
            best = i;
        }
    }
    return best;
}

/// How far apart the lines of a table stand.
class Pitches {
  public:
    explicit Pitches(const std::vector<PageLine>& lines) : lines_(lines)
    {
        for (std::size_t i = 1; i < lines.size(); ++i) least_ = std::min(least_, lines[i].top - lines[i - 1].top);
        for (std::size_t i = 1; i < lines.size(); ++i) differ_ = differ_ || !is_close(i);
    }

    [[nodiscard]] bool is_close(std::size_t i) const
    {
        return i > 0 && lines_[i].top - lines_[i - 1].top <= row_pitch * least_;
    }
    /// Whether rows can be told from the lines of a cell.
    [[nodiscard]] bool differ() const { return differ_; }

  private:
    const std::vector<PageLine>& lines_;
    double least_ = 1e9;
    bool differ_ = false;
};

bool is_alone(const PageLine& line)
{
    return line.pieces.size() == 1;
}

/// Where text goes on below a table, its lines begin where the first column does. Takes them off.
std::vector<PageLine> take_text_below(std::vector<PageLine>& lines)
{
    const Pitches pitches(lines);
    const auto columns = columns_of(lines);
    std::size_t end = lines.size();
    while (end > 0 && is_alone(lines[end - 1]) && !(pitches.differ() && pitches.is_close(end - 1)) &&
           !columns.empty() && column_of(lines[end - 1].pieces.front(), columns) == 0)
        --end;
    std::vector<PageLine> below(std::make_move_iterator(lines.begin() + static_cast<std::ptrdiff_t>(end)),
                                std::make_move_iterator(lines.end()));
    lines.resize(end);
    return below;
}

/// Nothing when the lines are no table after all: two of them must have columns, and the same ones.
std::optional<RawTable> table_of(const std::vector<PageLine>& lines)
{
    const std::vector<Column> columns = columns_of(lines);
    const auto without_columns = static_cast<std::size_t>(std::ranges::count_if(lines, is_alone));
    if (columns.size() < 2 || lines.size() - without_columns < 2) return std::nullopt;
    const Pitches pitches(lines);
    RawTable table;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        std::vector<std::string> texts(columns.size());
        for (const Piece& piece : lines[at].pieces) {
            std::string& text = texts[column_of(piece, columns)];
            text += (text.empty() ? "" : " ") + piece.text;
        }
        const bool goes_on = pitches.is_close(at) && (pitches.differ() || texts.front().empty());
        if (!goes_on) table.rows.emplace_back(columns.size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            std::string& text = table.rows.back()[i].text;
            if (!texts[i].empty()) text += (text.empty() ? "" : "\n") + texts[i];
        }
    }
    if (table.rows.size() < 2) return std::nullopt;
    return table;
}

/// Whether a line of one piece is the rest of a cell in the lines before it: it stands close, and below one of several.
bool goes_on(const std::vector<PageLine>& lines, const PageLine& line)
{
    const PageLine& last = lines.back();
    return line.top - last.top <= row_pitch * last.height() * row_pitch && line.pieces.size() == 1 &&
           std::ranges::any_of(last.pieces, [&](const Piece& piece) {
               return piece.left - last.height() / 2 < line.pieces.front().left &&
                      line.pieces.front().left < piece.left + last.height() / 2;
           });
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
        const bool belongs = is_near && (line.pieces.size() > 1 || goes_on(run, line));
        if (!belongs) end_run();
        if (belongs || line.pieces.size() > 1)
            run.push_back(std::move(line));
        else
            items.emplace_back(text_of(line));
    }
    end_run();
    return items;
}

}  // namespace document
