/// The units as an operator installs them, run by a systemd of the test's own.

#include "support/booted_systemd.h"
#include "support/places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <sstream>

namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;
using testing_support::BootedSystemd;
using testing_support::eventually;
using testing_support::Finished;
using testing_support::read_text;
using testing_support::run_process;
using testing_support::source_folder;

constexpr auto service = "gazetted.service";
constexpr auto config_file = "/etc/gazetted/gazetted.toml";
/// A post of issue `number`, through the socket.
std::string post(int number)
{
    return "swaks --socket /run/gazetted/lmtp.sock --protocol LMTP --from secretary@secretariat.example "
           "--to sr-update@lists.example.org --h-From secretary@secretariat.example --h-Subject 'Issue " +
           std::to_string(number) + "'";
}

std::string config(const std::string& listen)
{
    return R"([server]
data_dir   = "/var/lib/gazetted"
hostname   = "lists.example.org"
public_url = "https://lists.example.org"
operator   = ["operator@secretariat.example"]
[intake.lmtp]
listen = ")" +
           listen + R"("
[relay]
url = "smtp://localhost:2525"
[[list]]
name     = "sr-update"
address  = "sr-update@lists.example.org"
title    = "ISO/SR Update"
owner    = ["secretary@secretariat.example"]
post     = ["secretary@secretariat.example"]
post_auth = "open"
)";
}

class Systemd : public testing::Test {
  protected:
    static void SetUpTestSuite()
    {
#ifdef __SANITIZE_ADDRESS__
        why_not = "the units are proven with the programs as they are installed, without sanitizers";
#endif
        if (why_not.empty() && BootedSystemd::is_possible(why_not)) systemd = std::make_unique<BootedSystemd>();
        if (!systemd) return;
        ASSERT_EQ(systemd->run({"systemd-sysusers"}).exit_code, 0);
        ASSERT_EQ(systemd->run({"systemd-tmpfiles", "--create", "gazetted.conf"}).exit_code, 0);
        systemd->write("/etc/systemd/system/relay.service",
                       "[Service]\nDynamicUser=yes\nStateDirectory=relay\n"
                       "ExecStart=/usr/lib/trial/smtp_sink --port 2525 --log /var/lib/relay/log\n");
        ASSERT_EQ(systemd->run({"systemctl", "daemon-reload"}).exit_code, 0);
        ASSERT_EQ(systemd->run({"systemctl", "start", "relay"}).exit_code, 0);
    }
    static void TearDownTestSuite()
    {
        systemd.reset();
    }

    void SetUp() override
    {
        if (!systemd) GTEST_SKIP() << why_not;
        systemd->write(config_file, config("unix:/run/gazetted/lmtp.sock"));
    }
    void TearDown() override
    {
        if (!systemd) return;
        (void)systemd->shell("systemctl stop gazetted.socket gazetted.service; systemctl reset-failed; "
                             "rm -rf /etc/systemd/system/gazetted.service.d; systemctl daemon-reload");
    }

    /// systemctl, which must work.
    static void systemctl(const std::string& what)
    {
        const Finished finished = systemd->shell("systemctl " + what);
        ASSERT_EQ(finished.exit_code, 0) << what << ": " << finished.errors << systemd->journal(service);
    }
    /// gazettectl as the daemon's user, which must work.
    static void gazettectl(const std::string& what, const std::string& input = "")
    {
        const Finished finished = systemd->run(
            {"sh", "-c", "runuser -u gazetted -- gazettectl --config /etc/gazetted/gazetted.toml " + what}, input);
        ASSERT_EQ(finished.exit_code, 0) << what << ": " << finished.errors;
    }
    static bool has_relayed(const std::string& recipient)
    {
        return systemd->shell("grep -q " + recipient + " /var/lib/relay/log").exit_code == 0;
    }

    static std::unique_ptr<BootedSystemd> systemd;
    static std::string why_not;
};

std::unique_ptr<BootedSystemd> Systemd::systemd;
std::string Systemd::why_not;

TEST_F(Systemd, FindsNoFaultInTheUnits)
{
    const auto verified = systemd->run({"systemd-analyze", "verify", "gazetted.service", "gazetted.socket",
                                        "gazetted-smtp.socket", "gazetted-web.socket"});
    EXPECT_EQ(verified.exit_code, 0);
    EXPECT_EQ(verified.errors, "");
}

