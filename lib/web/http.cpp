#include "web/http.h"

namespace web {

namespace {

std::string_view sentence_of(int status)
{
    switch (status) {
    case 400: return "The request cannot be understood.";
    case 404: return "There is nothing here.";
    case 405: return "This is not done here.";
    case 408: return "The request took too long.";
    case 413: return "The request is too large.";
    case 415: return "The form came in a shape that is not known here.";
    case 431: return "The header of the request is too large.";
    default: return "This does not work just now. Please try again later.";
    }
}

/// An HTTP-date (RFC 9110 §5.6.7).
std::string http_date(base::Time now)
{
    const std::string mail_date = base::to_rfc5322(now);
    return mail_date.substr(0, mail_date.rfind(' ')) + " GMT";
}

}  // namespace

Response refusal(int status)
{
    return {.status = status, .body = std::string(sentence_of(status)) + '\n'};
}

std::vector<ResponseField> fields_of(const Response& response, std::string_view style_hash, base::Time now)
{
    constexpr std::string_view retry_seconds = "120";
    std::vector<ResponseField> fields{
        {"Date", http_date(now)},
        {"Cache-Control", "no-store"},
        {"Content-Security-Policy", "default-src 'none'; style-src '" + std::string(style_hash) +
                                        "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"X-Frame-Options", "DENY"},
        {"X-Robots-Tag", "noindex"},
        {"Referrer-Policy", "no-referrer"}};
    if (!response.body.empty()) fields.push_back({"Content-Type", response.content_type});
    if (!response.allow.empty()) fields.push_back({"Allow", response.allow});
    if (response.status == 503) fields.push_back({"Retry-After", std::string(retry_seconds)});
    return fields;
}

}  // namespace web
