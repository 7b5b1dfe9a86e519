#include "mail/signature.h"

#include "base/text.h"
#include "mail/attribution.h"
#include "mail/reply_words.h"

#include <algorithm>
#include <string>

namespace mail {

namespace {

constexpr std::size_t signature_lines_max = 12;  // longer ones are text below a line that somebody drew
constexpr std::size_t standard_lines_max = 30;   // "-- " is drawn by programs
constexpr std::size_t paragraph_octets_max = 4000;
constexpr int footers_max = 8;

/// Visible lines between quotations: from `start` up to `end` (exclusive).
struct Run {
    std::size_t start = 0;
    std::size_t end = 0;
};

std::size_t lines_with_text(const std::vector<ReplyLine>& lines, std::size_t start, std::size_t end)
{
    std::size_t count = 0;
    for (std::size_t i = start; i < end; ++i) count += lines[i].is_blank() ? 0 : 1;
    return count;
}

bool is_standard_delimiter(const ReplyLine& line)
{
    return line.whole.starts_with("-- \n") || line.whole.starts_with("-- \r") || line.whole == "-- ";
}

bool is_short_delimiter(std::string_view folded)
{
    return folded == "--" || folded == "—" || folded == "––" || folded == "__";
}

/// A link, an address, a telephone number, or a mailing list's name: what signatures are made of.
bool has_contact(std::string_view folded)
{
    const auto digits = std::ranges::count_if(folded, base::is_digit);
    return has_address(folded) || folded.find("http") != std::string_view::npos ||
           folded.find("www.") != std::string_view::npos || folded.find("mailing list") != std::string_view::npos ||
           digits >= 7;
}

bool has_contact_within(const std::vector<ReplyLine>& lines, std::size_t start, std::size_t end)
{
    for (std::size_t i = start; i < end; ++i) {
        if (has_contact(lines[i].folded)) return true;
    }
    return false;
}

/// Where a delimiter begins the signature of the run; its end when none does.
std::size_t delimiter_of(const std::vector<ReplyLine>& lines, Run run)
{
    constexpr std::size_t bar_octets_min = 10;
    std::size_t below = lines_with_text(lines, run.start, run.end);
    for (std::size_t i = run.start; i < run.end; ++i) {
        if (lines[i].is_blank()) continue;
        --below;
        if (is_standard_delimiter(lines[i]) && below <= standard_lines_max) return i;
        if (below > signature_lines_max) continue;
        if (is_short_delimiter(lines[i].folded)) return i;
        const bool is_long_bar = is_bar(lines[i].folded, bar_octets_min);
        if (is_long_bar && (below == 0 || has_contact_within(lines, i + 1, run.end))) return i;
    }
    return run.end;
}

struct Paragraph {
    std::size_t start = 0;
    std::size_t end = 0;
};

/// The last paragraph of the run.
Paragraph last_paragraph(const std::vector<ReplyLine>& lines, Run run)
{
    std::size_t end = run.end;
    while (end > run.start && lines[end - 1].is_blank()) --end;
    std::size_t start = end;
    while (start > run.start && !lines[start - 1].is_blank()) --start;
    return {.start = start, .end = end};
}

std::string text_of(const std::vector<ReplyLine>& lines, Paragraph paragraph)
{
    std::string text;
    for (std::size_t i = paragraph.start; i < paragraph.end && text.size() < paragraph_octets_max; ++i)
        text += lines[i].folded + ' ';
    return text;
}

/// "Sent from my phone": short, and no sentence, which would go on or end with a full stop.
bool is_device_footer(std::string_view folded)
{
    constexpr std::size_t octets_max = 100;
    const std::string_view text = folded.substr(0, folded.find('<'));
    const bool is_sentence = text.find(", ") != std::string_view::npos || text.find(". ") != std::string_view::npos;
    return text.size() <= octets_max && !is_sentence && begins_device_footer(text);
}

/// Where the footer that ends the paragraph begins; its end when there is none.
std::size_t footer_of(const std::vector<ReplyLine>& lines, Paragraph paragraph)
{
    if (paragraph.start == paragraph.end) return paragraph.end;
    if (is_disclaimer(text_of(lines, paragraph))) return paragraph.start;
    const std::size_t last = paragraph.end - 1;
    if (is_device_footer(lines[last].folded) || is_bar(lines[last].folded, 2)) return last;
    return paragraph.end;
}

void mark_run(std::vector<ReplyLine>& lines, Run run)
{
    const std::size_t whole_end = run.end;
    for (int footers = 0; footers < footers_max; ++footers) {
        const Paragraph last = last_paragraph(lines, run);
        const std::size_t footer = footer_of(lines, last);
        if (footer == last.end) break;
        run.end = footer;
    }
    const std::size_t start = delimiter_of(lines, run);
    const bool has_signature = run.end < whole_end || start < run.end;
    if (!has_signature) return;
    for (std::size_t i = std::min(start, run.end); i < whole_end; ++i) lines[i].zone = ReplyZone::signature;
}

}  // namespace

void mark_signatures(std::vector<ReplyLine>& lines)
{
    for (std::size_t i = 0; i < lines.size();) {
        const std::size_t start = i;
        while (i < lines.size() && lines[i].zone == ReplyZone::visible) ++i;
        mark_run(lines, {.start = start, .end = i});
        while (i < lines.size() && lines[i].zone != ReplyZone::visible) ++i;
    }
}

}  // namespace mail
