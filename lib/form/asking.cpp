#include "form/asking.h"

#include "form/country_name.h"
#include "form/form_files.h"
#include "form/letters.h"
#include "form/standing.h"

#include <algorithm>
#include <map>
#include <optional>

namespace form {

namespace {

constexpr std::size_t asked_max = 200;     // a transaction: a letter each
constexpr std::size_t reminded_max = 200;  // a pass

bool is_in_countries(const config::Form& form, const std::string& country)
{
    return form.countries.empty() || std::ranges::count(form.countries, country_code(country)) > 0;
}

/// The last instant so far at which whoever had not answered was to be reminded.
std::optional<base::Time> reminder_time(const config::Form& form, base::Time now)
{
    std::optional<base::Time> last;
    for (const base::Duration before : form.remind) {
        const base::Time time = *form.closes_at - before;
        if (time <= now && (!last || time > *last)) last = time;
    }
    return last;
}

/// One letter is like the next: their files are made once for each language.
class Letters {
  public:
    Letters(const list::House& house, const config::Form& form) : house_(house), form_(form) {}

    store::NewNotice request(const store::Asking& asking, std::optional<base::Time> reminder, base::Time now)
    {
        const std::string& language = language_of(*house_.config.find_list(form_.list), asking);
        auto found = files_.find(language);
        if (found == files_.end()) found = files_.emplace(language, form_files(form_, language)).first;
        return request_letter(house_, form_, asking, found->second, reminder, now);
    }

  private:
    const list::House& house_;
    const config::Form& form_;
    std::map<std::string, std::vector<mail::Attachment>> files_;  ///< by language
};

bool is_active(store::Store& store, const store::Asking& asking)
{
    return std::ranges::any_of(store.directory().members_of(asking.list, asking.email),
                               [](const store::Member& member) { return member.state == store::MemberState::active; });
}

void remind(store::Store& store, const list::House& house, const config::Form& form, base::Time now)
{
    const auto time = reminder_time(form, now);
    const std::string done = "form_reminded:" + form.id;
    if (!time || store.settings().get(done).value_or(0) >= base::to_unix_ms(*time)) return;
    Letters letters(house, form);
    std::size_t sent = 0;
    for (const store::Asking& asking :
         standing_of(store.forms().askings(form.id), store.forms().returns(form.id)).silent) {
        if (asking.asked_at >= *time || (asking.reminded_at && *asking.reminded_at >= *time)) continue;
        if (!is_active(store, asking)) continue;
        if (sent == reminded_max) return;  // the next pass goes on
        store.forms().set_reminded(asking.id, now);
        store.queue().add_notice(letters.request(asking, time, now));
        ++sent;
    }
    store.settings().set(done, base::to_unix_ms(*time));
    store.journal().add({.at = now,
                         .event = "form_reminded",
                         .list = form.list,
                         .by = "desk",
                         .detail = form.id + ": " + std::to_string(sent) + " reminded in the last pass"});
}

void tell_of_closing(store::Store& store, const list::House& house, const config::Form& form, base::Time now)
{
    const std::string told = "form_closed:" + form.id;
    const std::int64_t closes_ms = base::to_unix_ms(*form.closes_at);
    if (store.settings().get(told) == closes_ms) return;
    store.settings().set(told, closes_ms);
    const Standing standing = standing_of(store.forms().askings(form.id), store.forms().returns(form.id));
    if (standing.all.asked == 0) return;
    for (const store::NewNotice& notice :
         standing_letters(house, form, standing, standing_page(form, standing, now), now))
        store.queue().add_notice(notice);
    store.journal().add({.at = now,
                         .event = "form_closed",
                         .list = form.list,
                         .by = "desk",
                         .detail = form.id + ": " + std::to_string(standing.all.returned) + " of " +
                                   std::to_string(standing.all.asked) + " returned"});
}

}  // namespace

bool ask_some(store::Store& store, const list::House& house, const config::Form& form, Round& round, base::Time now)
{
    const auto next = store.forms().unasked(form.id, form.list, form.categories, round.last_contact, asked_max);
    Letters letters(house, form);
    std::int64_t asked = 0;
    for (const store::Unasked& each : next) {
        round.last_contact = each.contact;
        if (!is_in_countries(form, each.country)) continue;
        const store::Id id = store.forms().add_asking(form.id, form.list, each.contact, now);
        if (id == 0) continue;
        store.queue().add_notice(letters.request(*store.forms().find_asking(id), std::nullopt, now));
        ++asked;
    }
    round.asked += asked;
    if (asked > 0)
        store.journal().add({.at = now,
                             .event = "form_sent",
                             .list = form.list,
                             .by = "operator",
                             .detail = form.id + ": " + std::to_string(asked) + " asked"});
    return next.size() == asked_max;
}

void attend_to_forms(store::Store& store, const list::House& house, base::Time now)
{
    for (const config::Form& form : house.config.forms) {
        if (!form.closes_at) continue;
        if (now < *form.closes_at)
            remind(store, house, form, now);
        else
            tell_of_closing(store, house, form, now);
    }
}

}  // namespace form
