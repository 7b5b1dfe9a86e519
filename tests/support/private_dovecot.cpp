#include "support/private_dovecot.h"

#include "support/text_file.h"

#include <fmt/format.h>

#include <sys/types.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <stdexcept>

namespace testing_support {

namespace {

using namespace std::chrono_literals;

constexpr auto nobody = 65534;

std::string tls_lines(const std::optional<TlsFiles>& tls, int imaps_port)
{
    if (!tls) return "ssl = no\n";
    return fmt::format(R"(ssl = yes
ssl_cert = <{0}
ssl_key = <{1}
service imap-login {{
  inet_listener imaps {{
    address = 127.0.0.1
    port = {2}
    ssl = yes
  }}
}}
)",
                       tls->certificate.string(), tls->key.string(), imaps_port);
}

std::string configuration(const std::filesystem::path& folder, int imap_port, int pop3_port, int lmtp_port)
{
    return fmt::format(R"(base_dir = {0}/run
state_dir = {0}/state
log_path = {0}/log
protocols = imap pop3 lmtp
listen = 127.0.0.1
disable_plaintext_auth = no
mail_location = maildir:{0}/mail/%u
mail_max_userip_connections = 50
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = {0}/users
}}
userdb {{
  driver = static
  args = uid={3} gid={3} home={0}
}}
service imap-login {{
  inet_listener imap {{
    address = 127.0.0.1
    port = {1}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service pop3-login {{
  inet_listener pop3 {{
    address = 127.0.0.1
    port = {2}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {4}
  }}
}}
)",
                       folder.string(), imap_port, pop3_port, nobody, lmtp_port);
}

void give_to_nobody(const std::filesystem::path& path)
{
    if (::chown(path.c_str(), nobody, nobody) != 0) throw std::runtime_error("cannot give away " + path.string());
}

std::size_t files_in(const std::filesystem::path& folder)
{
    if (!std::filesystem::exists(folder)) return 0;
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(folder), std::filesystem::directory_iterator()));
}

}  // namespace

bool PrivateDovecot::is_possible(std::string& why)
{
    for (const char* program : {"/usr/sbin/dovecot", "/usr/lib/dovecot/imap", "/usr/lib/dovecot/lmtp"}) {
        if (!std::filesystem::exists(program)) why = std::string("Dovecot is not installed: no ") + program;
    }
    if (::geteuid() != 0) why = "Dovecot needs root to change users";
    return why.empty();
}

PrivateDovecot::PrivateDovecot(const std::optional<TlsFiles>& tls, const std::vector<std::string>& others)
{
    const std::filesystem::path& folder = folder_.path();
    std::filesystem::permissions(folder, std::filesystem::perms(0755));
    std::filesystem::create_directories(maildir());
    give_to_nobody(maildir().parent_path());
    give_to_nobody(maildir());
    for (const char* name : {"cur", "new", "tmp"}) {
        std::filesystem::create_directory(maildir() / name);
        give_to_nobody(maildir() / name);
    }
    std::ofstream users(folder / "users");
    users << user << ":{PLAIN}" << password << '\n';
    for (const std::string& other : others) users << other << ":{PLAIN}" << password << '\n';
    users.close();
    std::ofstream(folder / "dovecot.conf")
        << configuration(folder, imap_port_, pop3_port_, lmtp_port_) << tls_lines(tls, imaps_port_);
    process_ = std::make_unique<Process>(
        std::vector<std::string>{"/usr/sbin/dovecot", "-F", "-c", (folder / "dovecot.conf").string()},
        folder / "output");
    const bool is_up = eventually([&] { return log().find("starting up") != std::string::npos; }, 20s);
    if (!is_up) throw std::runtime_error("Dovecot does not start:\n" + log());
}

PrivateDovecot::~PrivateDovecot()
{
    process_->signal(SIGTERM);  // it ends its own processes
    (void)process_->wait(10s);
}

void PrivateDovecot::put(const std::string& message)
{
    const std::string name = std::to_string(++put_) + ".M1P1.mx";
    const std::filesystem::path part = maildir() / "tmp" / name;
    std::ofstream(part) << message;
    give_to_nobody(part);
    std::filesystem::rename(part, maildir() / "new" / name);
}

std::size_t PrivateDovecot::count(const std::string& folder) const
{
    const std::filesystem::path place = folder.empty() ? maildir() : maildir() / ('.' + folder);
    return files_in(place / "cur") + files_in(place / "new");
}

void PrivateDovecot::forget_uids() const
{
    std::vector<std::filesystem::path> known;
    for (const auto& entry : std::filesystem::directory_iterator(maildir())) {
        if (entry.path().filename().string().starts_with("dovecot")) known.push_back(entry.path());
    }
    for (const auto& path : known) std::filesystem::remove_all(path);
}

std::string PrivateDovecot::log() const
{
    std::string all;
    for (const char* name : {"log", "output"}) {
        if (std::filesystem::exists(folder_ / name)) all += read_text(folder_ / name);
    }
    return all;
}

}  // namespace testing_support
