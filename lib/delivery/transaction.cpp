#include "delivery/transaction.h"

namespace delivery {

const std::string& SharedBody::stuffed() const
{
    if (!stuffed_.empty()) return stuffed_;
    stuffed_.reserve(octets_.size() + octets_.size() / 64 + 8);
    std::string_view rest = octets_;
    while (!rest.empty()) {
        if (rest.starts_with('.')) stuffed_ += '.';
        const auto end = rest.find("\r\n");
        const std::string_view line = rest.substr(0, end == std::string_view::npos ? end : end + 2);
        stuffed_ += line;
        rest.remove_prefix(line.size());
    }
    stuffed_ += ".\r\n";
    return stuffed_;
}

}  // namespace delivery
