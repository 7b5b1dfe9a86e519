#pragma once
/// The table of what mail programs write around quotations, by language. Used by reply_words.h only.  Pure.

#include <span>
#include <string_view>

namespace mail {

/// Folded as lines are (reply_lines.h); "|" stands between the ways to say it.
struct ReplyLanguage {
    std::string_view tag;     ///< RFC 5646
    std::string_view begins;  ///< how a line that says who wrote when begins
    std::string_view wrote;   ///< its verb
    std::string_view from;    ///< and the names of the fields over a quoted message
    std::string_view date;
    std::string_view to;
    std::string_view copy;
    std::string_view subject;
    std::string_view original;   ///< what stands over a quoted message
    std::string_view forwarded;  ///< what stands over a forwarded one
    std::string_view sent_from;  ///< how the footer of a device begins
};

[[nodiscard]] std::span<const ReplyLanguage> reply_languages();

}  // namespace mail
