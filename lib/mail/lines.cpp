#include "mail/lines.h"

namespace mail {

std::string_view take_line(std::string_view& octets)
{
    const auto end = octets.find('\n');
    const std::string_view line = octets.substr(0, end == std::string_view::npos ? octets.size() : end + 1);
    octets.remove_prefix(line.size());
    return line;
}

std::string_view without_line_end(std::string_view text)
{
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

std::size_t field_name_length(std::string_view line)
{
    if (line.starts_with("--")) return 0;  // a delimiter, which may have a colon (RFC 2046 §5.1.1)
    const auto is_ftext = [](char c) { return c > ' ' && c <= '~' && c != ':'; };
    std::size_t length = 0;
    while (length < line.size() && is_ftext(line[length])) ++length;
    const auto colon = line.find_first_not_of(" \t", length);  // the blanks are of RFC 5322 §4.5.8
    const bool has_colon = colon != std::string_view::npos && line[colon] == ':';
    return has_colon ? length : 0;
}

bool is_continuation(std::string_view line)
{
    return !line.empty() && (line[0] == ' ' || line[0] == '\t');
}

bool is_mbox_line(std::string_view line)
{
    return line.starts_with("From ") || line.starts_with(">From ");
}

bool has_bare_cr_line_ends(std::string_view octets)
{
    const auto cr = octets.find('\r');
    return cr != std::string_view::npos && octets.substr(cr, 2) != "\r\n" && octets.find('\n') > cr;
}

std::string_view without_byte_order_mark(std::string_view octets)
{
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    return octets.starts_with(mark) ? octets.substr(mark.size()) : octets;
}

std::string with_lf_line_ends(std::string_view octets)
{
    std::string text;
    text.reserve(octets.size());
    for (std::size_t i = 0; i < octets.size(); ++i) {
        const bool is_crlf = octets.substr(i, 2) == "\r\n";
        if (!is_crlf) text += octets[i] == '\r' ? '\n' : octets[i];
    }
    return text;
}

std::string with_last_line_ended(std::string octets)
{
    if (!octets.empty() && !octets.ends_with("\r\n")) octets += "\r\n";
    return octets;
}

}  // namespace mail
