#include "net/io/curl_options.h"

namespace net::io {

void set_account(CURL* easy, const config::Account& account, const std::string& secret)
{
    if (account.user.empty()) return;
    curl_easy_setopt(easy, CURLOPT_USERNAME, account.user.c_str());
    curl_easy_setopt(easy, CURLOPT_SASL_IR, 1L);
    if (account.auth == config::Auth::password) {
        curl_easy_setopt(easy, CURLOPT_PASSWORD, secret.c_str());
        return;
    }
    const bool is_xoauth2 = account.auth == config::Auth::xoauth2;
    curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, secret.c_str());
    curl_easy_setopt(easy, CURLOPT_LOGIN_OPTIONS, is_xoauth2 ? "AUTH=XOAUTH2" : "AUTH=OAUTHBEARER");
}

bool set_security(CURL* easy, const config::Security& security, bool is_tls_at_once)
{
    const bool believes_any = security.tls == config::Tls::opportunistic && !is_tls_at_once;
    if (security.tls == config::Tls::required) curl_easy_setopt(easy, CURLOPT_USE_SSL, long{CURLUSESSL_ALL});
    if (believes_any) {
        curl_easy_setopt(easy, CURLOPT_USE_SSL, long{CURLUSESSL_TRY});
        // With verification on, a bad certificate would fail instead of falling back.
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (!security.ca_file.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, security.ca_file.c_str());
    if (!security.pin.empty()) curl_easy_setopt(easy, CURLOPT_PINNEDPUBLICKEY, security.pin.c_str());
    return believes_any;
}

bool is_about_tls(CURLcode code)
{
    switch (code) {
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CRL_BADFILE: return true;
    default: return false;
    }
}

}  // namespace net::io
