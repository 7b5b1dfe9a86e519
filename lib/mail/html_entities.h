#pragma once
/// The characters that HTML writes between "&" and ";", by libxml2's table.  Pure.

#include <cstdint>
#include <string>
#include <string_view>

namespace mail {

/// What follows "&" at the start of `ahead`, up to its ";". Zero when it is no entity.
struct Entity {
    std::uint32_t code_point = 0;
    std::size_t octets = 0;  ///< with its ";"
};
[[nodiscard]] Entity read_entity(std::string_view ahead);

/// A no-break space becomes a blank.
void append_character(std::string& text, std::uint32_t code_point);

/// The value of an attribute, or a text. Linear.
[[nodiscard]] std::string decode_entities(std::string_view html);

}  // namespace mail
