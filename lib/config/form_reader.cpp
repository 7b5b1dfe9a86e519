#include "config/form_reader.h"

#include "base/text.h"
#include "config/paper.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace config {

namespace {

constexpr std::size_t shown_max = 80;
constexpr std::size_t key_octets_max = 40;
/// More columns than any table that people fill in; each return has a cell for each.
constexpr std::size_t questions_max = 50;

std::string shown(std::string_view text)
{
    return '"' + base::one_line(text, shown_max) + '"';
}

template <class Enum, std::size_t n>
Enum choice(const Section& section, std::string_view key, const std::array<const char*, n>& names)
{
    return static_cast<Enum>(std::ranges::find(names, section.text(key)) - names.begin());
}

/// Required ones that are missing were said already.
std::string text_or_nothing(const Section& section, std::string_view key)
{
    return section.values.contains(key) ? section.text(key) : std::string();
}

bool is_lower_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

bool is_key(std::string_view text)
{
    const auto fits = [](char c) { return is_lower_letter(c) || base::is_digit(c) || c == '_'; };
    return !text.empty() && text.size() <= key_octets_max && is_lower_letter(text.front()) &&
           std::ranges::all_of(text, fits);
}

/// "fr", "pt-BR", "zh-Hant": as much of RFC 5646 as people write.
bool is_language_tag(std::string_view text)
{
    constexpr std::size_t primary_octets_max = 3;
    constexpr std::size_t subtag_octets_max = 8;
    const std::string_view primary = text.substr(0, text.find('-'));
    if (primary.size() < 2 || primary.size() > primary_octets_max || !std::ranges::all_of(primary, is_lower_letter))
        return false;
    const auto is_subtag = [](std::string_view part) {
        return !part.empty() && part.size() <= subtag_octets_max && std::ranges::all_of(part, base::is_alphanumeric);
    };
    return std::ranges::all_of(base::split(text, '-'), is_subtag);
}

/// "fr: Nom" has a language, "Note: …" has not.
std::optional<Wording> tagged(std::string_view text)
{
    const auto colon = text.find(": ");
    if (colon == std::string_view::npos || !is_language_tag(text.substr(0, colon))) return std::nullopt;
    return Wording{.language = std::string(text.substr(0, colon)),
                   .text = std::string(base::trim(text.substr(colon + 2)))};
}

/// Of a date that was checked.
base::Time midnight_of(const std::string& date)
{
    return base::parse_time(date + " 00:00").value();
}

}  // namespace

Form FormReader::read(const Section& section)
{
    constexpr std::array late_names{"accept-marked", "hold", "refuse"};
    constexpr std::array second_names{"replaces", "adds"};
    constexpr std::array review_names{"auto", "review"};
    Form form;
    form.id = text_or_nothing(section, "id");
    if (section.values.contains("id") && !is_paper_name(form.id))
        fault_(section, "id", shown(form.id) + " is no word of letters, digits and '-' that begins with a letter");
    form.list = text_or_nothing(section, "list");
    const auto list = std::ranges::find(lists_, form.list, &List::name);
    if (list == lists_.end() && section.values.contains("list"))
        fault_(section, "list", shown(form.list) + " is the name of no list");
    language_ = section.text("language");
    if (!language_.empty() && !is_language_tag(language_))
        fault_(section, "language", shown(language_) + " is no language such as \"fr\" or \"pt-BR\" (RFC 5646)");
    if (language_.empty() && list != lists_.end()) language_ = list->language;
    form.titles = wordings(section, "title");
    form.introductions = paragraphs(section, "introduction");
    form.categories = section.texts("categories");
    form.countries = section.texts("countries");
    check_countries(section);
    read_times(section, form);
    form.late = choice<LateReturns>(section, "late", late_names);
    form.second = choice<SecondReturn>(section, "second_return", second_names);
    form.review = choice<Review>(section, "review", review_names);
    form.rows_shown = section.number("rows");
    form.has_note = section.flag("note");
    form.register_name = section.text("register").empty() ? form.id : section.text("register");
    read_tables(section, form);
    return form;
}

void FormReader::read_times(const Section& section, Form& form)
{
    if (section.values.contains("opens")) form.opens_at = midnight_of(section.text("opens"));
    if (section.values.contains("closes")) form.closes_at = midnight_of(section.text("closes")) + base::days{1};
    if (form.opens_at && form.closes_at && *form.closes_at <= *form.opens_at)
        fault_(section, "closes", "it closes before it opens");
    if (form.closes_at)
        form.remind = section.durations("remind");
    else if (section.places.contains("remind"))
        fault_(section, "remind", "goes with closes only");
    std::ranges::sort(form.remind, std::ranges::greater());
}

