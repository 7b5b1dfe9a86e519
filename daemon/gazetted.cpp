#include "base/io/log.h"
#include "config/options.h"
#include "daemon.h"
#include "document/io/reader_process.h"

#include <CLI/CLI.hpp>

#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <iostream>

namespace {

constexpr int exit_refused = 1;
constexpr int exit_usage = 2;
constexpr int exit_config = 78;  // EX_CONFIG, sysexits(3)

base::LogLevel log_level(const std::string& name)
{
    if (name == "debug") return base::LogLevel::debug;
    if (name == "warning") return base::LogLevel::warning;
    return name == "error" ? base::LogLevel::error : base::LogLevel::info;
}

base::io::LogFormat log_format(config::LogFormat format)
{
    switch (format) {
    case config::LogFormat::automatic: return base::io::natural_log_format();
    case config::LogFormat::terminal: return base::io::LogFormat::terminal;
    case config::LogFormat::journald: return base::io::LogFormat::journald;
    case config::LogFormat::json: return base::io::LogFormat::json;
    }
    return base::io::LogFormat::terminal;
}

int check(const gazetted::LoadedConfig& loaded)
{
    for (const std::string& fault : loaded.faults) std::cout << fault << '\n';
    return loaded.config ? 0 : exit_refused;
}

/// Each client and each relay connection needs a descriptor; the soft limit is often 1024.
void raise_descriptor_limit()
{
    struct rlimit limit {};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

int start(const std::string& file, const gazetted::LoadedConfig& loaded)
{
    for (const std::string& fault : loaded.faults) std::cerr << fault << '\n';
    if (!loaded.config) return exit_config;
    std::signal(SIGPIPE, SIG_IGN);
    raise_descriptor_limit();
    const config::Server& server = loaded.config->server;
    const base::io::LogOutput log(log_format(server.log_format), log_level(server.log_level));
    return gazetted::run_daemon(file, loaded);
}

}  // namespace

int main(int argc, char** argv)
{
    ::umask(0077);  // the store, its key and copies of them are nobody else's
    CLI::App app("gazetted: the mailing-list daemon whose replies become records");
    std::string file;
    bool is_check = false;
    bool is_sample = false;
    bool is_reference = false;
    bool is_reader = false;
    auto* config_option = app.add_option("--config", file, "The configuration, TOML");
    app.add_flag("--check", is_check, "Print every fault of the configuration and exit: 0 when there is none, else 1");
    app.add_flag("--sample", is_sample, "Print a commented sample of every option");
    app.add_flag("--reference", is_reference, "Print the configuration reference");
    app.add_flag("--reader", is_reader, "Read documents for the program that started it, over its standard input");
    app.set_version_flag("--version", GAZETTED_VERSION);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : exit_usage;
    }
    if (is_reader) return document::io::run_reader();
    if (is_sample || is_reference) {
        std::cout << (is_sample ? config::sample_file() : config::reference_page());
        return 0;
    }
    if (config_option->empty()) {
        std::cerr << "gazetted: --config is required\n";
        return exit_usage;
    }
    try {
        using config::io::Secrets;
        const auto loaded = gazetted::load_config(file, is_check ? Secrets::looked_at : Secrets::needed);
        return is_check ? check(loaded) : start(file, loaded);
    } catch (const std::exception& error) {
        std::cerr << "gazetted: " << error.what() << '\n';
        return exit_refused;
    }
}
