#include "web/form_page.h"

#include "base/token.h"
#include "support/desk_fixture.h"
#include "support/store_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace web {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class FormPage : public testing::Test, public testing_support::StoreFixture, public testing_support::DeskFixture {
  protected:
    FormPage()
    {
        for (const config::List& each : config.lists) add_list(each.name);
        config.forms.push_back(
            {.id = "events",
             .titles = {{.language = "en", .text = "Events <& more>"}},
             .list = "sr-update",
             .closes_at = start + std::chrono::hours(24),
             .late = config::LateReturns::refuse,
             .respondent = {{.key = "organization", .labels = {{.language = "en", .text = "Your organization"}}}},
             .columns = {{.key = "name", .is_required = true, .labels = {{.language = "en", .text = "Event"}}},
                         {.key = "open",
                          .type = config::AnswerType::yes_no,
                          .labels = {{.language = "en", .text = "Open to all"}}}},
             .rows_shown = 2,
             .examples = {{"SAMPLE", "yes"}}});
        add_member("sr-update", "ann@body.example", "nmb");
        asking = in([&](store::Store& s) {
            return s.forms().add_asking("events", "sr-update", s.directory().contact("ann@body.example"), start);
        });
        target = "/f/" + base::make_token(base::Purpose::form_return, asking, key);
    }

    Response ask(const Request& request, base::Time time)
    {
        const Site site{.house = {.config = config, .templates = templates, .key = key}, .pages = pages};
        auto read = read_request(request, site);
        if (const auto* response = std::get_if<Response>(&read)) return *response;
        return in([&](store::Store& s) { return run_errand(s, site, std::get<Errand>(read), time); });
    }

    Response get(base::Time time) { return ask({.method = "GET", .target = target}, time); }

    Response post(const std::string& body, base::Time time)
    {
        return ask(
            {.method = "POST", .target = target, .content_type = "application/x-www-form-urlencoded", .body = body},
            time);
    }

    std::int64_t spooled()
    {
        return in([](store::Store& s) { return s.spool().waiting_count(); });
    }

    config::Templates templates = config::Templates::load({}).value();
    Pages pages;
    store::Id asking = 0;
    std::string target;
};

TEST_F(FormPage, HasAFieldForEachQuestionAndNoMarkupOfOthers)
{
    const Response page = get(start);
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("Events &lt;&amp; more&gt;"));
    EXPECT_THAT(page.body, HasSubstr("name=\"r0_name\""));
    EXPECT_THAT(page.body, HasSubstr("name=\"r4_open\""));
    EXPECT_THAT(page.body, HasSubstr("name=\"q_organization\""));
    EXPECT_THAT(page.body, HasSubstr("SAMPLE"));
    EXPECT_EQ(spooled(), 0);
}

TEST_F(FormPage, TakesAnswersAsAMessageOfTheMemberOnce)
{
    const std::string body = "r0_name=SR+Forum&r0_open=yes&r1_name=&q_organization=JISC%0ALine";
    EXPECT_THAT(post(body, start).body, HasSubstr("a receipt"));
    ASSERT_EQ(spooled(), 1);
    const auto message = in([](store::Store& s) { return s.spool().next(); });
    ASSERT_TRUE(message);
    EXPECT_EQ(message->reverse_path, "ann@body.example");
    EXPECT_THAT(message->recipient, HasSubstr("sr-update+return-"));
    const std::string octets = in([&](store::Store& s) { return s.spool().octets(message->id); });
    EXPECT_THAT(octets, HasSubstr("Event: SR Forum\r\n"));
    EXPECT_THAT(octets, HasSubstr("Your organization: JISC Line\r\n"));
    EXPECT_THAT(post(body, start + std::chrono::seconds(1)).body, HasSubstr("a receipt"));
    EXPECT_EQ(spooled(), 1) << "a second click";
}

TEST_F(FormPage, WantsAnAnswer)
{
    EXPECT_THAT(post("r0_name=+&q_organization=JISC", start).body, HasSubstr("Nothing was filled in"));
    EXPECT_EQ(spooled(), 0);
}

TEST_F(FormPage, IsClosedWhenTheFormIs)
{
    const base::Time later = start + std::chrono::hours(25);
    EXPECT_THAT(get(later).body, HasSubstr("was open until"));
    EXPECT_THAT(post("r0_name=Forum", later).body, HasSubstr("was open until"));
    EXPECT_EQ(spooled(), 0);
}

TEST_F(FormPage, ShowsWhatWasUnderstoodBefore)
{
    in([&](store::Store& s) {
        s.forms().add_return(
            {.form = "events",
             .asking = asking,
             .received_at = start,
             .content = R"({"rows":[{"name":"\"Forum\" <1>","open":true}],"respondent":{"organization":null}})"});
    });
    const Response page = get(start);
    EXPECT_THAT(page.body, HasSubstr("value=\"&quot;Forum&quot; &lt;1&gt;\""));
    EXPECT_THAT(page.body, HasSubstr("value=\"yes\" checked"));
    EXPECT_THAT(page.body, HasSubstr("You answered before"));
}

TEST_F(FormPage, OpensWithNoOtherToken)
{
    target = "/f/" + base::make_token(base::Purpose::leave, asking, key);
    EXPECT_EQ(get(start).status, 404);
}

}  // namespace
}  // namespace web
