// Arbitrary text is no token of ours, and a token of ours is for its purpose only and never shown to others.

#include "base/token.h"
#include "base/text.h"
#include "fuzz.h"

#include <array>

namespace {

constexpr std::array purposes{base::Purpose::confirm, base::Purpose::leave,  base::Purpose::vote,
                              base::Purpose::reply,   base::Purpose::thread, base::Purpose::form_return,
                              base::Purpose::held,    base::Purpose::bounce};

constexpr base::Key key{1, 2, 3, 4, 5};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view input = fuzz::as_text(data, size);
    for (const base::Purpose purpose : purposes) {
        const auto id = base::read_token(purpose, input, key);
        if (id)
            fuzz::require(base::to_lower(input) == base::make_token(purpose, *id, key), "only what we made is ours",
                          input);
    }

    const base::Purpose purpose = purposes.at(fuzz::take_octet(input) % purposes.size());
    std::int64_t id = 0;
    for (int i = 0; i < 6; ++i) id = id << 8 | fuzz::take_octet(input);
    id &= base::token_id_max;
    const std::string token = base::make_token(purpose, id, key);
    fuzz::require(token.size() <= base::token_octets_max, "a token is short enough", token);
    for (const base::Purpose other : purposes) {
        const auto read = base::read_token(other, token, key);
        fuzz::require(read.has_value() == (other == purpose) && (!read || *read == id),
                      "a token is for its purpose only", token);
    }
    // As it stands in an address: behind its purpose and before the at-sign.
    const std::string shown =
        std::string(input) + '+' + std::string(base::purpose_name(purpose)) + '-' + token + '@' + std::string(input);
    const std::string masked = base::mask_tokens(shown);
    fuzz::require(masked.find(token) == std::string::npos || input.find(token) != std::string_view::npos,
                  "a token is masked", masked);
    return 0;
}
