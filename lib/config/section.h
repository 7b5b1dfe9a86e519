#pragma once
/// One table of the configuration with its values checked, and where each stood.  Pure.

#include "config/value.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace config {

struct Place {
    std::string file;
    std::size_t line = 0;
    std::size_t column = 0;
};

struct Section {
    std::string name;  ///< "list.stage"
    Place place;
    std::map<std::string, Value, std::less<>> values;  ///< those that are set, and the defaults of the others
    std::map<std::string, Place, std::less<>> places;  ///< of those that are set
    std::vector<Section> children;
    bool is_alone = false;  ///< written [relay], where [[relay]] would be one of several

    /// The values of options that have one by their row; asking for another kind is a mistake of ours.
    [[nodiscard]] const std::string& text(std::string_view key) const;
    [[nodiscard]] std::size_t number(std::string_view key) const;
    [[nodiscard]] bool flag(std::string_view key) const;
    [[nodiscard]] base::Duration duration(std::string_view key) const;
    [[nodiscard]] const std::vector<std::string>& texts(std::string_view key) const;
    [[nodiscard]] const std::vector<base::Duration>& durations(std::string_view key) const;
    /// Relative to the folder of the file that names it; empty stays empty.
    [[nodiscard]] std::filesystem::path path(std::string_view key) const;
    [[nodiscard]] const Place& place_of(std::string_view key) const;
};

/// What is wrong with the value of that key of a section.
using TellFault = std::function<void(std::string_view key, const std::string& text)>;

}  // namespace config
