// Whatever a return's text holds, its answers stand in it, one a question, in bounded number and time; and what we lay out
// for correcting holds answers when it comes back.

#include "base/text.h"
#include "form/return.h"
#include "form/text_layout.h"
#include "fuzz.h"
#include "mail/charset.h"

#include <algorithm>
#include <string>

namespace {

config::Question question(std::string key, config::AnswerType type, std::string label, std::string french)
{
    return {.key = std::move(key),
            .type = type,
            .is_required = false,
            .labels = {{.language = "en", .text = std::move(label)}, {.language = "fr", .text = std::move(french)}},
            .other_names = {},
            .choices = {}};
}

const config::Form& form_asked()
{
    static const config::Form form = [] {
        using enum config::AnswerType;
        config::Form made;
        made.id = "events";
        made.titles = {{.language = "en", .text = "Survey on events"}};
        made.respondent = {question("name", text, "Your name", "Votre nom"),
                           question("country", country, "Country", "Pays"), question("date", date, "Date", "Date")};
        made.columns = {question("name", text, "Name of event", "Nom"), question("date", date_range, "Date", "Date"),
                        question("about", long_text, "About", "Description"),
                        question("contact", email, "Contact (e-mail)", "Contact (courriel)")};
        made.examples = {{"Example seminar of nobody", "14 May 2005", "Nothing", "nobody@body.example"}};
        made.has_note = true;
        return made;
    }();
    return form;
}

form::Part part_of(const std::string& text)
{
    form::Part part{.name = "text", .document = {}, .unreadable = {}};
    std::size_t number = 0;
    for (const std::string_view line : base::split(text, '\n'))
        part.document.blocks.emplace_back(document::Line{.text = std::string(line), .place = std::to_string(++number)});
    return part;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text = mail::to_utf8(fuzz::as_text(data, size), "utf-8");  // as all documents are
    const config::Form& form = form_asked();
    const form::Writer writer{.country = "TH", .language = "en", .wrote_at = base::from_unix_ms(1'114'000'000'000)};
    const form::Return read = form::read_return(form, {part_of(text)}, writer);
    fuzz::require(read.respondent.size() == form.respondent.size(), "each question of the respondent has its place",
                  text);
    fuzz::require(read.rows.size() <= text.size(), "there are no more rows than octets", text);
    for (const auto& row : read.rows) {
        fuzz::require(row.size() == form.columns.size(), "each column has its place", text);
        for (const form::Answer& answer : row)
            fuzz::require(form::is_null(answer.value) || !answer.part.empty(), "an answer has its part", text);
    }
    for (const form::Doubt& doubt : read.doubts)
        fuzz::require(!doubt.row || *doubt.row < read.rows.size(), "a doubt is of a row that there is", text);
    const form::Return again = form::read_return(form, {part_of(form::text_layout(form, "en", read))}, writer);
    fuzz::require(read.is_empty() || !again.is_empty(), "what is laid out for correcting holds answers", text);
    return 0;
}
