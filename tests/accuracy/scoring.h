#pragma once
/// What the measures of all subjects share: a message with its expectation, and the tables that they are counted in.

#include <boost/json.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace accuracy {

/// One line of a manifest.ndjson with the file that it speaks of.
struct Sample {
    std::string set;   ///< the folder's name
    std::string file;  ///< below it
    std::string octets;
    boost::json::object expect;

    /// nullopt where it is absent or no text
    [[nodiscard]] std::optional<std::string> text(std::string_view key) const;
    [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
    [[nodiscard]] bool is_set(std::string_view key) const;
};

/// How often each measure was right for each set, and where it was not.
class Scores {
  public:
    void count(const Sample& sample, const std::string& measure, bool is_right);
    /// A share of `weight` things: the mean is printed.
    void add_share(const Sample& sample, const std::string& measure, double share, double weight = 1);
    void confuse(const std::string& expected, const std::string& got);
    void print() const;

  private:
    struct Score {
        int right = 0;
        int wrong = 0;
        double sum = 0;
        double weight = 0;
        std::vector<std::string> wrong_ones;
    };

    std::map<std::pair<std::string, std::string>, Score> scores_;
    std::map<std::pair<std::string, std::string>, int> confusion_;
};

/// Runs of white space are one blank: where lines are broken does not matter here.
[[nodiscard]] std::string words(std::string_view text);

}  // namespace accuracy
