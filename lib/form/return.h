#pragma once
/// A return as it was understood: typed values, where each came from, and what is doubtful.  Pure.

#include "config/form.h"
#include "document/document.h"
#include "form/doubt.h"
#include "form/value.h"

#include <optional>
#include <string>
#include <vector>

namespace form {

/// One part of a message that may hold answers: its text, or a document that came with it.
struct Part {
    std::string name;  ///< for people: "text", "html", "survey.xlsx"
    document::Document document;
    std::optional<document::Unreadable> unreadable;
    std::vector<std::string> other_forms;  ///< titles of forms that it holds besides, and which were left out
};

struct Answer {
    Value value;
    std::string written;  ///< as it stood
    std::string part;     ///< empty: there was no answer
    std::string place;
    Sureness sureness = Sureness::sure;
};

struct Return {
    std::vector<Answer> respondent;         ///< one a question of the form, in its order
    std::vector<std::vector<Answer>> rows;  ///< each one a column; neither blank rows nor examples
    std::string note;
    std::vector<Doubt> doubts;        ///< whatever is missing, unreadable or guessed
    std::vector<std::string> unread;  ///< parts that a person has to read: "scan.jpg: a picture"
    bool is_of_own_shape = false;     ///< a list of the sender's own, mapped by its headings

    [[nodiscard]] bool is_empty() const;  ///< no answer at all, not even one of the respondent
};

/// The best reading of all parts: where the same answers stand in several, those that were filled in.
[[nodiscard]] Return read_return(const config::Form& form, const std::vector<Part>& parts, const Writer& writer);

}  // namespace form
