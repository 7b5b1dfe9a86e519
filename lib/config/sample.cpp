#include "config/options.h"

#include <string>

namespace config {

namespace {

std::string heading(const SectionRow& section)
{
    const std::string name(section.name);
    return section.is_array && !section.may_be_alone ? "[[" + name + "]]" : '[' + name + ']';
}

/// Breaks at blanks so that no comment line is longer than `width`.
std::string comment(std::string_view text, std::size_t width)
{
    std::string lines;
    while (!text.empty()) {
        std::size_t end = text.size() <= width ? text.size() : text.rfind(' ', width);
        if (end == std::string_view::npos || end == 0) end = text.size();
        lines += "# " + std::string(text.substr(0, end)) + '\n';
        text.remove_prefix(end == text.size() ? end : end + 1);
    }
    return lines;
}

std::string limits(const OptionRow& option)
{
    std::string text;
    if (!option.choices.empty()) text += " One of: " + std::string(option.choices) + '.';
    if (!option.min.empty() && !option.max.empty()) {
        text += " From " + std::string(option.min) + " to " + std::string(option.max) + '.';
    }
    return text;
}

/// An option with a default is shown commented out, with that default.
std::string sample_line(const OptionRow& option, bool is_shown)
{
    const std::string_view value = option.sample.empty() ? option.standard : option.sample;
    const bool is_set = is_shown && !option.sample.empty();
    return (is_set ? "" : "# ") + std::string(option.key) + " = " + std::string(value) + '\n';
}

}  // namespace

std::string sample_file()
{
    constexpr std::size_t width = 100;
    std::string text = "# Gazetted: a sample of every option. A commented-out value is the default.\n"
                       "# Check it with: gazetted --config FILE --check\n";
    for (const SectionRow& section : sections()) {
        text += '\n' + comment(section.help, width);
        if (!section.name.empty()) text += (section.in_sample ? "" : "# ") + heading(section) + '\n';
        for (const OptionRow& option : options()) {
            if (option.section != section.name) continue;
            text += '\n' + comment(std::string(option.help) + limits(option), width);
            text += sample_line(option, section.in_sample);
        }
    }
    return text;
}

std::string reference_page()
{
    std::string text = "# Configuration reference\n\n"
                       "Made from the rows of `lib/config/options.cpp`. Times are written `30s`, `15m`, `72h`, `14d`; "
                       "sizes `25 MiB`.\n"
                       "Unknown keys are errors. Options marked *restart* need one; all others follow SIGHUP.\n";
    for (const SectionRow& section : sections()) {
        text += "\n## " + (section.name.empty() ? std::string("Top of the file") : '`' + heading(section) + '`') +
                "\n\n" + std::string(section.help) + "\n\n| key | default | meaning |\n| --- | --- | --- |\n";
        for (const OptionRow& option : options()) {
            if (option.section != section.name) continue;
            const std::string standard = option.is_required ? "*required*" : '`' + std::string(option.standard) + '`';
            text += "| `" + std::string(option.key) + "` | " + standard + " | " + std::string(option.help) +
                    limits(option) + (option.reload == Reload::restart ? " *restart*" : "") + " |\n";
        }
    }
    return text;
}

}  // namespace config
