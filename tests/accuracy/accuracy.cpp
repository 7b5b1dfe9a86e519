/// How well arrived mail is read, measured on messages with expectations (./dev accuracy): per set right and wrong,
/// what was taken for what, and which ones are wrong. A set is a folder with a manifest.ndjson; the returned forms stand
/// in tests/data/forms.

#include "desk/classify.h"
#include "forms.h"
#include "mail/reply_text.h"
#include "replies.h"
#include "reports.h"
#include "scoring.h"
#include "support/places.h"
#include "support/process.h"
#include "texts.h"

#include <boost/json.hpp>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr auto time_max = std::chrono::seconds(1);
using accuracy::Sample;

/// The kind that a manifest's line promises; empty when it promises none.
std::string expected_kind(const Sample& sample)
{
    static const std::map<std::string, std::string> ours{{"bounce", "bounce"},
                                                         {"delay", "bounce"},
                                                         {"delivered", "bounce"},
                                                         {"auto-reply", "auto-reply"},
                                                         {"mdn", "auto-reply"},
                                                         {"challenge-response", "auto-reply"},
                                                         {"complaint", "complaint"},
                                                         {"dmarc-failure-report", "unknown"},
                                                         {"dmarc-aggregate-report", "unknown"},
                                                         {"tls-report", "unknown"}};
    const auto found = ours.find(sample.text("kind").value_or(""));
    if (found != ours.end()) return found->second;
    return sample.is_set("ordinary") ? "ordinary" : "";
}

class Measure {
  public:
    void run(const fs::path& folder)
    {
        std::istringstream manifest(testing_support::read_text(folder / "manifest.ndjson"));
        const std::string set = folder.filename().string();
        for (std::string line; std::getline(manifest, line);) {
            if (line.empty()) continue;
            const json::object entry = json::parse(line).as_object();
            const json::value* expect = entry.if_contains("expect");
            Sample sample{.set = set, .file = std::string(entry.at("file").as_string())};
            sample.octets = testing_support::read_text(folder / sample.file);
            if (expect != nullptr && expect->is_object()) sample.expect = expect->as_object();
            one(sample);
        }
    }

    void print() const { scores_.print(); }

    [[nodiscard]] bool has_failed() const { return has_failed_; }

  private:
    void one(const Sample& sample)
    {
        const auto started = std::chrono::steady_clock::now();
        const desk::Reading reading = desk::read_message({}, sample.octets);
        const desk::Classification is = desk::classify_by_shape(reading);
        static_cast<void>(mail::read_reply(reading.first_text()));
        const bool is_in_time = std::chrono::steady_clock::now() - started < time_max;
        scores_.count(sample, "read within 1 s", is_in_time);
        has_failed_ = has_failed_ || !is_in_time;

        if (const std::string kind = expected_kind(sample); !kind.empty()) {
            const std::string got(desk::kind_name(is.kind));
            const bool is_right =
                kind == "ordinary" ? got != "bounce" && got != "auto-reply" && got != "complaint" : got == kind;
            scores_.count(sample, "kind", is_right);
            scores_.confuse(kind, got);
        }
        if (sample.set == "replies") accuracy::measure_reply(sample, scores_);
        accuracy::measure_texts(sample, scores_);
        accuracy::measure_report(sample, is, scores_);
    }

    accuracy::Scores scores_;
    bool has_failed_ = false;
};

}  // namespace

int main(int argc, char** argv)
{
    if (argc > 2 || (argc == 2 && !fs::is_directory(argv[1]))) {
        std::cerr << "usage: accuracy [FOLDER], which holds folders with a manifest.ndjson each\n";
        return 2;
    }
    const fs::path sources = testing_support::source_folder();
    const bool are_forms_read =
        accuracy::measure_forms(sources / "config/iso-sr/gazetted.toml", sources / "tests/data/forms");
    if (argc == 1) return are_forms_read ? 0 : 1;
    Measure measure;
    std::set<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(argv[1])) {
        if (fs::exists(entry.path() / "manifest.ndjson")) folders.insert(entry.path());
    }
    for (const fs::path& folder : folders) measure.run(folder);
    std::cout << '\n';
    measure.print();
    return measure.has_failed() || !are_forms_read ? 1 : 0;
}
