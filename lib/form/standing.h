#pragma once
/// How a form stands: who was asked, and what came of it.  Pure.

#include "config/form.h"
#include "store/forms.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace form {

struct Counts {
    std::int64_t asked = 0;
    std::int64_t returned = 0;    ///< something came back that was not rejected
    std::int64_t incomplete = 0;  ///< of these: doubts are left, or a person has still to read or accept it
    std::int64_t late = 0;        ///< of these: it came after the closing date

    [[nodiscard]] std::int64_t silent() const { return asked - returned; }
};

struct Standing {
    Counts all;
    std::map<std::string, Counts> by_category;  ///< "": on the list no more
    std::map<std::string, Counts> by_country;   ///< as the contacts have it; "": not known
    std::vector<store::Asking> silent;          ///< nothing came back
};

[[nodiscard]] Standing standing_of(const std::vector<store::Asking>& askings,
                                   const std::vector<store::FormReturn>& returns);

/// For a browser: the counts as tables and as a chart (SVG), without scripts or anything from elsewhere.
[[nodiscard]] std::string standing_page(const config::Form& form, const Standing& standing, base::Time now);

}  // namespace form
