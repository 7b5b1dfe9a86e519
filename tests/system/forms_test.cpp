/// The plan's four forms with real parts: two bodies are asked through Postfix and answer with what they have: the form typed
/// into the reply, a workbook of their own, a text document, the asked files as LibreOffice saves them, and the page in
/// Chromium. Their documents are read by the daemon's own reader process.

#include "document/write_docx.h"
#include "document/write_xlsx.h"
#include "mail/header.h"
#include "mail/media_type.h"
#include "mail/part_reader.h"
#include "mail/part_scanner.h"
#include "support/browser.h"
#include "support/http_client.h"
#include "support/office_program.h"
#include "support/places.h"
#include "support/private_postfix.h"
#include "support/running_daemon.h"
#include "support/text_file.h"

#include <boost/json.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing_support::Browser;
using testing_support::eventually;
using testing_support::free_port;
using testing_support::OfficeProgram;
using testing_support::PrivatePostfix;
using testing_support::run_process;
using testing_support::RunningDaemon;

constexpr auto secretary = "secretary@secretariat.example";
constexpr auto tokyo = "office@jisc.example";
constexpr auto expert = "expert@jisc.example";
constexpr auto roster = "email,name,category,country\n"
                        "office@jisc.example,JISC Office,nmb,JP\n"
                        "expert@jisc.example,An Expert,expert,JP\n";

/// All four as they are shipped, but for one list.
std::string forms()
{
    std::string text;
    for (const char* name : {"subscribers", "events", "presenter", "faq"}) {
        text += testing_support::read_text(testing_support::source_folder() / "config/iso-sr/forms" /
                                           (std::string(name) + ".toml"));
    }
    const std::string other = "\"member-update\"";
    for (auto at = text.find(other); at != std::string::npos; at = text.find(other))
        text.replace(at, other.size(), "\"sr-update\"");
    return text;
}

std::string text_of(const std::string& message)
{
    return mail::first_text(mail::scan_parts(message), 1U << 20U);
}

/// The text with the first "Label: ________" filled in.
void fill(std::string& text, const std::string& label, const std::string& answer)
{
    const std::string blank = label + ": ________";
    const auto at = text.find(blank);
    ASSERT_NE(at, std::string::npos) << "no blank for " << label << " in\n" << text;
    text.replace(at, blank.size(), label + ": " + answer);
}

/// The file of that kind that came with a letter.
std::string file_of(const std::string& message, const std::string& kind)
{
    for (const mail::PartPlace& part : mail::scan_parts(message).parts) {
        const mail::PartContent content = mail::read_part(part, 1U << 20U);
        if (content.file_name.ends_with('.' + kind)) return content.body;
    }
    ADD_FAILURE() << "no " << kind << " is attached";
    return {};
}

/// "/f/…" of the page that a letter names.
std::string page_path(const std::string& letter)
{
    const auto at = letter.find("/f/");
    EXPECT_NE(at, std::string::npos) << letter;
    return at == std::string::npos ? "" : letter.substr(at, letter.find('>', at) - at);
}

std::string as_quote(const std::string& text)
{
    std::string result = "> ";
    for (const char c : text) result += c == '\n' ? "\n> " : std::string(1, c);
    return result + '\n';
}

class FormsWithRealParts : public testing::Test {
  protected:
    void SetUp() override
    {
        if (std::string why; !PrivatePostfix::is_possible(why)) GTEST_SKIP() << why;
        postfix = std::make_unique<PrivatePostfix>(
            "inet:127.0.0.1:" + std::to_string(daemon.lmtp_port()), front_port, relay_port,
            std::vector<std::string>{secretary, tokyo, expert, "operator@secretariat.example"});
        ASSERT_EQ(daemon.ctl({"import", "sr-update", "-"}, roster).exit_code, 0);
        daemon.start();
    }

