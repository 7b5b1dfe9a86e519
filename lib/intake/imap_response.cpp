#include "intake/imap_response.h"

#include "base/text.h"

#include <algorithm>
#include <utility>

namespace intake {

namespace {

constexpr std::size_t line_octets_max = 64UL * 1024;
constexpr std::int64_t nz_number_max = 4'294'967'295;  // RFC 3501 §9
constexpr std::size_t literals_max = 16;               // in one response; what we ask for has one

/// Of "… {4711}" at the end of a line; also the forms "{4711+}" and "~{4711}" (RFC 7888, RFC 3516).
std::optional<std::size_t> literal_octets(std::string_view line)
{
    if (!line.ends_with('}')) return std::nullopt;
    const auto open = line.rfind('{');
    if (open == std::string_view::npos) return std::nullopt;
    std::string_view digits = line.substr(open + 1, line.size() - open - 2);
    if (digits.ends_with('+')) digits.remove_suffix(1);
    const auto count = base::parse_number(digits);
    if (!count || *count < 0) return std::nullopt;
    return static_cast<std::size_t>(*count);
}

}  // namespace

void ImapReader::take(std::string_view octets)
{
    while (!octets.empty() && fault_.empty())
        octets = literal_octets_left_ > 0 ? take_literal(octets) : take_line(octets);
}

std::string_view ImapReader::take_literal(std::string_view octets)
{
    const std::string_view part = octets.substr(0, literal_octets_left_);
    open_.literals.back().append(part);
    literal_octets_left_ -= part.size();
    return octets.substr(part.size());
}

std::string_view ImapReader::take_line(std::string_view octets)
{
    const auto end = octets.find('\n');
    const std::string_view part = octets.substr(0, end);
    if (open_.line.size() + part.size() > line_octets_max) {
        fault_ = "the server's line has no end";
        return {};
    }
    open_.line.append(part);
    if (end == std::string_view::npos) return {};
    end_line();
    return octets.substr(end + 1);
}

void ImapReader::end_line()
{
    if (open_.line.ends_with('\r')) open_.line.pop_back();
    const auto literal = literal_octets(open_.line);
    if (!literal) {
        whole_.push_back(std::exchange(open_, {}));
        return;
    }
    std::size_t octets = 0;
    for (const std::string& each : open_.literals) octets += each.size();
    if (*literal > literal_octets_max_ - std::min(literal_octets_max_, octets) ||
        open_.literals.size() == literals_max) {
        fault_ = "the server sends more than a message may have";
        return;
    }
    open_.literals.emplace_back();
    literal_octets_left_ = *literal;
}

std::optional<ImapResponse> ImapReader::next()
{
    if (given_ == whole_.size()) {
        whole_.clear();
        given_ = 0;
        return std::nullopt;
    }
    return std::move(whole_[given_++]);
}

std::optional<ImapEnd> read_imap_end(const ImapResponse& response)
{
    const std::string_view line = response.line;
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos || line.starts_with('*') || line.starts_with('+')) return std::nullopt;
    const std::string_view text = line.substr(blank + 1);
    const std::string status = base::to_lower(text.substr(0, text.find(' ')));
    if (status != "ok" && status != "no" && status != "bad") return std::nullopt;
    return ImapEnd{.tag = std::string(line.substr(0, blank)), .is_ok = status == "ok", .text = std::string(text)};
}

namespace {

/// The words and values of a FETCH, one after the other.
class ItemScanner {
  public:
    ItemScanner(std::string_view text, std::vector<std::string>& literals) : rest_(text), literals_(literals) {}

    [[nodiscard]] bool is_at_end()
    {
        skip_blanks();
        return rest_.empty() || rest_.front() == ')';
    }

