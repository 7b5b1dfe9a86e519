#pragma once
/// The caller's side of the reader process: starts it, hands it documents, starts it anew when it is gone.

#include "document/reader.h"

#include <sys/types.h>

#include <filesystem>
#include <mutex>
#include <optional>
#include <string>

namespace document::io {

/// Where `gazetted` is: beside our own executable, or where it is installed.
[[nodiscard]] std::filesystem::path reader_program();

/// May be used by several threads; they wait for each other.
class ReaderClient : public Reader {
  public:
    /// Starts `program --reader`, which gets nothing of ours: no environment, no file but its socket. Throws
    /// std::runtime_error when it cannot.
    explicit ReaderClient(std::filesystem::path program);
    ReaderClient(const ReaderClient&) = delete;
    ReaderClient& operator=(const ReaderClient&) = delete;
    ~ReaderClient() override;  ///< and the process is gone

    Reading read(std::string_view octets, std::string_view file_name) override;

    /// Of the process that runs now; for tests.
    [[nodiscard]] pid_t process_id() const { return process_; }

  private:
    void start();
    void stop();
    [[nodiscard]] std::optional<std::string> ask(std::string_view octets, std::string_view file_name);

    std::filesystem::path program_;
    std::mutex one_at_a_time_;
    pid_t process_ = -1;
    int socket_ = -1;
};

}  // namespace document::io
