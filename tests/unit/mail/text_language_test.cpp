#include "mail/text_language.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace mail {
namespace {

struct Case {
    std::string_view text;
    std::vector<std::string> languages;
};

TEST(TextLanguage, IsToldByScriptOrByItsCommonestWords)
{
    const Case cases[] = {
        {"The working group will meet in Geneva at the end of the month, and all of you are welcome.", {"en"}},
        {"Die Arbeitsgruppe tagt am Ende des Monats in Genf, und alle sind herzlich zu der Sitzung eingeladen.",
         {"de"}},
        {"Le groupe de travail se r\u00E9unit \u00E0 Gen\u00E8ve \u00E0 la fin du mois, et vous \u00EAtes tous les "
         "bienvenus.",
         {"fr"}},
        {"El grupo de trabajo se re\u00FAne en Ginebra a finales del mes, y todos los miembros est\u00E1n invitados.",
         {"es"}},
        {"O grupo de trabalho re\u00FAne-se em Genebra no fim do m\u00EAs, e todos os membros s\u00E3o bem-vindos "
         "\u00E0 reuni\u00E3o.",
         {"pt"}},
        {"Il gruppo di lavoro si riunisce a Ginevra alla fine del mese, e tutti i membri della rete sono invitati.",
         {"it"}},
        {"De werkgroep komt aan het eind van de maand bijeen in Gen\u00E8ve, en iedereen is welkom bij de vergadering.",
         {"nl"}},
        {"\u0420\u0430\u0431\u043E\u0447\u0430\u044F \u0433\u0440\u0443\u043F\u043F\u0430 "
         "\u0441\u043E\u0431\u0435\u0440\u0435\u0442\u0441\u044F \u0432 \u043A\u043E\u043D\u0446\u0435 "
         "\u043C\u0435\u0441\u044F\u0446\u0430, \u0438 \u0432\u0441\u0435 \u043D\u0430 \u043D\u0435\u0439 "
         "\u0431\u0443\u0434\u0443\u0442 \u0440\u0430\u0434\u044B \u0432\u0430\u043C.",
         {"ru"}},
        {"\u4F5C\u696D\u90E8\u4F1A\u306F\u6708\u672B\u306B\u30B8\u30E5\u30CD\u30FC\u30D6\u3067\u958B\u304B\u308C\u307E"
         "\u3059\u3002",
         {"ja"}},
        {"\u5DE5\u4F5C\u7EC4\u5C06\u4E8E\u6708\u5E95\u5728\u65E5\u5185\u74E6\u5F00\u4F1A\uFF0C\u6B22\u8FCE\u53C2\u52A0"
         "\u3002",
         {"zh"}},
        {"\uC791\uC5C5 \uADF8\uB8F9\uC740 \uC6D4\uB9D0\uC5D0 \uC81C\uB124\uBC14\uC5D0\uC11C \uC5F4\uB9BD\uB2C8\uB2E4.",
         {"ko"}},
        {"\u0397 \u03BF\u03BC\u03AC\u03B4\u03B1 \u03B5\u03C1\u03B3\u03B1\u03C3\u03AF\u03B1\u03C2 "
         "\u03C3\u03C5\u03BD\u03B5\u03B4\u03C1\u03B9\u03AC\u03B6\u03B5\u03B9.",
         {"el"}},
        {"", {}},
        {"Hello", {}},
        {"ISO 26000, WG 2 N 117, Annex B, ISO/TMB/WG/SR/TG2", {}},
        {"Zebra xylophone quark jumble wizard foxtrot lima", {}},
        {"\xFF\xFE\x80 the the the the", {"en"}},
    };
    for (const Case& c : cases) EXPECT_EQ(languages_of_text(c.text), c.languages) << c.text;
}

TEST(TextLanguage, IsToldOfEachParagraph)
{
    const std::string english = "This is the text of the first part, and it is for all of you who have asked for it.";
    const std::string french =
        "Ceci est le texte de la seconde partie, et il est pour tous ceux qui nous l'ont demand\u00E9.";
    EXPECT_EQ(languages_of_text(english + "\n\n" + english + "\n\n" + french), (std::vector<std::string>{"en", "fr"}));
    // A quoted name, or a word of politeness, is no paragraph.
    EXPECT_EQ(languages_of_text(english + "\n\nCordialement,\nla direction"), std::vector<std::string>{"en"});
}

TEST(TextLanguage, KnowsWhatItCannotTell)
{
    for (const char* language : {"en", "fr", "ja", "zh", "ru"}) EXPECT_TRUE(is_told_by_text(language)) << language;
    for (const char* language : {"fi", "pl", "en-GB", ""}) EXPECT_FALSE(is_told_by_text(language)) << language;
}

}  // namespace
}  // namespace mail
