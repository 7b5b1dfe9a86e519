#include "config/toml_sections.h"

#include "base/text.h"

#define TOML_EXCEPTIONS 0  // a syntax error is an answer, not an accident
// Its assertions state what a faulty file breaks ("[!x]"); behind each stands the check that gives the right error.
#define TOML_ASSERT(expression) static_assert(true)
#include <fmt/format.h>
#include <toml++/toml.h>

#include <optional>

namespace config {

namespace {

constexpr std::size_t depth_max = 4;  // "list.stage" is the deepest; anything more is a mistake
constexpr std::size_t fault_octets_max = 400;

Place place_of(const std::string& file, const toml::source_region& source)
{
    return {.file = file, .line = source.begin.line, .column = source.begin.column};
}

Fault fault_at(const Place& place, std::string text)
{
    return {
        .file = place.file, .line = place.line, .column = place.column, .text = std::move(text), .is_warning = false};
}

std::string dotted(std::string_view section, std::string_view key)
{
    return section.empty() ? std::string(key) : std::string(section) + '.' + std::string(key);
}

base::Result<Value> check_value(const OptionRow& option, const toml::node& node)
{
    if (const auto* text = node.as_string()) return check_text(option, text->get());
    if (const auto* number = node.as_integer()) return check_number(option, number->get());
    if (const auto* flag = node.as_boolean()) return check_flag(option, flag->get());
    if (const auto* date = node.as_date(); date != nullptr && option.kind == Kind::date)
        return check_text(option,
                          fmt::format("{:04}-{:02}-{:02}", date->get().year, date->get().month, date->get().day));
    const auto* array = node.as_array();
    if (array == nullptr) return base::refuse("a value of another type was expected");
    std::vector<std::string> texts;
    for (const toml::node& element : *array) {
        const auto* text = element.as_string();
        if (text == nullptr) return base::refuse("every element of the list must be text in quotes");
        texts.push_back(text->get());
    }
    return check_texts(option, texts);
}

class SectionReader {
  public:
    SectionReader(std::string file, std::vector<Fault>& faults) : file_(std::move(file)), faults_(faults) {}

    Section read(std::string name, const toml::table& table, std::size_t depth)
    {
        Section section{.name = std::move(name),
                        .place = place_of(file_, table.source()),
                        .values = {},
                        .places = {},
                        .children = {}};
        for (const auto& [key, node] : table) read_entry(section, key, node, depth);
        return section;
    }

  private:
    void read_entry(Section& section, const toml::key& key, const toml::node& node, std::size_t depth)
    {
        const std::string name = dotted(section.name, key.str());
        const Place key_place = place_of(file_, key.source());
        if (const OptionRow* option = find_option(section.name, key.str())) {
            read_option(section, *option, node);
            return;
        }
        const SectionRow* row = find_section(name);
        if (depth < depth_max && (row != nullptr || starts_a_section(name))) {
            read_section(section, name, row, node, key_place, depth);
            return;
        }
        faults_.push_back(fault_at(key_place, base::one_line(name, 200) + ": no such option"));
    }

    /// "intake" is no section itself, but "intake.lmtp" is.
    static bool starts_a_section(const std::string& name)
    {
        for (const SectionRow& row : sections()) {
            if (row.name.starts_with(name + '.')) return true;
        }
        return false;
    }

    void read_option(Section& section, const OptionRow& option, const toml::node& node)
    {
        const Place place = place_of(file_, node.source());
        section.places.insert_or_assign(std::string(option.key), place);
        auto value = check_value(option, node);
        if (value) {
            section.values.insert_or_assign(std::string(option.key), std::move(*value));
        } else {
            faults_.push_back(fault_at(place, dotted(option.section, option.key) + ": " + value.error().text));
        }
    }

    void read_section(Section& parent, const std::string& name, const SectionRow* row, const toml::node& node,
                      const Place& key_place, std::size_t depth)
    {
        const bool is_array = row != nullptr && row->is_array;
        const bool may_be_table = !is_array || row->may_be_alone;
        if (const auto* table = node.as_table(); table != nullptr && may_be_table) {
            Section section = read(name, *table, depth + 1);
            section.place = key_place;
            section.is_alone = is_array;
            parent.children.push_back(std::move(section));
            return;
        }
        const auto* array = node.as_array();
        if (!is_array || array == nullptr) {
            const bool must_be_array = is_array && !may_be_table;
            faults_.push_back(fault_at(
                key_place, name + (must_be_array ? ": is written [[" + name + "]]" : ": is written [" + name + ']')));
            return;
        }
        for (const toml::node& element : *array) {
            if (const auto* table = element.as_table()) {
                parent.children.push_back(read(name, *table, depth + 1));
            } else {
                faults_.push_back(fault_at(place_of(file_, element.source()), name + ": is written [[" + name + "]]"));
            }
        }
    }

    std::string file_;
    std::vector<Fault>& faults_;
};

std::optional<Value> standard_value(const OptionRow& option)
{
    if (option.standard.empty()) return std::nullopt;
    const toml::parse_result parsed = toml::parse("value = " + std::string(option.standard));
    return check_value(option, *parsed.table().get("value")).value();
}

}  // namespace

TomlReading read_toml(const std::string& file, std::string_view text)
{
    TomlReading reading;
    reading.root.place = {.file = file, .line = 0, .column = 0};
    const toml::parse_result parsed = toml::parse(text, std::string_view(file));
    if (!parsed) {
        const Place place = place_of(file, parsed.error().source());
        // It quotes what it found, whatever that is.
        reading.faults.push_back(fault_at(place, base::one_line(parsed.error().description(), fault_octets_max)));
        return reading;
    }
    reading.root = SectionReader(file, reading.faults).read("", parsed.table(), 0);
    reading.root.place = {.file = file, .line = 0, .column = 0};
    return reading;
}

void complete(Section& section, std::vector<Fault>& faults)
{
    for (const OptionRow& option : options()) {
        if (option.section != section.name || section.values.contains(option.key)) continue;
        const bool is_faulty = section.places.contains(option.key);  // said already
        if (option.is_required && !is_faulty) {
            faults.push_back(fault_at(section.place, dotted(option.section, option.key) + ": is required"));
        } else if (auto value = standard_value(option)) {
            section.values.emplace(option.key, std::move(*value));
        }
    }
    for (Section& child : section.children) complete(child, faults);
}

}  // namespace config
