#pragma once
/// The HTML of a message made fit for somebody else's web page: known elements and attributes only, each written anew, so
/// that no script, style, form, frame or picture and no handler stands in it; every element is closed. Links lead to the
/// web or to a mailbox, without the parameters by which campaigns are counted. Text that is hidden is left out; a picture is
/// what its `alt` says.  Linear, without recursion.  Pure.

#include <string>
#include <string_view>

namespace mail {

/// `html` is UTF-8; so is the result, which belongs within a body.
[[nodiscard]] std::string clean_html(std::string_view html);

}  // namespace mail
