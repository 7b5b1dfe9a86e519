#pragma once
/// [[form]] with its questions, columns, choices and examples: from checked sections to a Form.  Pure.

#include "config/config.h"
#include "config/section.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace config {

/// What is wrong with the value of that key of that section.
using TellFaultAt = std::function<void(const Section& section, std::string_view key, const std::string& text)>;

/// `lists`: all of the configuration; must outlive the reader.
class FormReader {
  public:
    FormReader(const std::vector<List>& lists, TellFaultAt fault) : lists_(lists), fault_(std::move(fault)) {}

    [[nodiscard]] Form read(const Section& section);

  private:
    void read_times(const Section& section, Form& form);
    void read_tables(const Section& section, Form& form);
    Question read_question(const Section& section, const std::vector<Question>& others);
    Choice read_choice(const Section& section, const std::vector<Choice>& others);
    void check_choices(const Section& section, const Question& question);
    void check_countries(const Section& section);
    /// One text a language.
    Wordings wordings(const Section& section, std::string_view key);
    /// Several texts of a language are its paragraphs.
    Wordings paragraphs(const Section& section, std::string_view key);
    std::string key_of(const Section& section);

    const std::vector<List>& lists_;
    TellFaultAt fault_;
    std::string language_;  ///< of texts that name none
};

}  // namespace config
