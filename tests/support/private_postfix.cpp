#include "support/private_postfix.h"

#include "support/places.h"
#include "support/process.h"
#include "support/text_file.h"

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

/// The lines of the page, with this hand-over in the place of its example.
std::string lines_of_the_page(const std::string& gazetted)
{
    const std::string page = read_text(source_folder() / "docs/mta.md");
    const std::string start = "```main.cf\n";
    const auto from = page.find(start);
    if (from == std::string::npos) throw std::runtime_error("docs/mta.md has no lines for main.cf");
    std::string lines = page.substr(from + start.size(), page.find("```", from + start.size()) - from - start.size());
    const std::string example = "inet:127.0.0.1:2424";
    lines.replace(lines.find(example), example.size(), gazetted);
    return lines;
}

/// What keeps this Postfix to itself, and quick.
std::string main_cf(const std::filesystem::path& folder)
{
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
mynetworks = 127.0.0.2
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_dns_support_level = disabled
alias_maps =
alias_database =
virtual_mailbox_domains = texthash:{0}/domains
virtual_mailbox_maps = texthash:{0}/mailboxes
virtual_mailbox_base = {0}/mail
virtual_uid_maps = static:{1}
virtual_gid_maps = static:{1}
minimal_backoff_time = 2s
maximal_backoff_time = 4s
queue_run_delay = 2s
address_verify_poll_count = 10
address_verify_poll_delay = 1s
)",
                       folder.string(), nobody);
}

std::string master_cf(int front_port, int relay_port)
{
    return fmt::format("127.0.0.1:{} inet n - n - - smtpd\n"
                       "127.0.0.1:{} inet n - n - - smtpd -o mynetworks=127.0.0.1\n",
                       front_port, relay_port) +
           R"(pickup unix n - n 60 1 pickup
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

PrivatePostfix::PrivatePostfix(const std::string& gazetted, int front_port, int relay_port,
                               const std::vector<std::string>& mailboxes, int mailboxes_port)
{
    const std::filesystem::path& folder = folder_.path();
    std::filesystem::permissions(folder, std::filesystem::perms(0755));
    for (const char* name : {"etc", "queue", "data", "mail", "log"}) std::filesystem::create_directory(folder / name);
    (void)run_process({"chown", "postfix", (folder / "data").string()});
    (void)run_process({"chown", std::to_string(nobody) + ':' + std::to_string(nobody), (folder / "mail").string()});
    std::string lines = main_cf(folder) + lines_of_the_page(gazetted);
    if (mailboxes_port != 0) lines += fmt::format("virtual_transport = lmtp:inet:127.0.0.1:{}\n", mailboxes_port);
    write_file(folder / "etc/main.cf", lines);
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

bool PrivatePostfix::has_sent_all() const
{
    const Finished listed = run_process({"/usr/sbin/postqueue", "-c", (folder_.path() / "etc").string(), "-j"});
    return listed.exit_code == 0 && listed.output.empty();
}

std::string PrivatePostfix::log() const
{
    const std::filesystem::path file = folder_.path() / "log/maillog";
    return std::filesystem::exists(file) ? read_text(file) : std::string();
}

}  // namespace testing_support