void FormReader::read_tables(const Section& section, Form& form)
{
    for (const Section& child : section.children) {
        if (child.name == "form.question") form.respondent.push_back(read_question(child, form.respondent));
        if (child.name == "form.column") form.columns.push_back(read_question(child, form.columns));
    }
    if (form.columns.empty()) fault_(section, "id", "it asks for nothing: give it a [[form.column]]");
    if (std::max(form.columns.size(), form.respondent.size()) > questions_max)
        fault_(section, "id", fmt::format("it asks for more than {} things", questions_max));
    for (const Section& child : section.children) {
        if (child.name != "form.example" || !child.values.contains("row")) continue;
        form.examples.push_back(child.texts("row"));
        if (form.examples.back().size() != form.columns.size())
            fault_(child, "row",
                   fmt::format("it has {} texts for {} columns", form.examples.back().size(), form.columns.size()));
    }
}

Question FormReader::read_question(const Section& section, const std::vector<Question>& others)
{
    constexpr std::array type_names{"text",    "long-text", "email",     "url",    "date",   "date-range",
                                    "country", "language",  "telephone", "yes-no", "choice", "number"};
    Question question{.key = key_of(section),
                      .type = choice<AnswerType>(section, "type", type_names),
                      .is_required = section.flag("required"),
                      .labels = wordings(section, "label"),
                      .other_names = section.texts("names"),
                      .choices = {}};
    if (!question.key.empty() && std::ranges::count(others, question.key, &Question::key) > 0)
        fault_(section, "key", shown(question.key) + " stands there twice");
    for (const Section& child : section.children) question.choices.push_back(read_choice(child, question.choices));
    check_choices(section, question);
    return question;
}

Choice FormReader::read_choice(const Section& section, const std::vector<Choice>& others)
{
    Choice choice{.key = key_of(section), .labels = wordings(section, "label")};
    if (!choice.key.empty() && std::ranges::count(others, choice.key, &Choice::key) > 0)
        fault_(section, "key", shown(choice.key) + " stands there twice");
    return choice;
}

void FormReader::check_choices(const Section& section, const Question& question)
{
    const bool has_choices = !question.choices.empty();
    if (question.type == AnswerType::choice && !has_choices)
        fault_(section, "type", "there is nothing to choose: give it a [[" + section.name + ".choice]]");
    if (question.type != AnswerType::choice && has_choices)
        fault_(section.children.front(), "key", R"(goes with type = "choice" only)");
}

void FormReader::check_countries(const Section& section)
{
    const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    for (const std::string& country : section.texts("countries")) {
        if (country.size() != 2 || !std::ranges::all_of(country, is_capital))
            fault_(section, "countries", shown(country) + " is no country such as \"TH\" (ISO 3166)");
    }
}

Wordings FormReader::wordings(const Section& section, std::string_view key)
{
    Wordings all;
    if (!section.values.contains(key)) return all;
    for (const std::string& text : section.texts(key)) {
        const auto wording = all.empty() ? Wording{.language = language_, .text = text} : tagged(text);
        if (!wording)
            fault_(section, key, shown(text) + " begins with no language, as \"fr: Date\" does");
        else if (wording->text.empty())
            fault_(section, key, shown(text) + " says nothing");
        else if (std::ranges::count(all, wording->language, &Wording::language) > 0)
            fault_(section, key, shown(text) + ": there is one in this language already");
        else
            all.push_back(*wording);
    }
    return all;
}

Wordings FormReader::paragraphs(const Section& section, std::string_view key)
{
    Wordings all;
    for (const std::string& text : section.texts(key)) {
        const Wording wording = tagged(text).value_or(Wording{.language = language_, .text = text});
        const auto known = std::ranges::find(all, wording.language, &Wording::language);
        if (known == all.end())
            all.push_back(wording);
        else
            known->text += "\n\n" + wording.text;
    }
    const auto own = std::ranges::find(all, language_, &Wording::language);
    if (own == all.end() && !all.empty()) fault_(section, key, "there is none in the form's own language");
    if (own != all.end()) std::rotate(all.begin(), own, own + 1);
    return all;
}

std::string FormReader::key_of(const Section& section)
{
    std::string key = text_or_nothing(section, "key");
    if (section.values.contains("key") && !is_key(key))
        fault_(section, "key",
               shown(key) + " is no word of lower-case letters, digits and '_' that begins with a letter");
    return key;
}

}  // namespace config
