#pragma once
/// What a form's questions are called, and which of them a heading or a label means: the form's own labels in all of its
/// languages, its further names, and what such answers are usually called.  Pure.

#include "config/form.h"
#include "form/value.h"

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace form {

enum class Scope : unsigned char { respondent, row };

/// How well a name is known: the less the better.
enum class NameRank : unsigned char {
    label,  ///< the form has it so
    other,  ///< one of the question's further names, or its key
    usual,  ///< what answers of its type are called
};

/// What a name means within one scope.
struct Target {
    std::size_t index = 0;  ///< of Form::respondent or Form::columns
    NameRank rank = NameRank::label;
    Sureness sureness = Sureness::sure;
};

struct Meaning {
    std::optional<Target> respondent;
    std::optional<Target> column;
    std::optional<std::size_t> number;  ///< "Name 2"

    [[nodiscard]] bool is_found() const { return respondent || column; }
    [[nodiscard]] const std::optional<Target>& in(Scope scope) const
    {
        return scope == Scope::row ? column : respondent;
    }
};

/// For comparing: lower case, without accents and marks, blanks as one: "e mail address". Letters of all scripts stay.
[[nodiscard]] std::string plain_name(std::string_view utf8);

/// The names of one form, which must outlive it.
class Names {
  public:
    explicit Names(const config::Form& form);

    /// As a label in running text: with or without what stands in parentheses, small words and a number, and nothing else.
    [[nodiscard]] Meaning find_exactly(std::string_view written) const;

    /// The same with a slip of the finger or two.
    [[nodiscard]] Meaning find(std::string_view written) const;

    /// As a heading of a table as well: one that holds a name, or part of one.
    [[nodiscard]] Meaning find_heading(std::string_view written) const;

    /// Whether it is one of the names, and nothing around it. `plain`: as plain_name gives it.
    [[nodiscard]] bool is_name(const std::string& plain) const { return whole_.contains(plain); }

    /// Whether it stands in the texts that we send around the questions. `plain`: as plain_name gives it.
    [[nodiscard]] bool is_own_prose(const std::string& plain) const;

    /// The same of the examples.
    [[nodiscard]] bool is_of_example(const std::string& plain) const;

    [[nodiscard]] const config::Form& form() const { return form_; }

  private:
    using Known = std::map<std::string, Meaning, std::less<>>;  // in a fixed order, so that ties are

    void add(Scope scope, std::size_t index, std::string_view name, NameRank rank);
    void add_to(Known& known, const std::string& plain, Scope scope, const Target& target) const;
    [[nodiscard]] Meaning find_plain(const std::string& plain) const;
    [[nodiscard]] bool names_a_kind(const Meaning& meaning) const;
    [[nodiscard]] Meaning find_nearly(const std::string& plain) const;
    [[nodiscard]] Meaning find_by_parts(std::string_view written) const;
    [[nodiscard]] Meaning find_by_offer(std::string_view written) const;

    const config::Form& form_;
    Known whole_;  ///< by plain name
    Known bare_;   ///< without small words
    std::string prose_;
    std::string examples_;
};

}  // namespace form
