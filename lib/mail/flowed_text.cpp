#include "mail/flowed_text.h"

#include "mail/lines.h"

namespace mail {

namespace {

struct FlowedLine {
    std::size_t depth = 0;
    std::string_view marks;  ///< ">>" and the blank behind
    std::string_view text;   ///< without the blank that was stuffed in (RFC 3676 §4.4)
    bool is_flowed = false;
};

/// Some programs put blanks between the marks, although RFC 3676 §4.5 has none.
FlowedLine read_line(std::string_view line)
{
    FlowedLine read;
    std::size_t end = 0;
    for (;;) {
        const std::size_t mark = read.depth > 0 && line.substr(end).starts_with(" >") ? end + 1 : end;
        if (mark >= line.size() || line[mark] != '>') break;
        end = mark + 1;
        ++read.depth;
    }
    const bool is_stuffed = line.substr(end).starts_with(' ');
    const std::size_t start = end + (is_stuffed ? 1 : 0);
    if (read.depth > 0) read.marks = line.substr(0, start);
    read.text = line.substr(start);
    read.is_flowed = read.text.ends_with(' ') && read.text != "-- ";
    return read;
}

}  // namespace

std::string unflow(std::string_view text, bool deletes_space)
{
    std::string unflowed;
    unflowed.reserve(text.size());
    bool goes_on = false;
    std::size_t depth = 0;
    while (!text.empty()) {
        const std::string_view whole = take_line(text);
        const FlowedLine line = read_line(without_line_end(whole));
        if (goes_on && (line.depth != depth || line.text == "-- ")) {
            unflowed += '\n';
            goes_on = false;
        }
        if (!goes_on) unflowed += line.marks;
        unflowed += line.is_flowed && deletes_space ? line.text.substr(0, line.text.size() - 1) : line.text;
        goes_on = line.is_flowed;
        depth = line.depth;
        if (!goes_on && whole.ends_with('\n')) unflowed += '\n';
    }
    return unflowed;
}

}  // namespace mail
