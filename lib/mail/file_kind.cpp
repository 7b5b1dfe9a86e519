#include "mail/file_kind.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace mail {

namespace {

using std::string_view_literals::operator""sv;

constexpr auto kinds = std::to_array<std::string_view>({
    "pdf",  "docx", "xlsx",     "pptx",    "odt",  "ods",  "odp",     "rtf",     "doc",   "xls",
    "ppt",  "docm", "xlsm",     "pptm",    "png",  "jpeg", "gif",     "webp",    "tiff",  "svg",
    "html", "xml",  "calendar", "contact", "text", "zip",  "message", "program", "other",
});

struct Magic {
    std::string_view start;
    std::string_view kind;
};

constexpr std::array<Magic, 14> magics{{
    {"%PDF-"sv, "pdf"},
    {"\x89PNG\r\n\x1A\n"sv, "png"},
    {"\xFF\xD8\xFF"sv, "jpeg"},
    {"GIF87a"sv, "gif"},
    {"GIF89a"sv, "gif"},
    {"II*\0"sv, "tiff"},
    {"MM\0*"sv, "tiff"},
    {"{\\rtf"sv, "rtf"},
    {"\x7F"
     "ELF"sv,
     "program"},
    {"\xCA\xFE\xBA\xBE"sv, "program"},
    {"\xCF\xFA\xED\xFE"sv, "program"},
    {"\xCE\xFA\xED\xFE"sv, "program"},
    {"#!"sv, "program"},
    {"\x4C\x00\x00\x00\x01\x14\x02\x00"sv, "program"},  // a Windows shortcut, which starts one
}};

std::uint32_t little_endian(std::string_view octets, std::size_t at, std::size_t count)
{
    std::uint32_t value = 0;
    for (std::size_t i = count; i-- > 0;) value = (value << 8U) | static_cast<unsigned char>(octets[at + i]);
    return value;
}

/// Where the names of a ZIP's files stand (APPNOTE 4.3.12, 4.3.16). Nothing when its directory cannot be followed.
struct ZipDirectory {
    std::string_view entries;
    std::size_t count = 0;
};

std::optional<ZipDirectory> find_zip_directory(std::string_view octets)
{
    constexpr std::size_t end_record_octets = 22;
    constexpr std::size_t comment_octets_max = 65535;
    const std::size_t tail = std::min(octets.size(), end_record_octets + comment_octets_max);
    const auto end = octets.substr(octets.size() - tail).rfind("PK\x05\x06"sv);
    if (end == std::string_view::npos || tail - end < end_record_octets) return std::nullopt;
    const std::string_view record = octets.substr(octets.size() - tail + end);
    const std::size_t start = little_endian(record, 16, 4);
    if (start > octets.size()) return std::nullopt;
    return ZipDirectory{.entries = octets.substr(start), .count = little_endian(record, 10, 2)};
}

/// Calls `see` with each name; false when the directory is broken.
template <class See>
bool each_zip_name(std::string_view octets, See see)
{
    constexpr std::size_t entry_octets = 46;
    const auto directory = find_zip_directory(octets);
    if (!directory) return false;
    std::string_view rest = directory->entries;
    for (std::size_t i = 0; i < directory->count; ++i) {
        if (rest.size() < entry_octets || !rest.starts_with("PK\x01\x02"sv)) return false;
        const std::size_t name_octets = little_endian(rest, 28, 2);
        const std::size_t all = entry_octets + name_octets + little_endian(rest, 30, 2) + little_endian(rest, 32, 2);
        if (rest.size() < all) return false;
        see(rest.substr(entry_octets, name_octets));
        rest.remove_prefix(all);
    }
    return true;
}

/// "mimetype" is the first file, stored as it is (OpenDocument 1.2 part 3 §3.3).
std::string_view open_document_kind(std::string_view octets)
{
    constexpr std::size_t name_at = 30;
    constexpr std::string_view start = "mimetypeapplication/vnd.oasis.opendocument.";
    if (octets.size() < name_at || !octets.substr(name_at).starts_with(start)) return {};
    const std::string_view type = octets.substr(name_at + start.size());
    if (type.starts_with("textPK")) return "odt";
    if (type.starts_with("spreadsheetPK")) return "ods";
    return type.starts_with("presentationPK") ? "odp" : std::string_view{};
}

/// Office Open XML tells by the folder that its main part is in (ECMA-376 part 1 §11 to §13), which some programs number:
/// "word/document2.xml".
std::string_view zip_kind(std::string_view octets)
{
    if (const std::string_view kind = open_document_kind(octets); !kind.empty()) return kind;
    struct Office {
        std::string_view main_part;
        std::string_view plain;
        std::string_view with_macros;
    };
    constexpr std::array<Office, 3> offices{
        {{"word/document", "docx", "docm"}, {"xl/workbook", "xlsx", "xlsm"}, {"ppt/presentation", "pptx", "pptm"}}};
    const Office* office = nullptr;
    bool has_types = false;
    bool has_macros = false;
    const bool is_whole = each_zip_name(octets, [&](std::string_view name) {
        const auto* const found = std::ranges::find_if(
            offices, [&](const Office& each) { return name.starts_with(each.main_part) && name.ends_with(".xml"); });
        if (found != offices.end()) office = found;
        has_types = has_types || name == "[Content_Types].xml";
        has_macros = has_macros || base::to_lower(name).find("vbaproject") != std::string::npos;
    });
    if (!is_whole || office == nullptr || !has_types) return "zip";
    return has_macros ? office->with_macros : office->plain;
}

/// The older Office formats tell by the name of a stream, in UTF-16 (MS-DOC §2.1, MS-XLS §2.1.2, MS-PPT §2.1).
std::string_view compound_kind(std::string_view octets)
{
    constexpr std::array<Magic, 4> streams{{{"W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"sv, "doc"},
                                            {"P\0o\0w\0e\0r\0P\0o\0i\0n\0t\0 \0D\0o\0c\0"sv, "ppt"},
                                            {"W\0o\0r\0k\0b\0o\0o\0k\0"sv, "xls"},
                                            {"B\0o\0o\0k\0\0\0"sv, "xls"}}};
    const auto* const found =
        std::ranges::find_if(streams, [&](const Magic& stream) { return octets.find(stream.start) != octets.npos; });
    return found == streams.end() ? "other" : found->kind;
}

/// Escapes begin the characters of ISO-2022; NUL is half of one in UTF-16, which says so at its start.
bool is_text(std::string_view octets)
{
    if (octets.starts_with("\xFF\xFE"sv) || octets.starts_with("\xFE\xFF"sv)) return true;
    return std::ranges::none_of(octets, [](char c) {
        const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        return is_control && "\t\n\r\f\b\x0E\x0F\x1A\x1B"sv.find(c) == std::string_view::npos;
    });
}

std::string_view text_kind(std::string_view octets)
{
    constexpr std::size_t looked_at_max = 1024;
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (octets.starts_with(byte_order_mark)) octets.remove_prefix(byte_order_mark.size());
    const std::string start = base::to_lower(base::trim(octets.substr(0, looked_at_max)));
    const auto has = [&](std::string_view tag) { return start.find(tag) != std::string::npos; };
    if (has("<!doctype html") || has("<html") || has("<head") || has("<body")) return "html";
    if (has("<svg")) return "svg";
    if (has("<script")) return "html";
    if (start.starts_with("<?xml")) return "xml";
    if (start.starts_with("begin:vcalendar")) return "calendar";
    return start.starts_with("begin:vcard") ? "contact" : "text";
}

}  // namespace

std::string_view file_kind(std::string_view octets)
{
    for (const Magic& magic : magics) {
        if (octets.starts_with(magic.start)) return magic.kind;
    }
    if (octets.starts_with("RIFF") && octets.substr(0, 12).ends_with("WEBP")) return "webp";
    if (octets.starts_with("PK\x03\x04"sv) || octets.starts_with("PK\x05\x06"sv)) return zip_kind(octets);
    if (octets.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv)) return compound_kind(octets);
    if (is_text(octets)) return text_kind(octets);
    return octets.starts_with("MZ") ? "program" : "other";
}

std::span<const std::string_view> file_kinds()
{
    return kinds;
}

}  // namespace mail
