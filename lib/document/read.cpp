#include "document/read.h"

#include "base/text.h"
#include "document/read_csv.h"
#include "document/read_docx.h"
#include "document/read_html.h"
#include "document/read_odf.h"
#include "document/read_pdf.h"
#include "document/read_text.h"
#include "document/read_xlsx.h"
#include "mail/charset.h"
#include "mail/file_kind.h"

#include <algorithm>
#include <array>
#include <string>

namespace document {

namespace {

using std::string_view_literals::operator""sv;

constexpr std::array<std::string_view, 6> pictures{"png", "jpeg", "gif", "webp", "tiff", "svg"};

std::string decoded(std::string_view octets, std::string_view charset)
{
    constexpr std::size_t read_max = std::size_t{16} * 1024 * 1024;
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (octets.starts_with(byte_order_mark)) octets.remove_prefix(byte_order_mark.size());
    octets = octets.substr(0, read_max);
    if (octets.starts_with("\xFF\xFE"sv)) return mail::to_utf8(octets.substr(2), "utf-16le");
    if (octets.starts_with("\xFE\xFF"sv)) return mail::to_utf8(octets.substr(2), "utf-16be");
    return mail::to_utf8(octets, charset);
}

Document read_plain(std::string_view octets, std::string_view file_name)
{
    const std::string text = decoded(octets, "");
    const std::string name = base::to_lower(file_name);
    // What a mail program writes as HTML is often no whole page: "<div dir="ltr">…".
    if (name.ends_with(".html") || name.ends_with(".htm")) return read_html(text);
    const bool is_named_so =
        std::ranges::any_of(std::array{".csv", ".tsv", ".tab"}, [&](const char* end) { return name.ends_with(end); });
    return is_named_so || is_table(text) ? read_csv(text) : read_text(text);
}

/// What Office encrypts stands as a stream of this name in a file of the older kind (MS-OFFCRYPTO §2.3.4.4).
bool is_encrypted_office(std::string_view octets)
{
    constexpr std::string_view package = "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"sv;
    return octets.find(package) != std::string_view::npos;
}

bool is_compound(std::string_view octets)
{
    return octets.starts_with("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"sv);
}

}  // namespace

Reading read_document(std::string_view octets, std::string_view file_name)
{
    if (is_compound(octets)) return is_encrypted_office(octets) ? Unreadable::encrypted : Unreadable::unknown;
    const std::string_view kind = mail::file_kind(octets);
    if (kind == "docx" || kind == "docm") return read_docx(octets);
    if (kind == "xlsx" || kind == "xlsm") return read_xlsx(octets);
    if (kind == "odt") return read_odt(octets);
    if (kind == "ods") return read_ods(octets);
    if (kind == "pdf") return read_pdf(octets);
    if (kind == "html") return read_html(decoded(octets, charset_of_html(octets)));
    if (kind == "text") return read_plain(octets, file_name);
    if (std::ranges::count(pictures, kind) > 0) return Unreadable::picture;
    return Unreadable::unknown;
}

}  // namespace document
