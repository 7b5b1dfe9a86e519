#include "document/archive.h"

#include "base/text.h"

#include <zip.h>

#include <algorithm>
#include <utility>

namespace document {

namespace {

// Limits as Apache POI's ZipSecureFile has them, and tighter: a form is small.
constexpr std::size_t entries_max = 1000;
constexpr std::size_t part_octets_max = std::size_t{16} * 1024 * 1024;
constexpr std::size_t all_octets_max = std::size_t{48} * 1024 * 1024;
constexpr std::size_t ratio_max = 100;
constexpr std::size_t ratio_counts_from = std::size_t{1024} * 1024;
constexpr std::size_t depth_max = 200;  // the readers follow elements by recursion

/// Without recursion.
bool is_deeper_than(const pugi::xml_node& root, std::size_t depth_allowed)
{
    std::size_t depth = 0;
    for (pugi::xml_node node = root.first_child(); node && node != root;) {
        if (node.first_child()) {
            if (++depth > depth_allowed) return true;
            node = node.first_child();
            continue;
        }
        while (node && node != root && !node.next_sibling()) {
            node = node.parent();
            if (depth > 0) --depth;
        }
        if (node && node != root) node = node.next_sibling();
    }
    return false;
}

bool has_doctype(const pugi::xml_document& tree)
{
    return std::ranges::any_of(tree.children(),
                               [](const pugi::xml_node& node) { return node.type() == pugi::node_doctype; });
}

}  // namespace

void Archive::Close::operator()(zip* archive) const
{
    zip_discard(archive);
}

Archive::Archive(std::string_view octets) : octets_left_(all_octets_max)
{
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(octets.data(), octets.size(), 0, &error);
    if (source != nullptr) archive_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
    if (source != nullptr && !archive_) zip_source_free(source);
    zip_error_fini(&error);
    if (archive_)
        take_names();
    else
        fault_ = Unreadable::damaged;
}

void Archive::take_names()
{
    const auto count = static_cast<std::size_t>(std::max<zip_int64_t>(zip_get_num_entries(archive_.get(), 0), 0));
    if (count > entries_max) {
        fault_ = Unreadable::hostile;
        return;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const char* name = zip_get_name(archive_.get(), i, ZIP_FL_ENC_GUESS);
        names_.emplace_back(name == nullptr ? "" : name);
    }
}

bool Archive::has(std::string_view name) const
{
    return std::ranges::count(names_, name) > 0;
}

Archive::Inflated Archive::inflate(std::size_t index)
{
    zip_stat_t about;
    zip_stat_init(&about);
    if (zip_stat_index(archive_.get(), index, 0, &about) != 0) {
        fault_ = Unreadable::damaged;
        return {};
    }
    if ((about.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && about.encryption_method != ZIP_EM_NONE) {
        fault_ = Unreadable::encrypted;
        return {};
    }
    const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(zip_fopen_index(archive_.get(), index, 0), zip_fclose);
    if (!file) {
        fault_ = Unreadable::damaged;
        return {};
    }
    Inflated part;
    const std::size_t octets_max = std::min(part_octets_max, octets_left_);
    constexpr std::size_t piece_octets = 65536;
    for (;;) {
        const std::size_t start = part.octets.size();
        if (start >= octets_max) {
            part.is_cut = true;
            break;
        }
        part.octets.resize(start + piece_octets);
        const zip_int64_t count = zip_fread(file.get(), part.octets.data() + start, piece_octets);
        part.octets.resize(start + static_cast<std::size_t>(std::max<zip_int64_t>(count, 0)));
        if (count < 0) fault_ = Unreadable::damaged;
        if (count <= 0) break;
    }
    octets_left_ -= std::min(octets_left_, part.octets.size());
    const std::size_t whole = std::max<std::size_t>(part.octets.size(), part.is_cut ? about.size : 0);
    if (whole > ratio_counts_from && whole / ratio_max > about.comp_size) fault_ = Unreadable::hostile;
    return part;
}

XmlPart Archive::read_xml(std::string_view name, bool keeps_blanks)
{
    XmlPart part;
    const auto found = std::ranges::find(names_, name);
    if (fault_ || found == names_.end()) return part;
    Inflated inflated = inflate(static_cast<std::size_t>(found - names_.begin()));
    if (fault_) return part;
    part.is_cut = inflated.is_cut;
    const unsigned flags = pugi::parse_default | pugi::parse_doctype | (keeps_blanks ? pugi::parse_ws_pcdata : 0U);
    // A tree whose text breaks off stands as far as it goes.
    const pugi::xml_parse_result result = part.tree.load_buffer(inflated.octets.data(), inflated.octets.size(), flags);
    if (!result && !part.is_cut) fault_ = Unreadable::damaged;
    if (has_doctype(part.tree) || is_deeper_than(part.tree, depth_max)) fault_ = Unreadable::hostile;
    if (fault_) part.tree.reset();
    return part;
}

namespace {

std::string_view without_prefix(std::string_view name)
{
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

}  // namespace

std::string_view local_name(const pugi::xml_node& node)
{
    return without_prefix(node.name());
}

std::string_view local_name(const pugi::xml_attribute& attribute)
{
    return without_prefix(attribute.name());
}

pugi::xml_node child(const pugi::xml_node& parent, std::string_view name)
{
    return parent.find_child([&](const pugi::xml_node& each) { return local_name(each) == name; });
}

std::string_view attribute(const pugi::xml_node& node, std::string_view name)
{
    return node.find_attribute([&](const pugi::xml_attribute& each) { return local_name(each) == name; }).value();
}

std::size_t count_attribute(const pugi::xml_node& node, std::string_view name, std::size_t otherwise)
{
    const auto number = base::parse_number(attribute(node, name));
    return number && *number >= 0 ? static_cast<std::size_t>(*number) : otherwise;
}

}  // namespace document
