#pragma once
/// A document in the making. Its bounds hold for every format: what is beyond them is left out, and the document is cut.
/// Pure.

#include "document/document.h"

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace document {

inline constexpr std::size_t rows_max = 20'000;   ///< of one table: no register that people send comes near it
inline constexpr std::size_t columns_max = 1000;  ///< of one table
inline constexpr std::size_t text_octets_max = std::size_t{8} * 1024 * 1024;
inline constexpr std::size_t block_octets = 40;  ///< what a line or cell costs beside its text
inline constexpr std::size_t value_octets_max = std::size_t{64} * 1024;
inline constexpr std::size_t persons_max = 50;
inline constexpr std::size_t pages_max = 10'000;

/// What is left of a document's octets.
class Budget {
  public:
    /// Whether a line or cell with so much text still fits; from the first that does not, none does.
    bool take(std::size_t octets);
    void cut() { is_cut_ = true; }
    [[nodiscard]] bool is_spent() const { return is_spent_; }
    [[nodiscard]] bool is_cut() const { return is_cut_; }

  private:
    std::size_t left_ = text_octets_max;
    bool is_spent_ = false;
    bool is_cut_ = false;
};

class Builder {
  public:
    /// `text` is tidied; line breaks within it make several lines of one place.
    void add_line(std::string_view text, const std::string& place);
    /// Parts the lines before and after it.
    void add_empty_line(const std::string& place);
    /// Of a Grid of this builder's budget; one without cells is left out.
    void add_table(Table table);
    void add_field(Field field);
    void add_person(std::string_view role, std::string_view name);
    void add_page(PageSize page);  ///< sides that no paper has become 0
    void note_hidden_text() { document_.has_hidden_text = true; }
    void note_macros() { document_.has_macros = true; }
    void note_cut() { budget_.cut(); }

    [[nodiscard]] Budget& budget() { return budget_; }
    [[nodiscard]] bool is_full() const { return budget_.is_spent(); }
    [[nodiscard]] bool is_empty() const { return document_.blocks.empty(); }
    [[nodiscard]] Document finish();

  private:
    Document document_;
    Budget budget_;
    bool is_after_empty_line_ = false;
};

/// How many rows and columns a cell covers, itself included.
struct Span {
    std::size_t rows = 1;
    std::size_t columns = 1;
};

/// Names the place of a cell, both counted from 0.
using PlaceOfCell = std::function<std::string(std::size_t row, std::size_t column)>;

/// A table in the making, its cells put in any order.
class Grid {
  public:
    /// `budget` must outlive the grid.
    Grid(Budget& budget, std::string name) : budget_(budget), name_(std::move(name)) {}

    /// Rows and columns from 0. What stands there already is replaced.
    void put(std::size_t row, std::size_t column, std::string_view text, Span span = {});
    [[nodiscard]] bool is_full() const { return budget_.is_spent() || is_cut_; }

    /// The cells up to the last that says something, without the empty rows and columns around them.
    [[nodiscard]] Table finish(const PlaceOfCell& place_of);

  private:
    struct Merged {
        std::size_t row;
        std::size_t column;
        Span span;
    };

    [[nodiscard]] std::string_view text_at(std::size_t row, std::size_t column) const;
    bool make_room(std::size_t row, std::size_t column);
    void repeat_merged();

    Budget& budget_;
    std::string name_;
    std::vector<std::vector<std::string>> rows_;
    std::vector<Merged> merged_;
    bool is_cut_ = false;
};

}  // namespace document
