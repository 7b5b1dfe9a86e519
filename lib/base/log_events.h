#pragma once
/// What is logged: one struct an event, each with its sample line; docs/log-events.md lists them and a test
/// compares. Fields are plain, so that base knows no module above it. No bodies, tokens or passwords, ever.

#include "base/time.h"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace base {

enum class LogLevel : unsigned char { debug, info, warning, error };

struct LogField {
    std::string name;
    std::string value;
    bool is_number = false;  ///< written without quotes in JSON
};

struct LogRecord {
    LogLevel level = LogLevel::info;
    std::string event;
    std::vector<LogField> fields;
};

/// Every listener is up and the former owner's leases are taken back.
///   ready version=0.1.0 lmtp=127.0.0.1:2424 smtp=none web=127.0.0.1:8025 relay=127.0.0.1:25 lists=2
struct Ready {
    std::string version;
    std::string lmtp;  ///< the address, or "none"
    std::string smtp;
    std::string web;
    std::string relay;
    std::int64_t lists = 0;
};

/// No new leases from here on; what is in flight is finished or left truthful.
///   stopping reason=SIGTERM
struct Stopping {
    std::string reason;
};

/// The configuration was read again and is in force.
///   reloaded file=/etc/gazetted/gazetted.toml
struct Reloaded {
    std::string file;
};

/// A message was committed to the spool, before its 250.
///   spooled message=17 recipient=<sr-update@lists.example.org> reverse_path=<ann@body.example> octets=4711 peer=127.0.0.1
struct Spooled {
    std::int64_t message = 0;
    std::string recipient;
    std::string reverse_path;
    std::int64_t octets = 0;
    std::string peer;
};

/// Intake said no, to a command or to a whole message.
///   refused peer=127.0.0.1 stage=rcpt subject=<nobody@lists.example.org> reply="550 5.1.1 no such list address"
struct Refused {
    std::string peer;
    std::string stage;
    std::string subject;
    std::string reply;
};

/// A web request was answered. Of the path only what comes before a token; a health check that went well is no news.
///   answered peer=127.0.0.1 method=POST path=/u/ status=200
struct Answered {
    std::string peer;
    std::string method;
    std::string path;  ///< empty: none of ours
    std::int64_t status = 0;
};

/// The desk came to an end with a message.
///   handled message=17 list=sr-update kind=post end=done because="issue 1 accepted"
struct Handled {
    std::int64_t message = 0;
    std::string list;
    std::string kind;
    std::string end;
    std::string because;
};

/// A chunk of an issue's deliveries was queued.
///   fanned_out issue=3 list=sr-update number=1 rows=10000 done=false
struct FannedOut {
    std::int64_t issue = 0;
    std::string list;
    std::int64_t number = 0;
    std::int64_t rows = 0;
    bool done = false;
};

/// An attempt ended; one line per recipient. delays = in queue/sending, in seconds.
///   attempt delivery=4711 issue=88 to=<ann@body.example> relay=127.0.0.1:25 n=2 stage=rcpt state=deferred delays=3600.0/0.2 reply="452 4.2.2 mailbox full"
struct AttemptEnded {
    std::int64_t delivery = 0;
    std::int64_t issue = 0;  ///< 0 for a notice
    std::string to;
    std::string relay;
    std::int64_t n = 0;
    std::string stage;
    std::string state;
    Duration in_queue{};
    Duration sending{};
    std::string reply;
};

/// The relay does not take our mail, and says so about us: deliveries wait, no attempt is counted.
///   relay_trouble relay=127.0.0.1:25 stage=auth next_probe=30s reply="535 5.7.8 authentication failed"
struct RelayTrouble {
    std::string relay;
    std::string stage;
    Duration next_probe{};
    std::string reply;
};

/// The first good connection after trouble.
///   relay_recovered relay=127.0.0.1:25
struct RelayRecovered {
    std::string relay;
};

/// The relay puts off so much that we go slower, or takes it well and we go faster; in messages a second, 0: no limit.
///   relay_rate relay=127.0.0.1:25 rate=120
struct RelayRate {
    std::string relay;
    std::int64_t rate = 0;
};

/// A look at a hosted mailbox ended early: at connect, tls, auth, list, fetch, clear_away or store. Nothing is lost.
///   mailbox_trouble mailbox="lists@example.org at imap.example.org/INBOX" stage=auth next_look=2m reply="NO [AUTHENTICATIONFAILED] invalid credentials"
struct MailboxTrouble {
    std::string mailbox;
    std::string stage;
    Duration next_look{};
    std::string reply;
};

/// The first good look after trouble.
///   mailbox_recovered mailbox="lists@example.org at imap.example.org/INBOX"
struct MailboxRecovered {
    std::string mailbox;
};

/// One message stays in its mailbox: too large, or it cannot be fetched. The operator is told of it once.
///   mail_left mailbox="lists@example.org at imap.example.org/INBOX" mail=4711 because="it has 99000000 octets, and max_message is 26214400"
struct MailLeft {
    std::string mailbox;
    std::string mail;  ///< its UID or unique-id
    std::string because;
};

/// The system's clock was set while we ran: all that waits for a time moved along by `step` seconds.
///   clock_stepped step=31536000.0
struct ClockStepped {
    Duration step{};
};

/// Leases of a dead owner, taken back at start.
///   leases_taken_back queued=12 in_doubt=1
struct LeasesTakenBack {
    std::int64_t queued = 0;
    std::int64_t in_doubt = 0;
};

/// Standard error was not read in time, and the oldest of the lines that waited were lost: so many since the start.
///   log_dropped lines=412
struct LogDropped {
    std::int64_t lines = 0;
};

/// Anything else worth a sentence: "cannot open the store: …, retrying in 10 s".
///   note text="the held digest for sr-update was queued"
struct Note {
    LogLevel level = LogLevel::info;
    std::string text;
};

void log(const Ready& event);
void log(const Stopping& event);
void log(const Reloaded& event);
void log(const Spooled& event);
void log(const Refused& event);
void log(const Answered& event);
void log(const Handled& event);
void log(const FannedOut& event);
void log(const AttemptEnded& event);
void log(const RelayTrouble& event);
void log(const RelayRecovered& event);
void log(const RelayRate& event);
void log(const MailboxTrouble& event);
void log(const MailboxRecovered& event);
void log(const MailLeft& event);
void log(const ClockStepped& event);
void log(const LeasesTakenBack& event);
void log(const Note& event);
/// What the output itself writes, past the queue that was full.
[[nodiscard]] LogRecord record_of(const LogDropped& event);

/// Where records go; nowhere until a shell sets it, once, before it starts threads.
using LogSink = std::function<void(const LogRecord&)>;
void set_log_sink(LogSink sink, LogLevel least);
[[nodiscard]] bool is_logged(LogLevel level);  ///< so that a hot path need not build what nobody reads

/// `event name=value …`, values quoted and escaped where they need it, each cut at 1 KiB.
[[nodiscard]] std::string format_text(const LogRecord& record);
[[nodiscard]] std::string format_json(const LogRecord& record, Time at);

}  // namespace base
