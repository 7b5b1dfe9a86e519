#pragma once
/// [[form]]: what is asked of many bodies, and how their answers become records.  Pure.

#include "base/time.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace config {

/// What an answer is, and so how it is read.
enum class AnswerType : unsigned char {
    text,
    long_text,
    email,
    url,
    date,
    date_range,  ///< a date alone will do
    country,
    language,
    telephone,
    yes_no,
    choice,
    number,
};

/// Words for people in one language.
struct Wording {
    std::string language;  ///< tag of RFC 5646
    std::string text;
};

/// The same in several languages, that of the form first; at least one.
using Wordings = std::vector<Wording>;

/// The words in that language, else in the first one.
[[nodiscard]] const std::string& in_language(const Wordings& wordings, std::string_view language);

struct Choice {
    std::string key;  ///< as the records have it
    Wordings labels;
};

struct Question {
    std::string key;  ///< as the records have it: "email"
    AnswerType type = AnswerType::text;
    bool is_required = false;
    Wordings labels;                       ///< as the form has it: "Name of organization"
    std::vector<std::string> other_names;  ///< headings of lists in people's own shape, in any language
    std::vector<Choice> choices;           ///< of AnswerType::choice
};

enum class LateReturns : unsigned char { accept_marked, hold, refuse };
/// What a second return of the same member does to the first.
enum class SecondReturn : unsigned char { replaces, adds };
enum class Review : unsigned char { automatic, review };

struct Form {
    std::string id;  ///< "events": lower-case letters, digits and '-'
    Wordings titles;
    Wordings introductions;               ///< paragraphs, parted by an empty line; may be empty
    std::string list;                     ///< name: whose members are asked, and at whose address they answer
    std::vector<std::string> categories;  ///< that are asked; empty: all
    std::vector<std::string> countries;   ///< ISO 3166 alpha-2; empty: all
    std::optional<base::Time> opens_at;   ///< absent: whenever it is sent
    std::optional<base::Time> closes_at;  ///< the first instant after the closing date; absent: never
    std::vector<base::Duration> remind;   ///< before it closes
    LateReturns late = LateReturns::accept_marked;
    SecondReturn second = SecondReturn::replaces;
    Review review = Review::review;
    std::vector<Question> respondent;  ///< asked once; one whose key is a column's, too, is answered by a single row
    std::vector<Question> columns;     ///< of each row
    std::size_t rows_shown = 5;        ///< blank ones in the form; 1: a single row, laid out as lines
    std::vector<std::vector<std::string>> examples;  ///< rows that show how, one text a column; never an answer
    bool has_note = false;                           ///< a free text at the end
    std::string register_name;                       ///< that accepted rows feed; by default the id

    [[nodiscard]] bool has_single_row() const { return rows_shown == 1; }
};

}  // namespace config
