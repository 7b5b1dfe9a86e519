#include "web/page.h"

#include "web/language.h"

namespace web {

Response page(const Site& site, int status, std::string_view name, const std::string& language,
              const config::TemplateValues& values)
{
    return {.status = status,
            .content_type = "text/html; charset=utf-8",
            .body = site.pages.render(name, language, values),
            .allow = ""};
}

std::string page_language(const Site& site, std::string_view of_contact, const config::List& list,
                          const std::string& accepted)
{
    const std::vector<std::string>& known = site.pages.languages();
    if (std::string own = match_language(of_contact, known); !own.empty()) return own;
    return accepted.empty() ? match_language(list.language, known) : accepted;
}

Response unknown_page(const Site& site, const std::string& language)
{
    return page(site, 404, "unknown", language,
                {.texts = {{"ask", "postmaster@" + site.house.config.server.hostname}}, .rows = {}});
}

}  // namespace web
