#include "config/form.h"

#include "config/io/load.h"
#include "config/read.h"
#include "support/places.h"

#include <gtest/gtest.h>

#include <string>

namespace config {
namespace {

constexpr std::string_view head = R"([server]
hostname = "lists.example"
public_url = "https://lists.example"
operator = ["op@body.example"]
[[form]]
id = "visit"
list = "x"
)";

constexpr std::string_view tail = R"([[form.column]]
key = "sector"
type = "choice"
label = ["Sector", "fr: Secteur"]
names = ["branch"]
[[form.column.choice]]
key = "ngo"
label = ["NGO", "fr: ONG"]
[[form.question]]
key = "name"
required = true
label = ["Name"]
[[form.example]]
row = ["NGO"]
[[list]]
name = "x"
address = "x@lists.example"
title = "X"
owner = ["o@body.example"]
post = ["p@body.example"]
)";

Reading read_form(const std::string& options)
{
    const std::string text = std::string(head) + options + std::string(tail);
    return read("forms.toml", [&](const std::filesystem::path&) -> base::Result<std::string> { return text; });
}

TEST(FormConfig, IsReadWithItsDefaults)
{
    const Reading reading = read_form("title = [\"Visit\", \"fr: Visite\"]\n");
    ASSERT_TRUE(reading.config) << reading.faults.front().line_text();
    const Form* form = reading.config->find_form("visit");
    ASSERT_NE(form, nullptr);
    EXPECT_EQ(form->titles.front().language, "en");  // the list's
    EXPECT_EQ(in_language(form->titles, "fr-CA"), "Visite");
    EXPECT_EQ(in_language(form->titles, "ja"), "Visit");
    EXPECT_EQ(form->register_name, "visit");
    EXPECT_FALSE(form->closes_at);
    EXPECT_TRUE(form->remind.empty());
    ASSERT_EQ(form->columns.size(), 1U);
    EXPECT_EQ(form->columns.front().type, AnswerType::choice);
    EXPECT_EQ(form->columns.front().choices.front().key, "ngo");
    EXPECT_EQ(in_language(form->columns.front().choices.front().labels, "fr"), "ONG");
    EXPECT_TRUE(form->respondent.front().is_required);
    EXPECT_EQ(form->examples.size(), 1U);
    EXPECT_EQ(form->review, Review::review);
}

TEST(FormConfig, ClosesAfterItsLastDay)
{
    const Reading reading = read_form("title = [\"Visit\"]\nopens = 2005-04-01\ncloses = 2005-05-13\n"
                                      "remind = [\"1d\", \"7d\"]\n");
    ASSERT_TRUE(reading.config);
    const Form& form = reading.config->forms.front();
    EXPECT_EQ(form.opens_at, base::parse_time("2005-04-01 00:00"));
    EXPECT_EQ(form.closes_at, base::parse_time("2005-05-14 00:00"));
    EXPECT_EQ(form.remind, (std::vector<base::Duration>{base::days{7}, base::days{1}}));
}

TEST(FormConfig, MayHaveNoReminders)
{
    const Reading reading = read_form("title = [\"Visit\"]\ncloses = 2005-05-13\nremind = []\n");
    ASSERT_TRUE(reading.config);
    EXPECT_TRUE(reading.config->forms.front().remind.empty());
}

TEST(FormConfig, HasParagraphsInSeveralLanguages)
{
    const Reading reading = read_form("title = [\"Visit\"]\nlanguage = \"es\"\n"
                                      "introduction = [\"en: One.\", \"Uno.\", \"Nota: dos.\", \"en: Two.\"]\n");
    ASSERT_TRUE(reading.config);
    const Wordings& texts = reading.config->forms.front().introductions;
    ASSERT_EQ(texts.size(), 2U);
    EXPECT_EQ(texts.front().language, "es");
    EXPECT_EQ(texts.front().text, "Uno.\n\nNota: dos.");
    EXPECT_EQ(in_language(texts, "en"), "One.\n\nTwo.");
}

TEST(FormConfig, OfThePlanIsSound)
{
    const Reading reading =
        io::load(testing_support::source_folder() / "config/iso-sr/gazetted.toml", io::Secrets::looked_at);
    ASSERT_TRUE(reading.config) << reading.faults.front().line_text();
    const auto keys = [&](std::string_view id) {
        std::string all;
        for (const Question& column : reading.config->find_form(id)->columns) all += column.key + ' ';
        return all;
    };
    EXPECT_EQ(keys("subscribers"), "name about email url ");
    EXPECT_EQ(keys("events"), "name date organizer audience contact ");
    EXPECT_EQ(keys("presenter"), "willing name organization address country telephone fax email ");
    EXPECT_EQ(keys("faq"), "question answer ");
    EXPECT_TRUE(reading.config->find_form("presenter")->has_single_row());
    for (const Form& form : reading.config->forms) {
        for (const Wordings* texts : {&form.titles, &form.introductions}) {
            for (const char* language : {"en", "fr", "es"})
                EXPECT_EQ(std::ranges::count(*texts, language, &Wording::language), 1) << form.id << ' ' << language;
        }
    }
}

}  // namespace
}  // namespace config
