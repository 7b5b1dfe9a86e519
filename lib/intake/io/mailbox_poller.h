#pragma once
/// Polls the hosted mailboxes of the configuration, each on its own: one that is down holds up no other. What is taken
/// is committed before anything is cleared away.

#include "intake/io/server.h"

#include <functional>
#include <memory>
#include <vector>

namespace intake::io {

class MailboxPoller;

class MailboxPollers {
  public:
    using Configuration = Server::Configuration;

    /// `committer` must outlive it. `on_spooled` is called on io's thread when a message was committed.
    MailboxPollers(boost::asio::io_context& io, Configuration configuration, store::Committer& committer,
                   std::function<void()> on_spooled);
    MailboxPollers(const MailboxPollers&) = delete;
    MailboxPollers& operator=(const MailboxPollers&) = delete;
    ~MailboxPollers();

    /// The configuration is new: polls the mailboxes that it names, as it names them, and no others.
    void follow();
    /// No new look, and none goes on beyond the message that it is at.
    void stop();
    [[nodiscard]] bool is_idle() const;

  private:
    boost::asio::io_context& io_;
    Configuration configuration_;
    store::Committer& committer_;
    std::function<void()> on_spooled_;
    std::vector<std::shared_ptr<MailboxPoller>> running_;
    std::vector<std::shared_ptr<MailboxPoller>> ending_;
};

}  // namespace intake::io
