#include "forms.h"

#include "config/io/load.h"
#include "desk/unasked_return.h"
#include "document/reader.h"
#include "form/return_document.h"
#include "support/text_file.h"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace accuracy {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr double right_share_min = 0.95;
constexpr double silent_share_max = 0.005;

/// What is expected: a value, or any of several.
bool is_expected(const json::value& expected, const json::value& value)
{
    const json::object* several = expected.if_object();
    if (several == nullptr) return expected == value;
    const json::array& any = several->at("any").as_array();
    return std::ranges::find(any, value) != any.end();
}

bool is_nothing(const json::value& expected)
{
    return expected.is_null();
}

struct Score {
    int fields = 0;
    int right = 0;
    int silent = 0;  ///< wrong, and the respondent is not told
    int missed = 0;  ///< rows
    int invented = 0;

    Score& operator+=(const Score& other)
    {
        fields += other.fields;
        right += other.right;
        silent += other.silent;
        missed += other.missed;
        invented += other.invented;
        return *this;
    }
};

/// One return, compared.
class Comparison {
  public:
    Comparison(const json::object& expected, const json::object& read) : expected_(expected), read_(read)
    {
        for (const json::value& each : read.at("doubts").as_array()) {
            const json::object& doubt = each.as_object();
            const std::string field = doubt.at("field").is_null() ? "" : std::string(doubt.at("field").as_string());
            doubts_.emplace(field, doubt.at("row").is_null() ? -1 : doubt.at("row").to_number<int>());
        }
    }

    void run()
    {
        compare_fields("respondent", expected_.at("respondent").as_object(), read_.at("respondent").as_object(), -1);
        compare_rows(expected_.at("rows").as_array(), read_.at("rows").as_array());
        if (const json::value* name = expected_.if_contains("unread")) compare_unread(name->as_string());
    }

    [[nodiscard]] const Score& score() const { return score_; }
    [[nodiscard]] const std::vector<std::string>& faults() const { return faults_; }

  private:
    [[nodiscard]] bool is_doubted(const std::string& field, int row) const
    {
        return doubts_.contains({field, row}) || (row < 0 && doubts_.contains({field, 0}) && is_single()) ||
               doubts_.contains({"", row}) || doubts_.contains({"", -1});
    }

    [[nodiscard]] bool is_single() const { return expected_.at("form").as_string() == "presenter"; }

    void compare_fields(const std::string& where, const json::object& expected, const json::object& read, int row)
    {
        for (const auto& field : expected) {
            const std::string key(field.key());
            ++score_.fields;
            const json::value value = read.at(key);
            if (is_expected(field.value(), value)) {
                ++score_.right;
                continue;
            }
            const bool is_silent = !is_doubted(key, row);
            score_.silent += is_silent ? 1 : 0;
            faults_.push_back(fmt::format("{}.{}: expected {}, read {}{}", where, key, json::serialize(field.value()),
                                          json::serialize(value), is_silent ? ", SILENTLY" : ""));
        }
    }

    static int equal_fields(const json::object& expected, const json::object& read)
    {
        int equal = 0;
        for (const auto& field : expected) {
            if (!is_nothing(field.value()) && is_expected(field.value(), read.at(field.key()))) ++equal;
        }
        return equal;
    }

    /// Rows are paired in their order, so that as many fields as can be are equal.
    void compare_rows(const json::array& expected, const json::array& read)
    {
        const std::size_t width = read.size() + 1;
        std::vector<int> best((expected.size() + 1) * width);
        const auto at = [&](std::size_t i, std::size_t j) -> int& { return best[i * width + j]; };
        for (std::size_t i = expected.size(); i-- > 0;) {
            for (std::size_t j = read.size(); j-- > 0;) {
                const int equal = equal_fields(expected[i].as_object(), read[j].as_object());
                at(i, j) = std::max({at(i + 1, j), at(i, j + 1), equal == 0 ? 0 : equal + at(i + 1, j + 1)});
            }
        }
        std::size_t i = 0;
        std::size_t j = 0;
        while (i < expected.size() || j < read.size()) {
            const bool are_both = i < expected.size() && j < read.size();
            const int equal = are_both ? equal_fields(expected[i].as_object(), read[j].as_object()) : 0;
            if (are_both && equal > 0 && at(i, j) == equal + at(i + 1, j + 1)) {
                compare_fields(fmt::format("rows[{}]", i), expected[i].as_object(), read[j].as_object(),
                               static_cast<int>(j));
                ++i;
                ++j;
            } else if (i < expected.size() && (j == read.size() || at(i, j) == at(i + 1, j))) {
                miss(expected[i].as_object(), i);
                ++i;
            } else {
                invent(read[j].as_object(), j);
                ++j;
            }
        }
    }

