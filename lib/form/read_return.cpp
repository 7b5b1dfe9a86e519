#include "form/return.h"

#include "base/text.h"
#include "form/assemble.h"
#include "form/date_text.h"
#include "form/field_reader.h"
#include "form/merge.h"
#include "form/mixed_addresses.h"
#include "form/names.h"
#include "form/only_row.h"
#include "form/strangers.h"
#include "form/table_reader.h"
#include "form/text_lines.h"
#include "form/text_reader.h"
#include "form/writer_line.h"
#include "form/written_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace form {

namespace {

/// A field called "Name" may be the respondent's: its text says so, where labels stand.
void drop_what_respondent_said(Entries& of_fields, const Entries& said)
{
    std::set<std::string> keys;
    for (const Entry& entry : said.all) {
        const auto* labelled = std::get_if<Labelled>(&entry);
        if (labelled != nullptr && labelled->meaning.respondent && !labelled->words.is_empty())
            keys.insert(key_of(labelled->words));
    }
    std::erase_if(of_fields.all, [&](const Entry& entry) {
        const auto* labelled = std::get_if<Labelled>(&entry);
        return labelled != nullptr && labelled->meaning.column && keys.contains(key_of(labelled->words));
    });
}

/// Lines that follow each other are one text; the fields of a document belong together wherever they stand.
Entries read_document(const document::Document& document, const Names& names)
{
    Entries entries;
    std::vector<const document::Line*> lines;
    std::vector<const document::Field*> fields;
    const auto end_text = [&] {
        if (!lines.empty()) append(entries, read_text(lines, names));
        lines.clear();
    };
    for (const document::Block& block : document.blocks) {
        if (const auto* line = std::get_if<document::Line>(&block)) {
            lines.push_back(line);
        } else if (const auto* table = std::get_if<document::Table>(&block)) {
            end_text();
            append(entries, read_table(*table, names));
        } else {
            fields.push_back(&std::get<document::Field>(block));
        }
    }
    end_text();
    settle_strangers(entries, names.form());
    // What is filled into fields is shown in the text as well, and not always with all of its letters.
    Entries of_fields = read_fields(fields, names);
    if (!names.form().has_single_row()) drop_what_respondent_said(of_fields, entries);
    if (of_fields.all.size() >= entries.all.size()) {
        of_fields.card = std::move(entries.card);
        return of_fields;
    }
    append(entries, std::move(of_fields));
    return entries;
}

bool has_too_many_lines(const document::Document& document)
{
    const auto is_line = [](const document::Block& block) { return std::holds_alternative<document::Line>(block); };
    return static_cast<std::size_t>(std::ranges::count_if(document.blocks, is_line)) > text_lines_max;
}

std::string why_unread(const Part& part)
{
    return part.name + ": " + std::string(document::name_of(*part.unreadable));
}

Why why_of(document::Unreadable why)
{
    switch (why) {
    case document::Unreadable::encrypted: return Why::encrypted;
    case document::Unreadable::picture: return Why::picture;
    case document::Unreadable::damaged: return Why::damaged;
    case document::Unreadable::hostile: return Why::hostile;
    case document::Unreadable::unknown: return Why::unknown_kind;
    case document::Unreadable::too_long: return Why::long_document;
    }
    return Why::unknown_kind;
}

class ReturnReader {
  public:
    ReturnReader(const config::Form& form, const Writer& writer) : form_(form), writer_(writer) {}

    Return read(const std::vector<Part>& parts)
    {
        Merged merged = merge(form_, read_parts(parts));
        split_writer_line(merged.respondent);
        if (!form_.has_single_row() && !merged.rows.empty()) fill_from_card(merged);
        result_.is_of_own_shape = merged.is_of_own_shape;
        result_.note = merged.note;
        know_country(merged);
        for (std::size_t i = 0; i < form_.respondent.size(); ++i)
            result_.respondent.push_back(answer(form_.respondent[i], merged.respondent[i], std::nullopt));
        know_date_order(merged);
        for (std::vector<Source>& row : merged.rows) {
            part_addresses(form_, row);
            read_row(row);
        }
        if (form_.has_single_row()) share_with_respondent();
        doubt_what_is_missing();
        doubt_the_whole(merged);
        return std::move(result_);
    }

