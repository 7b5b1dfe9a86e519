#pragma once
/// From a request to its answer, in two steps: what can be said at once (nothing that does not hold a token of ours gets
/// any further), and what one transaction of the store says. A GET changes nothing: link scanners follow every link.
/// Pure.

#include "list/house.h"
#include "store/store.h"
#include "web/form_body.h"
#include "web/http.h"
#include "web/pages.h"
#include "web/routes.h"

#include <string>
#include <variant>

namespace web {

/// Whose pages: all references must outlive it.
struct Site {
    list::House house;
    const Pages& pages;
};

/// What the store has to be asked.
struct Errand {
    Place place = Place::health;
    bool is_post = false;  ///< only then may it change anything
    store::Id id = 0;      ///< of the token
    Form form;
    std::string language;  ///< that the browser prefers; empty: none of ours
};

[[nodiscard]] std::variant<Response, Errand> read_request(const Request& request, const Site& site);

/// Inside one transaction; the answer may be given once that is committed.
[[nodiscard]] Response run_errand(store::Store& store, const Site& site, const Errand& errand, base::Time now);

}  // namespace web
