#include "form/writer_line.h"

#include "base/text.h"
#include "form/country_name.h"
#include "form/names.h"
#include "form/shown_type.h"
#include "form/usual_names.h"

#include <algorithm>
#include <array>
#include <vector>

namespace form {

namespace {

constexpr std::size_t octets_max = 300;
constexpr std::size_t name_octets_max = 60;

bool has_digits(std::string_view text)
{
    return std::ranges::any_of(text, base::is_digit);
}

/// "SABS", but no degree behind a name.
bool is_acronym(std::string_view text)
{
    constexpr auto degrees = std::to_array<std::string_view>(
        {"MBA", "PHD", "MSC", "BSC", "LLM", "LLB", "CEO", "CFO", "CSR", "DBA", "CPA", "OBE", "MEP", "II", "III"});
    constexpr std::size_t octets_min = 3;
    constexpr std::size_t octets_max_of_one = 8;
    return text.size() >= octets_min && text.size() <= octets_max_of_one &&
           std::ranges::all_of(text, [](char c) { return c >= 'A' && c <= 'Z'; }) &&
           std::ranges::find(degrees, text) == degrees.end();
}

/// "on 22 June 2005"
std::string_view without_preposition(std::string_view text)
{
    for (const std::string_view word : {"on ", "le ", "el ", "am ", "em ", "il ", "op ", "den "})
        if (text.starts_with(word)) return text.substr(word.size());
    return text;
}

bool has_several_words(std::string_view text)
{
    const bool is_of_another_script =
        static_cast<unsigned char>(text.front()) >= 0xE0;  // many write names without blanks
    return is_of_another_script || text.find(' ') != std::string_view::npos;
}

/// Parted by commas, brackets, strokes and dashes between blanks.
std::vector<std::string_view> pieces_of(std::string_view line)
{
    std::vector<std::string_view> pieces;
    std::size_t start = 0;
    const auto end_piece = [&](std::size_t end, std::size_t next) {
        const std::string_view piece = base::trim(line.substr(start, end - start));
        if (!piece.empty()) pieces.push_back(piece);
        start = next;
    };
    for (std::size_t i = 0; i < line.size(); ++i) {
        const std::string_view rest = line.substr(i);
        if (std::string_view(",;()|").find(line[i]) != std::string_view::npos) end_piece(i, i + 1);
        for (const std::string_view sign :
             {" - ", " \u2013 ", " \u2014 ", " / ", "\uFF08", "\uFF09", "\u3001", "\uFF0C"})
            if (rest.starts_with(sign)) end_piece(i, i + sign.size());
    }
    end_piece(line.size(), line.size());
    return pieces;
}

/// "Park Ji-hoon (박지훈)": the same name as its own script writes it.
bool is_name_again(std::string_view name, std::string_view piece)
{
    constexpr std::size_t octets_max_of_name = 24;
    const auto is_ascii = [](std::string_view text) { return base::is_ascii(text); };
    return is_ascii(name) && static_cast<unsigned char>(piece.front()) >= 0xE0 && piece.size() <= octets_max_of_name;
}

void take(WriterLine& line, std::string_view piece, bool is_before_country)
{
    if (const std::string country = country_code(piece); !country.empty()) {
        line.country = country;
    } else if (has_digits(piece)) {
        const std::string_view date = without_preposition(piece);
        if (line.date.empty() && is_clearly(config::AnswerType::date, date)) line.date = date;
    } else if (line.organization.empty() && piece.find('@') == std::string_view::npos &&
               !is_name_again(line.name, piece) && !names_a_post(plain_name(piece)) &&
               (has_several_words(piece) || is_acronym(piece) || is_before_country)) {
        line.organization = piece;
    }
}

}  // namespace

std::optional<WriterLine> read_writer_line(std::string_view text)
{
    if (text.size() > octets_max) return std::nullopt;
    const auto lines = base::split(text, '\n');
    const auto pieces = pieces_of(lines.front());
    if (pieces.empty()) return std::nullopt;
    const std::string_view name = pieces.front();
    const bool is_name = name.size() <= name_octets_max && !has_digits(name) && has_several_words(name) &&
                         name.find_first_of("@:?") == std::string_view::npos && country_code(name).empty() &&
                         !(name.front() >= 'a' && name.front() <= 'z');
    if (!is_name) return std::nullopt;
    WriterLine found{.name = std::string(name), .organization = {}, .country = {}, .date = {}};
    for (std::size_t i = 1; i < pieces.size(); ++i) {
        const bool is_before_country = i + 1 < pieces.size() && !country_code(pieces[i + 1]).empty();
        take(found, pieces[i], is_before_country);
    }
    for (std::size_t i = 1; i < lines.size(); ++i) take(found, base::trim(lines[i]), false);
    if (found.organization.empty() && found.country.empty() && found.date.empty()) return std::nullopt;
    return found;
}

bool is_whole_writer_line(std::string_view text)
{
    const auto line = read_writer_line(text);
    return line && !line->organization.empty() && !line->country.empty();
}

}  // namespace form
