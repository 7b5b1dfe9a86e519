#include "form/understood.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace form {

namespace {

constexpr std::size_t value_octets_max = 2000;
constexpr std::size_t rows_shown_max = 200;
constexpr std::string_view nothing = "\u2014";

std::string answer_line(const config::Question& question, const Answer& answer, std::string_view language)
{
    std::string value = base::one_line(shown_value(answer.value), value_octets_max);
    if (value.empty()) value = nothing;
    return config::in_language(question.labels, language) + ": " + value;
}

void add_answers(std::string& text, const std::vector<config::Question>& questions, const std::vector<Answer>& answers,
                 std::string_view language, std::string_view first_margin)
{
    std::string margin(first_margin);
    for (std::size_t i = 0; i < questions.size() && i < answers.size(); ++i) {
        text += margin + answer_line(questions[i], answers[i], language) + '\n';
        margin.assign(first_margin.size(), ' ');
    }
}

const config::Question* question_of(const config::Form& form, const Doubt& doubt)
{
    const auto& questions = doubt.row ? form.columns : form.respondent;
    const auto found = std::ranges::find(questions, doubt.field, &config::Question::key);
    return found == questions.end() ? nullptr : &*found;
}

}  // namespace

std::string shown_value(const Value& value)
{
    struct Shown {
        std::string operator()(std::monostate) const { return {}; }
        std::string operator()(const std::string& text) const { return text; }
        std::string operator()(bool is_true) const { return is_true ? "yes" : "no"; }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(double number) const { return fmt::format("{}", number); }
    };
    return std::visit(Shown{}, value);
}

std::string understood_text(const config::Form& form, const Return& content, std::string_view language)
{
    std::string text;
    add_answers(text, form.respondent, content.respondent, language, "    ");
    for (std::size_t i = 0; i < content.rows.size() && i < rows_shown_max; ++i) {
        text += '\n';
        add_answers(text, form.columns, content.rows[i], language, fmt::format("{:>3} ", i + 1));
    }
    if (content.rows.size() > rows_shown_max) text += fmt::format("\n  + {}\n", content.rows.size() - rows_shown_max);
    if (!content.note.empty()) text += "\n    " + base::one_line(content.note, value_octets_max) + '\n';
    return text;
}

std::vector<std::string> doubt_lines(const config::Form& form, const Return& content, std::string_view language)
{
    std::vector<std::string> lines;
    for (const Doubt& doubt : content.doubts) {
        const config::Question* question = question_of(form, doubt);
        std::string line = question != nullptr ? config::in_language(question->labels, language) + ' ' : "";
        if (doubt.row) line += fmt::format("({}) ", *doubt.row + 1);
        if (!line.empty()) line += "\u2013 ";
        lines.push_back(base::one_line(line + text_of(doubt, language), value_octets_max));
    }
    return lines;
}

}  // namespace form
