#include "config/form.h"

#include <algorithm>

namespace config {

const std::string& in_language(const Wordings& wordings, std::string_view language)
{
    const auto exact = std::ranges::find(wordings, language, &Wording::language);
    if (exact != wordings.end()) return exact->text;
    const std::string_view primary = language.substr(0, language.find('-'));  // "pt" for "pt-BR"
    const auto near = std::ranges::find(wordings, primary, &Wording::language);
    return near != wordings.end() ? near->text : wordings.front().text;
}

}  // namespace config
