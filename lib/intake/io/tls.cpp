#include "intake/io/tls.h"

#include "base/io/files.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <array>
#include <string_view>

namespace intake::io {

namespace {

struct FreeBio {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
struct FreeCertificate {
    void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeKey {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Bio = std::unique_ptr<BIO, FreeBio>;
using Certificate = std::unique_ptr<X509, FreeCertificate>;
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

Bio reader_of(std::string_view octets)
{
    return Bio(BIO_new_mem_buf(octets.data(), static_cast<int>(octets.size())));
}

base::Failure unusable(const std::filesystem::path& file, const std::string& what)
{
    std::array<char, 256> reason{};
    ERR_error_string_n(ERR_peek_error(), reason.data(), reason.size());
    const std::string why = ERR_peek_error() == 0 ? "" : " (" + std::string(reason.data()) + ')';
    ERR_clear_error();
    return base::refuse(file.string() + ": " + what + why);
}

/// An encrypted key is refused: nobody sits at the terminal.
int no_passphrase(char* /*buffer*/, int /*size*/, int /*is_writing*/, void* /*user*/)
{
    return 0;
}

/// The server's own certificate stands first, those that vouch for it behind.
bool use_chain(SSL_CTX* context, std::string_view pem)
{
    const Bio bio = reader_of(pem);
    const Certificate own(PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr));
    if (own == nullptr || SSL_CTX_use_certificate(context, own.get()) != 1) return false;
    while (Certificate next{PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr)}) {
        if (SSL_CTX_add0_chain_cert(context, next.get()) != 1) return false;
        (void)next.release();
    }
    const bool is_at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    if (is_at_end) ERR_clear_error();
    return is_at_end;
}

bool use_key(SSL_CTX* context, std::string_view pem)
{
    const Key key(PEM_read_bio_PrivateKey(reader_of(pem).get(), nullptr, no_passphrase, nullptr));
    return key != nullptr && SSL_CTX_use_PrivateKey(context, key.get()) == 1;
}

}  // namespace

void TlsIdentity::CloseConnection::operator()(ssl_st* connection) const
{
    SSL_free(connection);
}

void TlsIdentity::FreeContext::operator()(ssl_ctx_st* context) const
{
    SSL_CTX_free(context);
}

base::Result<std::shared_ptr<const TlsIdentity>> TlsIdentity::load(const std::filesystem::path& certificate,
                                                                   const std::filesystem::path& key)
{
    constexpr std::size_t file_octets_max = 1UL << 20;
    const auto chain = base::io::read_file(certificate, file_octets_max);
    if (!chain) return chain.error();
    const auto secret = base::io::read_private_file(key);
    if (!secret) return secret.error();

    ERR_clear_error();
    auto identity = std::shared_ptr<TlsIdentity>(new TlsIdentity(SSL_CTX_new(TLS_server_method())));
    SSL_CTX* const context = identity->context_.get();
    if (context == nullptr) return unusable(certificate, "TLS cannot be set up");
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    // Idle connections give their buffers back; a write may go on from another place in memory.
    SSL_CTX_set_mode(context,
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    if (!use_chain(context, *chain)) return unusable(certificate, "no certificate in PEM that can be used");
    if (!use_key(context, *secret)) return unusable(key, "no key in PEM that can be used, or not that certificate's");
    return std::shared_ptr<const TlsIdentity>(std::move(identity));
}

TlsIdentity::Connection TlsIdentity::connect(int socket) const
{
    Connection connection(SSL_new(context_.get()));
    if (connection == nullptr || SSL_set_fd(connection.get(), socket) != 1) return nullptr;
    SSL_set_accept_state(connection.get());
    return connection;
}

}  // namespace intake::io
