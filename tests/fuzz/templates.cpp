// An operator's template, whatever it says: refused with a reason, or it renders values as text, in bounds.

#include "config/templates.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(fuzz::as_text(data, size));
    const auto templates = config::Templates::load({{"en/held_digest.mustache", text}});
    if (!templates) {
        fuzz::require(templates.error().text.find("en/held_digest.mustache: ") != std::string::npos,
                      "a refusal names the file", templates.error().text);
        return 0;
    }
    const std::string evil = "{{title}}{{#items}}\n";
    const config::TemplateTexts row{{"author", evil}, {"subject", "s"}, {"items", "x"}};
    const config::RenderedNotice notice = templates->render(
        "held_digest", "en", {.texts = {{"title", evil}, {"address", "a"}}, .rows = {{"items", {row, row, row}}}});
    fuzz::require(notice.subject.find('\n') == std::string::npos, "a subject is one line", notice.subject);
    fuzz::require(notice.subject.size() + notice.body.size() <= 40 * text.size() + 100,
                  "what is rendered is bounded by its template", text);
    return 0;
}
