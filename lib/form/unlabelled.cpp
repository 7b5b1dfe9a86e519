#include "form/unlabelled.h"

#include "base/text.h"
#include "form/table_headings.h"
#include "form/table_reader.h"
#include "form/text_table.h"
#include "form/usual_names.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace form {

namespace {

using Kind = TextLine::Kind;

constexpr std::size_t bare_questions_min = 2;  // one may be asked of the secretary

bool is_used(const TextLine& line)
{
    return !line.is_signature;
}

bool is_question(const TextLine& line)
{
    return line.kind == Kind::text && is_used(line) && (line.text.ends_with('?') || line.text.ends_with("\uFF1F"));
}

bool goes_on_answering(const TextLine& line)
{
    return line.kind == Kind::blank || (line.kind == Kind::text && is_used(line) && !is_question(line));
}

/// Prose has commas, too.
void guess(std::vector<Words>& cells)
{
    for (Words& words : cells) words.sureness = Sureness::guessed;
}

bool has_types(const config::Form& form)
{
    return std::ranges::any_of(form.columns,
                               [](const config::Question& column) { return !usual_names(column.type).empty(); });
}

/// Lines that are parted into as many answers as the form has columns, where nothing says so.
Entries read_bare_rows(std::span<const TextLine> lines, const Names& names)
{
    Entries entries;
    for (std::size_t i = 0; i < lines.size();) {
        const auto found = is_used(lines[i]) ? find_bare_table(lines, i, names) : std::nullopt;
        if (found && find_own_order(found->table, names.form())) append(entries, read_table(found->table, names));
        i = found ? found->end : i + 1;
    }
    for (Entry& entry : entries.all) {
        if (auto* row = std::get_if<TableRow>(&entry)) guess(row->cells);
    }
    return entries;
}

/// "1. What is SR?", and below it the answer: for a form that asks for both, and nothing else.
Entries read_bare_questions(std::span<const TextLine> lines)
{
    Entries entries;
    if (std::ranges::count_if(lines, is_question) < static_cast<std::ptrdiff_t>(bare_questions_min)) return entries;
    for (std::size_t i = 0; i < lines.size();) {
        if (!is_question(lines[i])) {
            ++i;
            continue;
        }
        TableRow row;
        row.cells.push_back({.text = std::string(without_number(lines[i].text)), .place = lines[i].place});
        Words answer;
        for (++i; i < lines.size() && goes_on_answering(lines[i]); ++i) {
            if (lines[i].kind == Kind::blank) continue;
            if (answer.is_empty()) answer.place = lines[i].place;
            answer.text += (answer.is_empty() ? "" : "\n") + lines[i].text;
        }
        row.cells.push_back(std::move(answer));
        guess(row.cells);
        entries.all.emplace_back(std::move(row));
    }
    return entries;
}

}  // namespace

Entries read_unlabelled(std::span<const TextLine> lines, const Names& names)
{
    if (has_types(names.form())) return read_bare_rows(lines, names);
    return names.form().columns.size() == 2 ? read_bare_questions(lines) : Entries{};
}

}  // namespace form
