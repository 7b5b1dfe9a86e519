#include "document/pdf_grid.h"

#include "document/joined_lines.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

namespace document {

namespace {

constexpr double near = 2;         // points: lines that nearly meet do
constexpr double same_line = 0.6;  // of a word's height
constexpr double word_gap = 0.15;
constexpr std::size_t lines_max = 500;  // of a page; who draws more draws no table
constexpr std::size_t slots_max = 5'000;

/// Sets of things by their numbers, which are joined.
class Sets {
  public:
    explicit Sets(std::size_t count) : parents_(count) { std::iota(parents_.begin(), parents_.end(), 0U); }

    std::size_t find(std::size_t i)
    {
        while (parents_[i] != i) {
            parents_[i] = parents_[parents_[i]];
            i = parents_[i];
        }
        return i;
    }
    /// The lower number stands for both.
    void join(std::size_t a, std::size_t b)
    {
        a = find(a);
        b = find(b);
        parents_[std::max(a, b)] = std::min(a, b);
    }

  private:
    std::vector<std::size_t> parents_;
};

/// Pieces of one line, drawn cell by cell, are one.
std::vector<PdfRuling> whole(std::vector<PdfRuling> pieces)
{
    std::ranges::sort(pieces, [](const PdfRuling& a, const PdfRuling& b) {
        const double step_a = std::round(a.at);
        const double step_b = std::round(b.at);
        return std::tie(a.is_vertical, step_a, a.from) < std::tie(b.is_vertical, step_b, b.from);
    });
    std::vector<PdfRuling> lines;
    for (const PdfRuling& piece : pieces) {
        const bool goes_on = !lines.empty() && lines.back().is_vertical == piece.is_vertical &&
                             std::abs(lines.back().at - piece.at) <= 1 && piece.from <= lines.back().to + near;
        if (goes_on)
            lines.back().to = std::max(lines.back().to, piece.to);
        else
            lines.push_back(piece);
    }
    return lines;
}

bool meet(const PdfRuling& vertical, const PdfRuling& horizontal)
{
    return vertical.at >= horizontal.from - near && vertical.at <= horizontal.to + near &&
           horizontal.at >= vertical.from - near && horizontal.at <= vertical.to + near;
}

/// The places of lines, each once.
std::vector<double> edges_of(const std::vector<PdfRuling>& lines, bool are_vertical)
{
    std::vector<double> all;
    for (const PdfRuling& line : lines) {
        if (line.is_vertical == are_vertical) all.push_back(line.at);
    }
    std::ranges::sort(all);
    std::vector<double> edges;
    for (const double at : all) {
        if (edges.empty() || at - edges.back() > near) edges.push_back(at);
    }
    return edges;
}

/// Lines that meet, and the slots between them.
class PdfGrid {
  public:
    explicit PdfGrid(std::vector<PdfRuling> lines)
        : lines_(std::move(lines)),
          xs_(edges_of(lines_, true)),
          ys_(edges_of(lines_, false)),
          cells_(is_table() ? slots() : 0)
    {
        if (!is_table()) return;
        for (std::size_t r = 0; r < rows(); ++r) {
            for (std::size_t c = 0; c < columns(); ++c) join_open(r, c);
        }
        words_.resize(slots());
    }

    [[nodiscard]] bool is_table() const { return rows() >= 2 && columns() >= 2 && slots() <= slots_max; }
    [[nodiscard]] double top() const { return ys_.front(); }
    [[nodiscard]] DrawnTable drawn(std::size_t item) const { return {.item = item, .xs = xs_, .ys = ys_}; }

    [[nodiscard]] bool holds(const PdfWord& word) const
    {
        const double x = (word.left + word.right) / 2;
        const double y = (word.top + word.bottom) / 2;
        return x > xs_.front() && x < xs_.back() && y > ys_.front() && y < ys_.back();
    }

    void take(PdfWord word)
    {
        const auto slot_in = [](const std::vector<double>& edges, double at) {
            const auto next = std::ranges::upper_bound(edges, at);
            return static_cast<std::size_t>(std::distance(edges.begin(), next)) - 1;
        };
        const std::size_t row = slot_in(ys_, (word.top + word.bottom) / 2);
        const std::size_t column = slot_in(xs_, (word.left + word.right) / 2);
        words_[cells_.find(row * columns() + column)].push_back(std::move(word));
    }

    [[nodiscard]] RawTable table()
    {
        RawTable table;
        for (std::size_t r = 0; r < rows(); ++r) {
            auto& row = table.rows.emplace_back();
            for (std::size_t c = 0; c < columns(); ++c) {
                const std::size_t slot = r * columns() + c;
                if (cells_.find(slot) != slot) continue;
                const Span span = span_of(r, c);
                row.push_back({.text = text_of(words_[slot], xs_[c], xs_[c + span.columns]), .span = span});
            }
        }
        return table;
    }

  private:
    [[nodiscard]] std::size_t rows() const { return ys_.empty() ? 0 : ys_.size() - 1; }
    [[nodiscard]] std::size_t columns() const { return xs_.empty() ? 0 : xs_.size() - 1; }
    [[nodiscard]] std::size_t slots() const { return rows() * columns(); }

