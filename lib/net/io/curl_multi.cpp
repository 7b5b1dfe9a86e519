#include "net/io/curl_multi.h"

#include <unistd.h>

#include <chrono>
#include <new>
#include <utility>
#include <vector>

namespace net::io {

namespace asio = boost::asio;

CurlMulti::CurlMulti(asio::io_context& io, std::function<void(CURL*, CURLcode)> done)
    : io_(io), done_(std::move(done)), multi_(curl_multi_init()), timer_(io)
{
    if (multi_ == nullptr) throw std::bad_alloc{};
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlMulti::on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlMulti::on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
}

CurlMulti::~CurlMulti()
{
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, nullptr);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, nullptr);
    curl_multi_cleanup(multi_);
}

void CurlMulti::add(CURL* easy)
{
    curl_multi_add_handle(multi_, easy);
}

void CurlMulti::remove(CURL* easy)
{
    curl_multi_remove_handle(multi_, easy);
}

int CurlMulti::on_socket(CURL*, curl_socket_t socket, int what, void* self, void*)
{
    static_cast<CurlMulti*>(self)->watch(socket, what);
    return 0;
}

int CurlMulti::on_timer(CURLM*, long timeout_ms, void* self)
{
    auto* const multi = static_cast<CurlMulti*>(self);
    if (timeout_ms < 0) {
        multi->timer_.cancel();
        return 0;
    }
    multi->timer_.expires_after(std::chrono::milliseconds(timeout_ms));
    multi->timer_.async_wait([multi, alive = std::weak_ptr(multi->alive_)](const boost::system::error_code& error) {
        if (!error && !alive.expired()) multi->act(CURL_SOCKET_TIMEOUT, 0);
    });
    return 0;
}

void CurlMulti::watch(curl_socket_t socket, int what)
{
    if (what == CURL_POLL_REMOVE) {
        const auto found = watches_.find(socket);
        if (found == watches_.end()) return;
        boost::system::error_code ignored;
        found->second->descriptor.close(ignored);
        watches_.erase(found);
        return;
    }
    auto& entry = watches_[socket];
    if (!entry) entry = std::make_shared<Watch>(asio::posix::stream_descriptor(io_, ::dup(socket)));
    entry->wanted = what;
    wait(socket, entry);
}

void CurlMulti::wait(curl_socket_t socket, const std::shared_ptr<Watch>& watch)
{
    const auto arm = [&](int poll, int event, asio::posix::stream_descriptor::wait_type type, bool Watch::*is_waiting) {
        if ((watch->wanted & poll) == 0 || std::exchange(watch.get()->*is_waiting, true)) return;
        watch->descriptor.async_wait(type, [this, alive = std::weak_ptr(alive_), socket, watch, poll, event,
                                            is_waiting](const boost::system::error_code& error) {
            watch.get()->*is_waiting = false;
            if (alive.expired()) return;
            const auto current = watches_.find(socket);
            if (error || current == watches_.end() || current->second != watch) return;
            if ((watch->wanted & poll) != 0) act(socket, event);
            if (alive.expired()) return;
            const auto still = watches_.find(socket);
            if (still != watches_.end() && still->second == watch) wait(socket, watch);
        });
    };
    arm(CURL_POLL_IN, CURL_CSELECT_IN, asio::posix::stream_descriptor::wait_read, &Watch::is_waiting_read);
    arm(CURL_POLL_OUT, CURL_CSELECT_OUT, asio::posix::stream_descriptor::wait_write, &Watch::is_waiting_write);
}

void CurlMulti::act(curl_socket_t socket, int events)
{
    int running = 0;
    curl_multi_socket_action(multi_, socket, events, &running);
    report();
}

void CurlMulti::report()
{
    int left = 0;
    std::vector<std::pair<CURL*, CURLcode>> finished;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
        if (message->msg == CURLMSG_DONE) finished.emplace_back(message->easy_handle, message->data.result);
    }
    for (const auto& [easy, result] : finished) done_(easy, result);
}

}  // namespace net::io
