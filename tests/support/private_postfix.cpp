#include "support/private_postfix.h"

#include "support/process.h"

#include <fmt/format.h>

#include <unistd.h>

#include <chrono>
#include <fstream>
#include <set>
#include <stdexcept>

namespace testing_support {

namespace {

using namespace std::chrono_literals;

constexpr auto nobody = 65534;

void write_file(const std::filesystem::path& file, const std::string& text)
{
    std::ofstream(file) << text;
}

std::string main_cf(const std::filesystem::path& folder, const std::string& list_domain)
{
    // The lines that docs/operating.md gives for the hand-over are transport_maps, relay_domains and the limit.
    return fmt::format(R"(compatibility_level = 3.6
queue_directory = {0}/queue
data_directory = {0}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {0}/log/maillog
maillog_file_prefixes = {0}
myhostname = mx.example.org
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_dns_support_level = disabled
alias_maps =
alias_database =
relay_domains = {1}
transport_maps = texthash:{0}/transport
lmtp_destination_recipient_limit = 1
virtual_mailbox_domains = texthash:{0}/domains
virtual_mailbox_maps = texthash:{0}/mailboxes
virtual_mailbox_base = {0}/mail
virtual_uid_maps = static:{2}
virtual_gid_maps = static:{2}
minimal_backoff_time = 2s
maximal_backoff_time = 4s
queue_run_delay = 2s
)",
                       folder.string(), list_domain, nobody);
}

std::string master_cf(int front_port, int relay_port)
{
    std::string text;
    for (const int port : {front_port, relay_port}) text += fmt::format("127.0.0.1:{} inet n - n - - smtpd\n", port);
    return text + R"(pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
)";
}

}  // namespace

bool PrivatePostfix::is_possible(std::string& why)
{
    if (!std::filesystem::exists("/usr/sbin/postfix")) why = "Postfix is not installed";
    if (::geteuid() != 0) why = "Postfix needs root to change users";
    return why.empty();
}

PrivatePostfix::PrivatePostfix(const std::string& list_domain, int lmtp_port, int front_port, int relay_port,
                               const std::vector<std::string>& mailboxes)
{
    const std::filesystem::path& folder = folder_.path();
    std::filesystem::permissions(folder, std::filesystem::perms(0755));
    for (const char* name : {"etc", "queue", "data", "mail", "log"}) std::filesystem::create_directory(folder / name);
    (void)run_process({"chown", "postfix", (folder / "data").string()});
    (void)run_process({"chown", std::to_string(nobody) + ':' + std::to_string(nobody), (folder / "mail").string()});
    write_file(folder / "etc/main.cf", main_cf(folder, list_domain));
    write_file(folder / "transport", list_domain + " lmtp:inet:127.0.0.1:" + std::to_string(lmtp_port) + "\n");
    write_file(folder / "etc/master.cf", master_cf(front_port, relay_port));
    std::string map;
    std::set<std::string> names;
    for (const std::string& mailbox : mailboxes) {
        map += mailbox + ' ' + mailbox + "/\n";
        names.insert(mailbox.substr(mailbox.find('@') + 1));
    }
    std::string domains;
    for (const std::string& name : names) domains += name + " ok\n";
    write_file(folder / "mailboxes", map);
    write_file(folder / "domains", domains);
    const Finished started = run_process({"/usr/sbin/postfix", "-c", (folder / "etc").string(), "start"});
    if (started.exit_code != 0) throw std::runtime_error("Postfix does not start: " + started.errors + log());
}

PrivatePostfix::~PrivatePostfix()
{
    (void)run_process({"/usr/sbin/postfix", "-c", (folder_.path() / "etc").string(), "stop"});
}

std::vector<std::string> PrivatePostfix::messages_for(const std::string& mailbox) const
{
    std::vector<std::string> messages;
    const std::filesystem::path fresh = folder_.path() / "mail" / mailbox / "new";
    if (!std::filesystem::exists(fresh)) return messages;
    for (const auto& file : std::filesystem::directory_iterator(fresh)) messages.push_back(read_text(file.path()));
    return messages;
}

std::string PrivatePostfix::log() const
{
    const std::filesystem::path file = folder_.path() / "log/maillog";
    return std::filesystem::exists(file) ? read_text(file) : std::string();
}

}  // namespace testing_support
