#include "config/file_set.h"

#include "config/toml_sections.h"

#include <algorithm>
#include <utility>

namespace config {

namespace {

constexpr std::size_t files_max = 100;

}  // namespace

void FileSet::add(const std::filesystem::path& file, const Place& named_at)
{
    if (!seen_.insert(file.lexically_normal().string()).second || seen_.size() > files_max) {
        faults_.push_back({.file = named_at.file,
                           .line = named_at.line,
                           .column = named_at.column,
                           .text = "include: " + file.string() + " is included twice"});
        return;
    }
    const auto text = reader_(file);
    if (!text) {
        faults_.push_back({.file = named_at.file.empty() ? file.string() : named_at.file,
                           .line = named_at.line,
                           .column = named_at.column,
                           .text = text.error().text});
        return;
    }
    TomlReading reading = read_toml(file.string(), *text);
    faults_.insert(faults_.end(), reading.faults.begin(), reading.faults.end());
    adopt(std::move(reading.root), file);
}

void FileSet::adopt(Section file_root, const std::filesystem::path& file)
{
    if (root.place.file.empty()) root.place = file_root.place;
    merge(root, std::move(file_root.children));
    if (!file_root.values.contains("include")) return;
    for (const std::string& name : file_root.texts("include"))
        add(file.parent_path() / name, file_root.place_of("include"));
}

void FileSet::merge(Section& parent, std::vector<Section> children)
{
    for (Section& child : children) {
        const SectionRow* row = find_section(child.name);
        const bool is_array = row != nullptr && row->is_array;
        const auto other = std::ranges::find(parent.children, child.name, &Section::name);
        const bool is_one_of_several =
            is_array && !(child.is_alone && other != parent.children.end() && other->is_alone);
        if (is_one_of_several || other == parent.children.end()) {
            parent.children.push_back(std::move(child));
            continue;
        }
        merge_options(*other, child);
        merge(*other, std::move(child.children));
    }
}

void FileSet::merge_options(Section& into, const Section& from)
{
    for (const auto& [key, place] : from.places) {
        const auto [other, is_new] = into.places.emplace(key, place);
        if (is_new) {
            const auto value = from.values.find(key);
            if (value != from.values.end()) into.values.insert(*value);
            continue;
        }
        faults_.push_back({.file = place.file,
                           .line = place.line,
                           .column = place.column,
                           .text = from.name + '.' + key + ": is set in " + other->second.file + " already"});
    }
}

}  // namespace config
