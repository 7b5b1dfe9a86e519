#pragma once
/// The words that mail programs put around what is quoted, forwarded and signed, in many languages.  Pure.

#include <span>
#include <string_view>

namespace mail {

/// What a field of a quoted header is, when its name is one that a mail program shows.
enum class QuotedField : unsigned char { none, from, date, to, copy, subject, other };

/// All words and names here are compared with folded lines (reply_lines.h).
[[nodiscard]] QuotedField quoted_field(std::string_view folded_name);

/// Whether it begins as lines that say who wrote when do: "on", "am", "le", ...
[[nodiscard]] bool begins_attribution(std::string_view folded);

struct WroteFound {
    bool is_found = false;
    bool is_last = false;  ///< nothing but marks stands behind it
};

/// "wrote", "schrieb", "a écrit", ...
[[nodiscard]] WroteFound find_wrote(std::string_view folded);

/// Whether it is, in full, what stands between the dashes over a quoted message ("original message").
[[nodiscard]] bool is_original_message(std::string_view folded);

/// Whether it is, in full, what stands over a forwarded message ("begin forwarded message").
[[nodiscard]] bool is_forwarded_message(std::string_view folded);

/// Whether it asks to write above it ("reply above this line").
[[nodiscard]] bool is_reply_above(std::string_view folded);

/// Whether it begins as the footers of devices and mail programs do: "sent from my", "gesendet von", ...
[[nodiscard]] bool begins_device_footer(std::string_view folded);

/// Whether a paragraph speaks as lawyers do below a mail: of this message, its secrecy and its recipient.
[[nodiscard]] bool is_disclaimer(std::string_view folded_paragraph);

}  // namespace mail
