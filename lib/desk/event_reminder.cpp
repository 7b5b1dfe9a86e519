#include "desk/event_reminder.h"

#include "list/letter.h"
#include "list/variants.h"

#include <string>

namespace desk {

namespace {

/// UTC; the configuration is checked, so it is a day.
base::Time begin_of(const config::Event& event)
{
    return base::parse_time(event.date + " 00:00").value_or(base::Time::max());
}

std::string name_of(const config::List& list, const config::Event& event)
{
    return list.name + ' ' + event.date + ' ' + std::to_string(*event.issue);
}

}  // namespace

bool is_to_remind(const config::Event& event, const std::optional<store::Issue>& issue, base::Time now)
{
    const bool is_wanted = event.issue && event.remind > base::Duration::zero();
    if (!is_wanted) return false;
    const base::Time begin = begin_of(event);
    const bool is_near = now >= begin - event.remind && now < begin + base::days{1};
    if (!is_near || !issue) return is_near;
    const bool comes_in_time = issue->state == store::IssueState::scheduled && issue->send_at.value_or(now) < begin;
    return !list::is_out(*issue) && !comes_in_time;
}

std::vector<store::NewNotice> event_reminder(const list::House& house, const config::List& list,
                                             const config::Event& event, const std::optional<store::Issue>& issue,
                                             base::Time now)
{
    config::TemplateValues values = list::list_values(list);
    values.texts["event"] = event.name;
    values.texts["day"] = event.date;
    values.texts["number"] = std::to_string(*event.issue);
    values.texts[issue ? "is_" + std::string(store::name_of(issue->state)) : "is_missing"] = "yes";
    if (issue) values.texts["subject"] = list::shown(issue->subject);
    std::vector<store::NewNotice> notices;
    for (const mail::Mailbox& owner : list.owners) {
        const list::Letter letter =
            list::letter_from(house, list, owner.text(), "event " + name_of(list, event) + " to " + owner.key());
        notices.push_back(list::as_notice(house, list.name, letter, store::ReversePath::verp,
                                          house.templates.render("event_reminder", list.language, values), now));
    }
    return notices;
}

void remind_of_events(store::Store& store, const list::House& house, const config::List& list, base::Time now)
{
    for (const config::Event& event : list.events) {
        if (!event.issue) continue;
        const std::string told = "event_told:" + name_of(list, event);
        if (store.settings().get(told)) continue;
        const auto issue = store.issues().find(list.name, *event.issue);
        if (!is_to_remind(event, issue, now)) continue;
        for (const store::NewNotice& notice : event_reminder(house, list, event, issue, now))
            store.queue().add_notice(notice);
        store.settings().set(told, base::to_unix_ms(now));
        store.journal().add({.at = now,
                             .event = "event_reminded",
                             .list = list.name,
                             .issue = issue ? issue->id : 0,
                             .by = "desk",
                             .detail = event.date + ", issue " + std::to_string(*event.issue)});
    }
}

}  // namespace desk
