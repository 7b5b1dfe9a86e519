#pragma once
/// An HTML page as a document: tables that hold data as Tables, all other text as Lines. Tables that hold tables, or a single
/// cell, only lay the page out, and what they hold stands in its order. What the page hides from its reader is left out.
/// The elements are followed 200 deep, without recursion; deeper ones count as their content.  Linear.  Pure.

#include "document/document.h"

#include <string_view>

namespace document {

/// `html` is UTF-8.
[[nodiscard]] Document read_html(std::string_view html);

/// The charset that the page's start names; empty when it names none.
[[nodiscard]] std::string_view charset_of_html(std::string_view octets);

}  // namespace document
