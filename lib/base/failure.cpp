#include "base/failure.h"

#include <stdexcept>
#include <utility>

namespace base {

std::string EnhancedStatus::text() const
{
    if (!is_given()) return {};
    return std::to_string(severity) + '.' + std::to_string(subject) + '.' + std::to_string(detail);
}

void throw_exception_from_error(const Failure& failure, const boost::source_location& location)
{
    throw std::runtime_error(failure.text + " (" + location.to_string() + ')');
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
