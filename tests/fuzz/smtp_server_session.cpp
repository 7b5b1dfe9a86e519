// The intake's conversation with arbitrary clients, arbitrarily cut: octet 0xFF ends what one read brings.
// The first octet chooses LMTP or SMTP, and what the store and the shell answer.

#include "intake/smtp_server_session.h"
#include "fuzz.h"
#include "mail/authentication_results.h"

#include <algorithm>

namespace {

constexpr std::size_t message_octets_max = 4096;
constexpr std::size_t read_octets_max = 8192;  // as the shell reads
constexpr std::size_t line_octets_max = 4096;

void check_replies(std::string_view octets)
{
    fuzz::require(octets.ends_with("\r\n"), "a reply ends in CRLF", octets);
    fuzz::require(!fuzz::has_bare_line_end(octets), "no reply has a bare line end", octets);
    while (!octets.empty()) {
        const std::string_view line = octets.substr(0, octets.find("\r\n"));
        octets.remove_prefix(line.size() + 2);
        const bool has_code =
            line.size() >= 4 && std::ranges::all_of(line.substr(0, 3), [](char c) { return c >= '0' && c <= '9'; });
        fuzz::require(has_code && (line[3] == ' ' || line[3] == '-'), "every line of a reply begins with its code",
                      line);
        fuzz::require(!fuzz::has_control(line), "no reply carries a control character", line);
    }
}

class Client {
  public:
    explicit Client(std::uint8_t options)
        : options_(options),
          session_({.protocol = (options & 1U) != 0 ? intake::Protocol::smtp : intake::Protocol::lmtp,
                    .hostname = "lists.example.org",
                    .peer = "192.0.2.1",
                    .message_octets_max = message_octets_max,
                    .recipients_max = 5,
                    .tls = (options & 16U) == 0   ? config::Tls::none
                           : (options & 32U) == 0 ? config::Tls::opportunistic
                                                  : config::Tls::required,
                    .is_peer_trusted = (options & 64U) == 0,
                    .refuse_recipient = [](const std::string& recipient) -> std::optional<mail::Reply> {
                        if (recipient.starts_with("no")) return mail::make_reply(550, "5.1.1", "no such address here");
                        return std::nullopt;
                    },
                    .put_off = [options]() -> std::optional<mail::Reply> {
                        if ((options & 6U) == 6) return mail::make_reply(452, "4.3.1", "no room");
                        return std::nullopt;
                    }})
    {
    }

    /// Whether the session goes on.
    bool obey()
    {
        for (;;) {
            fuzz::require(session_.octets_held() <= 3 * message_octets_max + read_octets_max + line_octets_max,
                          "memory is bounded");
            intake::Todo todo = session_.next();
            if (const auto* send = std::get_if<intake::SendOctets>(&todo)) {
                check_replies(send->octets);
            } else if (const auto* submit = std::get_if<intake::SubmitMessage>(&todo)) {
                check_submission(*submit);
                session_.submitted(std::vector(submit->envelope.recipients.size(), answer()));
            } else if (std::holds_alternative<intake::StartTls>(todo)) {
                session_.tls_started();
                fuzz::require(session_.octets_held() == 0, "nothing said in the clear is kept");
            } else {
                return std::holds_alternative<intake::AwaitOctets>(todo);
            }
        }
    }

    bool send(std::string_view octets)
    {
        while (!octets.empty()) {
            const std::string_view read = octets.substr(0, read_octets_max);
            session_.receive(read);
            octets.remove_prefix(read.size());
            if (!obey()) return false;
        }
        return true;
    }

    void end()
    {
        session_.give_up(mail::make_reply(421, "4.4.2", "you took too long"));
        fuzz::require(!obey(), "a session that was given up closes");
    }

  private:
    [[nodiscard]] mail::Reply answer() const
    {
        return (options_ & 8U) != 0 ? mail::make_reply(451, "4.3.0", "the store failed")
                                    : mail::make_reply(250, "2.0.0", "spooled");
    }

    static void check_submission(const intake::SubmitMessage& submit)
    {
        fuzz::require(!fuzz::has_bare_line_end(submit.octets), "no submission has a bare CR or LF", submit.octets);
        fuzz::require(submit.octets.empty() || submit.octets.ends_with("\r\n"), "a submission ends in CRLF",
                      submit.octets);
        fuzz::require(submit.octets.size() <= message_octets_max, "no submission is too large");
        fuzz::require(!submit.envelope.recipients.empty() && submit.envelope.recipients.size() <= 5,
                      "a submission has its recipients");
        fuzz::require(!fuzz::has_control(submit.envelope.reverse_path), "no reverse-path has a control",
                      submit.envelope.reverse_path);
        for (const std::string& recipient : submit.envelope.recipients) {
            fuzz::require(!fuzz::has_control(recipient) && !recipient.starts_with("no"), "a recipient was accepted",
                          recipient);
        }
        const std::string field = intake::received_field(submit.envelope, "lists.example.org", base::Time{});
        fuzz::require(field.starts_with("Received: ") && !fuzz::has_bare_line_end(field),
                      "our trace field is one field", field);
        const std::string stored =
            intake::stored_octets(submit.envelope, submit.octets, "lists.example.org", "mx.example.org", base::Time{});
        fuzz::require(stored.starts_with(field), "our trace field stands first", stored);
        fuzz::require(submit.envelope.is_trusted
                          ? stored.size() == field.size() + submit.octets.size()
                          : !mail::has_dmarc_pass(mail::scan_header(stored), "mx.example.org", "body.example"),
                      "a stranger's word about himself is not believed", stored);
        const auto messages = intake::make_messages(submit.envelope, stored, base::Time{});
        fuzz::require(messages.size() == submit.envelope.recipients.size(), "each recipient has a row");
        for (const store::NewMessage& message : messages)
            fuzz::require(message.ingest_key.size() == 32, "each message has its key");
    }

    std::uint8_t options_;
    intake::SmtpServerSession session_;
};

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view input = fuzz::as_text(data, size);
    Client client(fuzz::take_octet(input));
    bool is_open = client.obey();
    while (is_open && !input.empty()) is_open = client.send(fuzz::take_until(input, '\xFF'));
    if (is_open) client.end();
    return 0;
}
