#include "list/language_fit.h"

#include "base/text.h"

#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <optional>

namespace list {

namespace {

constexpr std::size_t locale_octets_max = 96;  // what is longer is no language that we know
using Buffer = std::array<char, locale_octets_max>;

/// A language, a script and a region, none of them open any more.
struct Reading {
    std::string language;
    std::string script;
    std::string region;
};

bool is_whole(UErrorCode error)
{
    return U_SUCCESS(error) && error != U_STRING_NOT_TERMINATED_WARNING;
}

template <class Part>
std::string part_of(const char* locale, Part part)
{
    Buffer buffer{};
    UErrorCode error = U_ZERO_ERROR;
    part(locale, buffer.data(), static_cast<std::int32_t>(buffer.size()), &error);
    return is_whole(error) ? buffer.data() : "";
}

/// ICU's own form of a tag: "pt_BR". Empty when some of it could not be read.
std::string locale_of(const std::string& tag)
{
    Buffer buffer{};
    UErrorCode error = U_ZERO_ERROR;
    std::int32_t read = 0;
    uloc_forLanguageTag(tag.c_str(), buffer.data(), static_cast<std::int32_t>(buffer.size()), &read, &error);
    const bool is_all = static_cast<std::size_t>(read) == tag.size();
    return is_whole(error) && is_all ? buffer.data() : "";
}

std::optional<Reading> complete(const std::string& tag)
{
    const std::string locale = locale_of(tag);
    Buffer likely{};
    UErrorCode error = U_ZERO_ERROR;
    uloc_addLikelySubtags(locale.c_str(), likely.data(), static_cast<std::int32_t>(likely.size()), &error);
    if (locale.empty() || !is_whole(error)) return std::nullopt;
    Reading reading{.language = part_of(likely.data(), uloc_getLanguage),
                    .script = part_of(likely.data(), uloc_getScript),
                    .region = part_of(likely.data(), uloc_getCountry)};
    if (reading.language.empty()) return std::nullopt;
    return reading;
}

bool is_country(std::string_view country)
{
    return country.size() == 2 && std::ranges::all_of(country, base::is_alphanumeric);
}

/// The tag of a reader: his language, in his country where the tag names none.
std::string tag_of_reader(std::string_view language, std::string_view country)
{
    std::string tag = canonical_tag(language);
    if (!is_country(country)) return tag;
    if (tag.empty()) return "und-" + std::string(country);
    const bool has_region = !part_of(locale_of(tag).c_str(), uloc_getCountry).empty();
    return has_region || tag.find("-x-") != std::string::npos ? tag : tag + '-' + std::string(country);
}

}  // namespace

std::string canonical_tag(std::string_view text)
{
    std::string tag = base::to_lower(text);
    std::ranges::replace(tag, '_', '-');
    const std::string locale = locale_of(tag);
    const bool is_known = !locale.empty() && *uloc_getISO3Language(locale.c_str()) != '\0';
    if (!is_known) return "";
    Buffer canonical{};
    UErrorCode error = U_ZERO_ERROR;
    uloc_toLanguageTag(locale.c_str(), canonical.data(), static_cast<std::int32_t>(canonical.size()), true, &error);
    return is_whole(error) ? canonical.data() : "";
}

std::size_t fitting(const std::vector<std::string>& tags, std::string_view language, std::string_view country)
{
    const auto reader = complete(tag_of_reader(language, country));
    if (!reader) return 0;
    std::size_t best = 0;
    int best_score = 0;
    for (std::size_t i = 0; i < tags.size(); ++i) {
        const auto variant = complete(tags[i]);
        if (!variant || variant->language != reader->language || variant->script != reader->script) continue;
        const int score = variant->region == reader->region ? 2 : 1;
        if (score <= best_score) continue;
        best = i;
        best_score = score;
    }
    return best;
}

std::string own_name(const std::string& tag)
{
    std::array<char16_t, locale_octets_max> buffer{};
    UErrorCode error = U_ZERO_ERROR;
    const std::string locale = locale_of(tag);
    const std::int32_t length = uloc_getDisplayName(locale.c_str(), locale.c_str(), buffer.data(),
                                                    static_cast<std::int32_t>(buffer.size()), &error);
    if (locale.empty() || !is_whole(error) || length == 0) return tag;
    std::string name;
    icu::UnicodeString(buffer.data(), length).toUTF8String(name);
    return name;
}

}  // namespace list
