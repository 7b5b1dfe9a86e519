/// The letters in docs/examples are those that are sent. After a change of templates, write them anew:
/// GAZETTED_WRITE_EXAMPLES=1 build/bin/scenario_tests --gtest_filter='Examples.*'

#include "form/asking.h"
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

/// With the first "Label: ________" filled in.
std::string filled(std::string text, const std::string& label, const std::string& answer)
{
    const std::string blank = label + ": ________";
    const auto at = text.find(blank);
    EXPECT_NE(at, std::string::npos) << label << " in\n" << text;
    return at == std::string::npos ? text : text.replace(at, blank.size(), label + ": " + answer);
}

TEST(Examples, OfFormsAreWhatIsSent)
{
    std::string form = testing_support::read_text(testing_support::source_folder() / "config/iso-sr/forms/events.toml");
    const std::string open = "# closes = 2005-05-13";
    ASSERT_NE(form.find(open), std::string::npos);
    form.replace(form.find(open), open.size(), "closes = 2005-05-24");
    World world(World::usual_config() + form);
    world.import("sr-update", "email,name,category,country\nann@body.example,Ann Example,nmb,JP\n");
    form::Round round;
    world.store().run(store::Durability::power_loss, [&](store::Store& store) {
        (void)form::ask_some(store, world.rules().house(), world.rules().config->forms.at(0), round, world.now());
    });
    world.run();
    const Sent request = last_of(world.take_sent_to(ann), "please answer");
    std::string text = mail::first_text(mail::scan_parts(request.octets), 1024UL * 1024);
    text = filled(filled(text, "Your name", "Ann Example"), "Your organization", "Example Standards Body");
    text = filled(filled(text, "Country", "Japan"), "Date", "13 May 2005");
    text = filled(filled(text, "Name", "Seminar on SR"), "Date", "14-16 June");
    world.receive({.from = ann, .to = request.field("Reply-To"), .subject = "Re: survey", .text = text});
    const std::vector<Sent> sent = world.take_sent();
    expect_example("form-request", request);
    expect_example("form-receipt", last_of(sent, "thank you"));
    expect_example("form-review", last_of(sent, "to review"));
}

}  // namespace
