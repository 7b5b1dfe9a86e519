#include "desk/command.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace desk {
namespace {

struct LineCase {
    std::string_view line;
    Verb verb;
    std::string_view argument;
    std::string_view language;
};

TEST(CommandLine, IsReadInEveryLanguageOfOurNotices)
{
    constexpr LineCase cases[] = {
        {"subscribe", Verb::subscribe, "", ""},
        {"  Re: SUBSCRIBE.", Verb::subscribe, "", ""},
        {"Fwd: RE: unsubscribe", Verb::unsubscribe, "", ""},
        {"Unsubscribe me please", Verb::unsubscribe, "me please", ""},
        {"subscribe Ann Archivist", Verb::subscribe, "ann archivist", ""},
        {"unsubscribe bob@body.example", Verb::unsubscribe, "bob@body.example", ""},
        {"help", Verb::help, "", ""},
        {"\"info\"", Verb::info, "", ""},
        {"get 3", Verb::get, "3", ""},
        {"Get issue #12", Verb::get, "12", ""},
        {"get 0", Verb::get, "0", ""},
        {"Get FAQ", Verb::get, "faq", ""},
        {"get: kit-2005", Verb::get, "kit-2005", ""},
        {"get latest", Verb::get, "latest", ""},
        {"get the-latest", Verb::get, "the-latest", ""},
        {"get last issue", Verb::get, "latest", ""},
        {"index", Verb::index, "", ""},
        {"language: pt-BR", Verb::language, "pt-br", ""},
        {"digest daily", Verb::digest, "daily mime", ""},
        {"set digest: weekly plain", Verb::digest, "weekly plain", ""},
        {"Digest off", Verb::digest, "off", ""},
        {"condensé hebdomadaire texte", Verb::digest, "weekly plain", "fr"},
        {"condensé non", Verb::digest, "off", "fr"},
        {"Compendio diario", Verb::digest, "daily mime", "es"},
        {"compendio no", Verb::digest, "off", "es"},
        {"who am I?", Verb::whoami, "", ""},
        {"Désabonner", Verb::unsubscribe, "", "fr"},
        {"DÉSABONNER", Verb::unsubscribe, "", "fr"},
        {"De\xCC\x81sabonner", Verb::unsubscribe, "", "fr"},  // the accent as a character of its own
        {"S\xE2\x80\x99"
         "abonner",
         Verb::subscribe, "", "fr"},
        {"langue fr", Verb::language, "fr", "fr"},
        {"obtenir numéro 4", Verb::get, "4", "fr"},
        {"obtenir le dernier numéro", Verb::get, "latest", "fr"},
        {"Sommaire", Verb::index, "", "fr"},
        {"obtener último", Verb::get, "latest", "es"},
        {"ÍNDICE", Verb::index, "", "es"},
        {"qui suis-je ?", Verb::whoami, "", "fr"},
        {"Darse de baja", Verb::unsubscribe, "", "es"},
        {"Suscripción", Verb::subscribe, "", "es"},
        {"quién soy", Verb::whoami, "", "es"},
        {"idioma es", Verb::language, "es", "es"},
        {"ayuda", Verb::help, "", "es"},
    };
    for (const LineCase& c : cases) {
        const auto read = read_command_line(c.line);
        ASSERT_TRUE(read) << c.line;
        EXPECT_EQ(read->command.verb, c.verb) << c.line;
        EXPECT_EQ(read->command.argument, c.argument) << c.line;
        EXPECT_EQ(read->language, c.language) << c.line;
    }
}

TEST(CommandLine, ThatOnlyBeginsLikeACommandIsNone)
{
    constexpr std::string_view cases[] = {
        "",
        "Helping hands",
        "help needed with the form",
        "Information about the meeting in June",
        "Can I subscribe?",
        "How do I leave this list?",
        "subscribe all of the following addresses to the list",
        "get",
        "get well soon",
        "get 12345678901",
        "get issue faq",
        "numéro complémentaire",
        "get ../../etc/passwd",
        "index of all standards",
        "language",
        "language of the document",
        "digest",
        "digest of the meeting",
        "digest off daily",
        "digest weekly mime plain",
        "set digest monthly",
        "pause for thought",
        "> unsubscribe",
        "-- ",
    };
    for (const std::string_view line : cases) EXPECT_FALSE(read_command_line(line)) << line;
    EXPECT_FALSE(read_command_line(std::string(300, ' ') + "help"));
}

std::vector<Verb> verbs(const Commands& read)
{
    std::vector<Verb> verbs;
    for (const Command& command : read.commands) verbs.push_back(command.verb);
    return verbs;
}

TEST(Commands, StandInAddressSubjectAndFirstLines)
{
    using list::Use;
    EXPECT_EQ(verbs(read_commands(Use::subscribe, "anything", "unsubscribe\n")), std::vector{Verb::subscribe});
    EXPECT_EQ(verbs(read_commands(Use::unsubscribe, "", "")), std::vector{Verb::unsubscribe});
    EXPECT_EQ(verbs(read_commands(Use::help, "resume", "pause\n")), std::vector{Verb::help});
    EXPECT_EQ(verbs(read_commands(Use::request, "pause", "")), std::vector{Verb::pause});
    EXPECT_EQ(verbs(read_commands(Use::request, "two things", "\nlanguage fr\nget 1\n\nRegards,\npause\n")),
              (std::vector{Verb::language, Verb::get}));
    EXPECT_EQ(verbs(read_commands(Use::request, "get 1", "get 1\nget 2\n> get 3\n")),
              (std::vector{Verb::get, Verb::get}));
    EXPECT_EQ(verbs(read_commands(Use::request, "", " \n")), std::vector{Verb::help});
    EXPECT_TRUE(read_commands(Use::request, "A question", "Dear owner,\nhelp\n").commands.empty());
}

TEST(Commands, AreFiveAtMostAndTheOthersAreCounted)
{
    const Commands read = read_commands(list::Use::request, "", "get 1\nget 2\nget 3\nget 4\nget 5\nget 6\nget 7\n");
    EXPECT_EQ(read.commands.size(), commands_max);
    EXPECT_EQ(read.ignored, 2U);
}

TEST(Commands, TellTheLanguageOfTheirWordsButNotEnglish)
{
    EXPECT_EQ(read_commands(list::Use::subscribe, "inscription", "").language, "fr");
    EXPECT_EQ(read_commands(list::Use::request, "", "help\nbaja\n").language, "es");
    EXPECT_EQ(read_commands(list::Use::request, "subscribe", "").language, "");
}

TEST(NoWord, IsThereInEachLanguageInWhichWeAsk)
{
    for (const char* word : {"no", "non", "No", "NON", "refuse", "rechazo", "décliner"})
        EXPECT_TRUE(is_no_word(word)) << word;
    for (const char* word : {"", "yes", "oui", "sí", "none", "now", "nothing"}) EXPECT_FALSE(is_no_word(word)) << word;
}

}  // namespace
}  // namespace desk
