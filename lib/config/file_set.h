#pragma once
/// The file of a configuration and those that it includes, as one tree of tables.  Pure.

#include "config/read.h"
#include "config/section.h"

#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace config {

/// All files as one: the tables of each, in order. `reader` and `faults`, to which it adds, must outlive it.
class FileSet {
  public:
    FileSet(const FileReader& reader, std::vector<Fault>& faults) : reader_(reader), faults_(faults) {}

    /// With all that it includes. `named_at`: where; nowhere for the first.
    void add(const std::filesystem::path& file, const Place& named_at);

    Section root;

  private:
    void adopt(Section file_root, const std::filesystem::path& file);
    /// A table may be spread over files, an option may not.
    void merge(Section& parent, std::vector<Section> children);
    void merge_options(Section& into, const Section& from);

    const FileReader& reader_;
    std::vector<Fault>& faults_;
    std::set<std::string> seen_;
};

}  // namespace config
