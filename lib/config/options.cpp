#include "config/options.h"

#include <algorithm>
#include <array>
#include <vector>

namespace config {

namespace {

constexpr auto section_rows = std::to_array<SectionRow>({
    {.name = "", .help = "Further files, relative to this one; each may hold any of the tables below."},
    {.name = "server", .help = "The daemon itself."},
    {.name = "intake.lmtp", .help = "The MTA in front hands mail over here (RFC 2033)."},
    {.name = "intake.smtp",
     .in_sample = false,
     .help = "For hosts without an MTA in front: everybody hands mail over here (RFC 5321). No relaying, no AUTH."},
    {.name = "intake.mailbox",
     .is_array = true,
     .in_sample = false,
     .help = "A hosted mailbox that is polled instead of running an MTA."},
    {.name = "relay",
     .is_array = true,
     .may_be_alone = true,
     .help = "The MTA or provider that takes our outgoing mail. Several share it, each by its weight: [[relay]]."},
    {.name = "relay.domain", .is_array = true, .in_sample = false, .help = "Limits of their own for one domain."},
    {.name = "web", .in_sample = false, .help = "Pages and one-click leaving, behind a TLS proxy."},
    {.name = "list", .is_array = true, .help = "A named audience with one posting address."},
    {.name = "list.feedback",
     .in_sample = false,
     .help = "What becomes of answers to issues. Left out: the owner gets each of them, and a digest."},
    {.name = "list.stage",
     .is_array = true,
     .in_sample = false,
     .help = "One step of disclosure approval, in order. A list with a stage never sends without it."},
    {.name = "list.criterion",
     .is_array = true,
     .in_sample = false,
     .help = "What is checked of a post before its first stage. The approvers see what was found."},
});

constexpr auto first_rows = std::to_array<OptionRow>({
    {.section = "", .key = "include", .kind = Kind::texts, .standard = "[]", .help = "Read as if they stood here."},

    {.section = "server",
     .key = "data_dir",
     .kind = Kind::path,
     .standard = R"("/var/lib/gazetted")",
     .reload = Reload::restart,
     .help = "The store and the key; created with mode 0700. A local file system."},
    {.section = "server",
     .key = "hostname",
     .kind = Kind::domain,
     .is_required = true,
     .sample = R"("lists.example.org")",
     .help = "EHLO name and domain of the Message-IDs that we make."},
    {.section = "server",
     .key = "public_url",
     .kind = Kind::url,
     .is_required = true,
     .sample = R"("https://lists.example.org")",
     .help = "Start of the links in List-Unsubscribe. https is expected; http works and gives a warning."},
    {.section = "server",
     .key = "operator",
     .kind = Kind::mailboxes,
     .is_required = true,
     .sample = R"(["operator@secretariat.example"])",
     .help = "Who gets alerts, and mail to postmaster and abuse."},
    {.section = "server",
     .key = "categories",
     .kind = Kind::texts,
     .standard = "[]",
     .help = "Further member categories, beside nmb, d-liaison, subscriber and expert."},
    {.section = "server",
     .key = "delimiter",
     .kind = Kind::choice,
     .standard = R"("+")",
     .choices = "+ - = _",
     .reload = Reload::restart,
     .help = "Between a list's local part and a purpose. Changing it makes every address given out dead."},
    {.section = "server",
     .key = "authserv_id",
     .kind = Kind::text,
     .standard = R"("")",
     .help = "The MTA in front, as it names itself in Authentication-Results (RFC 8601). It must strip that name from "
             "arriving mail. Empty: no such field is believed."},
    {.section = "server",
     .key = "templates",
     .kind = Kind::path,
     .standard = R"("")",
     .help = "Folder with notice templates that take the place of those built in, by name: en/confirm_post.mustache."},
    {.section = "server",
     .key = "keep_messages",
     .kind = Kind::duration,
     .standard = R"("365d")",
     .min = "30d",
     .max = "36500d",
     .help = "How long messages are kept whole after their end. Then their octets, addresses and subjects go; what was "
             "decided stays. The post of an issue is kept as long as the issue."},
    {.section = "server",
     .key = "keep_held",
     .kind = Kind::duration,
     .standard = R"("30d")",
     .min = "2d",
     .max = "3650d",
     .help = "How long a held message waits for a decision after a digest told of it; a last reminder comes before. "
             "What no digest has told of waits."},
    {.section = "server",
     .key = "log_format",
     .kind = Kind::choice,
     .standard = R"("automatic")",
     .choices = "automatic terminal journald json",
     .reload = Reload::restart,
     .help = "automatic: journald under systemd, else terminal."},
    {.section = "server",
     .key = "log_level",
     .kind = Kind::choice,
     .standard = R"("info")",
     .choices = "debug info warning error",
     .reload = Reload::restart,
     .help = "The least level that is logged."},
});

constexpr auto lmtp_listen_row = std::to_array<OptionRow>({
    {.key = "listen",
     .kind = Kind::text,
     .standard = R"("127.0.0.1:2424")",
     .reload = Reload::restart,
     .help = "HOST:PORT, or unix:/run/gazetted/lmtp.sock. Not used when systemd hands a socket over whose "
             "FileDescriptorName is lmtp."},
});

constexpr auto smtp_listen_row = std::to_array<OptionRow>({
    {.key = "listen",
     .kind = Kind::text,
     .standard = R"("0.0.0.0:25")",
     .reload = Reload::restart,
     .help =
         "HOST:PORT, or unix:/PATH. Not used when systemd hands a socket over whose FileDescriptorName is smtp: so no "
         "right to low ports is needed."},
});

/// What every server that takes mail can be told.
constexpr auto server_rows = std::to_array<OptionRow>({
    {.key = "max_message",
     .kind = Kind::size,
     .standard = R"("25 MiB")",
     .min = "64 KiB",
     .max = "1 GiB",
     .help = "Larger ones get 552 5.3.4 (RFC 1870)."},
    {.key = "max_recipients",
     .kind = Kind::number,
     .standard = "1000",
     .min = "100",
     .max = "10000",
     .help = "A message; then 452 4.5.3 (RFC 5321 §4.5.3.1.8)."},
    {.key = "max_connections",
     .kind = Kind::number,
     .standard = "1000",
     .min = "1",
     .max = "50000",
     .help = "At once; a further one gets 421 4.3.2."},
    {.key = "max_connections_per_peer",
     .kind = Kind::number,
     .standard = "200",
     .min = "1",
     .max = "50000",
     .help = "At once from one address. A unix socket is one peer."},
    {.key = "command_timeout",
     .kind = Kind::duration,
     .standard = R"("5m")",
     .min = "1s",
     .max = "1h",
     .help = "How long a client may take for its next command (RFC 5321 §4.5.3.2.7)."},
    {.key = "message_timeout",
     .kind = Kind::duration,
     .standard = R"("30m")",
     .min = "1s",
     .max = "4h",
     .help = "How long a whole message may take to arrive."},
    {.key = "min_data_rate",
     .kind = Kind::number,
     .standard = "500",
     .min = "0",
     .max = "1000000",
     .help = "Octets a second that a message must bring on average; 0: any. The allowance is command_timeout, as with "
             "Postfix's smtpd_min_data_rate."},
    {.key = "max_memory",
     .kind = Kind::size,
     .standard = R"("256 MiB")",
     .min = "1 MiB",
     .max = "64 GiB",
     .help = "For all messages being received together; beyond it 452 4.3.1."},
    {.key = "min_free",
     .kind = Kind::size,
     .standard = R"("64 MiB")",
     .max = "1 TiB",
     .help = "Free space that the store's file system must have; below it 452 4.3.1."},
});

constexpr auto smtp_rows = std::to_array<OptionRow>({
    {.key = "tls_certificate",
     .kind = Kind::path,
     .standard = R"("")",
     .help =
         "PEM of the certificate and its chain. With it STARTTLS is offered (RFC 3207); SIGHUP takes a renewed one."},
    {.key = "tls_key",
     .kind = Kind::path,
     .standard = R"("")",
     .help = "PEM of its key; mode 0640 or less. Or \"credential:NAME\" of systemd."},
    {.key = "tls",
     .kind = Kind::choice,
     .standard = R"("opportunistic")",
     .choices = "none opportunistic required",
     .help =
         "Whether the certificate is used. required: no mail is taken in the clear, which a server that everybody may "
         "send to must not ask (RFC 3207 §4)."},
    {.key = "trusted_peers",
     .kind = Kind::texts,
     .standard = "[]",
     .help =
         "Addresses and networks (192.0.2.0/24) of our own MTAs. From all others Authentication-Results in the name of "
         "server.authserv_id are removed (RFC 8601 §5)."},
});

constexpr auto mailbox_rows = std::to_array<OptionRow>({
    {.key = "url",
     .kind = Kind::url,
     .is_required = true,
     .sample = R"("imaps://imap.example.org/INBOX")",
     .help = "imap, imaps, pop3 or pop3s; for IMAP with the folder, INBOX when left out."},
    {.key = "user",
     .kind = Kind::text,
     .is_required = true,
     .sample = R"("lists@example.org")",
     .help = "The account's name. Its secret never goes over a connection without TLS, except to loopback."},
    {.key = "poll",
     .kind = Kind::duration,
     .standard = R"("60s")",
     .min = "1s",
     .max = "1d",
     .help = "Between two looks; after trouble twice as long each time, up to an hour."},
    {.key = "afterwards",
     .kind = Kind::choice,
     .standard = R"("delete")",
     .choices = "delete move keep",
     .help = "What becomes of a message there once it is safe here. move: into move_to (IMAP)."},
    {.key = "move_to",
     .kind = Kind::text,
     .standard = R"("")",
     .help = "The folder for afterwards = \"move\"; made where it is missing."},
    {.key = "max_message",
     .kind = Kind::size,
     .standard = R"("25 MiB")",
     .min = "64 KiB",
     .max = "1 GiB",
     .help = "A larger one stays there, and the operator is told once."},
    {.key = "max_round",
     .kind = Kind::number,
     .standard = "200",
     .min = "1",
     .max = "10000",
     .help = "Messages that one look takes; the next look follows at once when there are more."},
    {.key = "max_look_time",
     .kind = Kind::duration,
     .standard = R"("30m")",
     .min = "1s",
     .max = "1d",
     .help =
         "For a look as a whole, however slowly the server sends. What was taken by then is safe; the next look goes "
         "on."},
});

/// What every server that we are a client of can be met with.
constexpr auto client_rows = std::to_array<OptionRow>({
    {.key = "tls",
     .kind = Kind::choice,
     .standard = R"("none")",
     .choices = "none opportunistic required",
     .help = "STARTTLS where the URL asks for no TLS. required: with a verified certificate, never in the clear."},
    {.key = "password_file",
     .kind = Kind::path,
     .standard = R"("")",
     .help = "Its first line is the password; mode 0640 or less. Or \"credential:NAME\" of systemd."},
    {.key = "auth",
     .kind = Kind::choice,
     .standard = R"("password")",
     .choices = "password xoauth2 oauthbearer",
     .help = "How user is proven: xoauth2 and oauthbearer (RFC 7628) take an OAuth 2 token in place of password_file."},
    {.key = "token_file",
     .kind = Kind::path,
     .standard = R"("")",
     .help = "Its first line is the token; mode 0640 or less. Read for each connection: whoever renews it need tell "
             "nobody."},
    {.key = "token_command",
     .kind = Kind::texts,
     .standard = R"([])",
     .help =
         "Or a program, with its whole path, and its arguments: its first line is the token. No shell; at most 30 s."},
    {.key = "token_url",
     .kind = Kind::text,
     .standard = R"("")",
     .help = "Or the endpoint that renews tokens (RFC 6749 §6), https; with client_id and refresh_token_file."},
    {.key = "client_id", .kind = Kind::text, .standard = R"("")", .help = "What the provider calls us."},
    {.key = "client_secret_file",
     .kind = Kind::path,
     .standard = R"("")",
     .help = "Its first line is the secret that goes with client_id, where there is one; mode 0640 or less."},
    {.key = "refresh_token_file",
     .kind = Kind::path,
     .standard = R"("")",
     .help = "Its first line is the refresh token; mode 0640 or less. A new one from the provider is written back, so "
             "the daemon "
             "must be able to write the file and its folder: data_dir is a good place."},
    {.key = "ca_file",
     .kind = Kind::path,
     .standard = R"("")",
     .help = "PEM of the authorities that are trusted; empty: the system's."},
    {.key = "pin",
     .kind = Kind::text,
     .standard = R"("")",
     .help = "The server's public key beside the authorities' word: \"sha256//BASE64\", several with ; between them."},
});

constexpr auto relay_rows = std::to_array<OptionRow>({
    {.key = "name",
     .kind = Kind::text,
     .standard = R"("")",
     .reload = Reload::restart,
     .help = "What logs and gazettectl call it; empty: its URL without the scheme."},
    {.key = "weight",
     .kind = Kind::number,
     .standard = "1",
     .min = "0",
     .max = "1000",
     .help = "Its share of the deliveries beside other relays; 0: it is used only while no other works."},
    {.key = "url",
     .kind = Kind::url,
     .standard = R"("smtp://127.0.0.1:25")",
     .reload = Reload::restart,
     .help = "smtp:// or smtps://."},
    {.key = "connections",
     .kind = Kind::number,
     .standard = "20",
     .min = "1",
     .max = "1000",
     .reload = Reload::restart,
     .help = "At once."},
    {.key = "user",
     .kind = Kind::text,
     .standard = R"("")",
     .reload = Reload::restart,
     .help = "For AUTH; empty: none. Never sent over a connection without TLS, except to loopback."},
});

constexpr auto last_rows = std::to_array<OptionRow>({
    {.section = "relay",
     .key = "certificate",
     .kind = Kind::path,
     .standard = R"("")",
     .reload = Reload::restart,
     .help = "Ours, PEM with its chain, for a relay that asks for one. Needs key."},
    {.section = "relay",
     .key = "key",
     .kind = Kind::path,
     .standard = R"("")",
     .reload = Reload::restart,
     .help = "The certificate's private key, PEM; mode 0640 or less. Or \"credential:NAME\" of systemd."},
    {.section = "relay",
     .key = "rate",
     .kind = Kind::number,
     .standard = "0",
     .min = "0",
     .max = "1000000",
     .help = "Messages a second; 0: no limit."},
    {.section = "relay",
     .key = "domain_connections",
     .kind = Kind::number,
     .standard = "0",
     .min = "0",
     .max = "1000",
     .help = "At once to recipients of one domain; 0: no limit but the fair share."},
    {.section = "relay",
     .key = "domain_rate",
     .kind = Kind::number,
     .standard = "0",
     .min = "0",
     .max = "1000000",
     .help = "Messages a second to one domain; 0: no limit."},
    {.section = "relay",
     .key = "retry",
     .kind = Kind::durations,
     .standard = R"(["1m", "5m", "15m", "1h", "4h"])",
     .min = "1s",
     .max = "1d",
     .help = "How long to wait after each failed try; the last one repeats. Each is varied by up to a fifth."},
    {.section = "relay",
     .key = "expire",
     .kind = Kind::duration,
     .standard = R"("5d")",
     .min = "1h",
     .max = "14d",
     .help = "How long a delivery is retried before it expires (4.4.7) and the owner is told (RFC 5321 §4.5.4.1)."},

    {.section = "relay.domain",
     .key = "name",
     .kind = Kind::domain,
     .is_required = true,
     .sample = R"("big-provider.example")",
     .help = "The recipients' domain."},
    {.section = "relay.domain",
     .key = "connections",
     .kind = Kind::number,
     .standard = "0",
     .min = "0",
     .max = "1000",
     .help = "Instead of domain_connections."},
    {.section = "relay.domain",
     .key = "rate",
     .kind = Kind::number,
     .standard = "0",
     .min = "0",
     .max = "1000000",
     .help = "Instead of domain_rate."},

    {.section = "web",
     .key = "listen",
     .kind = Kind::text,
     .standard = R"("127.0.0.1:8025")",
     .reload = Reload::restart,
     .help = "HOST:PORT, or unix:/run/gazetted/web.sock. Not used when systemd hands a socket over whose "
             "FileDescriptorName is web."},

    {.section = "list",
     .key = "name",
     .kind = Kind::text,
     .is_required = true,
     .sample = R"("sr-update")",
     .help = "What gazettectl and logs call it."},
    {.section = "list",
     .key = "address",
     .kind = Kind::mailbox,
     .is_required = true,
     .sample = R"("sr-update@lists.example.org")",
     .help = "Where posts go. Its local part and the longest token must fit in 64 octets."},
    {.section = "list",
     .key = "title",
     .kind = Kind::text,
     .is_required = true,
     .sample = R"("ISO/SR Update")",
     .help = "Stands in From and List-Id."},
    {.section = "list",
     .key = "owner",
     .kind = Kind::mailboxes,
     .is_required = true,
     .sample = R"(["secretary@secretariat.example"])",
     .help = "Who is told of held mail and gets reports."},
    {.section = "list",
     .key = "post",
     .kind = Kind::mailboxes,
     .standard = "[]",
     .sample = R"(["secretary@secretariat.example"])",
     .help = "Who may post. Posts of others are held."},
    {.section = "list",
     .key = "post_auth",
     .kind = Kind::choice,
     .standard = R"("confirm")",
     .choices = "confirm authenticated open",
     .help = "How a poster is proven: by a reply to a challenge, by dmarc=pass of the trusted MTA, or not at all "
             "(open: private "
             "networks only)."},
    {.section = "list",
     .key = "subscribe",
     .kind = Kind::choice,
     .standard = R"("confirm")",
     .choices = "open confirm closed",
     .help = "How somebody joins by mail."},
    {.section = "list",
     .key = "join_category",
     .kind = Kind::category,
     .standard = R"("subscriber")",
     .help = "Of who joins by mail, and of imported rows without a category."},
    {.section = "list",
     .key = "distribute_to",
     .kind = Kind::categories,
     .standard = "[]",
     .sample = R"(["nmb", "d-liaison", "subscriber"])",
     .help = "The categories that get issues; left out: every category."},
    {.section = "list",
     .key = "from",
     .kind = Kind::choice,
     .standard = R"("list")",
     .choices = "list keep",
     .help = "list: From is the list's address and the author stands in Author (RFC 9057), so that DMARC passes. keep: "
             "as posted."},
    {.section = "list",
     .key = "reply",
     .kind = Kind::choice,
     .standard = R"("token")",
     .choices = "token author owner list",
     .help =
         "Where Reply-To points; token: an address of its own for each copy, so that an answer is known as feedback."},
    {.section = "list",
     .key = "reverse_path",
     .kind = Kind::choice,
     .standard = R"("verp")",
     .choices = "verp fixed",
     .help =
         "verp: an address of its own for each copy, so that a bounce is known at once. fixed: the list's own address, "
         "for providers that let us send as nothing else; a bounce is then known by the copy that it returns."},
    {.section = "list",
     .key = "archive",
     .kind = Kind::text,
     .standard = R"("")",
     .help = "URL for List-Archive; empty: no such field."},
    {.section = "list",
     .key = "language",
     .kind = Kind::text,
     .standard = R"("en")",
     .help = "Of notices about this list, and of issues that do not say theirs (Content-Language)."},
    {.section = "list",
     .key = "closing",
     .kind = Kind::flag,
     .standard = "false",
     .help = "End every copy with a part of ours that says how a reader of a forwarded copy joins. (A copy of an issue "
             "in several languages has it in any case, and names them.)"},
    {.section = "list",
     .key = "late_translations",
     .kind = Kind::choice,
     .standard = R"("send")",
     .choices = "send keep",
     .help = "What becomes of a translation whose original is out already. send: it goes to all who prefer its "
             "language. keep: to those of them who have not had the original."},

    {.section = "list.feedback",
     .key = "take",
     .kind = Kind::categories,
     .standard = "[]",
     .sample = R"(["nmb", "d-liaison", "subscriber"])",
     .help =
         "The categories whose feedback is passed on; left out: every category. That of others waits in the digest."},
    {.section = "list.feedback",
     .key = "in_charge",
     .kind = Kind::categories,
     .standard = "[]",
     .sample = R"(["nmb", "d-liaison"])",
     .help =
         "Who answers: active members of these categories in the sender's country, the first category that has one. "
         "Where there is none, or left out: the owner."},
    {.section = "list.feedback",
     .key = "digest",
     .kind = Kind::duration,
     .standard = R"("1d")",
     .min = "1h",
     .max = "31d",
     .help = "How often the owner is told of new feedback, when there is any."},

    {.section = "list.stage",
     .key = "name",
     .kind = Kind::text,
     .is_required = true,
     .sample = R"("CAG")",
     .help = "What requests and records call it."},
    {.section = "list.stage",
     .key = "approvers",
     .kind = Kind::mailboxes,
     .standard = "[]",
     .sample = R"(["a@body.example", "b@body.example", "c@body.example"])",
     .help = "Who is asked, by address."},
    {.section = "list.stage",
     .key = "approver_list",
     .kind = Kind::text,
     .standard = R"("")",
     .help = "The list whose members of approver_categories are asked. Left out: this one."},
    {.section = "list.stage",
     .key = "approver_categories",
     .kind = Kind::categories,
     .standard = "[]",
     .help = "Active members in these categories are asked as well."},
    {.section = "list.stage",
     .key = "policy",
     .kind = Kind::choice,
     .standard = R"("unanimous")",
     .choices = "any quorum unanimous no-objection",
     .help = "When the stage is passed."},
    {.section = "list.stage",
     .key = "quorum",
     .kind = Kind::number,
     .standard = "0",
     .min = "0",
     .max = "1000",
     .help = "How many must agree, for policy quorum."},
    {.section = "list.stage",
     .key = "deadline",
     .kind = Kind::duration,
     .standard = R"("72h")",
     .min = "1m",
     .max = "365d",
     .help = "From the first request. Then the stage expires and the issue is held for the owner; with policy "
             "no-objection it is approved, if every request arrived."},
    {.section = "list.stage",
     .key = "remind",
     .kind = Kind::duration,
     .standard = R"("24h")",
     .min = "1m",
     .max = "365d",
     .help = "How long before the deadline those are reminded who have not answered; never before half of the time."},
    {.section = "list.stage",
     .key = "strict",
     .kind = Kind::flag,
     .standard = "false",
     .help = "Count a vote only when it comes from the approver's own mailbox."},

    {.section = "list.criterion",
     .key = "name",
     .kind = Kind::text,
     .is_required = true,
     .sample = R"("Small enough for every mailbox")",
     .help = "What the approvers and records read."},
    {.section = "list.criterion",
     .key = "check",
     .kind = Kind::choice,
     .is_required = true,
     .choices = "subject total-size part-size types words hosts hidden-text remote-images text-part",
     .sample = R"("total-size")",
     .help =
         "subject: the Subject is as pattern has it. total-size, part-size: the post as it is sent, and each part "
         "decoded, keep within max. types: attachments are of the types, by their content. words: none of the words "
         "stands in the Subject, a text, HTML or a file name. hosts: no link leads to hosts, to an address or name of "
         "a private network, or to a file. hidden-text: HTML has no text that a reader cannot see. remote-images: "
         "HTML fetches nothing. text-part: there is a text/plain part that says something."},
    {.section = "list.criterion",
     .key = "result",
     .kind = Kind::choice,
     .standard = R"("warn")",
     .choices = "refuse warn",
     .help = "What becomes of a post that does not meet it; warn: the approvers decide."},
    {.section = "list.criterion",
     .key = "pattern",
     .kind = Kind::text,
     .standard = R"("")",
     .help =
         "For subject: a regular expression (RE2's; (?i) ignores case), as in 'Issue #\\d+: \\pL+ \\d{4}$'. It may fit "
         "anywhere unless it says ^ or $."},
    {.section = "list.criterion",
     .key = "max",
     .kind = Kind::size,
     .standard = R"("0 B")",
     .min = "0 B",
     .max = "1 GiB",
     .sample = R"("2 MiB")",
     .help = "For total-size and part-size."},
    {.section = "list.criterion",
     .key = "types",
     .kind = Kind::texts,
     .standard = "[]",
     .help = "For types: those that are allowed, such as [\"pdf\", \"docx\", \"png\"]. What a body is written in is no "
             "attachment."},
    {.section = "list.criterion",
     .key = "words",
     .kind = Kind::texts,
     .standard = "[]",
     .help =
         "For words: whole words or phrases that must not leave, without case; # stands for digits, * for letters and "
         "digits or nothing: [\"confidential\", \"N #\", \"N12*\"]."},
    {.section = "list.criterion",
     .key = "hosts",
     .kind = Kind::texts,
     .standard = "[]",
     .help = "For hosts: [\"intranet.body.example\", \".corp.example\"]; with a dot in front, all below it."},
});

/// Those rows, in that section.
template <std::size_t n>
consteval std::array<OptionRow, n> in_section(std::string_view section, std::array<OptionRow, n> rows)
{
    for (OptionRow& row : rows) row.section = section;
    return rows;
}

template <std::size_t n>
consteval std::array<OptionRow, n> at_restart(std::array<OptionRow, n> rows)
{
    for (OptionRow& row : rows) row.reload = Reload::restart;
    return rows;
}

/// One of them needs a value where the others have none.
template <std::size_t n>
consteval std::array<OptionRow, n> with_sample(std::array<OptionRow, n> rows, std::string_view key,
                                               std::string_view sample)
{
    std::ranges::find(rows, key, &OptionRow::key)->sample = sample;
    return rows;
}

template <std::size_t... n>
consteval auto join(const std::array<OptionRow, n>&... parts)
{
    std::array<OptionRow, (n + ...)> all{};
    auto at = all.begin();
    ((at = std::ranges::copy(parts, at).out), ...);
    return all;
}

constexpr auto option_rows =
    join(first_rows, in_section("intake.lmtp", lmtp_listen_row), in_section("intake.lmtp", server_rows),
         in_section("intake.smtp", smtp_listen_row), in_section("intake.smtp", server_rows),
         in_section("intake.smtp", smtp_rows), in_section("intake.mailbox", mailbox_rows),
         in_section("intake.mailbox", with_sample(client_rows, "password_file", R"("/etc/gazetted/mailbox.secret")")),
         in_section("relay", relay_rows), in_section("relay", at_restart(client_rows)), last_rows);

}  // namespace

std::span<const SectionRow> sections()
{
    return section_rows;
}

std::span<const OptionRow> options()
{
    return option_rows;
}

const SectionRow* find_section(std::string_view name)
{
    const auto* const found = std::ranges::find(section_rows, name, &SectionRow::name);
    return found == section_rows.end() ? nullptr : &*found;
}

const OptionRow* find_option(std::string_view section, std::string_view key)
{
    const auto* const found = std::ranges::find_if(
        option_rows, [&](const OptionRow& row) { return row.section == section && row.key == key; });
    return found == option_rows.end() ? nullptr : &*found;
}

}  // namespace config
