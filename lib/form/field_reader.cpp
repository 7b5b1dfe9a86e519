#include "form/field_reader.h"

#include "base/text.h"
#include "form/blank.h"
#include "form/usual_names.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <string>

namespace form {

namespace {

constexpr std::size_t fields_max = 5'000;
constexpr std::size_t name_octets_max = 200;

/// "emailAddress", "form1[0].row2.email_address" as words.
std::string words_of_name(std::string_view name)
{
    std::string words;
    for (std::size_t i = 0; i < std::min(name.size(), name_octets_max); ++i) {
        const bool is_capital = name[i] >= 'A' && name[i] <= 'Z';
        const bool follows_small = i > 0 && name[i - 1] >= 'a' && name[i - 1] <= 'z';
        const bool meets_digits = i > 0 && base::is_digit(name[i]) != base::is_digit(name[i - 1]);
        if ((is_capital && follows_small) || meets_digits) words += ' ';
        words += name[i];
    }
    return plain_name(words);
}

struct NamedField {
    Meaning meaning;
    bool is_of_respondent = false;
    std::optional<std::string> answer;  ///< that a ticked box stands for
};

constexpr auto respondent_words = std::to_array<std::string_view>({"respondent", "your", "repondant", "encuestado"});
constexpr auto packaging_words = std::to_array<std::string_view>(
    {"form", "topmost", "subform", "page", "field", "text", "txt", "row", "cell", "table", "box", "check"});

bool is_one_of(const auto& words, std::string_view word)
{
    return std::ranges::find(words, word) != words.end();
}

/// The name without what is only around it; numbers but the row's are.
NamedField read_name(std::string_view name, const Names& names)
{
    NamedField field;
    field.meaning = names.find(name);
    if (field.meaning.is_found() && !field.meaning.number) return field;
    std::optional<std::size_t> number;
    std::vector<std::string> rest;
    const std::string all = words_of_name(name);
    for (const std::string_view word : base::split(all, ' ')) {
        const auto read = base::parse_number(word);
        if (read && *read > 0)
            number = static_cast<std::size_t>(*read);
        else if (is_one_of(respondent_words, word))
            field.is_of_respondent = true;
        else if (!read && !is_one_of(packaging_words, word))
            rest.emplace_back(word);
    }
    const auto joined = [&](std::size_t start, std::size_t end) {
        std::string text;
        for (std::size_t i = start; i < end; ++i) text += (text.empty() ? "" : " ") + rest[i];
        return text;
    };
    field.meaning = names.find(joined(0, rest.size()));
    if (!field.meaning.is_found() && rest.size() > 1) {
        field.meaning = names.find(joined(0, rest.size() - 1));
        if (field.meaning.is_found()) field.answer = rest.back();
    }
    if (!field.meaning.is_found() && rest.size() > 1) field.meaning = names.find(joined(1, rest.size()));
    field.meaning.number = number;
    return field;
}

}  // namespace

Entries read_fields(std::span<const document::Field* const> fields, const Names& names)
{
    std::map<std::size_t, std::vector<Labelled>> rows;  // by number
    std::vector<Labelled> respondent;
    for (const document::Field* field : fields.first(std::min(fields.size(), fields_max))) {
        NamedField named = read_name(field->name, names);
        if (!named.meaning.is_found()) continue;
        std::string text = without_blanks(field->value);
        if (named.answer) {
            if (text != "yes") continue;
            text = *named.answer;
        }
        if (is_blank(text)) continue;
        Labelled labelled{.meaning = named.meaning,
                          .words = {.text = std::move(text), .place = field->place, .sureness = Sureness::sure}};
        const bool prefers_respondent = named.is_of_respondent || !named.meaning.column;
        if (prefers_respondent && named.meaning.respondent) {
            labelled.meaning.column.reset();
            respondent.push_back(std::move(labelled));
        } else {
            const std::size_t number = named.meaning.number.value_or(1);
            rows[number].push_back(std::move(labelled));
        }
    }
    Entries entries;
    for (Labelled& labelled : respondent) entries.all.emplace_back(std::move(labelled));
    for (auto& [number, labels] : rows) {
        entries.all.emplace_back(Mark{.kind = Mark::Kind::row, .number = number});
        for (Labelled& labelled : labels) entries.all.emplace_back(std::move(labelled));
    }
    return entries;
}

}  // namespace form
