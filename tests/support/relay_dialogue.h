#pragma once
/// A conversation with the relay, seen from its end: what our session says, what it hears, and the events it tells.
///
///     RelayDialogue{"PIPELINING"}.begin(1).says("MAIL FROM:…\r\nRCPT TO:…\r\nDATA\r\n").hears("250 ok\r\n…")

#include "delivery/smtp_client_session.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace testing_support {

[[nodiscard]] inline delivery::Transaction transaction(store::Id id, std::string body = "body\r\n")
{
    delivery::Transaction transaction;
    transaction.delivery = id;
    transaction.reverse_path = "v" + std::to_string(id) + "@lists.example";
    transaction.recipient = "r" + std::to_string(id) + "@body.example";
    transaction.head = "Subject: x\r\n\r\n";
    transaction.body = std::make_shared<delivery::SharedBody>(std::move(body));
    return transaction;
}

class RelayDialogue {
  public:
    RelayDialogue() : session("lists.example") {}
    /// Greets; `offers` are EHLO keywords with blanks between them ("SIZE" has none of its own here).
    explicit RelayDialogue(const std::string& offers) : RelayDialogue()
    {
        says("EHLO lists.example\r\n");
        std::string reply = "250-relay.example";
        for (std::size_t start = 0; start < offers.size();) {
            const auto end = std::min(offers.find(' ', start), offers.size());
            std::string keyword = offers.substr(start, end - start);
            for (char& c : keyword) c = c == '=' ? ' ' : c;
            reply += "\r\n250-" + keyword;
            start = end + 1;
        }
        hears(reply + "\r\n250 HELP\r\n").tells("ready");
    }

    RelayDialogue& begin(delivery::Transaction transaction)
    {
        EXPECT_TRUE(session.can_begin());
        session.begin(std::move(transaction));
        return *this;
    }
    RelayDialogue& begin(store::Id id) { return begin(transaction(id)); }
    RelayDialogue& release()
    {
        session.release_dot();
        return *this;
    }
    RelayDialogue& withdraw()
    {
        session.withdraw();
        return *this;
    }
    RelayDialogue& hears(std::string_view octets)
    {
        session.receive(octets);
        return *this;
    }
    /// All that is to be written, and exactly that.
    RelayDialogue& says(std::string_view expected)
    {
        EXPECT_EQ(take_output(), expected);
        return *this;
    }
    /// Only the first `octets` of it are written before something happens.
    RelayDialogue& writes(std::size_t octets)
    {
        while (octets > 0 && !session.output().empty()) {
            const std::size_t count = std::min(octets, session.output().size());
            session.wrote(count);
            octets -= count;
        }
        EXPECT_EQ(octets, 0U);
        return *this;
    }
    RelayDialogue& loses_the_line()
    {
        session.lose_connection("closed by the relay");
        return *this;
    }
    /// "ready", "dot 1", "ended 1 replied dot 250", "ended 1 in-doubt dot 0", "broken helo 421".
    RelayDialogue& tells(std::string_view event)
    {
        EXPECT_EQ(next_event(), event);
        return *this;
    }
    RelayDialogue& tells_nothing()
    {
        EXPECT_EQ(next_event(), "");
        return *this;
    }

    std::string take_output()
    {
        std::string octets;
        while (!session.output().empty()) {
            octets += session.output();
            session.wrote(session.output().size());
        }
        return octets;
    }

    std::string next_event()
    {
        const auto event = session.next_event();
        if (!event) return "";
        if (std::holds_alternative<delivery::SessionReady>(*event)) return "ready";
        if (const auto* dot = std::get_if<delivery::WantsDot>(&*event)) return "dot " + std::to_string(dot->delivery);
        if (const auto* broken = std::get_if<delivery::SessionBroken>(&*event)) {
            return "broken " + std::string(delivery::stage_name(broken->stage)) + ' ' +
                   std::to_string(broken->reply.code);
        }
        const auto& ended = std::get<delivery::Ended>(*event);
        return "ended " + std::to_string(ended.delivery) + ' ' + name_of(ended.outcome.ending) + ' ' +
               std::string(delivery::stage_name(ended.outcome.stage)) + ' ' + std::to_string(ended.outcome.reply.code);
    }

    delivery::SmtpClientSession session;

  private:
    static std::string name_of(delivery::Ending ending)
    {
        switch (ending) {
        case delivery::Ending::replied: return "replied";
        case delivery::Ending::not_accepted: return "not-accepted";
        case delivery::Ending::in_doubt: return "in-doubt";
        case delivery::Ending::withdrawn: return "withdrawn";
        }
        return "";
    }
};

}  // namespace testing_support
