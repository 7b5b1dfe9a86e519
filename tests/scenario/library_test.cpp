/// What members ask for by mail: the index, issues that are out, the papers of a list's library.

#include "mail/encoded_word.h"
#include "mail/part_reader.h"
#include "support/world.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace {

using std::chrono::days;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing_support::Sent;
using testing_support::World;
using testing_support::WorldOptions;

constexpr auto ann = "ann@body.example";     // nmb
constexpr auto eve = "eve@body.example";     // expert
constexpr auto bob = "bob@union.example";    // a stranger
constexpr auto late = "late@union.example";  // left
constexpr auto secretary = "secretary@secretariat.example";
constexpr auto request_address = "sr-update+request@lists.example.org";
/// What our MTA adds to a message of somebody there.
std::string proof_for(const std::string& address)
{
    return "Authentication-Results: mx.example.org; dmarc=pass header.from=" + address.substr(address.find('@') + 1) +
           "\r\n";
}

constexpr auto library = R"(
[[list.paper]]
name = "FAQ"
title = "Frequently asked questions"
file = "papers/faq.pdf"
[[list.paper]]
name = "kit"
title = "Presentation kit"
link = "https://body.example/kit.zip"
[[list.paper]]
name = "brief"
title = "Brief for national bodies"
file = "brief.txt"
categories = ["nmb"]
[[list.event]]
name = "Plenary in Lisbon"
date = 2005-05-14
issue = 1
)";

const std::string faq = "%PDF-1.4\nbinary \xFF\xFE and lines\r\n";

/// A list whose library has papers, and whose issues are #0 and #1.
std::unique_ptr<World> library_world()
{
    WorldOptions options;
    options.files = {{"papers/faq.pdf", faq}, {"brief.txt", "For national bodies.\n"}};
    auto world = std::make_unique<World>(World::usual_config("post_auth = \"open\"\n") + library, options);
    world->import(
        "sr-update",
        "email,category,state\nann@body.example,nmb,\neve@body.example,expert,\nlate@union.example,nmb,left\n");
    for (const char* number : {"0", "1"})
        world->receive({.from = secretary,
                        .to = "sr-update@lists.example.org",
                        .subject = std::string("ISO/SR UPDATE Issue #") + number,
                        .text = std::string("The text of ") + number + "\n"});
    world->take_sent();
    return world;
}

/// The one thing that comes of writing this.
Sent answer_to(World& world, const std::string& from, const std::string& words)
{
    world.receive({.from = from, .to = request_address, .subject = words, .more_fields = proof_for(from)});
    const auto sent = world.take_sent_to(from);
    EXPECT_THAT(sent, SizeIs(1)) << words;
    return sent.empty() ? Sent{} : sent.front();
}

std::string subject_of(const Sent& sent)
{
    return mail::decode_words(sent.subject());
}

/// The decoded body of the letter's last part.
std::string attached(const Sent& letter)
{
    const mail::PartScan scan = mail::scan_parts(letter.octets);
    return mail::read_part(scan.parts.back(), 1UL << 20U).body;
}

TEST(Index, NamesWhatTheMemberCanHaveAndTheWordsForIt)
{
    const auto world = library_world();
    const std::string of_ann = answer_to(*world, ann, "index").body();
    for (const char* line :
         {"get 1    2", "ISO/SR UPDATE Issue #1", "get 0    2", "get faq    Frequently asked questions",
          "get kit    Presentation kit", "get brief    Brief for national bodies",
          "On 2005-05-14: Plenary in Lisbon (issue 1)", request_address})
        EXPECT_THAT(of_ann, HasSubstr(line));
    EXPECT_LT(of_ann.find("get 1"), of_ann.find("get 0")) << "the newest one first";

    const std::string of_eve = answer_to(*world, eve, "index").body();
    EXPECT_THAT(of_eve, HasSubstr("get faq"));
    EXPECT_THAT(of_eve, Not(HasSubstr("brief"))) << "it is for others";
    EXPECT_THAT(of_eve, Not(HasSubstr("get 1"))) << "issues go to other categories";
}

TEST(Index, IsForActiveMembersOnly)
{
    const auto world = library_world();
    for (const char* stranger : {bob, late}) {
        const std::string answer = answer_to(*world, stranger, "index").body();
        EXPECT_THAT(answer, HasSubstr("active members only")) << stranger;
        for (const char* secret : {"faq", "kit", "Issue #", "Plenary"})
            EXPECT_THAT(answer, Not(HasSubstr(secret))) << stranger;
    }
    world->receive({.from = ann, .to = request_address, .subject = "index"});  // a From that nothing proves
    const auto sent = world->take_sent_to(ann);
    ASSERT_THAT(sent, SizeIs(1));
    EXPECT_THAT(sent.front().body(), Not(HasSubstr("faq")));
}

