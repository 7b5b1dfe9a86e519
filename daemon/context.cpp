#include "context.h"

#include "base/io/files.h"

#include <stdexcept>

namespace gazetted {

LoadedConfig load_config(const std::filesystem::path& file, config::io::Secrets secrets)
{
    LoadedConfig loaded;
    config::Reading reading = config::io::load(file, secrets);
    for (const config::Fault& fault : reading.faults) loaded.faults.push_back(fault.line_text());
    if (!reading.config) return loaded;
    auto templates = config::io::load_templates(reading.config->server.templates);
    if (!templates) {
        loaded.faults.push_back(file.string() + ": " + templates.error().text);
        return loaded;
    }
    loaded.config = std::make_shared<const config::Config>(std::move(*reading.config));
    loaded.templates = std::make_shared<const config::Templates>(std::move(*templates));
    loaded.restart_values = std::move(reading.restart_values);
    return loaded;
}

std::filesystem::path store_file(const config::Config& config)
{
    return config.server.data_dir / "gazetted.db";
}

desk::Rules make_rules(const LoadedConfig& loaded)
{
    const std::filesystem::path& folder = loaded.config->server.data_dir;
    const auto made = base::io::make_private_folder(folder);
    if (!made) throw std::runtime_error(made.error().text);
    const auto key = base::io::load_or_create_key(folder / "token.key");
    if (!key) throw std::runtime_error(key.error().text);
    return {.config = loaded.config, .templates = loaded.templates, .key = *key};
}

void ensure_lists(store::Store& store, const config::Config& config)
{
    for (const config::List& list : config.lists) store.directory().ensure_list(list.name, list.address.text());
}

}  // namespace gazetted
