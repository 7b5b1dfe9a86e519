#pragma once
/// A Postfix of the test's own on loopback: takes mail on one port and hands the list domain over by LMTP; on another
/// it is the relay, and delivers members' mail into maildirs. The system's Postfix is neither started nor touched.

#include "support/temporary_folder.h"

#include <filesystem>
#include <string>
#include <vector>

namespace testing_support {

class PrivatePostfix {
  public:
    /// Whether it can run here: Postfix is installed and we may change users. `why` says what is missing.
    [[nodiscard]] static bool is_possible(std::string& why);

    /// Mail to `list_domain` goes to 127.0.0.1:lmtp_port; `mailboxes` get a maildir each.
    PrivatePostfix(const std::string& list_domain, int lmtp_port, int front_port, int relay_port,
                   const std::vector<std::string>& mailboxes);
    PrivatePostfix(const PrivatePostfix&) = delete;
    PrivatePostfix& operator=(const PrivatePostfix&) = delete;
    ~PrivatePostfix();

    [[nodiscard]] std::vector<std::string> messages_for(const std::string& mailbox) const;  ///< octets each
    [[nodiscard]] std::string log() const;

  private:
    TemporaryFolder folder_;
};

}  // namespace testing_support
