#pragma once
/// Writes messages of our own. The only way by which a header field of ours comes into being, so that nothing
/// that others wrote can end a line in it.  Pure.

#include "mail/mailbox.h"

#include <string>
#include <string_view>
#include <vector>

namespace mail {

/// Header fields, one after another, each ended by CRLF and folded at blanks.
class HeaderWriter {
  public:
    /// `value` is ASCII structure that we made (addresses by format_address, URIs, ids): controls become blanks.
    HeaderWriter& structured(std::string_view name, std::string_view value);
    /// `utf8` is free text from anywhere: encoded by RFC 2047 where it needs it.
    HeaderWriter& unstructured(std::string_view name, std::string_view utf8);
    /// A field of an arrived message as it stands, but for raw 8-bit text, which becomes encoded-words.
    HeaderWriter& copied(std::string_view whole_field);

    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    std::string text_;
};

struct Attachment {
    std::string media_type;  ///< "message/rfc822" or any other
    std::string file_name;   ///< UTF-8
    std::string octets;
};

/// The body of a notice with its MIME fields: `text` (UTF-8, LF) as text/plain, 7bit or quoted-printable; with
/// attachments a multipart/mixed whose boundary stands in none of them. CRLF throughout, no line over 998 octets.
/// The result starts with "MIME-Version: 1.0" and has the empty line before the body.
[[nodiscard]] std::string compose_body(std::string_view text, const std::vector<Attachment>& attachments = {});

/// `message`, whole, becomes a multipart/mixed of what it was, octet for octet, and of `text` (UTF-8, LF) behind it
/// (RFC 2046 §5.1.3). The header fields that do not speak of its body stay. `description`: RFC 2045 §8.
[[nodiscard]] std::string with_appended_text(std::string_view message, std::string_view text,
                                             std::string_view description);

/// A body part of our own: its MIME fields, the empty line, and `text` (UTF-8, LF) in 7bit or quoted-printable.
/// `subtype`: "plain" or "html".
[[nodiscard]] std::string text_part(std::string_view subtype, std::string_view text);

/// A body part that encloses a whole message, octet for octet (RFC 2046 §5.2.1): no line of it is over 998 octets.
[[nodiscard]] std::string message_part(std::string_view message);

/// Whole body parts, octet for octet, in one of "multipart/`subtype`" whose boundary stands in none of them.
/// `parameters` follow the boundary ("; type=\"text/html\"").
[[nodiscard]] std::string multipart_part(std::string_view subtype, const std::vector<std::string>& parts,
                                         std::string_view parameters = {});

/// CRLF for every line end, bare CR and bare LF included.
[[nodiscard]] std::string with_crlf(std::string_view text);

}  // namespace mail
