#include "desk/findings.h"

#include "base/text.h"

#include <fmt/format.h>

namespace desk {

namespace {

constexpr std::size_t found_octets_max = 1000;

}  // namespace

void Findings::add(std::string_view where, std::string_view what)
{
    has_faults_ = true;
    tell(where, what);
}

void Findings::doubt(std::string_view where, std::string_view what)
{
    tell(where, what);
}

void Findings::tell(std::string_view where, std::string_view what)
{
    constexpr std::size_t told_max = 5;
    ++count_;
    if (told_.size() < told_max) told_.push_back(fmt::format("{}: {}", where, what));
}

std::string Findings::text() const
{
    if (is_met()) return base::one_line(remark_, found_octets_max);
    std::string text = fmt::format("{}", fmt::join(told_, "; "));
    const std::string more = count_ > told_.size() ? fmt::format("; and {} more", count_ - told_.size()) : "";
    return base::one_line(text, found_octets_max - more.size()) + more;
}

}  // namespace desk
