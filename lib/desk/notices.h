#pragma once
/// Writes the messages that we send ourselves. Each carries Auto-Submitted; each that asks something has its token
/// address in Reply-To.  Pure.

#include "config/config.h"
#include "desk/effects.h"
#include "list/house.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace desk {

using list::House;

[[nodiscard]] store::NewNotice confirm_post(const House& house, const config::List& list, const AskAuthor& ask,
                                            store::Id confirmation, std::int64_t audience, base::Time now);

/// What the list's criteria found in a post that does not go out so.
[[nodiscard]] std::vector<store::NewNotice> post_refused(const House& house, const config::List& list,
                                                         const TellOfRefusal& refusal, base::Time now);

struct FailedDelivery {
    std::string recipient;
    std::string reply;
};
/// `digests`: how many members have it in a digest to come.
[[nodiscard]] std::vector<store::NewNotice> issue_report(const House& house, const config::List& list,
                                                         const store::Issue& issue,
                                                         const std::vector<store::StateCount>& counts,
                                                         std::int64_t digests,
                                                         const std::vector<FailedDelivery>& failures, base::Time now);

/// National bodies and liaisons that left, one for each owner. `has_more`: than these.
[[nodiscard]] std::vector<store::NewNotice> left_digest(const House& house, const config::List& list,
                                                        const std::vector<store::Leaving>& leavings, bool has_more,
                                                        base::Time now);

/// To a proven author all that there is to tell; to another one the fixed text, with none of his words, once a day.
[[nodiscard]] store::NewNotice answer_author(const House& house, const config::List& list, const AnswerAuthor& answer,
                                             base::Time now);

/// What makes a notice of one day to one address one notice: " of 2005-05-14 to ann@body.example".
[[nodiscard]] std::string cause_of_day(base::Time now, std::string_view address);
/// The fixed texts to who is not proven, of whatever kind, are one a day.
[[nodiscard]] std::string short_answer_cause(base::Time now, std::string_view address);

struct Alert {
    std::string cause;  ///< one alert for each
    std::string what;
    base::Time since;
    std::string detail;
    std::string advice;
};
[[nodiscard]] std::vector<store::NewNotice> operator_alert(const House& house, const Alert& alert, base::Time now);

}  // namespace desk
