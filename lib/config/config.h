#pragma once
/// What the operator decided: plain typed values, read once and then shared unchanged.  Pure.
///
/// Each value is described (type, limits, default, help) by its row in config/options.h, and nowhere else.

#include "base/ip_network.h"
#include "base/time.h"
#include "config/form.h"
#include "mail/mailbox.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace config {

enum class LogFormat : unsigned char { automatic, terminal, journald, json };
enum class Tls : unsigned char { none, opportunistic, required };
enum class Auth : unsigned char { password, xoauth2, oauthbearer };
enum class PostAuth : unsigned char { confirm, authenticated, open };
enum class Subscribe : unsigned char { open, confirm, closed };
enum class FromPolicy : unsigned char { list, keep };
enum class ReplyPolicy : unsigned char { token, author, owner, list };
enum class ReversePath : unsigned char { verp, fixed };
enum class StagePolicy : unsigned char { any, quorum, unanimous, no_objection };
/// What a criterion looks at: the subject, sizes, attachments, words, links, HTML that hides or fetches, a missing text,
/// which languages it is written in, attached documents.
enum class Check : unsigned char {
    subject,
    total_size,
    part_size,
    types,
    words,
    hosts,
    hidden_text,
    remote_images,
    text_part,
    languages,
    pdf_pages,
    page_size,
    properties,
};

struct Server {
    std::filesystem::path data_dir;
    std::string hostname;
    std::string public_url;  ///< without a slash at its end
    std::vector<mail::Mailbox> operators;
    std::vector<std::string> categories;  ///< all of them: the four that always exist come first
    char delimiter = '+';
    std::string authserv_id;          ///< empty: no Authentication-Results are believed
    std::filesystem::path templates;  ///< empty: those that are built in
    LogFormat log_format = LogFormat::automatic;
    std::string log_level;
    base::Duration keep_messages = base::days{365};  ///< their octets, and who wrote them, after their end
    base::Duration keep_held = base::days{30};       ///< after the digest told of them
};

/// A server that takes mail: [intake.lmtp] for the MTA in front, [intake.smtp] for everybody.
struct Intake {
    std::string listen;  ///< "127.0.0.1:2424" or "unix:/run/gazetted/lmtp.sock"
    std::size_t message_octets_max = 0;
    std::size_t recipients_max = 0;
    std::size_t connections_max = 0;
    std::size_t connections_per_peer_max = 0;
    base::Duration command_timeout{};
    base::Duration message_timeout{};
    std::size_t data_rate_min = 0;      ///< octets a second; 0: any
    std::size_t memory_octets_max = 0;  ///< of all messages that are being received, together
    std::size_t free_octets_min = 0;    ///< on the store's file system
};

struct SmtpIntake : Intake {
    std::filesystem::path tls_certificate;
    std::filesystem::path tls_key;
    Tls tls = Tls::none;
    std::vector<base::IpNetwork> trusted_peers;  ///< whose Authentication-Results are believed

    [[nodiscard]] bool offers_tls() const { return tls != Tls::none && !tls_certificate.empty(); }
    [[nodiscard]] bool trusts(std::string_view peer) const;
};

struct DomainLimit {
    std::string name;
    std::size_t connections = 0;  ///< 0: no limit
    std::size_t rate = 0;         ///< messages a second; 0: no limit
};

/// Where OAuth 2 tokens come from: one of the first three.
struct TokenSource {
    std::filesystem::path file;        ///< holds the token; somebody else renews it
    std::vector<std::string> command;  ///< a program and its arguments; its first line is the token
    std::string url;                   ///< we ask there, with what follows
    std::string client_id;
    std::filesystem::path client_secret_file;  ///< empty: a public client
    std::filesystem::path refresh_token_file;

    friend bool operator==(const TokenSource&, const TokenSource&) = default;
};

/// Who we are to a server, and what proves it.
struct Account {
    std::string user;  ///< empty: nobody, and nothing is proven
    std::filesystem::path password_file;
    Auth auth = Auth::password;
    TokenSource token;

    friend bool operator==(const Account&, const Account&) = default;
};

/// What of TLS we ask of a server, and whom we believe to be it.
struct Security {
    Tls tls = Tls::none;
    std::filesystem::path ca_file;
    std::string pin;  ///< public keys as libcurl writes them: "sha256//BASE64", several with ';'

    friend bool operator==(const Security&, const Security&) = default;
};

enum class Afterwards : unsigned char { remove, move, keep };

/// A hosted mailbox that is polled.
struct MailboxIntake {
    std::string name;  ///< what logs, the store and gazettectl call it: "lists@example.org at imap.example.org/INBOX"
    std::string url;   ///< imap, imaps, pop3 or pop3s; IMAP with its folder
    Account account;
    Security security;
    base::Duration poll{};
    Afterwards afterwards = Afterwards::remove;
    std::string move_to;
    std::size_t message_octets_max = 0;
    std::size_t round_messages_max = 0;
    base::Duration look_time_max{};  ///< from the connection to the end

    friend bool operator==(const MailboxIntake&, const MailboxIntake&) = default;
};

struct Relay {
    std::string name;  ///< by default the URL without its scheme
    std::string url;
    std::size_t weight = 1;  ///< its share of the deliveries; 0: only while no other relay works
    Security security;
    std::size_t connections = 0;
    Account account;
    std::filesystem::path certificate;  ///< ours, PEM; empty: none
    std::filesystem::path key;          ///< of the certificate
    std::size_t rate = 0;
    std::size_t domain_connections = 0;
    std::size_t domain_rate = 0;
    std::vector<DomainLimit> domains;
    std::vector<base::Duration> retry;
    base::Duration expire{};
};

