#include "session.h"

#include "intake/io/mailbox_connection.h"
#include "net/io/credentials.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <vector>

namespace gazetted {

namespace {

namespace asio = boost::asio;
namespace json = boost::json;

constexpr auto test_time_max = std::chrono::minutes(2);  // a person waits

std::string advice(std::string_view stage)
{
    if (stage == "connect") return "look at url, and whether a firewall lets this machine out to that port";
    if (stage == "tls") return "look at tls, ca_file and pin, and whether url has the name in the server's certificate";
    if (stage == "auth")
        return "look at user, auth and the secret; many providers want a password made for programs, or a token, and "
               "IMAP or POP3 to be allowed for the account";
    return "the login works: look at the folder in url";
}

/// One look, made as the daemon makes its own, that takes nothing.
class MailboxTest {
  public:
    explicit MailboxTest(const config::MailboxIntake& mailbox)
        : mailbox_(mailbox), credentials_(io_, mailbox.account), connection_(io_, mailbox)
    {
    }

    void run()
    {
        credentials_.get([this](const base::Result<std::string>& secret) {
            if (!secret) return fail("auth", secret.error().text);
            asio::co_spawn(io_, look(*secret), [](const std::exception_ptr& error) {
                if (error) std::rethrow_exception(error);
            });
        });
        io_.run_for(test_time_max);
        if (!is_over_) fail("connect", "no end within two minutes");
    }

    [[nodiscard]] bool is_good() const { return stage_.empty(); }
    [[nodiscard]] std::string advice_text() const { return advice(stage_); }

    [[nodiscard]] json::object document() const
    {
        json::object document{{"mailbox", mailbox_.name}, {"done", is_good()}};
        if (is_good()) {
            document["messages"] = messages_;
            document["too_large"] = too_large_;
        } else {
            document["failed"] = json::object{{"stage", stage_}, {"reply", reply_}, {"advice", advice_text()}};
        }
        return document;
    }

    [[nodiscard]] std::string text() const
    {
        std::string text = fmt::format("{:<10} {}\n", "mailbox", mailbox_.name);
        if (!is_good()) return text + fmt::format("{:<10} at {}: {}\n", "failed", stage_, reply_);
        text += fmt::format("{:<10} accepted as {}\n", "auth", mailbox_.account.user);
        return text + fmt::format("{:<10} {}, too large {}\n", "messages", messages_, too_large_);
    }

  private:
    asio::awaitable<void> look(std::string secret)
    {
        const auto opened = co_await connection_.open(secret);
        if (!opened) {
            fail(std::string(stage_name(opened.error().stage)), opened.error().text);
            co_return;
        }
        connection_.session().list({});
        const auto listed = co_await connection_.converse();
        if (!listed) {
            fail("list", listed.error().text);
            co_return;
        }
        const auto& items = connection_.session().listing().items;
        messages_ = items.size();
        too_large_ = static_cast<std::size_t>(std::ranges::count_if(
            items, [&](const intake::MailboxItem& item) { return item.octets > mailbox_.message_octets_max; }));
        connection_.session().quit();
        (void)co_await connection_.converse();
        is_over_ = true;
    }

    void fail(std::string stage, std::string reply)
    {
        is_over_ = true;
        stage_ = std::move(stage);
        reply_ = std::move(reply);
    }

    const config::MailboxIntake& mailbox_;
    asio::io_context io_{1};
    net::io::Credentials credentials_;
    intake::io::MailboxConnection connection_;
    std::size_t messages_ = 0;
    std::size_t too_large_ = 0;
    bool is_over_ = false;
    std::string stage_;  ///< at which it failed; empty: nowhere
    std::string reply_;
};

std::string names_of(const std::vector<const config::MailboxIntake*>& mailboxes)
{
    std::string names;
    for (const config::MailboxIntake* mailbox : mailboxes) names += (names.empty() ? "" : ", ") + mailbox->name;
    return names;
}

/// The one of that name, else the only one whose name has that part.
const config::MailboxIntake& find_mailbox(const config::Config& config, const std::string& part)
{
    std::vector<const config::MailboxIntake*> all;
    std::vector<const config::MailboxIntake*> meant;
    for (const config::MailboxIntake& mailbox : config.mailboxes) {
        if (mailbox.name == part) return mailbox;
        all.push_back(&mailbox);
        if (mailbox.name.find(part) != std::string::npos) meant.push_back(&mailbox);
    }
    if (all.empty()) throw Refusal("the configuration has no [[intake.mailbox]]");
    if (meant.empty()) throw Refusal("there is no mailbox " + part + "; the mailboxes are: " + names_of(all));
    if (meant.size() > 1) throw Refusal("which of them? " + names_of(meant));
    return *meant.front();
}

void test_mailbox(Session& session, const std::string& part)
{
    MailboxTest test(find_mailbox(session.config(), part));
    test.run();
    session.answer(test.document(), test.text());
    if (!test.is_good()) throw Refusal(test.advice_text());
}

}  // namespace

void add_mailbox_commands(CLI::App& app, Session& session)
{
    auto* mailbox = app.add_subcommand("mailbox", "The hosted mailboxes");
    mailbox->require_subcommand(1);
    auto part = std::make_shared<std::string>();
    auto* test = mailbox->add_subcommand("test", "Log in as the daemon does, count what is there, and take nothing");
    test->add_option("NAME", *part, "Its name or a part of it that no other has; needed where there are several");
    test->callback([&session, part] { session.action = [&session, part] { test_mailbox(session, *part); }; });
}

}  // namespace gazetted
