#include "config/paper.h"

#include "base/text.h"

#include <algorithm>

namespace config {

namespace {

constexpr std::size_t name_octets_max = 40;

}  // namespace

bool is_paper_name(std::string_view text)
{
    const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || base::is_digit(c) || c == '-'; };
    const bool is_word = !text.empty() && text.size() <= name_octets_max && std::ranges::all_of(text, fits);
    return is_word && !base::is_digit(text.front()) && text.front() != '-' && text.back() != '-';
}

namespace {

/// "get issue 3", "obtenir numéro 3".
bool means_an_issue(std::string_view name)
{
    return name == "issue" || name == "numero" || std::ranges::count(latest_words, name) > 0;
}

void check_name(const std::string& name, const TellFault& fault)
{
    if (!is_paper_name(name))
        fault("name", '"' + base::one_line(name, 2 * name_octets_max) +
                          "\" is no word of letters, digits and '-' that begins with a letter");
    else if (means_an_issue(name))
        fault("name", '"' + name + "\" asks for an issue");
}

bool is_web_link(std::string_view link)
{
    const bool is_web = link.starts_with("https://") || link.starts_with("http://");
    const bool has_host = is_web && link.find("://") + 3 < link.size();
    return has_host && std::ranges::all_of(link, [](char c) { return c > ' ' && c != '<' && c != '>'; });
}

void check_place(const Section& section, const TellFault& fault)
{
    const bool has_file = !section.text("file").empty();
    const bool has_link = !section.text("link").empty();
    if (has_file && has_link) fault("link", "goes without file only");
    if (!has_file && !has_link) fault("file", "there is nothing to send: name a file or a link");
    if (has_link && !is_web_link(section.text("link")))
        fault("link", '"' + base::one_line(section.text("link"), 80) +
                          "\" is not a URL such as \"https://body.example/kit.zip\"");
}

}  // namespace

Paper read_paper(const Section& section, const FileReader& reader, const TellFault& fault)
{
    Paper paper{.name = section.values.contains("name") ? base::to_lower(section.text("name")) : "",
                .title = section.values.contains("title") ? section.text("title") : "",
                .file_name = section.path("file").filename().string(),
                .octets = nullptr,
                .link = section.text("link"),
                .categories = section.texts("categories")};
    if (section.values.contains("name")) check_name(paper.name, fault);
    check_place(section, fault);
    if (section.text("file").empty()) return paper;
    auto octets = reader(section.path("file"));
    if (octets)
        paper.octets = std::make_shared<const std::string>(std::move(*octets));
    else
        fault("file", octets.error().text);
    return paper;
}

}  // namespace config
