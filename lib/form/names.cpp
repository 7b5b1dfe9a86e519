#include "form/names.h"

#include "base/text.h"
#include "form/text_layout.h"
#include "form/usual_names.h"
#include "form/yes_no.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>

namespace form {

namespace {

constexpr std::size_t name_octets_max = 160;  // longer ones are prose

bool is_mark(UChar32 c)
{
    const auto kind = u_charType(c);
    return kind == U_NON_SPACING_MARK || kind == U_ENCLOSING_MARK || kind == U_FORMAT_CHAR;
}

/// Thai and others write vowels as marks; without them words would fall together, but both sides are written so.
bool is_letter(UChar32 c)
{
    return u_isalnum(c) != 0 || u_charType(c) == U_COMBINING_SPACING_MARK;
}

}  // namespace

std::string plain_name(std::string_view utf8)
{
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* const normalizer = icu::Normalizer2::getNFKDInstance(error);
    icu::UnicodeString text =
        icu::UnicodeString::fromUTF8({utf8.data(), static_cast<std::int32_t>(utf8.size())}).foldCase();
    if (U_SUCCESS(error) != 0) text = normalizer->normalize(text, error);
    icu::UnicodeString plain;
    bool has_gap = false;
    for (std::int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
        const UChar32 c = text.char32At(i);
        if (is_mark(c)) continue;
        if (!is_letter(c)) {
            has_gap = true;
            continue;
        }
        if (has_gap && !plain.isEmpty()) plain.append(static_cast<char16_t>(' '));
        has_gap = false;
        plain.append(c);
    }
    std::string result;
    plain.toUTF8String(result);
    return result;
}

namespace {

constexpr auto small_words = std::to_array<std::string_view>({
    "the", "of",  "a",   "an",  "and", "or", "no", "nr", "n",      "s",        "de",       "la", "le",
    "les", "l",   "du",  "des", "d",   "et", "ou", "el", "los",    "las",      "del",      "y",  "o",
    "der", "die", "das", "des", "und", "da", "do", "e",  "please", "optional", "required",
});

std::string without_small_words(std::string_view plain)
{
    std::string bare;
    for (const std::string_view word : base::split(plain, ' ')) {
        if (std::ranges::find(small_words, word) != small_words.end()) continue;
        if (!bare.empty()) bare += ' ';
        bare += word;
    }
    return bare;
}

/// "Contact (e-mail address, URL)" as "Contact".
std::string without_parentheses(std::string_view written)
{
    std::string rest;
    std::size_t depth = 0;
    for (const char c : written) {
        if (c == '(' || c == '[') ++depth;
        if (depth == 0) rest += c;
        if ((c == ')' || c == ']') && depth > 0) --depth;
    }
    return rest;
}

/// Takes a number off the front or end: "name 2", "2 name", "q2".
std::optional<std::size_t> take_number(std::string& plain)
{
    constexpr std::size_t digits_max = 3;
    const auto number_of = [](std::string_view word) -> std::optional<std::size_t> {
        if (word.size() > digits_max) return std::nullopt;
        const auto number = base::parse_number(word);
        return number && *number > 0 ? std::optional(static_cast<std::size_t>(*number)) : std::nullopt;
    };
    const auto first = std::min(plain.find(' '), plain.size());
    if (const auto number = number_of(std::string_view(plain).substr(0, first)); number && first < plain.size()) {
        plain.erase(0, first + 1);
        return number;
    }
    const auto last = plain.find_last_not_of("0123456789");
    if (last == std::string::npos) return std::nullopt;
    const auto number = number_of(std::string_view(plain).substr(last + 1));
    if (number) plain.erase(plain.find_last_not_of(' ', last) + 1);
    return number;
}

/// Whether one becomes the other by at most `most` letters written wrongly, left out, added or swapped. Octets do for
/// letters here.
// NOLINTNEXTLINE(misc-no-recursion): as deep as slips are allowed
bool differs_by(std::string_view a, std::string_view b, std::size_t most)
{
    if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > most) return false;
    const auto [in_a, in_b] = std::ranges::mismatch(a, b);
    a.remove_prefix(static_cast<std::size_t>(in_a - a.begin()));
    b.remove_prefix(static_cast<std::size_t>(in_b - b.begin()));
    if (a.empty() && b.empty()) return true;
    if (most == 0) return false;
    const auto rest = [](std::string_view text, std::size_t octets) {
        return text.substr(std::min(octets, text.size()));
    };
    const bool is_swap = a.size() > 1 && b.size() > 1 && a[0] == b[1] && a[1] == b[0];
    return differs_by(rest(a, 1), rest(b, 1), most - 1) || differs_by(rest(a, 1), b, most - 1) ||
           differs_by(a, rest(b, 1), most - 1) || (is_swap && differs_by(rest(a, 2), rest(b, 2), most - 1));
}

/// Whole words of `text`.
bool has_words(std::string_view text, std::string_view words)
{
    for (auto at = text.find(words); at != std::string_view::npos; at = text.find(words, at + 1)) {
        const bool begins = at == 0 || text[at - 1] == ' ';
        const std::size_t end = at + words.size();
        if (begins && (end == text.size() || text[end] == ' ')) return true;
    }
    return false;
}

Meaning at_most(Meaning meaning, Sureness sureness)
{
    for (auto* target : {&meaning.respondent, &meaning.column}) {
        if (*target) (*target)->sureness = std::max((*target)->sureness, sureness);
    }
    return meaning;
}

}  // namespace

