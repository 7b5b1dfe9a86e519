#include "mail/reply.h"

#include "base/text.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace mail {

namespace {

constexpr std::size_t wire_line_octets_max = 512;  // RFC 5321 §4.5.3.1.5, code and CRLF included

std::string code_and_status(const Reply& reply, char separator)
{
    std::string start = std::to_string(reply.code) + separator;
    if (reply.enhanced.is_given()) start += reply.enhanced.text() + ' ';
    return start;
}

}  // namespace

Severity Reply::severity() const
{
    switch (code / 100) {
    case 2: return Severity::positive;
    case 3: return Severity::intermediate;
    case 4: return Severity::transient;
    default: return Severity::permanent;
    }
}

std::string Reply::line() const
{
    const std::string whole = base::one_line(code_and_status(*this, ' ') + text, std::string::npos);
    return std::string(base::trim(whole));
}

namespace {

/// textstring of RFC 5321 §4.2 is ASCII.
std::string as_textstring(std::string_view line)
{
    std::string ascii(line);
    const auto is_allowed = [](char c) { return c >= ' ' && c <= '~'; };
    std::ranges::replace_if(
        ascii, [&](char c) { return !is_allowed(c); }, '?');
    return ascii;
}

}  // namespace

std::string Reply::wire() const
{
    std::string wire;
    const auto lines = base::split(text, '\n');
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool is_last = i + 1 == lines.size();
        std::string line = code_and_status(*this, is_last ? ' ' : '-') + as_textstring(base::trim(lines[i]));
        line.resize(std::min(line.size(), wire_line_octets_max - 2));
        wire += line + "\r\n";
    }
    return wire;
}

namespace {

/// One to three digits at the start of `text`, taken off; nothing when there are none (RFC 3463 §2).
std::optional<int> take_status_number(std::string_view& text)
{
    constexpr std::size_t digits_max = 3;
    std::size_t length = 0;
    while (length < text.size() && base::is_digit(text[length])) ++length;
    if (length == 0 || length > digits_max) return std::nullopt;
    const auto number = base::parse_number(text.substr(0, length));
    text.remove_prefix(length);
    return static_cast<int>(number.value_or(0));
}

bool take_dot(std::string_view& text)
{
    if (!text.starts_with('.')) return false;
    text.remove_prefix(1);
    return true;
}

/// "4.2.2" at the start of `text`, taken off with its blank; not given unless its class fits `code` (RFC 2034 §4).
base::EnhancedStatus take_enhanced(std::string_view& text, int code)
{
    std::string_view rest = text;
    const auto severity = take_status_number(rest);
    if (!severity || *severity != code / 100 || *severity == 3 || !take_dot(rest)) return {};
    const auto subject = take_status_number(rest);
    if (!subject || !take_dot(rest)) return {};
    const auto detail = take_status_number(rest);
    if (!detail || !(rest.empty() || rest.front() == ' ')) return {};
    text = base::trim(rest);
    return {.severity = *severity, .subject = *subject, .detail = *detail};
}

}  // namespace

Reply make_reply(int code, std::string_view enhanced, std::string text)
{
    assert(code >= 200 && code <= 599);
    std::string_view rest = enhanced;
    const base::EnhancedStatus status = take_enhanced(rest, code);
    assert(rest.empty());  // a status of our own fits its code
    return {.code = code, .enhanced = status, .text = std::move(text)};
}

void ReplyParser::add(std::string_view octets)
{
    if (!garbage_.empty()) return;
    buffer_.erase(0, std::exchange(read_, 0));
    buffer_ += octets;
}

namespace {

/// Reply-line = code ( SP / "-" ) [ textstring ] CRLF (RFC 5321 §4.2)
struct ReplyLine {
    int code;
    bool is_last;
    std::string_view text;
};

std::optional<ReplyLine> read_line(std::string_view line)
{
    constexpr std::size_t code_digits = 3;
    const auto code = base::parse_number(line.substr(0, code_digits));
    if (line.size() < code_digits || !std::all_of(line.begin(), line.begin() + code_digits, base::is_digit))
        return std::nullopt;
    if (!code || *code < 200 || *code > 599) return std::nullopt;
    const std::string_view rest = line.substr(code_digits);
    if (!rest.empty() && rest.front() != ' ' && rest.front() != '-') return std::nullopt;
    return ReplyLine{
        .code = static_cast<int>(*code), .is_last = !rest.starts_with('-'), .text = rest.substr(rest.empty() ? 0 : 1)};
}

Reply assemble(int code, const std::vector<std::string>& lines)
{
    Reply reply{.code = code, .enhanced = {}, .text = {}};
    for (std::size_t i = 0; i < lines.size(); ++i) {
        std::string_view text = lines[i];
        const base::EnhancedStatus status = take_enhanced(text, code);
        if (i == 0) reply.enhanced = status;
        if (status != reply.enhanced) text = lines[i];
        if (i > 0) reply.text += '\n';
        reply.text += base::trim(text);
    }
    return reply;
}

}  // namespace

std::variant<ReplyParser::Incomplete, Reply, ReplyParser::Garbage> ReplyParser::next()
{
    while (garbage_.empty()) {
        const std::string_view rest = std::string_view(buffer_).substr(read_);
        const auto end = rest.find('\n');
        if (std::min(end, rest.size()) > line_octets_max) return refuse("a line of the reply is too long");
        if (end == std::string_view::npos) return Incomplete{};
        read_ += end + 1;
        const std::string_view text = rest.substr(0, end > 0 && rest[end - 1] == '\r' ? end - 1 : end);
        const auto line = read_line(text);
        if (!line) return refuse("no reply: " + base::one_line(text, shown_octets_max));
        if (!lines_.empty() && line->code != code_) return refuse("the code changes within a reply");
        if (lines_.size() == lines_max) return refuse("the reply has too many lines");
        code_ = line->code;
        lines_.push_back(base::one_line(line->text, line_octets_max));
        if (line->is_last) return assemble(code_, std::exchange(lines_, {}));
    }
    return Garbage{garbage_};
}

ReplyParser::Garbage ReplyParser::refuse(std::string what)
{
    garbage_ = std::move(what);
    buffer_.clear();
    read_ = 0;
    lines_.clear();
    return Garbage{garbage_};
}

bool ReplyParser::is_empty() const
{
    return read_ == buffer_.size() && lines_.empty() && garbage_.empty();
}

}  // namespace mail
