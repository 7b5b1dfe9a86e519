/// A post in Markdown is set as text and as HTML; the approvers see what was set, and that is what goes out.

#include "support/world.h"

#include "report/approvals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing_support::Sent;
using testing_support::World;

const std::string editor = "editor@secretariat.example";
const std::string post_address = "sr-update@lists.example.org";

std::string config()
{
    return World::usual_config("post_auth = \"open\"\n[[list.stage]]\nname = \"Editors\"\napprovers = [\"" + editor +
                               "\"]\npolicy = \"any\"\n");
}

std::string post(const std::string& markdown)
{
    return "From: secretary@secretariat.example\r\nTo: " + post_address +
           "\r\nSubject: ISO/SR UPDATE Issue #1: May 2005\r\nMessage-ID: <md-1@secretariat.example>\r\n"
           "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
           "--b\r\nContent-Type: text/markdown; charset=utf-8\r\n\r\n" +
           markdown +
           "\r\n--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
           "Content-Disposition: attachment; "
           "filename=\"issue-1.pdf\"\r\n\r\nJVBERi0xLjQKJSBhIGRvY3VtZW50Cg==\r\n--b--\r\n";
}

void receive(World& world, const std::string& markdown)
{
    world.receive_octets("secretary@secretariat.example", post_address, post(markdown));
    world.run();
}

TEST(MarkdownPost, IsApprovedAsItWasSetAndGoesOutAsItWasApproved)
{
    World world(config());
    world.import("sr-update", "email,category\nreader@firm.example,subscriber\n");
    receive(world, "# Meetings\r\n\r\nThe plenary is in **Sydney**: see <https://www.iso.example/sr>.\r\n");
    const std::vector<Sent> asked = world.take_sent_to(editor);
    ASSERT_THAT(asked, SizeIs(1));

    world.receive({.from = editor,
                   .to = asked.front().field("Reply-To"),
                   .subject = "Re: " + asked.front().subject(),
                   .text = "APPROVE\n",
                   .message_id = "<vote-1@secretariat.example>"});
    world.run();
    const std::vector<Sent> copies = world.take_sent_to("reader@firm.example");
    ASSERT_THAT(copies, SizeIs(1));
    const std::string body = copies.front().body();
    EXPECT_THAT(asked.front().body(), HasSubstr(body)) << "the approver saw each octet of it";
    EXPECT_THAT(body,
                AllOf(HasSubstr("text/plain"), HasSubstr("text/html"), HasSubstr("<strong"), HasSubstr("Sydney")));
    EXPECT_THAT(body, Not(HasSubstr("text/markdown")));
    EXPECT_THAT(body, HasSubstr("\r\n\r\nJVBERi0xLjQKJSBhIGRvY3VtZW50Cg==\r\n")) << "attachments stay as they are";

    std::vector<std::string> pinned;
    world.store().read([&](store::Store& store) {
        const auto record = report::approvals(store, *store.issues().find("sr-update", 1));
        for (const auto& part : record.at("parts").as_array()) pinned.emplace_back(part.at("type").as_string());
    });
    EXPECT_THAT(pinned, ElementsAre("text/plain", "text/html", "application/pdf"));
}

TEST(MarkdownPost, ThatCannotBeSetWaitsForAPerson)
{
    World world(config());
    world.import("sr-update", "email,category\nreader@firm.example,subscriber\n");
    std::string much;
    for (int i = 0; i < 2000; ++i) much += "A line of a post that is longer than a newsletter ever was.\r\n";
    receive(world, much);
    ASSERT_THAT(world.held(), SizeIs(1));
    EXPECT_THAT(world.held().front().reason, HasSubstr("Markdown"));
    EXPECT_THAT(world.take_sent_to("reader@firm.example"), IsEmpty());
}

}  // namespace
