#include "mail/media_type.h"

#include <algorithm>
#include <array>

namespace mail {

namespace {

struct Row {
    std::string_view kind;
    std::string_view media_type;
};

/// Documents with macros, programs and messages are left out on purpose: nothing opens them at a click.
constexpr auto rows = std::to_array<Row>({
    {"pdf", "application/pdf"},
    {"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {"odt", "application/vnd.oasis.opendocument.text"},
    {"ods", "application/vnd.oasis.opendocument.spreadsheet"},
    {"odp", "application/vnd.oasis.opendocument.presentation"},
    {"rtf", "application/rtf"},
    {"doc", "application/msword"},
    {"xls", "application/vnd.ms-excel"},
    {"ppt", "application/vnd.ms-powerpoint"},
    {"png", "image/png"},
    {"jpeg", "image/jpeg"},
    {"gif", "image/gif"},
    {"webp", "image/webp"},
    {"tiff", "image/tiff"},
    {"svg", "image/svg+xml"},
    {"html", "text/html"},
    {"xml", "application/xml"},
    {"calendar", "text/calendar"},
    {"contact", "text/vcard"},
    {"text", "text/plain"},
    {"zip", "application/zip"},
});

}  // namespace

std::string_view media_type_of(std::string_view file_kind)
{
    const auto* const found = std::ranges::find(rows, file_kind, &Row::kind);
    return found == rows.end() ? "application/octet-stream" : found->media_type;
}

}  // namespace mail