TEST(Index, OfAListThatHasNothingYetSaysSo)
{
    World world(World::usual_config());
    world.import("sr-update", "email,category\nann@body.example,nmb\n");
    EXPECT_THAT(answer_to(world, ann, "index").body(), HasSubstr("nothing yet"));
}

TEST(Index, HasTheWordsOfTheLanguageInWhichItWasAskedFor)
{
    const auto world = library_world();
    EXPECT_THAT(answer_to(*world, ann, "sommaire").body(), HasSubstr("obtenir kit    Presentation kit"));
    EXPECT_THAT(answer_to(*world, ann, "\u00CDndice").body(), HasSubstr("obtener 0"));
    EXPECT_EQ(subject_of(answer_to(*world, ann, "obtenir dernier")), "ISO/SR UPDATE Issue #1");
    EXPECT_EQ(subject_of(answer_to(*world, ann, "obtener el \u00FAltimo n\u00FAmero")), "ISO/SR UPDATE Issue #1");
}

TEST(GetIssue, TheFirstAndTheLatestOne)
{
    const auto world = library_world();
    EXPECT_EQ(answer_to(*world, ann, "get 0").body(), "The text of 0\r\n");
    EXPECT_EQ(answer_to(*world, ann, "get latest").body(), "The text of 1\r\n");
    EXPECT_THAT(answer_to(*world, eve, "get latest").body(), HasSubstr("no such issue"));
}

TEST(GetPaper, ComesAttachedOrAsItsLink)
{
    const auto world = library_world();
    world->receive({.from = ann,
                    .to = request_address,
                    .subject = "Get FAQ",
                    .message_id = "<asked@body.example>",
                    .more_fields = proof_for(ann)});
    const auto letters = world->take_sent_to(ann);
    ASSERT_THAT(letters, SizeIs(1));
    const Sent& letter = letters.front();
    EXPECT_THAT(subject_of(letter), HasSubstr("Frequently asked questions"));
    EXPECT_EQ(attached(letter), faq);
    EXPECT_THAT(letter.octets, HasSubstr("Content-Type: application/pdf"));
    EXPECT_THAT(letter.octets, HasSubstr("filename=\"faq.pdf\"")) << "its name, and not where it lies";
    EXPECT_EQ(letter.field("Auto-Submitted"), "auto-replied");
    EXPECT_EQ(letter.field("In-Reply-To"), "<asked@body.example>");
    EXPECT_NE(letter.reverse_path, "") << "a bounce is to be known";

    const Sent link = answer_to(*world, eve, "get kit");
    EXPECT_THAT(link.body(), HasSubstr("<https://body.example/kit.zip>"));
    EXPECT_THAT(link.octets, Not(HasSubstr("multipart")));
    EXPECT_THAT(world->journal(), Contains("paper_sent").Times(2));
}

TEST(GetPaper, OfOtherCategoriesIsNoPaperAndAStrangerLearnsNothing)
{
    const auto world = library_world();
    EXPECT_EQ(attached(answer_to(*world, ann, "get brief")), "For national bodies.\n");
    const std::string not_for_eve = answer_to(*world, eve, "get brief").body();
    const std::string not_there = answer_to(*world, eve, "get other").body();
    EXPECT_THAT(not_for_eve, HasSubstr("no such issue or paper"));
    EXPECT_EQ(std::string(not_for_eve).replace(not_for_eve.find("brief"), 5, "other"), not_there);
    for (const char* stranger : {bob, late}) {
        EXPECT_THAT(answer_to(*world, stranger, "get faq").body(), HasSubstr("active members only")) << stranger;
        EXPECT_THAT(answer_to(*world, stranger, "get nothing").body(), HasSubstr("active members only")) << stranger;
    }
    EXPECT_THAT(world->journal(), Contains("paper_sent").Times(1));
}

TEST(GetPaper, CountsWithTheIssuesOfADay)
{
    const auto world = library_world();
    const auto ask = [&](const std::string& words, const std::string& more_fields) {
        world->receive({.from = ann, .to = request_address, .subject = words, .more_fields = more_fields});
        std::size_t letters = 0;
        for (const Sent& sent : world->take_sent_to(ann))
            letters += subject_of(sent).find("your message") == std::string::npos &&
                               subject_of(sent).find("how to write") == std::string::npos
                           ? 1
                           : 0;
        return letters;
    };
    EXPECT_EQ(ask("get kit", ""), 1U) << "to the member's own address, whoever wrote it";
    EXPECT_EQ(ask("get faq", ""), 0U) << "a bare From fetches one a day";
    EXPECT_EQ(ask("get 1", ""), 0U);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(ask(i % 2 == 0 ? "get 1" : "get kit", proof_for(ann)), 1U) << i;
    EXPECT_EQ(ask("get kit", proof_for(ann)), 0U) << "five a day, issues and papers together";
    world->pass(days{1} + std::chrono::minutes(1));
    EXPECT_EQ(ask("get kit", proof_for(ann)), 1U);
}

}  // namespace
