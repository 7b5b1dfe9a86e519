/// Loads a daemon's LMTP intake on loopback and says how long its clients waited for the 250 of each message, as JSON.

#include "support/mail_client.h"
#include "support/text_file.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <list>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using testing_support::MailClient;

struct Options {
    int port = 0;
    int idle = 0;         ///< connections that say LHLO and then nothing
    int connections = 1;  ///< that send
    int messages = 1000;  ///< in all
    std::size_t octets = 4096;
    int daemon = 0;  ///< its process id, to look at its memory
};

void expect(const std::string& reply, std::string_view code)
{
    if (!reply.starts_with(code)) throw std::runtime_error("expected " + std::string(code) + ", got: " + reply);
}

void greet(MailClient& client)
{
    expect(client.reply(), "220");
    expect(client.ask("LHLO bench.example"), "250");
}

/// One after the other on one connection; the milliseconds from MAIL to the 250 of each.
std::vector<double> send_messages(const Options& options, int connection, int count)
{
    MailClient client(options.port);
    greet(client);
    const std::string line = std::string(75, 'x') + "\r\n";
    std::string body;
    while (body.size() < options.octets) body += line;
    std::vector<double> waits_ms;
    for (int i = 0; i < count; ++i) {
        const auto start = Clock::now();
        expect(client.ask("MAIL FROM:<bench@source.example>"), "250");
        expect(client.ask("RCPT TO:<sr-update+bounce-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@lists.example.org>"), "250");
        expect(client.ask("DATA"), "354");
        client.send("Message-ID: <" + std::to_string(connection) + '.' + std::to_string(i) +
                    "@source.example>\r\nSubject: x\r\n\r\n" + body + ".\r\n");
        expect(client.reply(), "250");
        waits_ms.push_back(std::chrono::duration<double, std::milli>(Clock::now() - start).count());
    }
    return waits_ms;
}

double resident_mib(int process)
{
    if (process == 0) return 0;
    const std::string status = testing_support::read_text("/proc/" + std::to_string(process) + "/status");
    constexpr double kib_in_mib = 1024;
    return std::stod(status.substr(status.find("VmRSS:") + 6)) / kib_in_mib;
}

double part(const std::vector<double>& sorted, double share)
{
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

void run(const Options& options)
{
    const double before_mib = resident_mib(options.daemon);
    std::list<MailClient> idle;
    for (int i = 0; i < options.idle; ++i) greet(idle.emplace_back(options.port));
    const double idle_mib = resident_mib(options.daemon);

    std::mutex mutex;
    std::vector<double> waits_ms;
    std::string failure;
    const auto start = Clock::now();
    std::vector<std::thread> threads;
    for (int i = 0; i < options.connections; ++i) {
        threads.emplace_back([&, i] {
            try {
                const auto own = send_messages(options, i, options.messages / options.connections);
                const std::lock_guard lock(mutex);
                waits_ms.insert(waits_ms.end(), own.begin(), own.end());
            } catch (const std::exception& error) {
                const std::lock_guard lock(mutex);
                failure = error.what();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    if (!failure.empty()) throw std::runtime_error(failure);
    std::ranges::sort(waits_ms);
    std::cout << fmt::format(
        R"({{"messages":{},"rate":{:.1f},"p50_ms":{:.2f},"p99_ms":{:.2f},"before_mib":{:.1f},"idle_mib":{:.1f},"after_mib":{:.1f}}})"
        "\n",
        waits_ms.size(), static_cast<double>(waits_ms.size()) / seconds, part(waits_ms, 0.5), part(waits_ms, 0.99),
        before_mib, idle_mib, resident_mib(options.daemon));
}

}  // namespace

int main(int argc, char** argv)
{
    CLI::App app("intake_load: loads the LMTP intake of a gazetted on loopback");
    Options options;
    app.add_option("--port", options.port, "Of the LMTP intake")->required();
    app.add_option("--idle", options.idle, "Connections that stay silent");
    app.add_option("--connections", options.connections, "Connections that send")->check(CLI::PositiveNumber);
    app.add_option("--messages", options.messages, "In all")->check(CLI::PositiveNumber);
    app.add_option("--octets", options.octets, "Of each message's body");
    app.add_option("--daemon", options.daemon, "Process id, to look at its memory");
    CLI11_PARSE(app, argc, argv);
    struct rlimit limit {};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    try {
        run(options);
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "intake_load: " << error.what() << '\n';
        return 1;
    }
}
