#include "form/letter_card.h"

#include "base/text.h"
#include "form/country_name.h"
#include "form/introduction.h"
#include "form/names.h"
#include "form/usual_names.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace form {

namespace {

using Kind = TextLine::Kind;

constexpr std::size_t card_lines_max = 8;
constexpr std::size_t octets_max = 100;

bool has_signs(std::string_view text)
{
    return text.find_first_of("@/:?!;0123456789") != std::string_view::npos;
}

/// Behind the words that close the letter, or the mark of a signature.
std::vector<const TextLine*> card_lines(std::span<const TextLine> lines)
{
    std::size_t start = lines.size();
    for (std::size_t i = 0; i < lines.size() && start == lines.size(); ++i) {
        const bool is_closing = lines[i].kind == Kind::letter && closes_a_letter(plain_name(lines[i].text));
        const bool is_mark = lines[i].depth == 0 && lines[i].text == "--";
        if (is_closing || is_mark) start = i + 1;
    }
    std::vector<const TextLine*> card;
    for (std::size_t i = start; i < lines.size() && card.size() < card_lines_max; ++i) {
        if (lines[i].depth > 0 || (lines[i].kind == Kind::letter && !card.empty())) break;
        if (lines[i].kind != Kind::blank && lines[i].kind != Kind::letter) card.push_back(&lines[i]);
    }
    return card;
}

bool may_be_name(std::string_view text)
{
    constexpr std::ptrdiff_t blanks_max = 4;
    return text.size() <= octets_max / 2 && !has_signs(text) && !text.ends_with('.') &&
           std::ranges::count(text, ' ') <= blanks_max;
}

std::string country_at_end(std::string_view text)
{
    const auto comma = text.rfind(',');
    return country_code(base::trim(comma == std::string_view::npos ? text : text.substr(comma + 1)));
}

/// "Norwegian Council, Norway" without the country.
std::string without_country(std::string_view text)
{
    const auto comma = text.rfind(',');
    const bool has_country = comma != std::string_view::npos && !country_at_end(text).empty();
    return std::string(base::trim(has_country ? text.substr(0, comma) : text));
}

Words guessed_words(std::string text, const TextLine& line)
{
    return {.text = std::move(text), .place = line.place, .sureness = Sureness::guessed};
}

/// "P. Weber", who signs as well.
bool has_initial(std::string_view text)
{
    return text.size() > 2 && text[1] == '.' && text[2] == ' ';
}

const TextLine* find_organization(std::span<const TextLine* const> below)
{
    const auto found = std::ranges::find_if(below, [](const TextLine* line) {
        return !has_signs(line->text) && !has_initial(line->text) && line->text.size() <= octets_max &&
               !names_a_post(plain_name(line->text));
    });
    return found == below.end() ? nullptr : *found;
}

/// What a letter says of its writer.
struct Card {
    Words name;
    Words organization;
    Words country;
    Words date;
};

Card card_at_end(std::span<const TextLine> lines)
{
    const std::vector<const TextLine*> all = card_lines(lines);
    if (all.size() < 2 || !may_be_name(all.front()->text)) return {};
    const std::span<const TextLine* const> below = std::span(all).subspan(1);
    const TextLine* const organization = find_organization(below);
    if (organization == nullptr) return {};
    Card card{.name = guessed_words(all.front()->text, *all.front()),
              .organization = guessed_words(without_country(organization->text), *organization),
              .country = {},
              .date = {}};
    const auto with_country =
        std::ranges::find_if(below, [](const TextLine* line) { return !country_at_end(line->text).empty(); });
    if (with_country != below.end())
        card.country = guessed_words(country_at_end((*with_country)->text), **with_country);
    return card;
}

Card card_of(const Introduction& introduction, const std::string& place)
{
    const auto words = [&](const std::string& text) {
        return text.empty() ? Words{} : Words{.text = text, .place = place, .sureness = Sureness::guessed};
    };
    return {.name = words(introduction.name),
            .organization = words(introduction.organization),
            .country = words(introduction.country),
            .date = words(introduction.date)};
}

/// A sentence that says who writes says it better than the end of the letter.
Card card_of(std::span<const TextLine> lines)
{
    Card card = card_at_end(lines);
    const auto introduction = find_introduction(lines);
    if (!introduction) return card;
    Card said = card_of(*introduction, introduction->place);
    for (const auto part : {&Card::name, &Card::organization, &Card::country, &Card::date})
        if (!(said.*part).is_empty()) card.*part = std::move(said.*part);
    return card;
}

std::vector<Words> answers_of(const Card& card, const config::Form& form)
{
    std::vector<Words> answers(form.respondent.size());
    std::size_t texts = 0;
    for (std::size_t i = 0; i < form.respondent.size(); ++i) {
        const config::AnswerType type = form.respondent[i].type;
        if (type == config::AnswerType::text && texts++ < 2) answers[i] = texts == 1 ? card.name : card.organization;
        if (type == config::AnswerType::country) answers[i] = card.country;
        if (type == config::AnswerType::date) answers[i] = card.date;
    }
    return answers;
}

}  // namespace

std::vector<Words> read_letter_card(std::span<const TextLine> lines, const config::Form& form)
{
    return answers_of(card_of(lines), form);
}

std::vector<Words> read_card_line(std::string_view line, const std::string& place, const config::Form& form)
{
    const auto introduction = introduced_in(line);
    return introduction ? answers_of(card_of(*introduction, place), form) : std::vector<Words>{};
}

}  // namespace form
