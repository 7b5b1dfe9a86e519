#include "form/text_lines.h"

#include "base/text.h"
#include "form/blank.h"
#include "form/usual_names.h"
#include "mail/attribution.h"
#include "mail/quoted_header.h"
#include "mail/reply_lines.h"
#include "mail/signature.h"

#include <algorithm>

namespace form {

namespace {

/// Takes the marks of quotation off the front: "> > ", ">>", "| ".
std::size_t take_quotation(std::string_view& line)
{
    std::size_t depth = 0;
    while (!line.empty()) {
        const bool is_bar =
            line.front() == '|' && line.size() > 1 && line[1] == ' ' && line.find('|', 1) == std::string_view::npos;
        if (line.front() != '>' && !is_bar) break;
        ++depth;
        line = base::trim(line.substr(1));
    }
    return depth;
}

/// Header blocks over quoted messages, and the lines that say who wrote when: their "Date:" is no answer.
void mark_letter_lines(std::vector<TextLine>& lines, const std::vector<mail::ReplyLine>& reply)
{
    for (std::size_t i = mail::next_with_text(reply, 0); i < lines.size(); i = mail::next_with_text(reply, i)) {
        const mail::QuotedHeader header = mail::find_quoted_header(reply, i);
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
    if (line.text.empty()) return TextLine::Kind::blank;
    if (!line.labels.is_plain()) return TextLine::Kind::labels;
    if (names.is_own_prose(plain)) return TextLine::Kind::form;
    if (closes_a_letter(plain)) return TextLine::Kind::letter;
    return TextLine::Kind::text;
}

}  // namespace

std::vector<TextLine> read_text_lines(std::span<const document::Line* const> lines, const Names& names)
{
    std::vector<TextLine> all;
    std::string text;  // without marks of quotation, as mail's rules look at it
    for (const document::Line* line : lines.first(std::min(lines.size(), text_lines_max - 1))) {
        std::string_view rest = base::trim(line->text);
        TextLine read;
        read.depth = take_quotation(rest);
        read.text = rest.substr(0, rest.find('\n'));
        read.place = line->place;
        text += read.text + '\n';
        const std::string plain = plain_name(rest);
        if (!names.is_own_prose(plain)) read.labels = read_label_line(rest, names);
        read.kind = kind_of(read, plain, names);
        all.push_back(std::move(read));
    }
    const std::vector<mail::ReplyLine> reply = mail::read_reply_lines(text);
    mark_letter_lines(all, reply);
    mark_signature_lines(all, reply);
    return all;
}

}  // namespace form
