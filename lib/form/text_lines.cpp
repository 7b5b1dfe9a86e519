#include "form/text_lines.h"

#include "base/text.h"
#include "form/blank.h"
#include "form/usual_names.h"
#include "form/writer_line.h"
#include "mail/attribution.h"
#include "mail/quoted_header.h"
#include "mail/reply_lines.h"
#include "mail/reply_words.h"
#include "mail/signature.h"

#include <algorithm>

namespace form {

namespace {

/// "TGS> ": the initials of who is quoted, as some programs write them.
std::size_t initials_before_mark(std::string_view line)
{
    constexpr std::size_t initials_max = 4;
    std::size_t letters = 0;
    while (letters < line.size() && line[letters] >= 'A' && line[letters] <= 'Z') ++letters;
    const bool has_mark = letters > 0 && letters <= initials_max && line.substr(letters).starts_with('>');
    return has_mark ? letters : 0;
}

/// Takes the marks of quotation off the front: "> > ", ">>".
std::size_t take_quotation(std::string_view& line)
{
    line.remove_prefix(initials_before_mark(line));
    std::size_t depth = 0;
    for (; line.starts_with('>'); ++depth) line = base::trim(line.substr(1));
    return depth;
}

bool has_own_date(std::span<const TextLine> header)
{
    return std::ranges::any_of(header, [](const TextLine& line) {
        const auto colon = line.text.find(':');
        const std::string name = base::to_lower(base::trim(std::string_view(line.text).substr(0, colon)));
        return colon != std::string::npos && mail::quoted_field(name) == mail::QuotedField::date;
    });
}

/// An answer to "Date:" above a header block that has a date of its own, or parted from it by other lines.
bool begins_later(const std::vector<TextLine>& lines, const std::vector<mail::ReplyLine>& reply, std::size_t i)
{
    if (lines[i].kind != TextLine::Kind::labels) return false;
    const std::size_t end = mail::find_quoted_header(reply, i).end;
    for (std::size_t j = i + 1; j < std::min(end, lines.size()); ++j) {
        if (mail::find_quoted_header(reply, j).is_found())
            return j > i + 1 || has_own_date(std::span(lines).subspan(j, std::min(end, lines.size()) - j));
    }
    return false;
}

/// Header blocks over quoted messages, and the lines that say who wrote when: their "Date:" is no answer.
void mark_letter_lines(std::vector<TextLine>& lines, const std::vector<mail::ReplyLine>& reply)
{
    for (std::size_t i = mail::next_with_text(reply, 0); i < lines.size(); i = mail::next_with_text(reply, i)) {
        const mail::QuotedHeader header =
            begins_later(lines, reply, i) ? mail::QuotedHeader{} : mail::find_quoted_header(reply, i);
        const std::size_t attribution = mail::attribution_start(reply, i);
        std::size_t end = i + 1;
        if (header.is_found()) {
            end = std::max(header.end, i + 1);
            for (std::size_t j = header.first; j < std::min(end, lines.size()); ++j)
                lines[j].kind = TextLine::Kind::letter;
        } else if (attribution <= i && lines[i].kind != TextLine::Kind::labels) {
            for (std::size_t j = attribution; j <= i; ++j) lines[j].kind = TextLine::Kind::letter;
        }
        i = end;
    }
}

/// "> -- ": the end of the letter that is quoted, down to where the quotation ends.
void mark_quoted_footers(std::vector<TextLine>& lines)
{
    bool is_footer = false;
    std::size_t depth = 0;
    for (TextLine& line : lines) {
        const bool begins = line.depth > 0 && (line.text == "--" || line.text.starts_with("-- "));
        if (begins) depth = line.depth;
        if (line.kind != TextLine::Kind::blank && line.depth < depth) is_footer = false;
        is_footer = is_footer || begins;
        if (is_footer) line.is_signature = true;
    }
}

void mark_signature_lines(std::vector<TextLine>& lines, std::vector<mail::ReplyLine> reply)
{
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].depth > 0) reply[i].zone = mail::ReplyZone::quoted;
    }
    mail::mark_signatures(reply, {});
    for (std::size_t i = 0; i < lines.size(); ++i) lines[i].is_signature = reply[i].zone == mail::ReplyZone::signature;
}

