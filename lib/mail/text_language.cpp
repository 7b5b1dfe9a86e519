#include "mail/text_language.h"

#include "base/text.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <unordered_map>

namespace mail {

namespace {

struct Stopwords {
    std::string_view language;
    std::string_view words;
};

// The words that make up most of any text; those of several languages count for each of them.
constexpr std::array by_words{
    Stopwords{"de", "der die das und ist nicht ein eine einer eines den dem des von zu mit auf für im sich auch als an "
                    "werden wird wurde sind bei oder aus nach wie wir sie ihr es hat haben dass durch über zur zum"},
    Stopwords{"en",
              "the of and to in is that for it on with as are be this by at from or an was were have has not will "
              "we you they their its which all can our your been but if would these those who"},
    Stopwords{"es", "el la los las de y que en un una es por con para del se no al lo como más su sus este esta son ha "
                    "han o pero sobre entre también ser fue desde todos cuando nos"},
    Stopwords{"fr",
              "le la les des de et un une est que qui dans pour pas sur avec il elle nous vous ils ce cette ces du "
              "au aux par sont en ne se plus ou où être été votre vos leur leurs mais comme ont a"},
    Stopwords{"it", "il lo la i gli le di e che un una è per con non del della dei delle nel nella si da al alla sono "
                    "come più anche questo questa ha hanno o ma su dal dalla essere ai"},
    Stopwords{"nl", "de het een en van is dat niet op te in voor met zijn aan er die door om als ook bij naar uit maar "
                    "worden wordt deze dit wij u of heeft hebben over tot"},
    Stopwords{"pt", "o a os as de e que um uma é por com para do da dos das não no na nos nas se em ao à mais como sua "
                    "seu são foi ou mas também entre ser está este esta pelo pela"},
    Stopwords{"ru",
              "и в не на что с по как это из для от к о а но или же мы вы они он она был была были будет быть все "
              "при до за то так его их которые который"},
};

constexpr std::size_t hits_min = 4;           // in a text, of a language's commonest words
constexpr std::size_t hits_of_words_min = 6;  // one in so many words
constexpr std::size_t characters_min = 10;    // of a script that tells the language

using Counts = std::map<std::string_view, std::size_t>;

const std::unordered_map<std::string_view, std::vector<std::string_view>>& languages_by_word()
{
    static const auto table = [] {
        std::unordered_map<std::string_view, std::vector<std::string_view>> words;
        for (const Stopwords& each : by_words) {
            for (const std::string_view word : base::split(each.words, ' ')) words[word].push_back(each.language);
        }
        return words;
    }();
    return table;
}

std::string_view language_of_script(UScriptCode script)
{
    switch (script) {
    case USCRIPT_ARABIC: return "ar";
    case USCRIPT_GREEK: return "el";
    case USCRIPT_HEBREW: return "he";
    case USCRIPT_HANGUL: return "ko";
    case USCRIPT_THAI: return "th";
    default: return {};
    }
}

/// One paragraph: most texts in two languages have them side by side.
class Paragraph {
  public:
    void read(std::string_view text)
    {
        const auto* octets = reinterpret_cast<const std::uint8_t*>(text.data());  // NOLINT: ICU's way
        const auto size = static_cast<std::int32_t>(text.size());
        std::string word;
        for (std::int32_t i = 0; i < size;) {
            const std::int32_t begin = i;
            UChar32 character = 0;
            U8_NEXT(octets, i, size, character);
            if (character >= 0 && u_isalpha(character) != 0) {
                look_at(character);
                append(word, text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(i - begin)),
                       character);
            } else {
                end_word(word);
            }
        }
        end_word(word);
    }

    /// What it is in, and how much of it there is: characters of a script, hits of words.
    void tell(Counts& hits, Counts& characters) const
    {
        for (const auto& [language, count] : of_script_) characters[language] += count;
        if (kana_ > 0) characters["ja"] += kana_ + han_;
        if (kana_ == 0 && han_ > 0) characters["zh"] += han_;
        const auto best = std::ranges::max_element(hits_, {}, [](const auto& each) { return each.second; });
        if (best == hits_.end() || best->second * hits_of_words_min < words_) return;
        const bool is_clear = std::ranges::none_of(
            hits_, [&](const auto& each) { return each.first != best->first && each.second * 4 > best->second * 3; });
        if (is_clear) hits[best->first] += best->second;
    }

  private:
    void look_at(UChar32 character)
    {
        UErrorCode error = U_ZERO_ERROR;
        const UScriptCode script = uscript_getScript(character, &error);
        if (script == USCRIPT_HAN) ++han_;
        if (script == USCRIPT_HIRAGANA || script == USCRIPT_KATAKANA) ++kana_;
        const std::string_view language = language_of_script(script);
        if (!language.empty()) ++of_script_[language];
    }

    static void append(std::string& word, std::string_view octets, UChar32 character)
    {
        constexpr std::size_t word_octets_max = 40;  // none of ours is longer
        if (word.size() > word_octets_max) return;
        const UChar32 lower = u_tolower(character);
        if (lower == character) {
            word += octets;
            return;
        }
        std::array<char, U8_MAX_LENGTH> written{};
        std::int32_t length = 0;
        U8_APPEND_UNSAFE(written, length, lower);
        word.append(written.data(), static_cast<std::size_t>(length));
    }

    void end_word(std::string& word)
    {
        if (word.empty()) return;
        ++words_;
        const auto found = languages_by_word().find(word);
        if (found != languages_by_word().end()) {
            for (const std::string_view language : found->second) ++hits_[language];
        }
        word.clear();
    }

    Counts hits_;
    Counts of_script_;
    std::size_t words_ = 0;
    std::size_t han_ = 0;
    std::size_t kana_ = 0;
};

}  // namespace

std::vector<std::string> languages_of_text(std::string_view utf8)
{
    Counts hits;
    Counts characters;
    while (!utf8.empty()) {
        const auto end = utf8.find("\n\n");
        Paragraph paragraph;
        paragraph.read(utf8.substr(0, end));
        paragraph.tell(hits, characters);
        utf8.remove_prefix(end == std::string_view::npos ? utf8.size() : end + 2);
    }
    std::vector<std::pair<std::size_t, std::string>> told;
    for (const auto& [language, count] : hits) {
        if (count >= hits_min) told.emplace_back(count, language);
    }
    for (const auto& [language, count] : characters) {
        if (count >= characters_min) told.emplace_back(count, language);
    }
    std::ranges::sort(told, [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<std::string> languages;
    for (auto& [count, language] : told) languages.push_back(std::move(language));
    return languages;
}

bool is_told_by_text(std::string_view language)
{
    constexpr std::array<std::string_view, 7> by_script{"ar", "el", "he", "ja", "ko", "th", "zh"};
    return std::ranges::count(by_script, language) > 0 ||
           std::ranges::count(by_words, language, &Stopwords::language) > 0;
}

}  // namespace mail
