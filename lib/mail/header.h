#pragma once
/// The header of a message or part: where its fields lie in the original octets (RFC 5322 §2.2).  Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// Views into the octets that were scanned.
struct HeaderField {
    std::string_view name;   ///< without blanks before the colon
    std::string_view value;  ///< after the colon, folds and all, without the last line end
    std::string_view whole;  ///< name to line end, so that a header is spliced by leaving this out

    /// Without a blank before the colon (RFC 5322 §4.5.8). With one it is a field to some programs and none to others,
    /// so that whoever checked the message may not have seen it.
    [[nodiscard]] bool is_plainly_named() const { return whole.substr(name.size()).starts_with(':'); }

    /// Whether it belongs to the body rather than to the message: it says how the body is to be read.
    [[nodiscard]] bool says_how_to_read() const;
};

/// Beyond these a message is held, never parsed further (the numbers hold a parser's time in check).
struct HeaderLimits {
    std::size_t octets_max = 256UL * 1024;
    std::size_t field_octets_max = 64UL * 1024;
    std::size_t fields_max = 2000;
};

struct Header {
    std::vector<HeaderField> fields;  ///< in order
    std::string_view body;            ///< what follows the empty line; empty when there is none
    std::size_t octets = 0;           ///< of the header with its empty line: where the body starts
    std::string defect;               ///< the first thing that is wrong, for the journal; empty when nothing is
    bool exceeds_limits = false;      ///< fields are then only those before the limit was met

    /// The first one of that name (without case), or nullptr.
    [[nodiscard]] const HeaderField* find(std::string_view name) const;
    [[nodiscard]] std::vector<const HeaderField*> all(std::string_view name) const;
    [[nodiscard]] std::size_t count(std::string_view name) const;
    /// unfolded and trimmed; empty when absent
    [[nodiscard]] std::string value(std::string_view name) const;
};

/// Takes CRLF, and bare LF as well (mailboxes and files have it). Linear. `octets` must outlive the result.
/// A line without a colon ends the header, as mail programs read it; a first line that starts with a blank, or
/// that mailbox files put there ("From ann ..."), is a defect and passed over.
[[nodiscard]] Header scan_header(std::string_view octets, const HeaderLimits& limits = {});

/// One line: folds become their blank (RFC 5322 §2.2.3).
[[nodiscard]] std::string unfold(std::string_view value);

}  // namespace mail
