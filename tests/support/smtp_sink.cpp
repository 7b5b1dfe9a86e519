/// smtp_sink: a scripted relay as a program, for the demo, the benchmark and system tests.
/// Ends on SIGTERM, SIGINT or an --exit option, and prints its report as one line of JSON.

#include "support/scripted_relay.h"

#include "base/text.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using testing_support::Keep;
using testing_support::RelayOptions;
using testing_support::ScriptedRelay;

constexpr std::string_view usage = R"(usage: smtp_sink [OPTION]...
  --port N             listen on 127.0.0.1:N; 0, the default, is any free port
  --port-file FILE     write the port there once listening
  --latency-ms N       each reply leaves N ms after its command came
  --no-ext NAME        do not offer PIPELINING, 8BITMIME, SMTPUTF8, CHUNKING, SIZE or ENHANCEDSTATUSCODES
  --rule RULE          misbehave; the first rule that fires counts:
                       [stage=connect|helo|mail|rcpt|data|dot|quit,] [match=GLOB,] [first=N,] [every=N,] [times=N,]
                       then drop | hang | accept-drop | delay=MS | reply=TEXT
  --log FILE           one line of JSON for each accepted message
  --maildir DIR        one file for each accepted message, in DIR/new
  --count-only         keep nothing, and look for no duplicates
  --size-max OCTETS    of a message (33554432)
  --connections-max N  at once (800)
  --exit-after N       end once N messages are accepted
  --exit-idle SECONDS  end so long after the last accepted message
)";

struct Program {
    RelayOptions options;
    std::vector<testing_support::Rule> rules;
    std::filesystem::path port_file;
};

std::int64_t number(std::string_view text, std::int64_t largest)
{
    const auto value = base::parse_number(text);
    if (!value || *value < 0 || *value > largest)
        throw std::invalid_argument("not a number in reach: \"" + std::string(text) + '"');
    return *value;
}

std::string extension(const std::string& name)
{
    if (std::ranges::find(testing_support::extensions, name) == testing_support::extensions.end())
        throw std::invalid_argument("unknown extension " + name);
    return name;
}

Program read_arguments(const std::vector<std::string>& arguments)
{
    constexpr std::int64_t large = std::int64_t{1} << 40;
    Program program;
    auto& options = program.options;
    options.ledger.keep = Keep::duplicates;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const auto& name = arguments[i];
        const auto value = [&]() -> const std::string& {
            if (i + 1 == arguments.size()) throw std::invalid_argument(name + " wants a value");
            return arguments[++i];
        };
        if (name == "--port")
            options.port = static_cast<std::uint16_t>(number(value(), 65535));
        else if (name == "--port-file")
            program.port_file = value();
        else if (name == "--latency-ms")
            options.latency = std::chrono::milliseconds(number(value(), 3'600'000));
        else if (name == "--no-ext")
            options.session.not_offered.insert(extension(value()));
        else if (name == "--rule")
            program.rules.push_back(testing_support::parse_rule(value()));
        else if (name == "--log")
            options.ledger.log = value();
        else if (name == "--maildir")
            options.ledger.maildir = value();
        else if (name == "--count-only")
            options.ledger.keep = Keep::count;
        else if (name == "--size-max")
            options.session.size_octets_max = static_cast<std::size_t>(number(value(), large));
        else if (name == "--connections-max")
            options.connections_max = static_cast<std::size_t>(number(value(), large));
        else if (name == "--exit-after")
            options.exit_after = static_cast<std::uint64_t>(number(value(), large));
        else if (name == "--exit-idle")
            options.exit_idle = std::chrono::seconds(number(value(), 1'000'000));
        else
            throw std::invalid_argument("unknown option " + name);
    }
    return program;
}

ScriptedRelay* running = nullptr;

extern "C" void handle_signal(int)
{
    running->ask_to_stop();
}

void write_port(const std::filesystem::path& path, std::uint16_t port)
{
    if (path.empty()) return;
    // Whoever waits for the file must never read half of it.
    auto beside = path;
    beside += ".new";
    std::ofstream file(beside);
    file << port << '\n';
    file.close();
    if (!file) throw std::runtime_error("cannot write " + beside.string());
    std::filesystem::rename(beside, path);
}

}  // namespace

int main(int argc, char** argv)
try {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (!arguments.empty() && arguments.front() == "--help") {
        std::cout << usage;
        return 0;
    }
    const auto program = read_arguments(arguments);
    ScriptedRelay relay(program.options);
    for (const auto& rule : program.rules) relay.add_rule(rule);
    running = &relay;
    std::signal(SIGTERM, handle_signal);
    std::signal(SIGINT, handle_signal);
    write_port(program.port_file, relay.port());
    relay.run();
    std::signal(SIGTERM, SIG_IGN);  // the relay is about to go
    std::signal(SIGINT, SIG_IGN);
    std::cout << relay.report().json() << '\n';
    return 0;
} catch (const std::invalid_argument& fault) {
    std::cerr << "smtp_sink: " << fault.what() << '\n' << usage;
    return 2;
} catch (const std::exception& fault) {
    std::cerr << "smtp_sink: " << fault.what() << '\n';
    return 1;
}
