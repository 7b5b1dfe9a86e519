#include "support/booted_systemd.h"

#include "support/places.h"

#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace testing_support {

namespace {

using namespace std::chrono_literals;

/// Ended with this process, however that ends.
const std::vector<std::string> in_namespaces{"setpriv", "--pdeathsig",  "KILL",  "unshare", "--mount", "--pid",
                                             "--fork",  "--kill-child", "--net", "--uts",   "--ipc",   "--cgroup"};

std::vector<std::string> operator+(std::vector<std::string> left, const std::vector<std::string>& right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

std::string trimmed(std::string text)
{
    while (text.ends_with('\n')) text.pop_back();
    return text;
}

}  // namespace

bool BootedSystemd::is_possible(std::string& why)
{
    if (!std::filesystem::exists("/lib/systemd/systemd")) why = "systemd is not installed";
    if (::geteuid() != 0) why = "a systemd of its own needs root";
    if (!why.empty()) return false;
    const auto tried =
        run_process(in_namespaces + std::vector<std::string>{
                                        "sh", "-ec",
                                        "mount --make-rprivate /; mount -t tmpfs tmpfs /mnt; mkdir /mnt/u /mnt/w; "
                                        "mount -t overlay overlay -o lowerdir=/,upperdir=/mnt/u,workdir=/mnt/w /mnt; "
                                        "mount -t proc proc /mnt/proc; mount -t cgroup2 cgroup2 /mnt/mnt"});
    if (tried.exit_code != 0) why = "no namespaces or mounts here: " + tried.errors;
    return why.empty();
}

BootedSystemd::BootedSystemd()
{
    const auto log = std::filesystem::path(folder_.path().string() + ".log");
    process_ = std::make_unique<Process>(
        in_namespaces + std::vector<std::string>{(source_folder() / "tests/support/boot_systemd").string(),
                                                 folder_.path().string(), build_folder().string()},
        log);
    const auto children =
        "/proc/" + std::to_string(process_->id()) + "/task/" + std::to_string(process_->id()) + "/children";
    const bool is_up = eventually(
        [&] {
            std::ifstream(children) >> init_;
            return init_ > 0 && property("basic.target", "ActiveState") == "active";
        },
        60s);
    const std::string said = read_text(log);
    std::filesystem::remove(log);
    if (!is_up) throw std::runtime_error("systemd does not come up: " + said);
}

Finished BootedSystemd::run(const std::vector<std::string>& arguments, const std::string& input) const
{
    return run_process(std::vector<std::string>{"nsenter", "--target", std::to_string(init_), "--all"} + arguments,
                       input);
}

std::filesystem::path BootedSystemd::outside(const std::string& path) const
{
    return "/proc/" + std::to_string(init_) + "/root" + path;
}

void BootedSystemd::write(const std::string& path, const std::string& text) const
{
    std::filesystem::create_directories(outside(path).parent_path());
    std::ofstream file(outside(path));
    file << text;
    if (!file.flush()) throw std::runtime_error("cannot write " + path + " there");
}

std::string BootedSystemd::property(const std::string& unit, const std::string& name) const
{
    return trimmed(run({"systemctl", "show", "--value", "--property=" + name, unit}).output);
}

std::string BootedSystemd::journal(const std::string& unit, const std::string& format) const
{
    (void)run({"journalctl", "--sync"});
    return run({"journalctl", "--no-pager", "--output=" + format, "--unit=" + unit}).output;
}

}  // namespace testing_support
