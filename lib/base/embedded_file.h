#pragma once
/// A file of the source tree that is built into the program (templates, migrations): see cmake/EmbedFolder.cmake.

#include <span>
#include <string_view>

namespace base {

struct EmbeddedFile {
    std::string_view name;  ///< relative to its folder: "en/confirm_post.mustache"
    std::string_view text;
};

}  // namespace base
