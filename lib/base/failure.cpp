#include "base/failure.h"

#include <utility>

namespace base {

std::string EnhancedStatus::text() const
{
    if (!is_given()) return {};
    return std::to_string(severity) + '.' + std::to_string(subject) + '.' + std::to_string(detail);
}

Failure refuse(std::string text)
{
    return {.permanence = Permanence::permanent, .status = {}, .remote_mta = {}, .text = std::move(text)};
}

Failure try_again(std::string text)
{
    return {.permanence = Permanence::transient, .status = {}, .remote_mta = {}, .text = std::move(text)};
}

}  // namespace base
