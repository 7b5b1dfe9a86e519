#include "support/relay_ledger.h"

#include "base/text.h"

#include <cerrno>
#include <fstream>
#include <functional>
#include <iomanip>
#include <numeric>
#include <sstream>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace testing_support {

namespace {

constexpr std::array<std::string_view, violation_count> violation_names = {"bare_lf",
                                                                           "bare_cr",
                                                                           "nul",
                                                                           "long_line",
                                                                           "long_command",
                                                                           "eight_bit_undeclared",
                                                                           "utf8_undeclared",
                                                                           "out_of_step",
                                                                           "data_before_354",
                                                                           "uninvited_pipelining",
                                                                           "unknown_command"};

std::string json_text(std::string_view text)
{
    std::string json = "\"";
    for (const char c : base::one_line(text, 2000)) {
        if (c == '"' || c == '\\') json += '\\';
        json += c;
    }
    return json + '"';
}

/// The first Message-ID of the header section.
std::string_view find_message_id(std::string_view content)
{
    constexpr std::string_view name = "message-id:";
    while (!content.empty() && !content.starts_with("\r\n")) {
        auto end = content.find("\r\n");
        if ((content[0] == 'M' || content[0] == 'm') && base::starts_with_ignoring_case(content, name)) {
            while (end < content.size() - 2 && (content[end + 2] == ' ' || content[end + 2] == '\t'))
                end = content.find("\r\n", end + 2);  // folded (RFC 5322 §2.2.3)
            const auto value = content.substr(0, end).substr(name.size());
            return base::trim(value);
        }
        if (end == std::string_view::npos) break;
        content.remove_prefix(end + 2);
    }
    return {};
}

}  // namespace

std::uint64_t RelayReport::count(Violation violation) const
{
    return violations.at(static_cast<std::size_t>(violation));
}

std::uint64_t RelayReport::violations_in_all() const
{
    return std::accumulate(violations.begin(), violations.end(), std::uint64_t{0});
}

std::string RelayReport::json() const
{
    std::ostringstream out;
    out << std::fixed << std::setprecision(3) << R"({"messages":)" << messages << R"(,"deliveries":)" << deliveries
        << R"(,"duplicates":)" << duplicates << R"(,"octets":)" << octets << R"(,"connections":)" << connections
        << R"(,"violations":{)";
    for (std::size_t i = 0; i < violation_count; ++i)
        out << (i ? "," : "") << '"' << violation_names[i] << "\":" << violations[i];
    out << R"(},"rules_fired":[)";
    for (std::size_t i = 0; i < rules_fired.size(); ++i) out << (i ? "," : "") << rules_fired[i];
    out << R"(],"seconds":)" << seconds << R"(,"second_at":)" << second_at << R"(,"cpu_seconds":)" << cpu_seconds
        << '}';
    return out.str();
}

RelayLedger::RelayLedger(LedgerOptions options) : options_(std::move(options))
{
    if (!options_.maildir.empty())
        for (const auto* folder : {"tmp", "new", "cur"}) std::filesystem::create_directories(options_.maildir / folder);
    if (options_.log.empty()) return;
    log_ = ::open(options_.log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (log_ < 0) throw std::system_error(errno, std::generic_category(), "cannot open " + options_.log.string());
}

RelayLedger::~RelayLedger()
{
    if (log_ >= 0) ::close(log_);
}

void RelayLedger::note_connection()
{
    if (report_.connections++ == 0) first_connection_ = std::chrono::steady_clock::now();
}

void RelayLedger::note(Violation violation)
{
    ++report_.violations.at(static_cast<std::size_t>(violation));
}

void RelayLedger::accept(std::string_view reverse_path, const std::vector<std::string>& recipients,
                         std::string_view content)
{
    if (++report_.messages == 2) {
        const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
        report_.second_at = std::chrono::duration<double>(since_epoch).count();
    }
    report_.deliveries += recipients.size();
    report_.octets += content.size();
    last_accept_ = std::chrono::steady_clock::now();
    report_.seconds = std::chrono::duration<double>(last_accept_ - first_connection_).count();
    if (options_.keep == Keep::count && options_.log.empty() && options_.maildir.empty()) return;

    AcceptedMessage message{.reverse_path = std::string(reverse_path),
                            .recipients = recipients,
                            .message_id = std::string(find_message_id(content)),
                            .size_octets = content.size(),
                            .content = {}};
    if (options_.keep != Keep::count) count_duplicates(message);
    if (log_ >= 0) write_log(message);
    if (!options_.maildir.empty()) write_maildir(message, content);
    if (options_.keep < Keep::envelopes) return;
    if (options_.keep == Keep::content) message.content = content;
    constexpr std::size_t octets_of_an_entry = 256;
    kept_octets_ += octets_of_an_entry * (1 + recipients.size()) + message.content.size();
    if (kept_octets_ <= options_.kept_octets_max) messages_.push_back(std::move(message));
}

void RelayLedger::count_duplicates(const AcceptedMessage& message)
{
    if (message.message_id.empty()) return;
    for (const auto& recipient : message.recipients) {
        // A 64-bit hash stands for the pair: a false duplicate among millions is less likely than a broken disk.
        const auto hash = std::hash<std::string>{}(recipient + '\n' + message.message_id);
        if (tracked_.contains(hash))
            ++report_.duplicates;
        else if (tracked_.size() < tracked_max)
            tracked_.insert(hash);
    }
}

void RelayLedger::write_log(const AcceptedMessage& message) const
{
    std::string line = R"({"from":)" + json_text(message.reverse_path) + R"(,"rcpt":[)";
    for (const auto& recipient : message.recipients) {
        if (&recipient != &message.recipients.front()) line += ',';
        line += json_text(recipient);
    }
    line += R"(],"message_id":)" + json_text(message.message_id);
    line += R"(,"size":)" + std::to_string(message.size_octets) + "}\n";
    // One write a line: whoever reads along, or comes after a kill, sees whole lines.
    if (::write(log_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        throw std::system_error(errno, std::generic_category(), "cannot write " + options_.log.string());
}

void RelayLedger::write_maildir(const AcceptedMessage& message, std::string_view content) const
{
    const auto name = std::to_string(std::chrono::system_clock::now().time_since_epoch().count()) + '.' +
                      std::to_string(::getpid()) + '_' + std::to_string(report_.messages) + ".relay";
    std::ofstream file(options_.maildir / "tmp" / name, std::ios::binary);
    file << "Return-Path: <" << message.reverse_path << ">\r\n";
    for (const auto& recipient : message.recipients) file << "Delivered-To: " << recipient << "\r\n";
    file << content;
    file.close();
    if (!file) throw std::system_error(errno, std::generic_category(), "cannot write " + options_.maildir.string());
    std::filesystem::rename(options_.maildir / "tmp" / name, options_.maildir / "new" / name);
}

}  // namespace testing_support
