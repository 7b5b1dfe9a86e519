#pragma once
/// What the configuration says of a server and of us, as libcurl wants to be told.

#include "config/config.h"

#include <curl/curl.h>

#include <memory>
#include <string>

namespace net::io {

struct FreeEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
using Easy = std::unique_ptr<CURL, FreeEasy>;

/// `secret` is what Credentials gave. Nothing where the account has no user.
void set_account(CURL* easy, const config::Account& account, const std::string& secret);

/// `is_tls_at_once`: by the URL's scheme, before a word is said. Whether any certificate is believed.
bool set_security(CURL* easy, const config::Security& security, bool is_tls_at_once);

/// Of TLS, so that what the server says does not explain it.
[[nodiscard]] bool is_about_tls(CURLcode code);

}  // namespace net::io
