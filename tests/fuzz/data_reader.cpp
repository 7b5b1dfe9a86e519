// The octets after DATA, cut arbitrarily, against a reader that has them all at once.

#include "intake/data_reader.h"
#include "fuzz.h"

#include <algorithm>

namespace {

struct Expected {
    bool is_over = false;
    std::size_t taken = 0;
    std::string message;
    bool has_bare_line_end = false;
};

/// RFC 5321 §4.5.2, as it is written: CRLF.CRLF ends, the first CRLF being that of the 354's line too.
Expected read_at_once(std::string_view octets)
{
    const std::string all = "\r\n" + std::string(octets);
    const auto end = all.find("\r\n.\r\n");
    Expected expected{.is_over = end != std::string::npos};
    if (!expected.is_over) return expected;
    expected.taken = end + 5 - 2;
    const std::string stuffed = all.substr(0, end + 2);
    expected.has_bare_line_end = fuzz::has_bare_line_end(stuffed);
    for (std::size_t i = 0; i < stuffed.size(); ++i) {
        const bool is_stuffing = stuffed[i] == '.' && i >= 2 && stuffed.compare(i - 2, 2, "\r\n") == 0;
        if (!is_stuffing) expected.message += stuffed[i];
    }
    expected.message.erase(0, 2);
    return expected;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view input = fuzz::as_text(data, size);
    const std::size_t step = fuzz::take_octet(input) % 8 + 1U;
    const std::size_t octets_max = fuzz::take_octet(input) * 16U;
    const Expected expected = read_at_once(input);

    intake::DataReader reader(octets_max);
    std::size_t taken = 0;
    while (taken < input.size() && !reader.is_over()) {
        const std::string_view piece = input.substr(taken, step);
        const std::size_t of_piece = reader.take(piece);
        fuzz::require(of_piece == piece.size() || reader.is_over(), "all is taken until the end");
        taken += of_piece;
    }
    fuzz::require(reader.is_over() == expected.is_over, "CRLF.CRLF ends a message, and nothing else");
    if (!expected.is_over) return 0;
    fuzz::require(taken == expected.taken, "nothing behind the end is taken");
    fuzz::require(reader.has_bare_line_end() == expected.has_bare_line_end, "a bare line end is told");
    fuzz::require(reader.is_too_large() == (expected.message.size() > octets_max), "a large message is told");
    fuzz::require(reader.octets_seen() == expected.message.size(), "octets are counted");
    if (!reader.is_too_large()) fuzz::require(reader.release() == expected.message, "the message is unstuffed");
    return 0;
}
