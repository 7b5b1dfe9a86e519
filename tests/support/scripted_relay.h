#pragma once
/// An SMTP server on loopback that misbehaves on demand. One thread, bounded in all it keeps.
///
///     ScriptedRelay relay;
///     relay.add_rule({.stage = Stage::rcpt, .match = "*@slow.example", .first = 1});
///     relay.start();
///     … send to relay.url() …
///     ASSERT_TRUE(relay.wait_for_messages(1, 5s));

#include "support/relay_ledger.h"
#include "support/relay_rule.h"
#include "support/relay_session.h"
#include "support/tls_end.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace testing_support {

struct RelayOptions {
    std::uint16_t port = 0;                  ///< 0: any that is free
    std::chrono::milliseconds latency{0};    ///< each reply leaves so long after its command came; a group pays once
    std::size_t connections_max = 800;       ///< a further one gets 421
    std::uint64_t exit_after = 0;            ///< run() ends once so many messages are accepted and answered; 0: never
    std::chrono::milliseconds exit_idle{0};  ///< or once nothing has been accepted for so long after the last; 0: never
    std::optional<TlsFiles> tls;             ///< STARTTLS is offered when these are given
    SessionOptions session;
    LedgerOptions ledger;
};

/// All functions may be called from any thread.
class ScriptedRelay {
  public:
    /// Listens on 127.0.0.1 at once; a client waits until it runs. Throws std::system_error.
    explicit ScriptedRelay(RelayOptions options = {});
    ~ScriptedRelay();  ///< stops
    ScriptedRelay(const ScriptedRelay&) = delete;
    ScriptedRelay& operator=(const ScriptedRelay&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::string url() const;  ///< "smtp://127.0.0.1:PORT"

    void start();  ///< run() in a thread of its own
    void run();    ///< Serves until stop() or an exit option; then all connections and the listener are closed.
    void stop();   ///< Ends run(), and joins what start() began.
    void ask_to_stop() noexcept;  ///< the same without waiting; fit for a signal handler

    std::size_t add_rule(Rule rule);  ///< its place in RelayReport::rules_fired
    void clear_rules();

    [[nodiscard]] std::vector<AcceptedMessage> messages() const;  ///< what Keep kept, in order
    [[nodiscard]] RelayReport report() const;
    /// Whether as many are accepted in time.
    [[nodiscard]] bool wait_for_messages(std::uint64_t count, std::chrono::milliseconds time) const;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace testing_support