TEST_F(Systemd, RunsTheMainJobUnderEveryDirective)
{
    gazettectl("import sr-update -", "email\nann@body.example\n");
    systemctl("start gazetted");
    const auto posted = systemd->shell(post(1));
    ASSERT_EQ(posted.exit_code, 0) << posted.output;
    EXPECT_TRUE(eventually([] { return has_relayed("ann@body.example"); }, 20s)) << systemd->journal(service);
    systemctl("reload gazetted");
    EXPECT_TRUE(eventually([] { return systemd->property(service, "StatusText") == "up, reloaded"; }, 10s))
        << systemd->journal(service);
    systemctl("stop gazetted");
    EXPECT_EQ(systemd->property(service, "Result"), "success");
    EXPECT_THAT(systemd->journal(service), HasSubstr("stopping reason=SIGTERM"));
}

TEST_F(Systemd, GetsLinesWithTheirLevelsInTheJournal)
{
    systemctl("start gazetted");
    systemd->write(config_file, config("unix:/run/gazetted/lmtp.sock") + "nonsense = 1\n");
    systemctl("reload gazetted");
    ASSERT_TRUE(
        eventually([] { return systemd->journal(service).find("the old one kept") != std::string::npos; }, 10s));
    const auto entries = [](const std::string& priority) {
        return systemd->run({"journalctl", "--unit=gazetted.service", "--output=cat", "--priority=" + priority}).output;
    };
    EXPECT_THAT(entries("info..info"), HasSubstr("\nready version="));
    EXPECT_THAT(entries("err..err"), HasSubstr("note text=\"the configuration is refused"));
}

TEST_F(Systemd, StartsTheDaemonWhenMailComesToItsSocketAndKeepsTheSocket)
{
    systemctl("start gazetted.socket");
    EXPECT_EQ(systemd->property(service, "ActiveState"), "inactive");
    EXPECT_EQ(systemd->shell(post(2)).exit_code, 0);
    EXPECT_EQ(systemd->property(service, "ActiveState"), "active");
    systemctl("restart gazetted");
    EXPECT_EQ(systemd->shell(post(3)).exit_code, 0);
    systemctl("stop gazetted.service");
    EXPECT_TRUE(systemd->exists("/run/gazetted/lmtp.sock"));
    EXPECT_EQ(systemd->shell(post(4)).exit_code, 0) << "it is started again";
}

TEST_F(Systemd, OpensThePortOfMailFromStrangersForADaemonThatMayNot)
{
    std::string text = config("unix:/run/gazetted/lmtp.sock");
    text.insert(text.find("[[list]]"), "[intake.smtp]\n");
    systemd->write(config_file, text);
    systemctl("start gazetted-smtp.socket gazetted.socket");
    const auto to_port_25 = [&](const std::string& recipient) {
        return systemd->shell("swaks --server 127.0.0.1:25 --from secretary@secretariat.example --to " + recipient);
    };
    EXPECT_EQ(to_port_25("sr-update@lists.example.org").exit_code, 0) << systemd->journal(service);
    EXPECT_NE(to_port_25("nobody@elsewhere.example").exit_code, 0) << "it relays for nobody";
    EXPECT_EQ(systemd->shell(post(5)).exit_code, 0) << "both sockets came over";
    systemctl("stop gazetted-smtp.socket");
}

TEST_F(Systemd, HandsASecretOverThatOnlyRootMayRead)
{
    systemd->write("/etc/gazetted/relay.secret", "correct horse\n");
    ASSERT_EQ(systemd->shell("chmod 600 /etc/gazetted/relay.secret").exit_code, 0);
    std::string text = config("unix:/run/gazetted/lmtp.sock");
    text.insert(text.find("[[list]]"), "user = \"lists\"\npassword_file = \"credential:relay\"\ntls = \"required\"\n");
    systemd->write(config_file, text);
    EXPECT_NE(systemd->run({"systemctl", "start", "gazetted"}).exit_code, 0);
    systemd->write("/etc/systemd/system/gazetted.service.d/secret.conf",
                   "[Service]\nLoadCredential=relay:/etc/gazetted/relay.secret\n");
    systemctl("daemon-reload");
    systemctl("restart gazetted");
}

