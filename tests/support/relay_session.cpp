#include "support/relay_session.h"

#include "base/text.h"
#include "mail/transfer_encoding.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include <string.h>

namespace testing_support {

namespace {

constexpr std::string_view end_of_data = "\r\n.\r\n";

std::size_t find(std::string_view text, std::string_view needle, std::size_t from)
{
    if (from >= text.size()) return std::string_view::npos;
    const void* found = ::memmem(text.data() + from, text.size() - from, needle.data(), needle.size());
    return found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) : std::string_view::npos;
}

bool has_octet(std::string_view text, char octet)
{
    return !text.empty() && std::memchr(text.data(), octet, text.size()) != nullptr;
}

/// Eight octets at a time: this runs over every message.
bool has_high_bit(std::string_view text)
{
    std::uint64_t seen = 0, word = 0;
    for (; text.size() >= sizeof word; text.remove_prefix(sizeof word)) {
        std::memcpy(&word, text.data(), sizeof word);
        seen |= word;
    }
    return (seen & 0x8080808080808080U) != 0 || !base::is_ascii(text);
}

struct Path {
    std::string_view address;  ///< without its angle brackets
    std::string_view parameters;
};

/// "FROM:<a@b.example> SIZE=1": `keyword` is "FROM:".
std::optional<Path> parse_path(std::string_view argument, std::string_view keyword)
{
    if (!base::starts_with_ignoring_case(argument, keyword)) return std::nullopt;
    const auto rest = base::trim(argument.substr(keyword.size()));
    if (!rest.starts_with('<')) return std::nullopt;
    bool is_quoted = false;
    for (std::size_t i = 1; i < rest.size(); ++i) {
        if (is_quoted && rest[i] == '\\')
            ++i;
        else if (rest[i] == '"')
            is_quoted = !is_quoted;
        else if (rest[i] == '>' && !is_quoted)
            return Path{rest.substr(1, i - 1), base::trim(rest.substr(i + 1))};
    }
    return std::nullopt;
}

/// RFC 5321 §4.5.2: a dot at the start of a line is one too many.
std::string unstuff(std::string_view content)
{
    std::string plain;
    plain.reserve(content.size());
    if (content.starts_with('.')) content.remove_prefix(1);
    for (std::size_t dot; (dot = find(content, "\r\n.", 0)) != std::string_view::npos; content.remove_prefix(dot + 3))
        plain += content.substr(0, dot + 2);
    return plain += content;
}

}  // namespace

RelaySession::RelaySession(const SessionOptions& options, RuleBook& rules, RelayLedger& ledger, std::string client)
    : options_(options), rules_(rules), ledger_(ledger), client_(std::move(client))
{
}

void RelaySession::greet()
{
    if (!rule_decides(Stage::connect, {client_})) say("220 relay.example ESMTP");
}

void RelaySession::receive(std::string_view octets)
{
    if (mode_ == Mode::hung || mode_ == Mode::closed) return;
    input_ += octets;
    replies_in_read_ = 0;
    for (auto done = Done::whole; done == Done::whole;) {
        switch (mode_) {
        case Mode::command: done = take_command(); break;
        case Mode::data: done = take_data(); break;
        case Mode::chunk: done = take_chunk(); break;
        case Mode::hung:
        case Mode::closed: input_.clear(), read_ = 0, done = Done::needs_more; break;
        }
    }
    input_.erase(0, std::exchange(read_, 0));
    constexpr std::size_t worth_keeping = std::size_t{1} << 20;
    if (input_.empty() && input_.capacity() > worth_keeping) input_ = {};
}

std::vector<RelaySession::Output> RelaySession::take_output()
{
    return std::exchange(output_, {});
}

RelaySession::Done RelaySession::take_command()
{
    const auto rest = pending();
    const auto end = rest.substr(0, command_octets_max).find('\n');
    if (end == std::string_view::npos) {
        if (rest.size() < command_octets_max) return Done::needs_more;
        ledger_.note(Violation::long_command);
        say("500 5.5.2 Line too long");
        close();
        return Done::whole;
    }
    if (replies_in_read_ > 0 && !offers("PIPELINING")) ledger_.note(Violation::uninvited_pipelining);
    auto line = rest.substr(0, end);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    else
        ledger_.note(Violation::bare_lf);
    read_ += end + 1;
    obey(line);
    return Done::whole;
}

