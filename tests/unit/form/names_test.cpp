#include "form/names.h"

#include <gtest/gtest.h>

#include <string>

namespace form {
namespace {

config::Question question(std::string key, config::AnswerType type, std::vector<std::string> labels,
                          std::vector<std::string> names)
{
    config::Question made{.key = std::move(key),
                          .type = type,
                          .is_required = false,
                          .labels = {},
                          .other_names = std::move(names),
                          .choices = {}};
    for (std::string& label : labels) made.labels.push_back({.language = "en", .text = std::move(label)});
    return made;
}

config::Form form_asked()
{
    using enum config::AnswerType;
    config::Form form;
    form.columns = {question("name", text, {"Name of organization", "Nom de l'organisation"}, {"organization", "name"}),
                    question("email", email, {"E-mail"}, {}), question("url", url, {"URL (web site)"}, {})};
    form.respondent = {question("name", text, {"Your name"}, {"name"}), question("country", country, {"Country"}, {})};
    return form;
}

TEST(PlainName, IsWhatPeopleTakeForTheSame)
{
    EXPECT_EQ(plain_name("  N\u00BA de T\u00C9L\u00C9PHONE: "), "no de telephone");
    EXPECT_EQ(plain_name("E-Mail*"), "e mail");
    EXPECT_EQ(plain_name("\uFF35\uFF32\uFF2C\uFF1A"), "url");
    EXPECT_EQ(plain_name("--- ___"), "");
}

struct Case {
    const char* written;
    const char* column;      ///< key; empty: none
    const char* respondent;  ///< key; empty: none
};

constexpr Case labels[] = {
    {"Name of organization", "name", ""},
    {"NAME OF THE ORGANIZATION", "name", ""},
    {"Name of organisation", "name", ""},  // one letter is another
    {"nom de l\u2019organisation", "name", ""},
    {"Name", "name", "name"},
    {"Name 2", "name", "name"},
    {"2. Name", "name", "name"},
    {"Your name (in full)", "", "name"},
    {"e-mail address", "email", ""},
    {"URL", "url", ""},
    {"Pays", "", "country"},
    {"Best regards", "", ""},
    {"Nickname", "", ""},
    {"", "", ""},
};

std::string key_of(const std::optional<Target>& target, const std::vector<config::Question>& questions)
{
    return target ? questions[target->index].key : "";
}

TEST(Names, AreFoundAsPeopleWriteThem)
{
    const config::Form form = form_asked();
    const Names names(form);
    for (const Case& each : labels) {
        const Meaning meaning = names.find(each.written);
        EXPECT_EQ(key_of(meaning.column, form.columns), each.column) << each.written;
        EXPECT_EQ(key_of(meaning.respondent, form.respondent), each.respondent) << each.written;
    }
    EXPECT_EQ(names.find("Name 2").number, 2U);
    EXPECT_FALSE(names.find("Name 2005").is_found());
    EXPECT_FALSE(names.find_exactly("Name of organisaton").is_found());
    EXPECT_EQ(names.find("Name of organisaton").column->sureness, Sureness::likely);
}

TEST(Names, OfHeadingsMayHoldMore)
{
    const config::Form form = form_asked();
    const Names names(form);
    const Meaning site = names.find_heading("Web site of the organization");
    ASSERT_TRUE(site.column);
    EXPECT_EQ(form.columns[site.column->index].key, "url");
    EXPECT_EQ(site.column->sureness, Sureness::guessed);
    EXPECT_FALSE(names.find("Web site of the organization").column);
    EXPECT_FALSE(names.find_heading("Number of staff").is_found());
}

}  // namespace
}  // namespace form
