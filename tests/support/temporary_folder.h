#pragma once
/// A folder of the test's own, gone with the object.

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

namespace testing_support {

enum class FolderOn : unsigned char {
    disk,
    memory,  ///< where syncs cost nothing; on the disk when this machine has no /dev/shm
};

class TemporaryFolder {
  public:
    explicit TemporaryFolder(FolderOn on = FolderOn::disk)
    {
        const std::filesystem::path memory = "/dev/shm";
        const bool is_in_memory = on == FolderOn::memory && std::filesystem::is_directory(memory);
        const std::filesystem::path parent = is_in_memory ? memory : std::filesystem::temp_directory_path();
        std::string name = (parent / "gazetted-test-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder");
        path_ = name;
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

  private:
    std::filesystem::path path_;
};

}  // namespace testing_support
