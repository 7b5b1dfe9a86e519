#include "config/io/load.h"

#include "base/io/files.h"

#include <algorithm>

namespace config::io {

namespace {

void check_secret(const SecretFile& secret, Secrets secrets, Reading& reading)
{
    const auto read = base::io::read_secret(secret.path);
    if (read) return;
    const bool is_warning = secrets == Secrets::looked_at;
    reading.faults.push_back({.file = secret.file,
                              .line = secret.line,
                              .column = secret.column,
                              .text = secret.option + ": " + read.error().text,
                              .is_warning = is_warning});
    if (!is_warning) reading.config.reset();
}

}  // namespace

Reading load(const std::filesystem::path& file, Secrets secrets)
{
    Reading reading =
        read(file, [](const std::filesystem::path& path) { return base::io::read_file(path, file_octets_max); });
    for (const SecretFile& secret : reading.secrets) check_secret(secret, secrets, reading);
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
