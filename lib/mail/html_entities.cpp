#include "mail/html_entities.h"

#include "base/text.h"

#include <libxml/HTMLparser.h>
#include <unicode/utf8.h>

#include <array>
#include <charconv>

namespace mail {

namespace {

constexpr std::size_t name_octets_max = 32;

/// Zero when it is nothing.
std::uint32_t entity_value(std::string_view name)
{
    if (name.starts_with('#')) {
        const bool is_hex = base::to_lower(name.substr(1, 1)) == "x";
        const std::string_view digits = name.substr(is_hex ? 2 : 1);
        std::uint32_t value = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value, is_hex ? 16 : 10);
        const bool is_read = error == std::errc{} && end == digits.data() + digits.size();
        return is_read && U_IS_UNICODE_CHAR(value) ? value : 0;
    }
    const std::string key(name);
    const auto* const entity = htmlEntityLookup(reinterpret_cast<const xmlChar*>(key.c_str()));  // NOLINT: octets
    return entity == nullptr ? 0 : entity->value;
}

}  // namespace

Entity read_entity(std::string_view ahead)
{
    ahead = ahead.substr(0, name_octets_max);
    const auto end = ahead.find(';');
    if (end == std::string_view::npos) return {};
    return {.code_point = entity_value(ahead.substr(0, end)), .octets = end + 1};
}

void append_character(std::string& text, std::uint32_t code_point)
{
    constexpr std::uint32_t no_break_space = 0xA0;
    std::array<char, U8_MAX_LENGTH> octets{};
    std::int32_t length = 0;
    UBool is_error = 0;
    const auto capacity = static_cast<std::int32_t>(octets.size());
    const auto character = static_cast<UChar32>(code_point == no_break_space ? ' ' : code_point);
    U8_APPEND(octets, length, capacity, character, is_error);
    if (is_error == 0) text.append(octets.data(), static_cast<std::size_t>(length));
}

std::string decode_entities(std::string_view html)
{
    std::string text;
    for (std::size_t i = 0; i < html.size(); ++i) {
        const Entity entity = html[i] == '&' ? read_entity(html.substr(i + 1)) : Entity{};
        if (entity.code_point == 0) {
            text += html[i];
        } else {
            append_character(text, entity.code_point);
            i += entity.octets;
        }
    }
    return text;
}

}  // namespace mail