  private:
    std::vector<FoundInPart> read_parts(const std::vector<Part>& parts)
    {
        const Names names(form_);
        std::vector<FoundInPart> found;
        for (const Part& part : parts) {
            if (part.unreadable) {
                result_.unread.push_back(why_unread(part));
                doubt_whole(why_of(*part.unreadable), part.name);
                continue;
            }
            for (const std::string& title : part.other_forms) other_forms_.insert(title);
            is_cut_ = is_cut_ || part.document.is_cut || has_too_many_lines(part.document);
            found.push_back({.part = part.name, .found = assemble(read_document(part.document, names), form_)});
        }
        return found;
    }

    /// "Ann Example, Example Council (Norway)" for the name, and nothing for the rest.
    void split_writer_line(std::vector<Source>& respondent) const
    {
        std::vector<Source*> texts;
        for (std::size_t i = 0; i < form_.respondent.size(); ++i)
            if (form_.respondent[i].type == config::AnswerType::text) texts.push_back(&respondent[i]);
        if (texts.size() < 2 || !texts[1]->words.is_empty()) return;
        Source& name = *texts[0];
        const auto line = read_writer_line(name.words.text);
        if (!line) return;
        const auto fill = [&](Source& source, const std::string& text) {
            if (source.words.is_empty() && !text.empty())
                source = {.words = {.text = text, .place = name.words.place, .sureness = Sureness::guessed},
                          .part = name.part};
        };
        fill(*texts[1], line->organization);
        for (std::size_t i = 0; i < form_.respondent.size(); ++i) {
            if (form_.respondent[i].type == config::AnswerType::country) fill(respondent[i], line->country);
            if (form_.respondent[i].type == config::AnswerType::date) fill(respondent[i], line->date);
        }
        name.words.text = line->name;
        name.words.sureness = Sureness::guessed;
    }

    /// Who gives his name gives what belongs to it where he likes; under the same name a letter's end says the rest.
    void fill_from_card(Merged& merged) const
    {
        const auto is_text = [](const config::Question& question) { return question.type == config::AnswerType::text; };
        const auto found = std::ranges::find_if(form_.respondent, is_text) - form_.respondent.begin();
        const auto name = static_cast<std::size_t>(found);
        if (name >= merged.respondent.size() || name >= merged.card.size()) return;
        const Source& given = merged.respondent[name];
        const bool is_other =
            !given.words.is_empty() && bare_words(given.words.text) != bare_words(merged.card[name].words.text);
        if (is_other) return;
        for (std::size_t i = 0; i < merged.card.size(); ++i)
            if (merged.respondent[i].words.is_empty()) merged.respondent[i] = merged.card[i];
    }

    /// Dates are written in the order of the respondent's country.
    void know_country(const Merged& merged)
    {
        for (std::size_t i = 0; i < form_.respondent.size(); ++i)
            take_country(form_.respondent[i], merged.respondent[i]);
        if (form_.has_single_row() && !merged.rows.empty()) {
            for (std::size_t i = 0; i < form_.columns.size(); ++i)
                take_country(form_.columns[i], merged.rows.front()[i]);
        }
        for (std::size_t i = 0; i < merged.card.size(); ++i) take_country(form_.respondent[i], merged.card[i]);
    }

    void take_country(const config::Question& question, const Source& source)
    {
        if (question.type != config::AnswerType::country || source.words.is_empty() || !writer_.country.empty()) return;
        const ReadValue country = read_value(question, source.words.text, writer_);
        const auto* code = std::get_if<std::string>(&country.value);
        if (code != nullptr && country.sureness != Sureness::guessed) writer_.country = *code;
    }

    /// One date that leaves no choice tells of the others in the list.
    void know_date_order(const Merged& merged)
    {
        std::set<bool> shown;
        for (const std::vector<Source>& row : merged.rows) {
            for (std::size_t i = 0; i < form_.columns.size(); ++i) {
                const config::AnswerType type = form_.columns[i].type;
                if (type != config::AnswerType::date && type != config::AnswerType::date_range) continue;
                if (const auto is_month_first = shows_month_first(row[i].words.text)) shown.insert(*is_month_first);
            }
        }
        if (shown.size() == 1) writer_.is_month_first = *shown.begin();
    }

