// gazettectl classify: one message or a folder of them, without configuration and store.

#include "support/places.h"
#include "support/process.h"
#include "support/temporary_folder.h"

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace json = boost::json;
using testing_support::Finished;

const std::string bounce = "From: MAILER-DAEMON@mx.body.example\r\nSubject: failure notice\r\n\r\n"
                           "<ann@body.example>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n"
                           "--- Below this line is a copy of the message.\r\n\r\nMessage-ID: <1@lists.example>\r\n";
const std::string reply =
    "From: =?UTF-8?Q?Andr=C3=A9?= <andre@body.example>\r\nSubject: Re: Issue 7\r\n"
    "In-Reply-To: <1@lists.example>\r\n\r\nWe agree.\r\n\r\n> Do you agree?\r\n\r\n-- \r\nAndre\r\n";

Finished classify(const std::vector<std::string>& arguments, const std::string& input = "")
{
    std::vector<std::string> all{testing_support::program("gazettectl"), "--json", "classify"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return testing_support::run_process(all, input);
}

TEST(Classify, BounceOnStandardInputIsTold)
{
    const Finished told = classify({"-"}, bounce);
    ASSERT_EQ(told.exit_code, 0) << told.errors;
    const json::object document = json::parse(told.output).as_object();
    EXPECT_EQ(document.at("kind").as_string(), "bounce");
    EXPECT_FALSE(document.at("evidence").as_array().empty());
    EXPECT_FALSE(document.at("auto_reply").as_bool());
    const json::array& recipients = document.at("bounce").at("recipients").as_array();
    ASSERT_EQ(recipients.size(), 1U);
    EXPECT_EQ(recipients[0].at("address").as_string(), "ann@body.example");
    EXPECT_EQ(recipients[0].at("action").as_string(), "failed");
    EXPECT_EQ(recipients[0].at("status").as_string(), "5.1.1");
    EXPECT_EQ(recipients[0].at("class").as_string(), "hard");
    EXPECT_EQ(recipients[0].at("reason").as_string(), "mailbox-unknown");
    EXPECT_EQ(document.at("returned").at("message_id").as_string(), "<1@lists.example>");
}

TEST(Classify, ReplysTextIsTakenApart)
{
    const json::object document = json::parse(classify({"-"}, reply).output).as_object();
    EXPECT_EQ(document.at("kind").as_string(), "feedback");
    EXPECT_EQ(document.at("subject").as_string(), "Re: Issue 7");
    EXPECT_EQ(document.at("from").as_string(), "Andr\xC3\xA9 <andre@body.example>");
    EXPECT_NE(document.at("text").at("visible").as_string().find("We agree."), json::string::npos);
    EXPECT_NE(document.at("text").at("quoted").as_string().find("Do you agree?"), json::string::npos);
    EXPECT_NE(document.at("text").at("signature").as_string().find("Andre"), json::string::npos);
}

TEST(Classify, EachFileOfAFolderIsALine)
{
    const testing_support::TemporaryFolder folder;
    std::filesystem::create_directory(folder / "below");
    std::ofstream(folder / "bounce.eml") << bounce;
    std::ofstream(folder / "below/reply.eml") << reply;
    std::ofstream(folder / "below/empty.eml");
    std::filesystem::create_symlink("/nonexistent", folder / "gone");
    ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
    const Finished told = classify({"--dir", folder.path().string()});
    ASSERT_EQ(told.exit_code, 0) << told.errors;
    std::istringstream lines(told.output);
    std::vector<std::string> seen;
    for (std::string line; std::getline(lines, line);) {
        const json::object document = json::parse(line).as_object();
        seen.push_back(std::string(document.at("file").as_string()) + ' ' +
                       std::string(document.at("kind").as_string()));
    }
    const std::vector<std::string> expected{"below/empty.eml unknown", "below/reply.eml feedback", "bounce.eml bounce",
                                            "gone unknown", "pipe unknown"};
    EXPECT_EQ(seen, expected);
}

TEST(Classify, WhatCannotBeDoneIsRefused)
{
    EXPECT_EQ(classify({"/nonexistent"}).exit_code, 1);
    EXPECT_EQ(classify({"--dir", "/nonexistent"}).exit_code, 1);
    EXPECT_EQ(classify({}).exit_code, 2);
    const std::string program = testing_support::program("gazettectl");
    EXPECT_EQ(testing_support::run_process({program, "status"}).exit_code, 2) << "others need --config";
}

}  // namespace
