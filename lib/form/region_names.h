#pragma once
/// The names of countries and languages in many languages, as a table to look them up in.  Pure.

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace form {

struct CodeOfName {
    std::string code;
    std::vector<std::string> languages;  ///< that call it so
};

/// What a name, as bare_words makes it, stands for: several codes where languages differ.
class NameTable {
  public:
    /// The first code that a language gives to a name stays that language's.
    void add(std::string_view name, std::string_view code, std::string_view language);
    /// Of everyone's use, before what any language says.
    void add_usual(std::string_view names, std::string_view code);  ///< parted by '|'

    [[nodiscard]] std::span<const CodeOfName> find(std::string_view bare_name) const;
    /// English names, in which slips are looked for.
    [[nodiscard]] const std::vector<std::pair<std::u32string, std::string>>& english() const { return english_; }

  private:
    std::unordered_map<std::string, std::vector<CodeOfName>> codes_;
    std::vector<std::pair<std::u32string, std::string>> english_;
};

/// Languages in whose words names are known, as ICU calls them.
[[nodiscard]] std::span<const char* const> naming_locales();

}  // namespace form
