#include "list/pin.h"

#include "base/digest.h"
#include "mail/header.h"
#include "mail/part_scanner.h"

namespace list {

namespace {

/// Of the message's own header only what says how its body is to be read; the rest is spliced for each copy.
std::string body_fields(const mail::Header& header)
{
    std::string fields;
    for (const mail::HeaderField& field : header.fields) {
        if (field.says_how_to_read()) fields += field.whole;
    }
    return fields;
}

bool is_leaf(const mail::PartScan& scan, std::size_t index)
{
    const bool has_child = index + 1 < scan.parts.size() && scan.parts[index + 1].parent == index;
    return !has_child;
}

}  // namespace

Pin pin(const store::Issue& issue, std::string_view post)
{
    const mail::Header header = mail::scan_header(post);
    const std::string of_body = body_fields(header);
    const mail::PartScan scan = mail::scan_parts(post);
    Pin pinned;
    for (std::size_t i = 0; i < scan.parts.size(); ++i) {
        if (!is_leaf(scan, i)) continue;
        const mail::PartPlace& part = scan.parts[i];
        const std::string_view fields = i == 0 ? std::string_view(of_body) : part.header;
        pinned.parts.push_back({.media_type = part.media_type,
                                .sha256 = base::as_octets(base::sha256({fields, part.body})),
                                .octets = static_cast<std::int64_t>(fields.size() + part.body.size())});
    }
    std::string rule = "subject " + issue.subject + "\nauthor " + issue.author + "\naudience";
    for (const std::string& category : issue.categories) rule += ' ' + category;
    if (issue.variant_of != 0) rule += "\nlanguage " + issue.language;
    if (issue.corrects != 0) rule += "\ncorrects " + std::to_string(issue.corrects);
    pinned.sha256 = base::as_octets(base::sha256({rule, "\n", of_body, "\n", header.body}));
    return pinned;
}

}  // namespace list
