// Preloaded into a program under test: every name takes a minute to resolve, and then there is no answer.

#include <netdb.h>
#include <unistd.h>

extern "C" int getaddrinfo(const char*, const char*, const struct addrinfo*, struct addrinfo**)
{
    constexpr unsigned answer_s = 60;
    ::sleep(answer_s);
    return EAI_AGAIN;
}
