#pragma once
/// A conversation with a mail server about one mailbox, after the login: one request at a time, octets in and out.
/// ImapSession and Pop3Session speak; whoever has the connection writes output() and feeds receive().  Pure.
///
///     list() fetch() transfer() remove() quit()  ->  is_waiting()  ->  end() says how it went
///
///   done      what was asked for is there
///   refused   the server said no to this; the conversation goes on
///   broken    nothing that follows can be believed: close the connection

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace intake {

/// A message there: by its UID (IMAP) or its unique-id (POP3), which stay the same between sessions.
struct MailboxItem {
    std::string id;
    std::size_t octets = 0;  ///< 0 where the server does not tell

    friend bool operator==(const MailboxItem&, const MailboxItem&) = default;
};

struct MailboxListing {
    std::int64_t uid_validity = 0;   ///< of IMAP: another one means that all UIDs are new (RFC 3501 §2.3.1.1)
    std::vector<MailboxItem> items;  ///< the oldest first
    std::size_t nameless = 0;        ///< further messages, which have no id that could be remembered
};

/// How many messages that are new to us a session lists at most; those beyond are listed once these are known.
inline constexpr std::size_t new_items_max = 100'000;

/// What earlier looks know. Of IMAP it is void under another `uid_validity`, and messages up to `uid` need not be
/// listed again.
struct ListedBefore {
    std::int64_t uid_validity = 0;
    std::int64_t uid = 0;
    std::set<std::string, std::less<>> ids;  ///< listed again, however many there are
};

class MailboxSession {
  public:
    enum class End : unsigned char { done, refused, broken };

    MailboxSession() = default;
    MailboxSession(const MailboxSession&) = delete;
    MailboxSession& operator=(const MailboxSession&) = delete;
    virtual ~MailboxSession() = default;

    virtual void list(ListedBefore before) = 0;
    /// One that was listed.
    virtual void fetch(const std::string& id) = 0;
    /// To the folder that mail is moved to: as a whole, or as a copy whose original is to be removed once it is there.
    virtual void transfer(const std::vector<std::string>& ids) = 0;
    [[nodiscard]] virtual bool transfers_a_copy() const = 0;  ///< known once list() is done
    virtual void remove(const std::vector<std::string>& ids) = 0;
    /// The server does what it was asked only then (POP3: RFC 1939 §6).
    virtual void quit() = 0;

    virtual void receive(std::string_view octets) = 0;
    [[nodiscard]] std::string take_output() { return std::exchange(output_, {}); }
    [[nodiscard]] bool is_waiting() const { return is_waiting_; }
    [[nodiscard]] End end() const { return end_; }
    [[nodiscard]] const std::string& why() const { return why_; }  ///< one line, when it is not done

    [[nodiscard]] const MailboxListing& listing() const { return listing_; }
    /// What fetch() brought; nothing where the message is no longer there.
    [[nodiscard]] std::optional<std::string> take_message() { return std::exchange(message_, std::nullopt); }

  protected:
    void say(const std::string& line) { output_ += line + "\r\n"; }
    void begin();
    void finish(End end, std::string_view why = {});

    MailboxListing listing_;
    std::optional<std::string> message_;

  private:
    std::string output_;
    bool is_waiting_ = false;
    End end_ = End::done;
    std::string why_;
};

}  // namespace intake
