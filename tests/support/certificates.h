#pragma once
/// A certificate authority of a test's own, in a folder of its own; made with the openssl command.

#include "support/temporary_folder.h"
#include "support/tls_end.h"

#include <string>

namespace testing_support {

class Certificates {
  public:
    /// Throws std::runtime_error with openssl's own words.
    Certificates();

    [[nodiscard]] std::filesystem::path authority() const { return folder_ / "ca.pem"; }
    /// A new key and a certificate of it: `names` as in "DNS:relay.example,IP:127.0.0.1".
    [[nodiscard]] TlsFiles issue(const std::string& file, const std::string& names);
    /// The pin of a certificate's key: "sha256//BASE64".
    [[nodiscard]] static std::string pin_of(const std::filesystem::path& certificate);

  private:
    TemporaryFolder folder_;
};

}  // namespace testing_support