RelaySession::Done RelaySession::take_data()
{
    const auto rest = pending();
    const bool is_empty = scanned_ == 0 && !is_too_big_ && rest.starts_with(end_of_data.substr(2));
    const auto end = is_empty ? 0 : find(rest, end_of_data, scanned_);
    if (end == std::string_view::npos) {
        scanned_ = rest.size() - std::min(rest.size(), end_of_data.size() - 1);
        if (rest.size() > options_.size_octets_max) {
            is_too_big_ = true;
            read_ += std::exchange(scanned_, 0);
        }
        return Done::needs_more;
    }
    const auto content = is_empty ? std::string_view{} : rest.substr(0, end + 2);
    read_ += is_empty ? end_of_data.size() - 2 : end + end_of_data.size();
    mode_ = Mode::command;
    if (content.starts_with('.') || find(content, "\r\n.", 0) != std::string_view::npos)
        finish_message(unstuff(content));
    else
        finish_message(content);
    return Done::whole;
}

RelaySession::Done RelaySession::take_chunk()
{
    const auto part = pending().substr(0, chunk_left_);
    chunk_left_ -= part.size();
    read_ += part.size();
    if (chunks_.size() + part.size() > options_.size_octets_max) is_too_big_ = true;
    if (is_chunk_wanted_ && !is_too_big_) chunks_ += part;
    if (chunk_left_ > 0) return Done::needs_more;
    mode_ = Mode::command;
    if (!is_chunk_wanted_)
        refuse("503 5.5.1 No transaction for this chunk");
    else if (!std::exchange(has_chunks_, true) && rule_decides(Stage::data, recipients_))
        reset(), was_refused_ = true;
    else if (is_last_chunk_)
        finish_message(std::exchange(chunks_, {}));
    else
        say("250 2.0.0 Go on");
    return Done::whole;
}

void RelaySession::obey(std::string_view line)
{
    if (std::exchange(is_auth_refused_, false)) return say("535 5.7.8 Authentication failed");
    const auto blank = std::min(line.find(' '), line.size());
    const auto verb = base::to_lower(line.substr(0, blank));
    const auto argument = base::trim(line.substr(blank));
    if (verb == "mail")
        handle_mail(argument);
    else if (verb == "rcpt")
        handle_rcpt(argument);
    else if (verb == "data")
        handle_data();
    else if (verb == "bdat" && offers("CHUNKING"))
        handle_bdat(argument);
    else if (verb == "ehlo" || verb == "helo")
        handle_hello(verb, argument);
    else if (verb == "starttls" && options_.offers_starttls && !has_tls_)
        handle_starttls();
    else if (verb == "auth" && !options_.auth.empty())
        handle_auth(argument);
    else if (verb == "quit")
        handle_quit();
    else if (verb == "noop")
        say("250 2.0.0 OK");
    else if (verb == "rset")
        reset(), say("250 2.0.0 OK");
    else if (verb == "vrfy")
        say("252 2.5.0 Send some mail and see");
    else {
        ledger_.note(Violation::unknown_command);
        say("500 5.5.1 Unknown command");
    }
}

void RelaySession::handle_hello(std::string_view verb, std::string_view name)
{
    if (rule_decides(Stage::helo, {std::string(name)})) return;
    reset();
    has_hello_ = true;
    if (verb == "helo" || !instead_.empty()) return say("250 relay.example");
    std::vector<std::string> lines = {"relay.example"};
    for (const auto extension : extensions)
        if (offers(extension)) lines.emplace_back(extension);
    if (options_.offers_starttls && !has_tls_) lines.emplace_back("STARTTLS");
    if (!options_.auth.empty()) lines.emplace_back("AUTH " + options_.auth);
    for (auto& line : lines)
        if (line == "SIZE") line += ' ' + std::to_string(options_.size_octets_max);
    std::string text;
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) text += "250-" + lines[i] + "\r\n";
    say(text + "250 " + lines.back());
}

/// What was said before does not count behind it (RFC 3207 §4.2).
void RelaySession::handle_starttls()
{
    say("220 2.0.0 Ready to start TLS");
    output_.back().starts_tls = true;
    read_ = input_.size();
    reset();
    has_tls_ = true;
    has_hello_ = false;
}

