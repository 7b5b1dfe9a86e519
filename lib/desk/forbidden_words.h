#pragma once
/// Words, phrases and document numbers that must not leave, looked for as a reader sees them: without case, in any of
/// Unicode's forms of a letter, through soft hyphens and characters without width. RE2 looks, so that the time is linear
/// in the text whatever it holds.  Pure.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace desk {

class ForbiddenWords {
  public:
    /// As the configuration has them: '*' stands for letters and digits or nothing, '#' for digits, a blank for blanks of
    /// any kind and number.
    explicit ForbiddenWords(const std::vector<std::string>& words);
    ~ForbiddenWords();
    ForbiddenWords(const ForbiddenWords&) = delete;
    ForbiddenWords& operator=(const ForbiddenWords&) = delete;

    /// False when they are too many and too long to be looked for.
    [[nodiscard]] bool is_usable() const;

    /// The first few different ones, folded ("n1234"). `text` is UTF-8.
    [[nodiscard]] std::vector<std::string> find_in(std::string_view text) const;

  private:
    std::unique_ptr<re2::RE2> expression_;
};

}  // namespace desk
