#pragma once
/// The places of our web address, below `public_url`.  Pure.
///
///     /u/TOKEN   leave (RFC 8058)      /c/TOKEN   answer a question that was asked by mail
///     /p/TOKEN   preferences           /f/TOKEN   fill in a form
///     /health    whether the store can be read

#include <optional>
#include <string>
#include <string_view>

namespace web {

enum class Place : unsigned char { leave, preferences, confirmation, form, health };

struct Route {
    Place place = Place::health;
    std::string token;  ///< as it was written; empty for a place without
};

/// A query is passed over: mail programs and link counters add theirs.
[[nodiscard]] std::optional<Route> find_route(std::string_view target);

[[nodiscard]] std::string_view path_of(Place place);     ///< "/u/", for the log: a token is none of its business
[[nodiscard]] std::string_view methods_of(Place place);  ///< "GET, HEAD, OPTIONS, POST"

}  // namespace web
