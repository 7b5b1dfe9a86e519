#include "form/standing.h"

#include "form/taking.h"

namespace form {

namespace {

/// What came back of one member: the newest that is neither superseded nor rejected.
std::map<store::Id, const store::FormReturn*> newest_by_contact(const std::vector<store::Asking>& askings,
                                                                const std::vector<store::FormReturn>& returns)
{
    std::map<std::string, store::Id> contact_by_member;
    for (const store::Asking& asking : askings) contact_by_member[asking.email] = asking.contact;
    std::map<store::Id, const store::FormReturn*> newest;
    for (const store::FormReturn& each : returns) {
        const bool is_alive = counts(each.state) || is_open(each.state);
        const auto contact = contact_by_member.find(each.member);
        if (is_alive && contact != contact_by_member.end()) newest[contact->second] = &each;
    }
    return newest;
}

void add(Counts& counts_of, const store::FormReturn* came)
{
    ++counts_of.asked;
    if (came == nullptr) return;
    ++counts_of.returned;
    if (came->has_doubts || is_open(came->state)) ++counts_of.incomplete;
    if (came->is_late) ++counts_of.late;
}

}  // namespace

Standing standing_of(const std::vector<store::Asking>& askings, const std::vector<store::FormReturn>& returns)
{
    const auto newest = newest_by_contact(askings, returns);
    Standing standing;
    for (const store::Asking& asking : askings) {
        const auto found = newest.find(asking.contact);
        const store::FormReturn* came = found == newest.end() ? nullptr : found->second;
        add(standing.all, came);
        add(standing.by_category[asking.category], came);
        add(standing.by_country[asking.country], came);
        if (came == nullptr) standing.silent.push_back(asking);
    }
    return standing;
}

}  // namespace form
