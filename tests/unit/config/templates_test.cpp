#include "config/templates.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace config {
namespace {

using Own = std::map<std::string, std::string>;

std::string repeated(const std::string& before, const std::string& behind)
{
    std::string text;
    for (int i = 0; i < 9; ++i) text += before + std::to_string(i) + behind;
    return text;
}

TEST(Templates, BuiltInAreWhole)
{
    const auto templates = Templates::load({});
    ASSERT_TRUE(templates);
    EXPECT_EQ(templates->languages(), (std::vector<std::string>{"en", "es", "fr"}));
    for (const char* name :
         {"admission",      "bounce_digest", "changed",        "command_answer",  "confirm_change",
          "confirm_join",   "confirm_leave", "confirm_post",   "feedback_digest", "feedback_routed",
          "held_answer",    "held_digest",   "invitation",     "issue_news",      "issue_report",
          "left",           "left_digest",   "operator_alert", "owner_answer",    "paper",
          "please_wait",    "post_refused",  "probe",          "short_answer",    "short_whom_to_ask",
          "thread_message", "vote_answer",   "vote_reminder",  "vote_request",    "welcome",
          "whom_to_ask",    "digest",        "event_reminder"}) {
        const RenderedNotice notice = templates->render(name, "en", {});
        for (const char* language : {"es", "fr"})
            EXPECT_NE(templates->render(name, language, {}).subject + templates->render(name, language, {}).body,
                      notice.subject + notice.body)
                << language << '/' << name;
        EXPECT_FALSE(notice.subject.empty()) << name;
        EXPECT_EQ(notice.subject.find('\n'), std::string::npos) << name;
        EXPECT_FALSE(notice.body.starts_with('\n')) << name;
    }
}

TEST(Templates, PagesOfAnIssueEscapeInHtmlAlone)
{
    const auto templates = Templates::load({});
    ASSERT_TRUE(templates);
    const TemplateValues values{.texts = {{"title", "A & B"}, {"content", "<p>x</p>"}}, .rows = {}};
    for (const char* language : {"en", "es", "fr"}) {
        const std::string html = templates->page("issue.html", language, values);
        EXPECT_NE(html.find("A &amp; B"), std::string::npos) << language;
        EXPECT_NE(html.find("<p>x</p>"), std::string::npos) << language;
        const std::string text = templates->page("issue.text", language, values);
        EXPECT_TRUE(text.starts_with("A & B\n")) << language;
        EXPECT_NE(text.find("\n<p>x</p>\n"), std::string::npos) << language;
    }
}

TEST(Templates, OwnOneTakesThePlaceOfTheBuiltInOne)
{
    const auto templates = Templates::load(
        {{"en/held_answer.mustache", "Subject: {{answer}}\n\nMine: {{author}}\n"}, {"notes.txt", "passed over"}});
    ASSERT_TRUE(templates);
    const RenderedNotice notice = templates->render(
        "held_answer", "en", {.texts = {{"answer", "released"}, {"author", "ann@body.example"}}, .rows = {}});
    EXPECT_EQ(notice.subject, "released");
    EXPECT_EQ(notice.body, "Mine: ann@body.example\n");
}

TEST(Templates, LanguageFallsBackToItsFirstSubtagThenToEnglish)
{
    const auto templates = Templates::load(
        {{"pt/held_answer.mustache", "Subject: pt\n\nx\n"}, {"pt-br/held_answer.mustache", "Subject: pt-br\n\nx\n"}});
    ASSERT_TRUE(templates);
    EXPECT_EQ(templates->render("held_answer", "pt-br", {}).subject, "pt-br");
    EXPECT_EQ(templates->render("held_answer", "pt-pt", {}).subject, "pt");
    EXPECT_NE(templates->render("held_answer", "th", {}).subject, "pt");
    EXPECT_NE(templates->render("held_answer", "../../etc/passwd", {}).body, "");
    EXPECT_NE(templates->render("held_answer", "", {}).body, "");
}

TEST(Templates, NameThatNothingUsesOrBrokenOnesAreRefusedWithTheirFile)
{
    const Own cases[] = {
        {{"en/confirm_pots.mustache", "Subject: x\n\ny\n"}},
        {{"confirm_post.mustache", "no subject\n"}},
        {{"en/held_answer.mustache", "Hello\n\nx\n"}},
        {{"en/held_answer.mustache", "Subject: x\nno empty line\n"}},
        {{"en/held_answer.mustache", ""}},
        {{"en/held_answer.mustache", "Subject: x\n\n{{#items}} never closed\n"}},
        {{"en/held_answer.mustache", "Subject: x\n\n{{/items}}\n"}},
        {{"en/held_answer.mustache", "Subject: x\n\n{{author\n"}},
        {{"en/held_answer.mustache", "Subject: x\n\n{{#items}}{{^x}}{{# items }}{{/items}}{{/x}}{{/items}}\n"}},
        {{"en/held_answer.mustache", "Subject: x\n\n{{=<% %>=}}<%author%>\n"}},
        {{"en/held_answer.mustache", "Subject: x\n\n" + repeated("{{ #a", "}}") + repeated("{{/a", "}}")}},
        {{"en/held_answer.mustache", "Subject: x\n\n" + std::string(65'536, 'x')}},
        {{"en/issue.html.mustache", "<p>{{{title}}}: {{content}}</p>\n"}},
        {{"en/issue.text.mustache", "Subject: x\n\n{{content}}\n"}},
    };
    for (const Own& own : cases) {
        const auto templates = Templates::load(own);
        ASSERT_FALSE(templates) << own.begin()->second;
        EXPECT_NE(templates.error().text.find(own.begin()->first), std::string::npos) << templates.error().text;
    }
}

TEST(Templates, NothingInAValueIsMarkup)
{
    const auto templates = Templates::load(
        {{"en/held_answer.mustache", "Subject: {{answer}}\n\n{{author}}|{{{subject}}}|{{#items}}{{x}}{{/items}}|\n"}});
    ASSERT_TRUE(templates);
    for (const std::string evil :
         {"{{explanation}}", "{{#items}}", "{{> other}}", "{{=<% %>=}}", "<b>&amp;\"'", "{{{explanation}}}"}) {
        const RenderedNotice notice = templates->render(
            "held_answer", "en",
            {.texts = {{"answer", evil}, {"author", evil}, {"subject", evil}, {"explanation", "SECRET"}},
             .rows = {{"items", {{{"x", evil}}}}}});
        EXPECT_EQ(notice.subject, evil);
        EXPECT_EQ(notice.body, evil + '|' + evil + '|' + evil + "|\n");
    }
}

TEST(Templates, SubjectIsOneLineWhateverTheValues)
{
    const auto templates = Templates::load({{"en/held_answer.mustache", "Subject: {{answer}}\n\n{{author}}\n"}});
    ASSERT_TRUE(templates);
    const RenderedNotice notice = templates->render(
        "held_answer", "en", {.texts = {{"answer", "a\nBcc: x@body.example\n\nz"}, {"author", "ann"}}, .rows = {}});
    EXPECT_EQ(notice.subject.find('\n'), std::string::npos);
    EXPECT_NE(notice.body.find("ann"), std::string::npos);
}

}  // namespace
}  // namespace config
