#include "desk/start.h"

#include "store/setting_names.h"

namespace desk {

namespace {

constexpr auto epoch = "epoch";            // the one that the file beside the store had at the last start
constexpr auto epoch_next = "epoch_next";  // the one that it was to have from then on
constexpr auto boot = "boot";
constexpr auto is_running = "is_running";
constexpr std::int64_t never_beside = 0;  // until the first file is written; a backup has another (SqliteStore::backup)

std::string reason_to_hold(store::Settings& settings, const StartFacts& facts)
{
    const auto known = settings.get(epoch);
    const bool is_first_run = !known && !facts.epoch_beside;
    if (is_first_run) return "";
    if (!facts.epoch_beside && known != never_beside) return "the store was copied or restored to here";
    const bool is_same =
        !facts.epoch_beside || facts.epoch_beside == known || facts.epoch_beside == settings.get(epoch_next);
    if (!is_same) return "the store is not the one that ran here last: it was restored or replaced";
    if (!facts.has_log) return "the store's log (-wal) was removed: what was committed last may be lost";
    return "";
}

void pause_queue(store::Store& store, const std::string& why, base::Time now)
{
    store.settings().set(store::setting::queue_paused, 1);
    store.journal().add({.at = now, .event = "queue_held", .by = "desk", .detail = why});
}

}  // namespace

Start begin_run(store::Store& store, const StartFacts& facts, base::Time now)
{
    store::Settings& settings = store.settings();
    Start start{.why_held = reason_to_hold(settings, facts)};
    if (!start.why_held.empty()) pause_queue(store, start.why_held, now);
    settings.set(epoch, facts.epoch_beside.value_or(never_beside));
    settings.set(epoch_next, facts.next_epoch);

    const bool was_running = settings.get(is_running).value_or(0) != 0;
    start.is_after_power_cut = was_running && settings.get(boot) != facts.boot;
    if (start.is_after_power_cut) {
        store.journal().add({.at = now,
                             .event = "power_lost",
                             .by = "desk",
                             .detail = "what was sent in the 50 ms before it is sent again"});
    }
    settings.set(boot, facts.boot);
    settings.set(is_running, 1);
    settings.set(store::setting::intake_up_since, base::to_unix_ms(now));
    start.taken = store.queue().take_back_leases(now);
    return start;
}

void end_run(store::Store& store)
{
    store.settings().set(is_running, 0);
}

}  // namespace desk
