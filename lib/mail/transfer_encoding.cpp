#include "mail/transfer_encoding.h"

#include "base/text.h"
#include "mail/lines.h"

// mimetic still says `register`, which C++17 took away.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wregister"
#include <mimetic/codec/base64.h>
#pragma GCC diagnostic pop

#include <algorithm>
#include <iterator>

namespace mail {

namespace {

constexpr std::size_t line_octets_max = 76;  // RFC 2045 §6.7 (5), §6.8

}  // namespace

std::string encode_base64(std::string_view octets)
{
    constexpr int no_line_ends = 0;
    std::string text;
    text.reserve(octets.size() / 3 * 4 + 4);
    mimetic::Base64::Encoder encoder(no_line_ends);
    encoder.process(octets.begin(), octets.end(), std::back_inserter(text));
    return text;
}

std::string encode_base64_lines(std::string_view octets)
{
    const std::string text = encode_base64(octets);
    std::string lines;
    lines.reserve(text.size() + text.size() / line_octets_max * 2 + 2);
    for (std::size_t start = 0; start < text.size(); start += line_octets_max) {
        lines.append(text, start, line_octets_max);
        lines += "\r\n";
    }
    return lines;
}

std::string decode_base64(std::string_view text, std::size_t octets_max)
{
    std::string octets;
    auto out = std::back_inserter(octets);
    mimetic::Base64::Decoder decoder;
    std::size_t in_group = 0;
    for (const char c : text) {
        if (octets.size() >= octets_max) break;
        // mimetic's table ends early, and a "=" in front of its group would be taken for a digit.
        const bool is_digit = base::is_alphanumeric(c) || c == '+' || c == '/';
        const bool is_padding = c == '=' && in_group >= 2;
        if (!is_digit && !is_padding) continue;
        if (is_padding && in_group == 2) decoder.process('=', out);
        decoder.process(static_cast<unsigned char>(c), out);
        in_group = is_padding ? 0 : (in_group + 1) % 4;
    }
    decoder.flush(out);
    octets.resize(std::min(octets.size(), octets_max));
    return octets;
}

std::string hex_escape(char octet, char mark)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    const auto value = static_cast<unsigned char>(octet);
    return {mark, digits[value >> 4U], digits[value & 15U]};
}

namespace {

/// One line without its end. A blank at its end would be lost on the way (RFC 2045 §6.7 (3)), and "From " or a lone dot
/// at its start are changed by some programs (RFC 2049 §3).
void encode_line(std::string_view line, std::string& text)
{
    std::size_t column = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool is_last = i + 1 == line.size();
        const bool is_blank = c == ' ' || c == '\t';
        const bool is_plain = c > ' ' && c <= '~' && c != '=';
        const bool is_risky = i == 0 && (line.starts_with("From ") || line == ".");
        const std::string written =
            (is_plain && !is_risky) || (is_blank && !is_last) ? std::string(1, c) : hex_escape(c);
        if (column + written.size() > line_octets_max - (is_last ? 0 : 1)) {
            text += "=\r\n";
            column = 0;
        }
        text += written;
        column += written.size();
    }
}

}  // namespace

std::string encode_quoted_printable(std::string_view text)
{
    std::string encoded;
    while (!text.empty()) {
        std::string_view line = take_line(text);
        const bool is_ended = line.ends_with('\n');
        encode_line(is_ended ? without_line_end(line) : line, encoded);
        if (is_ended) encoded += "\r\n";
    }
    return encoded;
}

int read_hex_octet(std::string_view digits)
{
    const auto value = [](char c) {
        const char lower = base::to_lower(c);
        if (base::is_digit(c)) return c - '0';
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    };
    if (digits.size() < 2 || value(digits[0]) < 0 || value(digits[1]) < 0) return -1;
    return value(digits[0]) * 16 + value(digits[1]);
}

namespace {

void decode_line(std::string_view line, std::string& octets)
{
    for (std::size_t i = 0; i < line.size(); ++i) {
        const int octet = line[i] == '=' ? read_hex_octet(line.substr(i + 1)) : -1;
        octets += octet < 0 ? line[i] : static_cast<char>(octet);
        if (octet >= 0) i += 2;
    }
}

}  // namespace

std::string decode_quoted_printable(std::string_view text, std::size_t octets_max)
{
    std::string octets;
    while (!text.empty() && octets.size() < octets_max) {
        const std::string_view line = take_line(text);
        std::string_view content = without_line_end(line);
        const std::string_view line_end = line.substr(content.size());
        // RFC 2045 §6.7 (3): blanks at the end of a line were added on the way.
        content = content.substr(0, content.find_last_not_of(" \t") + 1);
        const bool is_soft = content.ends_with('=');
        if (is_soft) content.remove_suffix(1);
        decode_line(content.substr(0, 3 * (octets_max - octets.size())), octets);
        if (!is_soft) octets += line_end;
    }
    octets.resize(std::min(octets.size(), octets_max));
    return octets;
}

}  // namespace mail
