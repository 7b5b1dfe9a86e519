#include "intake/smtp_command.h"

#include "base/text.h"
#include "mail/mailbox.h"

#include <algorithm>
#include <array>
#include <limits>

namespace intake {

namespace {

using mail::make_reply;
using mail::Reply;

struct VerbName {
    std::string_view name;
    Verb verb;
};

constexpr std::array verbs{
    VerbName{"HELO", Verb::helo},
    VerbName{"EHLO", Verb::ehlo},
    VerbName{"LHLO", Verb::lhlo},
    VerbName{"MAIL", Verb::mail},
    VerbName{"RCPT", Verb::rcpt},
    VerbName{"DATA", Verb::data},
    VerbName{"RSET", Verb::rset},
    VerbName{"NOOP", Verb::noop},
    VerbName{"QUIT", Verb::quit},
    VerbName{"VRFY", Verb::vrfy},
    VerbName{"HELP", Verb::help},
    VerbName{"STARTTLS", Verb::starttls},
    // Known, and never wanted here. BDAT: one way for a message to end is enough (CVE-2026-45185).
    VerbName{"BDAT", Verb::known_but_refused},
    VerbName{"EXPN", Verb::known_but_refused},
    VerbName{"ETRN", Verb::known_but_refused},
    VerbName{"TURN", Verb::known_but_refused},
    VerbName{"XCLIENT", Verb::known_but_refused},
    VerbName{"XFORWARD", Verb::known_but_refused},
    VerbName{"AUTH", Verb::known_but_refused},
};

}  // namespace

Command read_command(std::string_view line)
{
    const auto blank = line.find(' ');
    const std::string_view word = line.substr(0, blank);
    for (const VerbName& each : verbs) {
        if (!base::equal_ignoring_case(word, each.name)) continue;
        return {.verb = each.verb,
                .argument = blank == std::string_view::npos ? "" : base::trim(line.substr(blank + 1))};
    }
    return {.verb = Verb::unknown, .argument = {}};
}

namespace {

struct PathArgument {
    std::string_view path;        ///< between the angle brackets
    std::string_view parameters;  ///< behind them
};

/// The closing bracket is looked for outside of quotes: `<"a>b"@body.example>`.
std::optional<PathArgument> read_path(std::string_view argument, std::string_view keyword)
{
    if (!base::starts_with_ignoring_case(argument, keyword)) return std::nullopt;
    const std::string_view rest = base::trim(argument.substr(keyword.size()));  // "MAIL FROM: <…>" is common, if wrong
    if (!rest.starts_with('<')) return std::nullopt;
    bool is_quoted = false;
    for (std::size_t i = 1; i < rest.size(); ++i) {
        if (rest[i] == '\\') {
            ++i;
        } else if (rest[i] == '"') {
            is_quoted = !is_quoted;
        } else if (rest[i] == '>' && !is_quoted) {
            return PathArgument{.path = rest.substr(1, i - 1), .parameters = base::trim(rest.substr(i + 1))};
        }
    }
    return std::nullopt;
}

/// `@one.example,@two.example:ann@body.example`: routes are read and forgotten (RFC 5321 §4.1.1.3, appendix C).
std::string_view without_route(std::string_view path)
{
    const auto colon = path.find(':');
    return path.starts_with('@') && colon != std::string_view::npos ? path.substr(colon + 1) : path;
}

boost::system::result<std::string, Reply> read_address(std::string_view path, bool is_smtputf8)
{
    const auto mailbox = mail::parse_mailbox(without_route(path));
    if (!mailbox) return make_reply(501, "5.1.3", "the address " + mailbox.error().text);
    if (!is_smtputf8 && !base::is_ascii(path)) return make_reply(553, "5.6.7", "the address needs SMTPUTF8");
    return mailbox->text();
}

std::optional<Reply> read_mail_parameter(std::string_view parameter, MailArgument& mail)
{
    const auto equals = parameter.find('=');
    const std::string_view key = parameter.substr(0, equals);
    const std::string_view value = equals == std::string_view::npos ? "" : parameter.substr(equals + 1);
    if (base::equal_ignoring_case(key, "SIZE")) {
        constexpr std::size_t size_digits_max = 20;  // RFC 1870 §3
        const bool is_number =
            !value.empty() && value.size() <= size_digits_max && std::ranges::all_of(value, base::is_digit);
        if (!is_number) return make_reply(501, "5.5.4", "SIZE is not a number");
        // Twenty digits may be more than an int64 holds: then it is too large, whatever the limit.
        const auto size = base::parse_number(value);
        mail.size = size ? static_cast<std::uint64_t>(*size) : std::numeric_limits<std::uint64_t>::max();
        return std::nullopt;
    }
    if (base::equal_ignoring_case(key, "BODY")) {
        const bool is_known = base::equal_ignoring_case(value, "7BIT") || base::equal_ignoring_case(value, "8BITMIME");
        return is_known ? std::nullopt : std::optional(make_reply(501, "5.5.4", "BODY is neither 7BIT nor 8BITMIME"));
    }
    if (base::equal_ignoring_case(key, "SMTPUTF8") && equals == std::string_view::npos) return std::nullopt;
    return make_reply(555, "5.5.4", "a parameter of MAIL is not known here");
}

std::vector<std::string_view> words_of(std::string_view text)
{
    std::vector<std::string_view> words = base::split(text, ' ');
    std::erase(words, "");
    return words;
}

}  // namespace

boost::system::result<MailArgument, Reply> read_mail(std::string_view argument)
{
    const auto parsed = read_path(argument, "FROM:");
    if (!parsed) return make_reply(501, "5.5.4", "write MAIL FROM:<address>");
    MailArgument mail;
    const auto parameters = words_of(parsed->parameters);
    mail.is_smtputf8 = std::ranges::any_of(
        parameters, [](std::string_view word) { return base::equal_ignoring_case(word, "SMTPUTF8"); });
    for (const std::string_view parameter : parameters) {
        if (auto wrong = read_mail_parameter(parameter, mail)) return *wrong;
    }
    if (parsed->path.empty()) return mail;
    auto address = read_address(parsed->path, mail.is_smtputf8);
    if (!address) return address.error();
    mail.reverse_path = *address;
    return mail;
}

boost::system::result<std::string, Reply> read_rcpt(std::string_view argument, bool is_smtputf8)
{
    const auto parsed = read_path(argument, "TO:");
    if (!parsed) return make_reply(501, "5.5.4", "write RCPT TO:<address>");
    if (!parsed->parameters.empty()) return make_reply(555, "5.5.4", "parameters of RCPT are not known here");
    if (base::equal_ignoring_case(parsed->path, "postmaster")) return std::string("postmaster");  // RFC 5321 §4.1.1.3
    return read_address(parsed->path, is_smtputf8);
}

}  // namespace intake
