#include "document/document.h"

namespace document {

std::string_view name_of(Unreadable why)
{
    switch (why) {
    case Unreadable::encrypted: return "encrypted";
    case Unreadable::picture: return "picture";
    case Unreadable::damaged: return "damaged";
    case Unreadable::hostile: return "hostile";
    case Unreadable::unknown: return "unknown";
    case Unreadable::too_long: return "too long";
    }
    return "";
}

}  // namespace document
