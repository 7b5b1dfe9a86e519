#pragma once
/// Listening sockets that the service manager opened for us (socket activation, sd_listen_fds(3)).

#include <string>
#include <vector>

namespace gazetted {

class InheritedSockets {
  public:
    /// Takes those that this process was started with, if any. Throws std::runtime_error that names a socket that
    /// does not listen.
    InheritedSockets();

    /// The descriptors of that FileDescriptorName=; they are the caller's from here on.
    [[nodiscard]] std::vector<int> take(const std::string& name);

    /// Closes what nobody took, so that no client waits in vain, and says so in the log.
    void close_rest();

  private:
    struct Inherited {
        std::string name;
        int descriptor = -1;
    };
    std::vector<Inherited> sockets_;
};

}  // namespace gazetted
