// Found by fuzzing the conversation with the relay.

#include "delivery/smtp_client_session.h"

#include <gtest/gtest.h>

namespace delivery {
namespace {

Transaction transaction(store::Id delivery)
{
    return {.delivery = delivery,
            .recipient = "ann@body.example",
            .head = "Subject: x\r\n\r\n",
            .body = std::make_shared<SharedBody>(std::string("Text.\r\n"))};
}

void write_all(SmtpClientSession& session)
{
    while (!session.output().empty()) session.wrote(session.output().size());
}

std::optional<Ended> next_end(SmtpClientSession& session)
{
    while (const auto event = session.next_event()) {
        if (const auto* ended = std::get_if<Ended>(&*event)) return *ended;
    }
    return std::nullopt;
}

/// A session whose one transaction awaits the reply to DATA.
SmtpClientSession at_data()
{
    SmtpClientSession session("lists.example.org");
    write_all(session);
    session.receive("250 relay.example\r\n");
    session.begin(transaction(1));
    for (const char* reply : {"250 2.1.0 ok\r\n", "250 2.1.5 ok\r\n"}) {
        write_all(session);
        session.receive(reply);
    }
    write_all(session);
    return session;
}

// It was taken for the message's acceptance, of which not one octet had been sent.
TEST(SmtpClientSession, AcceptanceBeforeTheEndOfTheMessageWasSentIsNone)
{
    SmtpClientSession session = at_data();
    session.receive("354 go\r\n");
    session.release_dot();
    session.receive("250 2.0.0 taken\r\n");
    const auto ended = next_end(session);
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->outcome.ending, Ending::not_accepted);
    EXPECT_FALSE(session.can_begin());
}

TEST(SmtpClientSession, A354ToTheEndOfTheMessageLeavesItInDoubt)
{
    SmtpClientSession session = at_data();
    session.receive("354 go\r\n");
    session.release_dot();
    write_all(session);
    session.receive("354 go on\r\n");
    const auto ended = next_end(session);
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->outcome.ending, Ending::in_doubt);
}

TEST(SmtpClientSession, A250ToDataEndsTheConnection)
{
    SmtpClientSession session = at_data();
    session.receive("250 2.0.0 whatever\r\n");
    const auto ended = next_end(session);
    ASSERT_TRUE(ended);
    EXPECT_EQ(ended->outcome.ending, Ending::not_accepted);
    EXPECT_FALSE(session.can_begin());
}

TEST(SmtpClientSession, A421ToEhloIsToldOnce)
{
    SmtpClientSession session("lists.example.org");
    session.receive("421 4.3.2 too busy\r\n");
    int breaks = 0;
    while (const auto event = session.next_event()) breaks += std::holds_alternative<SessionBroken>(*event) ? 1 : 0;
    EXPECT_EQ(breaks, 1);
}

}  // namespace
}  // namespace delivery