/// With an initial response only (RFC 4954 §4). Refusing a token takes a round more (RFC 7628 §3.2.2).
void RelaySession::handle_auth(std::string_view argument)
{
    const auto blank = std::min(argument.find(' '), argument.size());
    const auto mechanism = argument.substr(0, blank);
    const auto offered = base::split(options_.auth, ' ');
    if (std::ranges::find(offered, mechanism) == offered.end() || blank == argument.size())
        return refuse("504 5.5.4 Mechanism not offered, or no initial response");
    constexpr std::size_t message_octets_max = 8192;
    const auto message = mail::decode_base64(argument.substr(blank + 1), message_octets_max);
    is_authenticated_ = options_.is_authentic && options_.is_authentic(mechanism, message);
    if (is_authenticated_) return say("235 2.7.0 Welcome");
    if (mechanism == "PLAIN") return refuse("535 5.7.8 Authentication failed");
    is_auth_refused_ = true;
    say("334 " + mail::encode_base64(R"({"status":"invalid_token","schemes":"bearer"})"));
}

void RelaySession::handle_mail(std::string_view argument)
{
    if (!options_.auth.empty() && !is_authenticated_) return refuse("530 5.7.0 Authentication required");
    if (!has_hello_ || has_mail_) return refuse_out_of_step("503 5.5.1 Not now");
    reset();
    const auto path = parse_path(argument, "FROM:");
    if (!path) return refuse("501 5.1.7 Bad reverse-path");
    for (const auto parameter : base::split(path->parameters, ' '))
        if (!accepts_parameter(parameter)) return;
    reverse_path_ = path->address;
    if (!is_utf8_ && has_high_bit(reverse_path_)) ledger_.note(Violation::utf8_undeclared);
    if (rule_decides(Stage::mail, {reverse_path_})) return;
    has_mail_ = true;
    say("250 2.1.0 OK");
}

/// Says itself why not.
bool RelaySession::accepts_parameter(std::string_view parameter)
{
    const auto is = [&](std::string_view text) { return base::equal_ignoring_case(parameter, text); };
    if (parameter.empty()) return true;
    if (offers("8BITMIME") && is("BODY=7BIT")) return true;
    if (offers("8BITMIME") && is("BODY=8BITMIME")) return is_8bit_ = true;
    if (offers("SMTPUTF8") && is("SMTPUTF8")) return is_utf8_ = is_8bit_ = true;
    if (offers("SIZE") && base::starts_with_ignoring_case(parameter, "SIZE=")) {
        const auto size = base::parse_number(parameter.substr(5));
        if (size && *size >= 0 && static_cast<std::uint64_t>(*size) <= options_.size_octets_max) return true;
        refuse("552 5.3.4 Message too big");
        return false;
    }
    refuse("555 5.5.4 Parameter not offered");
    return false;
}

void RelaySession::handle_rcpt(std::string_view argument)
{
    if (!has_mail_) return refuse_out_of_step("503 5.5.1 MAIL first");
    const auto path = parse_path(argument, "TO:");
    if (!path || path->address.empty()) return refuse("501 5.1.3 Bad forward-path");
    if (!path->parameters.empty()) return refuse("555 5.5.4 Parameter not offered");
    if (recipients_.size() >= options_.recipients_max) return refuse("452 4.5.3 Too many recipients");
    if (!is_utf8_ && has_high_bit(path->address)) ledger_.note(Violation::utf8_undeclared);
    std::string recipient(path->address);
    if (rule_decides(Stage::rcpt, {recipient})) return;
    recipients_.push_back(std::move(recipient));
    say("250 2.1.5 OK");
}

/// Says itself why not.
bool RelaySession::is_ready_for_content()
{
    if (has_mail_ && !recipients_.empty()) return !rule_decides(Stage::data, recipients_);
    if (has_mail_ && was_refused_)
        refuse("554 5.5.1 No valid recipients");
    else
        refuse_out_of_step("503 5.5.1 MAIL and RCPT first");
    return false;
}

void RelaySession::handle_data()
{
    if (has_chunks_) return refuse_out_of_step("503 5.5.1 BDAT has begun");
    const bool is_early = !pending().empty();
    if (!is_ready_for_content()) return;
    if (is_early) ledger_.note(Violation::data_before_354);
    say("354 Go ahead");
    mode_ = Mode::data;
    scanned_ = 0;
}

