#include "config/read.h"

#include "base/text.h"
#include "base/token.h"
#include "list/our_address.h"
#include "support/places.h"
#include "support/text_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace config {
namespace {

using Files = std::map<std::string, std::string>;

Reading read_files(const Files& files, const std::string& first = "gazetted.toml")
{
    return read(first, [&](const std::filesystem::path& path) -> base::Result<std::string> {
        const auto found = files.find(path.lexically_normal().string());
        if (found == files.end()) return base::refuse("cannot read " + path.string() + ": No such file or directory");
        return found->second;
    });
}

std::vector<std::string> lines_of(const Reading& reading)
{
    std::vector<std::string> lines;
    for (const Fault& fault : reading.faults) lines.push_back(fault.line_text());
    return lines;
}

constexpr std::string_view server = "[server]\nhostname = \"lists.example\"\npublic_url = "
                                    "\"https://lists.example\"\noperator = [\"op@body.example\"]\n";

std::string list_named(const std::string& name, const std::string& address, const std::string& more = "")
{
    return "[[list]]\nname = \"" + name + "\"\naddress = \"" + address +
           "\"\ntitle = \"T\"\nowner = [\"o@body.example\"]\npost = [\"p@body.example\"]\n" + more;
}

/// `# expect: 12:10: relay.expire: …` on the first lines of a file of tests/data/bad_config: all of them, and no other.
TEST(BadConfig, GetsExactlyTheFaultsThatEachFileExpects)
{
    const std::filesystem::path folder = testing_support::source_folder() / "tests/data/bad_config";
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".toml") continue;
        ++count;
        const std::string name = entry.path().filename().string();
        std::vector<std::string> expected;
        const std::string text = testing_support::read_text(entry.path());
        for (std::string_view line : base::split(text, '\n')) {
            constexpr std::string_view mark = "# expect: ";
            if (!line.starts_with(mark)) break;
            line.remove_prefix(mark.size());
            const bool names_file = line.substr(0, line.find(' ')).find(".toml:") != std::string_view::npos;
            const std::string between = base::is_digit(line.front()) ? ":" : ": ";
            expected.push_back(names_file ? std::string(line) : name + between + std::string(line));
        }
        const Reading reading = read(name, [&](const std::filesystem::path& path) -> base::Result<std::string> {
            if (!std::filesystem::is_regular_file(folder / path))
                return base::refuse("cannot read " + path.string() + ": No such file or directory");
            return testing_support::read_text(folder / path);
        });
        EXPECT_EQ(lines_of(reading), expected) << name;
        EXPECT_FALSE(reading.config) << name << " was taken";
    }
    EXPECT_GE(count, 20U);
}

TEST(Config, OfAnIncludeOfAnIncludeIsReadRelativeToEachFile)
{
    const Files files{{"gazetted.toml", "include = [\"sub/lists.toml\"]\n" + std::string(server)},
                      {"sub/lists.toml", "include = [\"deeper/more.toml\"]\n" + list_named("one", "one@lists.example")},
                      {"sub/deeper/more.toml", list_named("two", "two@lists.example")}};
    const Reading reading = read_files(files);
    ASSERT_TRUE(reading.config) << testing::PrintToString(lines_of(reading));
    ASSERT_EQ(reading.config->lists.size(), 2U);
    EXPECT_NE(reading.config->find_list("two"), nullptr);
    EXPECT_EQ(reading.config->find_list("three"), nullptr);
}

TEST(Config, FaultOfAnIncludedFileNamesThatFile)
{
    const Files files{{"gazetted.toml", "include = [\"sub/lists.toml\"]\n" + std::string(server)},
                      {"sub/lists.toml", "\n[[list]]\nnme = \"x\"\n"}};
    const Reading reading = read_files(files);
    EXPECT_FALSE(reading.config);
    bool is_told = false;
    for (const Fault& fault : reading.faults)
        is_told = is_told || fault.line_text() == "sub/lists.toml:3:1: list.nme: no such option";
    EXPECT_TRUE(is_told) << testing::PrintToString(lines_of(reading));
}

TEST(Config, LoopOfIncludesEnds)
{
    for (const std::string_view named : {"gazetted.toml", "./gazetted.toml", "sub/../gazetted.toml", "other.toml"}) {
        const Files files{{"gazetted.toml", "include = [\"" + std::string(named) + "\"]\n" + std::string(server)},
                          {"other.toml", "include = [\"gazetted.toml\"]\n"}};
        const Reading reading = read_files(files);
        EXPECT_FALSE(reading.config);
        ASSERT_EQ(reading.faults.size(), 1U) << named << testing::PrintToString(lines_of(reading));
        EXPECT_NE(reading.faults.front().text.find("is included twice"), std::string::npos);
    }
}

