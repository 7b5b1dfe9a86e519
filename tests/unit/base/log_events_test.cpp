#include "base/log_events.h"

#include "base/text.h"
#include "base/token.h"
#include "support/places.h"
#include "support/text_file.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace base {
namespace {

using namespace std::string_literals;

class LogEvents : public testing::Test {
  protected:
    LogEvents()
    {
        set_log_sink([this](const LogRecord& record) { records.push_back(record); }, LogLevel::debug);
    }
    ~LogEvents() override { set_log_sink(nullptr, LogLevel::info); }
    LogEvents(const LogEvents&) = delete;
    LogEvents& operator=(const LogEvents&) = delete;

    std::vector<LogRecord> records;
};

TEST_F(LogEvents, StandInTheReferencePageAsTheyArePrinted)
{
    log(Ready{.version = "0.1.0",
              .lmtp = "127.0.0.1:2424",
              .smtp = "none",
              .web = "127.0.0.1:8025",
              .relay = "127.0.0.1:25",
              .lists = 2});
    log(Stopping{.reason = "SIGTERM"});
    log(Reloaded{.file = "/etc/gazetted/gazetted.toml"});
    log(Spooled{.message = 17,
                .recipient = "sr-update@lists.example.org",
                .reverse_path = "ann@body.example",
                .octets = 4711,
                .peer = "127.0.0.1"});
    log(Refused{.peer = "127.0.0.1",
                .stage = "rcpt",
                .subject = "nobody@lists.example.org",
                .reply = "550 5.1.1 no such list address"});
    log(Answered{.peer = "127.0.0.1", .method = "POST", .path = "/u/", .status = 200});
    log(Handled{.message = 17, .list = "sr-update", .kind = "post", .end = "done", .because = "issue 1 accepted"});
    log(FannedOut{.issue = 3, .list = "sr-update", .number = 1, .rows = 10000, .done = false});
    log(AttemptEnded{.delivery = 4711,
                     .issue = 88,
                     .to = "ann@body.example",
                     .relay = "127.0.0.1:25",
                     .n = 2,
                     .stage = "rcpt",
                     .state = "deferred",
                     .in_queue = 3600s,
                     .sending = 200ms,
                     .reply = "452 4.2.2 mailbox full"});
    log(RelayTrouble{
        .relay = "127.0.0.1:25", .stage = "auth", .next_probe = 30s, .reply = "535 5.7.8 authentication failed"});
    log(RelayRecovered{.relay = "127.0.0.1:25"});
    log(RelayRate{.relay = "127.0.0.1:25", .rate = 120});
    log(MailboxTrouble{.mailbox = "lists@example.org at imap.example.org/INBOX",
                       .stage = "auth",
                       .next_look = 2min,
                       .reply = "NO [AUTHENTICATIONFAILED] invalid credentials"});
    log(MailboxRecovered{.mailbox = "lists@example.org at imap.example.org/INBOX"});
    log(MailLeft{.mailbox = "lists@example.org at imap.example.org/INBOX",
                 .mail = "4711",
                 .because = "it has 99000000 octets, and max_message is 26214400"});
    log(ClockStepped{.step = 31'536'000s});
    log(LeasesTakenBack{.queued = 12, .in_doubt = 1});
    records.push_back(record_of(LogDropped{.lines = 412}));
    log(Note{.level = LogLevel::info, .text = "the held digest for sr-update was queued"});

    const std::string page = testing_support::read_text(testing_support::source_folder() / "docs/log-events.md");
    const std::string header = testing_support::read_text(testing_support::source_folder() / "lib/base/log_events.h");
    std::size_t overloads = 0;
    for (const std::string_view start : {"void log(const ", "LogRecord record_of(const "}) {
        for (auto at = header.find(start); at != std::string::npos; at = header.find(start, at + 1)) ++overloads;
    }
    EXPECT_EQ(records.size(), overloads) << "an event is not printed here";
    for (const LogRecord& record : records) {
        const std::string line = format_text(record);
        EXPECT_NE(page.find("\n    " + line + '\n'), std::string::npos) << "docs/log-events.md lacks: " << line;
        EXPECT_NE(header.find("///   " + line + '\n'), std::string::npos) << "lib/base/log_events.h lacks: " << line;
        EXPECT_NE(page.find("## " + record.event + '\n'), std::string::npos) << record.event;
    }
}

/// Reads `name=value` pairs back as logfmt readers do.
std::vector<std::pair<std::string, std::string>> read_back(std::string_view line)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    line.remove_prefix(std::min(line.size(), line.find(' ')));
    while (!line.empty()) {
        line.remove_prefix(1);
        const auto equals = line.find('=');
        const std::string name(line.substr(0, equals));
        line.remove_prefix(equals + 1);
        std::string value;
        if (line.starts_with('"')) {
            std::size_t i = 1;
            for (; line.at(i) != '"'; ++i) {
                if (line[i] == '\\') ++i;
                value += line.at(i);
            }
            line.remove_prefix(i + 1);
        } else {
            const auto end = std::min(line.find(' '), line.size());
            value = line.substr(0, end);
            line.remove_prefix(end);
        }
        pairs.emplace_back(name, value);
    }
    return pairs;
}

