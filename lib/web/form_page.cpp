#include "web/form_page.h"

#include "base/text.h"
#include "form/country_name.h"
#include "form/letters.h"
#include "form/page_message.h"
#include "form/taking.h"
#include "form/understood.h"
#include "list/letter.h"
#include "list/our_address.h"
#include "web/page.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

namespace web {

namespace {

namespace json = boost::json;

constexpr std::size_t rows_more = 3;  // than the form has on paper
constexpr std::size_t answer_octets_max = 4000;

/// A member who was asked, and what.
struct Visitor {
    store::Asking asking;
    const config::Form* form = nullptr;
    const config::List* list = nullptr;
    std::string language;
};

std::optional<Visitor> find_visitor(store::Store& store, const Site& site, const Errand& errand)
{
    auto asking = store.forms().find_asking(errand.id);
    if (!asking || asking->email.empty()) return std::nullopt;
    const config::Form* form = site.house.config.find_form(asking->form);
    const config::List* list = form != nullptr ? site.house.config.find_list(form->list) : nullptr;
    if (list == nullptr) return std::nullopt;
    std::string language = page_language(site, asking->language, *list, errand.language);
    return Visitor{.asking = std::move(*asking), .form = form, .list = list, .language = std::move(language)};
}

/// Those that a browser may send back.
std::size_t rows_on_page(const config::Form& form, std::size_t rows_there)
{
    const std::size_t room = (form_fields_max - form.respondent.size() - 1) / form.columns.size();
    const std::size_t spare = form.has_single_row() ? 0 : rows_more;
    return std::min(std::max(form.rows_shown, rows_there) + spare, room);
}

std::string respondent_field(const config::Question& question)
{
    return "q_" + question.key;
}

std::string row_field(std::size_t row, const config::Question& question)
{
    return 'r' + std::to_string(row) + '_' + question.key;
}

/// A single row answers what the respondent is asked under the same key.
bool is_asked_apart(const config::Form& form, const config::Question& question)
{
    return !form.has_single_row() || std::ranges::count(form.columns, question.key, &config::Question::key) == 0;
}

// --- what came back before ------------------------------------------------------------------------------------------

json::object newest_content(store::Store& store, const Visitor& visitor)
{
    json::object content;
    for (const store::FormReturn& each : store.forms().returns_of(visitor.form->id, visitor.asking.contact)) {
        const bool is_alive = form::is_open(each.state) || form::counts(each.state);
        if (is_alive && !each.content.empty()) content = json::parse(each.content).as_object();
    }
    return content;
}

std::string text_at(const json::object& answers, std::string_view key)
{
    const json::value* value = answers.if_contains(key);
    if (value == nullptr || value->is_null()) return {};
    if (const auto* text = value->if_string()) return {text->data(), text->size()};
    if (const auto* yes = value->if_bool()) return *yes ? "yes" : "no";
    return json::serialize(*value);
}

// --- the page -------------------------------------------------------------------------------------------------------

/// One item after the other: a heading, or a question with its field; the template has a section for each kind.
class Fields {
  public:
    explicit Fields(const Visitor& visitor) : visitor_(visitor) {}

    void heading(std::string_view kind, const std::string& text)
    {
        items.push_back({{std::string(kind), "yes"}, {"text", text}});
    }

    void question(const config::Question& question, const std::string& name, const std::string& value)
    {
        const std::string& label = config::in_language(question.labels, visitor_.language);
        config::TemplateTexts item{{"name", name}, {"label", label}, {"value", value}};
        if (question.is_required) item["required"] = "yes";
        switch (question.type) {
        case config::AnswerType::long_text: item["is_long"] = "yes"; break;
        case config::AnswerType::yes_no: item["is_yes_no"] = "yes"; break;
        case config::AnswerType::choice: item["is_choice"] = "yes"; break;
        default: item["is_line"] = "yes"; break;
        }
        if (value == "yes" || value == "no") item["is_" + value] = "yes";
        items.push_back(std::move(item));
        for (const config::Choice& choice : question.choices) {
            config::TemplateTexts option{{"option", "yes"},
                                         {"name", name},
                                         {"value", choice.key},
                                         {"label", config::in_language(choice.labels, visitor_.language)}};
            if (choice.key == value) option["chosen"] = "yes";
            items.push_back(std::move(option));
        }
    }

    std::vector<config::TemplateTexts> items;

