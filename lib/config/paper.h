#pragma once
/// [[list.paper]]: a paper of a list's library, with its file's octets.  Pure: the file comes through the caller's reader.

#include "config/config.h"
#include "config/read.h"
#include "config/section.h"

#include <array>
#include <string_view>

namespace config {

/// What "get" understands as the newest issue, in the languages of our templates, folded; so no paper is called so.
inline constexpr std::array<std::string_view, 8> latest_words{"latest",     "last",   "newest",    "dernier",
                                                              "le dernier", "ultimo", "el ultimo", "mas reciente"};

/// Lower-case letters, digits and '-', the first one a letter.
[[nodiscard]] bool is_paper_name(std::string_view text);

[[nodiscard]] Paper read_paper(const Section& section, const FileReader& reader, const TellFault& fault);

}  // namespace config
