#pragma once
/// What is written to those who join, leave or change, and to the owner who lets them.  Pure.

#include "list/joining.h"

#include <string>

namespace list {

/// Who is written to, and what the letter follows from.
struct Addressee {
    std::string email;
    std::string language;
    std::string message_id;  ///< of the message that is answered; empty: none
    std::string cause;
};

/// "Do you want this?", of purpose join, leave, change or invite; answered by reply or link.
[[nodiscard]] store::NewNotice question(const House& house, const config::List& list, const Addressee& to,
                                        store::Id confirmation, const store::Confirmation& asked, base::Time now);

/// To each owner of a closed list: may this address join?
[[nodiscard]] std::vector<store::NewNotice> admission_questions(const House& house, const config::List& list,
                                                                store::Id confirmation,
                                                                const store::Confirmation& asked, base::Time now);

[[nodiscard]] store::NewNotice welcome(const House& house, const config::List& list, const Addressee& to,
                                       bool was_suppressed, base::Time now);
/// The owner decides.
[[nodiscard]] store::NewNotice please_wait(const House& house, const config::List& list, const Addressee& to,
                                           base::Time now);
[[nodiscard]] store::NewNotice changed(const House& house, const config::List& list, const Addressee& to,
                                       const std::string& change, base::Time now);

}  // namespace list
