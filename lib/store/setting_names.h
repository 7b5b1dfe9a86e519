#pragma once
/// The names of the small facts that more than one module knows (store::Settings).  Pure.

#include <string>
#include <string_view>

namespace store::setting {

inline constexpr std::string_view queue_paused = "queue_paused";  ///< 1 while nothing may leave
inline constexpr std::string_view relay_lacks_8bitmime_since = "relay_lacks_8bitmime_since";

/// Unix ms; since when mail is taken without a pause.
inline constexpr std::string_view intake_up_since = "intake_up_since";

/// Unix ms; when so many addresses failed at once that no more were suppressed.
inline constexpr std::string_view suppressions_withheld_at = "suppressions_withheld_at";

/// Unix ms; 0: the relay of that name takes our mail.
inline std::string relay_trouble_since(std::string_view relay)
{
    return "relay_trouble_since:" + std::string(relay);
}

/// Unix ms; 0: the mailbox of that name can be polled.
inline std::string mailbox_trouble_since(std::string_view mailbox)
{
    return "mailbox_trouble_since:" + std::string(mailbox);
}

}  // namespace store::setting
