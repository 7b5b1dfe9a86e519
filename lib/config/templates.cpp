#include "config/templates.h"

#include "base/embedded_file.h"
#include "base/text.h"

#include <kainjow/mustache.hpp>

#include <algorithm>
#include <span>
#include <stdexcept>

namespace config {

std::span<const base::EmbeddedFile> embedded_templates();

namespace {

namespace mustache = kainjow::mustache;

constexpr std::string_view extension = ".mustache";
constexpr std::string_view subject_start = "Subject: ";
constexpr std::string_view html_extension = ".html";
constexpr std::string_view text_extension = ".text";

std::string without_extension(std::string_view name)
{
    return std::string(name.substr(0, name.size() - extension.size()));
}

/// A section within itself would repeat its rows for each of its rows, and the parser follows nesting by recursion.
std::string fault_of_nesting(std::string_view text)
{
    constexpr std::size_t depth_max = 8;
    std::vector<std::string_view> open;
    for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at + 2)) {
        const std::string_view tag = base::trim(text.substr(at + 2, text.find("}}", at) - at - 2));
        const std::string_view name = base::trim(tag.substr(std::min<std::size_t>(tag.size(), 1)));
        if (tag.starts_with('=')) return "must keep {{ and }} as its delimiters";
        if (tag.starts_with('/') && !open.empty()) open.pop_back();
        if (!tag.starts_with('#') && !tag.starts_with('^')) continue;
        if (std::ranges::count(open, name) > 0) return "has section " + std::string(name) + " within itself";
        if (open.size() == depth_max) return "nests its sections too deeply";
        open.push_back(name);
    }
    return {};
}

bool is_page(std::string_view key)
{
    return key.ends_with(html_extension) || key.ends_with(text_extension);
}

std::string fault_of_frame(std::string_view key, std::string_view text)
{
    if (is_page(key)) return text.find("{{{content}}}") == std::string::npos ? "must have {{{content}}}" : "";
    const bool has_subject = text.starts_with(subject_start) && text.find("\n\n") != std::string::npos;
    return has_subject ? "" : "must start with \"Subject: …\" and an empty line";
}

std::string fault_of(std::string_view key, const std::string& text)
{
    constexpr std::size_t octets_max = 64UL * 1024;
    if (text.size() > octets_max) return "is larger than 64 KiB";
    if (std::string fault = fault_of_nesting(text); !fault.empty()) return fault;
    const mustache::mustache parsed(text);
    if (!parsed.is_valid()) return parsed.error_message();
    return fault_of_frame(key, text);
}

mustache::data as_data(const TemplateTexts& texts)
{
    mustache::data data;
    for (const auto& [name, text] : texts) data.set(name, text);
    return data;
}

mustache::data as_data(const TemplateValues& values)
{
    mustache::data data = as_data(values.texts);
    for (const auto& [section, rows] : values.rows) {
        mustache::data list{mustache::data::type::list};
        for (const TemplateTexts& row : rows) list << as_data(row);
        data.set(section, list);
    }
    return data;
}

/// A mail's text has no markup.
std::string render_text(const std::string& text, const TemplateValues& values)
{
    mustache::mustache parsed(text);
    parsed.set_custom_escape([](const std::string& value) { return value; });
    return parsed.render(as_data(values));
}

}  // namespace

base::Result<Templates> Templates::load(const std::map<std::string, std::string>& own)
{
    Templates templates;
    for (const base::EmbeddedFile& file : embedded_templates())
        templates.texts_[without_extension(file.name)] = file.text;
    for (const auto& [name, text] : own) {
        if (!name.ends_with(extension)) continue;
        const std::string key = without_extension(name);
        const std::string english = "en/" + key.substr(key.find('/') + 1);
        if (!templates.texts_.contains(english)) return base::refuse("template " + name + ": no notice has that name");
        templates.texts_[key] = text;
    }
    for (const auto& [key, text] : templates.texts_) {
        const std::string fault = fault_of(key, text);
        if (!fault.empty()) return base::refuse("template " + key + std::string(extension) + ": " + fault);
    }
    return templates;
}

const std::string& Templates::find(std::string_view name, std::string_view language) const
{
    const std::string primary(language.substr(0, language.find('-')));
    for (const std::string& tag : {std::string(language), primary, std::string("en")}) {
        const auto found = texts_.find(tag + '/' + std::string(name));
        if (found != texts_.end()) return found->second;
    }
    throw std::logic_error("no template " + std::string(name));
}

RenderedNotice Templates::render(std::string_view name, std::string_view language, const TemplateValues& values) const
{
    const std::string text = render_text(find(name, language), values);
    const auto end = text.find('\n');
    return {.subject = text.substr(subject_start.size(), end - subject_start.size()),
            .body = text.substr(std::min(text.size(), end + 2))};
}

std::string Templates::page(std::string_view name, std::string_view language, const TemplateValues& values) const
{
    const std::string& text = find(name, language);
    if (!name.ends_with(html_extension)) return render_text(text, values);
    mustache::mustache parsed(text);
    return parsed.render(as_data(values));
}

std::vector<std::string> Templates::languages() const
{
    std::vector<std::string> languages;
    for (const auto& [key, text] : texts_) {
        std::string language = key.substr(0, key.find('/'));
        if (languages.empty() || languages.back() != language) languages.push_back(std::move(language));
    }
    return languages;
}

}  // namespace config
