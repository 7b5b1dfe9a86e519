#include "mail/reply_text.h"

#include "mail/attribution.h"
#include "mail/quoted_header.h"
#include "mail/reply_lines.h"
#include "mail/signature.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace mail {

namespace {

void mark_quoted(std::vector<ReplyLine>& lines, std::size_t start, std::size_t end)
{
    for (std::size_t i = start; i < end; ++i) lines[i].zone = ReplyZone::quoted;
}

bool is_marked_at(const std::vector<ReplyLine>& lines, std::size_t i)
{
    return i < lines.size() && lines[i].is_marked;
}

/// Where marks show what is quoted, new text may follow; where there are none, all that follows an introduction is
/// quoted. But below an attribution that is the first thing in the message stands the only text there is.
void mark_quotations(std::vector<ReplyLine>& lines)
{
    std::size_t first_new = lines.size();  // the first line that is the writer's
    for (std::size_t i = next_with_text(lines, 0); i < lines.size(); i = next_with_text(lines, i)) {
        if (lines[i].is_marked) {
            ++i;
        } else if (const QuotedHeader header = find_quoted_header(lines, i); header.is_found()) {
            const std::size_t next = next_with_text(lines, header.end);
            i = is_marked_at(lines, next) ? next : lines.size();
            mark_quoted(lines, header.first, i);
        } else if (const std::size_t start = attribution_start(lines, i); start <= i) {
            const std::size_t next = next_with_text(lines, i + 1);
            const bool is_open = is_marked_at(lines, next) || first_new >= start;
            mark_quoted(lines, start, is_open ? i + 1 : lines.size());
            if (first_new >= start) first_new = lines.size();
            i = is_open ? next : lines.size();
        } else {
            first_new = std::min(first_new, i);
            ++i;
        }
    }
}

/// A blank line between two of one zone is of that zone.
void settle_blank_lines(std::vector<ReplyLine>& lines)
{
    for (std::size_t i = 0; i < lines.size();) {
        const std::size_t next = next_with_text(lines, i);
        if (i > 0 && next > i && next < lines.size() && lines[i - 1].zone == lines[next].zone) {
            for (std::size_t blank = i; blank < next; ++blank) lines[blank].zone = lines[next].zone;
        }
        i = std::max(next, i + 1);
    }
}

/// Of the blank lines around what was taken out between two pieces those on one side are enough.
std::string text_of(const std::vector<ReplyLine>& lines, ReplyZone zone)
{
    std::string text;
    std::string blanks;
    bool is_apart = false;
    for (const ReplyLine& line : lines) {
        if (line.zone != zone) {
            is_apart = is_apart || !line.is_blank();
            continue;
        }
        if (line.is_blank()) {
            if (!is_apart || blanks.empty()) blanks += line.whole;
            continue;
        }
        if (!text.empty()) text += blanks;
        blanks.clear();
        text += line.whole;
        is_apart = false;
    }
    return text;
}

}  // namespace

ReplyText read_reply(std::string_view text)
{
    std::vector<ReplyLine> lines = read_reply_lines(text);
    mark_quotations(lines);
    settle_blank_lines(lines);
    mark_signatures(lines);
    return {.visible = text_of(lines, ReplyZone::visible),
            .quoted = text_of(lines, ReplyZone::quoted),
            .signature = text_of(lines, ReplyZone::signature)};
}

}  // namespace mail