TEST_F(Systemd, DoesNotRestartWithAConfigurationThatCannotBeUsed)
{
    systemd->write(config_file, "nonsense = 1\n");
    EXPECT_NE(systemd->run({"systemctl", "start", "gazetted"}).exit_code, 0);
    EXPECT_EQ(systemd->property(service, "ActiveState"), "failed");
    EXPECT_EQ(systemd->property(service, "ExecMainStatus"), "78");
    EXPECT_EQ(systemd->property(service, "NRestarts"), "0");
    EXPECT_THAT(systemd->journal(service), HasSubstr("gazetted.toml:1:1: nonsense: no such option"));
}

TEST_F(Systemd, RestartsADaemonThatIsStuckAndLosesNothing)
{
    systemd->write("/etc/systemd/system/gazetted.service.d/hasty.conf",
                   "[Service]\nWatchdogSec=2\nTimeoutAbortSec=1\nRestartSec=0\n");
    systemctl("daemon-reload");
    gazettectl("import sr-update -", "email\nbob@body.example\n");
    gazettectl("queue pause");
    systemctl("start gazetted");
    ASSERT_EQ(systemd->shell(post(5)).exit_code, 0);
    systemctl("kill --signal=STOP gazetted");
    EXPECT_TRUE(eventually([] { return systemd->property(service, "NRestarts") == "1"; }, 30s));
    EXPECT_TRUE(eventually([] { return systemd->property(service, "ActiveState") == "active"; }, 30s));
    EXPECT_THAT(systemd->journal(service), HasSubstr("Watchdog timeout"));
    gazettectl("queue resume");
    EXPECT_TRUE(eventually([] { return has_relayed("bob@body.example"); }, 20s)) << systemd->journal(service);
}

/// What a directive takes away.
struct Proof {
    const char* directive;
    const char* command;      ///< works without the directive, and fails with it
    const char* beside = "";  ///< further lines that both need
};

const Proof proofs[] = {
    {"UMask=0077", "rm -f /run/trial-mask; touch /run/trial-mask; test $(stat -c %a /run/trial-mask) = 644"},
    {"LimitNOFILE=65536", "test $(ulimit -n) = 4096", "LimitNOFILE=4096"},
    {"LimitCORE=0", "test $(ulimit -c) != 0", "LimitCORE=infinity"},
    {"NoNewPrivileges=yes", "grep -q 'NoNewPrivs:.*0' /proc/self/status"},
    {"CapabilityBoundingSet=", "grep -q 'CapBnd:.*[1-9a-f]' /proc/self/status"},
    {"PrivateUsers=yes", "grep -q 4294967295 /proc/self/uid_map"},
    {"ProtectSystem=strict", "touch /var/lib/trial-system"},
    {"ProtectHome=yes", "touch /root/trial-home"},
    {"PrivateTmp=yes", "test -e /tmp/outside"},
    {"PrivateDevices=yes", "test -e /dev/trial"},
    {"PrivateMounts=yes", "test $(readlink /proc/self/ns/mnt) = $(readlink /proc/1/ns/mnt)"},
    {"PrivateIPC=yes", "test $(readlink /proc/self/ns/ipc) = $(readlink /proc/1/ns/ipc)"},
    {"ProtectProc=invisible", "test -e /proc/1/status", "User=gazetted"},
    {"ProcSubset=pid", "test -e /proc/cpuinfo"},
    {"ProtectKernelTunables=yes", "cat /proc/sys/net/ipv4/ip_forward > /proc/sys/net/ipv4/ip_forward"},
    {"ProtectKernelModules=yes", "test -e /usr/lib/modules/trial"},
    {"ProtectKernelLogs=yes", "dmesg --syslog --read-clear=no >/dev/null 2>&1 || dmesg --syslog >/dev/null"},
    {"ProtectControlGroups=yes", "mkdir /sys/fs/cgroup/trial && rmdir /sys/fs/cgroup/trial"},
    {"ProtectClock=yes", "perl -ne 'exit !(hex(substr $1, -8) >> 25 & 1) if /CapBnd:\\s*(\\w+)/' /proc/self/status"},
    {"ProtectHostname=yes", "hostname trial"},
    {"NoExecPaths=/var /run /tmp", "/var/lib/trial-program"},
    {"RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX", "perl -e 'socket(S, 16, 3, 0) or exit 1'"},
    {"RestrictNamespaces=yes", "unshare --net true"},
    {"RestrictRealtime=yes", "chrt --fifo 1 true"},
    {"RestrictSUIDSGID=yes", "touch /run/trial-suid && chmod u+s /run/trial-suid"},
    {"LockPersonality=yes", "setarch --addr-no-randomize true"},
    {"MemoryDenyWriteExecute=yes",
     "perl -e 'exit(syscall(`uname -m` =~ /aarch64/ ? 222 : 9, 0, 4096, 7, 0x22, -1, 0) == -1)'"},
    {"SystemCallArchitectures=native", "grep -q 'Seccomp:.*0' /proc/self/status"},
    {"SystemCallFilter=@system-service", "mount -t tmpfs tmpfs /mnt"},
    {"SystemCallFilter=~@privileged @resources", "renice -n 1 $$"},
    // With a filter alone, the first call that it forbids kills.
    {"SystemCallErrorNumber=EPERM", "perl -e 'system(q(chroot / true)); exit !($? & 127)'", "SystemCallFilter=~chroot"},
};

