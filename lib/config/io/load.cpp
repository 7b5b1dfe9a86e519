#include "config/io/load.h"

#include "base/io/files.h"

#include <algorithm>

namespace config::io {

namespace {

constexpr std::size_t file_octets_max = 4UL << 20;

void check_secret(const std::filesystem::path& path, const std::string& file, std::vector<Fault>& faults)
{
    if (path.empty()) return;
    const auto secret = base::io::read_secret(path);
    if (!secret) faults.push_back({.file = file, .text = secret.error().text, .is_warning = true});
}

}  // namespace

Reading load(const std::filesystem::path& file)
{
    Reading reading = read(file, [](const std::filesystem::path& path) { return base::io::read_file(path, file_octets_max); });
    if (reading.config) {
        check_secret(reading.config->relay.password_file, file.string(), reading.faults);
        for (const MailboxIntake& mailbox : reading.config->mailboxes) check_secret(mailbox.password_file, file.string(), reading.faults);
    }
    return reading;
}

}  // namespace config::io
