#include "desk/answerable.h"

#include "base/text.h"
#include "list/joining.h"

namespace desk {

std::string reason_not_to_answer(const Reading& message, const config::Config& config)
{
    if (message.author() == nullptr) return "From names no single author";
    if (message.row.reverse_path.empty()) return "it has the null reverse-path";
    if (message.header.find("List-Id") != nullptr) return "it comes from a list";
    const std::string precedence = base::to_lower(message.header.value("Precedence"));
    if (precedence == "list" || precedence == "bulk") return "Precedence: " + precedence;
    if (!list::is_for_people(config, message.author()->text())) return "its author is not a person";
    return {};
}

}  // namespace desk