TEST(Config, MissingFileIsOneFaultWithItsReason)
{
    const Reading first = read_files({});
    EXPECT_FALSE(first.config);
    EXPECT_EQ(lines_of(first),
              (std::vector<std::string>{"gazetted.toml: cannot read gazetted.toml: No such file or directory"}));
    const Reading included = read_files({{"gazetted.toml", "include = [\"no.toml\"]\n" + std::string(server)}});
    EXPECT_FALSE(included.config);
    EXPECT_EQ(lines_of(included),
              (std::vector<std::string>{"gazetted.toml:1:11: cannot read no.toml: No such file or directory"}));
}

TEST(Config, ThousandIncludesAreNotFollowed)
{
    Files files;
    for (int i = 0; i < 1000; ++i)
        files["f" + std::to_string(i) + ".toml"] = "include = [\"f" + std::to_string(i + 1) + ".toml\"]\n";
    const Reading reading = read_files(files, "f0.toml");
    EXPECT_FALSE(reading.config);
}

TEST(Config, NothingThatIsReadCrashesIt)
{
    const std::string contract =
        testing_support::read_text(testing_support::source_folder() / "tests/data/config/contract.toml");
    for (std::size_t i = 0; i < contract.size(); i += 3) {
        std::string altered = contract;
        altered.erase(i, 1 + i % 7);
        static_cast<void>(read_files({{"gazetted.toml", altered}}));
        altered = contract;
        altered[i] = "\0\xFF\"[]={}\n"[i % 9];
        static_cast<void>(read_files({{"gazetted.toml", altered}}));
        static_cast<void>(read_files({{"gazetted.toml", contract.substr(0, i)}}));
    }
}

