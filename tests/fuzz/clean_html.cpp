// Arbitrary HTML: what is left is ours alone, and cleaning it again changes nothing.

#include "mail/clean_html.h"

#include "fuzz.h"
#include "mail/charset.h"
#include "mail/html_tokens.h"

#include <string>

namespace {

void check_tag(const mail::HtmlToken& tag)
{
    for (const char* name : {"script", "style", "img", "iframe", "object", "form", "input", "base", "meta", "svg"})
        fuzz::require(tag.name != name, "no element that acts or fetches", tag.name);
    std::string_view inside = tag.octets;
    while (const auto attribute = mail::take_attribute(inside)) {
        fuzz::require(!attribute->name.starts_with("on") && attribute->name != "style" && attribute->name != "src",
                      "no handler", attribute->name);
        if (attribute->name != "href") continue;
        const std::string_view target = attribute->value;
        const std::string scheme(target.substr(0, target.find(':')));
        fuzz::require(scheme.size() >= 4 && scheme.size() <= 6, "links lead to the web or a mailbox", scheme);
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string html = mail::to_utf8(fuzz::as_text(data, size), "utf-8");
    const std::string clean = mail::clean_html(html);
    fuzz::require(mail::clean_html(clean) == clean, "what is clean stays as it is", clean);
    mail::HtmlTokens tokens(clean);
    while (const auto token = tokens.next()) {
        fuzz::require(token->kind != mail::HtmlToken::Kind::comment && token->kind != mail::HtmlToken::Kind::raw_text,
                      "no comment, no script");
        if (token->kind == mail::HtmlToken::Kind::start_tag) check_tag(*token);
    }
    return 0;
}
