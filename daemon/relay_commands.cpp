#include "session.h"

#include "base/digest.h"
#include "base/io/clock.h"
#include "base/text.h"
#include "delivery/io/relay_client.h"
#include "mail/composer.h"
#include "mail/mailbox.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <optional>

namespace gazetted {

namespace {

namespace json = boost::json;

constexpr auto test_time_max = std::chrono::minutes(2);  // a person waits; a daemon would wait longer

delivery::Transaction test_message(const config::Config& config, const mail::Mailbox& to)
{
    const base::Time now = base::io::system_now();
    const std::string from = config.server.operators.front().text();
    mail::HeaderWriter header;
    header.structured("From", from)
        .structured("To", to.text())
        .unstructured("Subject", "Test of the relay by " + config.server.hostname)
        .structured("Date", base::to_rfc5322(now))
        .structured("Message-ID",
                    fmt::format("<relay-test.{}@{}>", now.time_since_epoch().count(), config.server.hostname))
        .structured("Auto-Submitted", "auto-generated");
    const std::string body = mail::compose_body("Sent by `gazettectl relay test`: the way to the relay works.\n");
    return {.delivery = 1,
            .reverse_path = from,
            .recipient = to.text(),
            .head = header.text() + body.substr(0, body.find("\r\n\r\n") + 4),
            .body = std::make_shared<delivery::SharedBody>(body.substr(body.find("\r\n\r\n") + 4)),
            .is_smtputf8 = to.needs_smtputf8() || config.server.operators.front().needs_smtputf8()};
}

/// What to look at when the relay stops there.
std::string advice(delivery::Stage stage)
{
    switch (stage) {
    case delivery::Stage::connect:
        return "look at url, at the name's addresses, and whether a firewall lets this machine out to that port";
    case delivery::Stage::helo:
        return "the relay does not like us at its door: look at server.hostname, and whether the relay knows our "
               "address";
    case delivery::Stage::starttls:
        return "look at tls, ca_file, pin, certificate and key, and whether url has the name in the relay's "
               "certificate";
    case delivery::Stage::auth:
        return "look at user, auth and the secret; many providers want a password made for programs, or a token";
    case delivery::Stage::mail: return "the relay does not take our sender: it must allow mail from the lists' domains";
    case delivery::Stage::rcpt: return "the relay does not take this recipient: try another, or allow us to relay";
    case delivery::Stage::data:
    case delivery::Stage::dot: return "the relay does not take the message: its reply says why";
    case delivery::Stage::quit: return "the relay ended the connection by itself: try again";
    }
    return "";
}

/// One connection, made as the daemon makes its own.
class RelayTest {
  public:
    RelayTest(const config::Config& config, const config::Relay& relay, const std::optional<mail::Mailbox>& to)
        : relay_(relay), client_(io_, {.relay = relay, .ehlo_name = config.server.hostname}, events())
    {
        if (to) message_ = test_message(config, *to);
        if (to) to_ = to->text();
    }

    void run()
    {
        client_.open(connection);
        io_.run_for(test_time_max);
        if (!is_over_) fail(delivery::Stage::connect, {.code = 0, .enhanced = {}, .text = "no end within two minutes"});
    }

    [[nodiscard]] bool is_good() const { return !failed_; }
    [[nodiscard]] std::string advice_text() const { return advice(failed_->stage); }

    [[nodiscard]] json::object document() const
    {
        json::object document{{"relay", relay_.url},
                              {"address", handshake_.address},
                              {"tls", handshake_.tls},
                              {"certificate_verified", handshake_.is_verified},
                              {"offers", json::array(handshake_.offers.begin(), handshake_.offers.end())},
                              {"user", relay_.account.user},
                              {"authenticated", handshake_.is_authenticated}};
        if (!to_.empty()) document["message"] = json::object{{"to", to_}, {"reply", reply_}};
        if (failed_) {
            document["failed"] = json::object{{"stage", delivery::stage_name(failed_->stage)},
                                              {"reply", failed_->reply.line()},
                                              {"advice", advice_text()}};
        }
        document["done"] = is_good();
        return document;
    }

