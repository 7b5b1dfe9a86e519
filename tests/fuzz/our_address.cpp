// Arbitrary addresses: what is taken for ours is ours, and what we give out is known again.

#include "list/our_address.h"
#include "base/text.h"
#include "fuzz.h"

namespace {

const config::Config& configuration()
{
    static const config::Config config = [] {
        config::Config made;
        made.server.hostname = "lists.example.org";
        made.server.delimiter = '+';
        for (const char* local : {"sr-update", "sr"}) {
            config::List list;
            list.name = local;
            list.address = {.local_part = local, .domain = "lists.example.org"};
            made.lists.push_back(list);
        }
        return made;
    }();
    return config;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input = fuzz::as_text(data, size);
    const config::Config& config = configuration();
    const auto ours = list::resolve(config, input);
    if (!ours) {
        fuzz::require(ours.error().status.text() == "5.1.1", "what is not ours is told so");
        return 0;
    }
    fuzz::require((ours->list == nullptr) == (ours->use == list::Use::operators),
                  "an address is a list's or the operator's", input);
    fuzz::require((ours->use == list::Use::token) == ours->purpose.has_value(), "a token has its purpose", input);
    if (ours->use == list::Use::token) {
        const std::string purpose = std::string(base::purpose_name(*ours->purpose)) + '-' + ours->token;
        fuzz::require(list::plain_address(config, *ours->list, purpose) == base::to_lower(input),
                      "it is written as it was read", input);
    }
    const std::int64_t id = static_cast<std::int64_t>(size) * 7919;
    if (ours->list == nullptr) return 0;
    const std::string given = list::token_address(config, *ours->list, base::Purpose::bounce, id, {});
    const auto again = list::resolve(config, given);
    fuzz::require(again && again->list == ours->list && again->purpose == base::Purpose::bounce,
                  "what we give out is known again", given);
    return 0;
}
