#pragma once
/// Where this build's sources and programs are.

#include <filesystem>
#include <string>

namespace testing_support {

[[nodiscard]] std::filesystem::path source_folder();
[[nodiscard]] std::filesystem::path build_folder();
[[nodiscard]] std::string program(const std::string& name);  ///< "gazetted": its path

}  // namespace testing_support
