#include "intake/smtp_server_session.h"

#include "base/log_events.h"
#include "base/text.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace intake {

using mail::make_reply;
using mail::Reply;

namespace {

constexpr std::size_t line_octets_max = 2048;  // RFC 5321 §4.5.3.1.4 asks for 512, SMTPUTF8 and parameters for more
constexpr std::size_t long_line_octets_max = 3 * line_octets_max;  // a session; who sends more speaks something else
constexpr int idle_commands_max = 100;
constexpr int errors_max = 20;
constexpr int refused_recipients_max =
    1000;  // a session; an MTA in front may well pass on many unknown ones, or too many

}  // namespace

SmtpServerSession::SmtpServerSession(SessionRules rules) : rules_(std::move(rules))
{
    const std::string_view protocol = rules_.protocol == Protocol::lmtp ? "LMTP" : "ESMTP";
    reply(make_reply(220, "", rules_.hostname + ' ' + std::string(protocol) + " Gazetted"));
}

std::size_t SmtpServerSession::octets_held() const
{
    return input_.size() + (data_ ? data_->octets_held() : 0) + (submission_ ? submission_->octets.size() : 0);
}

void SmtpServerSession::receive(std::string_view octets)
{
    if (state_ != State::closing && state_ != State::starting_tls) input_ += octets;
}

Todo SmtpServerSession::next()
{
    work();
    if (!output_.empty()) return SendOctets{std::exchange(output_, {})};
    if (submission_) return *std::exchange(submission_, std::nullopt);
    if (state_ == State::closing) return CloseConnection{};
    if (state_ == State::starting_tls) return StartTls{};
    if (input_.empty()) std::string().swap(input_);  // who waits holds no memory
    return AwaitOctets{};
}

/// Everything that the input allows: pipelined commands are answered together (RFC 2920).
void SmtpServerSession::work()
{
    for (;;) {
        switch (state_) {
        case State::submitting:
        case State::starting_tls:
        case State::closing: return;
        case State::in_data:
            if (input_.empty()) return;
            take_data();
            break;
        default:
            if (!take_line()) return;
        }
    }
}

/// One command line, if there is a whole one.
bool SmtpServerSession::take_line()
{
    const auto end = input_.find('\n');
    if (end == std::string::npos) {
        if (input_.size() > line_octets_max) {
            take_long_line(input_.size());
            is_skipping_line_ = true;
            input_.clear();
        }
        return false;
    }
    std::string line = input_.substr(0, end);
    input_.erase(0, end + 1);
    const bool has_cr = line.ends_with('\r');
    if (has_cr) line.pop_back();
    if (is_skipping_line_ || line.size() > line_octets_max) {
        take_long_line(line.size());
        is_skipping_line_ = false;
    } else if (!has_cr || line.find('\r') != std::string::npos) {
        refuse("command", "", make_reply(500, "5.5.2", "lines end in CRLF"));
    } else if (line.find('\0') != std::string::npos || !base::is_valid_utf8(line)) {
        refuse("command", "", make_reply(501, "5.5.2", "the line is neither ASCII nor UTF-8"));
    } else {
        take_command(line);
    }
    return true;
}

/// Answered once a line, as soon as it is too long.
void SmtpServerSession::take_long_line(std::size_t octets)
{
    if (!is_skipping_line_) refuse("command", "", make_reply(500, "5.5.2", "the line is too long"));
    long_line_octets_ += octets;
    if (long_line_octets_ > long_line_octets_max && state_ != State::closing)
        refuse_and_close(make_reply(421, "4.7.0", "too much that is no command"));
}

void SmtpServerSession::take_command(std::string_view line)
{
    const Command command = read_command(line);
    const bool brings_mail_nearer = command.verb == Verb::rcpt || command.verb == Verb::data;
    if (!brings_mail_nearer && ++idle_commands_ > idle_commands_max) {
        refuse_and_close(make_reply(421, "4.7.0", "too many commands without a message"));
        return;
    }
    if (must_start_tls(command.verb)) return refuse("command", "", make_reply(530, "5.7.0", "say STARTTLS first"));
    switch (command.verb) {
    case Verb::helo:
    case Verb::ehlo:
    case Verb::lhlo: greet(command); return;
    case Verb::starttls: starttls(command.argument); return;
    case Verb::mail: mail(command.argument); return;
    case Verb::rcpt: rcpt(command.argument); return;
    case Verb::data: data(); return;
    case Verb::rset:
        forget_transaction();
        reply(make_reply(250, "2.0.0", "forgotten"));
        return;
    case Verb::noop: reply(make_reply(250, "2.0.0", "here")); return;
    case Verb::vrfy: reply(make_reply(252, "2.0.0", "send it and see")); return;  // RFC 5321 §3.5.3
    case Verb::help: reply(make_reply(214, "2.0.0", "RFC 2033 and RFC 5321 say it all")); return;
    case Verb::quit:
        reply(make_reply(221, "2.0.0", "goodbye"));
        state_ = State::closing;
        return;
    case Verb::known_but_refused:
        refuse("command", command.argument, make_reply(502, "5.5.1", "this command is not served here"));
        return;
    case Verb::unknown:
        // Who begins so speaks another protocol, and what he says next may be somebody's words (a browser's form).
        if (!has_greeted_) return refuse_and_close(make_reply(500, "5.5.1", "this is a mail server"));
        refuse("command", "", make_reply(500, "5.5.1", "unknown command"));
        return;
    }
}

