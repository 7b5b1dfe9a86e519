#include "base/log_events.h"

#include "base/text.h"
#include "base/token.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace base {

namespace {

constexpr std::size_t value_octets_max = 1024;

struct Destination {
    LogSink sink;
    LogLevel least = LogLevel::info;
};

Destination& destination()
{
    static Destination instance;
    return instance;
}

LogField field(std::string name, std::string value)
{
    return {.name = std::move(name), .value = std::move(value), .is_number = false};
}

LogField field(std::string name, std::int64_t value)
{
    return {.name = std::move(name), .value = std::to_string(value), .is_number = true};
}

void emit(LogLevel level, std::string event, std::vector<LogField> fields)
{
    if (is_logged(level)) {
        destination().sink({.level = level, .event = std::move(event), .fields = std::move(fields)});
    }
}

std::string in_brackets(const std::string& address)
{
    return '<' + address + '>';
}

std::string in_seconds(Duration duration)
{
    return fmt::format("{:.1f}", std::chrono::duration<double>(duration).count());
}

}  // namespace

void log(const Ready& event)
{
    emit(LogLevel::info, "ready",
         {field("version", event.version), field("lmtp", event.lmtp), field("smtp", event.smtp),
          field("web", event.web), field("relay", event.relay), field("lists", event.lists)});
}

void log(const Stopping& event)
{
    emit(LogLevel::info, "stopping", {field("reason", event.reason)});
}

void log(const Reloaded& event)
{
    emit(LogLevel::info, "reloaded", {field("file", event.file)});
}

void log(const Spooled& event)
{
    emit(LogLevel::info, "spooled",
         {field("message", event.message), field("recipient", in_brackets(event.recipient)),
          field("reverse_path", in_brackets(event.reverse_path)), field("octets", event.octets),
          field("peer", event.peer)});
}

void log(const Refused& event)
{
    emit(LogLevel::info, "refused",
         {field("peer", event.peer), field("stage", event.stage), field("subject", in_brackets(event.subject)),
          field("reply", event.reply)});
}

void log(const Answered& event)
{
    emit(LogLevel::info, "answered",
         {field("peer", event.peer), field("method", event.method), field("path", event.path),
          field("status", event.status)});
}

void log(const Handled& event)
{
    emit(LogLevel::info, "handled",
         {field("message", event.message), field("list", event.list), field("kind", event.kind),
          field("end", event.end), field("because", event.because)});
}

void log(const FannedOut& event)
{
    emit(LogLevel::info, "fanned_out",
         {field("issue", event.issue), field("list", event.list), field("number", event.number),
          field("rows", event.rows), field("done", event.done ? "true" : "false")});
}

void log(const AttemptEnded& event)
{
    emit(LogLevel::info, "attempt",
         {field("delivery", event.delivery), field("issue", event.issue), field("to", in_brackets(event.to)),
          field("relay", event.relay), field("n", event.n), field("stage", event.stage), field("state", event.state),
          field("delays", in_seconds(event.in_queue) + '/' + in_seconds(event.sending)), field("reply", event.reply)});
}

void log(const RelayTrouble& event)
{
    emit(LogLevel::error, "relay_trouble",
         {field("relay", event.relay), field("stage", event.stage),
          field("next_probe", format_duration(event.next_probe)), field("reply", event.reply)});
}

void log(const RelayRecovered& event)
{
    emit(LogLevel::info, "relay_recovered", {field("relay", event.relay)});
}

void log(const RelayRate& event)
{
    emit(LogLevel::info, "relay_rate", {field("relay", event.relay), field("rate", event.rate)});
}

void log(const MailboxTrouble& event)
{
    emit(LogLevel::error, "mailbox_trouble",
         {field("mailbox", event.mailbox), field("stage", event.stage),
          field("next_look", format_duration(event.next_look)), field("reply", event.reply)});
}

