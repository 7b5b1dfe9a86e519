#pragma once
/// Links that lead to where only the inside can go: hosts of the configuration, addresses of private networks however
/// they are written, names without a dot or below .local, .internal and .home.arpa, files.  Pure.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace desk {

/// The host that a link leads to, as browsers read it: in lower case and A-labels, without user, port and last dot, an IPv6
/// address without its brackets; "file" for a file. Empty when it leads to none ("cid:…", "tel:…", a relative link).
[[nodiscard]] std::string host_of_link(std::string_view link);

/// `hosts` as config::Criterion has them.
[[nodiscard]] bool is_internal_host(std::string_view host, const std::vector<std::string>& hosts);

/// What mail programs would make a link of: "https://…" and "\\server\…", also within another one. Views into `text`; at
/// most `links_max`.
[[nodiscard]] std::vector<std::string_view> links_in_text(std::string_view text, std::size_t links_max);

}  // namespace desk
