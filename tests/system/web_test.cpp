/// The web server on the wire: hostile and clumsy clients against a server of the test's own, and curl against the whole
/// daemon.

#include "support/http_client.h"
#include "support/running_daemon.h"
#include "support/scripted_relay.h"
#include "support/served_web.h"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <list>
#include <string>
#include <thread>

namespace {

using namespace std::chrono_literals;
using store::MemberState;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing_support::eventually;
using testing_support::free_port;
using testing_support::HttpClient;
using testing_support::run_process;
using testing_support::RunningDaemon;
using testing_support::ScriptedRelay;
using testing_support::ServedWeb;

constexpr std::string_view host = "Host: lists.example.org\r\n";

std::string get(const std::string& target, const std::string& more = "")
{
    return "GET " + target + " HTTP/1.1\r\n" + std::string(host) + more + "\r\n";
}

std::string post(const std::string& target, const std::string& body, const std::string& more = "")
{
    return "POST " + target + " HTTP/1.1\r\n" + std::string(host) +
           "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n" + more + "\r\n" + body;
}

const std::string one_click = "List-Unsubscribe=One-Click";
const std::string closing = "Connection: close\r\n";

TEST(WebServer, AnswersEachFaultWithItsStatus)
{
    ServedWeb web;
    const std::string big = std::string(70'000, 'a');
    struct Case {
        const char* what;
        std::string octets;
        const char* status;
    };
    const std::vector<Case> cases{
        {"no HTTP", "HELO there\r\n\r\n", "400"},
        {"a version that is none", "GET /health HTTP/9.9\r\n\r\n", "400"},
        {"no Host", "GET /health HTTP/1.1\r\n\r\n", "400"},
        {"two Hosts", get("/health", "Host: other.example\r\n"), "400"},
        {"a space in a field name", get("/health", "X y: z\r\n"), "400"},
        {"a control in a field", get("/health", std::string("X: a\0b\r\n", 8)), "400"},
        {"a length that is none", get("/health", "Content-Length: -1\r\n"), "400"},
        {"two lengths", get("/health", "Content-Length: 1\r\nContent-Length: 2\r\n"), "400"},
        {"length and chunks", get("/health", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n"), "400"},
        {"a large field", get("/health", "X: " + big + "\r\n"), "431"},
        {"a long target", get("/" + big), "431"},
        {"a large body", post("/u/x", big, closing), "413"},
        {"a body said to be large", "POST /u/x HTTP/1.1\r\n" + std::string(host) + "Content-Length: 99999999\r\n\r\n",
         "413"},
        {"large chunks",
         "POST /u/x HTTP/1.1\r\n" + std::string(host) + "Transfer-Encoding: chunked\r\n\r\n11170\r\n" + big +
             "\r\n0\r\n\r\n",
         "413"},
        {"a method of nobody", "BREW /u/" + web.token() + " HTTP/1.1\r\n" + std::string(host) + closing + "\r\n",
         "405"},
        {"TRACE", "TRACE /health HTTP/1.1\r\n" + std::string(host) + closing + "\r\n", "405"},
        {"a place that is none", get("/../etc/passwd", closing), "404"},
        {"a token that is none", get("/u/abc", closing), "404"},
        {"another kind of body",
         "POST /u/" + web.token() + " HTTP/1.1\r\n" + std::string(host) + closing +
             "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}",
         "415"},
        {"no one-click", post("/u/" + web.token(), "x=y", closing), "400"},
    };
    for (const Case& each : cases) {
        HttpClient client(web.port());
        const std::string answer = client.ask(each.octets);
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 " + std::string(each.status))) << each.what;
        EXPECT_THAT(answer, HasSubstr("Content-Security-Policy: default-src 'none'")) << each.what;
        EXPECT_THAT(answer, Not(HasSubstr("Server:"))) << each.what;
        EXPECT_TRUE(client.has_ended()) << each.what;
    }
    EXPECT_EQ(web.state(), MemberState::active);
    EXPECT_THAT(HttpClient(web.port()).ask(get("/health", closing)), HasSubstr("\r\n\r\nok\n"));
}

TEST(WebServer, LeavesOnOneClickAndSaysSoAgain)
{
    ServedWeb web;
    HttpClient client(web.port());
    for (int i = 0; i < 2; ++i) {
        client.send(post("/u/" + web.token(), one_click));
        EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 200"));
        EXPECT_EQ(web.state(), MemberState::left) << "committed before it is answered";
    }
}

TEST(WebServer, AGetAHeadAndOptionsChangeNothing)
{
    ServedWeb web;
    HttpClient client(web.port());
    client.send(get("/u/" + web.token()));
    EXPECT_THAT(client.read_answer(), HasSubstr("<form method=\"post\">"));
    client.send("HEAD /u/" + web.token() + " HTTP/1.1\r\n" + std::string(host) + closing + "\r\n");
    const std::string head = client.read_to_end();
    EXPECT_THAT(head, HasSubstr("Content-Length: "));
    EXPECT_TRUE(head.ends_with("\r\n\r\n")) << head;
    EXPECT_THAT(HttpClient(web.port()).ask("OPTIONS /u/x HTTP/1.1\r\n" + std::string(host) + closing + "\r\n"),
                HasSubstr("Allow: GET, HEAD, OPTIONS, POST"));
    EXPECT_EQ(web.state(), MemberState::active);
}

TEST(WebServer, KeepsAConnectionForRequestsThatComeTogetherOrInPieces)
{
    ServedWeb web;
    HttpClient client(web.port());
    client.send(get("/health") + get("/health"));
    EXPECT_THAT(client.read_answer(), HasSubstr("ok\n"));
    EXPECT_THAT(client.read_answer(), HasSubstr("ok\n"));
    for (const char octet : get("/health", closing)) ASSERT_TRUE(client.send({&octet, 1}));
    EXPECT_THAT(client.read_to_end(), HasSubstr("ok\n"));
    EXPECT_THAT(HttpClient(web.port()).ask("GET /health HTTP/1.0\r\n\r\n"), StartsWith("HTTP/1.0 200"));
}

TEST(WebServer, TellsAClientThatWaitsToGoOn)
{
    ServedWeb web;
    HttpClient client(web.port());
    const std::string request = post("/u/" + web.token(), one_click, "Expect: 100-continue\r\n" + closing);
    client.send(request.substr(0, request.find("\r\n\r\n") + 4));
    EXPECT_THAT(client.read_answer(), StartsWith("HTTP/1.1 100"));
    EXPECT_THAT(client.ask(one_click), StartsWith("HTTP/1.1 200"));
}

TEST(WebServer, CutsWhoeverIsTooSlow)
{
    ServedWeb web({.request_time = 500ms});
    HttpClient silent(web.port());
    HttpClient slow_header(web.port());
    HttpClient slow_body(web.port());
    slow_header.send("GET /health HTTP/1.1\r\nHost: ");
    slow_body.send(post("/u/" + web.token(), one_click).substr(0, 150));
    EXPECT_THAT(slow_header.read_to_end(10s), StartsWith("HTTP/1.1 408"));
    EXPECT_THAT(slow_body.read_to_end(10s), StartsWith("HTTP/1.1 408"));
    EXPECT_THAT(silent.read_to_end(10s), IsEmpty());
    EXPECT_TRUE(slow_header.has_ended() && slow_body.has_ended() && silent.has_ended());
    EXPECT_EQ(web.state(), MemberState::active);

    HttpClient dripping(web.port());
    const auto start = std::chrono::steady_clock::now();
    while (dripping.send("X")) {
        std::this_thread::sleep_for(20ms);
        ASSERT_LT(std::chrono::steady_clock::now() - start, 15s) << "an octet now and then buys no time";
    }
}

TEST(WebServer, ServesNoMoreThanItMayAndSaysSo)
{
    ServedWeb web({.connections_max = 3, .request_time = 2s});
    std::list<HttpClient> open;
    for (int i = 0; i < 3; ++i) {
        open.emplace_back(web.port()).send(get("/health"));
        EXPECT_THAT(open.back().read_answer(), HasSubstr("ok\n"));
    }
    const std::string answer = HttpClient(web.port()).ask(get("/health"));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 503"));
    EXPECT_THAT(answer, HasSubstr("Retry-After: 120"));
    open.clear();
    EXPECT_TRUE(eventually(
        [&] { return HttpClient(web.port()).ask(get("/health", closing)).find("ok\n") != std::string::npos; }, 5s));
}

TEST(WebServer, SaysNothingOfALeavingThatIsNotCommitted)
{
    ServedWeb web;
    web.fill_disk();
    EXPECT_THAT(HttpClient(web.port()).ask(post("/u/" + web.token(), one_click, closing)), StartsWith("HTTP/1.1 503"));
    EXPECT_THAT(HttpClient(web.port()).ask(get("/health", closing)), StartsWith("HTTP/1.1 503"));
}

/// The whole daemon, its member's link taken from the copy that the relay got.
class WebDaemon : public testing::Test {
  protected:
    void SetUp() override
    {
        relay.start();
        daemon.start();
        ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, "email,category\nann@body.example,nmb\n").exit_code, 0);
        publish(1);
        ASSERT_TRUE(eventually([&] { return !copies("ann@body.example").empty(); }, 10s)) << daemon.log();
        const std::string copy = copies("ann@body.example").front();
        const auto start = copy.find("/u/");
        path = copy.substr(start, copy.find('>', start) - start);
    }

    void publish(int number) const
    {
        const std::string n = std::to_string(number);
        ASSERT_EQ(daemon
                      .ctl({"inject", "--recipient", "sr-update@lists.example.org", "--sender",
                            "secretary@secretariat.example"},
                           "From: secretary@secretariat.example\r\nSubject: Issue #" + n + "\r\nMessage-ID: <" + n +
                               "@secretariat.example>\r\n\r\nText\r\n")
                      .exit_code,
                  0);
    }

    std::vector<std::string> copies(const std::string& recipient)
    {
        std::vector<std::string> all;
        for (const auto& message : relay.messages()) {
            if (message.recipients.front() == recipient && message.content.find("List-Id:") != std::string::npos)
                all.push_back(message.content);
        }
        return all;
    }

    /// The status and the body.
    [[nodiscard]] std::string curl(const std::vector<std::string>& more, const std::string& target) const
    {
        std::vector<std::string> arguments{"curl", "--silent", "--show-error", "--write-out", "%{http_code}"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        arguments.push_back("http://127.0.0.1:" + std::to_string(port) + target);
        return run_process(arguments).output;
    }

    [[nodiscard]] bool is_distributed(const std::string& number) const
    {
        const auto shown = daemon.ctl({"--json", "issue", "show", "sr-update", number});
        return shown.exit_code == 0 && boost::json::parse(shown.output).at("state").as_string() == "distributed";
    }

    [[nodiscard]] std::string state() const
    {
        return std::string(daemon.ctl_json({"members", "sr-update"}).as_array().at(0).at("state").as_string());
    }

    ScriptedRelay relay{{.ledger = {.keep = testing_support::Keep::content, .log = {}, .maildir = {}}}};
    int port = free_port();
    RunningDaemon daemon{{.relay_port = relay.port(),
                          .list_more = "post_auth = \"open\"",
                          .more = "[web]\nlisten = \"127.0.0.1:" + std::to_string(port) + "\"\n"}};
    std::string path;
};

TEST_F(WebDaemon, LeavesOnOneClickByCurlOnceAndForAll)
{
    EXPECT_THAT(daemon.log(), HasSubstr("web=127.0.0.1:" + std::to_string(port)));
    EXPECT_THAT(curl({}, path), HasSubstr("<button"));
    EXPECT_EQ(state(), "active");
    EXPECT_TRUE(curl({"--data", one_click}, path).ends_with("200"));
    EXPECT_EQ(state(), "left");
    EXPECT_TRUE(curl({"--form", one_click}, path).ends_with("200"));
    publish(2);
    ASSERT_TRUE(eventually([&] { return is_distributed("2"); }, 10s));
    EXPECT_EQ(copies("ann@body.example").size(), 1U);
    EXPECT_EQ(daemon.log().find(path), std::string::npos) << "the log holds no token";
    EXPECT_EQ(daemon.stop(), 0);
}

TEST_F(WebDaemon, ShowsPreferencesAndHealthAndStopsThoughClientsWait)
{
    std::string preferences = path;
    preferences.replace(0, 3, "/p/");
    EXPECT_THAT(curl({"--data", "action=language&language=fr"}, preferences), HasSubstr("lang=\"fr\""));
    EXPECT_THAT(curl({"--data", "action=pause"}, preferences), HasSubstr("resume"));
    EXPECT_EQ(state(), "paused");
    EXPECT_EQ(curl({}, "/health"), "ok\n200");
    EXPECT_TRUE(curl({"--head"}, path).ends_with("200"));
    EXPECT_THAT(curl({"--request", "OPTIONS", "--include"}, path), HasSubstr("Allow:"));
    HttpClient waits(port);
    waits.send("GET /");
    EXPECT_EQ(daemon.stop(), 0);
}

}  // namespace
