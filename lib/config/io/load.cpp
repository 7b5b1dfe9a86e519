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
    Reading reading =
        read(file, [](const std::filesystem::path& path) { return base::io::read_file(path, file_octets_max); });
    if (reading.config) {
        check_secret(reading.config->relay.password_file, file.string(), reading.faults);
        const Relay& relay = reading.config->relay;
        for (const auto& secret :
             {relay.key, relay.token.file, relay.token.client_secret_file, relay.token.refresh_token_file})
            check_secret(secret, file.string(), reading.faults);
        for (const MailboxIntake& mailbox : reading.config->mailboxes)
            check_secret(mailbox.password_file, file.string(), reading.faults);
    }
    return reading;
}

base::Result<Templates> load_templates(const std::filesystem::path& folder)
{
    std::map<std::string, std::string> own;
    std::error_code error;
    if (!folder.empty() && !std::filesystem::is_directory(folder, error))
        return base::refuse("server.templates: " + folder.string() + " is no folder");
    if (!folder.empty()) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            if (!entry.is_regular_file()) continue;
            auto text = base::io::read_file(entry.path(), file_octets_max);
            if (!text) return text.error();
            own[entry.path().lexically_relative(folder).string()] = *text;
        }
    }
    return Templates::load(own);
}

}  // namespace config::io
