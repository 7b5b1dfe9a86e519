#pragma once
/// RFC 2047, both ways.  Pure.

#include <cstddef>
#include <string>
#include <string_view>

namespace mail {

/// UTF-8 on one line. Adjacent encoded-words are joined before decoding (RFC 2047 §6.2); one of an unknown charset is
/// decoded where it turns out to be UTF-8; what cannot be decoded stays as it is; controls become blanks. Raw 8-bit
/// text is taken as UTF-8 when it is, else as `raw_charset` (what the message's own text is in), else as to_utf8 does.
[[nodiscard]] std::string decode_words(std::string_view value, std::string_view raw_charset = {});

/// For an unstructured field (Subject): ASCII stays, anything else becomes UTF-8 encoded-words of at most
/// 75 octets, never splitting a character; controls become blanks first, blanks at both ends go. No line of the
/// result is longer than 78 octets where blanks allow it: folded with CRLF and a blank. `octets_before` is what
/// stands on the first line already.
[[nodiscard]] std::string encode_unstructured(std::string_view utf8, std::size_t octets_before);

/// For a phrase (display name, List-Id): as is, quoted, or encoded-words; never with a fold.
[[nodiscard]] std::string encode_phrase(std::string_view utf8);

}  // namespace mail
