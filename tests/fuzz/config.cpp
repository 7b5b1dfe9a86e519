// Arbitrary TOML: a configuration that can be used, or faults that say where.

#include "config/read.h"
#include "fuzz.h"

#include <algorithm>

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string input(fuzz::as_text(data, size));
    const config::Reading reading = config::read(
        "gazetted.toml", [&input](const std::filesystem::path&) -> base::Result<std::string> { return input; });
    const bool is_sound = std::ranges::all_of(reading.faults, &config::Fault::is_warning);
    fuzz::require(is_sound == reading.config.has_value(), "a configuration is refused with a reason");
    for (const config::Fault& fault : reading.faults) {
        fuzz::require(!fault.text.empty() && !fuzz::has_control(fault.text), "a fault is one line", fault.text);
    }
    if (!reading.config) return 0;
    fuzz::require(!reading.config->relays.front().retry.empty(), "there is a wait after a failed try");
    fuzz::require(!reading.config->server.hostname.empty() && !reading.config->server.operators.empty(),
                  "what is required is there");
    for (const config::List& list : reading.config->lists) {
        fuzz::require(!list.owners.empty() && !list.address.local_part.empty(), "a list has an owner and an address");
    }
    return 0;
}
