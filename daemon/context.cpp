#include "context.h"

#include "base/io/files.h"
#include "base/text.h"

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

namespace {

std::filesystem::path epoch_file(const config::Config& config)
{
    return config.server.data_dir / "gazetted.epoch";
}

}  // namespace

std::filesystem::path store_file(const config::Config& config)
{
    std::filesystem::path file = config.server.data_dir / "gazetted.db";
    std::error_code error;
    const bool is_there = std::filesystem::exists(file, error) && std::filesystem::file_size(file, error) > 0;
    if (!is_there && std::filesystem::exists(epoch_file(config), error)) {
        throw std::runtime_error(file.string() +
                                 " is missing or empty, and a store ran here before: bring back a backup, or remove " +
                                 epoch_file(config).string() + " to begin anew");
    }
    return file;
}

std::optional<std::int64_t> read_epoch(const config::Config& config)
{
    std::error_code error;
    if (!std::filesystem::exists(epoch_file(config), error)) return std::nullopt;
    constexpr std::size_t octets_max = 100;
    const auto text = base::io::read_file(epoch_file(config), octets_max);
    if (!text) throw std::runtime_error(text.error().text);
    return base::parse_number(base::trim(*text)).value_or(0);  // what cannot be read matches nothing
}

void write_epoch(const config::Config& config, std::int64_t epoch)
{
    const auto written = base::io::replace_file(epoch_file(config), std::to_string(epoch) + '\n');
    if (!written) throw std::runtime_error(written.error().text);
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
