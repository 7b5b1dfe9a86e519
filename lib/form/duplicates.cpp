#include "form/duplicates.h"

#include "base/text.h"
#include "form/names.h"
#include "form/taking.h"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <map>
#include <optional>

namespace form {

namespace {

namespace json = boost::json;
using config::AnswerType;

std::string text_of(const json::object& row, const std::string& key)
{
    const json::value* value = row.if_contains(key);
    const auto* text = value != nullptr ? value->if_string() : nullptr;
    return text != nullptr ? std::string(text->data(), text->size()) : std::string();
}

/// "https://www.body.example/" and "body.example" are one address.
std::string without_ornaments(std::string url)
{
    for (const std::string_view start : {"https://", "http://", "www."})
        if (url.starts_with(start)) url.erase(0, start.size());
    while (url.ends_with('/')) url.pop_back();
    return url;
}

/// What identifies a row: alike for alike things, however they are written.
std::string identity(AnswerType type, const std::string& text)
{
    if (type == AnswerType::url) return without_ornaments(base::to_lower(text));
    return type == AnswerType::email ? base::to_lower(text) : plain_name(text);
}

bool is_date(const config::Question& column)
{
    return column.type == AnswerType::date || column.type == AnswerType::date_range;
}

/// The columns that identify: the first one that is required, e-mails, web addresses.
std::vector<const config::Question*> identifying(const config::Form& form)
{
    std::vector<const config::Question*> columns;
    const auto name = std::ranges::find_if(
        form.columns, [](const config::Question& column) { return column.is_required && !is_date(column); });
    if (name != form.columns.end()) columns.push_back(&*name);
    for (const config::Question& column : form.columns) {
        const bool is_address = column.type == AnswerType::email || column.type == AnswerType::url;
        if (is_address && (columns.empty() || columns.front() != &column)) columns.push_back(&column);
    }
    return columns;
}

struct SeenRow {
    RowPlace place;
    std::string date;  ///< of all its dates; empty: it has none
};

class Search {
  public:
    explicit Search(const config::Form& form) : form_(form), identifying_(identifying(form)) {}

    void add(const RowPlace& place, const json::object& row)
    {
        const SeenRow seen{.place = place, .date = date_of(row)};
        std::optional<Duplicate> found;
        for (const config::Question* column : identifying_) {
            const std::string key = identity(column->type, text_of(row, column->key));
            if (key.empty()) continue;
            std::vector<SeenRow>& others = seen_[column->key + '\n' + key];
            if (!found) found = match(others, seen, column->key);
            others.push_back(seen);
        }
        if (found) duplicates.push_back(std::move(*found));
    }

    std::vector<Duplicate> duplicates;

  private:
    [[nodiscard]] std::string date_of(const json::object& row) const
    {
        std::string date;
        for (const config::Question& column : form_.columns)
            if (is_date(column)) date += text_of(row, column.key);
        return date;
    }

    static std::optional<Duplicate> match(const std::vector<SeenRow>& others, const SeenRow& row,
                                          const std::string& column)
    {
        for (const SeenRow& other : others) {
            const bool is_same_day = other.date.empty() || row.date.empty() || other.date == row.date;
            if (!is_same_day || other.place.form_return == row.place.form_return) continue;
            const bool has_date = !row.date.empty() && other.date == row.date;
            return Duplicate{.first = other.place, .second = row.place, .why = column + (has_date ? ", date" : "")};
        }
        return std::nullopt;
    }

    const config::Form& form_;
    std::vector<const config::Question*> identifying_;
    std::map<std::string, std::vector<SeenRow>> seen_;  ///< by column and identity
};

json::object* row_at(json::object& document, std::size_t row)
{
    json::value* rows = document.if_contains("rows");
    if (rows == nullptr || row >= rows->as_array().size()) return nullptr;
    return &rows->as_array()[row].as_object();
}

}  // namespace

std::vector<Duplicate> find_duplicates(const config::Form& form, const std::vector<store::FormReturn>& returns)
{
    Search search(form);
    for (const store::FormReturn& each : returns) {
        if ((!counts(each.state) && !is_open(each.state)) || each.content.empty()) continue;
        const json::object document = json::parse(each.content).as_object();
        const json::array& rows = document.at("rows").as_array();
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (!is_merged(document, i)) search.add({.form_return = each.id, .row = i}, rows[i].as_object());
    }
    return std::move(search.duplicates);
}

bool merge_rows(json::object& first_document, json::object& second_document, const RowPlace& first,
                const RowPlace& second)
{
    json::object* kept = row_at(first_document, first.row);
    const json::object* repeated = row_at(second_document, second.row);
    if (kept == nullptr || repeated == nullptr || first == second) return false;
    if (is_merged(first_document, first.row) || is_merged(second_document, second.row)) return false;
    for (const auto& [key, value] : *repeated)
        if (kept->at(key).is_null()) (*kept)[key] = value;
    json::value& merged = second_document["merged"];
    if (!merged.is_array()) merged = json::array();
    merged.as_array().push_back(
        json::object{{"row", second.row}, {"into", json::object{{"return", first.form_return}, {"row", first.row}}}});
    return true;
}

bool is_merged(const json::object& document, std::size_t row)
{
    const json::value* merged = document.if_contains("merged");
    if (merged == nullptr) return false;
    return std::ranges::any_of(merged->as_array(),
                               [&](const json::value& each) { return each.at("row").to_number<std::size_t>() == row; });
}

}  // namespace form
