#include "document/io/reader_client.h"

#include "base/log_events.h"
#include "document/io/wire.h"
#include "document/reading_json.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace document::io {

namespace {

/// What becomes of a document that the process itself did not survive, or never answered for.
constexpr auto patience = std::chrono::seconds(10);  // beyond what the process gives its child

struct FileActions {
    FileActions() { ::posix_spawn_file_actions_init(&actions); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    ~FileActions() { ::posix_spawn_file_actions_destroy(&actions); }

    posix_spawn_file_actions_t actions{};
};

/// It ends when its socket closes: what a terminal or systemd sends to all of a service must not end it before us.
struct SpawnAttributes {
    SpawnAttributes()
    {
        ::posix_spawnattr_init(&attributes);
        sigset_t blocked;
        ::sigemptyset(&blocked);
        for (const int signal : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&blocked, signal);
        ::posix_spawnattr_setsigmask(&attributes, &blocked);
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    }
    SpawnAttributes(const SpawnAttributes&) = delete;
    SpawnAttributes& operator=(const SpawnAttributes&) = delete;
    ~SpawnAttributes() { ::posix_spawnattr_destroy(&attributes); }

    posix_spawnattr_t attributes{};
};

pid_t spawn_reader(const std::filesystem::path& program, int its_socket)
{
    std::string path = program.string();
    std::string word = "--reader";
    const std::array<char*, 3> arguments{path.data(), word.data(), nullptr};
    const std::array<char*, 1> no_environment{nullptr};
    FileActions files;
    ::posix_spawn_file_actions_adddup2(&files.actions, its_socket, STDIN_FILENO);
    const SpawnAttributes attributes;
    pid_t process = -1;
    const int error = ::posix_spawn(&process, path.c_str(), &files.actions, &attributes.attributes, arguments.data(),
                                    no_environment.data());
    if (error != 0) throw std::runtime_error("cannot start " + path + " --reader: " + std::strerror(error));
    return process;
}

}  // namespace

std::filesystem::path reader_program()
{
    std::error_code error;
    const auto own = std::filesystem::read_symlink("/proc/self/exe", error);
    const auto beside = own.parent_path() / "gazetted";
    return std::filesystem::exists(beside, error) ? beside : std::filesystem::path("/usr/bin/gazetted");
}

ReaderClient::ReaderClient(std::filesystem::path program) : program_(std::move(program))
{
    start();
}

ReaderClient::~ReaderClient()
{
    stop();
}

void ReaderClient::start()
{
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw std::runtime_error(std::string("cannot make a socket for the reader: ") + std::strerror(errno));
    try {
        process_ = spawn_reader(program_, ends[1]);
    } catch (...) {
        ::close(ends[0]);
        ::close(ends[1]);
        throw;
    }
    ::close(ends[1]);
    socket_ = ends[0];
}

void ReaderClient::stop()
{
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
    if (process_ < 0) return;
    const pid_t process = std::exchange(process_, -1);
    ::kill(process, SIGKILL);
    while (::waitpid(process, nullptr, 0) < 0 && errno == EINTR) continue;
}

std::optional<std::string> ReaderClient::ask(std::string_view octets, std::string_view file_name)
{
    constexpr std::size_t name_length_octets = 4;
    constexpr std::size_t length_octets = 8;
    const Deadline deadline = std::chrono::steady_clock::now() + reading_time_max + patience;
    const std::string head = number_octets(file_name.size(), name_length_octets) +
                             number_octets(octets.size(), length_octets) + std::string(file_name);
    if (!send_all(socket_, head, deadline) || !send_all(socket_, octets, deadline)) return std::nullopt;
    const auto length = receive(socket_, length_octets, deadline);
    if (!length || read_number(*length) > answer_octets_max) return std::nullopt;
    return receive(socket_, read_number(*length), deadline);
}

Reading ReaderClient::read(std::string_view octets, std::string_view file_name)
{
    const std::lock_guard lock(one_at_a_time_);
    if (octets.size() > document_octets_max) return Unreadable::too_long;
    const auto end_of_name = file_name.size() - std::min(file_name.size(), name_octets_max);
    file_name.remove_prefix(end_of_name);
    for (const bool is_first : {true, false}) {
        const auto start_of_asking = std::chrono::steady_clock::now();
        const auto answer = ask(octets, file_name);
        auto reading = answer ? from_json(*answer) : std::nullopt;
        if (reading) return std::move(*reading);
        base::log(base::Note{.level = base::LogLevel::warning,
                             .text = "the reader of documents is gone or does not answer, and is started anew"});
        stop();
        start();
        const bool was_slow = std::chrono::steady_clock::now() - start_of_asking >= reading_time_max;
        if (was_slow) return Unreadable::too_long;
        if (!is_first) break;  // it may have been gone before we asked, but not twice
    }
    return Unreadable::damaged;
}

}  // namespace document::io