/// The lines of the unit that take something away.
std::set<std::string> hardening_lines()
{
    std::set<std::string> lines;
    std::istringstream unit(read_text(source_folder() / "systemd/gazetted.service"));
    bool is_hardening = false;
    for (std::string line; std::getline(unit, line);) {
        if (line.starts_with("UMask=")) is_hardening = true;
        if (line.starts_with("[Install]")) break;
        if (is_hardening && !line.empty() && !line.starts_with('#')) lines.insert(line);
    }
    return lines;
}

TEST_F(Systemd, TakesAwayWithEachDirectiveWhatItIsThereFor)
{
    ASSERT_EQ(systemd
                  ->shell("touch /tmp/outside; mkdir -p /usr/lib/modules; touch /usr/lib/modules/trial; "
                          "cp /usr/bin/true /var/lib/trial-program")
                  .exit_code,
              0);
    const auto unit = [](std::size_t n, bool has_it) {
        return "trial-" + std::to_string(n) + (has_it ? "-with" : "-without") + ".service";
    };
    for (std::size_t n = 0; n < std::size(proofs); ++n) {
        const Proof& proof = proofs[n];
        systemd->write("/usr/lib/trial/" + std::to_string(n), proof.command + std::string("\n"));
        for (const bool has_it : {false, true}) {
            systemd->write("/etc/systemd/system/" + unit(n, has_it),
                           "[Service]\nType=oneshot\nExecStart=/bin/sh /usr/lib/trial/" + std::to_string(n) + '\n' +
                               proof.beside + '\n' + (has_it ? proof.directive : "") + '\n');
        }
    }
    systemctl("daemon-reload");
    for (const bool has_it : {false, true}) {
        std::vector<std::string> start{"systemctl", "start"};
        for (std::size_t n = 0; n < std::size(proofs); ++n) start.push_back(unit(n, has_it));
        (void)systemd->run(start);
    }
    std::set<std::string> proven;
    for (std::size_t n = 0; n < std::size(proofs); ++n) {
        EXPECT_EQ(systemd->property(unit(n, false), "Result"), "success")
            << "without " << proofs[n].directive << systemd->journal(unit(n, false));
        EXPECT_EQ(systemd->property(unit(n, true), "Result"), "exit-code") << "with " << proofs[n].directive;
        proven.insert(proofs[n].directive);
    }
    for (const std::string& line : hardening_lines())
        EXPECT_TRUE(proven.contains(line) || line == "RemoveIPC=yes") << line;
}

TEST_F(Systemd, RemovesWhatTheUserLeftInSharedMemory)
{
    for (const std::string which : {"no", "yes"}) {
        systemd->write("/etc/systemd/system/shm.service", "[Service]\nType=oneshot\nUser=gazetted\nRemoveIPC=" + which +
                                                              "\nExecStart=/usr/bin/touch /dev/shm/trial\n");
        systemctl("daemon-reload");
        systemctl("start shm");
        EXPECT_TRUE(eventually([&] { return systemd->exists("/dev/shm/trial") == (which == "no"); }, 5s)) << which;
    }
}

TEST(SystemdUnit, IsExposedByNoMoreThanWhatItNeeds)
{
    if (!std::filesystem::exists("/usr/bin/systemd-analyze")) GTEST_SKIP() << "systemd is not installed";
    const auto judged = run_process({"systemd-analyze", "security", "--offline=true", "--threshold=11",
                                     (source_folder() / "systemd/gazetted.service").string()});
    EXPECT_EQ(judged.exit_code, 0) << judged.output << judged.errors;  // of 100, so 1.1 of 10
}

}  // namespace
