#pragma once
/// The octets between DATA's 354 and the dot (RFC 5321 §4.5.2): undoes dot-stuffing. Only CRLF.CRLF ends them; a
/// bare CR or LF is kept, never ends a line, and is told (SMTP smuggling, VU#302671).  Pure.

#include <cstddef>
#include <string>
#include <string_view>

namespace intake {

class DataReader {
  public:
    explicit DataReader(std::size_t octets_max) : octets_max_(octets_max) {}

    /// How many octets were taken; fewer than given only when the end is reached.
    std::size_t take(std::string_view octets);

    /// There is no memory for it: what was kept is given back, and the rest is only read past.
    void drop();

    [[nodiscard]] bool is_over() const { return is_over_; }
    [[nodiscard]] bool has_bare_line_end() const { return has_bare_line_end_; }
    /// A line over 1 MiB: nobody's mail has one, and who reads the message line by line would choke.
    [[nodiscard]] bool has_endless_line() const { return has_endless_line_; }
    [[nodiscard]] bool is_too_large() const { return octets_seen_ > octets_max_; }
    [[nodiscard]] std::size_t octets_seen() const { return octets_seen_; }
    [[nodiscard]] std::size_t octets_held() const { return message_.size(); }
    [[nodiscard]] std::string release() { return std::move(message_); }

  private:
    enum class At : unsigned char { line_start, dot, dot_cr, inside, cr };

    std::size_t take_run(std::string_view octets);
    void keep(std::string_view octets);

    std::size_t octets_max_;
    std::size_t octets_seen_ = 0;
    std::size_t line_octets_ = 0;
    std::string message_;  ///< at most octets_max_ of it
    At at_ = At::line_start;
    bool is_over_ = false;
    bool is_dropped_ = false;
    bool has_bare_line_end_ = false;
    bool has_endless_line_ = false;
};

}  // namespace intake
