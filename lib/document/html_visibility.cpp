#include "document/html_visibility.h"

#include "base/text.h"
#include "mail/html_entities.h"
#include "mail/html_tokens.h"

#include <algorithm>
#include <string>

namespace document {

namespace {

bool is_white(std::string_view colour)
{
    return colour == "white" || colour == "#fff" || colour == "#ffffff" || colour == "transparent" ||
           colour == "rgb(255,255,255)";
}

bool is_zero(std::string_view size)
{
    const bool starts_with_zero = size.starts_with('0');
    return starts_with_zero && size.find_first_of("123456789") == std::string_view::npos;
}

void take_declaration(Visibility& visibility, std::string_view name, std::string_view value)
{
    if ((name == "display" && value.starts_with("none")) || (name == "visibility" && value.starts_with("hidden")))
        visibility.is_hidden = true;
    if (name == "opacity" && is_zero(value)) visibility.is_hidden = true;
    if (name == "font-size") visibility.has_no_size = is_zero(value);
    if (name == "color") visibility.is_white = is_white(value);
    if (name.starts_with("text-decoration") && value.find("line-through") != std::string_view::npos)
        visibility.is_struck_out = true;
    if (name == "background" || name == "background-color")
        visibility.has_background = visibility.has_background || !is_white(value);
}

}  // namespace

Visibility visibility_of(std::string_view attributes, Visibility around)
{
    Visibility visibility = around;
    while (const auto attribute = mail::take_attribute(attributes)) {
        if (attribute->name == "hidden") visibility.is_hidden = true;
        if (attribute->name == "bgcolor" || attribute->name == "color")
            take_declaration(visibility, attribute->name == "color" ? "color" : "background",
                             base::to_lower(base::trim(attribute->value)));
        if (attribute->name != "style") continue;
        std::string style = base::to_lower(mail::decode_entities(attribute->value));
        std::erase_if(style, [](char c) { return static_cast<unsigned char>(c) <= ' '; });
        for (const std::string_view declaration : base::split(style, ';')) {
            const auto colon = declaration.find(':');
            if (colon == std::string_view::npos) continue;
            take_declaration(visibility, declaration.substr(0, colon), declaration.substr(colon + 1));
        }
    }
    return visibility;
}

}  // namespace document
