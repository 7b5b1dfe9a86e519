#pragma once
/// What of CSS decides whether a reader sees a text: display, visibility, sizes, colours, places off the page. No more of
/// CSS is understood; what is not understood hides nothing.  Linear.  Pure.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace desk {

/// `known` alone has a value; `unknown` is any colour, or a picture.
struct Colour {
    enum class Kind : unsigned char { not_said, unknown, transparent, known };
    Kind kind = Kind::not_said;
    std::uint32_t rgb = 0;
};

/// "#fff", "#FFFFFF", "white", "rgb(255, 255, 255)", "rgba(0,0,0,0)", "transparent".
[[nodiscard]] Colour read_colour(std::string_view text);

/// Two colours that nobody can tell apart.
[[nodiscard]] bool is_alike(const Colour& a, const Colour& b);

struct HtmlStyle {
    enum class FontSize : unsigned char { not_said, none, relative, some };
    std::optional<bool> is_displayed;
    std::optional<bool> is_visible;
    std::optional<bool> is_transparent;  ///< opacity
    std::optional<bool> is_off_page;     ///< pushed or cut away
    std::optional<bool> has_no_room;     ///< its width or height is 0
    std::optional<bool> clips;           ///< what is beyond its room is not shown
    FontSize font_size = FontSize::not_said;
    Colour colour;
    Colour background;

    void overlay(const HtmlStyle& later);
};

/// The declarations of a style attribute or a rule: "display:none; color: #fff".
[[nodiscard]] HtmlStyle read_style(std::string_view declarations);

/// Rules for one element, class or id. A longer selector counts by its last part, so that too much is told rather than
/// too little. Rules for narrow windows and for print are not those that everybody sees.
class StyleSheet {
  public:
    void add(std::string_view css);
    [[nodiscard]] HtmlStyle style_of(std::string_view element, std::string_view classes, std::string_view id) const;

  private:
    void add_rule(std::string_view selectors, std::string_view declarations);
    void overlay(HtmlStyle& style, const std::string& selector) const;

    std::map<std::string, HtmlStyle, std::less<>> rules_;  ///< "p", ".note", "#top"
};

/// What the CSS makes a program fetch: the targets of url(…) and @import.
[[nodiscard]] std::vector<std::string> css_targets(std::string_view css);

}  // namespace desk
