#pragma once
/// How an address joins a list, leaves it, or changes its membership when it asks for that itself. From proves nothing,
/// so whoever is named in it is asked, and his answer (a reply, or the link) does what was asked for. Shared by desk and
/// pages.  Pure.
///
///   request --judge--> act      dmarc=pass of the trusted MTA, where that is enough
///                  --> ask      one question to the address: a confirmation with its token, and a notice
///                  --> nothing  it is so already, or is nothing to this address
///                  --> ignore   nobody may be mailed through us against his will
///
///   confirmation --confirm--> joined | left | changed | asked_owner (a closed list: its owner has the last word)
///                --refuse---> closed; who was invited, or asked to be admitted, is forgotten with all his data

#include "list/house.h"
#include "store/store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace list {

/// What somebody asks for in the name of an address.
struct Request {
    store::Asked purpose = store::Asked::join;  ///< join, leave or change
    std::string email;
    std::string change;      ///< "pause", "resume", "language fr", "digest daily mime"
    std::string language;    ///< of his words; empty: not known
    std::string source;      ///< where it came from: an address of the internet, or a domain; empty: not known
    store::Id message = 0;   ///< that asks; 0: a page
    std::string message_id;  ///< of that, with its brackets; may be empty
    bool is_proven = false;  ///< dmarc=pass
};

/// What the store and the configuration know about it.
struct RequestFacts {
    bool is_named = false;  ///< by the configuration or an active membership: one who knows us
    bool is_suppressed = false;
    std::optional<store::MemberState> state;  ///< on the list
    std::int64_t asked_today = 0;             ///< of that address, for that purpose
    std::int64_t asked_from_today = 0;        ///< of anybody, from that source
};

enum class Step : unsigned char { act, ask, nothing, ignore };

struct Verdict {
    Step step = Step::ignore;
    std::string_view why;  ///< for the journal
};

[[nodiscard]] RequestFacts gather_facts(store::Store& store, const House& house, const config::List& list,
                                        const Request& request, base::Time now);
[[nodiscard]] Verdict judge(const config::Config& config, const config::List& list, const Request& request,
                            const RequestFacts& facts);

/// Whether a person may read there: neither one of our own addresses nor one of programs and postmasters.
[[nodiscard]] bool is_for_people(const config::Config& config, std::string_view email);

/// Puts the question; it is open for three days.
void ask(store::Store& store, const House& house, const config::List& list, const Request& request, base::Time now);

enum class Confirmed : unsigned char {
    joined,
    left,
    released,     ///< joined, and a suppression of the address was lifted: whoever tells it says so
    changed,      ///< paused, resumed, or another language
    asked_owner,  ///< the list is closed: its owner decides
    already,      ///< it was answered before
    expired,
    unknown,
};

/// Does at once what the request asks for. `by` goes to the journal.
Confirmed act(store::Store& store, const House& house, const config::List& list, const Request& request,
              std::string_view by, base::Time now);

/// The answer to a question of any purpose but post. `via` ("mail", "page") goes to the journal.
Confirmed confirm(store::Store& store, const House& house, store::Id confirmation, std::string_view via,
                  base::Time now);
/// The other answer. False when there is no such open question.
bool refuse(store::Store& store, const House& house, store::Id confirmation, std::string_view via, base::Time now);

/// `public_url/c/TOKEN`: the page where the question is answered.
[[nodiscard]] std::string confirm_link(const House& house, store::Id confirmation);

/// What a notice to that address is written in: the contact's language, else that of its words, else the list's.
[[nodiscard]] std::string language_for(store::Store& store, const config::List& list, std::string_view email,
                                       std::string_view words);

}  // namespace list
