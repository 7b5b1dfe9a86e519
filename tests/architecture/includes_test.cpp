// The map in lib/README.md against the #include lines, and the other rules that a reader relies on.

#include "architecture/source_tree.h"

#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace architecture {
namespace {

using Arrows = std::map<std::string, std::set<std::string>>;

Arrows read_arrows()
{
    const std::string page = read_source("lib/README.md");
    const std::string start = "```arrows\n";
    const auto begin = page.find(start);
    if (begin == std::string::npos) return {};
    const auto first = begin + start.size();
    std::istringstream block(page.substr(first, page.find("```", first) - first));
    Arrows arrows;
    for (std::string line; std::getline(block, line);) {
        std::istringstream words(line);
        std::string module;
        std::string arrow;
        words >> module >> arrow;
        std::set<std::string>& allowed = arrows[module];
        for (std::string word; words >> word;) allowed.insert(word);
    }
    return arrows;
}

/// "lib/base/io/log.cpp" is of base, "daemon/daemon.cpp" of daemon.
std::string module_of(const std::string& path)
{
    if (!path.starts_with("lib/")) return "daemon";
    return path.substr(4, path.find('/', 4) - 4);
}

bool is_shell(const std::string& path)
{
    return path.find("/io/") != std::string::npos || path.starts_with("daemon/");
}

std::vector<SourceFile> program_sources()
{
    return read_sources({"lib", "daemon"}, {".h", ".cpp"});
}

std::vector<std::string> includes_of(const SourceFile& file, const std::regex& form)
{
    std::vector<std::string> found;
    for (std::sregex_iterator it(file.text.begin(), file.text.end(), form), end; it != end; ++it)
        found.push_back((*it)[1]);
    return found;
}

TEST(Includes, FollowTheArrowsOfTheMap)
{
    const Arrows arrows = read_arrows();
    ASSERT_FALSE(arrows.empty()) << "lib/README.md has no block of arrows";
    const std::regex form(R"re(^#include "([a-z_]+)/)re", std::regex::multiline);
    for (const SourceFile& file : program_sources()) {
        const std::string module = module_of(file.path);
        ASSERT_TRUE(arrows.contains(module)) << file.path << ": module " << module << " is not in lib/README.md";
        for (const std::string& included : includes_of(file, form)) {
            EXPECT_TRUE(included == module || arrows.at(module).contains(included))
                << file.path << " includes " << included << ": no arrow allows it";
        }
    }
}

TEST(Includes, OfTheMapExist)
{
    for (const auto& [module, allowed] : read_arrows()) {
        const std::string folder = module == "daemon" ? "daemon" : "lib/" + module;
        EXPECT_TRUE(std::filesystem::is_directory(testing_support::source_folder() / folder)) << folder;
        for (const std::string& other : allowed) EXPECT_TRUE(read_arrows().contains(other)) << other;
    }
}

TEST(Includes, HaveNoCircleInTheMap)
{
    Arrows arrows = read_arrows();
    for (bool has_removed = true; has_removed;) {
        has_removed = false;
        for (auto it = arrows.begin(); it != arrows.end(); ++it) {
            if (!it->second.empty()) continue;
            const std::string leaf = it->first;
            arrows.erase(it);
            for (auto& [module, allowed] : arrows) allowed.erase(leaf);
            has_removed = true;
            break;
        }
    }
    EXPECT_TRUE(arrows.empty()) << "a circle goes through " << arrows.begin()->first;
}

TEST(Includes, OfAPureFileReachNoWorld)
{
    const std::regex foreign(
        R"re(^#include <((?:boost/asio|curl/|SQLiteCpp|sqlite3|spdlog|systemd/|sys/|unistd|fcntl|thread|mutex|fstream|iostream)[^>]*)>)re",
        std::regex::multiline);
    const std::regex shells(R"re(^#include "([a-z_]+/io/[^"]*)")re", std::regex::multiline);
    // libxlsxwriter writes files alone; those that it gets are memory, and have no name.
    const std::string writes_to_memory = "lib/document/write_xlsx.cpp";
    for (const SourceFile& file : program_sources()) {
        if (is_shell(file.path) || file.path == writes_to_memory) continue;
        for (const std::string& header : includes_of(file, foreign))
            ADD_FAILURE() << file.path << " includes <" << header << '>';
        for (const std::string& header : includes_of(file, shells))
            ADD_FAILURE() << file.path << " includes the shell " << header;
    }
}

/// The string literals of a source, raw ones too; comments are passed over.
std::vector<std::string> string_literals(const std::string& text)
{
    std::vector<std::string> literals;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.compare(i, 2, "//") == 0) {
            i = std::min(text.find('\n', i), text.size());
        } else if (text[i] == '\'' && i + 2 < text.size() && (text[i + 2] == '\'' || text[i + 1] == '\\')) {
            i = text.find('\'', i + 2);
        } else if (text.compare(i, 2, "R\"") == 0) {
            const auto open = text.find('(', i);
            const std::string end = ')' + text.substr(i + 2, open - i - 2) + '"';
            const auto close = text.find(end, open);
            literals.push_back(text.substr(open + 1, close - open - 1));
            i = close + end.size() - 1;
        } else if (text[i] == '"') {
            std::string literal;
            for (++i; i < text.size() && text[i] != '"'; ++i) {
                if (text[i] == '\\') ++i;
                literal += text[i];
            }
            literals.push_back(literal);
        }
    }
    return literals;
}

TEST(Sql, StandsInTheStoresShellOnly)
{
    const std::regex statement(
        R"((^|\s)(SELECT\s[\s\S]*\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|CREATE\s+(TABLE|INDEX)\s))");
    bool has_found_any = false;
    for (const SourceFile& file : program_sources()) {
        for (const std::string& literal : string_literals(file.text)) {
            if (!std::regex_search(literal, statement)) continue;
            has_found_any = true;
            EXPECT_TRUE(file.path.starts_with("lib/store/io/")) << file.path << ": " << literal;
        }
    }
    EXPECT_TRUE(has_found_any) << "this test no longer knows SQL when it sees it";
}

TEST(Tree, HasNoStrayMarks)
{
    const std::string marks[] = {std::string("TO") + "DO", std::string("FIX") + "ME", std::string("XX") + "X"};
    for (const SourceFile& file :
         read_sources({"lib", "daemon", "tests", "templates", "docs", "cmake", "systemd"},
                      {".h", ".cpp", ".txt", ".cmake", ".md", ".sql", ".mustache", ".service"})) {
        for (const std::string& mark : marks) {
            const std::regex word("\\b" + mark + "\\b");
            std::smatch match;
            if (!std::regex_search(file.text, match, word)) continue;
            ADD_FAILURE() << file.path << ':' << line_of(file.text, static_cast<std::size_t>(match.position()))
                          << " has a " << mark;
        }
    }
}

TEST(Headers, BeginWithOncePragmaAndASentence)
{
    for (const SourceFile& file : read_sources({"lib", "daemon"}, {".h"})) {
        EXPECT_TRUE(file.text.starts_with("#pragma once\n///")) << file.path;
    }
}

}  // namespace
}  // namespace architecture
