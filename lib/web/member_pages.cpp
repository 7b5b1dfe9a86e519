#include "web/member_pages.h"

#include "base/token.h"
#include "list/leaving.h"
#include "list/letter.h"
#include "list/membership.h"
#include "list/our_address.h"
#include "web/language.h"
#include "web/page.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

namespace web {

namespace {

using store::Member;
using store::MemberState;

/// A member, and the list as the configuration has it today.
struct Visitor {
    Member member;
    const config::List* list = nullptr;
    std::string language;  ///< of the page
};

config::TemplateValues values_for(const Site& site, const Visitor& visitor)
{
    config::TemplateValues values = list::list_values(*visitor.list);
    values.texts["owner"] = list::plain_address(site.house.config, *visitor.list, "owner");
    values.texts["way_back"] = list::plain_address(site.house.config, *visitor.list, "subscribe");
    values.texts["token"] = base::make_token(base::Purpose::leave, visitor.member.id, site.house.key);
    return values;
}

Response left_page(const Site& site, const Visitor& visitor)
{
    config::TemplateValues values = values_for(site, visitor);
    values.rows["can_return"] = {{}};
    return page(site, 200, "left", visitor.language, values);
}

/// A list that the configuration names no more, or a member that was erased: nothing more will come, and a mail
/// provider that asks for just that is told so.
Response left_nothing_page(const Site& site, const std::string& language)
{
    return page(site, 200, "left", language, {.texts = {{"title", site.house.config.server.hostname}}, .rows = {}});
}

void leave(store::Store& store, const Site& site, const Visitor& visitor, base::Time now)
{
    if (!list::leave(store, site.house, *visitor.list, visitor.member.email, "member", now)) return;
    store.journal().add({.at = now,
                         .event = "left_by_link",
                         .list = visitor.list->name,
                         .contact = visitor.member.contact,
                         .by = "member"});
}

bool is_among_readers(store::Store& store, const Visitor& visitor)
{
    return list::are_readers(store.directory().members_of(visitor.list->name, visitor.member.email));
}

void set_language(store::Store& store, const Visitor& visitor, const std::string& language, base::Time now)
{
    store.directory().set_detail(visitor.member.email, "language", language);
    store.journal().add({.at = now,
                         .event = "language_changed",
                         .list = visitor.list->name,
                         .contact = visitor.member.contact,
                         .by = "member",
                         .detail = language});
}

std::optional<store::DigestChoice> digest_of(store::Store& store, const Visitor& visitor)
{
    return store.digests().choice(visitor.list->name, visitor.member.contact);
}

/// False when that is no choice.
bool set_digest(store::Store& store, const Visitor& visitor, std::string_view wanted, base::Time now)
{
    const auto choice = store::digest_choice(wanted);
    if (!choice && wanted != store::digest_text({})) return false;
    return list::set_digest(store, visitor.list->name, visitor.member.email, choice, "member", now);
}

/// Each by itself, and all the ways to have them together.
std::vector<config::TemplateTexts> digest_rows(std::optional<store::DigestChoice> chosen)
{
    std::vector<config::TemplateTexts> rows;
    const auto add = [&](std::optional<store::DigestChoice> choice) {
        config::TemplateTexts row{{"value", store::digest_text(choice)}};
        row[choice ? std::string(store::name_of(choice->period)) : "off"] = "yes";
        if (choice && choice->format == store::DigestFormat::plain) row["plain"] = "yes";
        if (choice == chosen) row["chosen"] = "yes";
        rows.push_back(std::move(row));
    };
    add(std::nullopt);
    for (const auto period : {store::DigestPeriod::daily, store::DigestPeriod::weekly}) {
        for (const auto format : {store::DigestFormat::mime, store::DigestFormat::plain})
            add(store::DigestChoice{.period = period, .format = format});
    }
    return rows;
}

/// False when that is nothing which can be asked here.
bool change(store::Store& store, const Site& site, const Visitor& visitor, const Form& form, base::Time now)
{
    const std::string_view action = form.value("action");
    if (action == "language") {
        const std::string language = match_language(form.value("language"), site.house.templates.languages());
        if (!language.empty()) set_language(store, visitor, language, now);
        return !language.empty();
    }
    if (action == "digest" && is_among_readers(store, visitor))
        return set_digest(store, visitor, form.value("digest"), now);
    if (action == "leave") {
        leave(store, site, visitor, now);
        return true;
    }
    if ((action != "pause" && action != "resume") || !is_among_readers(store, visitor)) return false;
    const auto state = action == "pause" ? MemberState::paused : MemberState::active;
    list::set_state(store, visitor.list->name, visitor.member.email, state, "member", now);
    return true;
}

Response preferences_page(store::Store& store, const Site& site, const Visitor& visitor, bool is_saved)
{
    config::TemplateValues values = values_for(site, visitor);
    if (is_saved) values.rows["is_saved"] = {{}};
    const bool can_choose = is_among_readers(store, visitor);
    const bool is_active = visitor.member.state == MemberState::active;
    values.rows[!can_choose ? "is_other" : is_active ? "is_active" : "is_paused"] = {{}};
    if (can_choose) values.rows["digest_choices"] = digest_rows(digest_of(store, visitor));
    if (can_choose) values.rows["can_choose"] = {{}};
    const std::string current = match_language(visitor.member.language, site.house.templates.languages());
    for (const std::string& tag : site.house.templates.languages()) {
        config::TemplateTexts row{{"tag", tag}, {"name", std::string(language_name(tag))}};
        if (tag == (current.empty() ? visitor.language : current)) row["chosen"] = "yes";
        values.rows["languages"].push_back(std::move(row));
    }
    return page(site, 200, "preferences", visitor.language, values);
}

std::optional<Visitor> find_visitor(store::Store& store, const Site& site, const Errand& errand)
{
    auto found = store.directory().find_member(errand.id);
    const config::List* list = found ? site.house.config.find_list(found->list) : nullptr;
    if (list == nullptr) return std::nullopt;
    std::string language = page_language(site, found->member.language, *list, errand.language);
    return Visitor{.member = std::move(found->member), .list = list, .language = std::move(language)};
}

/// Of a list that the configuration no longer has: what is still queued for it must not go out.
void leave_former_list(store::Store& store, const Errand& errand, base::Time now)
{
    const auto found = store.directory().find_member(errand.id);
    if (found) list::set_state(store, found->list, found->member.email, MemberState::left, "member", now);
}

}  // namespace

Response answer_leave(store::Store& store, const Site& site, const Errand& errand, base::Time now)
{
    const bool is_asked = errand.is_post && errand.form.value("List-Unsubscribe") == "One-Click";
    if (errand.is_post && !is_asked) return refusal(400);
    const auto visitor = find_visitor(store, site, errand);
    if (!visitor) {
        if (!is_asked) return unknown_page(site, errand.language);
        leave_former_list(store, errand, now);
        return left_nothing_page(site, errand.language);
    }
    if (is_asked) leave(store, site, *visitor, now);
    if (is_asked || visitor->member.state == MemberState::left) return left_page(site, *visitor);
    return page(site, 200, "leave", visitor->language, values_for(site, *visitor));
}

Response answer_preferences(store::Store& store, const Site& site, const Errand& errand, base::Time now)
{
    auto visitor = find_visitor(store, site, errand);
    if (!visitor) return unknown_page(site, errand.language);
    if (errand.is_post && !change(store, site, *visitor, errand.form, now)) return refusal(400);
    visitor = find_visitor(store, site, errand);
    if (visitor->member.state == MemberState::left) return left_page(site, *visitor);
    return preferences_page(store, site, *visitor, errand.is_post);
}

}  // namespace web