/// What RFC 3207 §4 lets through in the clear where TLS is required, and what is refused anyhow.
bool SmtpServerSession::must_start_tls(Verb verb) const
{
    if (is_tls_ || rules_.tls != config::Tls::required) return false;
    return verb == Verb::mail || verb == Verb::rcpt || verb == Verb::data || verb == Verb::rset || verb == Verb::vrfy ||
           verb == Verb::help;
}

void SmtpServerSession::greet(const Command& command)
{
    const bool is_lmtp = rules_.protocol == Protocol::lmtp;
    if (is_lmtp != (command.verb == Verb::lhlo)) {  // RFC 2033 §4.1
        refuse("helo", command.argument,
               make_reply(500, "5.5.1", is_lmtp ? "this is LMTP: say LHLO" : "this is SMTP: say EHLO"));
        return;
    }
    if (command.argument.empty()) {
        refuse("helo", "", make_reply(501, "5.5.4", "say who you are"));
        return;
    }
    forget_transaction();
    has_greeted_ = true;
    state_ = State::ready;
    envelope_.helo = command.argument;
    is_extended_ = command.verb != Verb::helo;
    std::string text = rules_.hostname;
    if (is_extended_) {
        text +=
            "\nPIPELINING\n8BITMIME\nSMTPUTF8\nENHANCEDSTATUSCODES\nSIZE " + std::to_string(rules_.message_octets_max);
        if (rules_.tls != config::Tls::none && !is_tls_) text += "\nSTARTTLS";
    }
    reply(make_reply(250, "", text));
}

void SmtpServerSession::starttls(std::string_view argument)
{
    if (rules_.tls == config::Tls::none)
        return refuse("command", "", make_reply(502, "5.5.1", "this command is not served here"));
    if (is_tls_) return refuse("command", "", make_reply(503, "5.5.1", "TLS has started already"));
    if (!has_greeted_) return refuse("command", "", make_reply(503, "5.5.1", "say EHLO first"));
    if (!argument.empty()) return refuse("command", "", make_reply(501, "5.5.4", "STARTTLS takes no argument"));
    reply(make_reply(220, "2.0.0", "start TLS"));
    input_.clear();
    state_ = State::starting_tls;
}

void SmtpServerSession::tls_started()
{
    assert(state_ == State::starting_tls);
    has_greeted_ = false;
    is_tls_ = true;
    envelope_ = {};
    forget_transaction();
    state_ = State::greeting;
}

void SmtpServerSession::mail(std::string_view argument)
{
    if (!has_greeted_) return refuse("mail", "", make_reply(503, "5.5.1", "say LHLO or EHLO first"));
    if (state_ != State::ready) return refuse("mail", "", make_reply(503, "5.5.1", "there is a sender already"));
    const auto mail = read_mail(argument);
    if (!mail) return refuse("mail", argument, mail.error());
    if (mail->size && *mail->size > rules_.message_octets_max) {
        return refuse(
            "mail", mail->reverse_path,
            make_reply(552, "5.3.4", "at most " + std::to_string(rules_.message_octets_max) + " octets a message"));
    }
    if (const auto put_off = rules_.put_off ? rules_.put_off() : std::nullopt)
        return refuse("mail", mail->reverse_path, *put_off);
    envelope_.reverse_path = mail->reverse_path;
    is_smtputf8_ = mail->is_smtputf8;
    state_ = State::has_sender;
    reply(make_reply(250, "2.1.0", "sender noted"));
}

void SmtpServerSession::rcpt(std::string_view argument)
{
    if (state_ != State::has_sender && state_ != State::has_recipients) {
        return refuse("rcpt", "", make_reply(503, "5.5.1", "say MAIL first"));
    }
    const auto recipient = read_rcpt(argument, is_smtputf8_);
    if (!recipient) return refuse("rcpt", argument, recipient.error());
    if (envelope_.recipients.size() >= rules_.recipients_max) {
        return refuse_recipient(*recipient, make_reply(452, "4.5.3", "too many recipients for one message"));
    }
    if (const auto refused = rules_.refuse_recipient(*recipient)) return refuse_recipient(*recipient, *refused);
    envelope_.recipients.push_back(*recipient);
    state_ = State::has_recipients;
    reply(make_reply(250, "2.1.5", "recipient noted"));
}

void SmtpServerSession::refuse_recipient(const std::string& recipient, const Reply& reply_text)
{
    if (++refused_recipients_ > refused_recipients_max)
        return refuse_and_close(make_reply(421, "4.7.0", "too many refused recipients"));
    log_refusal("rcpt", recipient, reply_text);
    reply(reply_text);
}

