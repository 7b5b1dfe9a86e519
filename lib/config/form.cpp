#include "config/form.h"

#include <algorithm>

namespace config {

const std::string& in_language(const Wordings& wordings, std::string_view language)
{
    const auto found = std::ranges::find(wordings, language, &Wording::language);
    return found != wordings.end() ? found->text : wordings.front().text;
}

}  // namespace config
