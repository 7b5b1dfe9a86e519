#include "store/forms.h"

namespace store {

std::string_view name_of(ReturnState state)
{
    switch (state) {
    case ReturnState::review: return "review";
    case ReturnState::accepted: return "accepted";
    case ReturnState::late: return "late";
    case ReturnState::held: return "held";
    case ReturnState::superseded: return "superseded";
    case ReturnState::rejected: return "rejected";
    }
    return "";
}

}  // namespace store
