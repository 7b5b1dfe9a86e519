#include "document/io/reader_process.h"

#include "document/io/sandbox.h"
#include "document/io/wire.h"
#include "document/read.h"
#include "document/read_pdf.h"
#include "document/reading_json.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <iostream>
#include <new>
#include <optional>
#include <string>

namespace document::io {

namespace {

constexpr int to_caller = STDIN_FILENO;
constexpr std::size_t data_octets_max = std::size_t{384} * 1024 * 1024;
constexpr int exit_out_of_memory = 3;
constexpr int exit_failed = 1;

struct Request {
    std::string name;
    std::string octets;
};

/// Nothing when the caller is gone, or says what no caller of ours does. The next request may take for ever to come.
std::optional<Request> next_request()
{
    constexpr std::size_t head_octets = 12;
    constexpr std::size_t name_length_octets = 4;
    constexpr auto time_max = std::chrono::seconds(60);
    const auto head = receive(to_caller, head_octets, Deadline::max());
    if (!head) return std::nullopt;
    const std::uint64_t name_octets = read_number(std::string_view(*head).substr(0, name_length_octets));
    const std::uint64_t octets = read_number(std::string_view(*head).substr(name_length_octets));
    if (name_octets > name_octets_max || octets > document_octets_max) return std::nullopt;
    const Deadline deadline = std::chrono::steady_clock::now() + time_max;
    auto name = receive(to_caller, name_octets, deadline);
    auto document = receive(to_caller, octets, deadline);
    if (!name || !document) return std::nullopt;
    return Request{.name = std::move(*name), .octets = std::move(*document)};
}

/// In the child. Leaves it without running what the parent has to run at its end.
[[noreturn]] void read_and_exit(const Request& request, int answer_socket)
{
    ::close(to_caller);
    ::dup2(STDOUT_FILENO,
           STDERR_FILENO);  // nowhere: libraries say there what they miss, and a file that is a log is too much
    try {
        end_with_parent();
        give_up_for_one_document(data_octets_max, static_cast<unsigned>(reading_time_max.count()));
        const std::string json = to_json(read_document(request.octets, request.name));
        std::string_view rest = json;
        while (!rest.empty()) {
            const ssize_t count = ::write(answer_socket, rest.data(), rest.size());
            if (count < 0) ::_exit(exit_failed);
            rest.remove_prefix(static_cast<std::size_t>(count));
        }
        ::_exit(0);
    } catch (const std::bad_alloc&) {
        ::_exit(exit_out_of_memory);
    } catch (const std::exception&) {
        ::_exit(exit_failed);
    }
}

/// All that comes until the other end closes; nothing when that is too late or too much.
std::optional<std::string> receive_to_end(int socket, Deadline deadline)
{
    constexpr std::size_t piece_octets = 65536;
    std::string all;
    while (all.size() <= answer_octets_max) {
        const auto more = receive_some(socket, piece_octets, deadline);
        if (!more) return std::nullopt;
        if (more->empty()) return all;
        all += *more;
    }
    return std::nullopt;
}

/// How the child ended, when it was not asked to.
Unreadable reason_of(int status)
{
    const bool is_out_of_memory = WIFEXITED(status) && WEXITSTATUS(status) == exit_out_of_memory;
    const bool is_stopped = WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL);
    return is_out_of_memory || is_stopped ? Unreadable::too_long : Unreadable::damaged;
}

int wait_for(pid_t child)
{
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    return status;
}

/// The answer of a child that has this document alone.
std::string answer_to(const Request& request)
{
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) return to_json(Unreadable::too_long);
    const Deadline deadline = std::chrono::steady_clock::now() + reading_time_max;
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        read_and_exit(request, ends[1]);
    }
    ::close(ends[1]);
    std::optional<std::string> answer;
    int status = 0;
    if (child > 0) {
        answer = receive_to_end(ends[0], deadline);
        if (!answer) ::kill(child, SIGKILL);
        status = wait_for(child);
    }
    ::close(ends[0]);
    if (child < 0 || !answer) return to_json(Unreadable::too_long);
    return status == 0 ? *answer : to_json(reason_of(status));
}

/// Nothing of the daemon's stays open, whatever was handed down.
void keep_only_the_socket()
{
    const int nowhere = ::open("/dev/null", O_RDWR);
    ::dup2(nowhere, STDOUT_FILENO);
    constexpr unsigned first_other = 3;
    ::close_range(first_other, ~0U, 0);
}

}  // namespace

int run_reader()
{
    try {
        keep_only_the_socket();
        load_pdf_tables();
        give_up_for_children();
    } catch (const std::exception& error) {
        std::cerr << "gazetted --reader: " << error.what() << '\n';
        return exit_failed;
    }
    while (const auto request = next_request()) {
        const std::string answer = answer_to(*request);
        constexpr std::size_t length_octets = 8;
        constexpr auto time_max = std::chrono::seconds(60);
        const Deadline deadline = std::chrono::steady_clock::now() + time_max;
        if (!send_all(to_caller, number_octets(answer.size(), length_octets) + answer, deadline)) break;
    }
    // At once: what else runs at the end, such as a sanitizer's look for leaks, may need what was given up, and never end.
    ::_exit(0);
}

}  // namespace document::io
