#include "list/joining_letters.h"

#include "list/letter.h"
#include "list/our_address.h"

#include <string_view>

namespace list {

namespace {

using store::Asked;

std::string_view template_of(Asked purpose)
{
    switch (purpose) {
    case Asked::join: return "confirm_join";
    case Asked::leave: return "confirm_leave";
    case Asked::change: return "confirm_change";
    case Asked::invite: return "invitation";
    case Asked::admit: return "admission";
    case Asked::post: return "confirm_post";
    }
    return "";
}

/// "pause", "resume" and "digest off" are sections of their own; a language, or a digest, is one with what it is in it.
void describe_change(config::TemplateValues& values, const std::string& change)
{
    if (change == "digest off") {
        values.texts["digest_off"] = "yes";
        return;
    }
    const auto blank = change.find(' ');
    const std::string what = change.substr(0, blank);
    if (!what.empty()) values.texts[what] = blank == std::string::npos ? what : change.substr(blank + 1);
}

config::TemplateValues question_values(const House& house, const config::List& list, store::Id confirmation,
                                       const store::Confirmation& asked)
{
    config::TemplateValues values = list_values(list);
    values.texts["email"] = asked.address;
    values.texts["expires"] = base::to_rfc5322(asked.expires_at);
    values.texts["confirm_address"] =
        token_address(house.config, list, base::Purpose::confirm, confirmation, house.key);
    values.texts["link"] = confirm_link(house, confirmation);
    values.texts["owner"] = plain_address(house.config, list, "owner");
    describe_change(values, asked.change);
    return values;
}

store::NewNotice written(const House& house, const config::List& list, const Addressee& to, std::string_view name,
                         const config::TemplateValues& values, const std::string& reply_to,
                         store::ReversePath reverse_path, base::Time now)
{
    Letter letter = letter_from(house, list, to.email, to.cause);
    letter.reply_to = reply_to;
    letter.in_reply_to = to.message_id;
    if (!to.message_id.empty()) letter.auto_submitted = "auto-replied";
    return as_notice(house, list.name, letter, reverse_path, house.templates.render(name, to.language, values), now);
}

config::TemplateValues member_values(const House& house, const config::List& list, const Addressee& to)
{
    config::TemplateValues values = list_values(list);
    values.texts["email"] = to.email;
    values.texts["way_out"] = plain_address(house.config, list, "unsubscribe");
    values.texts["help"] = plain_address(house.config, list, "help");
    values.texts["request"] = plain_address(house.config, list, "request");
    values.texts["owner"] = plain_address(house.config, list, "owner");
    return values;
}

}  // namespace

store::NewNotice question(const House& house, const config::List& list, const Addressee& to, store::Id confirmation,
                          const store::Confirmation& asked, base::Time now)
{
    const config::TemplateValues values = question_values(house, list, confirmation, asked);
    // Who is asked is not verified, so nobody gets a bounce of it; but the operator vouches for whom he invites.
    const auto reverse_path = asked.purpose == Asked::invite ? store::ReversePath::verp : store::ReversePath::null;
    return written(house, list, to, template_of(asked.purpose), values, values.texts.at("confirm_address"),
                   reverse_path, now);
}

std::vector<store::NewNotice> admission_questions(const House& house, const config::List& list, store::Id confirmation,
                                                  const store::Confirmation& asked, base::Time now)
{
    const config::TemplateValues values = question_values(house, list, confirmation, asked);
    std::vector<store::NewNotice> notices;
    for (const mail::Mailbox& owner : list.owners) {
        const Addressee to{.email = owner.text(),
                           .language = list.language,
                           .message_id = "",
                           .cause = "admission " + std::to_string(confirmation) + " to " + owner.key()};
        notices.push_back(written(house, list, to, template_of(Asked::admit), values,
                                  values.texts.at("confirm_address"), store::ReversePath::verp, now));
    }
    return notices;
}

store::NewNotice welcome(const House& house, const config::List& list, const Addressee& to, bool was_suppressed,
                         base::Time now)
{
    config::TemplateValues values = member_values(house, list, to);
    if (was_suppressed) values.texts["was_suppressed"] = "yes";
    return written(house, list, to, "welcome", values, "", store::ReversePath::verp, now);
}

store::NewNotice please_wait(const House& house, const config::List& list, const Addressee& to, base::Time now)
{
    return written(house, list, to, "please_wait", member_values(house, list, to), "", store::ReversePath::verp, now);
}

store::NewNotice changed(const House& house, const config::List& list, const Addressee& to, const std::string& change,
                         base::Time now)
{
    config::TemplateValues values = member_values(house, list, to);
    describe_change(values, change);
    return written(house, list, to, "changed", values, "", store::ReversePath::verp, now);
}

}  // namespace list
