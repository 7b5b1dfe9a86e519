#pragma once
/// A Postfix of the test's own on loopback: takes mail on one port and hands the list domain over by LMTP, with the very
/// lines that docs/mta.md gives for it; on another it is the relay, and delivers members' mail into maildirs. The
/// system's Postfix is neither started nor touched.

#include "support/temporary_folder.h"

#include <filesystem>
#include <string>
#include <vector>

namespace testing_support {

class PrivatePostfix {
  public:
    /// Whether it can run here: Postfix is installed and we may change users. `why` says what is missing.
    [[nodiscard]] static bool is_possible(std::string& why);

    /// Mail to lists.example.org goes to `gazetted`, "inet:127.0.0.1:2424" or "unix:/run/gazetted/lmtp.sock";
    /// `mailboxes` get a maildir each, or are handed over by LMTP where `mailboxes_port` says that somebody keeps them.
    /// Who writes to the front is a stranger, who writes to the relay is not.
    PrivatePostfix(const std::string& gazetted, int front_port, int relay_port,
                   const std::vector<std::string>& mailboxes, int mailboxes_port = 0);
    PrivatePostfix(const PrivatePostfix&) = delete;
    PrivatePostfix& operator=(const PrivatePostfix&) = delete;
    ~PrivatePostfix();

    [[nodiscard]] std::vector<std::string> messages_for(const std::string& mailbox) const;  ///< octets each
    [[nodiscard]] bool has_sent_all() const;                                                ///< its queue is empty
    [[nodiscard]] std::string log() const;

  private:
    TemporaryFolder folder_;
};

}  // namespace testing_support
