#pragma once
/// Why something did not move on: for how long (permanence) and who said so.  Pure.

#include <boost/system/result.hpp>

#include <string>

namespace base {

/// RFC 3463: class.subject.detail. All zero when nobody gave one.
struct EnhancedStatus {
    int severity = 0;
    int subject = 0;
    int detail = 0;

    [[nodiscard]] bool is_given() const { return severity != 0; }
    [[nodiscard]] std::string text() const;  ///< "4.2.2", or "" when not given

    friend bool operator==(const EnhancedStatus&, const EnhancedStatus&) = default;
};

enum class Permanence : unsigned char {
    transient,  ///< try again later (4yz)
    permanent,  ///< trying again is of no use (5yz)
};

/// Shown in logs, in replies and to the operator, so `text` must read well there: one line of UTF-8 that
/// says what is wrong ("mailbox full"), not which function failed.
struct Failure {
    Permanence permanence = Permanence::permanent;
    EnhancedStatus status;
    std::string remote_mta;  ///< who said so; empty when we did
    std::string text;
};

template <class T>
using Result = boost::system::result<T, Failure>;

/// Boost's hook for value() on a failed Result, which is a mistake of ours: throws std::runtime_error with the text.
[[noreturn]] void throw_exception_from_error(const Failure& failure, const boost::source_location& location);

[[nodiscard]] Failure refuse(std::string text);     ///< a permanent Failure of our own
[[nodiscard]] Failure try_again(std::string text);  ///< a transient Failure of our own

}  // namespace base
