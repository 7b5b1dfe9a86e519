#include "web/routes.h"

#include "base/token.h"

#include <array>

namespace web {

namespace {

constexpr std::array places{Place::leave, Place::preferences, Place::confirmation, Place::form, Place::health};

/// `https://lists.example.org/u/TOKEN?x=y` becomes `/u/TOKEN`.
std::string_view path_in(std::string_view target)
{
    const auto scheme_end = target.find("://");
    if (!target.starts_with('/') && scheme_end != std::string_view::npos) {
        target.remove_prefix(scheme_end + 3);
        const auto path = target.find('/');
        target.remove_prefix(path == std::string_view::npos ? target.size() : path);
    }
    return target.substr(0, target.find_first_of("?#"));
}

}  // namespace

std::string_view path_of(Place place)
{
    switch (place) {
    case Place::leave: return "/u/";
    case Place::preferences: return "/p/";
    case Place::confirmation: return "/c/";
    case Place::form: return "/f/";
    case Place::health: return "/health";
    }
    return "";
}

std::string_view methods_of(Place place)
{
    return place == Place::health ? "GET, HEAD, OPTIONS" : "GET, HEAD, OPTIONS, POST";
}

std::optional<Route> find_route(std::string_view target)
{
    const std::string_view path = path_in(target);
    for (const Place place : places) {
        const std::string_view start = path_of(place);
        if (!path.starts_with(start)) continue;
        const std::string_view token = path.substr(start.size());
        const bool has_token = !token.empty() && token.size() <= base::token_octets_max;
        if (start.ends_with('/') ? has_token : token.empty()) return Route{.place = place, .token = std::string(token)};
    }
    return std::nullopt;
}

}  // namespace web
