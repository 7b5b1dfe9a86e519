#include "form/standing.h"

#include "mail/text_html.h"

#include <fmt/format.h>

#include <string_view>

namespace form {

namespace {

constexpr int bar_height = 18;
constexpr int row_height = 26;
constexpr int label_width = 160;
constexpr int chart_width = 640;
constexpr std::size_t rows_max = 300;

constexpr std::string_view page_start = R"(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{0}</title>
<style>
body {{ font: 15px/1.4 sans-serif; margin: 2em auto; max-width: 50em; padding: 0 1em; color: #222; background: #fff }}
table {{ border-collapse: collapse; margin: 1em 0 2em }} th, td {{ padding: .2em .9em; border-bottom: 1px solid #ccc }}
th:first-child, td:first-child {{ text-align: left }} td, th {{ text-align: right }}
</style></head><body><h1>{0}</h1><p>{1}</p>
)";

std::string name_or(const std::string& name, std::string_view otherwise)
{
    return mail::escape_markup(name.empty() ? otherwise : std::string_view(name));
}

std::string table_row(std::string_view name, const Counts& counts)
{
    return fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", name,
                       counts.asked, counts.returned, counts.incomplete, counts.late, counts.silent());
}

std::string table(std::string_view heading, const std::map<std::string, Counts>& groups, std::string_view nameless)
{
    std::string html = fmt::format("<table><tr><th>{}</th><th>asked</th><th>answered</th><th>incomplete</th>"
                                   "<th>late</th><th>silent</th></tr>\n",
                                   heading);
    for (const auto& [name, counts] : groups) html += table_row(name_or(name, nameless), counts);
    return html + "</table>\n";
}

std::string bar(double from, double to, int y, std::string_view colour)
{
    return fmt::format("<rect x=\"{:.1f}\" y=\"{}\" width=\"{:.1f}\" height=\"{}\" fill=\"{}\"/>", from, y, to - from,
                       bar_height, colour);
}

/// A bar a group, as long as it is large: answered in full, answered with something left, silent.
std::string chart(const std::map<std::string, Counts>& groups, std::string_view nameless)
{
    std::int64_t largest = 1;
    for (const auto& [name, counts] : groups) largest = std::max(largest, counts.asked);
    const double unit = static_cast<double>(chart_width - label_width) / static_cast<double>(largest);
    std::string svg =
        fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{}\" height=\"{}\" "
                    "font-family=\"sans-serif\" font-size=\"13\"><title>Answered and silent</title>\n",
                    chart_width, static_cast<std::size_t>(row_height) * std::min(groups.size(), rows_max));
    int y = 0;
    for (const auto& [name, counts] : groups) {
        const auto at = [&](std::int64_t count) { return label_width + unit * static_cast<double>(count); };
        const std::int64_t complete = counts.returned - counts.incomplete;
        svg += fmt::format("<text x=\"0\" y=\"{}\">{}</text>", y + bar_height - 4, name_or(name, nameless));
        svg += bar(at(0), at(complete), y, "#2a7f62") + bar(at(complete), at(counts.returned), y, "#d9a441") +
               bar(at(counts.returned), at(counts.asked), y, "#c9c9c9") + "\n";
        y += row_height;
        if (y >= row_height * static_cast<int>(rows_max)) break;
    }
    return svg + "</svg>\n<p>Green: complete. Yellow: something is left to do. Grey: silent.</p>\n";
}

std::string silent_list(const std::vector<store::Asking>& silent)
{
    if (silent.empty()) return "";
    std::string html = "<h2>Silent</h2><ul>\n";
    for (const store::Asking& asking : silent)
        html += fmt::format("<li>{} {}</li>\n", mail::escape_markup(asking.name), mail::escape_markup(asking.email));
    return html + "</ul>\n";
}

}  // namespace

std::string standing_page(const config::Form& form, const Standing& standing, base::Time now)
{
    const std::string title = mail::escape_markup(form.titles.front().text);
    std::string html = fmt::format(fmt::runtime(page_start), title, "As of " + base::to_rfc3339(now));
    html += table("", {{"All", standing.all}}, "");
    html += table("Category", standing.by_category, "on the list no more") +
            chart(standing.by_category, "on the list no more");
    html += table("Country", standing.by_country, "not known") + chart(standing.by_country, "not known");
    return html + silent_list(standing.silent) + "</body></html>\n";
}

}  // namespace form