    void miss(const json::object& row, std::size_t number)
    {
        ++score_.missed;
        const bool is_silent = !is_doubted("", -1) && read_.at("unread").as_array().empty();
        for (const auto& field : row) {
            ++score_.fields;
            score_.right += is_nothing(field.value()) ? 1 : 0;
            score_.silent += is_silent && !is_nothing(field.value()) ? 1 : 0;
        }
        faults_.push_back(
            fmt::format("rows[{}] missed{}: {}", number, is_silent ? ", SILENTLY" : "", json::serialize(row)));
    }

    void invent(const json::object& row, std::size_t number)
    {
        ++score_.invented;
        for (const auto& field : row) {
            if (is_nothing(field.value())) continue;
            ++score_.fields;
            score_.silent += is_doubted(std::string(field.key()), static_cast<int>(number)) ? 0 : 1;
        }
        faults_.push_back(fmt::format("row {} invented: {}", number, json::serialize(row)));
    }

    void compare_unread(std::string_view name)
    {
        ++score_.fields;
        const json::array& unread = read_.at("unread").as_array();
        const bool is_told = std::ranges::any_of(unread, [&](const json::value& each) {
            return std::string_view(each.as_string()).find(name) != std::string_view::npos;
        });
        score_.right += is_told ? 1 : 0;
        score_.silent += is_told ? 0 : 1;
        if (!is_told) faults_.push_back(fmt::format("{} is not left to a person", name));
    }

    const json::object& expected_;
    const json::object& read_;
    std::set<std::pair<std::string, int>> doubts_;
    Score score_;
    std::vector<std::string> faults_;
};

json::object read_message(const config::Form& form, const std::vector<config::Form>& all, const std::string& message,
                          const std::string& country)
{
    document::DirectReader reader;
    const desk::UnaskedReturn read = desk::read_unasked_return(form, all, message, country, reader, base::Time());
    return form::return_document(form, read.content);
}

void print_score(const std::string& name, int returns, const Score& score)
{
    const double fields = std::max(1, score.fields);
    std::cout << fmt::format("{:<14}{:>8}{:>8}{:>9.3f}{:>9.4f}{:>8}{:>9}\n", name, returns, score.fields,
                             score.right / fields, score.silent / fields, score.missed, score.invented);
}

}  // namespace

bool measure_forms(const fs::path& config_file, const fs::path& returns)
{
    const config::Reading reading = config::io::load(config_file, config::io::Secrets::looked_at);
    if (!reading.config) {
        std::cerr << "accuracy: the forms of " << config_file.string() << " cannot be read\n";
        return false;
    }
    std::map<std::string, std::pair<int, Score>> scores;
    std::pair<int, Score> all;
    std::vector<std::string> faults;
    std::set<fs::path> files;
    for (const auto& entry : fs::directory_iterator(returns)) {
        if (entry.path().extension() == ".json") files.insert(entry.path());
    }
    for (fs::path file : files) {
        const json::object expected = json::parse(testing_support::read_text(file)).as_object();
        const std::string id(expected.at("form").as_string());
        const auto form = std::ranges::find(reading.config->forms, id, &config::Form::id);
        const json::value* country = expected.if_contains("country");
        const json::object read =
            read_message(*form, reading.config->forms, testing_support::read_text(file.replace_extension(".eml")),
                         country == nullptr ? "" : std::string(country->as_string()));
        Comparison comparison(expected, read);
        comparison.run();
        ++scores[id].first;
        scores[id].second += comparison.score();
        ++all.first;
        all.second += comparison.score();
        for (const std::string& each : comparison.faults()) faults.push_back(file.stem().string() + ": " + each);
    }
    std::cout << fmt::format("{:<14}{:>8}{:>8}{:>9}{:>9}{:>8}{:>9}\n", "forms", "returns", "fields", "right", "silent",
                             "missed", "invented");
    for (const auto& [id, score] : scores) print_score(id, score.first, score.second);
    print_score("all", all.first, all.second);
    std::cout << "\nwrong\n";
    for (const std::string& each : faults) std::cout << each << '\n';
    const double fields = std::max(1, all.second.fields);
    return all.second.right / fields >= right_share_min && all.second.silent / fields <= silent_share_max;
}

}  // namespace accuracy