/// What a log line must never hold unescaped: what ends a line, or moves a terminal.
bool can_forge(std::string_view line)
{
    return one_line(line, line.size() * 3) != line;
}

TEST_F(LogEvents, CannotBeForgedByWhatTheyTellOf)
{
    const std::string evils[] = {
        "x\nready version=0.1.0",
        "x\r\nready",
        "x\" state=accepted to=\"<evil@body.example>",
        "x state=accepted",
        "x\\\" state=accepted",
        "\x1B[2J\x1B[31mred",
        "x\u0085ready",
        "x\u2028ready",
        "x\u2029ready",
        "x\u009B31mred",
        "x\0y"s,
        "x\x7Fy",
        "\xFF\xFE\n",
        "",
        "{\"event\":\"ready\"}",
        "%s%n",
    };
    for (const std::string& evil : evils) {
        records.clear();
        log(Refused{.peer = evil, .stage = evil, .subject = evil, .reply = evil});
        log(Note{.level = LogLevel::info, .text = evil});
        ASSERT_EQ(records.size(), 2U);
        for (const LogRecord& record : records) {
            const std::string line = format_text(record);
            EXPECT_FALSE(can_forge(line)) << line;
            EXPECT_EQ(read_back(line).size(), record.fields.size()) << line;
            const std::string json_line = format_json(record, Time{});
            EXPECT_FALSE(can_forge(json_line)) << json_line;
            const boost::json::object object = boost::json::parse(json_line).as_object();
            EXPECT_EQ(object.at("event").as_string(), record.event);
            EXPECT_EQ(object.size(), record.fields.size() + 3);
        }
    }
}

TEST_F(LogEvents, AreReadBackFieldByField)
{
    for (const std::string_view value :
         {"plain", "two words", "a=b", "quote\"d", "back\\slash", "", "\\", "\"", "x\" y=\"z", "umlaut \u00E4"}) {
        const LogRecord record{.level = LogLevel::info,
                               .event = "note",
                               .fields = {{.name = "a", .value = std::string(value)}, {.name = "b", .value = "2"}}};
        const auto pairs = read_back(format_text(record));
        ASSERT_EQ(pairs.size(), 2U) << format_text(record);
        EXPECT_EQ(pairs[0], std::pair("a"s, std::string(value)));
        EXPECT_EQ(pairs[1], std::pair("b"s, "2"s));
    }
}

TEST_F(LogEvents, CutLongValuesAndMaskTokens)
{
    const std::string token = make_token(Purpose::vote, 4711, Key{});
    log(Note{.level = LogLevel::info, .text = std::string(1'000'000, 'x')});
    log(Note{.level = LogLevel::info, .text = std::string(1023, 'x') + "\u20AC"});
    log(Refused{
        .peer = "", .stage = "rcpt", .subject = "sr-update+vote-" + token + "@lists.example", .reply = "/u/" + token});
    for (const LogRecord& record : records) {
        const std::string line = format_text(record);
        EXPECT_LT(line.size(), 1200U);
        EXPECT_TRUE(is_valid_utf8(line));
        EXPECT_EQ(line.find(token), std::string::npos);
        EXPECT_EQ(format_json(record, Time{}).find(token), std::string::npos);
    }
}

TEST_F(LogEvents, BelowTheLeastLevelAreNotMade)
{
    set_log_sink([this](const LogRecord& record) { records.push_back(record); }, LogLevel::warning);
    log(Note{.level = LogLevel::info, .text = "x"});
    EXPECT_TRUE(records.empty());
    log(Note{.level = LogLevel::warning, .text = "x"});
    EXPECT_EQ(records.size(), 1U);
}

}  // namespace
}  // namespace base