    [[nodiscard]] bool is_drawn(bool is_vertical, double at, double through) const
    {
        return std::ranges::any_of(lines_, [&](const PdfRuling& line) {
            return line.is_vertical == is_vertical && std::abs(line.at - at) <= near && line.from <= through &&
                   line.to >= through;
        });
    }

    /// Slots without a line between them are one cell.
    void join_open(std::size_t r, std::size_t c)
    {
        const std::size_t slot = r * columns() + c;
        const double x = (xs_[c] + xs_[c + 1]) / 2;
        const double y = (ys_[r] + ys_[r + 1]) / 2;
        if (c + 1 < columns() && !is_drawn(true, xs_[c + 1], y)) cells_.join(slot, slot + 1);
        const auto is_enclosed = [&](double through) { return is_drawn(true, xs_[c], through); };
        if (r + 1 < rows() && !is_drawn(false, ys_[r + 1], x) && is_enclosed(y) &&
            is_enclosed((ys_[r + 1] + ys_[r + 2]) / 2))
            cells_.join(slot, slot + columns());
    }

    Span span_of(std::size_t r, std::size_t c)
    {
        const std::size_t root = r * columns() + c;
        Span span{.rows = 1, .columns = 1};
        while (c + span.columns < columns() && cells_.find(root + span.columns) == root) ++span.columns;
        while (r + span.rows < rows() && cells_.find(root + span.rows * columns()) == root) ++span.rows;
        return span;
    }

    static std::string text_of(std::vector<PdfWord>& words, double left, double right)
    {
        std::ranges::stable_sort(words, {}, [](const PdfWord& word) { return word.top + word.bottom; });
        std::vector<CellLine> lines;
        for (std::size_t i = 0; i < words.size();) {
            std::size_t end = i;
            const double height = words[i].bottom - words[i].top;
            const double middle = (words[i].top + words[i].bottom) / 2;
            while (end < words.size() && (words[end].top + words[end].bottom) / 2 - middle <= same_line * height) ++end;
            std::stable_sort(words.begin() + static_cast<std::ptrdiff_t>(i),
                             words.begin() + static_cast<std::ptrdiff_t>(end),
                             [](const PdfWord& a, const PdfWord& b) { return a.left < b.left; });
            std::string line;
            for (std::size_t w = i; w < end; ++w) {
                const bool is_apart = w > i && words[w].left - words[w - 1].right > word_gap * height;
                line += (is_apart ? " " : "") + words[w].text;
            }
            lines.push_back({.text = std::move(line), .left = words[i].left, .right = words[end - 1].right});
            i = end;
        }
        return join_lines(lines, left, right);
    }

    std::vector<PdfRuling> lines_;
    std::vector<double> xs_;
    std::vector<double> ys_;
    Sets cells_;
    std::vector<std::vector<PdfWord>> words_;  ///< by the first slot of their cell
};

/// From top to bottom.
std::vector<PdfGrid> grids_of(const std::vector<PdfRuling>& rulings)
{
    const std::vector<PdfRuling> lines = whole(rulings);
    if (lines.size() > lines_max) return {};
    Sets groups(lines.size());
    const auto first_vertical =
        std::ranges::find_if(lines, [](const PdfRuling& line) { return line.is_vertical; }) - lines.begin();
    const auto split = static_cast<std::size_t>(first_vertical);
    for (std::size_t v = split; v < lines.size(); ++v) {
        for (std::size_t h = 0; h < split; ++h) {
            if (meet(lines[v], lines[h])) groups.join(v, h);
        }
    }
    std::vector<std::vector<PdfRuling>> by_group(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) by_group[groups.find(i)].push_back(lines[i]);
    std::vector<PdfGrid> grids;
    for (std::vector<PdfRuling>& group : by_group) {
        if (group.size() < 4) continue;
        PdfGrid grid(std::move(group));
        if (grid.is_table()) grids.push_back(std::move(grid));
    }
    std::ranges::sort(grids, {}, &PdfGrid::top);
    return grids;
}

}  // namespace

PdfPage lay_out_ruled_page(std::vector<PdfWord> words, const std::vector<PdfRuling>& rulings)
{
    std::vector<PdfGrid> grids = grids_of(rulings);
    std::vector<std::vector<PdfWord>> between(grids.size() + 1);
    for (PdfWord& word : words) {
        const auto grid = std::ranges::find_if(grids, [&](const PdfGrid& each) { return each.holds(word); });
        if (grid != grids.end()) {
            grid->take(std::move(word));
            continue;
        }
        const auto above = std::ranges::count_if(
            grids, [&](const PdfGrid& each) { return each.top() < (word.top + word.bottom) / 2; });
        between[static_cast<std::size_t>(above)].push_back(std::move(word));
    }
    PdfPage page;
    for (std::size_t i = 0; i < between.size(); ++i) {
        std::ranges::move(lay_out_page(std::move(between[i])), std::back_inserter(page.items));
        if (i == grids.size()) continue;
        page.drawn.push_back(grids[i].drawn(page.items.size()));
        page.items.emplace_back(grids[i].table());
    }
    return page;
}

}  // namespace document
