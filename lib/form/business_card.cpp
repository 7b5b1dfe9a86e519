#include "form/business_card.h"

#include "base/text.h"
#include "form/country_name.h"
#include "form/names.h"
#include "form/shown_type.h"
#include "form/usual_names.h"
#include "form/yes_no.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace form {

namespace {

using Kind = TextLine::Kind;
using config::AnswerType;

constexpr std::size_t lines_min = 3;
constexpr std::size_t lines_max = 14;
constexpr std::size_t octets_max = 120;
constexpr std::size_t texts_of_card = 3;  // name, organization, address

bool is_of_card(const TextLine& line)
{
    return line.depth == 0 && !line.is_signature && line.text.size() <= octets_max &&
           (line.kind == Kind::text || line.kind == Kind::labels);
}

/// A line that ends like a sentence, or asks for something, is prose.
bool is_prose(std::string_view text)
{
    return text.ends_with('.') || text.ends_with(':') || text.ends_with('?') || text.ends_with('!') ||
           text.ends_with(',');
}

/// "Dr Ann Example"
bool may_be_name(const TextLine& line)
{
    constexpr std::ptrdiff_t blanks_max = 4;
    const std::string_view text = line.text;
    const std::ptrdiff_t blanks = std::ranges::count(text, ' ');
    return line.kind == Kind::text && blanks >= 1 && blanks <= blanks_max && !is_prose(text) &&
           text.find_first_of("@/:?!;0123456789") == std::string_view::npos;
}

/// From a name on, to the next empty line but one before more telephones.
std::size_t end_of_card(std::span<const TextLine> lines, std::size_t start)
{
    std::size_t i = start;
    while (i < lines.size() && i - start < lines_max) {
        const bool is_gap = lines[i].kind == Kind::blank && i + 1 < lines.size() && lines[i + 1].kind == Kind::labels;
        if (!is_gap && !is_of_card(lines[i])) break;
        ++i;
    }
    return i;
}

/// The columns that a card's texts answer, in their order.
std::vector<std::size_t> text_columns(const config::Form& form)
{
    std::vector<std::size_t> columns;
    for (std::size_t c = 0; c < form.columns.size() && columns.size() < texts_of_card; ++c)
        if (may_be_any(form.columns[c].type)) columns.push_back(c);
    return columns;
}

std::optional<std::size_t> column_of(AnswerType type, const config::Form& form)
{
    const auto found = std::ranges::find(form.columns, type, &config::Question::type);
    if (found == form.columns.end()) return std::nullopt;
    return static_cast<std::size_t>(found - form.columns.begin());
}

class CardReader {
  public:
    explicit CardReader(const config::Form& form) : form_(form), texts_(text_columns(form))
    {
        row_.cells.resize(form.columns.size());
    }

    std::optional<TableRow> read(std::span<const TextLine> card)
    {
        put(texts_.front(), card.front());
        for (const TextLine& line : card.subspan(1)) take(line);
        const bool has_reach =
            std::ranges::any_of(card, [](const TextLine& line) { return line.kind == Kind::labels; });
        if (!is_shown_ && !has_reach) return std::nullopt;
        return std::move(row_);
    }

  private:
    void take(const TextLine& line)
    {
        if (line.kind != Kind::text || is_prose(line.text) || !is_null(read_yes_no(line.text, {}).value)) return;
        for (const AnswerType type : {AnswerType::email, AnswerType::telephone}) {
            const auto column = column_of(type, form_);
            if (!column || !is_clearly(type, line.text)) continue;
            is_shown_ = true;
            return put(*column, line);
        }
        const auto country = column_of(AnswerType::country, form_);
        if (country && !country_code(line.text).empty()) {
            is_shown_ = true;
            return put(*country, line);
        }
        if (names_a_post(plain_name(line.text))) return;
        const bool has_organization = texts_.size() > 1 && !row_.cells[texts_[1]].is_empty();
        if (!has_organization && texts_.size() > 1) return put(texts_[1], line);
        if (texts_.size() > 2) put(texts_[2], line);
    }

    void put(std::size_t column, const TextLine& line)
    {
        Words& words = row_.cells[column];
        const bool goes_on = !words.is_empty() && may_be_any(form_.columns[column].type);
        if (!words.is_empty() && !goes_on) return;
        if (!goes_on) words = {.text = {}, .place = line.place, .sureness = Sureness::guessed};
        words.text += (goes_on ? "\n" : "") + line.text;
    }

    const config::Form& form_;
    std::vector<std::size_t> texts_;
    TableRow row_;
    bool is_shown_ = false;
};

}  // namespace

Entries read_business_card(std::span<const TextLine> lines, const config::Form& form)
{
    Entries entries;
    if (text_columns(form).size() < texts_of_card) return entries;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const bool begins = i == 0 || lines[i - 1].kind == Kind::blank;
        if (!begins || !is_of_card(lines[i]) || !may_be_name(lines[i])) continue;
        const std::size_t end = end_of_card(lines, i);
        if (end - i < lines_min) continue;
        if (auto row = CardReader(form).read(lines.subspan(i, end - i))) {
            entries.all.emplace_back(std::move(*row));
            return entries;
        }
    }
    return entries;
}

}  // namespace form
