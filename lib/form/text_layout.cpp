#include "form/text_layout.h"

#include "form/understood.h"
#include "form/written_text.h"

#include <algorithm>
#include <array>

namespace form {

namespace {

/// What the letter says before the form (templates/*/form_request.mustache): quoted and wrapped anew it holds words like labels.
constexpr auto letter_prose = std::to_array<std::string_view>({
    "Please answer this message: keep the form below in your reply and write behind the labels. More rows than there "
    "are? Copy the lines of a row. If you have a list of your own, attach it or paste it in: any order and any "
    "headings will do. Or fill in one of the attached files, which hold the same form, and send it back: . Or take the "
    "page: You will get a receipt that shows what we understood.",
    "Répondez à ce message : gardez le formulaire ci-dessous dans votre réponse et écrivez après les intitulés. Il "
    "faut plus de lignes ? Recopiez celles d'une entrée. Si vous avez déjà une liste, joignez-la ou collez-la : "
    "l'ordre et les intitulés n'importent pas. Ou remplissez l'un des fichiers joints, qui contiennent le même "
    "formulaire, et renvoyez-le : . Ou prenez la page : Vous recevrez un accusé de réception qui montre ce que nous "
    "avons compris.",
    "Responda a este mensaje: deje el formulario de abajo en su respuesta y escriba detrás de los rótulos. ¿Hacen "
    "falta más filas? Copie las líneas de una. Si ya tiene una lista, adjúntela o péguela: valen cualquier orden y "
    "cualesquiera rótulos. O rellene uno de los archivos adjuntos, que llevan el mismo formulario, y devuélvalo: . O "
    "use la página: Recibirá un acuse que muestra lo que hemos entendido.",
});

/// What we say ourselves, in the languages of our notices.
struct LayoutWords {
    std::string_view language;
    std::string_view how_to;
    std::string_view more_rows;
    std::string_view respondent;
    std::string_view example;
    std::string_view note;
    std::string_view one_of;
};

constexpr auto all_words = std::to_array<LayoutWords>({
    {.language = "en",
     .how_to = "Please write your answers behind the colons.",
     .more_rows = "For more rows, copy a block of lines.",
     .respondent = "Your details",
     .example = "Example, not an answer",
     .note = "Anything else",
     .one_of = "one of:"},
    {.language = "fr",
     .how_to = "Veuillez \u00E9crire vos r\u00E9ponses apr\u00E8s les deux-points.",
     .more_rows = "Pour d'autres lignes, copiez un bloc.",
     .respondent = "Vos coordonn\u00E9es",
     .example = "Exemple, pas une r\u00E9ponse",
     .note = "Autre chose",
     .one_of = "au choix :"},
    {.language = "es",
     .how_to = "Escriba sus respuestas despu\u00E9s de los dos puntos, por favor.",
     .more_rows = "Para m\u00E1s filas, copie un bloque.",
     .respondent = "Sus datos",
     .example = "Ejemplo, no es una respuesta",
     .note = "Algo m\u00E1s",
     .one_of = "a elegir:"},
});

const LayoutWords& words_in(std::string_view language)
{
    const auto* const found =
        std::ranges::find(all_words, language.substr(0, language.find('-')), &LayoutWords::language);
    return found != all_words.end() ? *found : all_words.front();
}

/// With what may be chosen in parentheses, which no reader of labels minds.
std::string label_of(const config::Question& question, std::string_view language)
{
    std::string label = config::in_language(question.labels, language);
    if (question.choices.empty()) return label;
    label += " (" + std::string(words_in(language).one_of);
    for (std::size_t i = 0; i < question.choices.size(); ++i)
        label += (i == 0 ? " " : "; ") + config::in_language(question.choices[i].labels, language);
    return label + ')';
}

constexpr std::string_view room = "________";

std::string line_for(const config::Question& question, std::string_view language, std::string_view answer)
{
    constexpr std::size_t label_octets_max = 50;  // with an answer behind it, programs would break a longer one
    const std::string label = label_of(question, language);
    return label + (label.size() > label_octets_max ? ":\n" : ": ") + std::string(answer) + '\n';
}

std::string heading(std::string_view text)
{
    return "[" + std::string(text) + "]\n";
}

bool is_answered_by_row(const config::Form& form, const config::Question& question)
{
    return form.has_single_row() && std::ranges::count(form.columns, question.key, &config::Question::key) > 0;
}

/// Those of the respondent that are asked for on their own.
std::vector<const config::Question*> asked_of_respondent(const config::Form& form)
{
    std::vector<const config::Question*> all;
    for (const config::Question& question : form.respondent) {
        if (!is_answered_by_row(form, question)) all.push_back(&question);
    }
    return all;
}

using Texts = std::vector<std::string>;

/// On one line: a reader of labels must not find any in an answer.
/// As it was understood, else as it was written.
Texts shown_in(const std::vector<Answer>& answers)
{
    Texts texts;
    for (const Answer& answer : answers)
        texts.push_back(collapsed(is_null(answer.value) ? answer.written : shown_value(answer.value)));
    return texts;
}

std::string_view text_or_room(const Texts* texts, std::size_t i)
{
    return texts != nullptr && i < texts->size() && !(*texts)[i].empty() ? std::string_view((*texts)[i]) : room;
}

std::string row_text(const config::Form& form, std::string_view language, const Texts* texts)
{
    std::string text;
    for (std::size_t i = 0; i < form.columns.size(); ++i)
        text += line_for(form.columns[i], language, text_or_room(texts, i));
    return text + '\n';
}

std::string respondent_text(const config::Form& form, std::string_view language, const Texts* texts)
{
    std::string text;
    for (std::size_t i = 0; i < form.respondent.size(); ++i) {
        if (!is_answered_by_row(form, form.respondent[i]))
            text += line_for(form.respondent[i], language, text_or_room(texts, i));
    }
    if (text.empty()) return text;
    return (form.has_single_row() ? "" : heading(words_in(language).respondent)) + text + '\n';
}

/// What is laid out; none is blank.
struct Content {
    std::vector<Texts> examples;
    const Texts* respondent = nullptr;
    std::vector<Texts> rows;
    std::string note;
};

std::string layout(const config::Form& form, std::string_view language, const Content& content)
{
    const LayoutWords& words = words_in(language);
    const bool has_single_row = form.has_single_row();
    const std::string respondent = respondent_text(form, language, content.respondent);
    std::string text = std::string(words.how_to) + '\n';
    if (!has_single_row) text += std::string(words.more_rows) + '\n';
    text += '\n';
    if (!has_single_row) text += respondent;
    for (const Texts& example : content.examples) text += heading(words.example) + row_text(form, language, &example);
    const std::size_t rows = has_single_row ? std::max<std::size_t>(content.rows.size(), 1)
                                            : std::max(form.rows_shown, content.rows.size() + 1);
    for (std::size_t row = 0; row < rows; ++row) {
        if (!has_single_row || rows > 1) text += heading(std::to_string(row + 1));
        text += row_text(form, language, row < content.rows.size() ? &content.rows[row] : nullptr);
    }
    if (has_single_row) text += respondent;
    if (form.has_note)
        text += std::string(words.note) + ": " + (content.note.empty() ? std::string(room) : content.note) + "\n\n";
    text.pop_back();
    return text;
}

}  // namespace

std::string text_layout(const config::Form& form, std::string_view language)
{
    return layout(form, language, {.examples = form.examples, .respondent = nullptr, .rows = {}, .note = {}});
}

std::string text_layout(const config::Form& form, std::string_view language, const Return& answers)
{
    const Texts respondent = shown_in(answers.respondent);
    Content content{.examples = {}, .respondent = &respondent, .rows = {}, .note = collapsed(answers.note)};
    for (const std::vector<Answer>& row : answers.rows) content.rows.push_back(shown_in(row));
    return layout(form, language, content);
}

std::vector<SheetRow> sheet_layout(const config::Form& form, std::string_view language)
{
    using enum SheetRow::Kind;
    const LayoutWords& words = words_in(language);
    std::vector<SheetRow> rows;
    rows.push_back({.kind = title, .cells = {config::in_language(form.titles, language)}});
    if (!form.introductions.empty())
        rows.push_back({.kind = text, .cells = {config::in_language(form.introductions, language)}});
    rows.push_back({.kind = text, .cells = {}});
    if (form.has_single_row()) {
        for (const config::Question& column : form.columns)
            rows.push_back({.kind = label, .cells = {label_of(column, language)}});
    } else {
        rows.push_back({.kind = text, .cells = {std::string(words.respondent)}});
    }
    for (const config::Question* question : asked_of_respondent(form))
        rows.push_back({.kind = label, .cells = {label_of(*question, language)}});
    if (form.has_note) rows.push_back({.kind = label, .cells = {std::string(words.note)}});
    if (form.has_single_row()) return rows;
    rows.push_back({.kind = text, .cells = {}});
    SheetRow first{.kind = headings, .cells = {""}};
    for (const config::Question& column : form.columns) first.cells.push_back(label_of(column, language));
    rows.push_back(std::move(first));
    for (const std::vector<std::string>& texts : form.examples) {
        SheetRow row{.kind = example, .cells = {std::string(words.example)}};
        row.cells.insert(row.cells.end(), texts.begin(), texts.end());
        rows.push_back(std::move(row));
    }
    for (std::size_t i = 1; i <= form.rows_shown; ++i) rows.push_back({.kind = blank, .cells = {std::to_string(i)}});
    return rows;
}

std::vector<std::string> layout_prose()
{
    std::vector<std::string> all;
    for (const LayoutWords& words : all_words) {
        for (const std::string_view text : {words.how_to, words.more_rows}) all.emplace_back(text);
    }
    for (const std::string_view text : letter_prose) all.emplace_back(text);
    return all;
}

}  // namespace form
