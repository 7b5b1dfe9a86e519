#pragma once
/// What all fuzz targets share. A target is one function: octets in, and a `require` for each promise.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

/// Ends the run with the promise that was broken.
inline void require(bool is_kept, std::string_view promise, std::string_view seen = {})
{
    if (is_kept) return;
    std::fprintf(stderr, "BROKEN: %.*s\n", static_cast<int>(promise.size()), promise.data());
    if (!seen.empty()) std::fprintf(stderr, "SEEN: %.*s\n", static_cast<int>(seen.size()), seen.data());
    std::abort();
}

inline std::string_view as_text(const std::uint8_t* data, std::size_t size)
{
    return {reinterpret_cast<const char*>(data), size};
}

/// The first octet, taken off; 0 when there is none.
inline std::uint8_t take_octet(std::string_view& input)
{
    if (input.empty()) return 0;
    const auto octet = static_cast<std::uint8_t>(input.front());
    input.remove_prefix(1);
    return octet;
}

/// What stands before `mark`, taken off with it.
inline std::string_view take_until(std::string_view& input, char mark)
{
    const auto end = input.find(mark);
    const std::string_view piece = input.substr(0, end);
    input.remove_prefix(end == std::string_view::npos ? input.size() : end + 1);
    return piece;
}

/// A CR without its LF, or an LF without its CR.
inline bool has_bare_line_end(std::string_view text)
{
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') return true;
        if (text[i] != '\r') continue;
        if (i + 1 == text.size() || text[i + 1] != '\n') return true;
        ++i;
    }
    return false;
}

inline bool has_control(std::string_view text)
{
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < ' ' || c == 0x7F) return true;
    }
    return false;
}

}  // namespace fuzz