namespace {

/// All that we may have sent around the questions, as one run of plain words.
std::string prose_of(const config::Form& form)
{
    std::string all = " ";
    for (const config::Wordings* texts : {&form.titles, &form.introductions}) {
        for (const config::Wording& text : *texts) all += plain_name(text.text) + ' ';
    }
    for (const std::string& text : layout_prose()) all += plain_name(text) + ' ';
    return all;
}

std::string examples_of(const config::Form& form)
{
    std::string all = " ";
    for (const std::vector<std::string>& example : form.examples) {
        for (const std::string& text : example) all += plain_name(text) + ' ';
    }
    return all;
}

/// Short ones may be anybody's words.
bool holds_line(const std::string& prose, const std::string& plain)
{
    constexpr std::size_t octets_min = 12;
    return plain.size() >= octets_min && prose.find(' ' + plain + ' ') != std::string::npos;
}

}  // namespace

Names::Names(const config::Form& form) : form_(form), prose_(prose_of(form)), examples_(examples_of(form))
{
    const auto add_all = [&](Scope scope, const std::vector<config::Question>& questions) {
        for (std::size_t i = 0; i < questions.size(); ++i) {
            for (const config::Wording& label : questions[i].labels) add(scope, i, label.text, NameRank::label);
            for (const std::string& name : questions[i].other_names) add(scope, i, name, NameRank::other);
            add(scope, i, questions[i].key, NameRank::other);
            for (const std::string_view name : usual_names(questions[i].type)) add(scope, i, name, NameRank::usual);
        }
    };
    add_all(Scope::row, form.columns);
    add_all(Scope::respondent, form.respondent);
}

bool Names::is_own_prose(const std::string& plain) const
{
    return holds_line(prose_, plain);
}

bool Names::is_of_example(const std::string& plain) const
{
    return holds_line(examples_, plain);
}

void Names::add(Scope scope, std::size_t index, std::string_view name, NameRank rank)
{
    const Target target{.index = index, .rank = rank, .sureness = Sureness::sure};
    add_to(whole_, plain_name(name), scope, target);
    add_to(whole_, plain_name(without_parentheses(name)), scope, target);
    Target likely = target;
    likely.sureness = Sureness::likely;
    add_to(bare_, without_small_words(plain_name(name)), scope, likely);
}

void Names::add_to(Known& known, const std::string& plain, Scope scope, const Target& target) const
{
    if (plain.empty()) return;
    auto& slot = scope == Scope::row ? known[plain].column : known[plain].respondent;
    if (!slot || target.rank < slot->rank) slot = target;
}

Meaning Names::find_plain(const std::string& plain) const
{
    const auto whole = whole_.find(plain);
    if (whole != whole_.end()) return whole->second;
    const auto bare = bare_.find(without_small_words(plain));
    return bare != bare_.end() ? bare->second : Meaning{};
}

Meaning Names::find(std::string_view written) const
{
    const Meaning meaning = find_exactly(written);
    if (meaning.is_found() || written.size() > name_octets_max) return meaning;
    const Meaning nearly = find_nearly(plain_name(without_parentheses(written)));
    if (nearly.is_found()) return nearly;
    const Meaning offer = find_by_offer(written);
    return offer.is_found() ? offer : find_by_parts(written);
}

