#include "inherited_sockets.h"

#include "base/log_events.h"

#include <systemd/sd-daemon.h>

#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace gazetted {

InheritedSockets::InheritedSockets()
{
    char** names = nullptr;
    constexpr int unset_environment = 1;  // no child of ours may take them for its own
    const int count = sd_listen_fds_with_names(unset_environment, &names);
    if (count < 0) throw std::runtime_error(std::string("cannot take the inherited sockets: ") + std::strerror(-count));
    for (int i = 0; i < count; ++i) {
        sockets_.push_back({.name = names[i], .descriptor = SD_LISTEN_FDS_START + i});
        std::free(names[i]);  // NOLINT(*-no-malloc): so does libsystemd
    }
    std::free(names);  // NOLINT(*-no-malloc)
    for (const Inherited& socket : sockets_) {
        constexpr int listens = 1;
        if (sd_is_socket(socket.descriptor, AF_UNSPEC, SOCK_STREAM, listens) <= 0)
            throw std::runtime_error("the inherited socket \"" + socket.name +
                                     "\" is no listening stream socket: write ListenStream= and Accept=no");
    }
}

std::vector<int> InheritedSockets::take(const std::string& name)
{
    std::vector<int> taken;
    for (const Inherited& socket : sockets_) {
        if (socket.name == name) taken.push_back(socket.descriptor);
    }
    std::erase_if(sockets_, [&](const Inherited& socket) { return socket.name == name; });
    return taken;
}

void InheritedSockets::close_rest()
{
    for (const Inherited& socket : sockets_) {
        base::log(
            base::Note{.level = base::LogLevel::warning,
                       .text = "the inherited socket \"" + socket.name +
                               "\" is not served: its FileDescriptorName must be that of a configured intake, or web"});
        ::close(socket.descriptor);
    }
    sockets_.clear();
}

}  // namespace gazetted
