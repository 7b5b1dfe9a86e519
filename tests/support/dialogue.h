#pragma once
/// A conversation with the intake's session, played line by line and played again in worse ways.
///
///     Dialogue{lmtp_rules()}
///         .server("220").client("LHLO mx.example").server("250")
///         .client("RCPT TO:<sr-update@lists.example>").server("503 5.5.1")
///         .also_when_the_line_drops_at_each_step();

#include "intake/smtp_server_session.h"
#include "mail/reply.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace testing_support {

inline intake::SessionRules lmtp_rules()
{
    intake::SessionRules rules;
    rules.protocol = intake::Protocol::lmtp;
    rules.hostname = "lists.example";
    rules.peer = "127.0.0.1";
    rules.message_octets_max = 1000;
    rules.recipients_max = 10;
    rules.refuse_recipient = [](const std::string& recipient) -> std::optional<mail::Reply> {
        if (recipient.starts_with("nobody")) return mail::make_reply(550, "5.1.1", "no such address here");
        return std::nullopt;
    };
    rules.put_off = [] { return std::optional<mail::Reply>(); };
    return rules;
}

inline intake::SessionRules smtp_rules()
{
    intake::SessionRules rules = lmtp_rules();
    rules.protocol = intake::Protocol::smtp;
    rules.is_peer_trusted = false;
    return rules;
}

/// With a certificate: STARTTLS is offered.
inline intake::SessionRules smtp_rules(config::Tls tls)
{
    intake::SessionRules rules = smtp_rules();
    rules.tls = tls;
    return rules;
}

class Dialogue {
  public:
    /// `commit` answers for each recipient; 250 where it is left out.
    explicit Dialogue(intake::SessionRules rules, std::function<mail::Reply(const std::string& recipient)> commit = {})
        : rules_(std::move(rules)), commit_(std::move(commit)), line_(rules_, commit_)
    {
        line_.work();
    }

    /// The next whole reply begins so: "250", "503 5.5.1", "550 5.1.1 no such".
    Dialogue& server(std::string_view start)
    {
        const std::string reply = line_.next_reply();
        EXPECT_TRUE(reply.starts_with(start)) << "the server said: " << (reply.empty() ? "nothing" : reply)
                                              << "\ninstead of: " << start << "\nafter: " << last_;
        return *this;
    }
    Dialogue& server_times(int count, std::string_view start)
    {
        for (int i = 0; i < count; ++i) server(start);
        return *this;
    }
    Dialogue& server_is_silent()
    {
        EXPECT_EQ(line_.next_reply(), "") << "after: " << last_;
        return *this;
    }
    Dialogue& server_closes()
    {
        EXPECT_EQ(line_.next_reply(), "") << "after: " << last_;
        EXPECT_TRUE(line_.is_closed) << "after: " << last_;
        return *this;
    }
    Dialogue& client(const std::string& line) { return octets(line + "\r\n"); }
    Dialogue& octets(const std::string& raw)
    {
        last_ = raw.substr(0, 200);
        said_.push_back(raw);
        line_.say(raw);
        return *this;
    }
    /// "220", "LHLO mx.example", "250".
    Dialogue& greeted()
    {
        return server("220")
            .client(rules_.protocol == intake::Protocol::lmtp ? "LHLO mx.example" : "EHLO mx.example")
            .server("250");
    }

    /// STARTTLS, a handshake that goes well, and the greeting again.
    Dialogue& over_tls() { return client("STARTTLS").server("220").client("EHLO mx.example").server("250"); }

    /// How many messages were handed over to be committed so far.
    Dialogue& submits(std::size_t count)
    {
        EXPECT_EQ(line_.submitted.size(), count) << "after: " << last_;
        return *this;
    }
    Dialogue& has_started_tls(int times)
    {
        EXPECT_EQ(line_.handshakes, times) << "after: " << last_;
        return *this;
    }
    [[nodiscard]] const intake::SubmitMessage& submitted(std::size_t index) const { return line_.submitted.at(index); }
    [[nodiscard]] std::size_t octets_held() const { return line_.session.octets_held(); }

    /// Nothing is handed over that was not handed over before the line dropped; nothing crashes.
    Dialogue& also_when_the_line_drops_at_each_step()
    {
        std::size_t submitted_before = 0;
        for (std::size_t steps = 0; steps <= said_.size(); ++steps) {
            Line line(rules_, commit_);
            line.work();
            for (std::size_t i = 0; i < steps; ++i) line.say(said_[i]);
            EXPECT_GE(line.submitted.size(), submitted_before);
            submitted_before = line.submitted.size();
            if (steps < said_.size()) line.say(std::string_view(said_[steps]).substr(0, said_[steps].size() / 2));
            line.session.give_up(mail::make_reply(421, "4.4.2", "too slow"));
            line.work();
            EXPECT_TRUE(line.is_closed);
        }
        return also_octet_by_octet();
    }

    /// The same answers and the same messages, however the client's octets arrive.
    Dialogue& also_octet_by_octet()
    {
        Line line(rules_, commit_);
        line.work();
        for (const std::string& raw : said_) {
            for (const char& octet : raw) line.say({&octet, 1});
        }
        EXPECT_EQ(line.transcript, line_.transcript);
        EXPECT_EQ(line.submitted.size(), line_.submitted.size());
        for (std::size_t i = 0; i < std::min(line.submitted.size(), line_.submitted.size()); ++i) {
            EXPECT_EQ(line.submitted[i].octets, line_.submitted[i].octets);
            EXPECT_EQ(line.submitted[i].envelope.recipients, line_.submitted[i].envelope.recipients);
        }
        return *this;
    }

  private:
    struct Line {
        intake::SmtpServerSession session;
        const std::function<mail::Reply(const std::string&)>& commit;
        mail::ReplyParser replies;
        std::string transcript;
        std::vector<intake::SubmitMessage> submitted;
        int handshakes = 0;
        bool is_closed = false;

        Line(const intake::SessionRules& rules, const std::function<mail::Reply(const std::string&)>& commit_function)
            : session(rules), commit(commit_function)
        {
        }

        void say(std::string_view octets)
        {
            session.receive(octets);
            work();
        }

        void work()
        {
            for (;;) {
                auto todo = session.next();
                if (const auto* send = std::get_if<intake::SendOctets>(&todo)) {
                    EXPECT_FALSE(is_closed);
                    transcript += send->octets;
                    replies.add(send->octets);
                } else if (auto* submit = std::get_if<intake::SubmitMessage>(&todo)) {
                    std::vector<mail::Reply> answers;
                    for (const std::string& recipient : submit->envelope.recipients) {
                        answers.push_back(commit ? commit(recipient)
                                                 : mail::make_reply(250, "2.0.0", "taken for " + recipient));
                    }
                    submitted.push_back(std::move(*submit));
                    session.submitted(answers);
                } else if (std::holds_alternative<intake::StartTls>(todo)) {
                    ++handshakes;
                    session.tls_started();
                } else {
                    is_closed = std::holds_alternative<intake::CloseConnection>(todo);
                    return;
                }
            }
        }

        std::string next_reply()
        {
            const auto next = replies.next();
            const auto* reply = std::get_if<mail::Reply>(&next);
            return reply != nullptr ? reply->line() : "";
        }
    };

    intake::SessionRules rules_;
    std::function<mail::Reply(const std::string&)> commit_;
    Line line_;
    std::vector<std::string> said_;
    std::string last_;
};

}  // namespace testing_support
