#pragma once
/// When a scripted relay misbehaves, and how.  Pure.
///
///     stage=rcpt,match=*@slow.example,first=1,reply=451 4.7.1 Try again
///     stage=dot,every=50,accept-drop
///     stage=connect,times=3,drop

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace testing_support {

enum class Stage : std::uint8_t { connect, helo, mail, rcpt, data, dot, quit };

/// Says this instead. 2yz and 3yz let the stage go on; 421 also closes the connection.
struct Reply {
    std::string text;
};
struct Drop {};        ///< closes the connection without a word
struct Hang {};        ///< never says anything again
struct AcceptDrop {};  ///< takes the message over, then closes without a word; at the dot only
struct Delay {
    std::chrono::milliseconds time{1000};  ///< goes on as usual, but answers so much later
};
using Action = std::variant<Reply, Drop, Hang, AcceptDrop, Delay>;

/// The subject is the client's address (connect), the HELO name, the reverse-path (mail, quit), the recipient (rcpt),
/// or the first of the message's recipients that matches (data, dot).
struct Rule {
    Stage stage = Stage::rcpt;
    std::string match = "*";  ///< glob over the subject: * and ?, ASCII letters without case
    std::uint64_t first = 0;  ///< only the first so many times for one and the same subject; 0: always
    std::uint64_t every = 1;  ///< only each so-manieth event that matches
    std::uint64_t times = 0;  ///< at most so many times in all; 0: no limit
    Action action = Reply{"451 4.7.1 Try again"};
};

/// Reads the form above; `reply=` comes last and takes the rest. Throws std::invalid_argument saying what is wrong.
[[nodiscard]] Rule parse_rule(std::string_view text);

[[nodiscard]] bool matches_glob(std::string_view glob, std::string_view text);

/// The rules of one relay, and how often each has fired.
class RuleBook {
  public:
    static constexpr std::size_t subjects_max = 1'000'000;  ///< a rule takes later ones for already seen

    std::size_t add(Rule rule);  ///< its number, from 0
    void clear();
    /// The action of the first rule that fires, or null. It lives until the next add or clear.
    [[nodiscard]] const Action* decide(Stage stage, const std::vector<std::string>& subjects);
    [[nodiscard]] std::vector<std::uint64_t> fired() const;  ///< by number

  private:
    struct Entry {
        Rule rule;
        std::uint64_t matched = 0;
        std::uint64_t fired = 0;
        std::unordered_map<std::string, std::uint64_t> seen;
    };
    [[nodiscard]] static bool fires(Entry& entry, const std::vector<std::string>& subjects);

    std::vector<Entry> entries_;
};

}  // namespace testing_support
