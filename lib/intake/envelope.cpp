#include "intake/envelope.h"

#include "base/digest.h"
#include "base/text.h"
#include "mail/authentication_results.h"
#include "mail/composer.h"
#include "mail/header.h"

namespace intake {

std::string received_field(const Envelope& envelope, std::string_view hostname, base::Time now)
{
    constexpr std::size_t name_octets_max = 255;
    std::string value = "from " + base::one_line(envelope.helo.empty() ? "unknown" : envelope.helo, name_octets_max);
    value += " (" + base::one_line(envelope.peer, name_octets_max) + ") by " + std::string(hostname) + " with " +
             envelope.protocol + "; " + base::to_rfc5322(now);
    return mail::HeaderWriter().structured("Received", value).text();
}

std::string stored_octets(const Envelope& envelope, std::string message, std::string_view hostname,
                          std::string_view authserv_id, base::Time now)
{
    message.insert(0, received_field(envelope, hostname, now));
    if (envelope.is_trusted) return message;
    return mail::without_authentication_results(std::move(message), authserv_id);
}

namespace {

/// Of the body; of all octets behind our trace field where there is no Message-ID, or no telling where the body starts.
std::string digest_of_message(std::string_view octets, const mail::Header& header, const std::string& message_id)
{
    const std::string_view own_trace = header.fields.empty() ? "" : header.fields.front().whole;
    const bool is_whole = message_id.empty() || header.exceeds_limits;
    return base::as_octets(base::sha256(is_whole ? octets.substr(own_trace.size()) : header.body));
}

std::string make_ingest_key(const std::string& recipient, const std::string& message_id, const std::string& digest)
{
    constexpr std::string_view separator("\0", 1);
    return base::as_octets(base::sha256({base::to_lower(recipient), separator, message_id, separator, digest}));
}

}  // namespace

std::vector<store::NewMessage> make_messages(const Envelope& envelope, std::string octets, base::Time now)
{
    constexpr std::size_t message_id_octets_max = 998;
    const store::Content content(std::move(octets));
    const mail::Header header = mail::scan_header(content.octets());
    const std::string message_id = base::one_line(header.value("Message-ID"), message_id_octets_max);
    const std::string digest = digest_of_message(content.octets(), header, message_id);
    std::vector<store::NewMessage> messages;
    for (const std::string& recipient : envelope.recipients) {
        messages.push_back({.received_at = now,
                            .recipient = recipient,
                            .reverse_path = envelope.reverse_path,
                            .content = content,
                            .message_id = message_id,
                            .ingest_key = make_ingest_key(recipient, message_id, digest)});
    }
    return messages;
}

}  // namespace intake
