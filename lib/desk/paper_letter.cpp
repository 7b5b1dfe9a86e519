#include "desk/paper_letter.h"

#include "list/letter.h"
#include "list/our_address.h"
#include "mail/file_kind.h"
#include "mail/media_type.h"

namespace desk {

store::NewNotice paper_letter(const list::House& house, const config::List& list, const config::Paper& paper,
                              const SendPaper& wanted, base::Time now)
{
    config::TemplateValues values = list::list_values(list);
    values.texts["paper"] = paper.title;
    for (const char* use : {"request", "owner"}) values.texts[use] = list::plain_address(house.config, list, use);
    const std::string cause = "paper " + paper.name + " for message " + std::to_string(wanted.message);
    list::Letter letter = list::letter_from(house, list, wanted.address, cause);
    letter.in_reply_to = wanted.message_id;
    letter.auto_submitted = "auto-replied";
    if (paper.octets != nullptr) {
        values.texts["file"] = paper.file_name;
        letter.attachments.push_back({.media_type = std::string(mail::media_type_of(mail::file_kind(*paper.octets))),
                                      .file_name = paper.file_name,
                                      .octets = *paper.octets});
    } else {
        values.texts["link"] = paper.link;
    }
    return list::as_notice(house, list.name, letter, store::ReversePath::verp,
                           house.templates.render("paper", wanted.language, values), now);
}

}  // namespace desk
