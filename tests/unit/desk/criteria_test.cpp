#include "desk/criteria.h"

#include "base/text.h"
#include "config/read.h"
#include "mail/transfer_encoding.h"
#include "support/places.h"
#include "support/text_file.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace desk {
namespace {

using config::Check;
using config::Criterion;

constexpr std::string_view subject = "ISO/SR UPDATE Issue #1: May 2005";

store::CriterionResult check_one(Criterion criterion, std::string_view post, std::string_view of_subject = subject)
{
    config::List list;
    criterion.name = "C";
    list.criteria.push_back(std::move(criterion));
    const auto results = check_criteria(list, of_subject, post);
    EXPECT_EQ(results.size(), 1U);
    EXPECT_TRUE(base::is_valid_utf8(results.front().found));
    EXPECT_EQ(results.front().found.find('\n'), std::string::npos);
    return results.front();
}

std::string text_part(const std::string& text, const std::string& charset = "utf-8", const std::string& more = "")
{
    return "Content-Type: text/plain; charset=" + charset + "\r\n" + more + "\r\n" + text + "\r\n";
}

std::string html_part(const std::string& html)
{
    return "Content-Type: text/html; charset=utf-8\r\n\r\n" + html + "\r\n";
}

std::string attached(const std::string& octets, const std::string& name, const std::string& type)
{
    return "Content-Type: " + type + "\r\nContent-Disposition: attachment; filename=\"" + name +
           "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + mail::encode_base64_lines(octets);
}

std::string mixed(const std::vector<std::string>& parts, const std::string& type = "mixed")
{
    std::string post = "Content-Type: multipart/" + type + "; boundary=b\r\n\r\n";
    for (const std::string& part : parts) post += "--b\r\n" + part;
    return post + "--b--\r\n";
}

struct Case {
    std::string_view name;
    Criterion criterion;
    std::string post;
    std::string_view result;
    std::string found;
};

void expect_all(const std::vector<Case>& cases)
{
    for (const Case& c : cases) {
        const store::CriterionResult result = check_one(c.criterion, c.post);
        EXPECT_EQ(result.result, c.result) << c.name;
        EXPECT_EQ(result.found, c.found) << c.name;
    }
}

const std::string pdf = "%PDF-1.4 ";
const std::string text = text_part("Dear colleagues, see https://www.example.org/.");

TEST(Criteria, SubjectIsAsThePatternHasIt)
{
    const Criterion criterion{.check = Check::subject, .refuses = true, .pattern = R"(Issue #\d+: \pL+ \d{4}$)"};
    struct SubjectCase {
        std::string_view subject;
        std::string_view result;
    };
    constexpr SubjectCase cases[] = {
        {"ISO/SR UPDATE Issue #1: May 2005", "pass"},
        {"Issue #0: Février 2005", "pass"},
        {"Issue 1: May 2005", "refuse"},
        {"Issue #1: May 2005 (draft)", "refuse"},
        {"", "refuse"},
        {"\xFF\xFE", "refuse"},
    };
    for (const SubjectCase& c : cases) EXPECT_EQ(check_one(criterion, text, c.subject).result, c.result) << c.subject;
    EXPECT_EQ(check_one(criterion, text, "News").found,
              R"(the Subject: "News" is not as Issue #\d+: \pL+ \d{4}$ has it)");
}

TEST(Criteria, SizesAreThoseOfTheMessageAndOfDecodedParts)
{
    const std::string post =
        mixed({text, attached(pdf + std::string(3 * 1024 * 1024, 'x'), "report.pdf", "application/pdf")});
    constexpr std::size_t mebibyte = 1024UL * 1024;
    expect_all({
        {"whole", {.check = Check::total_size, .octets_max = 5 * mebibyte}, post, "pass", "4.1 MiB, allowed 5 MiB"},
        {"too large",
         {.check = Check::total_size, .octets_max = 2 * mebibyte},
         post,
         "warn",
         "the message: 4.1 MiB, allowed 2 MiB"},
        {"by an octet",
         {.check = Check::total_size, .octets_max = text.size() - 1},
         text,
         "warn",
         "the message: 91 B, allowed 90 B"},
        {"by an octet of many",
         {.check = Check::total_size, .octets_max = post.size() - 1},
         post,
         "warn",
         "the message: " + std::to_string(post.size()) + " B, allowed " + std::to_string(post.size() - 1) + " B"},
        {"part",
         {.check = Check::part_size, .octets_max = 2 * mebibyte},
         post,
         "warn",
         "part 2, report.pdf: 3 MiB, allowed 2 MiB"},
        {"parts",
         {.check = Check::part_size, .octets_max = 4 * mebibyte},
         post,
         "pass",
         "the largest part has 3 MiB, allowed 4 MiB"},
    });
}

TEST(Criteria, AttachmentsAreOfTheTypesThatTheirContentHas)
{
    const Criterion criterion{.check = Check::types, .refuses = true, .types = {"pdf", "png"}};
    const std::string program = "MZ" + std::string(60, '\0');
    expect_all({
        {"text alone", criterion, text, "pass", "no attachments"},
        {"HTML", criterion, mixed({text, html_part("<html><p>x")}, "alternative"), "pass", "no attachments"},
        {"PDF", criterion, mixed({text, attached(pdf, "a.exe", "application/x-msdownload")}), "pass", "pdf"},
        {"program", criterion, mixed({text, attached(program, "a.pdf", "application/pdf")}), "refuse",
         "part 2, a.pdf: is of type program, declared as application/pdf"},
        {"program as text", criterion, text_part(program), "refuse",
         "part 1, text/plain: is of type program, declared as text/plain"},
        {"attached text", criterion, mixed({text, attached("a", "a.txt", "text/plain")}), "refuse",
         "part 2, a.txt: is of type text, declared as text/plain"},
        {"unknown", criterion, mixed({text, attached(std::string("\1\0", 2), "a.b", "a/b")}), "refuse",
         "part 2, a.b: is of no known type, declared as a/b"},
        {"enclosed", criterion, mixed({text, "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ny\r\n"}), "refuse",
         "part 2, message/rfc822: is of type message, declared as message/rfc822"},
        {"encoding", criterion, "Content-Type: image/png\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin\r\n",
         "refuse",
         "part 1, image/png: its transfer encoding is unknown; part 1, image/png: is of type text, declared as "
         "image/png"},
        {"no boundary", criterion, "Content-Type: multipart/mixed\r\n\r\n--x\r\n\r\n", "refuse",
         "part 1, multipart/mixed: the parts in it cannot be found; part 1, multipart/mixed: is of type text, declared "
         "as "
         "multipart/mixed"},
    });
}

TEST(Criteria, WordsAreFoundWhereverTheyLeave)
{
    const Criterion criterion{.check = Check::words, .refuses = true, .words = {"confidential", "N12*"}};
    const std::string japanese = "\x1B$B5!L)\x1B(B N123\r\n";
    expect_all({
        {"none", criterion, text, "pass", "none of them"},
        {"a PDF is not read", criterion, mixed({text, attached(pdf, "a.pdf", "application/pdf")}), "pass",
         "none of them; not looked into: part 2, a.pdf"},
        {"text", criterion, text_part("Strictly CONFIDENTIAL, see N1234."), "refuse",
         R"(part 1, text/plain: "confidential"; part 1, text/plain: "n1234")"},
        {"flowed", criterion, "Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\nconfi \r\ndential\r\n",
         "refuse", R"(part 1, text/plain: "confidential")"},
        {"base64", criterion,
         "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
             mail::encode_base64_lines("confidential"),
         "refuse", R"(part 1, text/plain: "confidential")"},
        {"ISO-2022-JP", criterion, text_part(japanese, "iso-2022-jp"), "refuse", R"(part 1, text/plain: "n123")"},
        {"UTF-16", criterion, text_part(std::string("N\0001\0002\0", 6), "utf-16le"), "refuse",
         R"(part 1, text/plain: "n12")"},
        {"HTML", criterion, html_part("<p>con<b>fid</b>ential &#78;12"), "refuse",
         R"(part 1, text/html: "confidential"; part 1, text/html: "n12")"},
        {"comment", criterion, html_part("<p>x<!-- N12 -->"), "refuse",
         R"(part 1, text/html, in its HTML but not its text: "n12")"},
        {"file name", criterion, mixed({text, attached(pdf, "N1234_draft.pdf", "application/pdf")}), "refuse",
         R"(the name of part 2, N1234_draft.pdf: "n1234")"},
        {"attached text", criterion, mixed({text, attached("N12", "a.bin", "application/octet-stream")}), "refuse",
         R"(part 2, a.bin: "n12")"},
        {"enclosed Subject", criterion,
         mixed({text, "Content-Type: message/rfc822\r\n\r\nSubject: =?utf-8?q?N12?=\r\n\r\ny\r\n"}), "refuse",
         R"(part 2, message/rfc822: "n12")"},
        {"preamble", criterion, "Content-Type: multipart/mixed; boundary=b\r\n\r\nN12\r\n--b\r\n\r\nx\r\n--b--\r\n",
         "refuse", R"(outside of all parts: "n12")"},
        {"epilogue", criterion, mixed({text}) + "N12\r\n", "refuse", R"(outside of all parts: "n12")"},
        {"charset", criterion, text_part("a", "x-nobody-knows"), "refuse",
         "part 1, text/plain: its charset x-nobody-knows is unknown"},
        {"no text", criterion, text_part(std::string("a\0b", 3)), "refuse",
         "part 1, text/plain: it is declared as text and is none"},
    });
    EXPECT_EQ(check_one(criterion, text, "About N12").found, R"(the Subject: "n12")");
}

TEST(Criteria, LinksToTheInsideAreFound)
{
    const Criterion criterion{.check = Check::hosts, .hosts = {"wiki.body.example"}};
    expect_all({
        {"outside", criterion, text, "pass", "no such link"},
        {"text", criterion, text_part("http://wiki.body.example/a and http://wiki.body.example/b"), "warn",
         "part 1, text/plain: http://wiki.body.example/a"},
        {"HTML", criterion, html_part("<a href='https://www.example.org'>x</a><a href='http://10.0.0.1/'>y</a>"),
         "warn", "part 1, text/html: http://10.0.0.1/"},
        {"share", criterion, text_part("\\\\server\\minutes"), "warn", "part 1, text/plain: \\\\server\\minutes"},
        {"comment", criterion, html_part("<p>x<!-- http://intranet/ -->"), "warn",
         "part 1, text/html: http://intranet/"},
    });
}

TEST(Criteria, HtmlNeitherHidesNorFetches)
{
    const Criterion hidden{.check = Check::hidden_text};
    const Criterion remote{.check = Check::remote_images, .refuses = true};
    expect_all({
        {"seen", hidden, html_part("<p>x"), "pass", "all of the text can be seen"},
        {"no HTML", hidden, text, "pass", "all of the text can be seen"},
        {"source as text", hidden, text_part("<html><p hidden>x</p>"), "pass", "all of the text can be seen"},
        {"hidden", hidden, html_part("<p hidden>Pay here</p>"), "warn",
         R"(part 1, text/html: "Pay here" (display: none), 8 B)"},
        {"charset", hidden, "Content-Type: text/html; charset=x-none\r\n\r\n<p>\r\n", "warn",
         "part 1, text/html: its charset x-none is unknown"},
        {"charset of another part", hidden, text_part("a", "x-none"), "pass", "all of the text can be seen"},
        {"attached", hidden, mixed({text, attached("<html><p hidden>x</p>", "a.html", "text/html")}), "warn",
         R"(part 2, a.html: "x" (display: none), 1 B)"},
        {"enclosed picture", remote, html_part("<img src=cid:a>"), "pass", "nothing is fetched"},
        {"fetched", remote, html_part("<img src=https://a.example/p.gif>"), "refuse",
         "part 1, text/html: https://a.example/p.gif"},
    });
}

TEST(Criteria, ThereIsATextToRead)
{
    const Criterion criterion{.check = Check::text_part};
    expect_all({
        {"text", criterion, text, "pass", "there is one"},
        {"both", criterion, mixed({text, html_part("<p>x")}, "alternative"), "pass", "there is one"},
        {"HTML", criterion, html_part("<p>x"), "warn", "the message: has HTML and no plain text"},
        {"blank", criterion, mixed({text_part(" \r\n"), html_part("<p>x")}, "alternative"), "warn",
         "the message: has HTML and no plain text"},
        {"PDF", criterion, attached(pdf, "a.pdf", "application/pdf"), "warn", "the message: has no text"},
        {"attached", criterion, attached("a", "a.txt", "text/plain"), "warn", "the message: has no text"},
        {"somebody else's", criterion, "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\ny\r\n", "warn",
         "the message: has no text"},
    });
}

TEST(Criteria, AreAnsweredInOrderByTheirNames)
{
    config::List list;
    EXPECT_TRUE(check_criteria(list, subject, text).empty());
    list.criteria = {{.name = "Text", .check = Check::text_part},
                     {.name = "Size", .check = Check::total_size, .refuses = true}};
    const auto results = check_criteria(list, subject, text);
    ASSERT_EQ(results.size(), 2U);
    EXPECT_EQ(results[0].name + ' ' + results[0].result, "Text pass");
    EXPECT_EQ(results[1].name + ' ' + results[1].result, "Size refuse");
}

/// One criterion of each check, each with something to find.
config::List every_check()
{
    config::List list;
    for (const Check check :
         {Check::subject, Check::total_size, Check::part_size, Check::types, Check::words, Check::hosts,
          Check::hidden_text, Check::remote_images, Check::text_part, Check::languages}) {
        list.criteria.push_back({.name = std::string(config::name_of(check)),
                                 .check = check,
                                 .refuses = true,
                                 .pattern = "Issue",
                                 .octets_max = 1UL << 30U,
                                 .types = {"pdf"},
                                 .words = {"N12*"},
                                 .hosts = {"wiki.body.example"},
                                 .languages = {"en"}});
    }
    return list;
}

constexpr auto english =
    "We have the pleasure to send you the first issue of our newsletter. It is for all of those who "
    "have asked for it, and it will come to you every month.\r\n";
constexpr auto french =
    "Nous avons le plaisir de vous envoyer le premier numéro de notre lettre. Elle est pour tous ceux "
    "qui l'ont demandée, et elle vous parviendra chaque mois avec les autres.\r\n";

struct LanguageCase {
    const char* what;
    std::string post;
    std::vector<std::string> languages;
    std::string_view translated_to;
    std::string_view result;
    std::string_view found;
};

TEST(LanguagesCriterion, WantsTextInEachOfThemAndATranslationInItsOwn)
{
    const std::string both = std::string(english) + "\r\n" + french;
    const std::string finnish = text_part("Terve\r\n", "utf-8", "Content-Language: fi\r\n");
    const LanguageCase cases[] = {
        {"in its one language", text_part(english), {"en"}, "", "pass", "en"},
        {"in two, one after the other", text_part(both), {"en", "fr"}, "", "pass", "en, fr"},
        {"in two parts", mixed({text_part(english), text_part(french)}), {"en", "fr"}, "", "pass", "en, fr"},
        {"without one", text_part(english), {"en", "fr"}, "", "warn", "fr: no text in it was found"},
        {"an attachment does not count",
         mixed({text_part(english), attached(french, "fr.txt", "text/plain")}),
         {"fr"},
         "",
         "warn",
         "fr: no text in it was found"},
        {"too short to tell", text_part("Hello\r\n"), {"en"}, "", "warn", "en: no text in it was found"},
        {"too short to tell, but it says so",
         text_part("Hello\r\n", "utf-8", "Content-Language: en-GB\r\n"),
         {"en"},
         "",
         "pass",
         "en"},
        {"it says what it is not",
         text_part(english, "utf-8", "Content-Language: fr\r\n"),
         {"en"},
         "",
         "warn",
         "part 1, text/plain: it says fr, and its text looks like en"},
        {"one that cannot be told, and says so", finnish, {"fi"}, "", "pass", "fi"},
        {"one that cannot be told",
         text_part("Terve\r\n"),
         {"fi"},
         "",
         "warn",
         "fi: it is not known by its text, and no part says Content-Language: fi"},
        {"a translation in its own", text_part(french), {"en"}, "fr-CA", "pass", "fr"},
        {"a translation that is none", text_part(english), {"en"}, "fr", "warn", "fr: no text in it was found"},
        {"of HTML its text counts", html_part("<p>" + std::string(french) + "</p>"), {"fr"}, "", "pass", "fr"},
    };
    for (const LanguageCase& c : cases) {
        config::List list;
        list.criteria.push_back({.name = "C", .check = Check::languages, .languages = c.languages});
        const auto results = check_criteria(list, subject, c.post, c.translated_to);
        EXPECT_EQ(results.front().result, c.result) << c.what;
        EXPECT_EQ(results.front().found, c.found) << c.what;
    }
}

TEST(Criteria, OfWhatExceedsTheLimitsAreNeverMet)
{
    std::vector<std::string> parts(65'000, text_part("a"));
    for (const auto& result : check_criteria(every_check(), subject, mixed(parts))) {
        const bool looks_at_parts = result.name != "subject" && result.name != "total-size";
        EXPECT_EQ(result.result, looks_at_parts ? "refuse" : "pass") << result.name << ": " << result.found;
        if (looks_at_parts) {
            EXPECT_EQ(result.found.find("the message: there are too many parts, so it was not read to its end"), 0U)
                << result.name;
        }
    }
    std::string long_text;
    while (long_text.size() < 9UL * 1024 * 1024) long_text += "all is well\r\n";
    EXPECT_EQ(check_one({.check = Check::words, .words = {"N12"}}, text_part(long_text)).found,
              "part 1, text/plain: the texts are longer than 8 MiB, and the rest was not read");
}

TEST(Criteria, OfHostileMessagesAreToldInTime)
{
    constexpr std::size_t octets = 25UL * 1024 * 1024;
    for (const std::string_view piece :
         {"<b style=color:red>N12 http://10.0.0.1 ", "<p hidden>N12</p><img src=http://a.example>\r\n", "&#78;"}) {
        std::string html;
        while (html.size() < octets) html += piece;
        const auto start = std::chrono::steady_clock::now();
        for (const auto& result : check_criteria(every_check(), subject, html_part(html))) {
            EXPECT_LE(result.found.size(), 1000U) << result.name;
            EXPECT_TRUE(base::is_valid_utf8(result.found)) << result.name;
        }
        EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(60)) << piece;
    }
}

TEST(Criteria, OfTheSampleAreMetByItsIssueAndNotByAnother)
{
    const auto folder = testing_support::source_folder() / "config/iso-sr";
    const config::Reading reading =
        config::read(folder / "gazetted.toml", [](const std::filesystem::path& path) -> base::Result<std::string> {
            return testing_support::read_text(path);
        });
    ASSERT_TRUE(reading.config);
    const config::List* const list = reading.config->find_list("sr-update");
    ASSERT_NE(list, nullptr);
    EXPECT_EQ(list->criteria.size(), 12U);
    document::DirectReader reader;
    document::Readings readings;
    const std::string issue = testing_support::read_text(folder / "issue-1.eml");
    (void)check_criteria(*list, subject, issue, "", &readings);
    readings.read_missing(reader);
    for (const auto& result : check_criteria(*list, subject, issue, "", &readings)) {
        const bool is_named =
            result.found == "part 2, issue-1.pdf: author: Mali Secretary";  // its PDF says who made it
        EXPECT_EQ(result.result, is_named ? "warn" : "pass") << result.name << ": " << result.found;
    }
    const std::string leak =
        mixed({html_part("<p hidden>see ISO/TMB/WG/SR N 45</p><img src=https://livelink.example.org/a>"),
               attached("PK\x03\x04" + std::string(6UL << 20U, 'x'), "a.pdf", "application/pdf"),
               attached("%PDF-1.4", "b.pdf", "application/pdf")});
    for (const auto& result : check_criteria(*list, "Draft", leak))
        EXPECT_NE(result.result, "pass") << result.name << ": " << result.found;
}

}  // namespace
}  // namespace desk
