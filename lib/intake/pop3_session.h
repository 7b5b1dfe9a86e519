#pragma once
/// Our side of POP3 (RFC 1939).  Pure.
///
///   list        UIDL, LIST
///   fetch       RETR n
///   remove      DELE n, one after the other; there are no folders
///   quit        QUIT: only then the server deletes (§6)

#include "intake/data_reader.h"
#include "intake/mailbox_session.h"

#include <deque>
#include <map>
#include <optional>

namespace intake {

class Pop3Session final : public MailboxSession {
  public:
    explicit Pop3Session(std::size_t message_octets_max) : message_octets_max_(message_octets_max) {}

    void list(ListedBefore before) override;
    void fetch(const std::string& id) override;
    void transfer(const std::vector<std::string>& ids) override;
    [[nodiscard]] bool transfers_a_copy() const override { return false; }
    void remove(const std::vector<std::string>& ids) override;
    void quit() override;
    void receive(std::string_view octets) override;

  private:
    enum class Asked : unsigned char { uidl, sizes, message, nothing_more };
    struct Command {
        std::string text;
        Asked asked = Asked::nothing_more;
    };

    void ask(std::deque<Command> commands);
    void send_next();
    void take_status(std::string_view line);
    void take_block(std::string block);
    void take_ids(std::string_view block);
    void take_sizes(std::string_view block);
    void advance();

    std::size_t message_octets_max_;
    ListedBefore before_;
    std::deque<Command> commands_;                 ///< the first is under way
    std::string line_;                             ///< of a status, so far
    std::optional<DataReader> block_;              ///< what follows "+OK", up to the line with a dot
    std::map<std::string, std::int64_t> numbers_;  ///< of this session, by unique-id
};

}  // namespace intake
