#include "document/io/sandbox.h"

#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <cerrno>
#include <csignal>
#include <initializer_list>
#include <memory>
#include <stdexcept>

namespace document::io {

namespace {

/// What the C++ library and the readers need to compute, to write what is open and to end.
constexpr auto for_computing = {
    SCMP_SYS(read),         SCMP_SYS(write),         SCMP_SYS(readv),
    SCMP_SYS(writev),       SCMP_SYS(close),         SCMP_SYS(lseek),
    SCMP_SYS(mmap),         SCMP_SYS(munmap),        SCMP_SYS(mprotect),
    SCMP_SYS(mremap),       SCMP_SYS(madvise),       SCMP_SYS(brk),
    SCMP_SYS(futex),        SCMP_SYS(exit),          SCMP_SYS(exit_group),
    SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigreturn),  SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(sigaltstack),  SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),
    SCMP_SYS(getrandom),    SCMP_SYS(getpid),        SCMP_SYS(gettid),
    SCMP_SYS(tgkill),       SCMP_SYS(sched_yield),   SCMP_SYS(restart_syscall),
};

/// And what the parent of such processes needs; a filter binds the children as well, so it holds what they do to
/// bind themselves further.
constexpr auto for_children = {
    SCMP_SYS(clone),
    SCMP_SYS(clone3),
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
    SCMP_SYS(wait4),
    SCMP_SYS(waitid),
    SCMP_SYS(kill),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(pipe2),
    SCMP_SYS(recvfrom),
    SCMP_SYS(sendto),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(prctl),
    SCMP_SYS(seccomp),
    SCMP_SYS(prlimit64),
    SCMP_SYS(setrlimit),
    SCMP_SYS(set_tid_address),
    SCMP_SYS(socketpair),
    SCMP_SYS(dup2),
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr auto for_sanitizers = {SCMP_SYS(pipe), SCMP_SYS(pipe2)};  // by which they probe memory
#else
constexpr std::initializer_list<int> for_sanitizers = {};
#endif

/// Whatever else is asked of the kernel is refused, as a file that may not be opened is: libraries take that well.
void allow_only(std::initializer_list<std::initializer_list<int>> groups)
{
    const std::unique_ptr<void, void (*)(scmp_filter_ctx)> filter(seccomp_init(SCMP_ACT_ERRNO(EACCES)),
                                                                  seccomp_release);
    bool is_made = filter != nullptr;
    for (const auto& calls : groups) {
        for (const int call : calls) is_made = is_made && seccomp_rule_add(filter.get(), SCMP_ACT_ALLOW, call, 0) == 0;
    }
    if (!is_made || seccomp_load(filter.get()) != 0) throw std::runtime_error("cannot give up system calls");
}

void limit(int resource, rlim_t value)
{
    const struct rlimit both {
        .rlim_cur = value, .rlim_max = value
    };
    if (::setrlimit(static_cast<__rlimit_resource>(resource), &both) != 0)
        throw std::runtime_error("cannot limit what a reader takes");
}

}  // namespace

void give_up_for_children()
{
    constexpr rlim_t files_max = 16;
    limit(RLIMIT_NOFILE, files_max);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) throw std::runtime_error("cannot give up new privileges");
    allow_only({for_computing, for_children});
}

void give_up_for_one_document(std::size_t data_octets_max, unsigned cpu_seconds_max)
{
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // which take terabytes for their shadow
    limit(RLIMIT_DATA, data_octets_max);
#else
    (void)data_octets_max;
#endif
    limit(RLIMIT_CPU, cpu_seconds_max);
    allow_only({for_computing, for_sanitizers});
}

void end_with_parent()
{
    ::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

}  // namespace document::io
