#include "support/certificates.h"

#include "support/process.h"

#include <fstream>
#include <stdexcept>
#include <vector>

namespace testing_support {

namespace {

std::string openssl(std::vector<std::string> arguments, const std::string& input = "")
{
    arguments.insert(arguments.begin(), "openssl");
    const Finished finished = run_process(arguments, input);
    if (finished.exit_code != 0) throw std::runtime_error("openssl: " + finished.errors);
    return finished.output;
}

}  // namespace

Certificates::Certificates()
{
    openssl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
             "/CN=The test's authority", "-keyout", (folder_ / "ca.key").string(), "-out", authority().string()});
}

TlsFiles Certificates::issue(const std::string& file, const std::string& names)
{
    const auto request = folder_ / (file + ".csr");
    const auto extensions = folder_ / (file + ".ext");
    TlsFiles files{.certificate = folder_ / (file + ".pem"), .key = folder_ / (file + ".key"), .client_ca = {}};
    std::ofstream(extensions) << "subjectAltName=" << names << '\n';
    openssl({"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=" + file, "-keyout",
             files.key.string(), "-out", request.string()});
    openssl({"x509", "-req", "-in", request.string(), "-CA", authority().string(), "-CAkey",
             (folder_ / "ca.key").string(), "-CAcreateserial", "-days", "2", "-extfile", extensions.string(), "-out",
             files.certificate.string()});
    return files;
}

std::string Certificates::pin_of(const std::filesystem::path& certificate)
{
    const std::string key = openssl({"x509", "-in", certificate.string(), "-pubkey", "-noout"});
    const std::string octets = openssl({"pkey", "-pubin", "-outform", "DER"}, key);
    const std::string digest = openssl({"dgst", "-sha256", "-binary"}, octets);
    std::string base64 = openssl({"base64", "-A"}, digest);
    while (base64.ends_with('\n')) base64.pop_back();
    return "sha256//" + base64;
}

}  // namespace testing_support
