#include "web/answer.h"

#include "base/token.h"
#include "store/setting_names.h"
#include "web/confirm_page.h"
#include "web/form_page.h"
#include "web/language.h"
#include "web/member_pages.h"
#include "web/page.h"

namespace web {

namespace {

Response allowed(int status, std::string_view methods)
{
    Response response = status == 204 ? Response{.status = status} : refusal(status);
    response.allow = methods;
    return response;
}

std::string language_of(const Request& request, const Site& site)
{
    return accepted_language(request.accept_language, site.pages.languages());
}

/// Of the token that opens it.
base::Purpose purpose_of(Place place)
{
    if (place == Place::form) return base::Purpose::form_return;
    return place == Place::confirmation ? base::Purpose::confirm : base::Purpose::leave;
}

}  // namespace

std::variant<Response, Errand> read_request(const Request& request, const Site& site)
{
    if (request.method == "OPTIONS" && request.target == "*") return allowed(204, "GET, HEAD, OPTIONS, POST");
    const auto route = find_route(request.target);
    if (!route) return unknown_page(site, language_of(request, site));
    const std::string_view methods = methods_of(route->place);
    if (request.method == "OPTIONS") return allowed(204, methods);
    const bool is_post = request.method == "POST" && route->place != Place::health;
    if (!is_post && request.method != "GET" && request.method != "HEAD") return allowed(405, methods);

    Errand errand{.place = route->place, .is_post = is_post, .language = language_of(request, site)};
    if (route->place != Place::health) {
        const auto id = base::read_token(purpose_of(route->place), route->token, site.house.key);
        if (!id) return unknown_page(site, errand.language);
        errand.id = *id;
    }
    if (is_post) {
        if (!is_form_type(request.content_type)) return refusal(415);
        auto form = read_form(request.content_type, request.body);
        if (!form) return refusal(400);
        errand.form = std::move(*form);
    }
    return errand;
}

Response run_errand(store::Store& store, const Site& site, const Errand& errand, base::Time now)
{
    switch (errand.place) {
    case Place::leave: return answer_leave(store, site, errand, now);
    case Place::preferences: return answer_preferences(store, site, errand, now);
    case Place::confirmation: return answer_confirmation(store, site, errand, now);
    case Place::form: return answer_form(store, site, errand, now);
    case Place::health: (void)store.settings().get(store::setting::queue_paused); return {.body = "ok\n"};
    }
    return refusal(404);
}

}  // namespace web
