#include "form/web_address.h"

#include "base/text.h"
#include "form/reading_result.h"
#include "mail/mailbox.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

namespace form {

namespace {

constexpr std::size_t octets_max = 2000;
constexpr std::size_t addresses_max = 10;

struct Link {
    std::string text;  ///< with its scheme
    bool has_scheme = false;
    bool is_mended = false;
};

std::string_view host_of(std::string_view rest)
{
    return rest.substr(0, rest.find_first_of("/?#:"));
}

bool is_host(std::string_view host)
{
    const auto dot = host.rfind('.');
    if (dot == std::string_view::npos || host.size() - dot < 3) return false;
    const bool is_number = std::ranges::all_of(host, [](char c) { return base::is_digit(c) || c == '.'; });
    return !is_number && mail::canonical_domain(host).has_value();
}

/// What stands before the host, in any of the ways in which it is mistyped: "htpp://", "http:\\", "http//:".
std::size_t scheme_octets(std::string_view word)
{
    constexpr std::array<std::string_view, 8> names{"https", "http", "htpps", "htpp", "htttp", "hhtp", "htp", "ttp"};
    for (const std::string_view name : names) {
        if (!base::starts_with_ignoring_case(word, name)) continue;
        const auto end = word.find_first_not_of(":;/\\", name.size());
        const std::string_view marks =
            word.substr(name.size(), end == std::string_view::npos ? end : end - name.size());
        if (marks.size() >= 2 || marks == ":") return name.size() + marks.size();
    }
    return 0;
}

std::string_view without_ends(std::string_view word)
{
    constexpr std::string_view ends = ".,;:!\"'>)]|";
    while (!word.empty() && ends.find(word.back()) != std::string_view::npos) word.remove_suffix(1);
    while (!word.empty() && std::string_view("<([\"'*•").find(word.front()) != std::string_view::npos)
        word.remove_prefix(1);
    return word;
}

std::optional<Link> as_link(std::string_view word)
{
    word = without_ends(word);
    std::size_t start = scheme_octets(word);
    while (const std::size_t again = scheme_octets(word.substr(start))) start += again;  // "http://http://www…"
    const std::string_view scheme = word.substr(0, start);
    const std::string_view rest = word.substr(start);
    const bool is_secure =
        base::starts_with_ignoring_case(scheme, "https") || base::starts_with_ignoring_case(scheme, "htpps");
    const std::string_view wanted = is_secure ? "https://" : "http://";
    if (rest.empty() || rest.find('@') != std::string_view::npos || !is_host(host_of(rest))) return std::nullopt;
    const bool is_right = base::equal_ignoring_case(scheme, wanted);
    Link link{.has_scheme = start > 0, .is_mended = start > 0 && !is_right};
    link.text = (is_right ? std::string(scheme) : std::string(wanted)) + std::string(rest);
    return link;
}

/// Without its scheme and a last stroke, in lower case.
std::string comparable(const Link& link)
{
    std::string text = base::to_lower(std::string_view(link.text).substr(link.text.find("://") + 3));
    if (text.ends_with('/')) text.pop_back();
    return text;
}

/// Words of the text that are links; the same one twice ("www.body.example <http://www.body.example/>") is as it stood first,
/// with the scheme that the other one told.
std::vector<Link> links_in(std::string_view text)
{
    std::vector<Link> found;
    for (std::size_t start = 0; start < text.size() && found.size() < addresses_max;) {
        const auto end = std::min(text.find_first_of(" <>", start), text.size());
        auto link = as_link(text.substr(start, end - start));
        start = end + 1;
        if (!link) continue;
        const auto known = std::ranges::find(found, comparable(*link), comparable);
        if (known == found.end()) {
            found.push_back(std::move(*link));
        } else if (!known->has_scheme && link->has_scheme) {
            const std::string_view path = std::string_view(known->text).substr(known->text.find("://"));
            known->text = link->text.substr(0, link->text.find("://")) + std::string(path);
            known->has_scheme = true;
        }
    }
    return found;
}

bool is_label(std::string_view word)
{
    constexpr std::array<std::string_view, 8> labels{
        "url:", "url", "web:", "website:", "site:", "homepage:", "web", "www:"};
    return std::ranges::any_of(labels, [&](std::string_view each) { return base::equal_ignoring_case(word, each); });
}

}  // namespace

ReadValue read_web_address(std::string_view written)
{
    if (written.size() > octets_max) return unreadable(Why::web_too_long);
    std::string text(written);
    const std::string_view first = written.substr(0, written.find(' '));
    if (is_label(first) && first.size() < written.size()) text.erase(0, first.size() + 1);

    std::vector<Link> links = links_in(text);
    if (links.size() > 1) return guessed(links.front().text, Why::more_addresses);
    const bool is_whole = links.size() == 1 && text.find_first_of(" <>") == std::string::npos;
    if (is_whole) {
        const bool is_sure = links.front().has_scheme && !links.front().is_mended && links.front().text == written;
        return is_sure ? sure(links.front().text) : likely(links.front().text);
    }
    std::string joined = text;
    std::erase(joined, ' ');
    const bool is_broken_apart = text.find_first_of("<>@") == std::string::npos &&
                                 (scheme_octets(joined) > 0 || base::starts_with_ignoring_case(joined, "www"));
    if (const auto link = as_link(joined); link && is_broken_apart) {
        const bool is_all_of_it =
            links.empty() || joined.ends_with(host_of(links.front().text.substr(links.front().text.find("://") + 3)));
        return is_all_of_it ? likely(link->text) : guessed(link->text, Why::blanks_within);
    }
    if (links.size() == 1) return likely(links.front().text);
    std::ranges::replace(joined, ',', '.');
    if (const auto link = as_link(joined); link && is_broken_apart) return guessed(link->text, Why::misspelt);
    if (text.find('@') != std::string::npos) return unreadable(Why::email_for_web);
    return unreadable(Why::no_web);
}

}  // namespace form
