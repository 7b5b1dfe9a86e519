#include "desk/unasked_return.h"

#include "base/text.h"
#include "desk/classify.h"
#include "desk/reading.h"
#include "form/date_text.h"
#include "form/message_parts.h"
#include "form/other_forms.h"
#include "mail/address_list.h"
#include "mail/header.h"

#include <variant>
#include <vector>

namespace desk {

namespace {

base::Time day_of(const mail::Header& header, base::Time now)
{
    const form::ReadValue date = form::read_date(header.value("Date"), false, {});
    const auto* day = std::get_if<std::string>(&date.value);
    const auto time = day != nullptr ? base::parse_time(*day + " 00:00") : std::nullopt;
    return time.value_or(now);
}

bool is_by_a_program(std::string_view octets)
{
    const Kind kind = classify_by_shape(read_message({}, octets)).kind;
    return kind == Kind::auto_reply || kind == Kind::bounce || kind == Kind::complaint;
}

}  // namespace

UnaskedReturn read_unasked_return(const config::Form& form, const std::vector<config::Form>& all,
                                  std::string_view octets, std::string_view country, document::Reader& reader,
                                  base::Time now)
{
    const mail::Header header = mail::scan_header(octets);
    const auto authors = mail::parse_address_list(header.value("From"));
    UnaskedReturn unasked{.from = authors.addresses.empty() ? "" : authors.addresses.front().mailbox.text(),
                          .wrote_at = day_of(header, now),
                          .content = {}};
    std::vector<form::Part> parts =
        is_by_a_program(octets) ? std::vector<form::Part>() : form::parts_of(octets, reader);
    form::leave_out_other_forms(parts, form, all);
    unasked.content =
        form::read_return(form, parts,
                          {.country = std::string(country),
                           .language = {},
                           .wrote_at = unasked.wrote_at,
                           .name = authors.addresses.empty() ? "" : authors.addresses.front().display_name,
                           .address = base::to_lower(unasked.from)});
    return unasked;
}

}  // namespace desk
