#pragma once
/// Which columns of a table answer which columns of a form.  Pure.

#include "document/document.h"
#include "form/names.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace form {

struct Headings {
    std::size_t first = 0;                       ///< row of the table
    std::size_t end = 0;                         ///< the first row below them
    std::vector<std::optional<Target>> columns;  ///< one a column of the table
    std::size_t known = 0;                       ///< how many columns of the form are there
    std::size_t strangers = 0;                   ///< headings that name nothing that the form asks for
    std::vector<std::size_t> unknown;            ///< where those stand

    [[nodiscard]] bool is_found() const { return known > 0; }
};

/// The row that names most columns, near the top; two rows where one of them names groups ("Contact" over "E-mail" and
/// "URL").
[[nodiscard]] Headings find_headings(const document::Table& table, const Names& names);

/// The columns of the table under headings that nobody knows, which hold something, while the form has columns that the table
/// seems to lack. One that is left for one of the form is taken for it, as a guess; the others are returned.
[[nodiscard]] std::vector<std::size_t> guess_left_over(Headings& headings, const document::Table& table,
                                                       const Names& names);

/// A table without headings that has the form's columns in the form's order: where in the table the first one stands.
[[nodiscard]] std::optional<std::size_t> find_own_order(const document::Table& table, const config::Form& form);

}  // namespace form
