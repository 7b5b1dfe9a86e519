#include "support/test_certificate.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <stdexcept>

namespace testing_support {

namespace {

PrivateKey make_key()
{
    return PrivateKey(EVP_EC_gen("P-256"));
}

void add_extension(X509* certificate, int kind, const std::string& value)
{
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
    if (extension == nullptr) throw std::runtime_error("no such extension: " + value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

/// Not signed yet.
Certificate make_certificate(EVP_PKEY* key, const char* subject, std::chrono::hours ends_in)
{
    static long serial = 1;
    constexpr long two_days_s = 2L * 24 * 3600;
    Certificate certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial++);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -two_days_s);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), std::chrono::seconds(ends_in).count());
    X509_set_pubkey(certificate.get(), key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(subject), -1, -1, 0);
    return certificate;
}

void sign(X509* certificate, const X509* issuer, EVP_PKEY* key)
{
    X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
    if (X509_sign(certificate, key, EVP_sha256()) == 0) throw std::runtime_error("cannot sign a certificate");
}

}  // namespace

TestAuthority::TestAuthority()
    : key_(make_key()), certificate_(make_certificate(key_.get(), "Test Authority", std::chrono::hours(24)))
{
    add_extension(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
    sign(certificate_.get(), certificate_.get(), key_.get());
}

void TestAuthority::write(const std::filesystem::path& file) const
{
    std::FILE* const out = std::fopen(file.c_str(), "w");
    if (out == nullptr || PEM_write_X509(out, certificate_.get()) == 0)
        throw std::runtime_error("cannot write " + file.string());
    std::fclose(out);
}

TlsContext TestAuthority::server(const Server& server) const
{
    const PrivateKey key = make_key();
    const Certificate certificate = make_certificate(key.get(), "relay", server.ends_in);
    add_extension(certificate.get(), NID_subject_alt_name, server.name);
    if (server.is_self_signed) {
        sign(certificate.get(), certificate.get(), key.get());
    } else {
        sign(certificate.get(), certificate_.get(), key_.get());
    }
    TlsContext context(SSL_CTX_new(TLS_server_method()));
    SSL_CTX_use_certificate(context.get(), certificate.get());
    SSL_CTX_use_PrivateKey(context.get(), key.get());
    return context;
}

}  // namespace testing_support
