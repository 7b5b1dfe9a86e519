// A token endpoint's answer, whatever it is, gives a token that can stand in AUTH, or one line that says why not.

#include "net/token_answer.h"

#include "base/text.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view body = fuzz::as_text(data, size);
    for (const long status : {200L, 400L, 503L}) {
        const auto answer = net::read_token_answer(status, body);
        if (answer) {
            fuzz::require(status == 200 && net::is_token(answer->access_token), "a token is one", body);
            fuzz::require(!answer->lives || answer->lives->count() >= 0, "a life is not over before it began", body);
        } else {
            const std::string& text = answer.error().text;
            constexpr std::size_t text_octets_max = 1000;
            fuzz::require(text == base::one_line(text, text_octets_max), "a failure is one short line", text);
        }
    }
    return 0;
}
