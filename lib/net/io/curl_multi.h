#pragma once
/// libcurl's multi interface driven by Asio: handles that only connect.

#include <curl/curl.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <unordered_map>

namespace net::io {

class CurlMulti {
  public:
    /// `done` is called on io's thread with the handle and its result.
    CurlMulti(boost::asio::io_context& io, std::function<void(CURL*, CURLcode)> done);
    CurlMulti(const CurlMulti&) = delete;
    CurlMulti& operator=(const CurlMulti&) = delete;
    ~CurlMulti();

    /// The handle stays in the multi while it is in use: after removal, sending over it fails.
    void add(CURL* easy);
    void remove(CURL* easy);

  private:
    /// One socket that libcurl waits on: a dup of it, since libcurl owns and closes the original.
    struct Watch {
        explicit Watch(boost::asio::posix::stream_descriptor its_descriptor) : descriptor(std::move(its_descriptor)) {}
        boost::asio::posix::stream_descriptor descriptor;
        int wanted = 0;
        bool is_waiting_read = false;
        bool is_waiting_write = false;
    };

    static int on_socket(CURL* easy, curl_socket_t socket, int what, void* self, void* unused);
    static int on_timer(CURLM* multi, long timeout_ms, void* self);
    void watch(curl_socket_t socket, int what);
    void wait(curl_socket_t socket, const std::shared_ptr<Watch>& watch);
    void act(curl_socket_t socket, int events);
    void report();

    boost::asio::io_context& io_;
    std::function<void(CURL*, CURLcode)> done_;
    CURLM* multi_;
    boost::asio::steady_timer timer_;
    std::unordered_map<curl_socket_t, std::shared_ptr<Watch>> watches_;
    std::shared_ptr<void> alive_ =
        std::make_shared<char>();  ///< a handler that was queued before our end sees that it came
};

}  // namespace net::io
