#include "web/confirm_page.h"

#include "list/joining.h"
#include "list/letter.h"
#include "list/our_address.h"
#include "web/page.h"

namespace web {

namespace {

using list::Confirmed;
using store::Asked;
using store::Confirmation;

/// The section of the page that speaks of it.
std::string_view section_of(Asked purpose)
{
    switch (purpose) {
    case Asked::join: return "joins";
    case Asked::leave: return "leaves";
    case Asked::change: return "changes";
    case Asked::invite: return "is_invited";
    case Asked::admit: return "admits";
    case Asked::post: return "";  // answered by mail only, where the post can be seen
    }
    return "";
}

std::string_view section_of(Confirmed outcome)
{
    switch (outcome) {
    case Confirmed::joined: return "joined";
    case Confirmed::released: return "released";
    case Confirmed::left: return "left";
    case Confirmed::changed: return "changed";
    case Confirmed::asked_owner: return "waits";
    case Confirmed::already: return "already";
    case Confirmed::expired: return "expired";
    case Confirmed::unknown: return "already";
    }
    return "";
}

Response answered_page(const Site& site, const config::List& list, const std::string& language,
                       std::string_view section)
{
    config::TemplateValues values = list::list_values(list);
    values.texts["owner"] = list::plain_address(site.house.config, list, "owner");
    values.rows[std::string(section)] = {{}};
    return page(site, 200, "confirmed", language, values);
}

Response question_page(const Site& site, const config::List& list, const std::string& language,
                       const Confirmation& asked)
{
    config::TemplateValues values = list::list_values(list);
    values.texts["who"] = asked.address;
    values.rows[std::string(section_of(asked.purpose))] = {{}};
    return page(site, 200, "confirm", language, values);
}

}  // namespace

Response answer_confirmation(store::Store& store, const Site& site, const Errand& errand, base::Time now)
{
    const auto asked = store.confirmations().find(errand.id);
    const config::List* list = asked ? site.house.config.find_list(asked->list) : nullptr;
    if (list == nullptr || asked->purpose == Asked::post) return unknown_page(site, errand.language);
    // An owner who admits somebody reads the list's language.
    const std::string of_contact = asked->purpose == Asked::admit
                                       ? list->language
                                       : list::language_for(store, *list, asked->address, asked->language);
    const std::string language = page_language(site, of_contact, *list, errand.language);
    if (errand.is_post) {
        const std::string_view answer = errand.form.value("answer");
        if (answer == "yes")
            return answered_page(site, *list, language,
                                 section_of(list::confirm(store, site.house, errand.id, "page", now)));
        if (answer != "no") return refusal(400);
        const bool is_refused = list::refuse(store, site.house, errand.id, "page", now);
        return answered_page(site, *list, language, is_refused ? "refused" : "already");
    }
    if (now >= asked->expires_at) return answered_page(site, *list, language, "expired");
    if (!asked->is_open) return answered_page(site, *list, language, "already");
    return question_page(site, *list, language, *asked);
}

}  // namespace web
