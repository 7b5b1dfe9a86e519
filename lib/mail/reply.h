#pragma once
/// An SMTP or LMTP reply (RFC 5321 §4.2), with its enhanced status (RFC 2034, RFC 3463).  Pure.

#include "base/failure.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace mail {

enum class Severity : unsigned char { positive, intermediate, transient, permanent };

struct Reply {
    int code = 0;  ///< 200 to 599
    base::EnhancedStatus enhanced;
    std::string text;  ///< lines joined by LF, without codes

    /// RFC 5321 §4.2.1: by the first digit (2yz, 3yz, 4yz, 5yz).
    [[nodiscard]] Severity severity() const;
    /// "452 4.2.2 mailbox full" on one line, for logs and people.
    [[nodiscard]] std::string line() const;
    /// As it goes over the wire, CRLF and all; several lines when the text has.
    [[nodiscard]] std::string wire() const;
};

/// `reply(452, "4.2.2", "mailbox full")`.
[[nodiscard]] Reply make_reply(int code, std::string_view enhanced, std::string text);

/// Reads replies out of a stream of octets, as they come. Bounded: a line of more than line_octets_max or a reply of
/// more than lines_max is no reply.
class ReplyParser {
  public:
    static constexpr std::size_t line_octets_max = 4096;
    static constexpr std::size_t lines_max = 200;

    void add(std::string_view octets);
    struct Incomplete {};
    struct Garbage {
        std::string what;  ///< the stream is out of step for good
    };
    /// The next whole reply, if there is one.
    [[nodiscard]] std::variant<Incomplete, Reply, Garbage> next();
    [[nodiscard]] bool is_empty() const;  ///< nothing has come that next() has not given out

  private:
    static constexpr std::size_t shown_octets_max = 200;  ///< of a line that is no reply

    Garbage refuse(std::string what);

    std::string buffer_;
    std::size_t read_ = 0;
    std::vector<std::string> lines_;
    int code_ = 0;
    std::string garbage_;  ///< why the stream is out of step; empty while it is not
};

}  // namespace mail
