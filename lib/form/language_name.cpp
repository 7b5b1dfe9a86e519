#include "form/language_name.h"

#include "form/reading_result.h"
#include "form/region_names.h"
#include "form/written_text.h"
#include "list/language_fit.h"

#include <unicode/locdspnm.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

namespace form {

namespace {

constexpr std::size_t octets_max = 100;

/// Those that organisations correspond in; further ones are known by their tags.
constexpr std::array languages{"af", "am", "ar", "az", "be", "bg", "bn",  "bs", "ca", "cs", "cy", "da", "de", "el",
                               "en", "es", "et", "eu", "fa", "fi", "fil", "fr", "ga", "gl", "gu", "he", "hi", "hr",
                               "hu", "hy", "id", "is", "it", "ja", "ka",  "kk", "km", "kn", "ko", "ky", "lo", "lt",
                               "lv", "mk", "ml", "mn", "mr", "ms", "mt",  "my", "nb", "ne", "nl", "nn", "no", "pa",
                               "pl", "ps", "pt", "ro", "ru", "rw", "si",  "sk", "sl", "so", "sq", "sr", "sv", "sw",
                               "ta", "te", "tg", "th", "tk", "tr", "uk",  "ur", "uz", "vi", "zh", "zu"};

class Languages {
  public:
    Languages()
    {
        table_.add_usual("Farsi|Persian", "fa");
        table_.add_usual("Mandarin|Chinese|中文|汉语|漢語", "zh");
        table_.add_usual("Castilian|Castellano|Spanish", "es");
        table_.add_usual("Flemish|Vlaams|Dutch", "nl");
        table_.add_usual("Tagalog|Filipino", "fil");
        table_.add_usual("ภาษาไทย", "th");
        table_.add_usual("Norwegian", "no");
        for (const char* name : naming_locales()) {
            const icu::Locale locale = icu::Locale::createFromName(name);
            std::array contexts{UDISPCTX_LENGTH_FULL, UDISPCTX_NO_SUBSTITUTE};
            const std::unique_ptr<icu::LocaleDisplayNames> names(icu::LocaleDisplayNames::createInstance(
                locale, contexts.data(), static_cast<std::int32_t>(contexts.size())));
            for (const char* language : languages) {
                icu::UnicodeString text;
                names->languageDisplayName(language, text);
                std::string utf8;
                if (!text.isBogus()) table_.add(text.toUTF8String(utf8), language, locale.getLanguage());
            }
        }
    }

    [[nodiscard]] const NameTable& table() const { return table_; }

  private:
    NameTable table_;
};

}  // namespace

ReadValue read_language(std::string_view written, const Writer& writer)
{
    static const Languages all;
    if (written.size() > octets_max) return unreadable(Why::no_language);
    const auto codes = all.table().find(bare_words(written));
    const std::string_view language = std::string_view(writer.language).substr(0, writer.language.find('-'));
    for (const CodeOfName& each : codes) {
        if (codes.size() == 1 || std::ranges::find(each.languages, language) != each.languages.end())
            return sure(each.code);
    }
    if (!codes.empty()) return likely(codes.front().code);
    if (std::string tag = list::canonical_tag(written); !tag.empty()) return sure(std::move(tag));
    return unreadable(Why::no_language);
}

}  // namespace form
