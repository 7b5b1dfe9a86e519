#include "web/answer.h"

#include "base/token.h"
#include "support/desk_fixture.h"
#include "support/store_fixture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace web {
namespace {

using namespace std::chrono_literals;
using store::MemberState;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr auto one_click = "List-Unsubscribe=One-Click";
constexpr auto urlencoded = "application/x-www-form-urlencoded";

class PageAnswer : public testing::Test, public testing_support::StoreFixture, public testing_support::DeskFixture {
  protected:
    PageAnswer()
    {
        for (config::List& each : config.lists) {
            each.title = "ISO/SR <Update>";
            each.language = "en";
            add_list(each.name);
        }
        add_member("sr-update", "ann@body.example", "nmb");
        token = base::make_token(base::Purpose::leave, member().id, key);
    }

    Response ask(const Request& request)
    {
        const Site site{.house = {.config = config, .templates = templates, .key = key}, .pages = pages};
        auto read = read_request(request, site);
        if (const auto* response = std::get_if<Response>(&read)) return *response;
        return in([&](store::Store& s) { return run_errand(s, site, std::get<Errand>(read), start); });
    }

    Response get(const std::string& target, const std::string& accept_language = "")
    {
        return ask({.method = "GET", .target = target, .accept_language = accept_language});
    }

    Response post(const std::string& target, const std::string& body, const std::string& type = urlencoded)
    {
        return ask({.method = "POST", .target = target, .content_type = type, .body = body});
    }

    store::Member member()
    {
        return in([&](store::Store& s) { return s.directory().members_of("sr-update", "ann@body.example").at(0); });
    }

    void set_state(MemberState state)
    {
        in([&](store::Store& s) { s.directory().set_state("sr-update", "ann@body.example", state, start); });
    }

    std::vector<store::JournalEntry> journal()
    {
        return in([&](store::Store& s) { return s.journal().latest(100); });
    }

