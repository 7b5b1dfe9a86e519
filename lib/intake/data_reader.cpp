#include "intake/data_reader.h"

#include <algorithm>

namespace intake {

namespace {

constexpr std::size_t line_octets_max = 1UL << 20;

}  // namespace

void DataReader::keep(std::string_view octets)
{
    octets_seen_ += octets.size();
    if (octets_seen_ > octets_max_) drop();  // it will be refused: give the memory back now
    if (!is_dropped_) message_ += octets;
}

void DataReader::drop()
{
    is_dropped_ = true;
    std::string().swap(message_);  // an assignment would keep the memory
}

/// Everything before the next CR or LF.
std::size_t DataReader::take_run(std::string_view octets)
{
    const std::string_view line = octets.substr(0, octets.find('\n'));
    const std::string_view run = line.substr(0, line.find('\r'));
    keep(run);
    line_octets_ += run.size();
    has_endless_line_ = has_endless_line_ || line_octets_ > line_octets_max;
    return run.size();
}

std::size_t DataReader::take(std::string_view octets)
{
    std::size_t i = 0;
    while (i < octets.size() && !is_over_) {
        const char c = octets[i];
        switch (at_) {
        case At::line_start:
            if (c == '.') {
                at_ = At::dot;
                ++i;
            } else {
                at_ = At::inside;
            }
            break;
        case At::dot:
            if (c == '\r') {
                at_ = At::dot_cr;
                ++i;
            } else {
                at_ = At::inside;  // the first dot of a line was stuffed: it is gone
            }
            break;
        case At::dot_cr:
            if (c == '\n') {
                is_over_ = true;
                ++i;
            } else {
                has_bare_line_end_ = true;
                keep("\r");
                at_ = At::inside;
            }
            break;
        case At::inside:
            i += take_run(octets.substr(i));
            if (i == octets.size()) break;
            if (octets[i] == '\r') {
                at_ = At::cr;
            } else {
                has_bare_line_end_ = true;
                keep("\n");
            }
            ++i;
            break;
        case At::cr:
            if (c == '\n') {
                keep("\r\n");
                line_octets_ = 0;
                at_ = At::line_start;
                ++i;
            } else {
                has_bare_line_end_ = true;
                keep("\r");
                at_ = At::inside;
            }
            break;
        }
    }
    return i;
}

}  // namespace intake