  private:
    const Visitor& visitor_;
};

config::TemplateValues page_values(const Site& site, const Visitor& visitor)
{
    config::TemplateValues values = list::list_values(*visitor.list);
    values.texts["form_title"] = config::in_language(visitor.form->titles, visitor.language);
    values.texts["owner"] = list::plain_address(site.house.config, *visitor.list, "owner");
    values.texts["who"] = visitor.asking.email;
    if (visitor.form->closes_at) values.texts["closes"] = form::closing_day(*visitor.form);
    return values;
}

Response form_page(store::Store& store, const Site& site, const Visitor& visitor, std::string_view said)
{
    const config::Form& form = *visitor.form;
    const json::object before = newest_content(store, visitor);
    const json::value* rows = before.if_contains("rows");
    const json::value* respondent = before.if_contains("respondent");
    const std::size_t rows_there = rows != nullptr ? rows->as_array().size() : 0;
    Fields fields(visitor);
    const std::size_t rows_shown = rows_on_page(form, rows_there);
    for (std::size_t row = 0; row < rows_shown; ++row) {
        const json::object answers = row < rows_there ? rows->as_array()[row].as_object() : json::object();
        if (!form.has_single_row() || rows_shown > 1) fields.heading("is_row", std::to_string(row + 1));
        for (const config::Question& column : form.columns)
            fields.question(column, row_field(row, column), text_at(answers, column.key));
    }
    fields.heading("is_respondent", "");
    for (const config::Question& question : form.respondent) {
        const json::object answers = respondent != nullptr ? respondent->as_object() : json::object();
        if (is_asked_apart(form, question))
            fields.question(question, respondent_field(question), text_at(answers, question.key));
    }
    config::TemplateValues values = page_values(site, visitor);
    if (!form.introductions.empty()) {
        const std::string& paragraphs = config::in_language(form.introductions, visitor.language);
        for (const std::string_view paragraph : base::split(paragraphs, '\n'))
            if (!base::trim(paragraph).empty())
                values.rows["introduction"].push_back({{"text", std::string(paragraph)}});
    }
    for (const std::vector<std::string>& example : form.examples) {
        for (std::size_t i = 0; i < example.size() && i < form.columns.size(); ++i)
            values.rows["example"].push_back(
                {{"label", config::in_language(form.columns[i].labels, visitor.language)}, {"text", example[i]}});
        values.rows["has_example"] = {{}};
    }
    values.rows["fields"] = std::move(fields.items);
    if (form.has_note) values.rows["has_note"] = {{{"text", text_at(before, "note")}}};
    if (rows_there > 0) values.rows["has_before"] = {{}};
    if (!said.empty()) values.rows[std::string(said)] = {{}};
    return page(site, 200, "form", visitor.language, values);
}

// --- what was filled in ---------------------------------------------------------------------------------------------

std::string written(const Form& fields, const std::string& name)
{
    return std::string(base::trim(fields.value(name).substr(0, answer_octets_max)));
}

form::Answer answer_of(const config::Question& question, std::string text, const form::Writer& writer)
{
    form::ReadValue read = form::read_value(question, text, writer);
    return {.value = std::move(read.value),
            .written = std::move(text),
            .part = "page",
            .place = {},
            .sureness = read.sureness};
}

form::Return filled_in(const Visitor& visitor, const Form& fields, base::Time now)
{
    const form::Writer writer{
        .country = form::country_code(visitor.asking.country), .language = visitor.language, .wrote_at = now};
    form::Return content;
    for (const config::Question& question : visitor.form->respondent)
        content.respondent.push_back(answer_of(question, written(fields, respondent_field(question)), writer));
    for (std::size_t row = 0; row * visitor.form->columns.size() < form_fields_max; ++row) {
        std::vector<form::Answer> answers;
        for (const config::Question& column : visitor.form->columns)
            answers.push_back(answer_of(column, written(fields, row_field(row, column)), writer));
        const bool is_blank =
            std::ranges::all_of(answers, [](const form::Answer& each) { return each.written.empty(); });
        if (!is_blank) content.rows.push_back(std::move(answers));
    }
    content.note = written(fields, "note");
    return content;
}

}  // namespace

Response answer_form(store::Store& store, const Site& site, const Errand& errand, base::Time now)
{
    const auto visitor = find_visitor(store, site, errand);
    if (!visitor) return unknown_page(site, errand.language);
    const bool is_closed = visitor->form->closes_at && now >= *visitor->form->closes_at &&
                           visitor->form->late == config::LateReturns::refuse;
    if (is_closed) {
        config::TemplateValues values = page_values(site, *visitor);
        values.rows["is_closed"] = {{}};
        return page(site, 200, "form_taken", visitor->language, values);
    }
    if (!errand.is_post) return form_page(store, site, *visitor, "");
    const form::Return content = filled_in(*visitor, errand.form, now);
    if (content.rows.empty()) return form_page(store, site, *visitor, "is_empty");
    (void)store.spool().add(form::page_message(site.house, *visitor->form, visitor->asking, content, now));
    config::TemplateValues values = page_values(site, *visitor);
    values.rows["is_taken"] = {{}};
    return page(site, 200, "form_taken", visitor->language, values);
}

}  // namespace web
