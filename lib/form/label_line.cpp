#include "form/label_line.h"

#include "base/text.h"
#include "form/blank.h"
#include "form/usual_names.h"

#include <algorithm>
#include <array>

namespace form {

namespace {

constexpr std::size_t label_octets_max = 200;  // "Do you wish to be registered as …?" in long languages
constexpr std::size_t mark_octets_max = 60;

/// What may stand between a label and its answer. A strong one makes a label of slips and small words, too.
struct Separator {
    std::string_view text;
    bool is_strong;
};

constexpr auto separators = std::to_array<Separator>({
    {":", true},   {"\uFF1A", true},  {"=", true},    {"\t", true},      {"|", true},
    {"?", false},  {"\uFF1F", false}, {" - ", false}, {"\u2013", false}, {"\u2014", false},
    {"->", false}, {"\u2192", false}, {"__", false},  {"...", false},    {"\u2026", false},
    {"  ", false}, {"[", false},      {")", false},   {".", false},
});

const Separator* separator_at(std::string_view line, std::size_t at)
{
    const auto found =
        std::ranges::find_if(separators, [&](const Separator& each) { return line.substr(at).starts_with(each.text); });
    return found == separators.end() ? nullptr : &*found;
}

bool keeps_itself(const Separator& separator)
{
    return separator.text == "[" || separator.text == "__";
}

bool is_exact(const Meaning& meaning)
{
    const auto is_sure = [](const std::optional<Target>& target) {
        return target && target->sureness == Sureness::sure;
    };
    return is_sure(meaning.column) || is_sure(meaning.respondent);
}

struct Split {
    LabelPiece piece;
    std::size_t octets = 0;  ///< of the label
};

/// "Contact: e-mail: …" may be a longer label; "Date: 12.5." and "Telephone: (02) …" are answers.
bool extends(const Split& shorter, std::string_view label, const Names& names)
{
    const std::string plain = plain_name(label);
    return plain != shorter.piece.label && names.is_name(plain);
}

/// The longest label at the front of the line that something parts from its answer.
std::optional<Split> split_label(std::string_view line, const Names& names)
{
    constexpr std::size_t candidates_max = 8;
    std::optional<Split> best;
    const std::size_t end = std::min(line.size(), label_octets_max);
    std::size_t candidates = 0;
    for (std::size_t i = 1; i < end && candidates < candidates_max; ++i) {
        const Separator* const separator = separator_at(line, i);
        if (separator == nullptr) continue;
        ++candidates;
        if (separator->text == "." && i + 1 < line.size() && base::is_alphanumeric(line[i + 1])) continue;  // "www.net"
        const std::string_view label = line.substr(0, i);
        Meaning meaning = separator->is_strong ? names.find(label) : names.find_exactly(label);
        if (meaning.is_found() && !separator->is_strong && !is_exact(meaning)) continue;
        const bool is_note =
            !meaning.is_found() && separator->is_strong && names.form().has_note && heads_note(plain_name(label));
        if (!meaning.is_found() && !is_note) continue;
        // A slip never beats what is right, nor does a separator that stands twice.
        if (best && !extends(*best, label, names)) continue;
        if (best && is_exact(best->piece.meaning) && !is_exact(meaning)) continue;
        std::size_t start = i + (keeps_itself(*separator) ? 0 : separator->text.size());
        while (start < line.size() && (line[start] == '|' || line[start] == ' ')) ++start;
        if (separator->text == "...") start = std::min(line.find_first_not_of(" .", start), line.size());
        best = Split{.piece = {.meaning = meaning,
                               .label = plain_name(label),
                               .rest = std::string(base::trim(line.substr(start))),
                               .is_note = is_note},
                     .octets = i};
    }
    return best;
}

/// The form's own label of several words with nothing but a blank behind it.
std::optional<Split> split_at_blank(std::string_view line, const Names& names)
{
    constexpr std::size_t words_min = 2;
    std::optional<Split> best;
    constexpr std::size_t words_max = 20;
    std::size_t words = 0;
    const std::size_t end = std::min(line.size(), label_octets_max);
    for (std::size_t i = 1; i < end && words < words_max; ++i) {
        if (line[i] != ' ' || ++words < words_min) continue;
        const Meaning meaning = names.find_exactly(line.substr(0, i));
        const auto is_label = [](const std::optional<Target>& target) {
            return target && target->rank == NameRank::label && target->sureness == Sureness::sure;
        };
        if (!is_label(meaning.column) && !is_label(meaning.respondent)) continue;
        best = Split{.piece = {.meaning = meaning,
                               .label = plain_name(line.substr(0, i)),
                               .rest = std::string(base::trim(line.substr(i)))},
                     .octets = i};
    }
    return best;
}

/// Where a further label may begin before the colon at `colon`: behind a gap, a line to write on, or a bar.
std::size_t gap_before(std::string_view text, std::size_t colon)
{
    std::size_t at = 0;
    for (const std::string_view gap : {"  ", "\t", "_ ", "|", ";", "__"}) {
        const auto found = text.rfind(gap, colon);
        if (found != std::string_view::npos) at = std::max(at, found + gap.size());
    }
    return at;
}

struct Colon {
    std::size_t at = std::string_view::npos;
    std::size_t octets = 0;
};

/// Of either width.
Colon find_colon(std::string_view text, std::size_t from)
{
    constexpr std::string_view wide = "\uFF1A";
    const auto narrow_at = text.find(':', from);
    const auto wide_at = text.find(wide, from);
    return narrow_at < wide_at ? Colon{.at = narrow_at, .octets = 1} : Colon{.at = wide_at, .octets = wide.size()};
}

/// Both may mean the same question. ("Name" and "Organization" may be one of a row, but never of a respondent.)
bool is_same_target(const Meaning& a, const Meaning& b)
{
    const auto differ = [](const std::optional<Target>& x, const std::optional<Target>& y) {
        return x && y && x->index != y->index;
    };
    const bool share_scope = (a.column && b.column) || (a.respondent && b.respondent);
    return share_scope && !differ(a.column, b.column) && !differ(a.respondent, b.respondent);
}

bool takes_several_lines(const Meaning& meaning, const config::Form& form)
{
    return meaning.column && form.columns[meaning.column->index].type == config::AnswerType::long_text;
}

struct Further {
    std::size_t start = std::string_view::npos;
    std::size_t colon_end = 0;
    std::size_t octets = 0;  ///< of the colon
    Meaning meaning;
};

/// "Ann Example    Organization: TISI", "Ann Example Country: Thailand": the next label within an answer.
Further find_further(const LabelPiece& piece, const Names& names)
{
    constexpr std::size_t words_max = 4;
    constexpr std::size_t colons_max = 4;
    const std::string_view text = piece.rest;
    std::size_t colons = 0;
    for (Colon next = find_colon(text, 0); next.at != std::string_view::npos && colons < colons_max;
         next = find_colon(text, next.at + next.octets)) {
        ++colons;
        const std::size_t colon = next.at;
        const std::size_t colon_end = colon + next.octets;
        if (text.substr(colon).starts_with("://")) continue;
        const std::size_t gap = gap_before(text, colon);
        const bool is_clear = gap > 0 && gap < colon;
        const Meaning behind_gap = is_clear ? names.find_exactly(text.substr(gap, colon - gap)) : Meaning{};
        if (is_exact(behind_gap) && !is_same_target(behind_gap, piece.meaning))
            return {.start = gap, .colon_end = colon_end, .octets = next.octets, .meaning = behind_gap};
        if (takes_several_lines(piece.meaning, names.form())) continue;
        Further best;
        std::size_t start = colon;
        for (std::size_t words = 0; words < words_max && start > 0; ++words) {
            const auto blank = text.rfind(' ', start - 1);
            const std::size_t begin = blank == std::string_view::npos ? 0 : blank + 1;
            start = blank == std::string_view::npos ? 0 : blank;
            const Meaning meaning = names.find_exactly(text.substr(begin, colon - begin));
            const bool is_other = is_exact(meaning) && !meaning.number && !is_same_target(meaning, piece.meaning);
            if (is_other) best = {.start = begin, .colon_end = colon_end, .octets = next.octets, .meaning = meaning};
        }
        if (best.start != std::string_view::npos) return best;
    }
    return {};
}

void split_further(std::vector<LabelPiece>& pieces, const Names& names)
{
    constexpr std::size_t pieces_max = 10;
    while (pieces.size() < pieces_max) {
        const Further further = find_further(pieces.back(), names);
        if (further.start == std::string_view::npos) return;
        const std::string text = pieces.back().rest;
        constexpr std::string_view trailing = " \t|;,_";
        const auto last = text.find_last_not_of(trailing, further.start == 0 ? 0 : further.start - 1);
        const bool has_text = further.start > 0 && last != std::string::npos;
        pieces.back().rest = has_text ? text.substr(0, last + 1) : "";
        const std::string_view all = text;
        pieces.push_back(
            {.meaning = further.meaning,
             .label = plain_name(all.substr(further.start, further.colon_end - further.octets - further.start)),
             .rest = std::string(base::trim(all.substr(further.colon_end)))});
    }
}

/// "[2]", "2.", "2)", "#2", "Row 2", "Event no. 2:" at the front; what stands behind it is the rest.
std::optional<Mark> take_mark(std::string_view& line)
{
    const std::string_view whole = line;
    std::size_t i = 0;
    std::size_t letters = 0;
    while (i < whole.size() && i < mark_octets_max && !base::is_digit(whole[i])) {
        const bool is_sign = std::string_view("[(#*.=- \t").find(whole[i]) != std::string_view::npos;
        letters += is_sign ? 0 : 1;
        ++i;
    }
    if (i == whole.size() || !base::is_digit(whole[i])) return std::nullopt;
    const std::string_view before = whole.substr(0, i);
    std::size_t end = i;
    while (end < whole.size() && base::is_digit(whole[end])) ++end;
    constexpr std::size_t digits_max = 3;  // a year is no row
    if (end - i > digits_max) return std::nullopt;
    const std::string plain = plain_name(before);
    const auto last_word = plain.rfind(' ');
    const std::string first_words = last_word == std::string::npos ? plain : plain.substr(0, last_word);
    if (letters > 0 && !names_a_row(plain) && !names_a_row(first_words)) return std::nullopt;
    const bool is_bracketed = end < whole.size() && (whole[end] == ']' || whole[end] == ')');
    const bool has_dot = end < whole.size() && (whole[end] == '.' || whole[end] == ':' || whole[end] == '-');
    const bool is_alone = base::trim(whole.substr(end)).empty();
    const bool is_named = letters > 0 || before.find_first_of("[#(") != std::string_view::npos;
    if (!is_bracketed && !has_dot && !(is_alone && is_named) && !is_named) return std::nullopt;
    if (has_dot && end + 1 < whole.size() && base::is_digit(whole[end + 1])) return std::nullopt;  // "14.05.2005"
    const auto number = base::parse_number(whole.substr(i, end - i));
    std::size_t rest = end;
    constexpr std::string_view tail = "]).:-= \t";
    while (rest < whole.size() && tail.find(whole[rest]) != std::string_view::npos) ++rest;
    line = whole.substr(rest);
    return Mark{.kind = Mark::Kind::row,
                .number = number ? std::optional(static_cast<std::size_t>(*number)) : std::nullopt};
}

/// "- Name: …", "* Name: …", "• Name: …"
std::string_view without_bullet(std::string_view line)
{
    for (const std::string_view bullet : {"\u2022", "\u00B7", "\u25AA", "\u25CF", "- ", "* ", "+ ", "\u2013 "}) {
        if (line.starts_with(bullet)) return base::trim(line.substr(bullet.size()));
    }
    return line;
}

std::optional<Mark> heading_of(std::string_view line)
{
    constexpr std::size_t heading_octets_max = 120;
    if (line.size() > heading_octets_max) return std::nullopt;
    const std::string plain = plain_name(line);
    if (heads_respondent(plain)) return Mark{.kind = Mark::Kind::respondent, .number = {}};
    const bool has_answer = line.find(": ") != std::string_view::npos;
    if (!has_answer && heads_example(plain)) return Mark{.kind = Mark::Kind::example, .number = {}};
    return std::nullopt;
}

std::vector<LabelPiece> pieces_of(std::string_view line, const Names& names)
{
    std::vector<LabelPiece> pieces;
    auto split = split_label(line, names);
    if (!split) split = split_at_blank(line, names);
    if (split) {
        pieces.push_back(std::move(split->piece));
    } else if (line.size() <= label_octets_max) {  // a label alone
        const Meaning meaning = names.find_exactly(without_blanks(line));
        const auto is_known = [](const std::optional<Target>& target) {
            return target && target->sureness == Sureness::sure;
        };
        if (is_known(meaning.column) || is_known(meaning.respondent))
            pieces.push_back({.meaning = meaning, .label = plain_name(line), .rest = ""});
    }
    if (!pieces.empty()) split_further(pieces, names);
    return pieces;
}

/// "| Name | Ann |": what a table of two columns is drawn with.
std::string_view without_bars(std::string_view line)
{
    if (!line.starts_with('|') || !line.ends_with('|') || line.size() < 2) return line;
    return base::trim(line.substr(1, line.size() - 2));
}

}  // namespace

LabelLine read_label_line(std::string_view line, const Names& names)
{
    line = without_bars(line);
    LabelLine result;
    if (const auto heading = heading_of(line)) {
        result.mark = heading;
        return result;
    }
    result.pieces = pieces_of(line, names);
    if (!result.pieces.empty()) return result;
    std::string_view rest = without_bullet(line);
    if (rest.size() != line.size()) result.pieces = pieces_of(rest, names);
    if (!result.pieces.empty()) return result;
    const auto mark = take_mark(rest);
    if (!mark) return result;
    rest = base::trim(rest);
    if (const auto heading = heading_of(rest)) {
        result.mark = heading;
        return result;
    }
    if (!rest.empty()) result.pieces = pieces_of(rest, names);
    if (rest.empty() || !result.pieces.empty()) result.mark = mark;
    return result;
}

}  // namespace form
