#include "mail/authentication_results.h"

#include "base/text.h"

#include <string>

namespace mail {

namespace {

enum class Quoted : unsigned char { kept, left_out };

/// A comment becomes a blank, and of a quoted string perhaps only its quotes stay (RFC 8601 §2.2): what stands in either
/// may come from the message's sender, and neither may join what stands around it.
std::string plain_text(std::string_view text, Quoted quoted)
{
    std::string plain;
    int depth = 0;
    bool is_quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool is_plain = depth == 0 && !is_quoted;
        const bool is_kept = depth == 0 && (!is_quoted || quoted == Quoted::kept);
        if (c == '\\' && !is_plain) {
            ++i;  // a quoted pair
            if (is_kept && i < text.size()) plain += text[i];
        } else if (c == '"' && depth == 0) {
            is_quoted = !is_quoted;
            plain += c;
        } else if (c == '(' && !is_quoted) {
            ++depth;
            plain += ' ';
        } else if (c == ')' && depth > 0) {
            --depth;
        } else if (is_kept) {
            plain += c;
        }
    }
    return plain;
}

enum class Verdict : unsigned char { none, pass, other };

/// `header.from=body.example`, where it stands, must name the author's own domain.
bool is_about(std::string_view result, std::string_view domain)
{
    for (const std::string_view word : base::split(result, ' ')) {
        constexpr std::string_view property = "header.from=";
        if (!base::starts_with_ignoring_case(word, property)) continue;
        return base::equal_ignoring_case(base::trim(word.substr(property.size())), domain);
    }
    return true;
}

/// `mx.example 1; dmarc=pass header.from=body.example; spf=pass`
Verdict dmarc_verdict(std::string_view value, std::string_view authserv_id, std::string_view domain)
{
    const std::string plain = plain_text(value, Quoted::left_out);
    const auto results = base::split(plain, ';');
    const std::string_view id = base::trim(results.front());
    if (!base::equal_ignoring_case(id.substr(0, id.find_first_of(" \t")), authserv_id)) return Verdict::none;
    auto verdict = Verdict::none;
    for (std::size_t i = 1; i < results.size(); ++i) {
        const std::string_view result = base::trim(results[i]);
        const std::string_view method = result.substr(0, result.find_first_of(" \t"));
        if (!base::starts_with_ignoring_case(method, "dmarc=")) continue;
        const bool is_pass = base::equal_ignoring_case(method, "dmarc=pass") && is_about(result, domain);
        if (!is_pass) return Verdict::other;
        verdict = Verdict::pass;
    }
    return verdict;
}

}  // namespace

bool has_dmarc_pass(const Header& header, std::string_view authserv_id, std::string_view domain)
{
    if (authserv_id.empty()) return false;
    // Our own Received and the MTA's: what stands below the next one came with the message.
    constexpr int hops_believed = 2;
    int hops = 0;
    bool has_passed = false;
    for (const HeaderField& field : header.fields) {
        if (base::equal_ignoring_case(field.name, "Received") && ++hops > hops_believed) break;
        const bool is_results = base::equal_ignoring_case(field.name, "Authentication-Results");
        if (!is_results || !field.is_plainly_named()) continue;  // one that the MTA did not know it would not strip
        const Verdict verdict = dmarc_verdict(unfold(field.value), authserv_id, domain);
        if (verdict == Verdict::other) return false;  // results that contradict each other prove nothing
        has_passed = has_passed || verdict == Verdict::pass;
    }
    return has_passed;
}

namespace {

/// `mx.example 1; …`, `"mx.example"; …`: an authserv-id is a token or a quoted-string (RFC 8601 §2.2).
bool names_it(std::string_view plain_value, std::string_view authserv_id)
{
    std::string_view id = base::trim(plain_value.substr(0, plain_value.find(';')));
    if (id.starts_with('"')) {
        id.remove_prefix(1);
        id = id.substr(0, id.find('"'));
    } else {
        id = id.substr(0, id.find_first_of(" \t"));
    }
    return base::equal_ignoring_case(base::trim(id), authserv_id);
}

}  // namespace

std::string without_authentication_results(std::string octets, std::string_view authserv_id)
{
    if (authserv_id.empty()) return octets;
    std::string kept;
    std::string_view rest = octets;
    const Header header = scan_header(octets);
    for (const HeaderField& field : header.fields) {
        if (!base::equal_ignoring_case(field.name, "Authentication-Results")) continue;
        if (!names_it(plain_text(unfold(field.value), Quoted::kept), authserv_id)) continue;
        const auto before = static_cast<std::size_t>(field.whole.data() - rest.data());
        kept += rest.substr(0, before);
        rest.remove_prefix(before + field.whole.size());
    }
    if (rest.size() == octets.size()) return octets;
    return kept.append(rest);
}

}  // namespace mail
