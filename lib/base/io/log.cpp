#include "base/io/log.h"

#include <spdlog/async_logger.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/base_sink.h>

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdlib>
#include <functional>
#include <string_view>
#include <utility>

namespace base::io {

namespace {

int syslog_priority(LogLevel level)
{
    switch (level) {
    case LogLevel::debug: return 7;
    case LogLevel::info: return 6;
    case LogLevel::warning: return 4;
    case LogLevel::error: return 3;
    }
    return 6;
}

spdlog::level::level_enum spdlog_level(LogLevel level)
{
    switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
    }
    return spdlog::level::info;
}

std::string format_line(const LogRecord& record, LogFormat format)
{
    switch (format) {
    case LogFormat::terminal: return format_text(record);
    case LogFormat::journald: return '<' + std::to_string(syslog_priority(record.level)) + '>' + format_text(record);
    case LogFormat::json: return format_json(record, std::chrono::floor<Duration>(std::chrono::system_clock::now()));
    }
    return {};
}

constexpr std::size_t waiting_lines_max = 8192;  // some 4 MiB
constexpr auto last_words_time = std::chrono::seconds(2);

/// Writes to standard error without ever being stuck in it: what can wait is asked by poll. It may be a pipe, a
/// socket, a file or a terminal, and is shared with others, so that it must not be made non-blocking.
class StandardError final : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
  public:
    /// From now on nothing waits longer than that in all; what cannot be written by then is lost.
    void hurry() { give_up_at_ = std::chrono::steady_clock::now() + last_words_time; }

    /// Asked after each line, and what is then written.
    void set_lost(std::function<std::size_t()> lost, std::function<std::string(const LogRecord&)> format)
    {
        lost_ = std::move(lost);
        format_ = std::move(format);
    }

  private:
    void sink_it_(const spdlog::details::log_msg& message) override
    {
        if (!write_line(message)) {
            ++unwritten_;
        } else {
            report_lost();
        }
    }

    void flush_() override {}

    [[nodiscard]] bool write_line(const spdlog::details::log_msg& message)
    {
        spdlog::memory_buf_t line;
        formatter_->format(message, line);
        std::string_view octets(line.data(), line.size());
        while (!octets.empty() && wait_until_writable()) {
            // No more than what a writable pipe takes at once (pipe(7)).
            const ssize_t written =
                ::write(STDERR_FILENO, octets.data(), std::min<std::size_t>(octets.size(), PIPE_BUF));
            if (written < 0 && errno != EINTR && errno != EAGAIN) return false;
            if (written > 0) octets.remove_prefix(static_cast<std::size_t>(written));
        }
        return octets.empty();
    }

    [[nodiscard]] bool wait_until_writable() const
    {
        constexpr int interval_ms = 100;
        while (std::chrono::steady_clock::now() < give_up_at_.load()) {
            pollfd standard_error{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
            if (::poll(&standard_error, 1, interval_ms) > 0) return true;
        }
        return false;
    }

    /// A line was written, so somebody reads again.
    void report_lost()
    {
        const std::size_t lost = lost_() + unwritten_;
        if (lost <= reported_) return;
        const LogRecord record = record_of(LogDropped{.lines = static_cast<std::int64_t>(lost)});
        if (write_line({"gazetted", spdlog_level(record.level), format_(record)})) reported_ = lost;
    }

    std::function<std::size_t()> lost_;
    std::function<std::string(const LogRecord&)> format_;
    std::size_t unwritten_ = 0;
    std::size_t reported_ = 0;
    std::atomic<std::chrono::steady_clock::time_point> give_up_at_ = std::chrono::steady_clock::time_point::max();
};

}  // namespace

struct LogOutput::Impl {
    std::shared_ptr<StandardError> standard_error = std::make_shared<StandardError>();
    std::shared_ptr<spdlog::details::thread_pool> writer =
        std::make_shared<spdlog::details::thread_pool>(waiting_lines_max, 1);
    std::shared_ptr<spdlog::async_logger> logger = std::make_shared<spdlog::async_logger>(
        "gazetted", standard_error, writer, spdlog::async_overflow_policy::overrun_oldest);
};

LogOutput::LogOutput(LogFormat format, LogLevel least) : impl_(std::make_unique<Impl>())
{
    // While the queue ends it can no longer be asked.
    const auto lost = [writer = std::weak_ptr(impl_->writer)] {
        const auto alive = writer.lock();
        return alive ? alive->overrun_counter() : 0;
    };
    impl_->standard_error->set_lost(lost, [format](const LogRecord& record) { return format_line(record, format); });
    impl_->logger->set_pattern(format == LogFormat::terminal ? "%Y-%m-%dT%H:%M:%S.%e %L %v" : "%v");
    impl_->logger->set_level(spdlog::level::debug);
    set_log_sink(
        [logger = impl_->logger, format](const LogRecord& record) {
            logger->log(spdlog_level(record.level), spdlog::string_view_t(format_line(record, format)));
        },
        least);
}

LogOutput::~LogOutput()
{
    set_log_sink(nullptr, LogLevel::error);
    impl_->standard_error->hurry();
}

LogFormat natural_log_format()
{
    // Read once, before any thread starts.
    return std::getenv("JOURNAL_STREAM") != nullptr ? LogFormat::journald
                                                    : LogFormat::terminal;  // NOLINT(concurrency-mt-unsafe)
}

}  // namespace base::io
