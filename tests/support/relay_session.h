#pragma once
/// One SMTP conversation of a scripted relay (RFC 5321; PIPELINING RFC 2920, CHUNKING RFC 3030): octets in, replies
/// out. Pure, but for the ledger's files.
///
///   command -> data     DATA answered 354
///   command -> chunk    BDAT with octets to come
///   data, chunk -> command   the dot, the chunk's last octet
///   any -> hung         a Hang: whatever comes is thrown away
///   any -> closed       QUIT, a Drop, 421

#include "support/relay_ledger.h"
#include "support/relay_rule.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace testing_support {

inline constexpr std::array<std::string_view, 6> extensions = {"PIPELINING", "8BITMIME", "SMTPUTF8",
                                                               "CHUNKING",   "SIZE",     "ENHANCEDSTATUSCODES"};

struct SessionOptions {
    std::set<std::string, std::less<>> not_offered;  ///< of the extensions
    std::size_t size_octets_max = std::size_t{32} << 20;
    std::size_t recipients_max = 1000;
    bool offers_starttls = false;
    std::string auth;  ///< the mechanisms that are offered: "PLAIN XOAUTH2"; empty: no AUTH
    /// Of a mechanism and the client's first message, decoded.
    std::function<bool(std::string_view mechanism, std::string_view message)> is_authentic;
};

/// All arguments must outlive it.
class RelaySession {
  public:
    struct Output {
        std::string text;
        std::chrono::milliseconds delay{0};
        bool closes = false;      ///< once the text is out
        bool starts_tls = false;  ///< once the text is out
    };
    static constexpr std::size_t command_octets_max = 8192;

    RelaySession(const SessionOptions& options, RuleBook& rules, RelayLedger& ledger, std::string client);

    void greet();
    void receive(std::string_view octets);
    [[nodiscard]] std::vector<Output> take_output();

  private:
    enum class Mode : std::uint8_t { command, data, chunk, hung, closed };
    enum class Done : std::uint8_t { whole, needs_more };

    [[nodiscard]] bool offers(std::string_view extension) const { return !options_.not_offered.contains(extension); }
    [[nodiscard]] std::string_view pending() const { return std::string_view(input_).substr(read_); }

    Done take_command();
    Done take_data();
    Done take_chunk();

    void obey(std::string_view line);
    void handle_hello(std::string_view verb, std::string_view name);
    void handle_mail(std::string_view argument);
    void handle_rcpt(std::string_view argument);
    void handle_data();
    void handle_bdat(std::string_view argument);
    void handle_starttls();
    void handle_auth(std::string_view argument);
    void handle_quit();
    void finish_message(std::string_view content);

    [[nodiscard]] bool is_ready_for_content();
    [[nodiscard]] bool rule_decides(Stage stage, const std::vector<std::string>& subjects);
    [[nodiscard]] bool accepts_parameter(std::string_view parameter);
    void look_over(std::string_view content);
    void say(std::string text);
    void refuse(std::string text);
    void refuse_out_of_step(std::string text);
    void close();
    void reset();

    const SessionOptions& options_;
    RuleBook& rules_;
    RelayLedger& ledger_;
    std::string client_;

    Mode mode_ = Mode::command;
    std::string input_;
    std::size_t read_ = 0;     ///< of the input
    std::size_t scanned_ = 0;  ///< of the pending data: no end of the message begins before
    std::vector<Output> output_;
    std::string instead_;  ///< what a rule says in place of the next positive reply
    std::chrono::milliseconds delay_{0};
    bool is_unanswered_ = false;  ///< the next reply is a closed connection
    int replies_in_read_ = 0;

    bool has_tls_ = false, is_authenticated_ = false;
    bool is_auth_refused_ = false;  ///< and the client's answer to why is awaited
    bool has_hello_ = false, has_mail_ = false, is_8bit_ = false, is_utf8_ = false;
    bool was_refused_ = false;  ///< so what follows in a pipelined group is no violation
    bool is_too_big_ = false;
    std::string reverse_path_;
    std::vector<std::string> recipients_;
    std::string chunks_;
    std::uint64_t chunk_left_ = 0;
    bool is_chunk_wanted_ = false, is_last_chunk_ = false, has_chunks_ = false;
};

}  // namespace testing_support
