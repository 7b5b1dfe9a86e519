#include "form/region_names.h"

#include "base/text.h"
#include "form/written_text.h"

#include <algorithm>
#include <array>

namespace form {

namespace {

constexpr std::string_view usual = "*";

}  // namespace

void NameTable::add(std::string_view name, std::string_view code, std::string_view language)
{
    const std::string bare = bare_words(name);
    if (bare.empty()) return;
    std::vector<CodeOfName>& codes = codes_[bare];
    const bool is_settled = !codes.empty() && codes.front().languages.front() == usual;
    if (is_settled && language != usual) return;
    const auto known = std::ranges::find(codes, code, &CodeOfName::code);
    if (known == codes.end()) {
        codes.push_back({.code = std::string(code), .languages = {std::string(language)}});
    } else {
        known->languages.emplace_back(language);
    }
    if (language == "en" || language == usual) english_.emplace_back(letters_of(bare), code);
}

void NameTable::add_usual(std::string_view names, std::string_view code)
{
    for (const std::string_view name : base::split(names, '|')) add(name, code, usual);
}

std::span<const CodeOfName> NameTable::find(std::string_view bare_name) const
{
    const auto found = codes_.find(std::string(bare_name));
    if (found == codes_.end()) return {};
    return found->second;
}

std::span<const char* const> naming_locales()
{
    static constexpr std::array locales{
        "en",  "fr", "de", "es", "pt", "pt_PT", "it", "nl", "sv",      "nb", "da", "fi",      "is",        "et",
        "lv",  "lt", "pl", "cs", "sk", "sl",    "hr", "sr", "sr_Latn", "mk", "bg", "ru",      "uk",        "be",
        "kk",  "el", "tr", "az", "hu", "ro",    "sq", "ca", "eu",      "gl", "ga", "mt",      "ar",        "fa",
        "ur",  "he", "hi", "bn", "ta", "si",    "ne", "th", "lo",      "km", "my", "id",      "ms",        "vi",
        "fil", "sw", "af", "am", "ka", "hy",    "mn", "uz", "ja",      "ko", "zh", "zh_Hant", "zh_Hant_HK"};
    return locales;
}

}  // namespace form
