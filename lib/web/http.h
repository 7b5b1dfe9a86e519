#pragma once
/// What a browser or a mail provider asks, and what it is told: HTTP without its wire (RFC 9110).  Pure.

#include "base/time.h"

#include <string>
#include <string_view>
#include <vector>

namespace web {

/// Every octet of it may be anybody's.
struct Request {
    std::string method;           ///< "GET"
    std::string target;           ///< "/u/TOKEN?x=y", or in absolute form (RFC 9112 §3.2.2)
    std::string content_type;     ///< of the body; empty: none was given
    std::string accept_language;  ///< empty: none was given
    std::string body;
};

struct Response {
    int status = 200;
    std::string content_type = "text/plain; charset=utf-8";
    std::string body;
    std::string allow;  ///< the methods of this place (RFC 9110 §10.2.1); empty: not said
};

/// One line that says what is wrong with the request, or with us (503).
[[nodiscard]] Response refusal(int status);

struct ResponseField {
    std::string_view name;
    std::string value;
};

/// All but those that the connection needs: nothing is kept by a cache, sniffed, framed, indexed or told to others, and
/// a browser runs and loads nothing. `style_hash`: of the one style sheet that pages carry.
[[nodiscard]] std::vector<ResponseField> fields_of(const Response& response, std::string_view style_hash,
                                                   base::Time now);

}  // namespace web
