#pragma once
/// Whether a reader sees the text of an element, by its own attributes. Styles by class are not looked up.  Linear.  Pure.

#include <string_view>

namespace document {

/// What an element has of its own or from those around it.
struct Visibility {
    bool is_hidden = false;       ///< and with it all that it holds
    bool is_struck_out = false;   ///< likewise: taken back, for all to see
    bool has_no_size = false;     ///< until an inner element has one
    bool is_white = false;        ///< until an inner element has a colour
    bool has_background = false;  ///< that white can be seen on

    [[nodiscard]] bool shows_text() const { return !is_struck_out && !is_secret(); }
    [[nodiscard]] bool is_secret() const { return is_hidden || has_no_size || (is_white && !has_background); }
};

/// `attributes` as they stand in the tag.
[[nodiscard]] Visibility visibility_of(std::string_view attributes, Visibility around);

}  // namespace document