    Answer answer(const config::Question& question, const Source& source, std::optional<std::size_t> row)
    {
        if (source.words.is_empty()) return {};
        ReadValue read = read_value(question, source.words.text, writer_);
        if (!row && question.type == config::AnswerType::date)
            read = nearest_to_writing(question, source, std::move(read));
        Sureness sureness = std::max(read.sureness, source.words.sureness);
        if (!row && names_respondent(question) && has_more_than_name(source.words.text)) sureness = Sureness::guessed;
        if (!read.doubt && sureness == Sureness::guessed && !is_null(read.value)) read.doubt = Why::unsure_place;
        if (read.doubt) doubt(question.key, row, *read.doubt);
        return {.value = std::move(read.value),
                .written = source.words.text,
                .part = source.part,
                .place = source.words.place,
                .sureness = sureness};
    }

    [[nodiscard]] bool names_respondent(const config::Question& question) const
    {
        return question.type == config::AnswerType::text && &question == &form_.respondent.front();
    }

    /// "Ann Example, tel. 555 01 02": nobody's name has so many digits.
    [[nodiscard]] static bool has_more_than_name(std::string_view written)
    {
        constexpr std::ptrdiff_t digits_min = 3;
        return std::ranges::count_if(written, base::is_digit) >= digits_min;
    }

    /// The day of a return is about that of its mail, whichever order of day and month is usual in the country.
    [[nodiscard]] ReadValue nearest_to_writing(const config::Question& question, const Source& source,
                                               ReadValue read) const
    {
        constexpr base::Duration near = base::days{15};
        constexpr base::Duration far = base::days{25};
        if (distance_to_writing(read) < far) return read;
        for (const char* country : {"GB", "US"}) {
            Writer writer = writer_;
            writer.country = country;
            ReadValue other = read_value(question, source.words.text, writer);
            if (distance_to_writing(other) > near) continue;
            const bool contradicts_country = !writer_.country.empty() && !is_null(read.value);
            other.sureness = contradicts_country ? Sureness::guessed : Sureness::likely;
            other.doubt.reset();
            if (contradicts_country) other.doubt = Why::day_or_month;
            return other;
        }
        return read;
    }

    [[nodiscard]] base::Duration distance_to_writing(const ReadValue& read) const
    {
        const auto* day = std::get_if<std::string>(&read.value);
        const auto time = day != nullptr ? base::parse_time(*day + " 12:00") : std::nullopt;
        return time ? std::chrono::abs(*time - writer_.wrote_at) : base::Duration::max();
    }

    /// A row may turn out to say nothing: dashes in each cell.
    void read_row(const std::vector<Source>& row)
    {
        const std::size_t doubts_before = result_.doubts.size();
        std::vector<Answer> answers;
        for (std::size_t i = 0; i < form_.columns.size(); ++i)
            answers.push_back(answer(form_.columns[i], row[i], result_.rows.size()));
        const bool says_nothing = std::ranges::all_of(answers, [](const Answer& a) { return is_null(a.value); });
        if (says_nothing && result_.doubts.size() == doubts_before) return;
        if (is_card_of_writer(answers) || is_signed_only(answers)) {
            result_.doubts.resize(doubts_before);
            return;
        }
        result_.rows.push_back(std::move(answers));
    }

    /// Nothing but who wrote: his name below the last label, which he left free.
    [[nodiscard]] bool is_signed_only(const std::vector<Answer>& answers) const
    {
        const std::string name = plain_name(writer_.name);
        if (form_.has_single_row() || name.empty() || !is_null(answers.front().value)) return false;
        return std::ranges::all_of(answers, [&](const Answer& answer) {
            return answer.written.empty() ||
                   (" " + name + " ").find(" " + plain_name(answer.written)) != std::string::npos;
        });
    }

