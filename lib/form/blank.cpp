#include "form/blank.h"

#include "base/text.h"
#include "form/names.h"
#include "form/usual_names.h"

#include <algorithm>

namespace form {

namespace {

/// Runs of these at least so long are lines to write on. ("..." may end a sentence.)
bool is_line_to_write_on(std::string_view text, std::size_t at, std::size_t& end)
{
    constexpr std::size_t underscores_min = 3;
    constexpr std::size_t dots_min = 5;
    constexpr std::string_view ellipsis = "\u2026";
    end = at;
    if (text[at] == '_' || text[at] == '.') {
        end = std::min(text.find_first_not_of(text[at], at), text.size());
        return end - at >= (text[at] == '_' ? underscores_min : dots_min);
    }
    while (text.substr(end).starts_with(ellipsis)) end += ellipsis.size();
    return end - at >= 2 * ellipsis.size();
}

std::string without_lines_to_write_on(std::string_view line)
{
    std::string rest;
    for (std::size_t i = 0; i < line.size();) {
        std::size_t end = i;
        if (is_line_to_write_on(line, i, end)) {
            if (!rest.empty() && rest.back() != ' ') rest += ' ';
            i = end;
            continue;
        }
        const bool is_second_blank = line[i] == ' ' && rest.ends_with(' ');
        if (!is_second_blank) rest += line[i];
        ++i;
    }
    return std::string(base::trim(rest));
}

/// "*TISI*" as mail programs write bold; "__TISI" with what is left of the line to write on.
std::string_view without_emphasis(std::string_view line)
{
    while (line.starts_with('_')) line = base::trim(line.substr(1));
    while (line.ends_with('_')) line = base::trim(line.substr(0, line.size() - 1));
    while (line.size() >= 2 && line.front() == '*' && line.back() == '*')
        line = base::trim(line.substr(1, line.size() - 2));
    const bool is_half = line.starts_with('*') && line.find('*', 1) == std::string_view::npos;
    return is_half ? base::trim(line.substr(1)) : line;
}

/// "= TISI", ": TISI": a separator that stood twice.
std::string_view without_separator(std::string_view line)
{
    constexpr std::string_view wide_colon = "\uFF1A";
    while (!line.empty()) {
        if (line.front() == ':' || line.front() == '=')
            line = base::trim(line.substr(1));
        else if (line.starts_with(wide_colon))
            line = base::trim(line.substr(wide_colon.size()));
        else if (line.starts_with("- ") || line.starts_with("> "))
            line = base::trim(line.substr(2));
        else
            break;
    }
    return line;
}

}  // namespace

std::string without_blanks(std::string_view written)
{
    std::string rest;
    bool is_first = true;
    for (const std::string_view line : base::split(written, '\n')) {
        const std::string kept = without_lines_to_write_on(base::trim(line));
        std::string_view words = without_emphasis(kept);
        if (is_first) words = without_emphasis(without_separator(words));
        if (words.empty()) continue;
        is_first = false;
        if (!rest.empty()) rest += '\n';
        rest += words;
    }
    return rest;
}

bool is_blank(std::string_view written)
{
    constexpr std::size_t prompt_octets_max = 200;
    const std::string rest = without_blanks(written);
    if (rest.empty()) return true;
    if (rest.size() > prompt_octets_max) return false;
    constexpr std::string_view ticked = "\u2611\u2612\u2713\u2714\u2717\u2718\u25CB\u25CF\u25C9\u25A0";
    const bool may_be_ticked = ticked.find(rest) != std::string_view::npos;
    const std::string plain = plain_name(rest);
    if (plain.empty()) return !may_be_ticked;
    return asks_to_be_filled_in(plain);
}

}  // namespace form
