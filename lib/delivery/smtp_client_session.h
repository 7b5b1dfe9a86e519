#pragma once
/// Our side of an SMTP connection to the relay, from EHLO on, without I/O: octets in, octets and events out. libcurl
/// has connected, encrypted and authenticated before.  Pure.
///
/// One transaction at a time; where the relay offers PIPELINING, the next one's envelope goes along with the last
/// one's end, so that a message costs one round trip. With CHUNKING the whole message is one write (RFC 2920, 3030).
///
///   begin() ─► (envelope) ─► WantsDot ─► release_dot() ─► (the end of the message) ─► Ended
///                                └─────► withdraw() ─────────────────────────────────► Ended
///
/// Between WantsDot and release_dot() the engine commits that this delivery may be at the dot. Nothing that ends a
/// message is ever handed out before.

#include "delivery/transaction.h"
#include "mail/reply.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace delivery {

enum class Stage : unsigned char { connect, helo, starttls, auth, mail, rcpt, data, dot, quit };
[[nodiscard]] std::string_view stage_name(Stage stage);

/// What EHLO said.
struct Offers {
    bool pipelining = false;
    bool chunking = false;
    bool eightbitmime = false;
    bool smtputf8 = false;
    std::size_t octets_max = 0;  ///< SIZE; 0: none said
};

struct Outcome {
    Ending ending = Ending::replied;
    Stage stage = Stage::connect;
    mail::Reply reply;  ///< code 0 where none was read; its text then says why
};

/// EHLO was answered well: transactions may begin.
struct SessionReady {};
struct WantsDot {
    store::Id delivery = 0;
};
struct Ended {
    store::Id delivery = 0;
    Outcome outcome;
};
/// The connection is of no more use; the Ended of all that was under way came before.
struct SessionBroken {
    Stage stage = Stage::connect;
    mail::Reply reply;  ///< the relay's last word, or code 0 and why
};
using SessionEvent = std::variant<SessionReady, WantsDot, Ended, SessionBroken>;

class SmtpClientSession {
  public:
    explicit SmtpClientSession(std::string ehlo_name);

    void receive(std::string_view octets);
    /// What goes to the relay next; empty when there is nothing. Valid until the next call of any other function.
    [[nodiscard]] std::string_view output() const;
    void wrote(std::size_t octets);
    [[nodiscard]] std::optional<SessionEvent> next_event();

    [[nodiscard]] bool can_begin() const;
    void begin(Transaction transaction);
    void release_dot();
    /// Instead of release_dot(): the message is not to end. Costs the connection where the relay awaits its octets.
    void withdraw();
    void quit();
    /// The peer closed, the socket failed, or the time is over.
    void lose_connection(const std::string& why);

    /// How long what is awaited may take (RFC 5321 §4.5.3.2).
    [[nodiscard]] base::Duration patience() const;
    /// Changes whenever the relay has moved us on: it has taken a block, or its reply is read whole. patience() counts
    /// from then; octets that end no reply win it no time.
    [[nodiscard]] std::uint64_t progress() const;
    [[nodiscard]] bool is_awaiting_reply() const { return !expected_.empty(); }
    [[nodiscard]] const Offers& offers() const { return offers_; }

  private:
    enum class Mode : unsigned char { lock_step, pipelined, chunked };
    enum class Phase : unsigned char { envelope, wants_dot, at_dot };
    enum class Command : unsigned char { ehlo, helo, mail, rcpt, data, dot, rset, void_dot, quit };

    struct Current {
        Transaction transaction;
        Phase phase = Phase::envelope;
        std::optional<Outcome> refusal;  ///< the first one; reported once all replies of the group are read
        bool is_end_written = false;
    };
    struct Segment {
        std::string own;
        std::shared_ptr<const SharedBody> body;  ///< shared octets, or nullptr for `own`
        bool is_stuffed = false;
        std::size_t written = 0;
        store::Id ends = 0;       ///< the delivery whose message ends in this segment
        std::size_t ends_at = 0;  ///< and after how many octets of it

        [[nodiscard]] std::string_view octets() const;
    };

    void expect(Command command, const std::string& line);
    void put(std::string_view octets);
    void await(Command command);
    void put_message(Current& current);
    void put_envelope_step(Current& current, Command command);
    void take_reply(const mail::Reply& reply);
    void take_ehlo(Command command, const mail::Reply& reply);
    void take_envelope_reply(Command command, const mail::Reply& reply);
    void take_data_reply(const mail::Reply& reply);
    void take_dot_reply(const mail::Reply& reply);
    void refuse_locally(Current& current, Stage stage, int code, std::string_view enhanced, std::string text);
    [[nodiscard]] bool is_sendable(Current& current);
    void end_front(Outcome outcome);
    void lose_step(std::string_view command, const mail::Reply& reply);
    void break_session(Stage stage, const mail::Reply& reply);
    [[nodiscard]] Mode mode() const;
    [[nodiscard]] std::string mail_command(const Transaction& transaction) const;

    std::string ehlo_name_;
    Offers offers_;
    bool is_ready_ = false;
    bool is_broken_ = false;
    bool needs_rset_ = false;
    mail::ReplyParser replies_;
    /// A command, and after how many octets of all it has been handed to the relay whole.
    struct Expected {
        Command command;
        std::uint64_t ends_at = 0;
    };
    std::deque<Expected> expected_;  ///< what the next replies answer
    std::uint64_t octets_put_ = 0;
    std::uint64_t octets_written_ = 0;
    std::uint64_t replies_read_ = 0;
    std::deque<Current> transactions_;  ///< the front one first; at most two
    std::deque<Segment> output_;
    std::deque<SessionEvent> events_;
};

}  // namespace delivery
