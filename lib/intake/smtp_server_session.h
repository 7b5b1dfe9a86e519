#pragma once
/// One conversation with a client that hands mail over, LMTP (RFC 2033) or SMTP (RFC 5321), without I/O: octets in,
/// things to do out.  Pure but for log lines.
///
///   greeting ─LHLO─► ready ─MAIL─► has_sender ─RCPT─► has_recipients ─DATA─► in_data ─CRLF.CRLF─► submitting
///                      ▲                                                                             │
///                      └──────────────────────────── submitted() ◄──────────────────────────────────┘
///
/// RSET, LHLO and the end of a message, well or not, forget the transaction whole.
///
///   ready ─STARTTLS─► starting_tls ─tls_started()─► greeting
///
/// TLS forgets all that was said before it (RFC 3207 §4.2), and what was sent along with STARTTLS is never looked at
/// (CVE-2021-33515).

#include "config/config.h"
#include "intake/data_reader.h"
#include "intake/envelope.h"
#include "intake/smtp_command.h"
#include "mail/reply.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace intake {

enum class Protocol : unsigned char { lmtp, smtp };

struct SessionRules {
    Protocol protocol = Protocol::lmtp;
    std::string hostname;
    std::string peer;
    std::size_t message_octets_max = 0;
    std::size_t recipients_max = 0;
    config::Tls tls = config::Tls::none;  ///< what STARTTLS may or must do; only SMTP has it
    bool is_peer_trusted = true;          ///< see Envelope
    /// The reply that refuses a recipient; nothing when it is one of ours.
    std::function<std::optional<mail::Reply>(const std::string&)> refuse_recipient;
    /// The reply that puts off all mail (no room, store busy); nothing when there is none.
    std::function<std::optional<mail::Reply>()> put_off;
};

/// What the shell does next.
struct AwaitOctets {};
struct SendOctets {
    std::string octets;
};
/// Commit the message for each recipient, then call submitted().
struct SubmitMessage {
    Envelope envelope;
    std::string octets;
};
/// Answer the client's handshake, then call tls_started(). When it fails the connection is lost.
struct StartTls {};
struct CloseConnection {};
using Todo = std::variant<AwaitOctets, SendOctets, SubmitMessage, StartTls, CloseConnection>;

class SmtpServerSession {
  public:
    explicit SmtpServerSession(SessionRules rules);

    void receive(std::string_view octets);
    [[nodiscard]] Todo next();
    /// One reply for each recipient of the SubmitMessage, in its order.
    void submitted(const std::vector<mail::Reply>& replies);
    void tls_started();
    /// There is no memory for the message that is coming: it gets `reply` at its end. Only while is_in_message().
    void drop_message(const mail::Reply& reply);
    /// The client was silent for too long, or we are stopping.
    void give_up(const mail::Reply& reply);

    [[nodiscard]] bool is_in_message() const { return state_ == State::in_data; }
    [[nodiscard]] std::size_t octets_held() const;

  private:
    enum class State : unsigned char {
        greeting,
        ready,
        has_sender,
        has_recipients,
        in_data,
        submitting,
        starting_tls,
        closing
    };

    void work();
    bool take_line();
    void take_long_line(std::size_t octets);
    void take_command(std::string_view line);
    void take_data();
    void end_data();

    void greet(const Command& command);
    void starttls(std::string_view argument);
    void mail(std::string_view argument);
    void rcpt(std::string_view argument);
    void data();

    void reply(const mail::Reply& reply);
    void refuse(std::string_view stage, std::string_view subject, const mail::Reply& reply);
    void refuse_recipient(const std::string& recipient, const mail::Reply& reply);
    void refuse_and_close(const mail::Reply& reply);
    void log_refusal(std::string_view stage, std::string_view subject, const mail::Reply& reply) const;
    void answer_all(const mail::Reply& reply);
    void forget_transaction();
    [[nodiscard]] bool must_start_tls(Verb verb) const;
    [[nodiscard]] std::string protocol_name() const;

    SessionRules rules_;
    State state_ = State::greeting;
    std::string input_;
    std::string output_;
    bool is_skipping_line_ = false;  ///< an over-long line, until its end
    std::size_t long_line_octets_ = 0;
    int idle_commands_ = 0;  ///< those since the last message that brought no mail nearer
    int errors_ = 0;
    int refused_recipients_ = 0;
    bool has_greeted_ = false;
    bool is_extended_ = false;  ///< EHLO or LHLO, not HELO
    bool is_tls_ = false;
    bool is_smtputf8_ = false;
    Envelope envelope_;
    std::optional<DataReader> data_;
    std::optional<mail::Reply> dropped_with_;  ///< see drop_message
    std::optional<SubmitMessage> submission_;
};

}  // namespace intake
