#pragma once
/// A Dovecot of the test's own on loopback: IMAP and POP3 over maildirs in a folder of its own, mail in by LMTP, ended by
/// its own process id. The system's Dovecot is neither started nor touched.

#include "support/process.h"
#include "support/temporary_folder.h"
#include "support/tls_end.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace testing_support {

class PrivateDovecot {
  public:
    static constexpr auto user = "lists@example.org";
    static constexpr auto password = "s3cret";

    /// Whether it can run here. `why` says what is missing.
    [[nodiscard]] static bool is_possible(std::string& why);

    /// With TLS when `tls` is given: STARTTLS on the ports of imap and pop3, and imaps. `others` are users beside `user`,
    /// with the same password. Throws when it does not start.
    explicit PrivateDovecot(const std::optional<TlsFiles>& tls = {}, const std::vector<std::string>& others = {});
    PrivateDovecot(const PrivateDovecot&) = delete;
    PrivateDovecot& operator=(const PrivateDovecot&) = delete;
    ~PrivateDovecot();

    [[nodiscard]] int imap_port() const { return imap_port_; }
    [[nodiscard]] int imaps_port() const { return imaps_port_; }
    [[nodiscard]] int pop3_port() const { return pop3_port_; }
    [[nodiscard]] int lmtp_port() const { return lmtp_port_; }  ///< 550 5.1.1 to who is no user

    /// To `user`, as a delivering program does it; with LF, as files have it.
    void put(const std::string& message);
    /// How many are in that folder; "" is INBOX.
    [[nodiscard]] std::size_t count(const std::string& folder = "") const;
    /// It forgets the UIDs that it gave: the next login finds another UIDVALIDITY.
    void forget_uids() const;
    [[nodiscard]] std::string log() const;

  private:
    [[nodiscard]] std::filesystem::path maildir() const { return folder_.path() / "mail" / user; }

    TemporaryFolder folder_;
    int imap_port_ = free_port();
    int imaps_port_ = free_port();
    int pop3_port_ = free_port();
    int lmtp_port_ = free_port();
    int put_ = 0;
    std::unique_ptr<Process> process_;
};

}  // namespace testing_support
