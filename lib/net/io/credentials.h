#pragma once
/// What shows a server who we are: the password or token of the moment. Files are read anew each time; programs and
/// token endpoints are asked on a thread of their own, one at a time, and what they gave is kept while it is good.

#include "base/failure.h"
#include "config/config.h"

#include <functional>
#include <memory>
#include <string>

namespace boost::asio {
class io_context;
}

namespace net::io {

class Credentials {
  public:
    using Answer = std::function<void(const base::Result<std::string>& secret)>;

    Credentials(boost::asio::io_context& io, const config::Account& account);
    Credentials(const Credentials&) = delete;
    Credentials& operator=(const Credentials&) = delete;
    ~Credentials();  ///< ends what is under way; who still waits gets no answer

    /// On io's thread; `answer` comes there too, never from within. Empty where the account has no user.
    void get(Answer answer);
    /// The server refused what get() gave: the next one is fetched anew.
    void forget();

  private:
    class Impl;
    std::shared_ptr<Impl> impl_;
};

}  // namespace net::io
