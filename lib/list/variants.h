#pragma once
/// An issue in several languages: the original and its translations, each a row with a course of its own. Which one is
/// whose, and what every copy says of the others.  Pure.

#include "list/house.h"
#include "store/store.h"

#include <string>
#include <string_view>
#include <vector>

namespace list {

struct Variants {
    store::Issue original;
    std::vector<store::Issue> translations;  ///< that are out, or may yet go out; nobody waits for any other

    [[nodiscard]] const store::Issue& for_reader(std::string_view language, std::string_view country) const;
};

/// The original, and every translation whatever became of it.
[[nodiscard]] std::vector<store::Issue> all_variants(store::Store& store, const store::Issue& original);

/// `issue`: the original or one of its translations.
[[nodiscard]] Variants variants_of(store::Store& store, const store::Issue& issue);

/// How many of the original's audience `issue` is for.
[[nodiscard]] std::int64_t audience_of(store::Store& store, const store::Issue& issue);

/// Whose `issue` is when its number is fanned out; empty: everybody's.
[[nodiscard]] store::Issues::Fits readers_of(store::Store& store, const store::Issue& issue);

/// For people: "0", and "0 (ja)" for a translation.
[[nodiscard]] std::string shown_number(const store::Issue& issue);

/// Members have it, or are getting it.
[[nodiscard]] bool is_out(const store::Issue& issue);

/// A translation that will not go out has readers who have waited for it: they get the original, if that is out.
void return_readers(store::Store& store, const store::Issue& issue);

/// What goes out, or went, of `issue`: its own octets, and behind them a part of ours that says in which other languages it exists
/// and how a reader of a forwarded copy joins the list. Without that part, where the list wants none and there are no
/// other languages.
[[nodiscard]] std::string with_closing_part(store::Store& store, const House& house, const config::List& list,
                                            const store::Issue& issue);

}  // namespace list