    /// Below the rows, how to reach the writer: "E-mail: …", "Web: …" behind the answers of a letter.
    [[nodiscard]] bool is_card_of_writer(const std::vector<Answer>& answers) const
    {
        const std::string_view domain = std::string_view(writer_.address).substr(writer_.address.find('@') + 1);
        if (form_.has_single_row() || domain.empty() || !is_null(answers.front().value)) return false;
        return std::ranges::all_of(answers, [&](const Answer& answer) {
            return answer.written.empty() || base::to_lower(answer.written).find(domain) != std::string::npos;
        });
    }

    /// What is asked once answers both. Of several people it is not known which one wrote.
    void share_with_respondent()
    {
        if (result_.rows.size() != 1) return;
        for (std::size_t i = 0; i < form_.respondent.size(); ++i) {
            const auto column = std::ranges::find(form_.columns, form_.respondent[i].key, &config::Question::key);
            if (column == form_.columns.end()) continue;
            Answer& of_row = result_.rows.front()[static_cast<std::size_t>(column - form_.columns.begin())];
            Answer& of_respondent = result_.respondent[i];
            if (is_null(of_respondent.value)) of_respondent = of_row;
            if (is_null(of_row.value)) of_row = of_respondent;
        }
    }

    void doubt_what_is_missing()
    {
        if (result_.is_empty()) return;
        for (std::size_t i = 0; i < form_.respondent.size(); ++i)
            check_required(form_.respondent[i], result_.respondent[i], std::nullopt);
        for (std::size_t row = 0; row < result_.rows.size(); ++row) {
            for (std::size_t i = 0; i < form_.columns.size(); ++i)
                check_required(form_.columns[i], result_.rows[row][i], row);
        }
    }

    void check_required(const config::Question& question, const Answer& answer, std::optional<std::size_t> row)
    {
        if (!question.is_required || !is_null(answer.value)) return;
        const bool is_said = std::ranges::any_of(
            result_.doubts, [&](const Doubt& doubt) { return doubt.field == question.key && doubt.row == row; });
        if (!is_said) doubt(question.key, row, Why::missing);
    }

    void doubt_the_whole(const Merged& merged)
    {
        if (result_.is_empty() && result_.unread.empty()) doubt_whole(Why::no_answers);
        if (!result_.is_empty() && result_.rows.empty()) doubt_whole(Why::no_rows);
        for (const std::string& words : merged.examples_changed) doubt_whole(Why::example_changed, words);
        for (const std::string& heading : merged.unread_headings) doubt_whole(Why::unread_column, heading);
        for (const std::string& label : merged.unread_labels) doubt_whole(Why::unread_label, label);
        for (const std::string& title : other_forms_) doubt_whole(Why::other_form, title);
        for (const std::string& line : merged.unread_lines) doubt_line(line);
        if (merged.is_cut) doubt_whole(Why::too_many_rows, std::to_string(rows_max));
        if (is_cut_) doubt_whole(Why::too_long);
    }

    /// The writer's own address is a card, no answer.
    void doubt_line(const std::string& line)
    {
        const std::string_view domain = std::string_view(writer_.address).substr(writer_.address.find('@') + 1);
        if (domain.empty() || base::to_lower(line).find(domain) == std::string::npos)
            doubt_whole(Why::unread_line, line);
    }

    void doubt(std::string field, std::optional<std::size_t> row, Why why)
    {
        result_.doubts.push_back({.field = std::move(field), .row = row, .why = why, .about = {}});
    }

    void doubt_whole(Why why, std::string about = {})
    {
        result_.doubts.push_back({.field = {}, .row = std::nullopt, .why = why, .about = std::move(about)});
    }

    const config::Form& form_;
    Writer writer_;
    Return result_;
    std::set<std::string> other_forms_;  ///< titles
    bool is_cut_ = false;
};

}  // namespace

bool Return::is_empty() const
{
    return rows.empty() && std::ranges::all_of(respondent, [](const Answer& answer) { return is_null(answer.value); });
}

Return read_return(const config::Form& form, const std::vector<Part>& parts, const Writer& writer)
{
    return ReturnReader(form, writer).read(parts);
}

}  // namespace form