    config::Templates templates = config::Templates::load({}).value();
    Pages pages;
    std::string token;
};

TEST_F(PageAnswer, OneClickLeavesAndMayBeRepeated)
{
    EXPECT_EQ(post("/u/" + token, one_click).status, 200);
    EXPECT_EQ(member().state, MemberState::left);
    EXPECT_EQ(journal().front().event, "left_by_link");
    const auto entries = journal().size();
    EXPECT_EQ(post("/u/" + token, one_click).status, 200);
    EXPECT_THAT(journal(), SizeIs(entries)) << "repeated, and nothing more is written";
    EXPECT_THAT(in([&](store::Store& s) { return s.queue().search("ann@body.example", 10); }), SizeIs(1));
}

TEST_F(PageAnswer, OneClickMayComeInParts)
{
    const std::string body =
        "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
    EXPECT_EQ(post("/u/" + token, body, "multipart/form-data; boundary=b").status, 200);
    EXPECT_EQ(member().state, MemberState::left);
}

TEST_F(PageAnswer, AGetOfAnyPageChangesNothing)
{
    for (const char* place : {"/u/", "/p/"}) {
        for (const char* method : {"GET", "HEAD"}) {
            const Response response = ask({.method = method,
                                           .target = place + token + "?List-Unsubscribe=One-Click&action=leave",
                                           .content_type = urlencoded,
                                           .body = "List-Unsubscribe=One-Click&action=leave"});
            EXPECT_EQ(response.status, 200) << place;
            EXPECT_THAT(response.body, HasSubstr("<form method=\"post\">")) << place;
        }
    }
    EXPECT_EQ(member().state, MemberState::active);
    EXPECT_THAT(journal(), IsEmpty());
}

TEST_F(PageAnswer, ThePagesButtonSendsWhatOneClickSends)
{
    const std::string page = get("/u/" + token).body;
    EXPECT_THAT(page, HasSubstr(R"(<input type="hidden" name="List-Unsubscribe" value="One-Click">)"));
    EXPECT_THAT(page, HasSubstr("ISO/SR &lt;Update&gt;"));
    EXPECT_THAT(page, Not(HasSubstr("ann@body.example"))) << "who finds the link learns no address";
}

TEST_F(PageAnswer, WhatIsNoOneClickIsRefused)
{
    for (const char* body : {"", "List-Unsubscribe=", "list-unsubscribe=One-Click", "action=leave"})
        EXPECT_EQ(post("/u/" + token, body).status, 400) << body;
    EXPECT_EQ(post("/u/" + token, one_click, "text/plain").status, 415);
    EXPECT_EQ(post("/u/" + token, one_click, "multipart/form-data; boundary=b").status, 400);
    EXPECT_EQ(member().state, MemberState::active);
}

TEST_F(PageAnswer, ATokenOfAnotherPurposeOrAlteredIsUnknown)
{
    std::string altered = token;
    altered.back() = altered.back() == 'a' ? 'b' : 'a';
    for (const std::string& bad : {altered, base::make_token(base::Purpose::bounce, member().id, key), token + "a",
                                   token.substr(1), std::string("x")}) {
        for (const char* place : {"/u/", "/p/"}) {
            EXPECT_EQ(get(place + bad).status, 404) << bad;
            EXPECT_EQ(post(place + bad, one_click).status, 404) << bad;
        }
    }
    EXPECT_THAT(get("/u/x").body, HasSubstr("postmaster@lists.example")) << "says whom to ask";
    EXPECT_EQ(member().state, MemberState::active);
}

TEST_F(PageAnswer, OfAMemberWhoIsKnownNoMoreIsThatNothingComes)
{
    const std::string gone = base::make_token(base::Purpose::leave, 4711, key);
    EXPECT_EQ(get("/u/" + gone).status, 404);
    EXPECT_EQ(post("/u/" + gone, one_click).status, 200);
    EXPECT_EQ(get("/p/" + gone).status, 404);
}

TEST_F(PageAnswer, LeavingAListThatTheConfigurationDroppedStopsWhatIsQueued)
{
    fan_out_all(add_issue("sr-update", 1, "<1@body.example>"));
    config.lists.erase(config.lists.begin());
    EXPECT_EQ(post("/u/" + token, one_click).status, 200);
    EXPECT_EQ(member().state, MemberState::left);
    EXPECT_THAT(lease(10, start), IsEmpty());
}

TEST_F(PageAnswer, MethodsAreThoseOfThePlace)
{
    EXPECT_EQ(ask({.method = "DELETE", .target = "/u/" + token}).status, 405);
    EXPECT_EQ(ask({.method = "PUT", .target = "/u/" + token}).allow, "GET, HEAD, OPTIONS, POST");
    EXPECT_EQ(ask({.method = "POST", .target = "/health"}).status, 405);
    EXPECT_EQ(ask({.method = "post", .target = "/u/" + token}).status, 405);
    EXPECT_EQ(ask({.method = "OPTIONS", .target = "/u/x"}).status, 204);
    EXPECT_EQ(ask({.method = "OPTIONS", .target = "*"}).allow, "GET, HEAD, OPTIONS, POST");
    EXPECT_EQ(ask({.method = "DELETE", .target = "/nothing"}).status, 404);
    EXPECT_EQ(get("/health").body, "ok\n");
}

TEST_F(PageAnswer, PreferencesPauseAndResume)
{
    EXPECT_THAT(get("/p/" + token).body, HasSubstr(R"(value="pause")"));
    EXPECT_THAT(post("/p/" + token, "action=pause").body, HasSubstr(R"(value="resume")"));
    EXPECT_EQ(member().state, MemberState::paused);
    EXPECT_EQ(post("/p/" + token, "action=resume").status, 200);
    EXPECT_EQ(member().state, MemberState::active);
    EXPECT_EQ(post("/p/" + token, "action=leave").status, 200);
    EXPECT_EQ(member().state, MemberState::left);
}

TEST_F(PageAnswer, PreferencesChooseADigest)
{
    EXPECT_THAT(get("/p/" + token).body, HasSubstr(R"(<option value="off" selected>Each by itself</option>)"));
    EXPECT_THAT(post("/p/" + token, "action=digest&digest=weekly+plain").body,
                HasSubstr(R"(<option value="weekly plain" selected>Together, once a week, as plain text</option>)"));
    EXPECT_EQ(store::digest_text(member().digest), "weekly plain");
    for (const char* wrong : {"", "monthly", "off+plain"})
        EXPECT_EQ(post("/p/" + token, std::string("action=digest&digest=") + wrong).status, 400) << wrong;
    EXPECT_EQ(post("/p/" + token, "action=digest&digest=off").status, 200);
    EXPECT_EQ(member().digest, std::nullopt);
    set_state(MemberState::left);
    EXPECT_EQ(post("/p/" + token, "action=digest&digest=daily").status, 400);
}

TEST_F(PageAnswer, PreferencesBringNobodyBackAndConfirmNobody)
{
    for (const MemberState state : {MemberState::left, MemberState::pending, MemberState::invited}) {
        set_state(state);
        for (const char* action : {"action=resume", "action=pause"})
            EXPECT_EQ(post("/p/" + token, action).status, 400) << store::name_of(state);
        EXPECT_EQ(member().state, state);
        EXPECT_THAT(get("/p/" + token).body, Not(HasSubstr("resume"))) << store::name_of(state);
    }
}

TEST_F(PageAnswer, PreferencesNeverResumeAMembershipThatWasNotConfirmed)
{
    add_member("sr-update", "ann@body.example", "expert", MemberState::pending);
    EXPECT_EQ(post("/p/" + token, "action=pause").status, 400);
    in([&](store::Store& s) {
        for (const store::Member& each : s.directory().members_of("sr-update", "ann@body.example"))
            EXPECT_NE(each.state, MemberState::paused);
    });
}

TEST_F(PageAnswer, PreferencesSetALanguageThatThereIs)
{
    const std::string page = post("/p/" + token, "action=language&language=fr").body;
    EXPECT_EQ(member().language, "fr");
    EXPECT_THAT(page, HasSubstr("<html lang=\"fr\">"));
    EXPECT_THAT(page, HasSubstr("<option value=\"fr\" selected>fran\u00E7ais</option>"));
    for (const char* body : {"action=language&language=xx", "action=language", "action=", "", "action=suppress"})
        EXPECT_EQ(post("/p/" + token, body).status, 400) << body;
    EXPECT_EQ(member().language, "fr");
}

TEST_F(PageAnswer, IsInTheContactsLanguageElseTheBrowsersElseTheLists)
{
    EXPECT_THAT(get("/u/" + token).body, HasSubstr("lang=\"en\""));
    EXPECT_THAT(get("/u/" + token, "es;q=0.9, de").body, HasSubstr("lang=\"es\""));
    EXPECT_THAT(get("/u/x", "fr").body, HasSubstr("lang=\"fr\""));
    in([&](store::Store& s) { s.directory().set_detail("ann@body.example", "language", "fr-CA"); });
    EXPECT_THAT(get("/u/" + token, "es").body, HasSubstr("lang=\"fr\""));
}

/// The question that was put to that address, as a path.
class ConfirmPage : public PageAnswer {
  protected:
    std::string ask_whether(store::Asked purpose, const std::string& email, const std::string& changes = "")
    {
        const store::Id id = in([&](store::Store& s) {
            return s.confirmations().add({.purpose = purpose,
                                          .list = "sr-update",
                                          .address = email,
                                          .change = changes,
                                          .language = "",
                                          .source = "",
                                          .asked_at = start,
                                          .expires_at = start + 72h});
        });
        return "/c/" + base::make_token(base::Purpose::confirm, id, key);
    }

