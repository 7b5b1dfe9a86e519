#pragma once
/// An HTML page as a row of tags and texts, the way browsers split it, broken ones included. Of our own, because libxml2's
/// parser needs quadratic time for the attributes of one tag (13 s for 80,000).  Linear, without recursion.  Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mail {

/// Views into the page.
struct HtmlToken {
    enum class Kind : unsigned char {
        text,      ///< entities and all
        raw_text,  ///< of an element whose content is not shown as text: script, style, title, template, textarea
        start_tag,
        end_tag,
        comment,  ///< or a declaration
    };
    Kind kind = Kind::text;
    std::string name;  ///< of a tag, in lower case, its letters and digits: "v" of <v:fill>; of the element of raw_text
    std::string_view octets;  ///< of a tag: what stands between its name and ">"
};

class HtmlTokens {
  public:
    /// `html` must outlive the tokens.
    explicit HtmlTokens(std::string_view html) : html_(html) {}

    std::optional<HtmlToken> next();  ///< nothing at the end

  private:
    HtmlToken take_text();
    HtmlToken take_raw_text();
    std::optional<HtmlToken> take_markup();
    HtmlToken take_comment(std::string_view end);
    [[nodiscard]] std::string name_at(std::size_t start) const;
    void skip_tag();
    void skip_quoted(char quote);

    std::string_view html_;
    std::size_t position_ = 0;
    std::string raw_element_;  ///< whose content comes next; empty: none
    bool no_double_quote_ = false;
    bool no_single_quote_ = false;
};

/// One attribute of a tag.
struct HtmlAttribute {
    std::string name;        ///< lower case
    std::string_view value;  ///< as it stands, without its quotes; decode_entities makes it text
};

/// Takes the first attribute off what a tag holds; nothing when there is none.
[[nodiscard]] std::optional<HtmlAttribute> take_attribute(std::string_view& inside);

}  // namespace mail
