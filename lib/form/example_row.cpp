#include "form/example_row.h"

#include "form/names.h"

#include <algorithm>

namespace form {

namespace {

struct Essence {
    std::string text;        ///< letters and digits alone, without a mark such as "SAMPLE" before them
    bool is_marked = false;  ///< there was one
};

Essence essence_of(std::string_view text)
{
    constexpr std::size_t octets_max = 2000;  // no example is longer
    Essence essence;
    for (const char c : plain_name(text.substr(0, octets_max))) {
        if (c != ' ') essence.text += c;
    }
    for (const std::string_view mark : {"sample", "example", "exemple", "ejemplo"}) {
        if (!essence.text.starts_with(mark) || essence.text.size() == mark.size()) continue;
        essence.text.erase(0, mark.size());
        essence.is_marked = true;
    }
    return essence;
}

/// "xxx" stands where the example has an address of nobody.
bool is_placeholder(std::string_view essence)
{
    return essence.find("xxx") != std::string_view::npos;
}

/// The same but for what breaking and joining lines may leave out, and for a link that was made another.
bool is_alike(const std::string& written, const std::string& example)
{
    if (written == example) return true;
    constexpr std::size_t octets_min = 8;
    const auto& [shorter, longer] =
        std::minmax(written, example, [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
    if (shorter.size() < octets_min) return false;
    const auto front = std::ranges::mismatch(shorter, longer).in1 - shorter.begin();
    const auto rest = std::string_view(shorter).substr(static_cast<std::size_t>(front));
    std::size_t back = 0;
    while (back < rest.size() && rest[rest.size() - 1 - back] == longer[longer.size() - 1 - back]) ++back;
    return (static_cast<std::size_t>(front) + back) * 4 >= longer.size() * 3;
}

Likeness likeness_to(const std::vector<std::string>& example, const std::vector<std::string_view>& cells)
{
    constexpr std::size_t telling_octets_min = 12;  // a lone cell as short as "14 May" proves nothing
    std::size_t alike = 0;
    std::size_t others = 0;
    std::size_t alike_octets = 0;
    bool is_marked = false;
    for (std::size_t i = 0; i < std::min(cells.size(), example.size()); ++i) {
        const Essence written = essence_of(cells[i]);
        if (written.text.empty() || is_placeholder(written.text)) continue;
        is_marked = is_marked || written.is_marked;
        if (is_alike(written.text, essence_of(example[i]).text)) {
            ++alike;
            alike_octets += written.text.size();
        } else {
            ++others;
        }
    }
    if (alike == 0 || alike_octets < telling_octets_min) return Likeness::none;
    if (others == 0) return Likeness::whole;
    return alike > others || (is_marked && alike == others) ? Likeness::partly : Likeness::none;
}

}  // namespace

Likeness likeness_to_example(const config::Form& form, const std::vector<std::string_view>& cells)
{
    Likeness best = Likeness::none;
    for (const std::vector<std::string>& example : form.examples) best = std::max(best, likeness_to(example, cells));
    return best;
}

}  // namespace form
