/// Loaded into a program under test (LD_PRELOAD): ends it, or lets a call fail, at the so-manieth call of a kind.
///
///     GAZETTED_FAULT="any:17:kill"          before its 17th write, sync or send it dies as by kill -9
///     GAZETTED_FAULT="sync:3:eio"           its third sync fails; "eio-ever": and all later ones
///     GAZETTED_FAULT="alloc:500:fail"       malloc answers null, once
///     GAZETTED_FAULT_AFTER="listen"         counting begins when it listens
///
/// Plain functions over libc's own: nothing here may allocate.

#include <dlfcn.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace {

enum Kind : unsigned { write_call = 1, sync_call = 2, send_call = 4, alloc_call = 8 };

struct Plan {
    unsigned kinds = 0;
    long at = 0;
    bool kills = false;
    bool is_lasting = false;
    bool waits_for_listen = false;
};

Plan read_plan()
{
    Plan plan;
    const char* text = std::getenv("GAZETTED_FAULT");
    if (text == nullptr) return plan;
    if (std::strncmp(text, "any:", 4) == 0) plan.kinds = write_call | sync_call | send_call;
    if (std::strncmp(text, "write:", 6) == 0) plan.kinds = write_call;
    if (std::strncmp(text, "sync:", 5) == 0) plan.kinds = sync_call;
    if (std::strncmp(text, "send:", 5) == 0) plan.kinds = send_call;
    if (std::strncmp(text, "alloc:", 6) == 0) plan.kinds = alloc_call;
    plan.at = std::strtol(std::strchr(text, ':') + 1, nullptr, 10);
    const char* const action = std::strrchr(text, ':') + 1;
    plan.kills = std::strcmp(action, "kill") == 0;
    plan.is_lasting = std::strcmp(action, "eio-ever") == 0;
    plan.waits_for_listen = std::getenv("GAZETTED_FAULT_AFTER") != nullptr;
    return plan;
}

std::atomic<bool> is_ready{false};  // malloc is called before we are
std::atomic<bool> is_counting{false};
std::atomic<long> calls{0};
Plan plan;

__attribute__((constructor)) void begin()
{
    plan = read_plan();
    is_counting = !plan.waits_for_listen;
    is_ready = true;
}

/// Whether this call is to fail. Does not come back when it is to kill.
bool fails(Kind kind)
{
    if (!is_ready || !is_counting || (plan.kinds & kind) == 0) return false;
    const long now = ++calls;
    const bool is_it = plan.is_lasting ? now >= plan.at : now == plan.at;
    if (!is_it) return false;
    if (plan.kills) {
        ::kill(::getpid(), SIGKILL);
        for (;;) ::pause();
    }
    errno = kind == alloc_call ? ENOMEM : EIO;
    return true;
}

template <class Function>
Function real(const char* name)
{
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));  // NOLINT
}

}  // namespace

// NOLINTBEGIN: these are libc's names and shapes
extern "C" {

ssize_t write(int file, const void* octets, size_t count)
{
    static const auto next = real<ssize_t (*)(int, const void*, size_t)>("write");
    return file > STDERR_FILENO && fails(write_call) ? -1 : next(file, octets, count);
}

ssize_t pwrite(int file, const void* octets, size_t count, off_t offset)
{
    static const auto next = real<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite");
    return fails(write_call) ? -1 : next(file, octets, count, offset);
}

ssize_t pwrite64(int file, const void* octets, size_t count, off_t offset)
{
    static const auto next = real<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite64");
    return fails(write_call) ? -1 : next(file, octets, count, offset);
}

int fsync(int file)
{
    static const auto next = real<int (*)(int)>("fsync");
    return fails(sync_call) ? -1 : next(file);
}

int fdatasync(int file)
{
    static const auto next = real<int (*)(int)>("fdatasync");
    return fails(sync_call) ? -1 : next(file);
}

ssize_t send(int socket, const void* octets, size_t count, int flags)
{
    static const auto next = real<ssize_t (*)(int, const void*, size_t, int)>("send");
    return fails(send_call) ? -1 : next(socket, octets, count, flags);
}

ssize_t sendmsg(int socket, const struct msghdr* message, int flags)
{
    static const auto next = real<ssize_t (*)(int, const struct msghdr*, int)>("sendmsg");
    return fails(send_call) ? -1 : next(socket, message, flags);
}

int listen(int socket, int backlog)
{
    static const auto next = real<int (*)(int, int)>("listen");
    const int result = next(socket, backlog);
    is_counting = true;
    return result;
}

void* __libc_malloc(size_t size);

void* malloc(size_t size)
{
    return fails(alloc_call) ? nullptr : __libc_malloc(size);
}

}  // extern "C"
// NOLINTEND