/// "Firm / Organization": what its parts mean that mean anything, where they agree.
Meaning Names::find_by_parts(std::string_view written) const
{
    constexpr std::size_t octets_max = 60;
    std::string parted(written.substr(0, octets_max));
    std::ranges::replace(parted, '/', ',');
    const bool is_label = written.size() <= octets_max && std::ranges::count(parted, ',') == 1 &&
                          std::ranges::none_of(parted, base::is_digit);
    if (!is_label) return {};
    Meaning all;
    for (const std::string_view part : base::split(parted, ',')) {
        const Meaning meaning = find_exactly(part);
        if (!meaning.is_found()) continue;
        const auto differs = [](const std::optional<Target>& a, const std::optional<Target>& b) {
            return a && b && a->index != b->index;
        };
        if (differs(all.column, meaning.column) || differs(all.respondent, meaning.respondent)) return {};
        if (!all.is_found()) all = meaning;
    }
    return at_most(all, Sureness::likely);
}

/// "Would you like to be listed? (yes/no)": what offers both is the form's only question of that kind.
Meaning Names::find_by_offer(std::string_view written) const
{
    const auto is_yes_no = [](const config::Question& question) { return question.type == config::AnswerType::yes_no; };
    if (std::ranges::count_if(form_.columns, is_yes_no) != 1 || !offers_yes_and_no(written)) return {};
    const auto found = std::ranges::find_if(form_.columns, is_yes_no);
    Meaning meaning;
    meaning.column = Target{.index = static_cast<std::size_t>(found - form_.columns.begin()),
                            .rank = NameRank::usual,
                            .sureness = Sureness::sure};
    return meaning;
}

Meaning Names::find_exactly(std::string_view written) const
{
    if (written.size() > name_octets_max) return {};
    const std::string plain = plain_name(written);
    if (plain.empty()) return {};
    if (const Meaning meaning = find_plain(plain); meaning.is_found()) return meaning;
    std::string main = plain_name(without_parentheses(written));
    if (const Meaning meaning = find_plain(main); meaning.is_found()) return meaning;
    const auto number = take_number(main);
    if (number) {
        Meaning meaning = find_plain(main);
        meaning.number = number;
        if (meaning.is_found()) return meaning;
    }
    return {};
}

Meaning Names::find_nearly(const std::string& plain) const
{
    constexpr std::size_t one_slip_octets_min = 6;
    constexpr std::size_t two_slips_octets_min = 12;
    constexpr std::size_t octets_max = 60;
    if (plain.size() < one_slip_octets_min || plain.size() > octets_max) return {};
    const std::size_t most = plain.size() >= two_slips_octets_min ? 2 : 1;
    for (std::size_t slips = 1; slips <= most; ++slips) {
        for (const auto& [name, meaning] : whole_) {
            if (name.size() >= one_slip_octets_min && differs_by(plain, name, slips))
                return at_most(meaning, Sureness::likely);
        }
    }
    return {};
}

/// "Website of the organization" asks for a website: what names a kind of answer outweighs what it is of.
bool Names::names_a_kind(const Meaning& meaning) const
{
    const auto is_kind = [](const std::optional<Target>& target, const std::vector<config::Question>& questions) {
        return target && !usual_names(questions[target->index].type).empty();
    };
    return is_kind(meaning.column, form_.columns) || (!meaning.column && is_kind(meaning.respondent, form_.respondent));
}

Meaning Names::find_heading(std::string_view written) const
{
    if (Meaning meaning = find(written); meaning.is_found()) return meaning;
    constexpr std::size_t part_octets_min = 4;
    const std::string plain = plain_name(written);
    if (plain.size() > name_octets_max) return {};
    Meaning best;
    std::size_t best_weight = 0;
    bool is_ambiguous = false;
    for (const auto& [name, meaning] : whole_) {
        const bool is_long = name.size() >= part_octets_min || !base::is_ascii(name);
        if (!is_long || !has_words(plain, name)) continue;
        const bool differs =
            best.is_found() && best.column && meaning.column && best.column->index != meaning.column->index;
        is_ambiguous = is_ambiguous || differs;
        const std::size_t weight = name.size() + (names_a_kind(meaning) ? name_octets_max : 0);
        if (weight <= best_weight) continue;
        best = meaning;
        best_weight = weight;
    }
    return at_most(best, is_ambiguous ? Sureness::guessed : Sureness::likely);
}

}  // namespace form
