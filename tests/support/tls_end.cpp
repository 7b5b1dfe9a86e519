#include "support/tls_end.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <stdexcept>

namespace testing_support {

namespace {

void must(bool is_done, const std::string& what)
{
    if (!is_done) throw std::runtime_error("TLS for a test: " + what);
}

}  // namespace

class TlsEnd::Impl {
  public:
    explicit Impl(const TlsFiles& files) : context(SSL_CTX_new(TLS_server_method()))
    {
        must(SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) == 1, "the certificate");
        must(SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) == 1, "the key");
        if (!files.client_ca.empty()) {
            must(SSL_CTX_load_verify_file(context.get(), files.client_ca.c_str()) == 1, "the clients' authority");
            SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
        }
        ssl.reset(SSL_new(context.get()));
        in = BIO_new(BIO_s_mem());
        out = BIO_new(BIO_s_mem());
        SSL_set_bio(ssl.get(), in, out);  // which owns them from here on
        SSL_set_accept_state(ssl.get());
    }

    struct Free {
        void operator()(SSL* its_ssl) const { SSL_free(its_ssl); }
        void operator()(SSL_CTX* its_context) const { SSL_CTX_free(its_context); }
    };
    std::unique_ptr<SSL_CTX, Free> context;
    std::unique_ptr<SSL, Free> ssl;
    BIO* in = nullptr;
    BIO* out = nullptr;
    bool has_failed = false;
};

TlsEnd::TlsEnd(const TlsFiles& files) : impl_(std::make_unique<Impl>(files)) {}

TlsEnd::~TlsEnd() = default;

std::string TlsEnd::receive(std::string_view octets)
{
    BIO_write(impl_->in, octets.data(), static_cast<int>(octets.size()));
    std::string plain;
    std::array<char, 16384> buffer{};
    for (;;) {
        ERR_clear_error();
        const int size = SSL_read(impl_->ssl.get(), buffer.data(), static_cast<int>(buffer.size()));
        if (size <= 0) {
            const int error = SSL_get_error(impl_->ssl.get(), size);
            impl_->has_failed = error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE;
            return plain;
        }
        plain.append(buffer.data(), static_cast<std::size_t>(size));
    }
}

void TlsEnd::send(std::string_view plain)
{
    if (!plain.empty()) SSL_write(impl_->ssl.get(), plain.data(), static_cast<int>(plain.size()));
}

std::string TlsEnd::take_output()
{
    std::string octets(BIO_ctrl_pending(impl_->out), '\0');
    if (!octets.empty()) BIO_read(impl_->out, octets.data(), static_cast<int>(octets.size()));
    return octets;
}

bool TlsEnd::has_failed() const
{
    return impl_->has_failed;
}

}  // namespace testing_support
