#include "support/places.h"

namespace testing_support {

std::filesystem::path source_folder()
{
    return GAZETTED_SOURCE_DIR;
}

std::filesystem::path build_folder()
{
    return std::filesystem::path(GAZETTED_BIN_DIR).parent_path();
}

std::string program(const std::string& name)
{
    return GAZETTED_BIN_DIR "/" + name;
}

}  // namespace testing_support