void log(const MailboxRecovered& event)
{
    emit(LogLevel::info, "mailbox_recovered", {field("mailbox", event.mailbox)});
}

void log(const MailLeft& event)
{
    emit(LogLevel::warning, "mail_left",
         {field("mailbox", event.mailbox), field("mail", event.mail), field("because", event.because)});
}

void log(const ClockStepped& event)
{
    emit(LogLevel::warning, "clock_stepped", {field("step", in_seconds(event.step))});
}

void log(const LeasesTakenBack& event)
{
    emit(event.in_doubt > 0 ? LogLevel::warning : LogLevel::info, "leases_taken_back",
         {field("queued", event.queued), field("in_doubt", event.in_doubt)});
}

void log(const Note& event)
{
    emit(event.level, "note", {field("text", event.text)});
}

LogRecord record_of(const LogDropped& event)
{
    return {LogLevel::error, "log_dropped", {field("lines", event.lines)}};
}

void set_log_sink(LogSink sink, LogLevel least)
{
    destination() = {.sink = std::move(sink), .least = least};
}

bool is_logged(LogLevel level)
{
    return destination().sink != nullptr && level >= destination().least;
}

namespace {

/// The escapes of JSON, which logfmt readers know as well. Cut, and U+FFFD for what is not UTF-8.
std::string escape(std::string_view value)
{
    std::string escaped;
    for (const char c : value) {
        switch (c) {
        case '"': escaped += "\\\""; break;
        case '\\': escaped += "\\\\"; break;
        case '\n': escaped += "\\n"; break;
        case '\r': escaped += "\\r"; break;
        case '\t': escaped += "\\t"; break;
        default:
            if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
                escaped += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
            } else {
                escaped += c;
            }
        }
    }
    return escaped;
}

/// C1 controls (0x9B begins an escape sequence) and Unicode's line ends, as UTF-8.
bool has_wide_control(std::string_view utf8)
{
    for (auto at = utf8.find('\xC2'); at != std::string_view::npos; at = utf8.find('\xC2', at + 1)) {
        if (static_cast<unsigned char>(utf8[at + 1]) < 0xA0) return true;
    }
    return utf8.find("\u2028") != std::string_view::npos || utf8.find("\u2029") != std::string_view::npos;
}

/// Within bounds, UTF-8, and without tokens; ASCII controls stay for escape() to show.
std::string bounded(std::string_view value)
{
    const std::string masked = mask_tokens(value.substr(0, value_octets_max));
    const bool is_plain = is_ascii(masked) || (is_valid_utf8(masked) && !has_wide_control(masked));
    return is_plain ? masked : one_line(masked, value_octets_max);
}

bool needs_quotes(std::string_view value)
{
    return value.empty() || std::ranges::any_of(value, [](char c) {
               return static_cast<unsigned char>(c) <= 0x20 || c == 0x7F || c == '"' || c == '=' || c == '\\';
           });
}

std::string_view level_name(LogLevel level)
{
    switch (level) {
    case LogLevel::debug: return "debug";
    case LogLevel::info: return "info";
    case LogLevel::warning: return "warning";
    case LogLevel::error: return "error";
    }
    return "";
}

}  // namespace

std::string format_text(const LogRecord& record)
{
    std::string line = record.event;
    for (const LogField& each : record.fields) {
        const std::string value = bounded(each.value);
        line += ' ' + each.name + '=';
        line += needs_quotes(value) ? '"' + escape(value) + '"' : value;
    }
    return line;
}

std::string format_json(const LogRecord& record, Time at)
{
    std::string line = fmt::format(R"({{"at":"{}","level":"{}","event":"{}")", to_rfc3339(at), level_name(record.level),
                                   escape(record.event));
    for (const LogField& each : record.fields) {
        line += fmt::format(R"(,"{}":)", escape(each.name));
        line += each.is_number ? each.value : '"' + escape(bounded(each.value)) + '"';
    }
    return line + '}';
}

}  // namespace base
