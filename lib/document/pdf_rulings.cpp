#include "document/pdf_rulings.h"

#include "document/qpdf.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <optional>
#include <string>
#include <utility>

namespace document {

namespace {

constexpr std::size_t pages_read_max = 100;
constexpr std::size_t rulings_max = 20'000;  // of one page
constexpr std::size_t points_max = 64;       // of one path
constexpr std::size_t states_max = 100;
constexpr std::size_t operators_max = 1'000'000;  // of one page
constexpr double thin = 2.5;                      // a filled box that is no wider is a line
constexpr double straight = 0.5;

struct Point {
    double x = 0;
    double y = 0;
};

/// §8.3.4.
struct Matrix {
    double a = 1;
    double b = 0;
    double c = 0;
    double d = 1;
    double e = 0;
    double f = 0;

    [[nodiscard]] Point apply(Point p) const { return {.x = a * p.x + c * p.y + e, .y = b * p.x + d * p.y + f}; }
    [[nodiscard]] Matrix before(const Matrix& next) const
    {
        return {.a = a * next.a + b * next.c,
                .b = a * next.b + b * next.d,
                .c = c * next.a + d * next.c,
                .d = c * next.b + d * next.d,
                .e = e * next.a + f * next.c + next.e,
                .f = e * next.b + f * next.d + next.f};
    }
};

/// Follows paths and what is done with them; other operators mean nothing here.
class RulingReader : public QPDFObjectHandle::ParserCallbacks {
  public:
    RulingReader(double left, double top) : left_(left), top_(top) {}

    void handleObject(QPDFObjectHandle object) override
    {
        if (object.isOperator()) {
            if (++operators_ > operators_max || rulings_.size() > rulings_max) {
                rulings_.clear();
                terminateParsing();
            }
            run(object.getOperatorValue());
            operands_.clear();
        } else if (object.isNumber()) {
            if (operands_.size() < points_max) operands_.push_back(object.getNumericValue());
        }
    }
    void handleEOF() override {}

    [[nodiscard]] std::vector<PdfRuling> take() { return std::move(rulings_); }

  private:
    /// A part of a path: points one behind the other.
    using Line = std::vector<Point>;

    void run(const std::string& name)
    {
        if (name == "q" && saved_.size() < states_max) saved_.push_back(matrix_);
        if (name == "Q" && !saved_.empty()) {
            matrix_ = saved_.back();
            saved_.pop_back();
        }
        if (name == "cm" && operands_.size() == 6)
            matrix_ = Matrix{.a = operands_[0],
                             .b = operands_[1],
                             .c = operands_[2],
                             .d = operands_[3],
                             .e = operands_[4],
                             .f = operands_[5]}
                          .before(matrix_);
        build(name);
        paint(name);
    }

    void build(const std::string& name)
    {
        if (name == "m" && operands_.size() == 2 && path_.size() < points_max)
            path_.push_back({matrix_.apply({.x = operands_[0], .y = operands_[1]})});
        if (name == "l" && operands_.size() == 2 && !path_.empty() && path_.back().size() < points_max)
            path_.back().push_back(matrix_.apply({.x = operands_[0], .y = operands_[1]}));
        if (name == "h" && !path_.empty()) path_.back().push_back(path_.back().front());
        if (name == "re" && operands_.size() == 4 && path_.size() < points_max) add_box();
    }

    void add_box()
    {
        const double x = operands_[0];
        const double y = operands_[1];
        Line box;
        for (const Point corner : {Point{.x = x, .y = y}, Point{.x = x + operands_[2], .y = y},
                                   Point{.x = x + operands_[2], .y = y + operands_[3]},
                                   Point{.x = x, .y = y + operands_[3]}, Point{.x = x, .y = y}})
            box.push_back(matrix_.apply(corner));
        path_.push_back(std::move(box));
    }

    void paint(const std::string& name)
    {
        constexpr std::array strokes{"S", "s", "B", "B*", "b", "b*"};
        constexpr std::array fills{"f", "F", "f*"};
        const bool is_stroke = std::ranges::find(strokes, name) != strokes.end();
        const bool is_fill = std::ranges::find(fills, name) != fills.end();
        if (!is_stroke && !is_fill && name != "n") return;
        for (Line& line : path_) {
            if (is_stroke && name.front() == 's') line.push_back(line.front());
            if (is_stroke) stroke(line);
            if (is_fill) fill(line);
        }
        path_.clear();
    }

    void stroke(const Line& line)
    {
        for (std::size_t i = 1; i < line.size(); ++i) add(line[i - 1], line[i]);
    }

    /// A thin box is a line along its middle.
    void fill(const Line& line)
    {
        const auto [least_x, most_x] = std::ranges::minmax_element(line, {}, &Point::x);
        const auto [least_y, most_y] = std::ranges::minmax_element(line, {}, &Point::y);
        const double width = most_x->x - least_x->x;
        const double height = most_y->y - least_y->y;
        const double x = (most_x->x + least_x->x) / 2;
        const double y = (most_y->y + least_y->y) / 2;
        if (height <= thin && width > height) add({.x = least_x->x, .y = y}, {.x = most_x->x, .y = y});
        if (width <= thin && height > width) add({.x = x, .y = least_y->y}, {.x = x, .y = most_y->y});
    }

    void add(Point a, Point b)
    {
        const bool is_vertical = std::abs(a.x - b.x) <= straight && std::abs(a.y - b.y) > straight;
        const bool is_horizontal = std::abs(a.y - b.y) <= straight && std::abs(a.x - b.x) > straight;
        if (is_vertical)
            rulings_.push_back({.is_vertical = true,
                                .at = (a.x + b.x) / 2 - left_,
                                .from = top_ - std::max(a.y, b.y),
                                .to = top_ - std::min(a.y, b.y)});
        if (is_horizontal)
            rulings_.push_back({.is_vertical = false,
                                .at = top_ - (a.y + b.y) / 2,
                                .from = std::min(a.x, b.x) - left_,
                                .to = std::max(a.x, b.x) - left_});
    }

    double left_;
    double top_;
    Matrix matrix_;
    std::vector<Matrix> saved_;
    std::vector<double> operands_;
    std::vector<Line> path_;
    std::vector<PdfRuling> rulings_;
    std::size_t operators_ = 0;
};

bool is_turned(QPDFPageObjectHelper& page)
{
    QPDFObjectHandle turn = page.getAttribute("/Rotate", false);
    return turn.isInteger() && turn.getIntValue() % 360 != 0;
}

std::vector<PdfRuling> rulings_of(QPDFPageObjectHelper& page)
{
    if (is_turned(page)) return {};
    const QPDFObjectHandle::Rectangle box = page.getCropBox().getArrayAsRectangle();
    RulingReader reader(box.llx, box.ury);
    page.parseContents(&reader);
    return reader.take();
}

}  // namespace

std::vector<std::vector<PdfRuling>> read_pdf_rulings(std::string_view octets)
{
    std::vector<std::vector<PdfRuling>> pages;
    try {
        QPDF pdf;
        pdf.setSuppressWarnings(true);
        pdf.processMemoryFile("document", octets.data(), octets.size());
        for (QPDFPageObjectHelper& page : QPDFPageDocumentHelper(pdf).getAllPages()) {
            if (pages.size() == pages_read_max) break;
            pages.push_back(rulings_of(page));
        }
    } catch (const std::exception&) {  // what qpdf cannot follow is read by its words alone
        return pages;
    }
    return pages;
}

}  // namespace document