TEST(Config, DeepNestingIsRefusedAndNotFollowed)
{
    std::string deep = "x = ";
    for (int i = 0; i < 100'000; ++i) deep += '[';
    EXPECT_FALSE(read_files({{"gazetted.toml", deep}}).config);
    std::string dotted = "a";
    for (int i = 0; i < 100; ++i) dotted += ".a";
    EXPECT_FALSE(read_files({{"gazetted.toml", dotted + " = 1\n"}}).config);
}

TEST(Config, LongestListAddressHasRoomForTheLongestToken)
{
    const std::string longest(20, 'a');
    const Reading reading =
        read_files({{"gazetted.toml", std::string(server) + list_named("x", longest + "@lists.example")}});
    ASSERT_TRUE(reading.config) << testing::PrintToString(lines_of(reading));
    const Config& config = *reading.config;
    for (const auto purpose :
         {base::Purpose::confirm, base::Purpose::leave, base::Purpose::vote, base::Purpose::reply,
          base::Purpose::thread, base::Purpose::form_return, base::Purpose::held, base::Purpose::bounce}) {
        const std::string address = list::token_address(config, config.lists.front(), purpose, base::token_id_max, {});
        EXPECT_TRUE(mail::parse_mailbox(address)) << address;
        EXPECT_TRUE(list::resolve(config, address)) << address;
    }
    EXPECT_FALSE(
        read_files({{"gazetted.toml", std::string(server) + list_named("x", longest + "a@lists.example")}}).config);
}

TEST(Config, PasswordGoesInTheClearToLoopbackOnly)
{
    struct Case {
        std::string_view url;
        std::string_view tls;
        bool is_taken;
    };
    constexpr Case cases[] = {
        {"smtp://127.0.0.1:25", "none", true},
        {"smtp://localhost", "none", true},
        {"smtp://[::1]:25", "none", true},
        {"smtp://relay.example", "required", true},
        {"smtps://relay.example", "none", true},
        {"smtp://relay.example", "none", false},
        {"smtp://relay.example", "opportunistic", false},
        {"smtp://localhost.relay.example", "none", false},
        {"smtp://127.0.0.1.relay.example", "none", false},
        {"smtp://127.relay.example:25", "none", false},
        {"smtp://localhost@relay.example", "none", false},
    };
    for (const Case& c : cases) {
        const std::string relay = "[relay]\nurl = \"" + std::string(c.url) + "\"\ntls = \"" + std::string(c.tls) +
                                  "\"\nuser = \"u\"\npassword_file = \"p\"\n";
        EXPECT_EQ(read_files({{"gazetted.toml", std::string(server) + relay}}).config.has_value(), c.is_taken)
            << c.url << ' ' << c.tls;
    }
}

TEST(Config, HostnameGoesOutAsALabels)
{
    const std::string text = "[server]\nhostname = \"Lists.B\u00FCro.example\"\npublic_url = "
                             "\"https://x.example/\"\noperator = [\"op@body.example\"]\n";
    const Reading reading = read_files({{"gazetted.toml", text}});
    ASSERT_TRUE(reading.config);
    EXPECT_EQ(reading.config->server.hostname, "lists.xn--bro-hoa.example");
    EXPECT_EQ(reading.config->server.public_url, "https://x.example");
}

TEST(Config, HttpAndOpenPostingGiveWarningsOnly)
{
    const std::string text = "[server]\nhostname = \"lists.example\"\npublic_url = \"http://lists.example\"\noperator "
                             "= [\"op@body.example\"]\n" +
                             list_named("x", "x@lists.example", "post_auth = \"open\"\n");
    const Reading reading = read_files({{"gazetted.toml", text}});
    EXPECT_TRUE(reading.config);
    ASSERT_EQ(reading.faults.size(), 2U) << testing::PrintToString(lines_of(reading));
    for (const Fault& fault : reading.faults) EXPECT_TRUE(fault.is_warning);
    EXPECT_EQ(reading.faults.front().line_text().rfind(
                  "gazetted.toml:3:14: warning: server.public_url: https is expected", 0),
              0U)
        << reading.faults.front().line_text();
}

TEST(Config, PathsAreRelativeToTheFileThatNamesThem)
{
    const Files files{{"etc/gazetted.toml", "include = [\"sub/relay.toml\"]\n" + std::string(server) +
                                                "data_dir = \"data\"\ntemplates = \"/abs\"\n"},
                      {"etc/sub/relay.toml", "[relay]\nca_file = \"ca.pem\"\n"}};
    const Reading reading = read_files(files, "etc/gazetted.toml");
    ASSERT_TRUE(reading.config) << testing::PrintToString(lines_of(reading));
    EXPECT_EQ(reading.config->server.data_dir, "etc/data");
    EXPECT_EQ(reading.config->server.templates, "/abs");
    EXPECT_EQ(reading.config->relays.front().security.ca_file, "etc/sub/ca.pem");
    EXPECT_TRUE(reading.config->relays.front().account.password_file.empty());
}

TEST(Config, RestartValuesNameWhatAReloadCannotChange)
{
    const auto with_url = [](const std::string& url) {
        return read_files({{"gazetted.toml", std::string(server) + "[relay]\nurl = \"" + url + "\"\n"}}).restart_values;
    };
    EXPECT_NE(with_url("smtp://a.example"), with_url("smtp://b.example"));
    EXPECT_EQ(with_url("smtp://a.example").count("relay.rate"), 0U);
    EXPECT_EQ(with_url("smtp://a.example").at("relay.url"), "smtp://a.example");
}

TEST(Config, HasOneRelayOrSeveral)
{
    const auto names_of = [](const std::string& tables, const Files& more = {}) {
        Files files{{"gazetted.toml", tables + std::string(server)}};
        files.insert(more.begin(), more.end());
        std::vector<std::string> names;
        const Reading reading = read_files(files);
        if (reading.config) {
            for (const Relay& relay : reading.config->relays) names.push_back(relay.name);
        }
        return names;
    };
    using Names = std::vector<std::string>;
    EXPECT_EQ(names_of(""), Names{"127.0.0.1:25"}) << "the default";
    EXPECT_EQ(names_of("[relay]\nurl = \"smtp://a.example\"\n"), Names{"a.example"});
    EXPECT_EQ(names_of("[[relay]]\nurl = \"smtp://a.example\"\n"), Names{"a.example"});
    EXPECT_EQ(names_of("[[relay]]\nurl = \"smtp://a.example\"\n[[relay]]\nname = \"b\"\nurl = \"smtps://b.example\"\n"),
              (Names{"a.example", "b"}));
    // One [relay] spread over two files is one; [[relay]] in two files are two.
    EXPECT_EQ(names_of("include = [\"x.toml\"]\n[relay]\nurl = \"smtp://a.example\"\n",
                       {{"x.toml", "[relay]\nconnections = 5\n"}}),
              Names{"a.example"});
    EXPECT_EQ(names_of("include = [\"x.toml\"]\n[[relay]]\nurl = \"smtp://a.example\"\n",
                       {{"x.toml", "[[relay]]\nurl = \"smtp://b.example\"\n"}}),
              (Names{"a.example", "b.example"}));
}

TEST(Config, StandingCategoriesAlwaysExist)
{
    const Reading reading =
        read_files({{"gazetted.toml", std::string(server) + "categories = [\"press\", \"nmb\"]\n"}});
    ASSERT_TRUE(reading.config);
    EXPECT_EQ(reading.config->server.categories,
              (std::vector<std::string>{"nmb", "d-liaison", "subscriber", "expert", "press"}));
}

}  // namespace
}  // namespace config
