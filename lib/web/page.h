#pragma once
/// What all pages have in common: their language, their shape, and the one for a link that leads nowhere.  Pure.

#include "web/answer.h"

#include <string>
#include <string_view>

namespace web {

[[nodiscard]] Response page(const Site& site, int status, std::string_view name, const std::string& language,
                            const config::TemplateValues& values);

/// The contact's own language, else the browser's, else the list's; always one of the pages'.
[[nodiscard]] std::string page_language(const Site& site, std::string_view of_contact, const config::List& list,
                                        const std::string& accepted);

/// For a token that is not ours or whose object is gone: says whom to ask.
[[nodiscard]] Response unknown_page(const Site& site, const std::string& language);

}  // namespace web
