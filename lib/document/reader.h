#pragma once
/// The port to whoever reads documents.  Pure.

#include "document/document.h"

#include <string_view>
#include <variant>

namespace document {

using ReadResult = std::variant<Document, Unreadable>;

class Reader {
  public:
    virtual ~Reader() = default;

    /// `file_name` helps where the octets alone do not tell (text as CSV or HTML); never a path of ours. Never throws for
    /// what a document says.
    virtual ReadResult read(std::string_view octets, std::string_view file_name) = 0;
};

}  // namespace document