void RelaySession::handle_bdat(std::string_view argument)
{
    const auto words = base::split(argument, ' ');
    const auto size = base::parse_number(words[0]);
    is_last_chunk_ = words.size() == 2 && base::equal_ignoring_case(words[1], "LAST");
    if (!size || *size < 0 || (words.size() > 1 && !is_last_chunk_)) {
        say("501 5.5.4 Bad chunk size");
        return close();  // where the chunk ends, nobody knows
    }
    // Even a refused chunk comes, and is answered only once it is here (RFC 3030 §2).
    is_chunk_wanted_ = has_mail_ && !recipients_.empty();
    if (!is_chunk_wanted_ && !was_refused_) ledger_.note(Violation::out_of_step);
    chunk_left_ = static_cast<std::uint64_t>(*size);
    mode_ = Mode::chunk;
}

void RelaySession::handle_quit()
{
    if (rule_decides(Stage::quit, {reverse_path_})) return;
    say("221 2.0.0 Bye");
    close();
}

void RelaySession::finish_message(std::string_view content)
{
    if (is_too_big_)
        reset(), say("552 5.3.4 Message too big");
    else if (rule_decides(Stage::dot, recipients_))
        reset();
    else {
        look_over(content);
        ledger_.accept(reverse_path_, recipients_, content);
        reset();
        say("250 2.0.0 Taken over");
    }
}

void RelaySession::look_over(std::string_view content)
{
    constexpr std::size_t line_octets_max = 998 + 2;
    bool has_bare_lf = false, has_bare_cr = false, has_long_line = false;
    for (auto rest = content; !rest.empty();) {
        const auto end = rest.find('\n');
        const auto line = rest.substr(0, end);
        const auto cr = line.find('\r');
        if (cr == std::string_view::npos)
            has_bare_lf |= end != std::string_view::npos;
        else if (end == std::string_view::npos || cr != end - 1)
            has_bare_cr = true;
        has_long_line |= line.size() + 1 > line_octets_max;
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    }
    if (has_bare_lf) ledger_.note(Violation::bare_lf);
    if (has_bare_cr) ledger_.note(Violation::bare_cr);
    if (has_long_line) ledger_.note(Violation::long_line);
    if (has_octet(content, '\0')) ledger_.note(Violation::nul);
    if (is_utf8_ || !has_high_bit(content)) return;
    if (!is_8bit_) ledger_.note(Violation::eight_bit_undeclared);
    if (has_high_bit(content.substr(0, find(content, "\r\n\r\n", 0)))) ledger_.note(Violation::utf8_undeclared);
}

/// True when the stage ends here. What is to be said or done instead then is said and done.
bool RelaySession::rule_decides(Stage stage, const std::vector<std::string>& subjects)
{
    const auto* action = rules_.decide(stage, subjects);
    if (!action) return false;
    if (const auto* reply = std::get_if<Reply>(action)) {
        if (reply->text.starts_with('2') || reply->text.starts_with('3')) return instead_ = reply->text, false;
        instead_.clear();
        refuse(reply->text);
        return true;
    }
    if (const auto* delay = std::get_if<Delay>(action)) return delay_ += delay->time, false;
    if (std::holds_alternative<AcceptDrop>(*action)) return is_unanswered_ = true, false;
    if (std::holds_alternative<Drop>(*action))
        close();
    else
        mode_ = Mode::hung;
    return true;
}

void RelaySession::say(std::string text)
{
    if (is_unanswered_) return close();
    if (!instead_.empty()) text = std::exchange(instead_, {});
    const bool closes = text.starts_with("421");
    if (!offers("ENHANCEDSTATUSCODES") && text.size() > 7 && text[5] == '.' && text[7] == '.')
        text.erase(4, text.find(' ', 4) - 3);
    text += "\r\n";
    ++replies_in_read_;
    if (output_.empty() || output_.back().closes || delay_.count() > 0)
        output_.push_back({.text = std::move(text), .delay = std::exchange(delay_, {})});
    else
        output_.back().text += text;
    if (closes) close();
}

void RelaySession::refuse(std::string text)
{
    was_refused_ = true;
    say(std::move(text));
}

void RelaySession::refuse_out_of_step(std::string text)
{
    if (!was_refused_) ledger_.note(Violation::out_of_step);
    say(std::move(text));
}

void RelaySession::close()
{
    if (mode_ == Mode::closed) return;
    mode_ = Mode::closed;
    if (output_.empty()) output_.emplace_back();
    output_.back().closes = true;
}

void RelaySession::reset()
{
    has_mail_ = is_8bit_ = is_utf8_ = was_refused_ = is_too_big_ = false;
    reverse_path_.clear();
    recipients_.clear();
    chunks_.clear();
    has_chunks_ = false;
}

}  // namespace testing_support
