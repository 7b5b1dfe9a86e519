#include "support/scripted_relay.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <ctime>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <queue>
#include <string_view>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace testing_support {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t unsent_octets_max = std::size_t{1} << 20;  // a client that reads no replies is dropped

int checked(int result, const char* what)
{
    if (result < 0) throw std::system_error(errno, std::generic_category(), what);
    return result;
}

class Descriptor {
  public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept
    {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~Descriptor()
    {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] int get() const { return fd_; }

  private:
    int fd_;
};

Descriptor listen_on_loopback(std::uint16_t port)
{
    Descriptor socket(checked(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket"));
    const int on = 1;
    checked(::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "setsockopt");
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    checked(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
    checked(::listen(socket.get(), SOMAXCONN), "listen");
    return socket;
}

std::uint16_t port_of(const Descriptor& socket)
{
    sockaddr_in address{};
    socklen_t size = sizeof address;
    checked(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size), "getsockname");
    return ntohs(address.sin_port);
}

double cpu_seconds_of_this_thread()
{
    timespec used{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) / 1e9;
}

struct Connection {
    Descriptor socket;
    RelaySession session;
    std::unique_ptr<TlsEnd> tls;                                             // from STARTTLS on
    std::deque<std::pair<Clock::time_point, RelaySession::Output>> replies;  // not yet due
    std::string unsent;                                                      // due, but the socket is full
    std::size_t waiting_octets = 0;                                          // of those replies
    bool closes = false;
    bool waits_for_room = false;
};

}  // namespace

class ScriptedRelay::Impl {
  public:
    explicit Impl(RelayOptions options)
        : options_(std::move(options)),
          listener_(listen_on_loopback(options_.port)),
          port_(port_of(listener_)),
          ledger_(options_.ledger)
    {
        options_.session.offers_starttls = options_.tls.has_value();
        watch(EPOLL_CTL_ADD, listener_.get(), EPOLLIN);
        watch(EPOLL_CTL_ADD, wake_.get(), EPOLLIN);
    }

    void run();

    void ask_to_stop() noexcept
    {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = ::write(wake_.get(), &one, sizeof one);
    }

    RelayOptions options_;
    Descriptor listener_;
    std::uint16_t port_;
    std::thread thread_;

    mutable std::mutex mutex_;  // guards the three below; the loop holds it while a session works
    mutable std::condition_variable progress_;
    RuleBook rules_;
    RelayLedger ledger_;
    std::optional<double> cpu_seconds_;

  private:
    void watch(int operation, int fd, std::uint32_t events);
    [[nodiscard]] int time_to_wait() const;
    [[nodiscard]] bool is_done() const;
    void accept_connections();
    void send_what_is_due();
    void receive(int fd);
    void queue_output(Connection& connection);
    void flush(int fd);

    Descriptor epoll_{checked(::epoll_create1(EPOLL_CLOEXEC), "epoll_create1")};
    Descriptor wake_{checked(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC), "eventfd")};
    std::unordered_map<int, Connection> connections_;
    using Due = std::pair<Clock::time_point, int>;  // a connection that is gone by then is passed over
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
    std::array<char, std::size_t{256} << 10> buffer_{};
};

void ScriptedRelay::Impl::run()
{
    const auto cpu_before = cpu_seconds_of_this_thread();
    std::array<epoll_event, 64> events{};
    for (bool is_stopped = false; !is_stopped && !is_done();) {
        const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), time_to_wait());
        if (count < 0 && errno != EINTR) checked(count, "epoll_wait");
        for (int i = 0; i < count; ++i) {
            const auto& event = events[static_cast<std::size_t>(i)];
            if (event.data.fd == wake_.get())
                is_stopped = true;
            else if (event.data.fd == listener_.get())
                accept_connections();
            else if ((event.events & EPOLLOUT) != 0)
                flush(event.data.fd);
            else
                receive(event.data.fd);
        }
        send_what_is_due();
        progress_.notify_all();
    }
    connections_.clear();
    listener_ = Descriptor(-1);
    const std::lock_guard lock(mutex_);
    cpu_seconds_ = cpu_seconds_of_this_thread() - cpu_before;
}

void ScriptedRelay::Impl::watch(int operation, int fd, std::uint32_t events)
{
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    checked(::epoll_ctl(epoll_.get(), operation, fd, &event), "epoll_ctl");
}

