#pragma once
/// How the reader process and its caller speak over their socket: a length before each octet string, within bounds.
///
///     request   4 octets: length of the name   8 octets: length of the document   name   document
///     answer    8 octets: length   JSON (document/reading_json.h)

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace document::io {

inline constexpr std::size_t name_octets_max = 1024;
inline constexpr std::size_t document_octets_max = std::size_t{64} * 1024 * 1024;
inline constexpr std::size_t answer_octets_max = std::size_t{64} * 1024 * 1024;
/// The longest that one document may take; then its process is killed.
inline constexpr std::chrono::seconds reading_time_max{10};

using Deadline = std::chrono::steady_clock::time_point;

/// False when the other end is gone or the time is over. Never raises SIGPIPE.
[[nodiscard]] bool send_all(int socket, std::string_view octets, Deadline deadline);

/// At least one octet and at most `most`, as they come; an empty string when the other end has closed; nothing when it is gone
/// or the time is over.
[[nodiscard]] std::optional<std::string> receive_some(int socket, std::size_t most, Deadline deadline);

/// Exactly so many octets; nothing when the other end is gone or the time is over.
[[nodiscard]] std::optional<std::string> receive(int socket, std::size_t count, Deadline deadline);

/// Most significant octet first.
[[nodiscard]] std::string number_octets(std::uint64_t number, std::size_t count);
[[nodiscard]] std::uint64_t read_number(std::string_view octets);

}  // namespace document::io
