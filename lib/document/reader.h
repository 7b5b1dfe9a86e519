#pragma once
/// The port through which others have documents read. In the daemon they are read by another process, which has nothing to
/// lose (document/io/reader_client.h).  Pure.

#include "document/document.h"

#include <string_view>

namespace document {

class Reader {
  public:
    Reader() = default;
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;
    virtual ~Reader() = default;

    /// As read_document; `too_long` when it took more time or memory than it may, `damaged` when the process that read
    /// it broke down.
    virtual Reading read(std::string_view octets, std::string_view file_name) = 0;
};

/// In this process: for tests, and for whoever is that other process.
class DirectReader : public Reader {
  public:
    Reading read(std::string_view octets, std::string_view file_name) override;
};

}  // namespace document
