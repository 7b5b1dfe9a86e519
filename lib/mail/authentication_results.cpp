#include "mail/authentication_results.h"

#include "base/text.h"

#include <string>

namespace mail {

namespace {

/// Comments are blanked: `example.com (a comment; dmarc=pass) ; dmarc=fail` (RFC 8601 §2.2).
std::string without_comments(std::string_view text)
{
    std::string plain;
    int depth = 0;
    bool is_quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\') {
            ++i;
            continue;
        }
        if (c == '"' && depth == 0) is_quoted = !is_quoted;
        if (c == '(' && !is_quoted) ++depth;
        if (depth == 0) plain += c;
        if (c == ')' && !is_quoted && depth > 0) --depth;
    }
    return plain;
}

/// `mx.example 1; dmarc=pass header.from=body.example; spf=pass`
bool says_dmarc_pass(std::string_view value, std::string_view authserv_id)
{
    const std::string plain = without_comments(value);
    const auto results = base::split(plain, ';');
    const std::string_view id = base::trim(results.front());
    if (!base::equal_ignoring_case(id.substr(0, id.find_first_of(" \t")), authserv_id)) return false;
    for (std::size_t i = 1; i < results.size(); ++i) {
        const std::string_view result = base::trim(results[i]);
        const std::string_view method = result.substr(0, result.find_first_of(" \t"));
        if (base::equal_ignoring_case(method, "dmarc=pass")) return true;
    }
    return false;
}

}  // namespace

bool has_dmarc_pass(const Header& header, std::string_view authserv_id)
{
    if (authserv_id.empty()) return false;
    int hops = 0;
    for (const HeaderField& field : header.fields) {
        if (base::equal_ignoring_case(field.name, "Received") && ++hops == 2) return false;
        if (!base::equal_ignoring_case(field.name, "Authentication-Results")) continue;
        if (says_dmarc_pass(unfold(field.value), authserv_id)) return true;
    }
    return false;
}

}  // namespace mail
