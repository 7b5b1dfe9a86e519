#pragma once
/// One command line of SMTP or LMTP, read (RFC 5321 §4.1, RFC 2033).  Pure.

#include "mail/reply.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace intake {

enum class Verb : unsigned char {
    helo,
    ehlo,
    lhlo,
    mail,
    rcpt,
    data,
    rset,
    noop,
    quit,
    vrfy,
    help,
    starttls,
    known_but_refused,
    unknown
};

struct Command {
    Verb verb = Verb::unknown;
    std::string_view argument;  ///< into the line
};

/// `line` without its line end.
[[nodiscard]] Command read_command(std::string_view line);

struct MailArgument {
    std::string reverse_path;           ///< empty: <>
    std::optional<std::uint64_t> size;  ///< SIZE= (RFC 1870)
    bool is_smtputf8 = false;           ///< RFC 6531
};

/// `FROM:<ann@body.example> SIZE=4711 BODY=8BITMIME SMTPUTF8`; or the reply that says what is wrong.
[[nodiscard]] boost::system::result<MailArgument, mail::Reply> read_mail(std::string_view argument);

/// `TO:<sr-update@lists.example>`, `TO:<Postmaster>`: the forward-path.
[[nodiscard]] boost::system::result<std::string, mail::Reply> read_rcpt(std::string_view argument, bool is_smtputf8);

}  // namespace intake
