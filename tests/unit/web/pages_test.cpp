#include "web/pages.h"

#include "base/digest.h"
#include "mail/transfer_encoding.h"
#include "web/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace web {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* page_names[] = {"confirm", "confirmed", "leave", "left", "preferences", "unknown"};

TEST(Html, LeavesNothingThatIsMarkup)
{
    EXPECT_EQ(escape_html("<b a=\"1\" b='2'>&amp;`\n\x01"), "&lt;b a=&quot;1&quot; b=&#39;2&#39;&gt;&amp;amp;&#96;  ");
    EXPECT_EQ(escape_html("caf\u00E9"), "caf\u00E9");
    EXPECT_EQ(escape_html("\xFF"), "\uFFFD");
}

TEST(Pages, AreThereInEveryLanguage)
{
    const Pages pages;
    EXPECT_EQ(pages.languages(), (std::vector<std::string>{"en", "es", "fr"}));
    for (const std::string& language : pages.languages()) {
        for (const char* name : page_names) {
            const std::string page = pages.render(name, language, {.texts = {{"title", "ISO/SR"}}, .rows = {}});
            EXPECT_THAT(page, HasSubstr("<html lang=\"" + language + "\">")) << name;
            EXPECT_THAT(page, HasSubstr("</html>")) << name;
            EXPECT_EQ(page.find("{{"), std::string::npos) << name;
        }
    }
    EXPECT_THAT(pages.render("left", "th", {}), HasSubstr("<html lang=\"en\">"));
}

TEST(Pages, TakeEveryValueForText)
{
    const Pages pages;
    const std::string evil = "\"><script>alert(1)</script>{{{body}}}{{#x}}";
    for (const char* name : page_names) {
        const std::string page = pages.render(
            name, "en",
            {.texts = {{"title", evil},
                       {"address", evil},
                       {"owner", evil},
                       {"ask", evil},
                       {"way_back", evil},
                       {"token", evil}},
             .rows = {{"languages", {{{"tag", evil}, {"name", evil}}}}, {"can_return", {{}}}, {"is_other", {{}}}}});
        EXPECT_THAT(page, Not(HasSubstr("<script"))) << name;
        EXPECT_THAT(page, Not(HasSubstr("\">&lt;\">"))) << name;
    }
}

TEST(Pages, RunAndLoadNothing)
{
    const Pages pages;
    for (const char* name : page_names) {
        const std::string page = pages.render(name, "en", {});
        for (const char* loads :
             {"<script", "<img", "<link", "<iframe", " src=", " onclick", " onload", "javascript:", " style="})
            EXPECT_EQ(page.find(loads), std::string::npos) << name << ": " << loads;
    }
}

TEST(Pages, CarryTheStyleSheetThatTheirPolicyAllows)
{
    const Pages pages;
    const std::string page = pages.render("left", "en", {});
    const auto start = page.find("<style>") + std::string("<style>").size();
    const std::string style = page.substr(start, page.find("</style>") - start);
    EXPECT_EQ(pages.style_hash(), "sha256-" + mail::encode_base64(base::as_octets(base::sha256(style))));
}

}  // namespace
}  // namespace web
