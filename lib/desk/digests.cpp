#include "desk/digests.h"

#include "desk/digest_letter.h"
#include "desk/digest_plan.h"
#include "list/variants.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <utility>

namespace desk {

namespace {

using store::DigestPeriod;
using store::DigestReader;

/// The digests of one list, for so many readers.
class DigestSender {
  public:
    DigestSender(store::Store& store, const list::House& house, const config::List& list, base::Time now)
        : store_(store), house_(house), list_(list), now_(now)
    {
    }

    void send(std::optional<DigestPeriod> period, base::Time slot, std::vector<DigestReader> readers)
    {
        const auto octets_of = [this](store::Id issue) { return load(issue).octets.size(); };
        for (const auto& [group, members] :
             group_readers(std::move(readers), list_.language, house_.templates.languages())) {
            const DigestKind kind{.period = period, .format = group.format, .language = group.language, .slot = slot};
            for (const auto& issues : packed(group.issues, octets_of, list_.digest.octets_max))
                send(kind, issues, members);
        }
    }

  private:
    void send(const DigestKind& kind, const std::vector<store::Id>& ids, const std::vector<DigestReader>& readers)
    {
        std::vector<const DigestIssue*> issues;
        std::string numbers;
        for (const store::Id id : ids) {
            issues.push_back(&load(id));
            numbers += (numbers.empty() ? "" : ", ") + list::shown_number(issues.back()->issue);
        }
        store_.digests().queue(compose_digest(house_, list_, kind, issues), readers, now_);
        store_.journal().add(
            {.at = now_,
             .event = "digest_sent",
             .list = list_.name,
             .issue = ids.back(),
             .by = "desk",
             .detail = fmt::format("{} {} of {} to {} members", kind.period ? store::name_of(*kind.period) : "last",
                                   store::name_of(kind.format), numbers, readers.size())});
    }

    const DigestIssue& load(store::Id issue)
    {
        auto& loaded = issues_[issue];
        if (loaded.issue.id == 0)
            loaded = {.issue = store_.issues().find(issue).value(), .octets = store_.issues().octets(issue)};
        return loaded;
    }

    store::Store& store_;
    const list::House& house_;
    const config::List& list_;
    base::Time now_;
    std::map<store::Id, DigestIssue> issues_;
};

/// Reader after reader, in as many passes as it takes. How many this time.
std::size_t send_due(store::Store& store, const list::House& house, const config::List& list, DigestPeriod period,
                     std::size_t readers_max, base::Time now)
{
    const base::Time slot = latest_slot(list.digest, period, now);
    auto round = store.digests().round(list.name, period);
    if (!round || round->slot != slot) round = store::DigestRound{.slot = slot};
    if (round->is_over) return 0;
    auto readers = store.digests().wanted(
        {.list = list.name, .period = period, .begun_before = slot, .after_contact = round->after_contact},
        readers_max);
    const std::size_t count = readers.size();
    if (count > 0) round->after_contact = readers.back().contact;
    round->is_over = count < readers_max;
    DigestSender(store, house, list, now).send(period, slot, std::move(readers));
    store.digests().set_round(list.name, period, *round);
    return count;
}

/// Who has chosen own copies again gets at once what still waits.
std::size_t send_last(store::Store& store, const list::House& house, const config::List& list, std::size_t readers_max,
                      base::Time now)
{
    auto readers =
        store.digests().wanted({.list = list.name, .period = {}, .begun_before = base::Time::max()}, readers_max);
    const std::size_t count = readers.size();
    DigestSender(store, house, list, now).send(std::nullopt, now, std::move(readers));
    store.digests().end_choices(list.name);
    return count;
}

}  // namespace

bool send_digests(store::Store& store, const list::House& house, std::size_t readers_max, base::Time now)
{
    std::size_t room = readers_max;
    for (const config::List& list : house.config.lists) {
        for (const DigestPeriod period : {DigestPeriod::daily, DigestPeriod::weekly}) {
            if (room > 0) room -= send_due(store, house, list, period, room, now);
        }
        if (room > 0) room -= send_last(store, house, list, room, now);
    }
    return room == 0;
}

}  // namespace desk
