#pragma once
/// The project's own files, for tests that read the sources.

#include "support/places.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace architecture {

struct SourceFile {
    std::string path;  ///< from the root: "lib/base/text.h"
    std::string text;
};

inline std::string read_source(const std::filesystem::path& relative)
{
    std::ifstream file(testing_support::source_folder() / relative, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// All files below the folders whose names end in one of `endings`, sorted by path.
inline std::vector<SourceFile> read_sources(const std::vector<std::string>& folders,
                                            const std::vector<std::string>& endings)
{
    const std::filesystem::path root = testing_support::source_folder();
    std::vector<SourceFile> files;
    for (const std::string& folder : folders) {
        if (!std::filesystem::exists(root / folder)) continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
            const std::string name = entry.path().filename().string();
            const bool is_wanted =
                std::ranges::any_of(endings, [&](const std::string& ending) { return name.ends_with(ending); });
            if (!entry.is_regular_file() || !is_wanted) continue;
            const std::filesystem::path relative = entry.path().lexically_relative(root);
            files.push_back({.path = relative.string(), .text = read_source(relative)});
        }
    }
    std::ranges::sort(files, {}, &SourceFile::path);
    return files;
}

inline std::size_t line_of(std::string_view text, std::size_t at)
{
    return 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, at), '\n'));
}

}  // namespace architecture