/// In ms, as epoll_wait takes it.
int ScriptedRelay::Impl::time_to_wait() const
{
    auto until = due_.empty() ? Clock::time_point::max() : due_.top().first;
    if (options_.exit_idle.count() > 0 && ledger_.report().messages > 0)
        until = std::min(until, ledger_.last_accept() + options_.exit_idle);
    if (until == Clock::time_point::max()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 60'000));
}

bool ScriptedRelay::Impl::is_done() const
{
    const auto accepted = ledger_.report().messages;  // written by this thread only
    if (options_.exit_idle.count() > 0 && accepted > 0 && Clock::now() >= ledger_.last_accept() + options_.exit_idle)
        return true;
    return options_.exit_after > 0 && accepted >= options_.exit_after &&
           std::ranges::all_of(connections_,
                               [](const auto& c) { return c.second.replies.empty() && c.second.unsent.empty(); });
}

void ScriptedRelay::Impl::accept_connections()
{
    constexpr int batch_max = 64;
    for (int i = 0; i < batch_max; ++i) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        Descriptor socket(
            ::accept4(listener_.get(), reinterpret_cast<sockaddr*>(&peer), &size, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket.get() < 0) {
            // Out of descriptors, say. Without a pause the loop would spin.
            if (errno != EAGAIN && errno != EINTR) std::this_thread::sleep_for(std::chrono::milliseconds(10));
            return;
        }
        const int fd = socket.get(), on = 1;
        checked(::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "setsockopt");
        if (connections_.size() >= options_.connections_max) {
            constexpr std::string_view busy = "421 4.3.2 Too many connections\r\n";
            ::send(fd, busy.data(), busy.size(), MSG_NOSIGNAL);
            continue;
        }
        std::array<char, INET_ADDRSTRLEN> name{};
        ::inet_ntop(AF_INET, &peer.sin_addr, name.data(), name.size());
        RelaySession session(options_.session, rules_, ledger_, name.data());
        auto& connection = connections_
                               .try_emplace(fd, Connection{.socket = std::move(socket),
                                                           .session = std::move(session),
                                                           .tls = {},
                                                           .replies = {},
                                                           .unsent = {}})
                               .first->second;
        watch(EPOLL_CTL_ADD, fd, EPOLLIN);
        {
            const std::lock_guard lock(mutex_);
            ledger_.note_connection();
            connection.session.greet();
        }
        queue_output(connection);
        flush(fd);
    }
}

void ScriptedRelay::Impl::send_what_is_due()
{
    for (const auto now = Clock::now(); !due_.empty() && due_.top().first <= now;) {
        const int fd = due_.top().second;
        due_.pop();
        flush(fd);
    }
}

void ScriptedRelay::Impl::receive(int fd)
{
    const auto found = connections_.find(fd);
    if (found == connections_.end()) return;
    auto& connection = found->second;
    const auto size = ::recv(fd, buffer_.data(), buffer_.size(), 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (size <= 0) {
        connections_.erase(found);
        return;
    }
    const std::string_view octets(buffer_.data(), static_cast<std::size_t>(size));
    const std::string plain = connection.tls ? connection.tls->receive(octets) : std::string();
    {
        const std::lock_guard lock(mutex_);
        connection.session.receive(connection.tls ? plain : octets);
    }
    queue_output(connection);
    flush(fd);
}

void ScriptedRelay::Impl::queue_output(Connection& connection)
{
    const auto now = Clock::now();
    for (auto& output : connection.session.take_output()) {
        auto due = now + options_.latency + output.delay;
        if (!connection.replies.empty()) due = std::max(due, connection.replies.back().first);
        if (due > now) due_.emplace(due, connection.socket.get());
        connection.waiting_octets += output.text.size();
        connection.replies.emplace_back(due, std::move(output));
    }
}

void ScriptedRelay::Impl::flush(int fd)
{
    const auto found = connections_.find(fd);
    if (found == connections_.end()) return;
    auto& connection = found->second;
    const auto now = Clock::now();
    while (!connection.replies.empty() && connection.replies.front().first <= now) {
        const auto& output = connection.replies.front().second;
        if (connection.tls)
            connection.tls->send(output.text);
        else
            connection.unsent += output.text;
        connection.waiting_octets -= output.text.size();
        connection.closes |= output.closes;
        if (output.starts_tls) connection.tls = std::make_unique<TlsEnd>(*options_.tls);
        connection.replies.pop_front();
    }
    if (connection.tls) {
        connection.unsent += connection.tls->take_output();
        connection.closes |= connection.tls->has_failed();
    }
    if (!connection.unsent.empty()) {
        const auto sent = ::send(fd, connection.unsent.data(), connection.unsent.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN && errno != EINTR) connection.closes = true, connection.unsent.clear();
        if (sent > 0) connection.unsent.erase(0, static_cast<std::size_t>(sent));
    }
    if ((connection.closes && connection.unsent.empty()) ||
        connection.waiting_octets + connection.unsent.size() > unsent_octets_max) {
        connections_.erase(found);
        return;
    }
    if (connection.waits_for_room == connection.unsent.empty()) {
        connection.waits_for_room = !connection.unsent.empty();
        watch(EPOLL_CTL_MOD, fd, connection.waits_for_room ? EPOLLIN | EPOLLOUT : EPOLLIN);
    }
}

ScriptedRelay::ScriptedRelay(RelayOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

ScriptedRelay::~ScriptedRelay()
{
    stop();
}

std::uint16_t ScriptedRelay::port() const
{
    return impl_->port_;
}

std::string ScriptedRelay::url() const
{
    return "smtp://127.0.0.1:" + std::to_string(port());
}

void ScriptedRelay::start()
{
    impl_->thread_ = std::thread([this] { impl_->run(); });
}

void ScriptedRelay::run()
{
    impl_->run();
}

void ScriptedRelay::stop()
{
    ask_to_stop();
    if (impl_->thread_.joinable()) impl_->thread_.join();
}

void ScriptedRelay::ask_to_stop() noexcept
{
    impl_->ask_to_stop();
}

std::size_t ScriptedRelay::add_rule(Rule rule)
{
    const std::lock_guard lock(impl_->mutex_);
    return impl_->rules_.add(std::move(rule));
}

void ScriptedRelay::clear_rules()
{
    const std::lock_guard lock(impl_->mutex_);
    impl_->rules_.clear();
}

std::vector<AcceptedMessage> ScriptedRelay::messages() const
{
    const std::lock_guard lock(impl_->mutex_);
    return impl_->ledger_.messages();
}

RelayReport ScriptedRelay::report() const
{
    const std::lock_guard lock(impl_->mutex_);
    auto report = impl_->ledger_.report();
    report.rules_fired = impl_->rules_.fired();
    report.cpu_seconds = impl_->cpu_seconds_.value_or(0);
    return report;
}

bool ScriptedRelay::wait_for_messages(std::uint64_t count, std::chrono::milliseconds time) const
{
    std::unique_lock lock(impl_->mutex_);
    return impl_->progress_.wait_for(lock, time, [&] { return impl_->ledger_.report().messages >= count; });
}

}  // namespace testing_support
