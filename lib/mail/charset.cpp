#include "mail/charset.h"

#include "base/text.h"
#include "mail/alphabet.h"

#include <unicode/ucnv.h>
#include <unicode/ucnv_cb.h>
#include <unicode/ucsdet.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace mail {

namespace {

constexpr std::size_t octets_max = std::size_t{256} * 1024 * 1024;  // ICU counts in 32 bits, and each octet may triple
constexpr std::size_t label_octets_max = 40;
constexpr char16_t replacement = 0xFFFD;

struct Superset {
    std::string_view label;
    const char* used;
};

/// What mail programs send under these labels is the larger set (WHATWG Encoding §4.2 reads them so, too).
constexpr std::array<Superset, 14> supersets{{
    {"iso-8859-1", "windows-1252"},
    {"iso_8859-1", "windows-1252"},
    {"latin1", "windows-1252"},
    {"iso-8859-9", "windows-1254"},
    {"iso-8859-11", "windows-874"},
    {"tis-620", "windows-874"},
    {"gb2312", "gb18030"},
    {"gbk", "gb18030"},
    {"ks_c_5601-1987", "windows-949"},
    {"euc-kr", "windows-949"},
    {"euc_kr", "windows-949"},
    {"cp949", "windows-949"},
    {"uhc", "windows-949"},
    {"big5", "big5-hkscs"},
}};

/// ICU's name for the label; empty when it has none. The alias table is asked first, so that no name out of a
/// message ever becomes the name of a file.
std::string converter_name(std::string_view label)
{
    std::string name = base::to_lower(base::trim(label));
    const auto is_plain = [](char c) {
        return base::is_alphanumeric(c) || c == '-' || c == '_' || c == '.' || c == ':';
    };
    if (name.empty() || name.size() > label_octets_max || !std::ranges::all_of(name, is_plain)) return {};
    const auto superset = std::ranges::find(supersets, name, &Superset::label);
    if (superset != supersets.end()) name = superset->used;
    UErrorCode error = U_ZERO_ERROR;
    return ucnv_countAliases(name.c_str(), &error) > 0 ? name : std::string{};
}

struct CloseConverter {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, CloseConverter>;

Converter open_converter(std::string_view label)
{
    const std::string name = converter_name(label);
    if (name.empty()) return nullptr;
    UErrorCode error = U_ZERO_ERROR;
    Converter converter{ucnv_open(name.c_str(), &error)};
    return U_SUCCESS(error) != 0 ? std::move(converter) : nullptr;
}

struct Decoded {
    std::u16string text;
    std::size_t faults = 0;
};

/// Called by ICU where octets stand for no character.
void replace_and_count(const void* faults, UConverterToUnicodeArgs* arguments, const char*, std::int32_t,
                       UConverterCallbackReason reason, UErrorCode* error)
{
    if (reason > UCNV_IRREGULAR) return;  // not about octets
    *error = U_ZERO_ERROR;
    if (reason == UCNV_IRREGULAR) return;  // two ISO-2022 escapes in a row, as joined encoded-words have

    ++*static_cast<std::size_t*>(const_cast<void*>(faults));  // NOLINT: ICU hands our pointer back as const
    ucnv_cbToUWriteUChars(arguments, &replacement, 1, 0, error);
}

std::optional<Decoded> decode(UConverter* converter, std::string_view octets)
{
    Decoded decoded;
    UErrorCode error = U_ZERO_ERROR;
    ucnv_setToUCallBack(converter, replace_and_count, &decoded.faults, nullptr, nullptr, &error);
    const auto octet_count = static_cast<std::int32_t>(octets.size());
    const auto convert = [&] {
        decoded.faults = 0;
        error = U_ZERO_ERROR;
        return ucnv_toUChars(converter, decoded.text.data(), static_cast<std::int32_t>(decoded.text.size()),
                             octets.data(), octet_count, &error);
    };
    decoded.text.resize(octets.size() + 1);
    std::int32_t length = convert();
    if (error == U_BUFFER_OVERFLOW_ERROR) {
        decoded.text.resize(static_cast<std::size_t>(length) + 1);
        length = convert();
    }
    if (U_FAILURE(error) != 0) return std::nullopt;
    decoded.text.resize(static_cast<std::size_t>(length));
    return decoded;
}

std::string utf8_of(const std::u16string& text)
{
    constexpr std::size_t octets_per_unit_max = 3;
    std::string utf8(text.size() * octets_per_unit_max, '\0');
    std::int32_t length = 0;
    UErrorCode error = U_ZERO_ERROR;
    u_strToUTF8WithSub(utf8.data(), static_cast<std::int32_t>(utf8.size()), &length, text.data(),
                       static_cast<std::int32_t>(text.size()), replacement, nullptr, &error);
    utf8.resize(static_cast<std::size_t>(length));
    return utf8;
}

/// Most of what is not ASCII made sense, so that the label is right and the octets were harmed on their way.
bool is_mostly_right(const Decoded& decoded)
{
    const auto not_ascii =
        std::ranges::count_if(decoded.text, [](char16_t c) { return c >= 0x80 && c != replacement; });
    return static_cast<std::size_t>(not_ascii) >= decoded.faults;
}

struct CloseDetector {
    void operator()(UCharsetDetector* detector) const { ucsdet_close(detector); }
};
using Detector = std::unique_ptr<UCharsetDetector, CloseDetector>;

/// Of one octet a letter, the likelier first.
constexpr std::array alphabets_of_octets{"windows-1252", "windows-1250", "windows-1251", "windows-1257",
                                         "windows-1254", "windows-1253", "macintosh",    "ibm850",
                                         "ibm852",       "koi8-u",       "ibm866",       "iso-8859-2"};

double likeness_under(const std::string& name, std::string_view octets)
{
    const Converter converter = open_converter(name);
    const std::optional<Decoded> decoded = converter ? decode(converter.get(), octets) : std::nullopt;
    return decoded && decoded->faults == 0 ? likeness_to_language(decoded->text) : 0;
}

/// What ICU takes unlabelled octets for, by the letters and pairs of letters that languages use. windows-1252 where
/// there is too little to tell, and where it names what no mail program leaves unlabelled (EBCDIC, UTF-16).
std::string charset_by_frequency(std::string_view octets)
{
    constexpr std::ptrdiff_t telling_min = 10;
    constexpr std::int32_t confidence_min = 20;
    constexpr const char* fallback = "windows-1252";
    if (std::ranges::count_if(octets, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }) < telling_min)
        return fallback;
    UErrorCode error = U_ZERO_ERROR;
    const Detector detector{ucsdet_open(&error)};
    ucsdet_setText(detector.get(), octets.data(), static_cast<std::int32_t>(octets.size()), &error);
    const UCharsetMatch* const match = ucsdet_detect(detector.get(), &error);
    if (U_FAILURE(error) != 0 || match == nullptr || ucsdet_getConfidence(match, &error) < confidence_min)
        return fallback;
    const std::string_view name = ucsdet_getName(match, &error);
    return name.starts_with("UTF") || name.starts_with("IBM4") ? fallback : std::string(name);
}

/// By frequency, unless the octets are words of some language under another one alone.
std::string guess_charset(std::string_view octets)
{
    constexpr std::size_t looked_at_max = 8UL * 1024;
    constexpr double likeness_min = 0.95;
    const auto is_telling = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
    const auto first = static_cast<std::size_t>(std::ranges::find_if(octets, is_telling) - octets.begin());
    const std::size_t start = first - std::min<std::size_t>(first, 1);  // what a letter follows tells as well
    const std::string_view sample = octets.substr(start, looked_at_max);
    std::string best = charset_by_frequency(octets.substr(first, looked_at_max));
    double most = std::max(likeness_under(best, sample), likeness_min);
    for (const char* name : alphabets_of_octets) {
        const double likeness = likeness_under(name, sample);
        if (likeness <= most) continue;
        most = likeness;
        best = name;
    }
    return best;
}

std::string decode_guessed(std::string_view octets)
{
    for (const std::string& name : {guess_charset(octets), std::string("windows-1252")}) {
        const Converter converter = open_converter(name);
        const std::optional<Decoded> decoded = converter ? decode(converter.get(), octets) : std::nullopt;
        if (decoded && (decoded->faults == 0 || name == "windows-1252")) return utf8_of(decoded->text);
    }
    return {};
}

/// Japanese and Korean mail in seven bits, unlabelled: only its escapes tell (RFC 1468, RFC 1557).
std::optional<Decoded> decode_escapes(std::string_view octets)
{
    if (octets.find("\x1B$") == std::string_view::npos) return std::nullopt;
    for (const std::string_view name : {"iso-2022-jp", "iso-2022-kr"}) {
        const Converter converter = open_converter(name);
        std::optional<Decoded> decoded = converter ? decode(converter.get(), octets) : std::nullopt;
        if (decoded && decoded->faults == 0) return decoded;
    }
    return std::nullopt;
}

}  // namespace

std::string to_utf8(std::string_view octets, std::string_view label)
{
    octets = octets.substr(0, octets_max);
    const Converter converter = open_converter(label);
    const std::optional<Decoded> decoded = converter ? decode(converter.get(), octets) : decode_escapes(octets);
    if (decoded && decoded->faults == 0) return utf8_of(decoded->text);
    const bool is_utf8 = base::is_valid_utf8(octets);
    if (is_utf8 && !base::is_ascii(octets)) return std::string(octets);
    if (decoded && is_mostly_right(*decoded)) return utf8_of(decoded->text);
    return is_utf8 ? std::string(octets) : decode_guessed(octets);
}

bool is_known_charset(std::string_view label)
{
    return !converter_name(label).empty();
}

}  // namespace mail