TextLine::Kind kind_of(const TextLine& line, const std::string& plain, const Names& names)
{
    if (line.text.empty() || (line.labels.is_plain() && without_blanks(line.text).empty()))
        return TextLine::Kind::blank;
    if (!line.labels.is_plain()) return TextLine::Kind::labels;
    if (names.is_own_prose(plain)) return TextLine::Kind::form;
    if (closes_a_letter(plain)) return TextLine::Kind::letter;
    return TextLine::Kind::text;
}

/// "Who to ask: a@b.example": a few words without stops, a colon, and something behind it.
void find_unknown_label(TextLine& line)
{
    constexpr std::size_t label_octets = 200;
    constexpr std::size_t label_characters = 60;
    constexpr std::ptrdiff_t blanks_max = 4;
    constexpr std::string_view wide_colon = "\uFF1A";
    const std::string_view text = line.text;
    auto narrow = text.find(':');
    const auto is_before_answer = [&](std::size_t at) {  // "14:30" and "http://" are no labels
        return at + 1 < text.size() && (text[at + 1] == ' ' || static_cast<unsigned char>(text[at + 1]) >= 0x80);
    };
    while (narrow != std::string_view::npos && !is_before_answer(narrow)) narrow = text.find(':', narrow + 1);
    const auto wide = text.find(wide_colon);
    const auto colon = std::min(narrow, wide);
    if (colon == 0 || colon > label_octets) return;
    std::string_view label = base::trim(text.substr(0, colon));
    if (label.size() > 1 && label.ends_with('.')) label.remove_suffix(1);  // "Addr.: …"
    const bool has_stops = label.find_first_of(".,;!?/@\"0123456789") != std::string_view::npos;
    const auto characters = static_cast<std::size_t>(
        std::ranges::count_if(label, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
    if (label.empty() || has_stops || characters > label_characters || std::ranges::count(label, ' ') > blanks_max)
        return;
    line.unknown_label = label;
    line.behind_it = base::trim(text.substr(colon + (colon == wide ? wide_colon.size() : 1)));
}

/// A row's mark, a section's heading, or the first question of either.
bool begins_form(const TextLine& line)
{
    if (line.labels.mark) return true;
    const auto is_first = [](const std::optional<Target>& target) { return target && target->index == 0; };
    return std::ranges::any_of(line.labels.pieces, [&](const LabelPiece& piece) {
        return is_first(piece.meaning.column) || is_first(piece.meaning.respondent);
    });
}

/// i + 1 when what stands there is too long for one.
std::size_t end_of_card(const std::vector<TextLine>& lines, std::size_t i)
{
    constexpr std::size_t card_lines_max = 16;
    const std::size_t depth = lines[i].depth;
    for (std::size_t j = i + 1; j < std::min(lines.size(), i + card_lines_max); ++j) {
        const bool is_other = lines[j].kind == TextLine::Kind::letter || lines[j].kind == TextLine::Kind::form;
        const bool is_deeper = lines[j].depth != depth && lines[j].kind != TextLine::Kind::blank;
        if (is_other || is_deeper || begins_form(lines[j])) return j;
    }
    return lines.size() <= i + card_lines_max ? lines.size() : i + 1;
}

/// What stands below the end of a letter is a card of its writer, up to what is quoted, a mark, or a form: its "E-mail:" is
/// no answer.
void mark_cards(std::vector<TextLine>& lines)
{
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].kind != TextLine::Kind::letter || !closes_a_letter(plain_name(lines[i].text))) continue;
        const std::size_t end = end_of_card(lines, i);
        for (std::size_t j = i + 1; j < end; ++j) lines[j].is_signature = true;
    }
}

constexpr std::size_t wrapped_octets_min = 55;  // programs break lines that are longer than 60 to 78

/// "A. Rossi", "P.O. Box 77": initials are no labels, but where a question ends with its mark and its answer follows.
class Initials {
  public:
    [[nodiscard]] bool are_labels(const TextLine& line)
    {
        if (line.labels.pieces.empty() || !is_initial(line)) return true;
        const LabelPiece& piece = line.labels.pieces.front();
        const bool may_be_broken =
            piece.meaning.column && piece.meaning.column->index == 0 && piece.rest.size() >= wrapped_octets_min;
        const bool is_question = piece.rest.ends_with('?') || piece.rest.ends_with("\uFF1F") || may_be_broken;
        const bool is_answer = !question_.empty() && piece.label != question_;
        question_ = is_question ? piece.label : "";
        return is_question || is_answer;
    }

