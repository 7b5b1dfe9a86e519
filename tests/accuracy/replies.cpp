#include "replies.h"

#include "mail/html_text.h"
#include "mail/part_reader.h"
#include "mail/reply_text.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <set>
#include <sstream>

namespace accuracy {

namespace {

constexpr std::size_t text_octets_max = 4UL << 20;

std::string text_of(const Sample& sample)
{
    const std::string format = sample.text("format").value_or("message");
    if (format == "text") return mail::with_lf(sample.octets);
    if (format == "html") return mail::html_to_text(sample.octets);
    return mail::first_text(mail::scan_parts(sample.octets), text_octets_max);
}

/// The octet where code point `count` of the text begins.
std::size_t octet_of(std::string_view text, std::size_t count)
{
    std::size_t at = 0;
    for (; at < text.size() && count > 0; --count) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80) ++at;
    }
    return at;
}

/// The new text up to each annotated part of its closing.
std::vector<std::string> cut_at_zones(const Sample& sample, const std::string& whole)
{
    std::vector<std::string> cuts;
    const auto* zones = sample.expect.if_contains("zones");
    if (zones == nullptr || whole.empty()) return cuts;
    const std::size_t new_text = sample.octets.find(whole);
    if (new_text == std::string::npos) return cuts;
    for (const boost::json::value& zone : zones->as_array()) {
        const std::string kind(zone.as_array()[2].as_string());
        const bool is_closing = kind.starts_with("Body/Outro") || kind.starts_with("Body/Sig") ||
                                kind.starts_with("Body/PS") || kind.starts_with("Body/Att");
        const auto start = octet_of(sample.octets, zone.as_array()[0].to_number<std::size_t>());
        if (is_closing && start > new_text && start < new_text + whole.size())
            cuts.push_back(sample.octets.substr(new_text, start - new_text));
    }
    return cuts;
}

struct Expected {
    std::vector<std::string> right;  ///< as words; the fullest stands first
};

Expected expected_of(const Sample& sample)
{
    Expected expected;
    const auto take = [&](const std::string& text) { expected.right.push_back(words(text)); };
    const auto new_text = sample.text("new_text");
    const auto with_closing = sample.text("new_text_with_signoff");
    if (with_closing) {
        take(*with_closing);
        for (const std::string& cut : cut_at_zones(sample, *with_closing)) take(cut);
        const std::string closing = words(sample.text("signoff_or_signature").value_or(""));
        const std::string& all = expected.right.front();
        if (!closing.empty() && all.ends_with(closing)) take(all.substr(0, all.size() - closing.size()));
    }
    if (new_text) {
        if (const auto signature = sample.text("signature")) take(*new_text + '\n' + *signature);
        take(*new_text);
    }
    return expected;
}

std::multiset<std::string> bag(const std::string& text)
{
    std::istringstream in(text);
    return {std::istream_iterator<std::string>(in), std::istream_iterator<std::string>()};
}

std::size_t in_common(const std::multiset<std::string>& a, const std::multiset<std::string>& b)
{
    std::vector<std::string> both;
    std::ranges::set_intersection(a, b, std::back_inserter(both));
    return both.size();
}

double f1(const std::string& got, const std::string& wanted)
{
    const auto a = bag(got);
    const auto b = bag(wanted);
    if (a.empty() && b.empty()) return 1;
    return 2 * static_cast<double>(in_common(a, b)) / static_cast<double>(a.size() + b.size());
}

/// The best of both ways: without the closing, and with it.
void measure_new_text(const Sample& sample, const Expected& expected, const mail::ReplyText& reply, Scores& scores)
{
    const std::string visible = words(reply.visible);
    const std::string with_signature = words(reply.visible + '\n' + reply.signature);
    const std::string& fullest = expected.right.front();
    const bool is_exact = std::ranges::count(expected.right, visible) > 0 || with_signature == fullest;
    double best = f1(with_signature, fullest);
    for (const std::string& right : expected.right) best = std::max(best, f1(visible, right));
    scores.count(sample, "new text exact", is_exact);
    scores.add_share(sample, "new text F1 by words", best);

    const auto shortest = bag(*std::ranges::min_element(expected.right, {}, &std::string::size));
    const std::size_t lost = shortest.size() - in_common(shortest, bag(visible));
    if (shortest.empty()) return;
    const auto count = static_cast<double>(shortest.size());
    scores.add_share(sample, "writer's words lost", static_cast<double>(lost) / count, count);
    scores.add_share(sample, "writer's words lost, a message", static_cast<double>(lost) / count);
    scores.count(sample, "none of the writer's words lost", lost == 0);
}

bool has_all(const std::string& text, const std::vector<std::string>& pieces)
{
    const std::string in = words(text);
    return std::ranges::all_of(pieces,
                               [&](const std::string& piece) { return in.find(words(piece)) != std::string::npos; });
}

bool has_none(const std::string& text, const std::vector<std::string>& pieces)
{
    const std::string in = words(text);
    return std::ranges::none_of(pieces,
                                [&](const std::string& piece) { return in.find(words(piece)) != std::string::npos; });
}

void measure_pieces(const Sample& sample, const mail::ReplyText& reply, Scores& scores)
{
    const auto measure = [&](const std::string& key, const auto& is_right) {
        if (const auto pieces = sample.texts(key); !pieces.empty()) scores.count(sample, key, is_right(pieces));
    };
    measure("new_text_contains", [&](const auto& pieces) { return has_all(reply.visible, pieces); });
    measure("new_text_excludes", [&](const auto& pieces) { return has_none(reply.visible, pieces); });
    measure("new_text_starts",
            [&](const auto& pieces) { return words(reply.visible).starts_with(words(pieces.front())); });
    measure("quoted_contains", [&](const auto& pieces) { return has_all(reply.quoted, pieces); });
    measure("signature_contains", [&](const auto& pieces) { return has_all(reply.signature, pieces); });
    measure("new_html", [&](const auto& pieces) {
        return words(reply.visible + reply.signature) == words(mail::html_to_text(pieces.front()));
    });
    if (sample.is_set("nothing_quoted")) scores.count(sample, "nothing_quoted", reply.quoted.empty());
}

}  // namespace

void measure_reply(const Sample& sample, Scores& scores)
{
    const std::string text = text_of(sample);
    const auto started = std::chrono::steady_clock::now();
    const mail::ReplyText reply = mail::read_reply(text);
    const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - started;
    if (const auto* limit = sample.expect.if_contains("max_seconds"))
        scores.count(sample, "max_seconds", taken.count() <= limit->to_number<double>());
    if (const Expected expected = expected_of(sample); !expected.right.empty())
        measure_new_text(sample, expected, reply, scores);
    measure_pieces(sample, reply, scores);
}

}  // namespace accuracy
