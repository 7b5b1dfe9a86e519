#pragma once
/// Our side of IMAP (RFC 3501), with UIDPLUS (RFC 4315) and MOVE (RFC 6851) where the server has them.  Pure.
///
///   list        CAPABILITY, SELECT, UID FETCH n:* (UID RFC822.SIZE)
///   fetch       UID FETCH n (BODY.PEEK[])
///   transfer    CREATE, UID MOVE | UID COPY
///   remove      UID STORE +FLAGS (\Deleted), [UID] EXPUNGE
///   quit        LOGOUT

#include "intake/imap_response.h"
#include "intake/mailbox_session.h"

#include <deque>
#include <map>
#include <vector>

namespace intake {

struct ImapRules {
    std::string folder;
    std::string move_to;
    std::size_t message_octets_max = 0;
};

class ImapSession final : public MailboxSession {
  public:
    explicit ImapSession(ImapRules rules) : rules_(std::move(rules)), reader_(rules_.message_octets_max) {}

    void list(ListedBefore before) override;
    void fetch(const std::string& id) override;
    void transfer(const std::vector<std::string>& ids) override;
    [[nodiscard]] bool transfers_a_copy() const override { return !can("MOVE"); }
    void remove(const std::vector<std::string>& ids) override;
    void quit() override;
    void receive(std::string_view octets) override;

  private:
    struct Command {
        std::string text;
        bool may_fail = false;
    };

    void ask(std::deque<Command> commands);
    void send_next();
    void take(ImapResponse response);
    void take_end(const ImapEnd& end);
    void take_fetch(ImapFetch fetch);
    void list_selected();
    void take_listed(const ImapFetch& fetch);
    void finish_listing();
    [[nodiscard]] bool can(std::string_view capability) const;

    ImapRules rules_;
    ImapReader reader_;
    std::deque<Command> commands_;  ///< the first is under way
    int tag_ = 0;
    std::vector<std::string> capabilities_;
    std::int64_t exists_ = 0;
    ListedBefore before_;
    std::int64_t listed_from_ = 0;
    std::map<std::int64_t, std::size_t> listed_;  ///< octets by UID
    std::size_t new_ones_ = 0;                    ///< of those that are listed
    std::int64_t fetched_ = 0;                    ///< the UID that fetch() asked for
    bool is_selecting_ = false;
    bool is_listing_ = false;
    bool is_quitting_ = false;
};

}  // namespace intake
