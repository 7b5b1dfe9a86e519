#include "desk/document_criteria.h"

#include "base/text.h"
#include "config/page_size.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace desk {

namespace {

constexpr std::array<std::string_view, 8> kinds_with_properties{"pdf",  "docx", "docm", "xlsx",
                                                                "xlsm", "odt",  "ods",  "pptx"};

bool has_kind(const PostPart& part, std::initializer_list<std::string_view> kinds)
{
    return std::ranges::count(kinds, part.kind) > 0;
}

/// The document of a part; nullptr, and told, when there is none to look at.
const document::Document* read(const PostPart& part, document::Readings* readings, Findings& findings)
{
    const document::Reading* reading = readings == nullptr ? nullptr : readings->find(part.document, part.file_name);
    if (reading == nullptr) {
        findings.doubt(part.label, "it was not read");
        return nullptr;
    }
    if (const auto* why = std::get_if<document::Unreadable>(reading)) {
        findings.doubt(part.label, fmt::format("nobody could look into it: {}", document::name_of(*why)));
        return nullptr;
    }
    return &std::get<document::Document>(*reading);
}

void tell_undecodable(Findings& findings, const PostContent& content)
{
    for (const PostPart& part : content.parts) {
        if (!part.undecodable.empty()) findings.add(part.label, part.undecodable);
    }
}

bool is_of_size(const document::PageSize& page, const config::PageSize& size)
{
    constexpr double tolerance_mm = 2;
    const auto is_near = [](double a, double b) { return std::abs(a - b) <= tolerance_mm; };
    return (is_near(page.width_mm, size.width_mm) && is_near(page.height_mm, size.height_mm)) ||
           (is_near(page.width_mm, size.height_mm) && is_near(page.height_mm, size.width_mm));
}

bool is_allowed(const document::PageSize& page, const std::vector<std::string>& names)
{
    return std::ranges::any_of(names, [&](const std::string& name) {
        const config::PageSize* size = config::find_page_size(name);
        return size != nullptr && is_of_size(page, *size);
    });
}

}  // namespace

bool needs_documents(const config::Criterion& criterion)
{
    return criterion.check == config::Check::pdf_pages || criterion.check == config::Check::page_size ||
           criterion.check == config::Check::properties;
}

Findings check_pdf_pages(const config::Criterion& criterion, const PostContent& content, document::Readings* readings)
{
    Findings findings;
    tell_undecodable(findings, content);
    std::size_t most = 0;
    for (const PostPart& part : content.parts) {
        const document::Document* document = has_kind(part, {"pdf"}) ? read(part, readings, findings) : nullptr;
        if (document == nullptr) continue;
        most = std::max(most, document->pages.size());
        if (document->pages.size() > criterion.pages_max)
            findings.add(part.label, fmt::format("{} pages, allowed {}", document->pages.size(), criterion.pages_max));
    }
    findings.remark(most == 0 ? "no PDF" : fmt::format("the longest PDF has {} pages", most));
    return findings;
}

Findings check_page_size(const config::Criterion& criterion, const PostContent& content, document::Readings* readings)
{
    Findings findings;
    tell_undecodable(findings, content);
    for (const PostPart& part : content.parts) {
        const document::Document* document = has_kind(part, {"pdf"}) ? read(part, readings, findings) : nullptr;
        if (document == nullptr) continue;
        const auto other = std::ranges::find_if(
            document->pages, [&](const document::PageSize& page) { return !is_allowed(page, criterion.sizes); });
        if (other != document->pages.end())
            findings.add(part.label, fmt::format("page {} has {:.0f} x {:.0f} mm", other - document->pages.begin() + 1,
                                                 other->width_mm, other->height_mm));
    }
    findings.remark(fmt::format("{}", fmt::join(criterion.sizes, ", ")));
    return findings;
}

Findings check_properties(const PostContent& content, document::Readings* readings)
{
    Findings findings;
    tell_undecodable(findings, content);
    for (const PostPart& part : content.parts) {
        if (std::ranges::count(kinds_with_properties, part.kind) == 0) continue;
        const document::Document* document = read(part, readings, findings);
        if (document == nullptr) continue;
        for (const std::string& person : document->persons) findings.add(part.label, person);
    }
    findings.remark("they name nobody");
    return findings;
}

}  // namespace desk