    [[nodiscard]] std::string text() const
    {
        std::string text = line("relay", relay_.url);
        if (!handshake_.address.empty()) text += line("connected", handshake_.address);
        if (is_ready_ || !handshake_.tls.empty()) text += line("tls", tls_text());
        std::string offers;
        for (const std::string& offer : handshake_.offers) offers += (offers.empty() ? "" : ", ") + offer;
        if (!offers.empty()) text += line("offers", base::one_line(offers, 2000));
        if (is_ready_)
            text +=
                line("auth", relay_.account.user.empty() ? "none is configured" : "accepted as " + relay_.account.user);
        if (!reply_.empty()) text += line("message", to_ + ": " + reply_);
        if (failed_)
            text +=
                line("failed", fmt::format("at {}: {}", delivery::stage_name(failed_->stage), failed_->reply.line()));
        return text;
    }

  private:
    static constexpr delivery::ConnectionId connection = 1;
    struct Failed {
        delivery::Stage stage;
        mail::Reply reply;
    };

    static std::string line(std::string_view name, std::string_view value)
    {
        return fmt::format("{:<10} {}\n", name, value);
    }

    [[nodiscard]] std::string tls_text() const
    {
        if (handshake_.tls.empty()) return "none: all of it is readable on the way";
        return handshake_.tls + (handshake_.is_verified ? ", the certificate is verified"
                                                        : ", any certificate is believed (tls = \"opportunistic\")");
    }

    delivery::io::RelayEvents events()
    {
        return {.may_begin =
                    [this](delivery::ConnectionId) {
                        is_ready_ = true;
                        if (message_)
                            client_.begin(connection, *std::exchange(message_, std::nullopt));
                        else if (to_.empty())
                            client_.close(connection);
                    },
                .wants_dot = [this](delivery::ConnectionId, store::Id) { client_.release_dot(connection); },
                .ended =
                    [this](delivery::ConnectionId, store::Id, const delivery::Outcome& outcome) {
                        reply_ = outcome.reply.line();
                        const bool is_accepted = outcome.ending == delivery::Ending::replied &&
                                                 outcome.reply.severity() == mail::Severity::positive;
                        if (!is_accepted) fail(outcome.stage, outcome.reply);
                        client_.close(connection);
                    },
                .connection_ended =
                    [this](delivery::ConnectionId, delivery::Stage stage, const mail::Reply& reply) {
                        is_over_ = true;
                        if (!is_ready_) fail(stage, reply);
                        boost::asio::post(io_, [this] { io_.stop(); });  // behind what the client still has to do
                    },
                .handshake = [this](delivery::ConnectionId,
                                    const delivery::io::Handshake& handshake) { handshake_ = handshake; }};
    }

    void fail(delivery::Stage stage, const mail::Reply& reply)
    {
        if (!failed_) failed_ = Failed{.stage = stage, .reply = reply};
    }

    const config::Relay& relay_;
    std::optional<delivery::Transaction> message_;
    std::string to_;
    boost::asio::io_context io_{1};
    delivery::io::RelayClient client_;
    delivery::io::Handshake handshake_;
    bool is_ready_ = false;
    bool is_over_ = false;
    std::string reply_;
    std::optional<Failed> failed_;
};

/// The one of that name; the first when none is given.
const config::Relay& find_relay(const config::Config& config, const std::string& name)
{
    if (name.empty()) return config.relays.front();
    std::string known;
    for (const config::Relay& relay : config.relays) {
        if (relay.name == name) return relay;
        known += (known.empty() ? "" : ", ") + relay.name;
    }
    throw Refusal("there is no relay " + name + "; the relays are: " + known);
}

void test_relay(Session& session, const std::string& name, const std::string& to)
{
    std::optional<mail::Mailbox> recipient;
    if (!to.empty()) {
        const auto parsed = mail::parse_mailbox(to);
        if (!parsed) throw Refusal('"' + base::one_line(to, 80) + "\" is not an address: " + parsed.error().text);
        recipient = *parsed;
    }
    RelayTest test(session.config(), find_relay(session.config(), name), recipient);
    test.run();
    session.answer(test.document(), test.text());
    if (!test.is_good()) throw Refusal(test.advice_text());
}

}  // namespace

void add_relay_commands(CLI::App& app, Session& session)
{
    auto* relay = app.add_subcommand("relay", "The way to the relay");
    relay->require_subcommand(1);
    auto to = std::make_shared<std::string>();
    auto name = std::make_shared<std::string>();
    auto* test = relay->add_subcommand("test", "Connect as the daemon does, and tell each step");
    test->add_option("NAME", *name, "Of one of several relays; the first when left out");
    test->add_option("--to", *to, "Send one short message to this address as well");
    test->callback(
        [&session, name, to] { session.action = [&session, name, to] { test_relay(session, *name, *to); }; });
}

}  // namespace gazetted
