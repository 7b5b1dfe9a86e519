#include "config/section.h"

#include <cassert>

namespace config {

namespace {

template <class T>
const T& value_of(const Section& section, std::string_view key)
{
    const auto found = section.values.find(key);
    assert(found != section.values.end());
    return std::get<T>(found->second);
}

}  // namespace

const std::string& Section::text(std::string_view key) const
{
    return value_of<std::string>(*this, key);
}

std::size_t Section::number(std::string_view key) const
{
    return static_cast<std::size_t>(value_of<std::int64_t>(*this, key));
}

bool Section::flag(std::string_view key) const
{
    return value_of<bool>(*this, key);
}

base::Duration Section::duration(std::string_view key) const
{
    return value_of<base::Duration>(*this, key);
}

const std::vector<std::string>& Section::texts(std::string_view key) const
{
    return value_of<std::vector<std::string>>(*this, key);
}

const std::vector<base::Duration>& Section::durations(std::string_view key) const
{
    return value_of<std::vector<base::Duration>>(*this, key);
}

std::filesystem::path Section::path(std::string_view key) const
{
    std::filesystem::path named = text(key);
    if (named.empty() || named.is_absolute() || text(key).starts_with("credential:")) return named;
    return std::filesystem::path(place_of(key).file).parent_path() / named;
}

const Place& Section::place_of(std::string_view key) const
{
    const auto found = places.find(key);
    return found == places.end() ? place : found->second;
}

}  // namespace config
