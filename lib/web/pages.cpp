#include "web/pages.h"

#include "base/digest.h"
#include "base/embedded_file.h"
#include "mail/transfer_encoding.h"
#include "web/html.h"

#include <kainjow/mustache.hpp>

#include <algorithm>
#include <span>
#include <stdexcept>

namespace web {

std::span<const base::EmbeddedFile> embedded_pages();

namespace {

namespace mustache = kainjow::mustache;

constexpr std::string_view extension = ".mustache";
constexpr std::string_view title_start = "Title: ";
constexpr std::string_view layout_name = "layout";
constexpr std::string_view style_name = "style.css";

mustache::data as_data(const config::TemplateValues& values)
{
    const auto texts_as_data = [](const config::TemplateTexts& texts) {
        mustache::data data;
        for (const auto& [name, text] : texts) data.set(name, text);
        return data;
    };
    mustache::data data = texts_as_data(values.texts);
    for (const auto& [section, rows] : values.rows) {
        mustache::data list{mustache::data::type::list};
        for (const config::TemplateTexts& row : rows) list << texts_as_data(row);
        data.set(section, list);
    }
    return data;
}

std::string fill(const std::string& text, const mustache::data& data)
{
    mustache::mustache parsed(text);
    if (!parsed.is_valid()) throw std::logic_error("a page is broken: " + parsed.error_message());
    parsed.set_custom_escape([](const std::string& value) { return escape_html(value); });
    return parsed.render(data);
}

}  // namespace

Pages::Pages()
{
    for (const base::EmbeddedFile& file : embedded_pages()) {
        std::string_view name = file.name;
        if (name.ends_with(extension)) name.remove_suffix(extension.size());
        texts_.emplace(name, file.text);
        const auto slash = name.find('/');
        if (slash == std::string_view::npos) continue;
        if (!file.text.starts_with(title_start)) throw std::logic_error("a page has no title: " + std::string(name));
        if (languages_.empty() || languages_.back() != name.substr(0, slash))
            languages_.emplace_back(name.substr(0, slash));
    }
    style_hash_ = "sha256-" + mail::encode_base64(base::as_octets(base::sha256(texts_.find(style_name)->second)));
}

std::string Pages::render(std::string_view name, std::string_view language, const config::TemplateValues& values) const
{
    const bool is_known = std::ranges::find(languages_, language) != languages_.end();
    const std::string tag(is_known ? language : "en");
    const auto found = texts_.find(tag + '/' + std::string(name));
    if (found == texts_.end()) throw std::logic_error("no page " + std::string(name));

    const mustache::data data = as_data(values);
    const std::string& text = found->second;
    const auto title_end = text.find('\n');
    mustache::data whole;
    whole.set("language", tag);
    whole.set("title", fill(text.substr(title_start.size(), title_end - title_start.size()), data));
    whole.set("body", fill(text.substr(title_end + 1), data));
    whole.set("style", texts_.find(style_name)->second);
    return fill(texts_.find(layout_name)->second, whole);
}

}  // namespace web
