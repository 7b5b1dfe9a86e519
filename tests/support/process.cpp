#include "support/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace testing_support {

namespace {

/// Never returns: in the child, after fork.
[[noreturn]] void become(const std::vector<std::string>& arguments, int input, int output, int errors)
{
    ::dup2(input, STDIN_FILENO);
    ::dup2(output, STDOUT_FILENO);
    ::dup2(errors, STDERR_FILENO);
    std::vector<char*> raw;
    for (const std::string& argument : arguments) raw.push_back(const_cast<char*>(argument.c_str()));
    raw.push_back(nullptr);
    ::execvp(raw.front(), raw.data());
    ::_exit(127);
}

/// An unnamed file to write and read again.
int scratch_file()
{
    char name[] = "/tmp/gazetted-scratch-XXXXXX";
    const int file = ::mkostemp(name, O_CLOEXEC);
    if (file < 0) throw std::runtime_error("cannot make a scratch file");
    ::unlink(name);
    return file;
}

std::string read_all(int file)
{
    std::string text(static_cast<std::size_t>(::lseek(file, 0, SEEK_END)), '\0');
    const ssize_t got = ::pread(file, text.data(), text.size(), 0);
    text.resize(static_cast<std::size_t>(got > 0 ? got : 0));
    ::close(file);
    return text;
}

std::optional<int> wait_for(pid_t id, std::chrono::milliseconds time_max)
{
    int status = 0;
    const bool has_ended = eventually([&] { return ::waitpid(id, &status, WNOHANG) == id; }, time_max);
    if (!has_ended) return std::nullopt;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

Finished run_process(const std::vector<std::string>& arguments, const std::string& input, std::chrono::seconds time_max)
{
    const int in = scratch_file();
    if (::write(in, input.data(), input.size()) != static_cast<ssize_t>(input.size()))
        throw std::runtime_error("cannot write a scratch file");
    ::lseek(in, 0, SEEK_SET);
    const int out = scratch_file();
    const int errors = scratch_file();
    const pid_t id = ::fork();
    if (id == 0) become(arguments, in, out, errors);
    const auto code = wait_for(id, time_max);
    if (!code) {
        ::kill(id, SIGKILL);
        ::waitpid(id, nullptr, 0);
    }
    ::close(in);
    return {.exit_code = code.value_or(-1), .output = read_all(out), .errors = read_all(errors)};
}

Process::Process(const std::vector<std::string>& arguments, const std::filesystem::path& log)
{
    const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const int input = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (output < 0 || input < 0) throw std::runtime_error("cannot open " + log.string());
    id_ = ::fork();
    if (id_ == 0) become(arguments, input, output, output);
    ::close(output);
    ::close(input);
}

Process::~Process()
{
    if (id_ <= 0) return;
    ::kill(id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
}

void Process::signal(int number) const
{
    if (id_ > 0) ::kill(id_, number);
}

std::optional<int> Process::wait(std::chrono::milliseconds time_max)
{
    const auto code = wait_for(id_, time_max);
    if (code) id_ = -1;
    return code;
}

namespace {

/// Binds to any free port of loopback, and says which.
int bind_to_loopback(int socket)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    const bool is_bound = ::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                          ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0;
    if (!is_bound) throw std::runtime_error("no free port");
    return ntohs(address.sin_port);
}

}  // namespace

int free_port()
{
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int port = bind_to_loopback(socket);
    ::close(socket);
    return port;
}

ListeningSocket::ListeningSocket() : descriptor(::socket(AF_INET, SOCK_STREAM, 0)), port(bind_to_loopback(descriptor))
{
    if (::listen(descriptor, SOMAXCONN) != 0) throw std::runtime_error("cannot listen");
}

ListeningSocket::~ListeningSocket()
{
    ::close(descriptor);
}

}  // namespace testing_support
