/// The letters in docs/examples are those that are sent. After a change of templates, write them anew:
/// GAZETTED_WRITE_EXAMPLES=1 build/bin/scenario_tests --gtest_filter='Examples.*'

#include "mail/encoded_word.h"
#include "mail/part_reader.h"
#include "support/places.h"
#include "support/text_file.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <string>

namespace {

using namespace std::chrono_literals;
using testing_support::Sent;
using testing_support::World;

const std::string secretary = "secretary@secretariat.example";
const std::string ann = "ann@body.example";
const std::string bob = "bob@body.example";

/// As a mail program shows it: the fields that people see, the text, and what is attached.
std::string as_shown(const Sent& sent)
{
    std::string text;
    for (const char* name : {"From", "To", "Reply-To", "Subject"}) {
        if (!sent.field(name).empty()) text += std::string(name) + ": " + mail::decode_words(sent.field(name)) + '\n';
    }
    const mail::PartScan scan = mail::scan_parts(sent.octets);
    text += '\n' + mail::first_text(scan, 1024UL * 1024);
    for (const mail::PartPlace& part : scan.parts) {
        const mail::PartContent content = mail::read_part(part, 0);
        if (content.is_attachment) text += "\n[attached: " + content.file_name + ", " + content.media_type + "]\n";
    }
    return text;
}

void expect_example(const std::string& name, const Sent& sent)
{
    const auto file = testing_support::source_folder() / "docs/examples" / (name + ".txt");
    const std::string text = as_shown(sent);
    if (std::getenv("GAZETTED_WRITE_EXAMPLES") != nullptr) {
        std::ofstream(file) << text;
        return;
    }
    EXPECT_EQ(testing_support::read_text(file), text) << name;
}

Sent last_of(std::vector<Sent> sent, const std::string& part_of_subject)
{
    for (auto each = sent.rbegin(); each != sent.rend(); ++each) {
        if (each->subject().find(part_of_subject) != std::string::npos) return *each;
    }
    ADD_FAILURE() << "no letter about " << part_of_subject;
    return {};
}

TEST(Examples, InTheDocsAreWhatIsSent)
{
    World world(
        World::usual_config("post_auth = \"open\"\n"
                            "[[list.stage]]\nname = \"Editors\"\napprovers = [\"ann@body.example\"]\npolicy = \"any\"\n"
                            "[[list.stage]]\nname = \"Advisory group\"\n"
                            "approvers = [\"ann@body.example\", \"bob@body.example\"]\npolicy = \"unanimous\"\n"));
    world.import("sr-update", "email,category\nnmb@afx.example,nmb\nliaison@union.example,d-liaison\n");
    world.receive({.from = secretary,
                   .to = "sr-update@lists.example.org",
                   .subject = "ISO/SR Update Issue #1: May 2005",
                   .text = "The first issue.\n",
                   .message_id = "<1@secretariat.example>"});
    const Sent first = last_of(world.take_sent_to(ann), "may issue 1 go out");
    world.receive({.from = ann, .to = first.field("Reply-To"), .text = "APPROVE\n\nConsistent with our style.\n"});
    std::vector<Sent> sent = world.take_sent();
    const Sent counted = last_of(sent, "counts");
    std::vector<Sent> to_bob;
    for (const Sent& each : sent) {
        if (each.recipient == bob) to_bob.push_back(each);
    }
    const Sent request = last_of(to_bob, "may issue 1 go out");
    world.pass(49h);
    const Sent reminder = last_of(world.take_sent_to(bob), "missing");
    world.receive({.from = bob, .to = request.field("Reply-To"), .text = "REJECT\n\nThe date on page 2 is wrong.\n"});
    const Sent rejected = last_of(world.take_sent_to(secretary), "REJECTED");
    expect_example("vote-request", request);
    expect_example("vote-counted", counted);
    expect_example("vote-reminder", reminder);
    expect_example("issue-rejected", rejected);
}

}  // namespace
