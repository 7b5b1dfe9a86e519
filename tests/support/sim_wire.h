#pragma once
/// A simulated relay: real client sessions against real server sessions, octets passed from hand to hand.

#include "delivery/engine.h"
#include "delivery/smtp_client_session.h"
#include "support/relay_session.h"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace testing_support {

class SimWire final : public delivery::Wire {
  public:
    SimWire() : ledger_({.keep = Keep::content, .log = {}, .maildir = {}}) {}

    RuleBook& rules() { return rules_; }
    SessionOptions& session_options() { return session_options_; }
    /// Drops and refuses every connection, as when the relay's machine is down.
    void set_away(bool is_away);
    /// What the relay says from now on reaches us only once it is no longer silent.
    void set_silent(bool is_silent) { is_silent_ = is_silent; }
    [[nodiscard]] const std::vector<AcceptedMessage>& messages() const { return ledger_.messages(); }
    [[nodiscard]] const RelayReport& report() const { return ledger_.report(); }
    [[nodiscard]] std::size_t connections_tried() const { return connections_tried_; }
    [[nodiscard]] std::size_t connections_open() const { return connections_.size(); }

    void open(delivery::ConnectionId connection) override;
    void begin(delivery::ConnectionId connection, delivery::Transaction transaction) override;
    void release_dot(delivery::ConnectionId connection) override;
    void close(delivery::ConnectionId connection) override;
    void withdraw(delivery::ConnectionId connection) override;

    /// Moves octets and events until nothing more happens. Whether anything did.
    /// `steady`: a clock that nobody sets and that stands still while the machine sleeps.
    bool pump(delivery::Engine& engine, base::Time now, base::Duration steady);
    /// The sockets of a daemon that died.
    void forget_all() { connections_.clear(); }

  private:
    struct Connection {
        explicit Connection(SimWire& wire);
        delivery::SmtpClientSession client;
        RelaySession relay;
        std::string unheard;  ///< said by the relay while it was silent
        std::optional<std::uint64_t> progress;
        base::Duration progress_at{};  ///< steady
        bool has_told_may_begin = false;
        bool is_closed_by_relay = false;
    };
    bool pump(delivery::ConnectionId id, Connection& connection, delivery::Engine& engine, base::Time now);
    static void lose_patience(Connection& connection, base::Duration steady);

    SessionOptions session_options_;
    RuleBook rules_;
    RelayLedger ledger_;
    bool is_away_ = false;
    bool is_silent_ = false;
    std::size_t connections_tried_ = 0;
    std::vector<delivery::ConnectionId> refused_;
    std::map<delivery::ConnectionId, std::unique_ptr<Connection>> connections_;
};

}  // namespace testing_support
