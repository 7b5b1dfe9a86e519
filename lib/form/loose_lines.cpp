#include "form/loose_lines.h"

#include "base/text.h"
#include "form/date_text.h"
#include "form/names.h"
#include "form/yes_no.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace form {

namespace {

using Kind = TextLine::Kind;

/// Words that change what stands elsewhere, in their plain form.
constexpr auto words_that_take_back = std::to_array<std::string_view>({
    "ignore",    "disregard",    "leave out",  "left out",   "correction", "erratum",        "delete",
    "omit",      "strike out",   "instead of", "not count",  "corriger",   "rectif",         "supprim",
    "ne tenez",  "ne pas tenir", "corrige",    "correccion", "elimin",     "ignorar",        "ignoren",
    "ignorem",   "borrar",       "borren",     "no tengan",  "no tener",   "correcao",       "desconsider",
    "streichen", "weglassen",    "korrektur",  "berichtig",  "korrig",     "nicht beachten", "correzione",
    "ignorate",  "tralasciate",  "negeer",     "weglaten",   "correctie",  "исправ",         "удалит",
    "не учитыв", "poprawk",      "pomin",      "更正",       "删除",       "訂正",           "削除",
    "삭제",      "정정",
});

bool takes_back(std::string_view text)
{
    const std::string plain = " " + plain_name(text);
    return std::ranges::any_of(words_that_take_back, [&](std::string_view word) {
        const auto at = plain.find(word);
        const bool begins_word =
            at != std::string::npos && (plain[at - 1] == ' ' || static_cast<unsigned char>(word[0]) >= 0x80);
        return begins_word;
    });
}

class LooseLines {
  public:
    LooseLines(std::span<const TextLine> lines, std::span<const std::size_t> loose, const UnknownLabels& labels,
               const config::Form& form, Entries& entries)
        : lines_(lines), loose_(loose), labels_(labels), form_(form), entries_(entries)
    {
    }

    void read()
    {
        look_for_yes_or_no();
        look_for_day();
        tell_of_what_matters();
    }

  private:
    /// "Would you like to be listed? Yes": the form's only question of that kind in other words, where nothing answers it.
    void look_for_yes_or_no()
    {
        const std::vector<config::Question>& columns = form_.columns;
        const auto is_yes_no = [](const config::Question& each) { return each.type == config::AnswerType::yes_no; };
        if (!form_.has_single_row() || std::ranges::count_if(columns, is_yes_no) != 1) return;
        const auto index = static_cast<std::size_t>(std::ranges::find_if(columns, is_yes_no) - columns.begin());
        const bool is_answered = std::ranges::any_of(entries_.all, [&](const Entry& entry) {
            const auto* labelled = std::get_if<Labelled>(&entry);
            return labelled != nullptr && labelled->meaning.column && labelled->meaning.column->index == index &&
                   !labelled->words.is_empty();
        });
        if (is_answered) return;
        auto answer = find_yes_or_no([this](std::size_t i) { return behind_question(i); });
        if (!answer) answer = find_yes_or_no([&](std::size_t i) { return behind_clipped(i, columns[index]); });
        if (!answer) answer = find_yes_or_no([this](std::size_t i) { return sentence(i); });
        if (!answer) return;
        Meaning meaning;
        meaning.column = Target{.index = index, .rank = NameRank::usual, .sureness = Sureness::guessed};
        entries_.all.emplace_back(Labelled{.meaning = meaning, .words = std::move(*answer)});
    }

    /// "Quito, 13 May 2005" beside what the respondent says of himself, where he says no date.
    void look_for_day()
    {
        const std::vector<config::Question>& questions = form_.respondent;
        const auto found = std::ranges::find(questions, config::AnswerType::date, &config::Question::type);
        if (found == questions.end()) return;
        const auto index = static_cast<std::size_t>(found - questions.begin());
        const auto says_it = [&](const Entry& entry) {
            const auto* labelled = std::get_if<Labelled>(&entry);
            return labelled != nullptr && labelled->meaning.respondent &&
                   labelled->meaning.respondent->index == index && !labelled->meaning.column &&
                   !labelled->words.is_empty();
        };
        if (std::ranges::any_of(entries_.all, says_it)) return;
        for (const std::size_t i : loose_) {
            const std::string_view day = lone_day(i);
            if (day.empty() || !stands_beside_respondent(i)) continue;
            Meaning meaning;
            meaning.respondent = Target{.index = index, .rank = NameRank::usual, .sureness = Sureness::likely};
            entries_.all.emplace_back(
                Labelled{.meaning = meaning,
                         .words = {.text = std::string(day), .place = lines_[i].place, .sureness = Sureness::likely}});
            return;
        }
    }