/// One step of disclosure approval. Who is asked is named by address, by category of a list, or both.
struct Stage {
    std::string name;
    std::vector<mail::Mailbox> approvers;
    std::string approver_list;                     ///< name
    std::vector<std::string> approver_categories;  ///< of its active members; empty: none
    StagePolicy policy = StagePolicy::unanimous;
    std::size_t quorum = 0;
    base::Duration deadline{};  ///< from the first request
    base::Duration remind{};    ///< before the deadline
    bool is_strict = false;     ///< votes count from the approver's own mailbox only
};

[[nodiscard]] std::string_view name_of(StagePolicy policy);  ///< "no-objection"

/// What is checked of a post before the first stage, and shown to the approvers. A check has its own parameters only.
struct Criterion {
    std::string name;
    Check check = Check::subject;
    bool refuses = false;                ///< else it only warns
    std::string pattern;                 ///< of subject: RE2, sound
    std::size_t octets_max = 0;          ///< of total_size (as posted) and part_size (decoded)
    std::vector<std::string> types;      ///< of types: those that are allowed, of mail::file_kinds()
    std::vector<std::string> words;      ///< of words: with '*' and '#', as desk/forbidden_words.h has them
    std::vector<std::string> hosts;      ///< of hosts: a host as A-labels, or ".suffix" for all below it
    std::vector<std::string> languages;  ///< of languages: primary subtags, such as "fr"
    std::size_t pages_max = 0;           ///< of pdf_pages
    std::vector<std::string> sizes;      ///< of page_size: names of page_sizes()
};

[[nodiscard]] std::string_view name_of(Check check);  ///< "hidden-text"

/// One paper of a list's library, which members ask for by its name: a file or a link.
struct Paper {
    std::string name;                           ///< "faq": lower-case letters, digits and '-'
    std::string title;                          ///< for people
    std::string file_name;                      ///< without its folder; empty: a link
    std::shared_ptr<const std::string> octets;  ///< the file's, as they were when the configuration was read
    std::string link;                           ///< URL; empty: a file
    std::vector<std::string> categories;        ///< that may have it; empty: all
};

/// A date in the life of a list, such as a plenary.
struct Event {
    std::string name;
    std::string date;                   ///< "2005-05-14"
    std::optional<std::int64_t> issue;  ///< the number of the issue that is about it
    base::Duration remind{};            ///< before the date, of an issue that nobody has posted; 0: never
};

/// What members write about issues.
struct FeedbackRules {
    std::vector<std::string> take;  ///< categories whose feedback is passed on; empty: all
    std::vector<std::string>
        in_charge;  ///< categories that answer for their country, the first one first; empty: the owner
    base::Duration digest = std::chrono::hours(24);
};

/// When digests go out, and how large one may be.
struct DigestRules {
    std::chrono::hours hour{6};                      ///< of the day, UTC
    std::chrono::weekday day = std::chrono::Monday;  ///< of weekly ones
    std::size_t octets_max = 20UL << 20U;            ///< more issues than fit come in several
};

/// To whom a translation goes whose original has begun to go out: to all who prefer its language, or but to those of
/// them who have not had the original.
enum class LateTranslations : unsigned char { send, keep };

/// When the copies of a list's issues become due.
struct Sending {
    std::chrono::minutes opens{};  ///< the window, of the day where the reader is
    std::chrono::minutes closes =
        base::days{1};  ///< the first minute out of it, behind `opens`; perhaps of the next day
    std::array<bool, 7> days{true, true, true, true, true, true, true};  ///< on which it opens, Monday first
    std::string time_zone = "UTC";  ///< where readers are whose country is not known
    base::Duration pace{};          ///< over which the copies are spread; 0: all at once

    [[nodiscard]] bool is_any_time() const;
};

struct List {
    std::string name;
    mail::Mailbox address;
    std::string title;
    std::vector<mail::Mailbox> owners;
    std::vector<mail::Mailbox> posters;
    PostAuth post_auth = PostAuth::confirm;
    Subscribe subscribe = Subscribe::confirm;
    std::string join_category;
    std::vector<std::string> distribute_to;  ///< categories; empty: all
    FromPolicy from = FromPolicy::list;
    ReplyPolicy reply = ReplyPolicy::token;
    ReversePath reverse_path = ReversePath::verp;
    std::string archive;  ///< URL; empty: none
    std::string language;
    bool has_closing = false;  ///< every copy says how a reader of a forwarded one joins
    LateTranslations late_translations = LateTranslations::send;
    Sending sending;
    FeedbackRules feedback;
    DigestRules digest;
    std::vector<Stage> stages;
    std::vector<Criterion> criteria;
    std::vector<Paper> papers;
    std::vector<Event> events;  ///< in the order of their dates
};

struct Config {
    Server server;
    std::optional<Intake> lmtp;
    std::optional<SmtpIntake> smtp;
    std::vector<MailboxIntake> mailboxes;
    std::vector<Relay> relays;  ///< at least one
    std::string web_listen;
    std::vector<List> lists;
    std::vector<Form> forms;

    [[nodiscard]] const Form* find_form(std::string_view id) const;
    [[nodiscard]] const List* find_list(std::string_view name) const;
};

}  // namespace config
