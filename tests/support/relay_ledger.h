#pragma once
/// What a scripted relay took over, and what it saw its clients do wrong. Kept in memory and in files.

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace testing_support {

struct AcceptedMessage {
    std::string reverse_path;             ///< without angle brackets; empty is the null one
    std::vector<std::string> recipients;  ///< likewise
    std::string message_id;               ///< as its header field has it, `<…>`; empty when there is none
    std::size_t size_octets = 0;
    std::string content;  ///< dots unstuffed; only with Keep::content
};

/// Counted once a message, or once a command.
enum class Violation : std::uint8_t {
    bare_lf,
    bare_cr,
    nul,
    long_line,             ///< over 998 octets (RFC 5321 §4.5.3.1.6)
    long_command,          ///< over what we read as one line
    eight_bit_undeclared,  ///< without BODY=8BITMIME
    utf8_undeclared,       ///< in an address or the header, without SMTPUTF8
    out_of_step,           ///< a command where it may not stand, though nothing before it was refused
    data_before_354,       ///< DATA ends a pipelined group (RFC 2920 §3.1)
    uninvited_pipelining,
    unknown_command,
};
inline constexpr std::size_t violation_count = 11;

struct RelayReport {
    std::uint64_t messages = 0;
    std::uint64_t deliveries = 0;  ///< messages times recipients
    std::uint64_t duplicates = 0;  ///< deliveries with the recipient and Message-ID of an earlier one
    std::uint64_t octets = 0;
    std::uint64_t connections = 0;
    std::array<std::uint64_t, violation_count> violations{};
    std::vector<std::uint64_t> rules_fired;
    double seconds = 0;      ///< from the first connection to the last message
    double second_at = 0;    ///< unix seconds of the second message: of the first copy, when a notice came before
    double cpu_seconds = 0;  ///< of the relay's own thread, once it has ended

    [[nodiscard]] std::uint64_t count(Violation violation) const;
    [[nodiscard]] std::uint64_t violations_in_all() const;
    [[nodiscard]] std::string json() const;  ///< one line, without a line end
};

enum class Keep : std::uint8_t { count, duplicates, envelopes, content };  ///< each includes those before it

struct LedgerOptions {
    Keep keep = Keep::envelopes;
    std::size_t kept_octets_max = std::size_t{256} << 20;  ///< what messages() may hold; later ones are only counted
    std::filesystem::path log;      ///< one NDJSON line a message: from, rcpt (an array), message_id, size
    std::filesystem::path maildir;  ///< one file a message in new/, Return-Path and Delivered-To on top, CRLF kept
};

class RelayLedger {
  public:
    static constexpr std::size_t tracked_max = 8'000'000;  ///< deliveries beyond are not looked at for duplicates

    explicit RelayLedger(LedgerOptions options);  ///< throws std::system_error when a file cannot be opened
    ~RelayLedger();
    RelayLedger(const RelayLedger&) = delete;
    RelayLedger& operator=(const RelayLedger&) = delete;

    void note_connection();
    void note(Violation violation);
    /// Looks the content over, and keeps as the options say.
    void accept(std::string_view reverse_path, const std::vector<std::string>& recipients, std::string_view content);

    [[nodiscard]] const std::vector<AcceptedMessage>& messages() const { return messages_; }
    [[nodiscard]] const RelayReport& report() const { return report_; }
    [[nodiscard]] std::chrono::steady_clock::time_point last_accept() const { return last_accept_; }

  private:
    void count_duplicates(const AcceptedMessage& message);
    void write_log(const AcceptedMessage& message) const;
    void write_maildir(const AcceptedMessage& message, std::string_view content) const;

    LedgerOptions options_;
    int log_ = -1;
    RelayReport report_;
    std::vector<AcceptedMessage> messages_;
    std::size_t kept_octets_ = 0;
    std::unordered_set<std::size_t> tracked_;
    std::chrono::steady_clock::time_point first_connection_, last_accept_;
};

}  // namespace testing_support
