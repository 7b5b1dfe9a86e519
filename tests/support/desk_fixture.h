#pragma once
/// Two lists and short ways to make messages for the desk.

#include "base/digest.h"
#include "config/config.h"
#include "desk/effects.h"
#include "desk/reading.h"
#include "mail/mailbox.h"

#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace testing_support {

class DeskFixture {
  public:
    DeskFixture()
    {
        config.server.hostname = "lists.example";
        config.server.authserv_id = "mx.lists.example";
        for (const char* name : {"sr-update", "other"}) {
            config::List& list = config.lists.emplace_back();
            list.name = name;
            list.address = *mail::parse_mailbox(std::string(name) + "@lists.example");
            list.posters = {*mail::parse_mailbox("Ann@body.example")};
            list.owners = {*mail::parse_mailbox("owner@body.example")};
        }
    }

    /// The octets live as long as the fixture.
    desk::Reading reading(const std::string& octets, const std::string& recipient = "sr-update@lists.example",
                          const std::string& reverse_path = "ann@body.example")
    {
        store::Message row;
        row.id = ++last_id_;
        row.recipient = recipient;
        row.reverse_path = reverse_path;
        row.received_at = now;
        row.list = "sr-update";
        return desk::read_message(row, kept_.emplace_back("Received: by lists.example\r\n" + octets));
    }

    template <class Effect>
    static std::vector<Effect> all(const desk::Effects& effects)
    {
        std::vector<Effect> found;
        for (const desk::Effect& effect : effects) {
            if (const auto* one = std::get_if<Effect>(&effect)) found.push_back(*one);
        }
        return found;
    }

    static std::string hold_reason(const desk::Effects& effects)
    {
        const auto holds = all<desk::Hold>(effects);
        return holds.size() == 1 ? holds.front().reason : std::to_string(holds.size()) + " holds";
    }

    config::List& list() { return config.lists.front(); }
    config::List& other() { return config.lists.back(); }

    const base::Time now = base::from_unix_ms(1'116'063'000'000);
    config::Config config;
    base::Key key{};

  private:
    std::deque<std::string> kept_;
    store::Id last_id_ = 100;
};

}  // namespace testing_support