    void TearDown() override
    {
        if (daemon.is_running()) {
            EXPECT_EQ(daemon.stop(), 0);
        }
        if (HasFailure() && postfix) std::cerr << daemon.log() << postfix->log().substr(0, 20'000);
    }

    /// With those words in its subject; waited for.
    std::string letter_to(const std::string& person, const std::string& words)
    {
        std::string found;
        (void)eventually(
            [&] {
                for (const std::string& message : postfix->messages_for(person)) {
                    const std::string subject(mail::scan_header(message).value("Subject"));
                    if (subject.find(words) != std::string::npos) found = message;
                }
                if (found.empty()) std::this_thread::sleep_for(50ms);
                return !found.empty();
            },
            60s);
        EXPECT_THAT(found, Not(IsEmpty())) << person << " waits for: " << words;
        return found;
    }

    void reply(const std::string& message, std::vector<std::string> more, const std::string& from = tokyo)
    {
        std::vector<std::string> arguments{"swaks",
                                           "--server",
                                           "127.0.0.1:" + std::to_string(front_port),
                                           "--from",
                                           from,
                                           "--to",
                                           std::string(mail::scan_header(message).value("Reply-To")),
                                           "--header",
                                           "Subject: Re: the form"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const auto sent = run_process(arguments);
        ASSERT_EQ(sent.exit_code, 0) << sent.output << sent.errors;
    }

    std::string attached(const std::string& name, const std::string& octets)
    {
        const auto file = daemon.folder() / name;
        std::ofstream(file, std::ios::binary) << octets;
        return '@' + file.string();
    }

    /// A file of the letter as LibreOffice fills it in and saves it, mailed back.
    void reply_by_office(const std::string& message, const std::string& kind, const std::string& saved_as,
                         const std::vector<OfficeProgram::Entry>& entries, const std::string& from = tokyo)
    {
        const std::string filled = OfficeProgram().fill_in(file_of(message, kind), kind, saved_as, entries);
        const std::string type(mail::media_type_of(saved_as));
        reply(message,
              {"--body", "Please find it attached.", "--attach-type", type, "--attach",
               attached("form." + saved_as, filled)},
              from);
    }

    json::value only_return(const std::string& form)
    {
        json::value returns;
        (void)eventually(
            [&] {
                returns = daemon.ctl_json({"returns", form});
                return !returns.as_array().empty();
            },
            30s);
        EXPECT_EQ(returns.as_array().size(), 1U) << form;
        return returns.as_array().empty() ? json::value(json::object()) : returns.at(0);
    }

    int front_port = free_port();
    int relay_port = free_port();
    int web_port = free_port();
    RunningDaemon daemon{{.relay_port = relay_port,
                          .more = "[web]\nlisten = \"127.0.0.1:" + std::to_string(web_port) + "\"\n" + forms()}};
    std::unique_ptr<PrivatePostfix> postfix;
};

TEST_F(FormsWithRealParts, ComeBackInEveryShapeAsRecords)
{
    for (const char* form : {"subscribers", "events", "presenter", "faq"})
        ASSERT_EQ(daemon.ctl({"form", "send", form}).exit_code, 0) << form;

    const std::string events = letter_to(tokyo, "SR-related events");
    std::string text = text_of(events);
    fill(text, "Name", "Seminar on SR");
    fill(text, "Date", "13 May 2005");  // of the respondent's details, which come first
    fill(text, "Date", "14-16 June 2005");
    fill(text, "Organizer", "JSA");
    fill(text, "Your name", "Taro Example");
    fill(text, "Your organization", "JISC");
    ASSERT_NO_FATAL_FAILURE(reply(events, {"--body", as_quote(text)}));
    const json::value event = only_return("events");
    EXPECT_EQ(event.at("rows").at(0).at("date"), "2005-06-14/2005-06-16") << event;
    EXPECT_EQ(event.at("respondent").at("organization"), "JISC") << event;

    const std::string workbook =
        document::write_xlsx({.title = "Our list",
                              .parts = {document::SheetTable{
                                  .columns = {{.heading = "E-mail"}, {.heading = "Organization"}, {.heading = "Web"}},
                                  .rows = {{"csr@union.example", "Union of SR", "www.union.example"}}}}});
    ASSERT_NO_FATAL_FAILURE(
        reply(letter_to(tokyo, "subscriber"), {"--body", "Dear secretary, our list is attached.", "--attach-type",
                                               "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                               "--attach", attached("list.xlsx", workbook)}));
    const json::value subscribers = only_return("subscribers");
    EXPECT_EQ(subscribers.at("state"), "review") << "a list in a shape of its own: " << subscribers;
    EXPECT_EQ(subscribers.at("rows").at(0).at("name"), "Union of SR") << subscribers;
    EXPECT_EQ(subscribers.at("rows").at(0).at("email"), "csr@union.example") << subscribers;

    const std::string questions = document::write_docx(
        {.title = "FAQ",
         .parts = {document::SheetTable{.columns = {{.heading = "Question"}, {.heading = "Answer"}},
                                        .rows = {{"What is SR?", "Responsibility for one's impacts."}}}}});
    ASSERT_NO_FATAL_FAILURE(reply(letter_to(tokyo, "asked questions"),
                                  {"--body", "Attached.", "--attach-type",
                                   "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                                   "--attach", attached("faq.docx", questions)}));
    EXPECT_EQ(only_return("faq").at("rows").at(0).at("question"), "What is SR?");

    const json::value status = daemon.ctl_json({"form", "status", "events"});
    EXPECT_EQ(status.at("returned"), 1);
    EXPECT_THAT(text_of(letter_to(tokyo, "SR-related events: thank you")), HasSubstr("2005-06-14/2005-06-16"));
    EXPECT_THAT(letter_to(secretary, "to review"), HasSubstr("JISC Office"));
    const auto accepted = daemon.ctl({"form", "accept", std::to_string(subscribers.at("id").as_int64())});
    EXPECT_EQ(accepted.exit_code, 0) << accepted.errors;
    EXPECT_THAT(daemon.ctl({"form", "export", "subscribers", "--format", "csv"}).output, HasSubstr("Union of SR"));
}

TEST_F(FormsWithRealParts, ArePagesWithoutScriptsToo)
{
    ASSERT_EQ(daemon.ctl({"form", "send", "events"}).exit_code, 0);
    const std::string path = page_path(text_of(letter_to(tokyo, "SR-related events")));
    testing_support::HttpClient browser(web_port);
    const std::string page =
        browser.ask("GET " + path + " HTTP/1.1\r\nHost: lists.example.org\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(page, HasSubstr("name=\"r0_name\""));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    const std::string body = "r0_name=Forum&r0_date=2+July+2005&r0_organizer=Union&q_name=Taro&q_organization=JISC";
    testing_support::HttpClient again(web_port);
    const std::string taken =
        again.ask("POST " + path + " HTTP/1.1\r\nHost: lists.example.org\r\nConnection: close\r\n" +
                  "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + std::to_string(body.size()) +
                  "\r\n\r\n" + body);
    EXPECT_THAT(taken, HasSubstr("a receipt"));
    const json::value event = only_return("events");
    EXPECT_EQ(event.at("rows").at(0).at("date"), "2005-07-02") << event;
    EXPECT_EQ(event.at("respondent").at("name"), "Taro") << event;
}

constexpr auto beside_label = OfficeProgram::Entry::Where::beside_label;
constexpr auto under_heading = OfficeProgram::Entry::Where::under_heading;

TEST_F(FormsWithRealParts, ComeBackAsLibreOfficeSavesThem)
{
    if (std::string why; !OfficeProgram::is_possible(why)) GTEST_SKIP() << why;
    for (const char* form : {"subscribers", "events", "presenter", "faq"})
        ASSERT_EQ(daemon.ctl({"form", "send", form}).exit_code, 0) << form;

    ASSERT_NO_FATAL_FAILURE(reply_by_office(letter_to(tokyo, "SR-related events"), "xlsx", "xlsx",
                                            {{beside_label, "Your name", "Taro Example"},
                                             {beside_label, "Your organization", "JISC"},
                                             {under_heading, "Name", "Forum on SR"},
                                             {under_heading, "Date", "2005-07-02"},
                                             {under_heading, "Organizer", "社会的責任フォーラム"},
                                             {under_heading, "Name", "Seminar"},
                                             {under_heading, "Date", "14-16 June 2005"}}));
    const json::value events = only_return("events");
    EXPECT_EQ(events.at("respondent").at("name"), "Taro Example") << events;
    ASSERT_EQ(events.at("rows").as_array().size(), 2U) << events;
    EXPECT_EQ(events.at("rows").at(0).at("name"), "Forum on SR") << events;
    EXPECT_EQ(events.at("rows").at(0).at("date"), "2005-07-02") << "which LibreOffice made a date of: " << events;
    EXPECT_EQ(events.at("rows").at(0).at("organizer"), "社会的責任フォーラム") << events;
    EXPECT_EQ(events.at("rows").at(1).at("date"), "2005-06-14/2005-06-16") << events;

    ASSERT_NO_FATAL_FAILURE(reply_by_office(letter_to(tokyo, "subscriber"), "docx", "odt",
                                            {{beside_label, "Your name", "Taro Example"},
                                             {beside_label, "Your organization", "JISC"},
                                             {under_heading, "Name of organization", "Union of SR"},
                                             {under_heading, "E-mail", "csr@union.example"}}));
    const json::value subscribers = only_return("subscribers");
    ASSERT_EQ(subscribers.at("rows").as_array().size(), 1U) << subscribers;
    EXPECT_EQ(subscribers.at("rows").at(0).at("name"), "Union of SR") << subscribers;
    EXPECT_EQ(subscribers.at("rows").at(0).at("email"), "csr@union.example") << subscribers;
    EXPECT_EQ(subscribers.at("respondent").at("organization"), "JISC") << subscribers;

    ASSERT_NO_FATAL_FAILURE(reply_by_office(letter_to(tokyo, "asked questions"), "docx", "docx",
                                            {{beside_label, "Your name", "Taro Example"},
                                             {under_heading, "Question", "What is SR?"},
                                             {under_heading, "Answer", "Responsibility for one's impacts."}}));
    const json::value faq = only_return("faq");
    ASSERT_EQ(faq.at("rows").as_array().size(), 1U) << faq;
    EXPECT_EQ(faq.at("rows").at(0).at("answer"), "Responsibility for one's impacts.") << faq;

    ASSERT_NO_FATAL_FAILURE(reply_by_office(
        letter_to(expert, "presenters"), "xlsx", "ods",
        {{beside_label, "Do you wish to be registered as a designated ISO/SR presenter? (yes/no)", "yes"},
         {beside_label, "Name", "An Expert"},
         {beside_label, "Country", "Japan"},
         {beside_label, "Telephone no.", "+81 3 1234 5678"},
         {beside_label, "E-mail address", "expert@jisc.example"}},
        expert));
    const json::value presenter = only_return("presenter");
    EXPECT_EQ(presenter.at("rows").at(0).at("willing"), true) << presenter;
    EXPECT_EQ(presenter.at("rows").at(0).at("country"), "JP") << presenter;
    EXPECT_EQ(presenter.at("rows").at(0).at("telephone"), "+81 3 1234 5678") << presenter;
}

TEST_F(FormsWithRealParts, AreFilledInWithABrowser)
{
    if (std::string why; !Browser::is_possible(why)) GTEST_SKIP() << why;
    ASSERT_EQ(daemon.ctl({"form", "send", "presenter"}).exit_code, 0);
    const std::string path = page_path(text_of(letter_to(expert, "presenters")));
    Browser browser("lists.example.org", web_port);
    browser.open("http://lists.example.org" + path);
    browser.press_space("[name=r0_willing][value=yes]");
    browser.type("r0_name", "山田 太郎");
    browser.type("r0_organization", "JISC \"SR\" & friends");
    browser.type("r0_address", "1-3-1 Kasumigaseki\nTokyo");
    browser.type("r0_country", "Japan");
    browser.type("r0_email", "yamada@jisc.example");
    browser.press_enter("form[method=post] button");
    EXPECT_THAT(browser.page(), HasSubstr("a receipt"));

    const json::value presenter = only_return("presenter");
    const json::value& row = presenter.at("rows").at(0);
    EXPECT_EQ(row.at("willing"), true) << presenter;
    EXPECT_EQ(row.at("name"), "山田 太郎") << presenter;
    EXPECT_EQ(row.at("organization"), "JISC \"SR\" & friends") << presenter;
    EXPECT_EQ(row.at("address"), "1-3-1 Kasumigaseki Tokyo") << presenter;
    EXPECT_EQ(row.at("country"), "JP") << presenter;
    EXPECT_EQ(row.at("email"), "yamada@jisc.example") << presenter;
    EXPECT_THAT(text_of(letter_to(expert, "thank you")), HasSubstr("yamada@jisc.example"));

    browser.open("http://lists.example.org" + path);
    EXPECT_THAT(browser.page(), HasSubstr("You answered before")) << "and finds it filled in";
    EXPECT_THAT(browser.page(), HasSubstr("value=\"山田 太郎\""));
}

TEST(FormRead, NeedsNeitherStoreNorSecret)
{
    RunningDaemon nobody{{.relay_port = 25, .more = forms()}};
    std::filesystem::remove_all(nobody.data());
    const std::string message =
        "From: Taro <office@jisc.example>\nSubject: Re: survey\nDate: Sat, 14 May 2005 09:00:00 +0900\n\n"
        "Name: Seminar on SR\nDate: 14/06/2005\nOrganizer: JSA\n";
    const auto read = nobody.ctl({"--json", "form", "read", "events", "-"}, message);
    ASSERT_EQ(read.exit_code, 0) << read.errors;
    const json::value answer = json::parse(read.output);
    EXPECT_EQ(answer.at("rows").at(0).at("date"), "2005-06-14") << answer;
    EXPECT_EQ(answer.at("from"), "office@jisc.example");
    EXPECT_FALSE(std::filesystem::exists(nobody.data()));
    EXPECT_EQ(nobody.ctl({"form", "read", "nothing", "-"}, message).exit_code, 1);
}

}  // namespace
