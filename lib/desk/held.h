#pragma once
/// What a person decides about a message that waits for him: by his reply to the digest, where the token authorises, or
/// with gazettectl. Each message is decided once.  Pure.
///
///   held --release as post-----> issue      its author counts as one who may post
///        --release as command--> done       read as commands; its author may have what his own proof allows him, so
///                                           whoever would join is asked as ever
///        --release as feedback-> feedback   of the member and about the issue that its token names, else that it claims
///        --release as return---> return     as it was understood when it came
///        --answer--------------> done       the decider's words go to its author
///        --discard-------------> done
///
/// A bounce or a complaint is at most feedback (a person may see that it is neither), a loop only discarded. An automatic
/// reply is neither answered nor read as commands.

#include "desk/classify.h"
#include "desk/command_handler.h"
#include "desk/effects.h"
#include "desk/facts.h"
#include "desk/feedback.h"
#include "desk/held_words.h"

#include <cstdint>
#include <optional>
#include <string>

namespace desk {

/// What may be done with a held message, as far as its kind says it.
struct Choices {
    bool post = false;
    bool command = false;
    bool feedback = false;
    bool form_return = false;  ///< what was read of it waits for a yes
    bool answer = false;
    std::optional<ReleaseAs> usual;  ///< what "release" alone means: the address and the shape say it
};
/// `has_list`: it came to an address of a list.
[[nodiscard]] Choices choices_for(Kind kind, bool is_loop, bool has_list);
/// By what the desk noted when the message came, without reading it again.
[[nodiscard]] Choices choices_for(const store::Message& message, const config::Config& config);

/// A held message and what the decision about it needs.
struct HeldFacts {
    std::optional<store::Message> item;
    std::int64_t answers_today = 0;      ///< that we sent to deciders about it
    const config::List* list = nullptr;  ///< of the item; nullptr: the operator's
    const Reading* reading = nullptr;    ///< of the item, while it is held and is not just discarded
    Choices choices;
    list::Use use = list::Use::post;  ///< of the address that it came to
    PostFacts post;
    bool holds_live_token = false;
    Commands commands;
    CommandFacts command;
    FeedbackFacts feedback;
    std::optional<store::FormReturn> form_return;
    std::optional<ThreadFacts> thread;  ///< it came with the token of one: there it goes on
    bool is_author_suppressed = false;
};
/// `held` keeps the item that the facts speak of.
[[nodiscard]] HeldFacts gather_held_facts(store::Store& store, const list::House& house, store::Id item,
                                          const HeldDecision& decision, std::optional<HeldMessage>& held,
                                          base::Time now);

struct HeldOutcome {
    HeldEnd end = HeldEnd::unclear;
    std::string reason;  ///< how the item ended, or what stands in the way
    Effects effects;
};
/// `by`: "owner" or "operator".
[[nodiscard]] HeldOutcome decide_held(const HeldFacts& facts, const HeldDecision& decision,
                                      const config::Config& config, const std::string& by, base::Time now);

/// The owner's reply. He is told what came of it, five times a day about one item.
[[nodiscard]] Effects handle_held_answer(const Reading& answer, const HeldDecision& decision, const HeldFacts& facts,
                                         const config::Config& config, base::Time now);

/// Whether the item came to its end by it.
[[nodiscard]] bool is_done(HeldEnd end);
[[nodiscard]] std::string_view name_of(HeldEnd end);  ///< "released as a post"

}  // namespace desk
