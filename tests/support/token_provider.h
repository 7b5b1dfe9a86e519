#pragma once
/// A provider's token endpoint on loopback, over plain HTTP (RFC 6749 §6).

#include <memory>
#include <string>
#include <vector>

namespace testing_support {

class TokenProvider {
  public:
    struct Answer {
        unsigned status = 200;
        std::string body;
    };
    /// One answer a request; the last one repeats.
    explicit TokenProvider(std::vector<Answer> answers);
    TokenProvider(const TokenProvider&) = delete;
    TokenProvider& operator=(const TokenProvider&) = delete;
    ~TokenProvider();

    [[nodiscard]] std::string url() const;
    [[nodiscard]] std::vector<std::string> requests() const;  ///< the forms that were posted, in order

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace testing_support