  private:
    /// One letter and a full stop, in front.
    static bool is_initial(const TextLine& line)
    {
        const LabelPiece& piece = line.labels.pieces.front();
        if (piece.label.size() != 1 || piece.meaning.number) return false;
        const auto letter = line.text.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
        return letter != std::string::npos && line.text.substr(letter + 1).starts_with('.');
    }

    std::string question_;  ///< the letter of the question that waits for its answer
};

/// A label that its program broke in two: the line below completes it.
bool completes_label(const TextLine& first, const std::string& second, const Names& names)
{
    constexpr std::size_t broken_octets_min = 40;
    const bool is_open = std::ranges::count(first.text, '(') > std::ranges::count(first.text, ')');
    if (!is_open && first.text.size() < broken_octets_min) return false;
    const bool is_answered = !first.labels.pieces.empty() && !is_open;
    if (is_answered || first.labels.mark || second.empty()) return false;
    const LabelLine both = read_label_line(first.text + ' ' + second, names);
    return !both.mark && !both.pieces.empty() && both.pieces.front().label.starts_with(plain_name(first.text) + ' ');
}

/// "-----  -----", "-----+-----" below the headings of a table; mail's rules would take it for the line above a signature.
bool rules_columns(std::string_view text)
{
    const bool has_gap =
        text.find("- ") != std::string_view::npos || text.find_first_of("+|") != std::string_view::npos;
    return has_gap && text.find_first_not_of("-=+| ") == std::string_view::npos;
}

/// Some programs quote with bars, where others draw tables.
bool quotes_with_bars(std::span<const document::Line* const> lines)
{
    std::size_t bars = 0;
    std::size_t others = 0;
    for (const document::Line* line : lines) {
        const std::string_view text = base::trim(line->text);
        if (text.empty()) continue;
        const bool is_bar = text.front() == '|' && text.find('|', 1) == std::string_view::npos;
        ++(is_bar ? bars : others);
    }
    return bars > others;
}

std::vector<TextLine> split_lines(std::span<const document::Line* const> lines)
{
    const bool has_bars = quotes_with_bars(lines.first(std::min(lines.size(), text_lines_max)));
    std::vector<TextLine> all;
    for (const document::Line* line : lines.first(std::min(lines.size(), text_lines_max))) {
        std::string_view rest = base::trim(line->text);
        TextLine read;
        read.depth = take_quotation(rest);
        if (has_bars && rest.starts_with('|')) {
            rest = base::trim(rest.substr(1));
            ++read.depth;
        }
        read.text = rest.substr(0, rest.find('\n'));
        read.place = line->place;
        all.push_back(std::move(read));
    }
    return all;
}

/// "Ann Example, Example Council, Norway" below all answers.
void mark_writer_at_end(std::vector<TextLine>& lines)
{
    const auto last = std::find_if(lines.rbegin(), lines.rend(),
                                   [](const TextLine& line) { return line.kind != TextLine::Kind::blank; });
    const bool stands_apart =
        last != lines.rend() && std::next(last) != lines.rend() && std::next(last)->kind == TextLine::Kind::blank;
    if (stands_apart && last->kind == TextLine::Kind::text && last->depth == 0 && is_whole_writer_line(last->text))
        last->kind = TextLine::Kind::letter;
}

}  // namespace

std::vector<TextLine> read_text_lines(std::span<const document::Line* const> lines, const Names& names)
{
    std::vector<TextLine> all;
    Initials initials;
    for (TextLine& line : split_lines(lines)) {
        const bool is_rest = !all.empty() && completes_label(all.back(), line.text, names);
        if (is_rest)
            all.back().text += ' ' + line.text;
        else
            all.push_back(std::move(line));
        TextLine& read = all.back();
        const std::string plain = plain_name(read.text);
        if (!names.is_own_prose(plain)) read.labels = read_label_line(read.text, names);
        if (!initials.are_labels(read)) read.labels = {};
        read.kind = kind_of(read, plain, names);
        if (read.kind == TextLine::Kind::text && !names.is_of_example(plain)) find_unknown_label(read);
    }
    std::string text;  // without marks of quotation, as mail's rules look at it
    for (const TextLine& line : all) text += (rules_columns(line.text) ? "|" : line.text) + '\n';
    const std::vector<mail::ReplyLine> reply = mail::read_reply_lines(text);
    mark_letter_lines(all, reply);
    mark_signature_lines(all, reply);
    mark_cards(all);
    mark_writer_at_end(all);
    mark_quoted_footers(all);
    return all;
}

}  // namespace form