    std::size_t memberships(const std::string& email)
    {
        return in([&](store::Store& s) { return s.directory().members_of("sr-update", email).size(); });
    }
};

TEST_F(ConfirmPage, JoinsOnYesAndNotByBeingLookedAt)
{
    const std::string path = ask_whether(store::Asked::join, "new@body.example");
    EXPECT_THAT(get(path).body, HasSubstr("new@body.example is to join"));
    EXPECT_EQ(ask({.method = "HEAD", .target = path}).status, 200);
    EXPECT_EQ(memberships("new@body.example"), 0U);
    EXPECT_THAT(post(path, "answer=yes").body, HasSubstr("will come from now on"));
    EXPECT_EQ(memberships("new@body.example"), 1U);
    EXPECT_THAT(post(path, "answer=yes").body, HasSubstr("answered before"));
    EXPECT_THAT(get(path).body, HasSubstr("answered before"));
}

TEST_F(ConfirmPage, LeavesAndChangesOnYes)
{
    EXPECT_THAT(post(ask_whether(store::Asked::change, "ann@body.example", "pause"), "answer=yes").body,
                HasSubstr("is changed"));
    EXPECT_EQ(member().state, MemberState::paused);
    EXPECT_THAT(post(ask_whether(store::Asked::leave, "ann@body.example"), "answer=yes").body,
                HasSubstr("nothing more will come"));
    EXPECT_EQ(member().state, MemberState::left);
}

TEST_F(ConfirmPage, DoesNothingOnNoOrOnWhatIsNeither)
{
    const std::string path = ask_whether(store::Asked::leave, "ann@body.example");
    for (const char* body : {"", "answer=", "answer=maybe", one_click}) EXPECT_EQ(post(path, body).status, 400) << body;
    EXPECT_THAT(post(path, "answer=no").body, HasSubstr("will not be done"));
    EXPECT_THAT(post(path, "answer=yes").body, HasSubstr("answered before"));
    EXPECT_EQ(member().state, MemberState::active);
}

TEST_F(ConfirmPage, IsOfItsOwnTokensAndNotOfAPostsQuestion)
{
    EXPECT_EQ(get("/c/" + token).status, 404) << "a leave token";
    EXPECT_EQ(get("/c/" + base::make_token(base::Purpose::confirm, 4711, key)).status, 404);
    const store::Id held_post = spool("post");
    const store::Id of_post = in([&](store::Store& s) {
        return s.confirmations().add(
            {.message = held_post, .address = "ann@body.example", .asked_at = start, .expires_at = start + 72h});
    });
    EXPECT_EQ(post("/c/" + base::make_token(base::Purpose::confirm, of_post, key), "answer=yes").status, 404);
    const std::string path = ask_whether(store::Asked::leave, "ann@body.example");
    EXPECT_EQ(post("/u/" + path.substr(3), one_click).status, 404) << "a confirm token";
    EXPECT_EQ(member().state, MemberState::active);
}

TEST(ResponseFields, LetABrowserRunLoadKeepAndTellNothing)
{
    const auto fields = fields_of(refusal(503), "sha256-x", base::from_unix_ms(784'111'777'000));
    const auto value = [&](std::string_view name) {
        for (const ResponseField& field : fields) {
            if (field.name == name) return field.value;
        }
        return std::string("absent");
    };
    EXPECT_EQ(value("Date"), "Sun, 06 Nov 1994 08:49:37 GMT");  // RFC 9110 §5.6.7
    EXPECT_EQ(value("Content-Security-Policy"), "default-src 'none'; style-src 'sha256-x'; form-action 'self'; "
                                                "frame-ancestors 'none'; base-uri 'none'");
    EXPECT_EQ(value("Cache-Control"), "no-store");
    EXPECT_EQ(value("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(value("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(value("X-Frame-Options"), "DENY");
    EXPECT_EQ(value("Retry-After"), "120");
    EXPECT_EQ(value("Allow"), "absent");
    EXPECT_EQ(value("Server"), "absent");
}

}  // namespace
}  // namespace web
