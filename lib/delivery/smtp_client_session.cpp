#include "delivery/smtp_client_session.h"

#include "base/text.h"

#include <cassert>
#include <utility>

namespace delivery {

namespace {

using base::operator""min;
using mail::Reply;
using mail::Severity;

// RFC 5321 §4.5.3.2
constexpr base::Duration command_patience = 5min;
constexpr base::Duration data_patience = 2min;
constexpr base::Duration block_patience = 3min;
constexpr std::uint64_t block_octets = 16UL * 1024;
constexpr base::Duration dot_patience = 10min;

/// A body below this is copied behind its commands: one write costs less than two.
constexpr std::size_t copied_octets_max = 16UL * 1024;

Reply no_reply(std::string why)
{
    return {.code = 0, .enhanced = {}, .text = std::move(why)};
}

}  // namespace

std::string_view stage_name(Stage stage)
{
    switch (stage) {
    case Stage::connect: return "connect";
    case Stage::helo: return "helo";
    case Stage::starttls: return "starttls";
    case Stage::auth: return "auth";
    case Stage::mail: return "mail";
    case Stage::rcpt: return "rcpt";
    case Stage::data: return "data";
    case Stage::dot: return "dot";
    case Stage::quit: return "quit";
    }
    return "";
}

std::string_view SmtpClientSession::Segment::octets() const
{
    if (!body) return own;
    return is_stuffed ? body->stuffed() : body->octets();
}

SmtpClientSession::SmtpClientSession(std::string ehlo_name) : ehlo_name_(std::move(ehlo_name))
{
    expect(Command::ehlo, "EHLO " + ehlo_name_);
}

void SmtpClientSession::receive(std::string_view octets)
{
    if (is_broken_) return;
    replies_.add(octets);
    while (!is_broken_) {
        auto next = replies_.next();
        if (std::holds_alternative<mail::ReplyParser::Incomplete>(next)) return;
        if (const auto* garbage = std::get_if<mail::ReplyParser::Garbage>(&next)) {
            lose_connection("the relay's reply makes no sense: " + garbage->what);
        } else {
            take_reply(std::get<Reply>(next));
        }
    }
}

std::string_view SmtpClientSession::output() const
{
    if (output_.empty()) return {};
    return output_.front().octets().substr(output_.front().written);
}

void SmtpClientSession::wrote(std::size_t octets)
{
    Segment& segment = output_.front();
    segment.written += octets;
    octets_written_ += octets;
    const bool is_end_written = segment.ends != 0 && segment.written >= segment.ends_at;
    for (Current& current : transactions_) {
        if (is_end_written && current.transaction.delivery == segment.ends) current.is_end_written = true;
    }
    if (segment.written == segment.octets().size()) output_.pop_front();
}

std::optional<SessionEvent> SmtpClientSession::next_event()
{
    if (events_.empty()) return std::nullopt;
    SessionEvent event = std::move(events_.front());
    events_.pop_front();
    return event;
}

SmtpClientSession::Mode SmtpClientSession::mode() const
{
    if (!offers_.pipelining) return Mode::lock_step;
    return offers_.chunking ? Mode::chunked : Mode::pipelined;
}

bool SmtpClientSession::can_begin() const
{
    if (!is_ready_ || is_broken_) return false;
    if (transactions_.empty()) return true;
    // Its envelope rides with the end of the one before; a refusal of that one would need a RSET in between.
    return mode() == Mode::pipelined && transactions_.size() == 1 && transactions_.front().phase == Phase::at_dot;
}

bool SmtpClientSession::is_sendable(Current& current)
{
    const Transaction& transaction = current.transaction;
    if (transaction.is_smtputf8 && !offers_.smtputf8) {
        refuse_locally(current, Stage::rcpt, 550, "5.6.7",
                       "the address needs SMTPUTF8, which the relay does not offer");
        return false;
    }
    if (transaction.is_8bit && !offers_.eightbitmime) {
        refuse_locally(current, Stage::mail, 451, "4.6.3",
                       "the message needs 8BITMIME, which the relay does not offer");
        return false;
    }
    if (offers_.octets_max > 0 && transaction.octets() > offers_.octets_max) {
        refuse_locally(current, Stage::mail, 552, "5.3.4",
                       "the relay takes messages of at most " + std::to_string(offers_.octets_max) + " octets");
        return false;
    }
    return true;
}

void SmtpClientSession::refuse_locally(Current& current, Stage stage, int code, std::string_view enhanced,
                                       std::string text)
{
    Outcome outcome{
        .ending = Ending::replied, .stage = stage, .reply = mail::make_reply(code, enhanced, std::move(text))};
    events_.push_back(Ended{.delivery = current.transaction.delivery, .outcome = std::move(outcome)});
}

void SmtpClientSession::begin(Transaction transaction)
{
    assert(can_begin());
    Current current{
        .transaction = std::move(transaction), .phase = Phase::envelope, .refusal = {}, .is_end_written = false};
    if (!is_sendable(current)) return;
    const bool has_reset = std::exchange(needs_rset_, false);
    if (has_reset) expect(Command::rset, "RSET");
    transactions_.push_back(std::move(current));
    Current& added = transactions_.back();
    switch (mode()) {
    case Mode::chunked:
        added.phase = Phase::wants_dot;
        events_.push_back(WantsDot{.delivery = added.transaction.delivery});
        return;
    case Mode::pipelined:
        put_envelope_step(added, Command::mail);
        put_envelope_step(added, Command::rcpt);
        put_envelope_step(added, Command::data);
        return;
    case Mode::lock_step:
        if (!has_reset) put_envelope_step(added, Command::mail);  // else once the reset is answered
        return;
    }
}

std::string SmtpClientSession::mail_command(const Transaction& transaction) const
{
    std::string line = "MAIL FROM:<" + transaction.reverse_path + '>';
    if (offers_.octets_max > 0) line += " SIZE=" + std::to_string(transaction.octets());
    if (transaction.is_8bit) line += " BODY=8BITMIME";
    if (transaction.is_smtputf8) line += " SMTPUTF8";
    return line;
}

void SmtpClientSession::put_envelope_step(Current& current, Command command)
{
    switch (command) {
    case Command::mail: expect(command, mail_command(current.transaction)); return;
    case Command::rcpt: expect(command, "RCPT TO:<" + current.transaction.recipient + '>'); return;
    default: expect(command, "DATA"); return;
    }
}

void SmtpClientSession::release_dot()
{
    assert(!transactions_.empty());
    Current& current = transactions_.front();
    assert(current.phase == Phase::wants_dot);
    current.phase = Phase::at_dot;
    if (mode() == Mode::chunked) {
        put_envelope_step(current, Command::mail);
        put_envelope_step(current, Command::rcpt);
        put("BDAT " + std::to_string(current.transaction.octets()) + " LAST\r\n");
    }
    put_message(current);
    await(Command::dot);
}

void SmtpClientSession::withdraw()
{
    assert(!transactions_.empty());
    assert(transactions_.front().phase == Phase::wants_dot);
    const Outcome outcome{
        .ending = Ending::withdrawn, .stage = Stage::data, .reply = no_reply("withdrawn before its end was sent")};
    events_.push_back(Ended{.delivery = transactions_.front().transaction.delivery, .outcome = outcome});
    transactions_.pop_front();
    if (mode() != Mode::chunked) lose_connection(outcome.reply.text);  // the relay takes whatever comes now as message
}

void SmtpClientSession::put(std::string_view octets)
{
    if (output_.empty() || output_.back().body) output_.emplace_back();
    output_.back().own += octets;
    octets_put_ += octets.size();
}

void SmtpClientSession::await(Command command)
{
    expected_.push_back({.command = command, .ends_at = octets_put_});
}

namespace {

/// A field name may start with a dot (RFC 5322 §3.6.8), and what DATA carries must not lose it.
std::string with_dots_stuffed(std::string_view head)
{
    std::string stuffed = head.starts_with('.') ? "." : "";
    for (auto at = head.find("\n."); at != std::string_view::npos; at = head.find("\n.")) {
        stuffed += head.substr(0, at + 1);
        stuffed += '.';
        head.remove_prefix(at + 1);
        stuffed += head.front();
        head.remove_prefix(1);
    }
    stuffed += head;
    return stuffed;
}

}  // namespace

void SmtpClientSession::put_message(Current& current)
{
    const bool is_stuffed = mode() != Mode::chunked;
    const SharedBody& body = *current.transaction.body;
    if (!output_.empty() && output_.back().ends != 0) output_.emplace_back();  // one end a segment
    put(is_stuffed ? with_dots_stuffed(current.transaction.head) : current.transaction.head);
    const std::string& octets = is_stuffed ? body.stuffed() : body.octets();
    if (octets.size() <= copied_octets_max) {
        put(octets);
    } else {
        output_.push_back({.own = {}, .body = current.transaction.body, .is_stuffed = is_stuffed});
        octets_put_ += octets.size();
    }
    output_.back().ends = current.transaction.delivery;
    output_.back().ends_at = output_.back().octets().size();
}

void SmtpClientSession::expect(Command command, const std::string& line)
{
    put(line + "\r\n");
    await(command);
}

void SmtpClientSession::quit()
{
    if (is_broken_ || !is_ready_) return;
    is_ready_ = false;
    expect(Command::quit, "QUIT");
}

base::Duration SmtpClientSession::patience() const
{
    if (expected_.empty()) return command_patience;
    const Command awaited = expected_.front().command;
    if (awaited == Command::dot) return output_.empty() ? dot_patience : block_patience;
    return awaited == Command::data ? data_patience : command_patience;
}

std::uint64_t SmtpClientSession::progress() const
{
    return replies_read_ + octets_written_ / block_octets;
}

void SmtpClientSession::take_reply(const Reply& reply)
{
    ++replies_read_;
    if (expected_.empty()) {  // "421 shutting down", unasked
        break_session(Stage::connect, reply);
        return;
    }
    const auto [command, ends_at] = expected_.front();
    const bool is_good = reply.severity() == Severity::positive || reply.severity() == Severity::intermediate;
    if (is_good && octets_written_ < ends_at) {  // a stale one: what it would answer has not been said yet
        lose_connection("the relay answered what it was not told: " + reply.line());
        return;
    }
    expected_.pop_front();
    switch (command) {
    case Command::ehlo:
    case Command::helo: take_ehlo(command, reply); break;
    case Command::mail:
    case Command::rcpt: take_envelope_reply(command, reply); break;
    case Command::data: take_data_reply(reply); break;
    case Command::dot: take_dot_reply(reply); break;
    case Command::rset:
        if (mode() == Mode::lock_step) put_envelope_step(transactions_.front(), Command::mail);
        break;
    case Command::void_dot: break;
    case Command::quit: break_session(Stage::quit, reply); return;
    }
    if (reply.code == 421) break_session(Stage::connect, reply);  // RFC 5321 §3.8
}

void SmtpClientSession::take_ehlo(Command command, const Reply& reply)
{
    if (reply.severity() == Severity::permanent && command == Command::ehlo && reply.code != 554) {
        expect(Command::helo, "HELO " + ehlo_name_);  // RFC 5321 §3.2
        return;
    }
    if (reply.severity() != Severity::positive) {
        break_session(Stage::helo, reply);
        return;
    }
    const auto lines = base::split(reply.text, '\n');
    for (std::size_t i = 1; command == Command::ehlo && i < lines.size(); ++i) {
        const auto words = base::split(base::trim(lines[i]), ' ');
        const auto offered = [&](std::string_view keyword) {
            return base::equal_ignoring_case(words.front(), keyword);
        };
        if (offered("PIPELINING")) offers_.pipelining = true;
        if (offered("CHUNKING")) offers_.chunking = true;
        if (offered("8BITMIME")) offers_.eightbitmime = true;
        if (offered("SMTPUTF8")) offers_.smtputf8 = true;
        if (offered("SIZE") && words.size() > 1) {
            const auto octets = base::parse_number(words[1]);
            if (octets && *octets > 0) offers_.octets_max = static_cast<std::size_t>(*octets);
        }
    }
    is_ready_ = true;
    events_.push_back(SessionReady{});
}

/// The newest transaction whose envelope is being answered: replies come in the order of the commands.
void SmtpClientSession::take_envelope_reply(Command command, const Reply& reply)
{
    const Stage stage = command == Command::mail ? Stage::mail : Stage::rcpt;
    Current& current = transactions_.back();
    if (reply.severity() != Severity::positive && !current.refusal) {
        current.refusal = Outcome{.ending = Ending::replied, .stage = stage, .reply = reply};
    }
    if (mode() != Mode::lock_step) return;  // the rest of the group is under way
    if (current.refusal) {
        end_front(*current.refusal);
    } else {
        put_envelope_step(current, command == Command::mail ? Command::rcpt : Command::data);
    }
}

void SmtpClientSession::take_data_reply(const Reply& reply)
{
    Current& current = transactions_.back();
    if (reply.severity() == Severity::positive && !current.refusal) return lose_step("DATA", reply);
    const bool is_go_ahead = reply.severity() == Severity::intermediate;
    if (is_go_ahead && !current.refusal) {
        current.phase = Phase::wants_dot;
        events_.push_back(WantsDot{.delivery = current.transaction.delivery});
        return;
    }
    if (is_go_ahead) {  // no recipient, and still it wants a message: give it none
        put(".\r\n");
        await(Command::void_dot);
    }
    Outcome outcome =
        current.refusal ? *current.refusal : Outcome{.ending = Ending::replied, .stage = Stage::data, .reply = reply};
    end_front(std::move(outcome));
}

void SmtpClientSession::take_dot_reply(const Reply& reply)
{
    Current& current = transactions_.front();
    const bool is_no_answer = reply.severity() == Severity::intermediate;
    if (!current.refusal && is_no_answer) return lose_step("the end of the message", reply);
    Outcome outcome =
        current.refusal ? *current.refusal : Outcome{.ending = Ending::replied, .stage = Stage::dot, .reply = reply};
    end_front(std::move(outcome));
}

void SmtpClientSession::end_front(Outcome outcome)
{
    // A refused transaction may have left its sender with the relay (listmonk #1629: "503 Sender already specified").
    if (outcome.reply.severity() != Severity::positive) needs_rset_ = transactions_.size() == 1;
    events_.push_back(Ended{.delivery = transactions_.front().transaction.delivery, .outcome = std::move(outcome)});
    transactions_.pop_front();
}

/// A reply that cannot be the answer to what we said: from here on nobody knows which reply answers what.
void SmtpClientSession::lose_step(std::string_view command, const Reply& reply)
{
    lose_connection("the relay is out of step: it answered " + std::string(command) + " with " + reply.line());
}

void SmtpClientSession::lose_connection(const std::string& why)
{
    if (is_broken_) return;
    Stage stage = is_ready_ ? Stage::quit : Stage::helo;
    if (!transactions_.empty()) stage = transactions_.front().phase == Phase::at_dot ? Stage::dot : Stage::mail;
    break_session(stage, no_reply(why));
}

void SmtpClientSession::break_session(Stage stage, const Reply& reply)
{
    if (is_broken_) return;  // a 421 to EHLO says it twice
    is_broken_ = true;
    is_ready_ = false;
    for (Current& current : transactions_) {
        const bool is_in_doubt = current.is_end_written && !current.refusal;
        Outcome outcome{.ending = is_in_doubt ? Ending::in_doubt : Ending::not_accepted,
                        .stage = current.phase == Phase::at_dot ? Stage::dot : Stage::mail,
                        .reply = reply};
        if (current.refusal) outcome = *current.refusal;
        events_.push_back(Ended{.delivery = current.transaction.delivery, .outcome = std::move(outcome)});
    }
    transactions_.clear();
    output_.clear();
    expected_.clear();
    events_.push_back(SessionBroken{.stage = stage, .reply = reply});
}

}  // namespace delivery
