#include "base/io/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdlib>
#include <memory>

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

}  // namespace

void start_log(LogFormat format, LogLevel least)
{
    const auto logger = std::make_shared<spdlog::logger>("gazetted", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger->set_pattern(format == LogFormat::terminal ? "%Y-%m-%dT%H:%M:%S.%e %L %v" : "%v");
    logger->set_level(spdlog::level::debug);
    set_log_sink(
        [logger, format](const LogRecord& record) {
            logger->log(spdlog_level(record.level), spdlog::string_view_t(format_line(record, format)));
        },
        least);
}

LogFormat natural_log_format()
{
    // Read once, before any thread starts.
    return std::getenv("JOURNAL_STREAM") != nullptr ? LogFormat::journald
                                                    : LogFormat::terminal;  // NOLINT(concurrency-mt-unsafe)
}

}  // namespace base::io
