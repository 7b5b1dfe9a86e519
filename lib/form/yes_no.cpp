#include "form/yes_no.h"

#include "base/text.h"
#include "form/reading_result.h"
#include "form/written_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace form {

namespace {

constexpr std::size_t octets_max = 500;
constexpr std::size_t tokens_max = 60;

enum class Sign : unsigned char { yes, no, tick, box, other, comma };

const std::unordered_map<std::string, Sign>& words()
{
    static const std::unordered_map<std::string, Sign> all = [] {
        std::unordered_map<std::string, Sign> map;
        for (const char* each : {"yes",        "y",        "yeah",       "yep",       "true",
                                 "agree",      "agreed",   "willing",    "certainly", "sure",
                                 "gladly",     "ok",       "okay",       "of course", "with pleasure",
                                 "i do",       "honoured", "honored",    "an honour", "an honor",
                                 "delighted",  "oui",      "volontiers", "vrai",      "d'accord",
                                 "ja",         "jawohl",   "gern",       "gerne",     "wahr",
                                 "sí",         "si",       "claro",      "sim",       "da",
                                 "да",         "так",      "tak",        "ano",       "áno",
                                 "igen",       "kyllä",    "joo",        "jah",       "jā",
                                 "taip",       "evet",     "ναι",        "ใช่",        "ยินดี",
                                 "ได้",         "ประสงค์",   "ตกลง",       "はい",      "希望する",
                                 "希望します", "是",       "是的",       "愿意",      "願意",
                                 "예",         "네",       "نعم",        "أجل",       "بله",
                                 "بلی",        "כן",       "हाँ",         "हां",        "जी हाँ",
                                 "ya",         "iya",      "vâng",       "có",        "đồng ý",
                                 "oo",         "opo",      "ndiyo",      "po",        "jo",
                                 "já",         "ie",       "הן",         "bai",       "sì",
                                 "certo",      "jep",      "jes",        "tá",        "هو",
                                 "1"})
            map.emplace(bare_words(each), Sign::yes);
        for (const char* each : {"no",       "n",        "nope",          "false",        "not",
                                 "never",    "disagree", "unwilling",     "non",          "faux",
                                 "nein",     "falsch",   "nej",           "nei",          "nee",
                                 "não",      "nao",      "нет",           "ні",           "не",
                                 "nie",      "ne",       "nem",           "ei",           "hayır",
                                 "όχι",      "ไม่",       "ไม่ใช่",          "ไม่ได้",         "ไม่ประสงค์",
                                 "ไม่ยินดี",    "いいえ",   "希望しない",    "希望しません", "否",
                                 "不",       "不是",     "不愿意",        "不願意",       "아니오",
                                 "아니요",   "لا",       "كلا",           "خیر",          "نه",
                                 "לא",       "नहीं",      "tidak",         "bukan",        "không",
                                 "nu",       "nē",       "hindi",         "hapana",       "jo nuk",
                                 "i do not", "i don't",  "unfortunately", "regrettably",  "i regret",
                                 "0"})
            map.emplace(bare_words(each), Sign::no);
        for (const char* each : {"x", "х", "☒", "☑", "✓", "✔",  "✗", "✘", "☓",    "✅",    "■", "●", "√",
                                 "⊠", "⊗", "◉", "⦿", "v", "レ", "✕", "✖", "🗹", "🗸", "ⓧ", "×"})
            map.emplace(each, Sign::tick);
        for (const char* each :
             {"☐", "□", "▢", "○", "◯", "⬜", "_", "…", "?", "◻", "❏", "❑", "❒", "o", "\xEF\x82\xA8", "\xEF\x81\xAF"})
            map.emplace(each, Sign::box);
        return map;
    }();
    return all;
}

struct Sequence {
    std::vector<Sign> signs;
};

bool is_letter(unsigned char c)
{
    return c >= 0x80 || base::is_alphanumeric(static_cast<char>(c)) || c == '\'';
}

std::size_t octets_of_letter(char lead)
{
    const auto c = static_cast<unsigned char>(lead);
    return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

/// What stands within a pair of brackets: a mark, nothing, or words, which are read on their own.
std::optional<Sign> in_brackets(std::string_view inside)
{
    inside = base::trim(inside);
    if (inside.empty() || inside.find_first_not_of("_. ") == std::string_view::npos) return Sign::box;
    const std::string text = folded(inside);
    const auto found = words().find(text);
    if (found != words().end() && found->second == Sign::tick) return Sign::tick;
    return text == "*" || text == "+" ? std::optional(Sign::tick) : std::nullopt;
}

/// The commas and stops of East Asia as our own.
std::string with_plain_commas(std::string_view written)
{
    std::string text(written);
    for (const std::string_view comma : {"，", "、", "。", "／", "・"}) {
        for (auto at = text.find(comma); at != std::string::npos; at = text.find(comma, at + 1))
            text.replace(at, comma.size(), 1, ',');
    }
    return text;
}

/// Yes, no and marks in their order.
Sequence read_signs(std::string_view written)
{
    Sequence found;
    for (std::size_t i = 0; i < written.size() && found.signs.size() < tokens_max;) {
        const char c = written[i];
        if (c == '[' || c == '(') {
            const auto end = written.find(c == '[' ? ']' : ')', i);
            const auto sign =
                end == std::string_view::npos ? std::nullopt : in_brackets(written.substr(i + 1, end - i - 1));
            if (sign) found.signs.push_back(*sign);
            i = sign ? end + 1 : i + 1;
            continue;
        }
        if (c == '_') {  // a line to be marked; one around a mark is a part of it
            const auto end = std::min(written.find_first_not_of('_', i), written.size());
            const bool is_before_mark = end < written.size() && is_letter(static_cast<unsigned char>(written[end]));
            const bool is_after_mark =
                i > 0 && written[i - 1] != ' ' && !found.signs.empty() && found.signs.back() == Sign::tick;
            if (!is_before_mark && !is_after_mark) found.signs.push_back(Sign::box);
            i = end;
            continue;
        }
        const auto mark = words().find(std::string(written.substr(i, octets_of_letter(c))));
        const bool is_mark = mark != words().end() && (static_cast<unsigned char>(c) >= 0x80 || c == '?') &&
                             mark->second >= Sign::tick && mark->first != "х";
        if (is_mark) {
            found.signs.push_back(mark->second);
            i += octets_of_letter(c);
            continue;
        }
        if (!is_letter(static_cast<unsigned char>(c))) {
            if (c == ',' || c == ';') found.signs.push_back(Sign::comma);
            ++i;
            continue;
        }
        std::size_t end = i;
        while (end < written.size() && is_letter(static_cast<unsigned char>(written[end]))) {
            const std::size_t size = octets_of_letter(written[end]);
            const auto next = words().find(std::string(written.substr(end, size)));
            const bool is_next_mark = end > i && next != words().end() && next->second >= Sign::tick &&
                                      static_cast<unsigned char>(written[end]) >= 0x80 && next->first != "х";
            if (is_next_mark) break;
            end += size;
        }
        const std::string word = bare_words(written.substr(i, end - i));
        const auto sign = words().find(word);
        found.signs.push_back(sign == words().end() ? Sign::other : sign->second);
        i = std::max(end, i + 1);
    }
    return found;
}

/// The word that the one tick belongs to: by where the empty boxes stand, else the nearer one, else the one before it.
std::optional<Sign> ticked(const std::vector<Sign>& signs)
{
    std::vector<Sign> marks;
    for (const Sign each : signs) {
        if (each != Sign::other && each != Sign::comma) marks.push_back(each);
    }
    if (std::ranges::count(marks, Sign::tick) != 1) return std::nullopt;
    const auto tick = static_cast<std::size_t>(std::ranges::find(marks, Sign::tick) - marks.begin());
    const auto is_word = [&](std::size_t at) {
        return at < marks.size() && (marks[at] == Sign::yes || marks[at] == Sign::no);
    };
    const bool are_boxes_first = marks.front() == Sign::tick || marks.front() == Sign::box;
    if (are_boxes_first) return is_word(tick + 1) ? std::optional(marks[tick + 1]) : std::nullopt;
    return tick > 0 && is_word(tick - 1) ? std::optional(marks[tick - 1]) : std::nullopt;
}

ReadValue from_mark_alone(std::string_view written, const Writer& writer)
{
    const bool is_japanese = writer.country == "JP" || writer.language.starts_with("ja");
    const bool is_cross = written == "×" || written == "✗" || written == "✘" || written == "✕" || written == "✖";
    if (!is_cross) return likely(true);
    if (is_japanese) return guessed(false, Why::cross_no);
    return unreadable(Why::cross_unclear);
}

}  // namespace

ReadValue read_yes_no(std::string_view written, const Writer& writer)
{
    if (written.size() > octets_max) return unreadable(Why::no_answer);
    if (written == "○" || written == "◯" || written == "〇") return guessed(true, Why::circle_yes);
    if (const auto whole = words().find(bare_words(written)); whole != words().end() && whole->second <= Sign::no)
        return sure(whole->second == Sign::yes);

    const Sequence found = read_signs(with_plain_commas(written));
    const auto count = [&](Sign sign) { return std::ranges::count(found.signs, sign); };
    const auto words_said = count(Sign::yes) + count(Sign::no);
    const auto ticks = count(Sign::tick);
    if (words_said == 0 && ticks == 1 && count(Sign::other) == 0) return from_mark_alone(written, writer);
    if (words_said == 0 && ticks == 0 && count(Sign::other) == 0) return {};
    if (ticks == 1) {
        if (const auto sign = ticked(found.signs)) return sure(*sign == Sign::yes);
        return unreadable(Why::no_answer);
    }
    if (ticks > 1) return unreadable(Why::both_marked);
    const bool has_both = count(Sign::yes) > 0 && count(Sign::no) > 0;
    if (has_both && words_said == 3 && found.signs.size() == 3)
        return likely(found.signs.back() == Sign::yes);  // "Yes/No: no"
    if (has_both && count(Sign::other) == 0) return {};
    const auto first =
        std::ranges::find_if(found.signs, [](Sign each) { return each != Sign::box && each != Sign::comma; });
    if (first == found.signs.end() || words_said == 0) return unreadable(Why::no_answer);
    if (*first > Sign::no)
        return words_said == 1 ? guessed(count(Sign::yes) == 1, Why::no_answer) : unreadable(Why::no_answer);
    const bool is_yes = *first == Sign::yes;
    const bool is_followed_by_comma = first + 1 == found.signs.end() || *(first + 1) == Sign::comma;
    if (has_both || (!is_followed_by_comma && !is_yes)) return guessed(is_yes, Why::no_answer);
    return likely(is_yes);
}

bool offers_yes_and_no(std::string_view label)
{
    label = base::trim(label);
    while (label.ends_with(':') || label.ends_with('?')) label.remove_suffix(1);
    for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"(", ")"}, {"\uFF08", "\uFF09"}}) {
        const auto start = label.rfind(open);
        if (start == std::string_view::npos || !label.ends_with(close)) continue;
        const std::string_view inside =
            label.substr(start + open.size(), label.size() - start - open.size() - close.size());
        Sequence found = read_signs(with_plain_commas(inside));
        std::erase(found.signs, Sign::comma);
        return found.signs == std::vector{Sign::yes, Sign::no} || found.signs == std::vector{Sign::no, Sign::yes};
    }
    return false;
}

}  // namespace form
