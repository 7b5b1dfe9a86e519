#include "mail/text_html.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace mail {

std::string escape_markup(std::string_view utf8)
{
    std::string escaped;
    for (const char c : utf8) {
        const auto octet = static_cast<unsigned char>(c);
        const bool is_control = (octet < 0x20 && c != '\n' && c != '\t') || octet == 0x7F;
        if (c == '&')
            escaped += "&amp;";
        else if (c == '<')
            escaped += "&lt;";
        else if (c == '>')
            escaped += "&gt;";
        else if (c == '"')
            escaped += "&quot;";
        else if (!is_control)
            escaped += c;
    }
    return escaped;
}

namespace {

bool ends_address(char c)
{
    return static_cast<unsigned char>(c) <= ' ' || c == '<' || c == '>' || c == '"';
}

/// Where the first web address of the text begins; its size when there is none.
std::size_t find_address(std::string_view text)
{
    return std::min({text.find("https://"), text.find("http://"), text.size()});
}

/// A stop or bracket at the end belongs to the sentence, unless the address opened the bracket itself.
std::string_view address_at(std::string_view text)
{
    std::string_view address(text.begin(), std::ranges::find_if(text, ends_address));
    constexpr std::string_view stops = ".,;:!?'*_";
    while (!address.empty()) {
        const bool closes_nothing = address.back() == ')' && address.find('(') == std::string_view::npos;
        if (stops.find(address.back()) == std::string_view::npos && !closes_nothing) break;
        address.remove_suffix(1);
    }
    return address;
}

std::string line_to_html(std::string_view line)
{
    std::string html;
    while (!line.empty()) {
        const std::size_t before = find_address(line);
        html += escape_markup(line.substr(0, before));
        line.remove_prefix(before);
        if (line.empty()) break;
        const std::string address = escape_markup(address_at(line));
        html += "<a href=\"" + address + "\">" + address + "</a>";
        line.remove_prefix(address_at(line).size());
    }
    return html;
}

}  // namespace

std::string text_to_html(std::string_view text)
{
    std::string html;
    bool is_open = false;
    for (const std::string_view line : base::split(text, '\n')) {
        const bool is_empty = base::trim(line).empty();
        if (is_empty && is_open) html += "</p>\n";
        if (!is_empty) html += (is_open ? "<br>\n" : "<p>") + line_to_html(line);
        is_open = !is_empty;
    }
    return html + (is_open ? "</p>\n" : "");
}

}  // namespace mail
