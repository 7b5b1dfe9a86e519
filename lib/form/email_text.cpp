#include "form/email_text.h"

#include "base/text.h"
#include "form/reading_result.h"
#include "mail/mailbox.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

namespace form {

namespace {

constexpr std::size_t octets_max = 1000;
constexpr std::size_t addresses_max = 10;

/// The signs that people write for others.
constexpr std::array<std::pair<std::string_view, std::string_view>, 34> slips{{
    {" arroba ", "@"}, {"[arroba]", "@"},  {"(at)", "@"},     {"[at]", "@"},    {"{at}", "@"},    {"<at>", "@"},
    {" at ", "@"},     {"(a)", "@"},       {"[a]", "@"},      {"＠", "@"},      {"﹫", "@"},      {"( at )", "@"},
    {"[ at ]", "@"},   {"(arobase)", "@"}, {"(arroba)", "@"}, {"&#64;", "@"},   {"(@)", "@"},     {"[@]", "@"},
    {"(dot)", "."},    {"[dot]", "."},     {"{dot}", "."},    {" dot ", "."},   {"( dot )", "."}, {"[ dot ]", "."},
    {"．", "."},       {"。", "."},        {"(punto)", "."},  {"(point)", "."}, {"(ponto)", "."}, {"(punkt)", "."},
    {"@@", "@"},       {"(ät)", "@"},      {"[punkt]", "."},  {" (at", "@"},
}};

struct Plain {
    std::string text;
    bool is_changed = false;
};

std::size_t find_ignoring_case(std::string_view text, std::string_view what, std::size_t from)
{
    const auto found = std::search(text.begin() + static_cast<std::ptrdiff_t>(from), text.end(), what.begin(),
                                   what.end(), [](char a, char b) { return base::to_lower(a) == base::to_lower(b); });
    return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

void replace_all(Plain& plain, std::string_view slip, std::string_view sign)
{
    for (auto at = find_ignoring_case(plain.text, slip, 0); at != std::string::npos;
         at = find_ignoring_case(plain.text, slip, at + sign.size())) {
        plain.text.replace(at, slip.size(), sign);
        plain.is_changed = true;
    }
}

/// Words alone say @ only where no sign does: "write to ann at body.example".
Plain with_signs(std::string_view written)
{
    Plain plain{.text = std::string(written)};
    const bool has_at = written.find('@') != std::string_view::npos;
    for (const auto& [slip, sign] : slips) {
        const bool is_word = slip.front() == ' ';
        if (!(is_word && has_at)) replace_all(plain, slip, sign);
    }
    return plain;
}

/// Without blanks at the @, and at a dot within the domain.
Plain without_gaps(Plain plain)
{
    std::string text;
    bool is_in_domain = false;
    for (std::size_t i = 0; i < plain.text.size(); ++i) {
        const char c = plain.text[i];
        const bool is_inner = i > 0 && i + 1 < plain.text.size();
        if (c == ' ' && is_inner) {
            const char before = plain.text[i - 1];
            const char after = plain.text[i + 1];
            const bool is_domain_dot =
                is_in_domain &&
                (after == '.' || (before == '.' && base::is_alphanumeric(after) && base::to_lower(after) == after));
            if (before == '@' || after == '@' || is_domain_dot) {
                plain.is_changed = true;
                continue;
            }
            is_in_domain = false;
        }
        if (c == '@') is_in_domain = true;
        text += c;
    }
    plain.text = std::move(text);
    return plain;
}

bool is_around(char c)
{
    return std::string_view(" <>()[]{}\"',;:|\t").find(c) != std::string_view::npos;
}

std::string_view without_ends(std::string_view word)
{
    constexpr std::string_view ends = ".,;:!?'\"-–";
    while (!word.empty() && ends.find(word.back()) != std::string_view::npos) word.remove_suffix(1);
    while (!word.empty() && std::string_view(".,;:'\"*•=").find(word.front()) != std::string_view::npos)
        word.remove_prefix(1);
    return word;
}

/// Each word with an @ in it, once.
std::vector<std::string> addresses_in(std::string_view text)
{
    std::vector<std::string> found;
    std::size_t start = 0;
    for (std::size_t i = 0; i <= text.size() && found.size() < addresses_max; ++i) {
        const bool is_comma_for_dot =
            i < text.size() && text[i] == ',' && i + 1 < text.size() && base::is_alphanumeric(text[i + 1]) &&
            text.substr(start, i - start).find('@') != std::string_view::npos &&
            text.substr(i, text.find_first_of(" ;<>,", i + 1) - i).find('@') == std::string_view::npos;
        const bool is_end = i == text.size() || (is_around(text[i]) && !is_comma_for_dot) || text[i] == '/';
        if (!is_end) continue;
        const std::string_view word = without_ends(text.substr(start, i - start));
        start = i + 1;
        if (word.find('@') == std::string_view::npos || word.size() < 3) continue;
        const bool is_known =
            std::ranges::any_of(found, [&](const std::string& each) { return base::equal_ignoring_case(each, word); });
        if (!is_known) found.emplace_back(word);
    }
    return found;
}

bool is_whole(std::string_view address)
{
    const auto mailbox = mail::parse_mailbox(address);
    if (!mailbox || mailbox->domain.starts_with('[')) return false;
    const auto dot = mailbox->domain.rfind('.');
    return dot != std::string::npos && mailbox->domain.size() - dot > 2;
}

/// "info@body,example", "info@www.body..example"
std::string mended(std::string address)
{
    const auto at = address.rfind('@');
    for (std::size_t i = at; i < address.size(); ++i) {
        if (address[i] == ',') address[i] = '.';
    }
    for (auto twice = address.find("..", at); twice != std::string::npos; twice = address.find("..", at))
        address.erase(twice, 1);
    if (address.size() > at + 1 && address[at + 1] == '.') address.erase(at + 1, 1);
    return address;
}

}  // namespace

ReadValue read_email(std::string_view written)
{
    if (written.size() > octets_max) return unreadable(Why::email_too_long);
    const Plain plain = without_gaps(with_signs(written));
    const std::vector<std::string> addresses = addresses_in(plain.text);
    if (addresses.empty()) return unreadable(Why::no_email);
    const auto whole = std::ranges::find_if(addresses, is_whole);
    if (whole == addresses.end()) {
        const std::string guess = mended(addresses.front());
        return is_whole(guess) ? guessed(guess, Why::misspelt) : unreadable(Why::part_of_email);
    }
    if (addresses.size() > 1) return guessed(*whole, Why::more_addresses);
    if (plain.is_changed) return likely(*whole);
    return *whole == written ? sure(*whole) : likely(*whole);
}

}  // namespace form