    /// A date alone in its line, or behind the name of a place.
    [[nodiscard]] std::string_view lone_day(std::size_t i) const
    {
        constexpr std::size_t octets_max = 60;
        const std::string_view text = lines_[i].text;
        if (text.size() > octets_max) return {};
        const auto is_day = [](std::string_view written) {
            constexpr std::size_t whole_day = std::string_view("2005-05-13").size();
            const ReadValue read = read_date(written, false, {});
            const auto* day = std::get_if<std::string>(&read.value);
            return day != nullptr && day->size() == whole_day && read.sureness != Sureness::guessed;
        };
        if (is_day(text)) return text;
        const auto comma = text.find(',');
        const std::string_view rest = comma == std::string_view::npos ? "" : base::trim(text.substr(comma + 1));
        return is_day(rest) ? rest : std::string_view();
    }

    [[nodiscard]] bool stands_beside_respondent(std::size_t i) const
    {
        return std::ranges::any_of(std::array{true, false}, [&](bool is_above) {
            const auto at = labels_.neighbour(i, is_above);
            if (!labels_.has_known_labels(at)) return false;
            return std::ranges::any_of(lines_[*at].labels.pieces,
                                       [](const LabelPiece& piece) { return piece.meaning.respondent.has_value(); });
        });
    }

    template <class Look>
    [[nodiscard]] std::optional<Words> find_yes_or_no(Look look) const
    {
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const std::string_view answer = look(i);
            const ReadValue value = answer.empty() ? ReadValue() : read_yes_no(answer, {});
            if (is_null(value.value) || value.sureness == Sureness::guessed) continue;
            return Words{.text = std::string(answer), .place = lines_[i].place, .sureness = Sureness::guessed};
        }
        return std::nullopt;
    }

    /// Behind the question mark or a colon, or below the line that ends with it.
    [[nodiscard]] std::string_view behind_question(std::size_t i) const
    {
        constexpr auto marks = std::to_array<std::string_view>({"?", "\uFF1F", "\u061F", "\uFF1A", ": "});
        if (lines_[i].kind != Kind::text || !labels_.is_used(i) || !lines_[i].unknown_label.empty()) return {};
        const std::string_view text = lines_[i].text;
        for (const std::string_view mark : marks) {
            const auto at = text.rfind(mark);
            if (at == std::string_view::npos) continue;
            const std::string_view rest = base::trim(text.substr(at + mark.size()));
            if (!rest.empty()) return rest;
            const auto below = labels_.neighbour(i, false);
            return below && lines_[*below].kind == Kind::text ? std::string_view(lines_[*below].text)
                                                              : std::string_view();
        }
        return {};
    }

    /// "Do you wish to be registered as    yes": a print may cut the end of a label off.
    [[nodiscard]] std::string_view behind_clipped(std::size_t i, const config::Question& question) const
    {
        constexpr std::size_t octets_min = 16;
        if (lines_[i].kind != Kind::text || !labels_.is_used(i)) return {};
        const std::string_view text = lines_[i].text;
        std::size_t longest = 0;
        for (const config::Wording& label : question.labels)
            longest =
                std::max(longest, static_cast<std::size_t>(std::ranges::mismatch(text, label.text).in1 - text.begin()));
        const auto blank = text.rfind(' ', longest);
        return longest < octets_min || blank == std::string_view::npos ? std::string_view()
                                                                       : base::trim(text.substr(blank));
    }

    /// "Yes, I would like to be listed.": a line of its own that nobody quotes.
    [[nodiscard]] std::string_view sentence(std::size_t i) const
    {
        constexpr std::size_t octets_max = 200;
        const bool may_be = lines_[i].kind == Kind::text && labels_.is_used(i) && lines_[i].depth == 0;
        return may_be && lines_[i].text.size() <= octets_max ? std::string_view(lines_[i].text) : std::string_view();
    }

    /// "Please add: Youth Network, mail@youth.example": an address seldom stands in a letter by chance. "Please leave out the
    /// second one": what takes an answer back is a person's to read.
    void tell_of_what_matters()
    {
        constexpr std::size_t octets_max = 120;
        for (const std::size_t i : loose_) {
            const std::string& text = lines_[i].text;
            const bool has_address = text.find('@') != std::string::npos || text.find("://") != std::string::npos ||
                                     text.find("www.") != std::string::npos;
            if (has_address || takes_back(text)) entries_.unread_lines.push_back(base::one_line(text, octets_max));
        }
    }

    std::span<const TextLine> lines_;
    std::span<const std::size_t> loose_;
    const UnknownLabels& labels_;
    const config::Form& form_;
    Entries& entries_;
};

}  // namespace

void read_loose_lines(std::span<const TextLine> lines, std::span<const std::size_t> loose, const UnknownLabels& labels,
                      const config::Form& form, Entries& entries)
{
    LooseLines(lines, loose, labels, form, entries).read();
}

}  // namespace form
