// Replies out of arbitrary octets: the same ones however the octets are cut, and each goes over the wire unchanged.

#include "fuzz.h"
#include "mail/reply.h"

#include <algorithm>

namespace {

struct Readings {
    std::vector<mail::Reply> replies;
    bool is_garbage = false;
};

void take(mail::ReplyParser& parser, Readings& readings)
{
    while (!readings.is_garbage) {
        auto next = parser.next();
        if (std::holds_alternative<mail::ReplyParser::Incomplete>(next)) return;
        if (auto* reply = std::get_if<mail::Reply>(&next)) {
            readings.replies.push_back(*reply);
        } else {
            readings.is_garbage = true;
        }
    }
}

Readings read(std::string_view octets, std::size_t step)
{
    mail::ReplyParser parser;
    Readings readings;
    for (; !octets.empty() && !readings.is_garbage; octets.remove_prefix(std::min(step, octets.size()))) {
        parser.add(octets.substr(0, step));
        take(parser, readings);
    }
    return readings;
}

bool is_same(const mail::Reply& a, const mail::Reply& b)
{
    return a.code == b.code && a.enhanced.text() == b.enhanced.text() && a.text == b.text;
}

void check(const mail::Reply& reply)
{
    fuzz::require(reply.code >= 200 && reply.code <= 599, "a code is from 200 to 599");
    fuzz::require(!fuzz::has_control(reply.line()), "a reply for people is one line", reply.line());
    const std::string wire = reply.wire();
    fuzz::require(wire.ends_with("\r\n") && !fuzz::has_bare_line_end(wire), "a reply goes out with CRLF", wire);
    const Readings again = read(wire, wire.size());
    fuzz::require(again.replies.size() == 1 && !again.is_garbage, "what we write is one reply", wire);
    if (wire.size() > 500) return;  // lines may have been cut
    const Readings third = read(again.replies.front().wire(), 1);
    fuzz::require(third.replies.size() == 1 && is_same(again.replies.front(), third.replies.front()),
                  "writing and reading ends somewhere", wire);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view input = fuzz::as_text(data, size);
    const std::size_t step = fuzz::take_octet(input) % 16 + 1U;
    const Readings whole = read(input, std::max<std::size_t>(input.size(), 1));
    const Readings cut = read(input, step);
    fuzz::require(whole.is_garbage == cut.is_garbage, "cuts do not change what is garbage");
    fuzz::require(std::ranges::equal(whole.replies, cut.replies, is_same), "cuts do not change the replies");
    for (const mail::Reply& reply : whole.replies) check(reply);
    return 0;
}
