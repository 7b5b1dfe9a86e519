#include "scoring.h"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <sstream>

namespace accuracy {

std::optional<std::string> Sample::text(std::string_view key) const
{
    const auto* value = expect.if_contains(key);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string(value->as_string());
}

std::vector<std::string> Sample::texts(std::string_view key) const
{
    const auto* value = expect.if_contains(key);
    if (value == nullptr) return {};
    if (value->is_string()) return {std::string(value->as_string())};
    std::vector<std::string> all;
    if (!value->is_array()) return all;
    for (const boost::json::value& one : value->as_array()) {
        if (one.is_string()) all.emplace_back(one.as_string());
    }
    return all;
}

bool Sample::is_set(std::string_view key) const
{
    const auto* value = expect.if_contains(key);
    return value != nullptr && value->is_bool() && value->as_bool();
}

void Scores::count(const Sample& sample, const std::string& measure, bool is_right)
{
    Score& score = scores_[{sample.set, measure}];
    ++(is_right ? score.right : score.wrong);
    if (!is_right) score.wrong_ones.push_back(sample.file);
}

void Scores::add_share(const Sample& sample, const std::string& measure, double share, double weight)
{
    Score& score = scores_[{sample.set, measure}];
    score.sum += share * weight;
    score.weight += weight;
}

void Scores::confuse(const std::string& expected, const std::string& got)
{
    ++confusion_[{expected, got}];
}

void Scores::print() const
{
    std::cout << fmt::format("{:<14}{:<34}{:>7}{:>7}{:>9}\n", "set", "measure", "right", "wrong", "share");
    for (const auto& [name, score] : scores_) {
        if (score.weight > 0) {
            std::cout << fmt::format("{:<14}{:<34}{:>23.4f}\n", name.first, name.second, score.sum / score.weight);
            continue;
        }
        const double share = static_cast<double>(score.right) / std::max(1, score.right + score.wrong);
        std::cout << fmt::format("{:<14}{:<34}{:>7}{:>7}{:>9.3f}\n", name.first, name.second, score.right, score.wrong,
                                 share);
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

std::string words(std::string_view text)
{
    std::string joined;
    std::istringstream in{std::string(text)};
    for (std::string word; in >> word;) joined += (joined.empty() ? "" : " ") + word;
    return joined;
}

}  // namespace accuracy
