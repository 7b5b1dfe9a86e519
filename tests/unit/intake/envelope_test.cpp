#include "intake/envelope.h"

#include "mail/header.h"

#include <gtest/gtest.h>

#include <string>

namespace intake {
namespace {

const base::Time now = base::from_unix_ms(1'116'063'000'000);

Envelope some_envelope(std::string helo)
{
    return {.reverse_path = "ann@body.example",
            .recipients = {"sr-update@lists.example"},
            .peer = "127.0.0.1",
            .helo = std::move(helo),
            .protocol = "LMTP"};
}

std::string key_of(const std::string& message, const std::string& recipient = "sr-update@lists.example",
                   const std::string& helo = "mx.example")
{
    Envelope envelope = some_envelope(helo);
    envelope.recipients = {recipient};
    return make_messages(envelope, received_field(envelope, "lists.example", now) + message, now).at(0).ingest_key;
}

TEST(Received, IsOneFieldWhateverTheClientCallsItself)
{
    for (const std::string helo :
         {"mx.example", "", "evil\r\nBcc: x@body.example", "a b (c) ; d", "\xFF\x1B[31m", "x\u2028y"}) {
        const std::string field = received_field(some_envelope(helo), "lists.example", now);
        const mail::Header header = mail::scan_header(field);
        ASSERT_EQ(header.fields.size(), 1U) << field;
        EXPECT_EQ(header.fields.front().name, "Received");
        EXPECT_TRUE(field.ends_with("\r\n"));
        EXPECT_NE(header.value("Received").find("Sat, 14 May 2005 09:30:00 +0000"), std::string::npos);
    }
    EXPECT_LT(received_field(some_envelope(std::string(5000, 'x')), "lists.example", now).size(), 998U);
}

TEST(IngestKey, IsTheSameForTheSameMessageByAnotherWay)
{
    const std::string message = "Message-ID: <1@body.example>\r\nSubject: x\r\n\r\nbody\r\n";
    EXPECT_EQ(key_of(message).size(), 32U);
    EXPECT_EQ(key_of(message), key_of("Received: by other\r\n" + message));
    EXPECT_EQ(key_of(message), key_of(message, "SR-Update@lists.example"));
    EXPECT_EQ(key_of(message), key_of(message, "sr-update@lists.example", "other.example"));
}

TEST(IngestKey, IsAnotherForAnotherMessage)
{
    const std::string message = "Message-ID: <1@body.example>\r\n\r\nbody\r\n";
    EXPECT_NE(key_of(message), key_of(message, "other@lists.example"));
    EXPECT_NE(key_of(message), key_of("Message-ID: <1@body.example>\r\n\r\nother body\r\n"));
    EXPECT_NE(key_of(message), key_of("Message-ID: <2@body.example>\r\n\r\nbody\r\n"));
    EXPECT_NE(key_of("Subject: a\r\n\r\nbody\r\n"), key_of("Subject: b\r\n\r\nbody\r\n"));
    EXPECT_EQ(key_of("Subject: a\r\n\r\nbody\r\n"), key_of("Subject: a\r\n\r\nbody\r\n"));
    EXPECT_NE(key_of(""), key_of("x"));
}

TEST(IngestKey, TellsMessagesApartWhoseHeaderIsTooLongToRead)
{
    const std::string header = "Message-ID: <1@body.example>\r\nX-Long: " + std::string(300'000, 'x') + "\r\n\r\n";
    EXPECT_NE(key_of(header + "one\r\n"), key_of(header + "two\r\n"));
}

TEST(StoredOctets, OfAStrangerDoNotSpeakInTheNameOfOurMta)  // RFC 8601 §5
{
    const std::string claim = "Authentication-Results: mx.lists.example; dmarc=pass\r\n";
    const std::string rest = "From: ann@body.example\r\n\r\n" + claim;
    Envelope envelope = some_envelope("mx.example");
    const std::string trace = received_field(envelope, "lists.example", now);
    EXPECT_EQ(stored_octets(envelope, claim + rest, "lists.example", "mx.lists.example", now), trace + claim + rest);
    envelope.is_trusted = false;
    EXPECT_EQ(stored_octets(envelope, claim + rest, "lists.example", "mx.lists.example", now), trace + rest);
    EXPECT_EQ(stored_octets(envelope, claim + rest, "lists.example", "", now), trace + claim + rest);
}

TEST(NewMessage, KeepsItsOctetsAndItsMessageIdOnOneLine)
{
    Envelope envelope = some_envelope("mx.example");
    envelope.recipients = {"Sr-Update@lists.example"};
    const std::string octets =
        received_field(envelope, "lists.example", now) + "Message-ID:\r\n <1@body.example>\x01\r\n\r\nbody";
    const store::NewMessage message = make_messages(envelope, octets, now).at(0);
    EXPECT_EQ(message.content.octets(), octets);
    EXPECT_EQ(message.recipient, "Sr-Update@lists.example");
    EXPECT_EQ(message.reverse_path, "ann@body.example");
    EXPECT_EQ(message.message_id, "<1@body.example> ");
}

// A message of 25 MiB to a thousand of our addresses took 25 GiB, and minutes to digest.
TEST(NewMessages, OfAThousandRecipientsShareTheirOctets)
{
    Envelope envelope = some_envelope("mx.example");
    envelope.recipients.clear();
    for (int i = 0; i < 1000; ++i) envelope.recipients.push_back("sr-update+x" + std::to_string(i) + "@lists.example");
    const auto messages = make_messages(envelope, received_field(envelope, "lists.example", now) + "\r\nx", now);
    ASSERT_EQ(messages.size(), 1000U);
    for (std::size_t i = 0; i < messages.size(); ++i) {
        EXPECT_EQ(messages[i].recipient, envelope.recipients[i]);
        EXPECT_EQ(&messages[i].content.octets(), &messages[0].content.octets());
        EXPECT_EQ(messages[i].ingest_key == messages[0].ingest_key, i == 0);
    }
}

}  // namespace
}  // namespace intake
