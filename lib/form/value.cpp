#include "form/value.h"

namespace form {

bool is_null(const Value& value)
{
    return std::holds_alternative<std::monostate>(value);
}

std::string_view name_of(Sureness sureness)
{
    switch (sureness) {
    case Sureness::sure: return "sure";
    case Sureness::likely: return "likely";
    case Sureness::guessed: return "guessed";
    }
    return "";
}

}  // namespace form
