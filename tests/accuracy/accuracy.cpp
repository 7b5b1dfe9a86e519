/// How well arrived mail is read, measured on messages with expectations (./dev accuracy): per set right and wrong,
/// what was taken for what, and which ones are wrong. A set is a folder with a manifest.ndjson.

#include "base/text.h"
#include "config/read.h"
#include "desk/classify.h"
#include "mail/part_reader.h"
#include "support/process.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr auto time_max = std::chrono::seconds(1);
constexpr std::size_t text_octets_max = 4UL << 20;

struct Score {
    int right = 0;
    int wrong = 0;
    std::vector<std::string> wrong_ones;

    void count(bool is_right, const std::string& file)
    {
        ++(is_right ? right : wrong);
        if (!is_right) wrong_ones.push_back(file);
    }
};

/// Runs of white space are one blank: where lines are broken does not matter here.
std::string words(std::string_view text)
{
    std::string joined;
    std::istringstream in{std::string(text)};
    for (std::string word; in >> word;) joined += (joined.empty() ? "" : " ") + word;
    return joined;
}

/// The kind that a manifest's line promises; empty when it promises none.
std::string expected_kind(const std::string& set, const json::object& expect)
{
    if (const auto* kind = expect.if_contains("kind"); kind != nullptr && kind->is_string()) {
        const std::string name(kind->as_string());
        static const std::map<std::string, std::string> ours{
            {"bounce", "bounce"},         {"delay", "bounce"},   {"delivered", "bounce"},
            {"auto-reply", "auto-reply"}, {"mdn", "auto-reply"}, {"challenge-response", "auto-reply"},
            {"complaint", "complaint"}};
        const auto found = ours.find(name);
        if (found != ours.end()) return found->second;
    }
    if (set == "complaints" && expect.contains("feedback_types")) return "complaint";
    if (const auto* ordinary = expect.if_contains("ordinary");
        ordinary != nullptr && ordinary->is_bool() && ordinary->as_bool())
        return "ordinary";
    return {};
}

class Measure {
  public:
    Measure() : config_(read_config()) {}

    void run(const fs::path& folder)
    {
        std::istringstream manifest(testing_support::read_text(folder / "manifest.ndjson"));
        const std::string set = folder.filename().string();
        for (std::string line; std::getline(manifest, line);) {
            if (line.empty()) continue;
            const json::object entry = json::parse(line).as_object();
            const json::value* expect = entry.if_contains("expect");
            one(set, folder, std::string(entry.at("file").as_string()),
                expect != nullptr && expect->is_object() ? expect->as_object() : json::object());
        }
    }

    void print() const
    {
        std::cout << fmt::format("{:<14}{:<28}{:>7}{:>7}{:>9}\n", "set", "measure", "right", "wrong", "share");
        for (const auto& [name, score] : scores_) {
            const double share = static_cast<double>(score.right) / std::max(1, score.right + score.wrong);
            std::cout << fmt::format("{:<14}{:<28}{:>7}{:>7}{:>9.3f}\n", name.first, name.second, score.right,
                                     score.wrong, share);
        }
        std::cout << "\nexpected kind -> taken for: how many\n";
        for (const auto& [pair, count] : confusion_)
            std::cout << fmt::format("{:<14}-> {:<14}{:>6}\n", pair.first, pair.second, count);
        std::cout << "\nwrong\n";
        for (const auto& [name, score] : scores_) {
            for (const std::string& file : score.wrong_ones)
                std::cout << fmt::format("{}: {}: {}\n", name.first, name.second, file);
        }
    }

    [[nodiscard]] bool has_failed() const { return has_failed_; }

  private:
    static config::Config read_config()
    {
        constexpr auto text =
            "[server]\nhostname=\"lists.example.org\"\npublic_url=\"https://"
            "lists.example.org\"\noperator=[\"o@body.example\"]\n"
            "[[list]]\nname=\"l\"\naddress=\"l@lists.example.org\"\ntitle=\"L\"\nowner=[\"o@body.example\"]\n";
        return std::move(*config::read("accuracy", [&](const fs::path&) { return std::string(text); }).config);
    }

    void one(const std::string& set, const fs::path& folder, const std::string& file, const json::object& expect)
    {
        const std::string octets = testing_support::read_text(folder / file);
        const auto started = std::chrono::steady_clock::now();
        store::Message row;
        row.recipient = "l@lists.example.org";
        row.reverse_path = "unknown@elsewhere.example";
        const desk::Reading reading = desk::read_message(row, octets);
        const desk::Classification is = desk::classify(reading, config_, {});
        const mail::PartScan parts = mail::scan_parts(octets);
        const std::string text = mail::first_text(parts, text_octets_max);
        const bool is_in_time = std::chrono::steady_clock::now() - started < time_max;
        scores_[{set, "read within 1 s"}].count(is_in_time, file);
        has_failed_ = has_failed_ || !is_in_time;

        if (const std::string kind = expected_kind(set, expect); !kind.empty()) {
            const std::string got(desk::kind_name(is.kind));
            const bool is_right =
                kind == "ordinary" ? got != "bounce" && got != "auto-reply" && got != "complaint" : got == kind;
            scores_[{set, "kind"}].count(is_right, file);
            ++confusion_[{kind, got}];
        }
        if (const auto* subject = expect.if_contains("subject"); subject != nullptr && subject->is_string()) {
            scores_[{set, "subject"}].count(words(std::string_view(subject->as_string())) == words(reading.subject),
                                            file);
        }
        if (const auto* wanted = expect.if_contains("text");
            wanted != nullptr && wanted->is_string() && !expect.contains("format")) {
            scores_[{set, "first text"}].count(words(std::string_view(wanted->as_string())) == words(text), file);
        }
    }

    config::Config config_;
    std::map<std::pair<std::string, std::string>, Score> scores_;
    std::map<std::pair<std::string, std::string>, int> confusion_;
    bool has_failed_ = false;
};

}  // namespace

int main(int argc, char** argv)
{
    if (argc != 2 || !fs::is_directory(argv[1])) {
        std::cerr << "usage: accuracy FOLDER, which holds folders with a manifest.ndjson each\n";
        return 2;
    }
    Measure measure;
    std::set<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(argv[1])) {
        if (fs::exists(entry.path() / "manifest.ndjson")) folders.insert(entry.path());
    }
    for (const fs::path& folder : folders) measure.run(folder);
    measure.print();
    return measure.has_failed() ? 1 : 0;
}