    /// "UID", "BODY[]"; upper case. What stands in brackets belongs to it.
    std::string name()
    {
        skip_blanks();
        std::size_t length = 0;
        bool is_in_brackets = false;
        while (length < rest_.size()) {
            const char c = rest_[length];
            if (!is_in_brackets && (c == ' ' || c == '(' || c == ')')) break;
            if (c == '[') is_in_brackets = true;
            if (c == ']') is_in_brackets = false;
            ++length;
        }
        std::string name(rest_.substr(0, length));
        rest_.remove_prefix(length);
        std::ranges::transform(name, name.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
        return name;
    }

    /// A string's octets, an atom's letters; a list is passed over and gives nothing, like NIL.
    std::optional<std::string> value()
    {
        skip_blanks();
        if (rest_.empty()) return std::nullopt;
        if (rest_.front() == '(') return skip_list();
        if (rest_.front() == '"') return quoted();
        const std::string_view word = rest_.substr(0, rest_.find_first_of(" )"));
        rest_.remove_prefix(word.size());
        if (literal_octets(word)) return literal();
        if (base::equal_ignoring_case(word, "nil")) return std::nullopt;
        return std::string(word);
    }

  private:
    void skip_blanks()
    {
        while (rest_.starts_with(' ')) rest_.remove_prefix(1);
    }

    std::optional<std::string> literal()
    {
        if (literals_used_ == literals_.size()) return std::nullopt;
        return std::move(literals_[literals_used_++]);
    }

    std::string quoted()
    {
        std::string text;
        std::size_t i = 1;
        for (; i < rest_.size() && rest_[i] != '"'; ++i) {
            if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
            text += rest_[i];
        }
        rest_.remove_prefix(std::min(i + 1, rest_.size()));
        return text;
    }

    std::optional<std::string> skip_list()
    {
        std::size_t depth = 0;
        while (!rest_.empty()) {
            const char c = rest_.front();
            if (c == '"') {
                (void)quoted();
                continue;
            }
            rest_.remove_prefix(1);
            if (c == '(') ++depth;
            if (c == '{') (void)literal();
            if (c == ')' && --depth == 0) break;
        }
        return std::nullopt;
    }

    std::string_view rest_;
    std::vector<std::string>& literals_;
    std::size_t literals_used_ = 0;
};

/// "* 12 WORD rest": the number and what follows the word.
struct Numbered {
    std::int64_t number = 0;
    std::string_view rest;
};

std::optional<Numbered> read_numbered(std::string_view line, std::string_view word)
{
    if (!line.starts_with("* ")) return std::nullopt;
    line.remove_prefix(2);
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos) return std::nullopt;
    const auto number = base::parse_number(line.substr(0, blank));
    const std::string_view rest = line.substr(blank + 1);
    const std::string_view found = rest.substr(0, rest.find_first_of(" ("));
    if (!number || *number < 0 || !base::equal_ignoring_case(found, word)) return std::nullopt;
    return Numbered{.number = *number, .rest = rest.substr(found.size())};
}

}  // namespace

std::optional<ImapFetch> read_imap_fetch(ImapResponse response)
{
    const auto numbered = read_numbered(response.line, "FETCH");
    if (!numbered) return std::nullopt;
    const auto open = numbered->rest.find('(');
    if (open == std::string_view::npos) return std::nullopt;
    ItemScanner items(numbered->rest.substr(open + 1), response.literals);
    ImapFetch fetch;
    while (!items.is_at_end()) {
        const std::string name = items.name();
        auto value = items.value();
        if (name.empty() && !value) break;
        if (!value) continue;
        if (name == "UID") fetch.uid = base::parse_number(*value).value_or(0);
        if (name == "RFC822.SIZE") {
            const auto octets = base::parse_number(*value);
            if (octets && *octets >= 0) fetch.octets = static_cast<std::size_t>(*octets);
        }
        if (name == "BODY[]") fetch.message = std::move(*value);
    }
    if (fetch.uid <= 0 || fetch.uid > nz_number_max) return std::nullopt;
    return fetch;
}

std::optional<std::int64_t> read_imap_exists(const ImapResponse& response)
{
    const auto numbered = read_numbered(response.line, "EXISTS");
    if (!numbered) return std::nullopt;
    return numbered->number;
}

std::optional<std::int64_t> read_imap_uid_validity(const ImapResponse& response)
{
    constexpr std::string_view start = "* OK [UIDVALIDITY ";
    if (!base::starts_with_ignoring_case(response.line, start)) return std::nullopt;
    const std::string_view rest = std::string_view(response.line).substr(start.size());
    const auto number = base::parse_number(rest.substr(0, rest.find(']')));
    if (!number || *number <= 0 || *number > nz_number_max) return std::nullopt;
    return number;
}

std::vector<std::string> read_imap_capabilities(const ImapResponse& response)
{
    constexpr std::string_view start = "* CAPABILITY ";
    std::vector<std::string> words;
    if (!base::starts_with_ignoring_case(response.line, start)) return words;
    for (const std::string_view word : base::split(std::string_view(response.line).substr(start.size()), ' ')) {
        std::string upper(word);
        std::ranges::transform(upper, upper.begin(), [](char c) { return c >= 'a' && c <= 'z' ? char(c - 32) : c; });
        words.push_back(std::move(upper));
    }
    return words;
}

std::string imap_quoted(std::string_view text)
{
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') quoted += '\\';
        const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        quoted += is_control ? '?' : c;
    }
    return quoted + '"';
}

}  // namespace intake
