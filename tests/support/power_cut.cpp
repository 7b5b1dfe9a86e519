#include "support/power_cut.h"

#include <algorithm>

namespace testing_support {

namespace {

constexpr std::size_t sector = 512;

void write_at(std::string& file, std::size_t offset, std::string_view octets)
{
    file.resize(std::max(file.size(), offset + octets.size()));
    file.replace(offset, octets.size(), octets);
}

void apply(DiskImage& image, const DiskChange& change)
{
    switch (change.call) {
    case DiskCall::open: image[change.file]; break;
    case DiskCall::write: write_at(image[change.file], static_cast<std::size_t>(change.offset), change.octets); break;
    case DiskCall::truncate: image[change.file].resize(static_cast<std::size_t>(change.offset)); break;
    case DiskCall::remove: image.erase(change.file); break;
    case DiskCall::read:
    case DiskCall::sync: break;
    }
}

void apply_torn(DiskImage& image, const DiskChange& change, std::mt19937& random)
{
    for (std::size_t at = 0; at < change.octets.size(); at += sector) {
        if (random() % 2 == 0) continue;
        write_at(image[change.file], static_cast<std::size_t>(change.offset) + at,
                 std::string_view(change.octets).substr(at, sector));
    }
}

}  // namespace

std::size_t PowerCut::synced_at(const std::string& file) const
{
    const auto found = synced_at_.find(file);
    return found == synced_at_.end() ? 0 : found->second;
}

void PowerCut::advance()
{
    const DiskChange& change = changes_[next_++];
    if (change.call != DiskCall::sync) {
        unsynced_.push_back(&change);
        return;
    }
    synced_at_[change.file] = next_;
    // SQLite syncs the folder with a new log or journal, so files that are made or removed are on the disk as well.
    std::vector<const DiskChange*> still_unsynced;
    for (const DiskChange* each : unsynced_) {
        const bool is_of_folder = each->call == DiskCall::open || each->call == DiskCall::remove;
        if (each->file == change.file || is_of_folder) {
            apply(synced_, *each);
        } else {
            still_unsynced.push_back(each);
        }
    }
    unsynced_ = std::move(still_unsynced);
}

DiskImage PowerCut::with_all() const
{
    DiskImage image = synced_;
    for (const DiskChange* change : unsynced_) apply(image, *change);
    return image;
}

DiskImage PowerCut::with_some(std::mt19937& random) const
{
    DiskImage image = synced_;
    for (const DiskChange* change : unsynced_) {
        const auto fate = random() % 4;
        const bool is_there = image.contains(change->file) || change->call == DiskCall::open;
        if (fate == 0 || !is_there) continue;
        if (fate == 1 && change->call == DiskCall::write) {
            apply_torn(image, *change, random);
        } else {
            apply(image, *change);
        }
    }
    return image;
}

}  // namespace testing_support
