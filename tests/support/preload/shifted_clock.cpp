// Preloaded into a program under test: its system clock stands as many seconds off as the file GAZETTED_TEST_CLOCK says
// (eight octets of this machine), at any time.

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {

const volatile std::int64_t* shared_offset()
{
    static const volatile std::int64_t none = 0;
    const char* const file = std::getenv("GAZETTED_TEST_CLOCK");
    const int descriptor = file != nullptr ? ::open(file, O_RDONLY | O_CLOEXEC) : -1;
    if (descriptor < 0) return &none;
    void* const page = ::mmap(nullptr, sizeof none, PROT_READ, MAP_SHARED, descriptor, 0);
    ::close(descriptor);
    return page == MAP_FAILED ? &none : static_cast<const volatile std::int64_t*>(page);
}

}  // namespace

extern "C" int clock_gettime(clockid_t clock, struct timespec* time) noexcept
{
    using Real = int (*)(clockid_t, struct timespec*);
    static const auto real = reinterpret_cast<Real>(::dlsym(RTLD_NEXT, "clock_gettime"));
    static const volatile std::int64_t* const offset_s = shared_offset();
    const int result = real(clock, time);
    if (result == 0 && clock == CLOCK_REALTIME) time->tv_sec += *offset_s;
    return result;
}
