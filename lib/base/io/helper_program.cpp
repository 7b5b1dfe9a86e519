#include "base/io/helper_program.h"

#include "base/text.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

namespace base::io {

namespace {

constexpr std::size_t output_octets_max = 64UL * 1024;
constexpr std::size_t shown_octets_max = 300;

std::string reason(int error)
{
    return std::error_code(error, std::generic_category()).message();
}

class Pipe {
  public:
    Pipe()
    {
        if (::pipe2(ends_.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe()
    {
        ::close(ends_[0]);
        close_write_end();
    }
    void close_write_end()
    {
        if (ends_[1] >= 0) ::close(ends_[1]);
        ends_[1] = -1;
    }
    [[nodiscard]] int read_end() const { return ends_[0]; }
    [[nodiscard]] int write_end() const { return ends_[1]; }

  private:
    std::array<int, 2> ends_{-1, -1};
};

/// 0, or the error. The child has its own process group, default signals and the three descriptors only.
int spawn(const std::vector<std::string>& arguments, const Pipe& output, const Pipe& errors, pid_t& child)
{
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files, output.write_end(), 1);
    ::posix_spawn_file_actions_adddup2(&files, errors.write_end(), 2);
    ::posix_spawn_file_actions_addclosefrom_np(&files, 3);
    posix_spawnattr_t attributes;
    ::posix_spawnattr_init(&attributes);
    sigset_t none;
    sigset_t all;
    ::sigemptyset(&none);
    ::sigfillset(&all);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setsigdefault(&attributes, &all);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::vector<std::string> words = arguments;
    std::vector<char*> raw;
    for (std::string& word : words) raw.push_back(word.data());
    raw.push_back(nullptr);
    const int error = ::posix_spawn(&child, raw.front(), &files, &attributes, raw.data(), environ);
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&files);
    return error;
}

/// False once nothing more comes. What is too much is read and thrown away, so that the program does not wait for us.
bool read_some(int descriptor, std::string& octets)
{
    std::array<char, 4096> buffer{};
    const ssize_t size = ::read(descriptor, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) return true;
    if (size <= 0) return false;
    const auto room = output_octets_max - std::min(octets.size(), output_octets_max);
    octets.append(buffer.data(), std::min(static_cast<std::size_t>(size), room));
    return true;
}

bool has_ended(pid_t child)
{
    siginfo_t info{};
    // Left to be waited for, so that its number stays its own until the group is killed.
    return ::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == child;
}

/// Whether it had said all and ended before the time was over.
bool hear_out(pid_t child, const Pipe& output, const Pipe& errors, std::string& said, std::string& complained,
              Duration time_max, const std::stop_token& stop)
{
    const auto end = std::chrono::steady_clock::now() + time_max;
    std::array<pollfd, 2> ends{pollfd{.fd = output.read_end(), .events = POLLIN, .revents = 0},
                               pollfd{.fd = errors.read_end(), .events = POLLIN, .revents = 0}};
    while (ends[0].fd >= 0 || ends[1].fd >= 0 || !has_ended(child)) {
        if (stop.stop_requested() || std::chrono::steady_clock::now() >= end) return false;
        constexpr int look_again_ms = 20;  // at the time, at `stop` and at the child
        if (::poll(ends.data(), ends.size(), look_again_ms) <= 0) continue;
        if (ends[0].revents != 0 && !read_some(ends[0].fd, said)) ends[0].fd = -1;
        if (ends[1].revents != 0 && !read_some(ends[1].fd, complained)) ends[1].fd = -1;
    }
    return true;
}

std::string last_line(std::string_view text)
{
    const auto trimmed = trim(text);
    const auto line = trimmed.substr(trimmed.rfind('\n') == std::string_view::npos ? 0 : trimmed.rfind('\n') + 1);
    return one_line(line, shown_octets_max);
}

}  // namespace

Result<std::string> run_helper(const std::vector<std::string>& arguments, Duration time_max,
                               const std::stop_token& stop)
{
    const std::string name = one_line(arguments.front(), shown_octets_max);
    Pipe output;
    Pipe errors;
    pid_t child = -1;
    const int error = spawn(arguments, output, errors, child);
    if (error != 0) return refuse("cannot run " + name + ": " + reason(error));
    output.close_write_end();
    errors.close_write_end();
    std::string said;
    std::string complained;
    const bool is_heard_out = hear_out(child, output, errors, said, complained, time_max, stop);
    ::kill(-child, SIGKILL);  // what it left behind as well
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!is_heard_out && stop.stop_requested()) return try_again(name + " was stopped");
    if (!is_heard_out)
        return try_again(name + " took more than " + std::to_string(time_max / std::chrono::seconds(1)) + " s");
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        const std::string how = WIFEXITED(status) ? "exit code " + std::to_string(WEXITSTATUS(status))
                                                  : "signal " + std::to_string(WTERMSIG(status));
        const std::string words = last_line(complained);
        return refuse(name + " failed with " + how + (words.empty() ? "" : ": " + words));
    }
    return std::string(trim(split(said, '\n').front()));
}

}  // namespace base::io
