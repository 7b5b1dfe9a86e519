#include "desk/bounce_digest.h"

#include "list/letter.h"

#include <map>
#include <string>

namespace desk {

namespace {

using list::shown;

struct BlocksOfDomain {
    std::size_t count = 0;
    std::string words;  ///< of the last
};

/// A server that will not have our mail says so of each copy: told once for all of its domain.
std::map<std::string, BlocksOfDomain> by_domain(const std::vector<store::Bounce>& blocks)
{
    std::map<std::string, BlocksOfDomain> all;
    for (const store::Bounce& block : blocks) {
        BlocksOfDomain& of_domain = all[block.address.substr(block.address.rfind('@') + 1)];
        ++of_domain.count;
        of_domain.words = block.words;
    }
    return all;
}

std::string cause_of(const BouncesToTell& told)
{
    const store::Id member = told.suppressed.empty() ? 0 : told.suppressed.back().member.id;
    const store::Id block = told.blocks.empty() ? 0 : told.blocks.back().id;
    return "bounce digest " + std::to_string(member) + ' ' + std::to_string(block);
}

}  // namespace

std::vector<store::NewNotice> bounce_digest(const list::House& house, const config::List& list,
                                            const BouncesToTell& told, base::Time now)
{
    config::TemplateValues values = list::list_values(list);
    values.texts["count"] = std::to_string(told.suppressed.size());
    if (!told.suppressed.empty()) values.rows["has_suppressed"] = {{}};
    for (const store::SuppressedMember& each : told.suppressed) {
        values.rows["suppressed"].push_back({{"email", each.member.email},
                                             {"category", each.member.category},
                                             {"since", base::to_rfc5322(each.suppression.since)},
                                             {"reason", shown(each.suppression.reason)}});
    }
    if (!told.blocks.empty()) values.rows["has_blocks"] = {{}};
    for (const auto& [domain, blocks] : by_domain(told.blocks)) {
        values.rows["blocks"].push_back(
            {{"domain", shown(domain)}, {"count", std::to_string(blocks.count)}, {"words", shown(blocks.words)}});
    }
    std::vector<store::NewNotice> notices;
    for (const mail::Mailbox& owner : list.owners) {
        const std::string cause =
            cause_of(told) + ' ' + std::to_string(base::to_unix_ms(now)) + " to " + owner.key() + " of " + list.name;
        const list::Letter letter = list::letter_from(house, list, owner.text(), cause);
        notices.push_back(list::as_notice(house, list.name, letter, store::ReversePath::verp,
                                          house.templates.render("bounce_digest", list.language, values), now));
    }
    return notices;
}

}  // namespace desk
