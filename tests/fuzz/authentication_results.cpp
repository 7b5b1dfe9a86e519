// Arbitrary fields below ours: what no trusted MTA said, or what stands in a comment, proves nothing.

#include "mail/authentication_results.h"
#include "base/text.h"
#include "fuzz.h"

namespace {

constexpr std::string_view mta = "mx.example.org";
constexpr std::string_view domain = "body.example";

bool passes(const std::string& octets)
{
    return mail::has_dmarc_pass(mail::scan_header(octets), mta, domain);
}

std::string without(std::string_view text, std::string_view characters)
{
    std::string rest;
    for (const char c : text) {
        if (characters.find(c) == std::string_view::npos) rest += c;
    }
    return rest;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string input(fuzz::as_text(data, size));
    if (passes(input)) {
        const std::string lower = base::to_lower(input);
        fuzz::require(lower.find("dmarc=pass") != std::string::npos && lower.find(mta) != std::string::npos,
                      "the trusted MTA said pass");
        fuzz::require(!mail::has_dmarc_pass(mail::scan_header(input), "", domain), "nobody is trusted unless named");
    }
    fuzz::require(!passes("Authentication-Results: mx.example.org; dmarc=fail\r\n" + input), "a fail stays one");
    fuzz::require(!passes("Received: 1\r\nReceived: 2\r\nReceived: 3\r\n" + input),
                  "what came with the message is not believed");

    const std::string comment = without(input, "\\()\r\n");
    fuzz::require(!passes("Authentication-Results: mx.example.org; dmarc=fail (" + comment + "; dmarc=pass)\r\n"),
                  "a comment says nothing", comment);
    const std::string quoted = without(input, "\\\"\r\n");
    fuzz::require(!passes("Authentication-Results: mx.example.org; spf=pass smtp.mailfrom=\"" + quoted +
                          "; dmarc=pass x\"@y\r\n"),
                  "nor does a quoted string", quoted);
    const std::string named = without(input, "\\()\"; \t\r\n");
    fuzz::require(passes("Authentication-Results: mx.example.org; dmarc=pass header.from=" + named + "\r\n\r\n") ==
                      base::equal_ignoring_case(named, domain),
                  "a pass is about one domain", named);
    return 0;
}
