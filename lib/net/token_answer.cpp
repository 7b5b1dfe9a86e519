#include "net/token_answer.h"

#include "base/text.h"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>

namespace net {

namespace json = boost::json;

namespace {

constexpr std::size_t shown_octets_max = 300;
constexpr std::size_t body_octets_max = 64UL * 1024;
constexpr std::int64_t lives_seconds_max = 366LL * 24 * 3600;

std::string text_of(const json::object& object, std::string_view name)
{
    const json::value* const value = object.if_contains(name);
    const json::string* const text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string() : std::string(*text);
}

/// Some endpoints write the number as text.
std::optional<base::Duration> lives_of(const json::object& object)
{
    const json::value* const value = object.if_contains("expires_in");
    if (value == nullptr) return std::nullopt;
    std::optional<std::int64_t> seconds;
    if (value->is_int64()) seconds = value->as_int64();
    if (value->is_string()) seconds = base::parse_number(value->as_string());
    if (!seconds || *seconds < 0) return std::nullopt;
    return std::chrono::seconds(std::min(*seconds, lives_seconds_max));
}

/// By its code: invalid_grant stays so until a person acts, a busy server does not.
base::Failure refusal(long status, const json::object& object)
{
    const std::string error = base::one_line(text_of(object, "error"), shown_octets_max);
    const std::string description = base::one_line(text_of(object, "error_description"), shown_octets_max);
    std::string text = "the token endpoint refuses with HTTP status " + std::to_string(status);
    if (!error.empty()) text += ": " + error;
    if (!description.empty()) text += " (" + description + ')';
    constexpr long server_errors = 500;
    constexpr long too_many = 429;
    return status >= server_errors || status == too_many ? base::try_again(text) : base::refuse(text);
}

}  // namespace

bool is_token(std::string_view text)
{
    return !text.empty() && text.size() <= token_octets_max &&
           std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

base::Result<TokenAnswer> read_token_answer(long status, std::string_view body)
{
    constexpr long ok = 200;
    boost::system::error_code error;
    const json::value value = body.size() <= body_octets_max ? json::parse(body, error) : json::value();
    const json::object* const object = error ? nullptr : value.if_object();
    if (object == nullptr && status == ok) return base::refuse("the token endpoint's answer is no JSON object");
    if (status != ok) return refusal(status, object == nullptr ? json::object() : *object);
    if (!text_of(*object, "error").empty()) return refusal(status, *object);
    TokenAnswer answer{.access_token = text_of(*object, "access_token"),
                       .refresh_token = text_of(*object, "refresh_token"),
                       .lives = lives_of(*object)};
    if (!is_token(answer.access_token)) return base::refuse("the token endpoint's answer holds no access_token");
    if (!answer.refresh_token.empty() && !is_token(answer.refresh_token))
        return base::refuse("the token endpoint's refresh_token is none");
    const std::string type = text_of(*object, "token_type");
    if (!base::equal_ignoring_case(type, "bearer"))
        return base::refuse("the token endpoint gives a token of type \"" + base::one_line(type, shown_octets_max) +
                            "\", and only bearer tokens can be used");
    return answer;
}

}  // namespace net
