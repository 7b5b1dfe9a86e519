#pragma once
/// What is written about forms: to members who are asked, to those who answered, to the secretary.  Pure.

#include "form/judgement.h"
#include "form/return.h"
#include "form/standing.h"
#include "list/house.h"
#include "mail/composer.h"
#include "store/forms.h"

#include <optional>
#include <string>
#include <vector>

namespace form {

/// The mailbox's own words, else those of the list.
[[nodiscard]] const std::string& language_of(const config::List& list, const store::Asking& asking);

/// `files`: the form in that language. `reminder`: since when it was time for this one; absent: the first request.
[[nodiscard]] store::NewNotice request_letter(const list::House& house, const config::Form& form,
                                              const store::Asking& asking, const std::vector<mail::Attachment>& files,
                                              std::optional<base::Time> reminder, base::Time now);

/// A return that came: whose it is, and the message that brought it.
struct Incoming {
    store::Asking asking;
    store::Id message = 0;
    std::string message_id;
    std::string from;  ///< mailbox
    base::Time received_at;
    Return content;
    std::vector<mail::Attachment> files;  ///< that came along, for a person's eyes
};

/// To the mailbox that was asked, whoever sent it: what was understood, what is doubtful, how to put it right.
/// `correction`: the asking by which it is corrected; 0: none, since there is nothing to correct.
[[nodiscard]] store::NewNotice receipt_letter(const list::House& house, const config::Form& form,
                                              const Incoming& incoming, const Judgement& judgement,
                                              store::Id correction, base::Time now);

/// To each owner of the list: a return waits for a yes, or for somebody who types in what could not be read, which takes
/// its place by that correction.
[[nodiscard]] std::vector<store::NewNotice> review_letters(const list::House& house, const config::Form& form,
                                                           const Incoming& incoming, const Judgement& judgement,
                                                           store::Id correction, base::Time now);

/// To each owner: how it stands. `page`: HTML.
[[nodiscard]] std::vector<store::NewNotice> standing_letters(const list::House& house, const config::Form& form,
                                                             const Standing& standing, const std::string& page,
                                                             base::Time now);

/// "14 May 2005": the last day on which it is open.
[[nodiscard]] std::string closing_day(const config::Form& form);

}  // namespace form