void SmtpServerSession::data()
{
    if (state_ == State::has_sender)
        return reply(make_reply(503, "5.5.1",
                                "no recipient was accepted"));  // RFC 2033 §4.2; no error of a client that pipelines
    if (state_ != State::has_recipients) return refuse("data", "", make_reply(503, "5.5.1", "say MAIL and RCPT first"));
    // DATA ends a pipelined group (RFC 2920 §3.1): who sends more has not waited for the 354, and is out of step.
    if (!input_.empty())
        return refuse_and_close(make_reply(554, "5.5.0", "wait for the 354 before you send the message"));
    if (const auto put_off = rules_.put_off ? rules_.put_off() : std::nullopt)
        return refuse("data", envelope_.reverse_path, *put_off);
    data_.emplace(rules_.message_octets_max);
    state_ = State::in_data;
    reply(make_reply(354, "", "end with a dot on a line of its own"));
}

void SmtpServerSession::take_data()
{
    input_.erase(0, data_->take(input_));
    if (data_->is_over()) {
        end_data();
    } else if (data_->octets_seen() > 2 * rules_.message_octets_max) {
        refuse_and_close(make_reply(421, "4.3.4", "the message is much too large"));
    }
}

void SmtpServerSession::end_data()
{
    idle_commands_ = 0;
    if (dropped_with_) return answer_all(Reply(*dropped_with_));
    if (data_->is_too_large()) {
        return answer_all(
            make_reply(552, "5.3.4", "at most " + std::to_string(rules_.message_octets_max) + " octets a message"));
    }
    if (data_->has_bare_line_end())
        return answer_all(make_reply(550, "5.5.2", "a bare CR or LF stands in the message"));
    if (data_->has_endless_line()) return answer_all(make_reply(550, "5.6.0", "a line of the message is over 1 MiB"));
    envelope_.peer = rules_.peer;
    envelope_.protocol = protocol_name();
    envelope_.is_trusted = rules_.is_peer_trusted;
    submission_ = SubmitMessage{.envelope = envelope_, .octets = data_->release()};
    state_ = State::submitting;
}

/// As IANA's "Mail Transmission Types" has it (RFC 3848, RFC 6531 §4.3).
std::string SmtpServerSession::protocol_name() const
{
    if (rules_.protocol == Protocol::lmtp) return is_smtputf8_ ? "UTF8LMTP" : "LMTP";
    const std::string name = is_smtputf8_ ? "UTF8SMTP" : is_extended_ || is_tls_ ? "ESMTP" : "SMTP";
    return is_tls_ ? name + 'S' : name;
}

/// A refused message gets one reply for each recipient in LMTP, one in all in SMTP.
void SmtpServerSession::answer_all(const Reply& reply_text)
{
    const std::size_t count = rules_.protocol == Protocol::lmtp ? envelope_.recipients.size() : 1;
    log_refusal("dot", envelope_.reverse_path, reply_text);
    for (std::size_t i = 0; i < count; ++i) reply(reply_text);
    forget_transaction();
    state_ = State::ready;
}

void SmtpServerSession::submitted(const std::vector<Reply>& replies)
{
    assert(state_ == State::submitting);
    if (rules_.protocol == Protocol::lmtp) {
        for (const Reply& each : replies) reply(each);
    } else {
        // One answer for all: the first that is not good, so that nothing is taken for accepted that is not.
        const auto bad = std::ranges::find_if(
            replies, [](const Reply& each) { return each.severity() != mail::Severity::positive; });
        reply(bad == replies.end() ? replies.front() : *bad);
    }
    forget_transaction();
    state_ = State::ready;
}

void SmtpServerSession::drop_message(const Reply& reply_text)
{
    assert(state_ == State::in_data);
    data_->drop();
    dropped_with_ = reply_text;
}

void SmtpServerSession::give_up(const Reply& reply_text)
{
    if (state_ == State::closing) return;
    refuse_and_close(reply_text);
}

void SmtpServerSession::reply(const Reply& reply)
{
    output_ += reply.wire();
}

void SmtpServerSession::log_refusal(std::string_view stage, std::string_view subject, const Reply& reply_text) const
{
    base::log(base::Refused{
        .peer = rules_.peer, .stage = std::string(stage), .subject = std::string(subject), .reply = reply_text.line()});
}

void SmtpServerSession::refuse(std::string_view stage, std::string_view subject, const Reply& reply_text)
{
    log_refusal(stage, subject, reply_text);
    if (++errors_ > errors_max) {
        refuse_and_close(make_reply(421, "4.7.0", "too many errors"));
    } else {
        reply(reply_text);
    }
}

void SmtpServerSession::refuse_and_close(const Reply& reply_text)
{
    log_refusal("session", "", reply_text);
    reply(reply_text);
    input_.clear();
    data_.reset();
    state_ = State::closing;
}

void SmtpServerSession::forget_transaction()
{
    envelope_.reverse_path.clear();
    envelope_.recipients.clear();
    is_smtputf8_ = false;
    data_.reset();
    dropped_with_.reset();
    if (has_greeted_) state_ = State::ready;
}

}  // namespace intake
