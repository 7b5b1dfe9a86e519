#pragma once
/// base64 and quoted-printable, both ways (RFC 2045 §6.7, §6.8).  Pure.

#include <cstddef>
#include <string>
#include <string_view>

namespace mail {

/// One line, padded.
[[nodiscard]] std::string encode_base64(std::string_view octets);
/// Lines of 76 characters, each ended by CRLF (RFC 2045 §6.8).
[[nodiscard]] std::string encode_base64_lines(std::string_view octets);
/// Lenient: what is not of the alphabet is passed over, missing padding is no fault. At most `octets_max`.
[[nodiscard]] std::string decode_base64(std::string_view text, std::size_t octets_max);

/// `text` has LF or CRLF line ends; the result has CRLF and no line over 76 octets.
[[nodiscard]] std::string encode_quoted_printable(std::string_view text);
/// Lenient: a broken "=XY" stays as it is. Line ends stay as they are. At most `octets_max`.
[[nodiscard]] std::string decode_quoted_printable(std::string_view text, std::size_t octets_max);

/// "=3D", with upper-case digits (RFC 2045 §6.7 (1)).
[[nodiscard]] std::string hex_escape(char octet, char mark = '=');
/// The octet of two hexadecimal digits at the start of `digits`; -1 when there are none.
[[nodiscard]] int read_hex_octet(std::string_view digits);

}  // namespace mail
