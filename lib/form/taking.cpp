#include "form/taking.h"

#include "form/return_document.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace form {

namespace {

using store::ReturnState;

void record(store::Store& store, const store::FormReturn& form_return, const std::string& list, std::string event,
            const std::string& by, base::Time now)
{
    const auto asking = store.forms().find_asking(form_return.asking);
    store.journal().add({.at = now,
                         .event = std::move(event),
                         .list = list,
                         .message = form_return.message,
                         .contact = asking ? asking->contact : 0,
                         .by = by,
                         .detail = "return " + std::to_string(form_return.id) + " to " + form_return.form});
}

ReturnState state_of(const Judgement& judgement)
{
    if (judgement.verdict == Verdict::held) return ReturnState::held;
    if (judgement.verdict == Verdict::review) return ReturnState::review;
    return judgement.is_late ? ReturnState::late : ReturnState::accepted;
}

/// Whether `later` takes the place of `earlier`, of the same member.
bool replaces(store::Store& store, const config::Form& form, const store::FormReturn& later,
              const store::FormReturn& earlier)
{
    if (earlier.id >= later.id) return false;
    if (form.second == config::SecondReturn::replaces) return true;
    const auto asking = store.forms().find_asking(later.asking);
    const bool is_corrected = asking && asking->corrects == earlier.id;
    const bool has_same_place = asking && asking->corrects != 0 && earlier.asking == later.asking;
    return is_corrected || has_same_place;
}

/// What waits makes room at once; what counts, only for what counts.
void supersede_earlier(store::Store& store, const config::Form& form, const store::FormReturn& later, store::Id contact,
                       base::Time now)
{
    for (const store::FormReturn& earlier : store.forms().returns_of(form.id, contact)) {
        const bool makes_room = is_open(earlier.state) || (counts(earlier.state) && counts(later.state));
        if (!makes_room || !replaces(store, form, later, earlier)) continue;
        store.forms().set_state(earlier.id, ReturnState::superseded);
        if (is_open(earlier.state) && earlier.message != 0)
            store.spool().finish(earlier.message, "a later return took its place", now);
        record(store, earlier, form.list, "return_superseded", "desk", now);
    }
}

}  // namespace

bool is_open(ReturnState state)
{
    return state == ReturnState::review || state == ReturnState::held;
}

bool counts(ReturnState state)
{
    return state == ReturnState::accepted || state == ReturnState::late;
}

void take_return(store::Store& store, const list::House& house, const config::Form& form, const Incoming& incoming,
                 const Judgement& judgement, base::Time now)
{
    const bool is_kept = judgement.verdict != Verdict::empty && judgement.verdict != Verdict::too_late;
    store::Id correction = 0;
    if (is_kept) {
        const store::Id id =
            store.forms().add_return({.form = form.id,
                                      .asking = incoming.asking.id,
                                      .message = incoming.message,
                                      .from = incoming.from,
                                      .received_at = incoming.received_at,
                                      .state = state_of(judgement),
                                      .is_late = judgement.is_late,
                                      .has_doubts = !incoming.content.doubts.empty(),
                                      .content = boost::json::serialize(return_document(form, incoming.content))});
        const store::FormReturn taken = *store.forms().find_return(id);
        if (counts(taken.state))
            record(store, taken, form.list, "return_accepted", "desk", now);
        else
            record(store, taken, form.list, "return_waits", "desk", now);
        supersede_earlier(store, form, taken, incoming.asking.contact, now);
        correction = store.forms().correction_of(id, now);
    }
    store.queue().add_notice(receipt_letter(house, form, incoming, judgement, correction, now));
    if (judgement.verdict != Verdict::review && judgement.verdict != Verdict::held) return;
    for (const store::NewNotice& notice : review_letters(house, form, incoming, judgement, correction, now))
        store.queue().add_notice(notice);
}

void accept_return(store::Store& store, const config::Form& form, const store::FormReturn& form_return,
                   const std::string& by, base::Time now)
{
    store::FormReturn accepted = form_return;
    accepted.state = form_return.is_late ? ReturnState::late : ReturnState::accepted;
    store.forms().set_state(accepted.id, accepted.state);
    record(store, accepted, form.list, "return_accepted", by, now);
    if (const auto asking = store.forms().find_asking(accepted.asking))
        supersede_earlier(store, form, accepted, asking->contact, now);
}

void reject_return(store::Store& store, const store::FormReturn& form_return, const std::string& by, base::Time now)
{
    store.forms().set_state(form_return.id, ReturnState::rejected);
    const auto asking = store.forms().find_asking(form_return.asking);
    record(store, form_return, asking ? asking->list : "", "return_rejected", by, now);
}

bool merge_returned_rows(store::Store& store, const RowPlace& first, const RowPlace& second, base::Time now)
{
    const auto kept = store.forms().find_return(first.form_return);
    const auto repeated = store.forms().find_return(second.form_return);
    const bool is_one_form = kept && repeated && kept->form == repeated->form && kept->id != repeated->id;
    if (!is_one_form || kept->content.empty() || repeated->content.empty()) return false;
    boost::json::object kept_document = boost::json::parse(kept->content).as_object();
    boost::json::object repeated_document = boost::json::parse(repeated->content).as_object();
    if (!merge_rows(kept_document, repeated_document, first, second)) return false;
    store.forms().set_content(kept->id, boost::json::serialize(kept_document), kept->has_doubts);
    store.forms().set_content(repeated->id, boost::json::serialize(repeated_document), repeated->has_doubts);
    const auto asking = store.forms().find_asking(kept->asking);
    record(store, *repeated, asking ? asking->list : "", "rows_merged", "operator", now);
    return true;
}

}  // namespace form
