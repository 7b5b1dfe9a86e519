#include "support/running_daemon.h"

#include "support/places.h"

#include <boost/json/parse.hpp>

#include <fmt/format.h>

#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace testing_support {

using namespace std::chrono_literals;
using namespace std::string_literals;

RunningDaemon::RunningDaemon(const DaemonOptions& options) : lmtp_port_(free_port())
{
    std::ofstream config(folder_.path() / "gazetted.toml");
    config << fmt::format(R"([server]
data_dir   = "{}"
hostname   = "lists.example.org"
public_url = "https://lists.example.org"
operator   = ["operator@secretariat.example"]
[intake.lmtp]
listen = "127.0.0.1:{}"
[relay]
url = "smtp://127.0.0.1:{}"
{}
[[list]]
name     = "sr-update"
address  = "sr-update@lists.example.org"
title    = "ISO/SR Update"
owner    = ["secretary@secretariat.example"]
post     = ["secretary@secretariat.example"]
{}
{}
)",
                          (folder_.path() / "data").string(), lmtp_port_, options.relay_port, options.relay_more,
                          options.list_more, options.more);
}

void RunningDaemon::replace_in_config(const std::string& text, const std::string& by) const
{
    const auto file = folder_.path() / "gazetted.toml";
    std::string config = read_text(file);
    config.replace(config.find(text), text.size(), by);
    std::ofstream(file) << config;
}

std::string RunningDaemon::log() const
{
    const std::filesystem::path file = folder_.path() / "log";
    return std::filesystem::exists(file) ? read_text(file) : std::string();
}

void RunningDaemon::launch(const std::vector<std::string>& under)
{
    std::vector<std::string> arguments = under;
    for (const std::string& each :
         {program("gazetted"), std::string("--config"), (folder_.path() / "gazetted.toml").string()})
        arguments.push_back(each);
    process_ = std::make_unique<Process>(arguments, folder_.path() / "log");
}

std::optional<int> RunningDaemon::wait_for_end(std::chrono::milliseconds time_max)
{
    const auto code = process_->wait(time_max);
    if (code) process_.reset();
    return code;
}

void RunningDaemon::start(const std::vector<std::string>& under)
{
    const auto log_before = log().size();
    launch(under);
    const bool is_ready = eventually([&] { return log().find(" ready ", log_before) != std::string::npos; }, 10s);
    if (!is_ready) throw std::runtime_error("gazetted is not ready:\n" + log().substr(log_before));
}

void RunningDaemon::start_with(const std::string& preloaded)
{
    start({"/usr/bin/env", "LD_PRELOAD=" + program(preloaded + ".so"), "ASAN_OPTIONS=verify_asan_link_order=0"});
}

void RunningDaemon::kill()
{
    process_->signal(SIGKILL);
    (void)process_->wait(10s);
    process_.reset();
}

int RunningDaemon::stop()
{
    process_->signal(SIGTERM);
    const int code = process_->wait(25s).value_or(-2);
    process_.reset();
    return code;
}

Finished RunningDaemon::ctl(const std::vector<std::string>& arguments, const std::string& input) const
{
    std::vector<std::string> all{program("gazettectl"), "--config", (folder_.path() / "gazetted.toml").string()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return run_process(all, input);
}

boost::json::value RunningDaemon::ctl_json(const std::vector<std::string>& arguments) const
{
    std::vector<std::string> all{"--json"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Finished finished = ctl(all);
    if (finished.exit_code != 0) throw std::runtime_error("gazettectl failed: " + finished.errors);
    return boost::json::parse(finished.output);
}

}  // namespace testing_support
