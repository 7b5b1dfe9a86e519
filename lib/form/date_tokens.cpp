#include "form/date_tokens.h"

#include "base/text.h"
#include "form/date_words.h"
#include "form/written_text.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace form {

namespace {

using Word = DateWord::Kind;
using Token = DateToken::Kind;

constexpr std::size_t octets_max = 400;
constexpr std::size_t tokens_max = 40;
constexpr std::size_t phrase_words_max = 3;
constexpr int digits_max = 8;  // 20050514

/// A token, or a word whose neighbours decide what it is.
struct Piece {
    std::optional<DateToken> token;
    const std::vector<DateWord>* meanings = nullptr;  ///< of a word
    std::string word;
    bool is_glued = false;  ///< to what stands before it

    [[nodiscard]] bool is(Token kind) const { return token && token->kind == kind; }
    [[nodiscard]] bool may_be(Word kind) const
    {
        return meanings != nullptr &&
               std::ranges::any_of(*meanings, [&](const DateWord& each) { return each.kind == kind; });
    }
    [[nodiscard]] bool is_above_all(Word kind) const
    {
        return meanings != nullptr && !meanings->empty() && meanings->front().kind == kind;
    }
};

struct Letter {
    UChar32 code = 0;
    std::size_t size = 1;
};

/// Of text that is UTF-8, at the first octet of a character.
Letter letter_at(std::string_view text, std::size_t at)
{
    const auto octet = [&](std::size_t i) { return static_cast<UChar32>(static_cast<unsigned char>(text[at + i])); };
    const UChar32 lead = octet(0);
    if (lead < 0x80) return {.code = lead};
    const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    UChar32 code = lead & (0x7F >> size);
    for (std::size_t i = 1; i < size; ++i) code = (code << 6) | (octet(i) & 0x3F);
    return {.code = code, .size = size};
}

bool is_word_letter(UChar32 c)
{
    return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_M_MASK)) != 0;
}

/// Of a script that does not part its words.
bool is_unparted(UChar32 c)
{
    UErrorCode error = U_ZERO_ERROR;
    switch (uscript_getScript(c, &error)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_THAI:
    case USCRIPT_LAO:
    case USCRIPT_KHMER:
    case USCRIPT_MYANMAR: return true;
    default: return false;
    }
}

/// Value of a Chinese digit; 10 for the sign of ten; -1: none.
int chinese_digit(UChar32 c)
{
    constexpr std::u32string_view digits = U"〇一二三四五六七八九十";
    if (c == U'零') return 0;
    const auto at = digits.find(static_cast<char32_t>(c));
    return at == std::u32string_view::npos ? -1 : static_cast<int>(at);
}

std::optional<Token> sign_of(UChar32 c)
{
    switch (c) {
    case '-':
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
    case 0x30FC: return Token::dash;
    case '~':
    case 0x301C:
    case 0x2192:
    case 0x223C:
    case 0x2053: return Token::range;
    case '/': return Token::slash;
    case '.': return Token::dot;
    case ',':
    case ';':
    case 0x3001: return Token::comma;
    case '&':
    case '+': return Token::both;
    default: return std::nullopt;
    }
}

class Lexer {
  public:
    explicit Lexer(std::string text) : text_(std::move(text)) {}

    std::optional<std::vector<Piece>> run()
    {
        while (at_ < text_.size()) {
            if (pieces_.size() > 2 * tokens_max) return std::nullopt;
            step();
        }
        return std::move(pieces_);
    }

    [[nodiscard]] bool is_thai() const { return is_thai_; }
    [[nodiscard]] bool has_question() const { return has_question_; }

  private:
    void step()
    {
        const Letter letter = letter_at(text_, at_);
        const UChar32 c = letter.code;
        if (c < 0x80 && base::is_digit(static_cast<char>(c))) return number();
        if (chinese_digit(c) >= 0) return chinese_number();
        if (c == '\'' || c == 0x2019) return short_year(letter.size);
        if (is_unparted(c) || c == '(') return unparted(letter);
        if (is_era_letter()) return era_letter();
        if (is_word_letter(c)) return word();
        if (c == ':') pieces_.push_back({.word = ":"});
        if (c == '?') has_question_ = true;
        if (const auto sign = sign_of(c)) pieces_.push_back({.token = DateToken{*sign}});
        at_ += letter.size;
    }

    [[nodiscard]] bool is_glued() const { return at_ > 0 && text_[at_ - 1] != ' '; }

    void number()
    {
        const bool glued = is_glued();
        DateToken token{Token::number};
        for (; at_ < text_.size() && base::is_digit(text_[at_]); ++at_, ++token.digits) {
            if (token.digits < digits_max) token.value = token.value * 10 + (text_[at_] - '0');
        }
        pieces_.push_back({.token = token, .is_glued = glued});
    }

    /// 二〇〇五 is 2005, 二十四 is 24.
    void chinese_number()
    {
        constexpr int ten = 10;
        DateToken token{Token::number};
        bool has_ten = false;
        while (at_ < text_.size() && token.digits < digits_max / 2) {
            const Letter letter = letter_at(text_, at_);
            const int digit = chinese_digit(letter.code);
            if (digit < 0) break;
            if (digit == ten) {
                token.value = std::max(token.value, 1) * ten;
            } else {
                token.value = has_ten ? token.value + digit : token.value * ten + digit;
            }
            has_ten = has_ten || digit == ten;
            ++token.digits;
            at_ += letter.size;
        }
        if (has_ten || token.digits < 4) token.digits = 2;
        pieces_.push_back({.token = token});
    }

    void short_year(std::size_t size)
    {
        at_ += size;
        const std::string_view rest = std::string_view(text_).substr(at_);
        const bool is_year = !pieces_.empty() && rest.size() >= 2 && base::is_digit(rest[0]) &&
                             base::is_digit(rest[1]) && (rest.size() == 2 || !base::is_digit(rest[2]));
        if (!is_year) return;
        pieces_.push_back({.token = DateToken{Token::year, (rest[0] - '0') * 10 + (rest[1] - '0'), 2}});
        at_ += 2;
    }

    /// The dots of พ.ศ. are no part of the word.
    void unparted(const Letter& first)
    {
        is_thai_ = is_thai_ || (first.code >= 0x0E00 && first.code <= 0x0E7F);
        std::string run;
        std::vector<std::size_t> ends;  // in the text, of each octet of the run
        for (std::size_t i = at_; i < text_.size() && run.size() < 64;) {
            const Letter letter = letter_at(text_, i);
            const bool is_bracket = letter.code == '(' || letter.code == ')';
            if (letter.code != '.' && !is_bracket && !is_unparted(letter.code) && !is_word_letter(letter.code)) break;
            if (letter.code != '.') run += text_.substr(i, letter.size);
            i += letter.size;
            ends.resize(run.size(), i);
        }
        const std::size_t length = date_word_at(run);
        if (length == 0) {
            if (first.code != '(') pieces_.push_back({.word = text_.substr(at_, first.size)});
            at_ += first.size;
            return;
        }
        const std::string key = run.substr(0, length);
        pieces_.push_back({.meanings = &date_words(key), .word = key});
        at_ = ends[length - 1];
    }

    /// Where the word ends that begins at `start`; a dot between letters belongs to it ("p.m").
    [[nodiscard]] std::size_t word_end(std::size_t start) const
    {
        std::size_t end = start;
        while (end < text_.size()) {
            const Letter letter = letter_at(text_, end);
            const bool is_inner_dot = letter.code == '.' && end + 1 < text_.size() &&
                                      is_word_letter(letter_at(text_, end + 1).code) &&
                                      !is_unparted(letter_at(text_, end + 1).code);
            if (!is_inner_dot && (!is_word_letter(letter.code) || is_unparted(letter.code))) break;
            end += letter.size;
        }
        return end;
    }

    /// "H17.5.14": years of Japan by the first letter of the era.
    [[nodiscard]] bool is_era_letter() const
    {
        const std::string_view rest = std::string_view(text_).substr(at_);
        if (!pieces_.empty() || rest.size() < 3 || std::string_view("hsr").find(rest[0]) == std::string_view::npos)
            return false;
        const auto end = rest.find_first_not_of("0123456789", 1);
        const bool is_short = end == 2 || end == 3;
        return is_short &&
               (rest[end] == '.' || rest[end] == '/' || rest[end] == '-' || rest.substr(end).starts_with("年"));
    }

    void era_letter()
    {
        const std::string_view era = text_[at_] == 'h' ? "平成" : text_[at_] == 's' ? "昭和" : "令和";
        pieces_.push_back({.meanings = &date_words(era), .word = std::string(era)});
        ++at_;
    }

    void word()
    {
        const bool glued = is_glued() && !pieces_.empty();
        std::array<std::size_t, phrase_words_max> ends{};
        std::size_t count = 0;
        for (std::size_t start = at_; count < ends.size();) {
            ends.at(count++) = word_end(start);
            start = ends.at(count - 1);
            if (start + 1 >= text_.size() || text_[start] != ' ' || !is_word_letter(letter_at(text_, start + 1).code))
                break;
            ++start;
        }
        for (std::size_t i = count; i-- > 0;) {
            const std::string key = date_word_key(std::string_view(text_).substr(at_, ends.at(i) - at_));
            const auto& meanings = date_words(key);
            if (meanings.empty() && i > 0) continue;
            pieces_.push_back({.meanings = &meanings, .word = key, .is_glued = glued});
            if (meanings.empty()) strip_prefix(pieces_.back());
            at_ = ends.at(i);
            return;
        }
    }

    /// Hebrew writes "in" and "the" at the word.
    static void strip_prefix(Piece& piece)
    {
        constexpr std::string_view in = "ב";
        if (!piece.word.starts_with(in)) return;
        const auto& meanings = date_words(std::string_view(piece.word).substr(in.size()));
        if (!meanings.empty()) piece.meanings = &meanings;
    }

    std::string text_;
    std::size_t at_ = 0;
    std::vector<Piece> pieces_;
    bool is_thai_ = false;
    bool has_question_ = false;
};

using Pieces = std::vector<Piece>;

bool is_number(const Pieces& pieces, std::size_t at)
{
    return at < pieces.size() && pieces[at].is(Token::number);
}

/// An hour at the end, with minutes behind a dot.
bool take_hour(Pieces& pieces)
{
    const auto is_short = [&](std::size_t from_end) {
        return pieces.size() >= from_end && pieces[pieces.size() - from_end].is(Token::number) &&
               pieces[pieces.size() - from_end].token->digits <= 2;
    };
    if (!is_short(1)) return false;
    const bool has_minutes = is_short(3) && pieces[pieces.size() - 2].is(Token::dot);
    pieces.resize(pieces.size() - (has_minutes ? 3 : 1));
    return has_minutes;
}

/// The hours before a word like "Uhr": one, or a span of two.
void take_hours(Pieces& pieces)
{
    const bool has_minutes = take_hour(pieces);
    const bool is_span = pieces.size() >= 3 && (pieces.back().is(Token::dash) || pieces.back().may_be(Word::range)) &&
                         pieces[pieces.size() - 2].is(Token::number);
    if (!is_span) return;
    const Piece& ahead = pieces[pieces.size() - 3];
    const bool is_behind_date = ahead.is(Token::comma) || (ahead.is(Token::number) && ahead.token->digits == 4);
    if (!has_minutes && !is_behind_date) return;
    pieces.pop_back();
    take_hour(pieces);
}

/// Times of day go: "9:00", "9.30 Uhr", "at 10", "9h30".
Pieces without_times(const Pieces& pieces)
{
    Pieces kept;
    bool is_behind_time = false;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const Piece& piece = pieces[i];
        const bool was_behind_time = std::exchange(is_behind_time, false);
        const bool is_before_minutes =
            is_number(pieces, i) && i + 2 < pieces.size() && pieces[i + 1].word == ":" && is_number(pieces, i + 2);
        if (is_before_minutes) {
            i += 2;
            while (i + 2 < pieces.size() && (pieces[i + 1].word == ":" || pieces[i + 1].is(Token::dot)) &&
                   is_number(pieces, i + 2) && pieces[i + 2].is_glued)
                i += 2;
            // A zone: "+0200".
            const bool has_zone =
                i + 2 < pieces.size() && (pieces[i + 1].is(Token::both) || pieces[i + 1].is(Token::dash)) &&
                is_number(pieces, i + 2) && pieces[i + 2].is_glued && pieces[i + 2].token->digits == 4;
            if (has_zone) i += 2;
            is_behind_time = true;
            continue;
        }
        if (piece.is_above_all(Word::hour)) {
            if (!was_behind_time) take_hours(kept);
            if (is_number(pieces, i + 1) && pieces[i + 1].is_glued && piece.is_glued) ++i;  // 9h30
            continue;
        }
        if (piece.is_above_all(Word::hour_ahead)) {
            if (is_number(pieces, i + 1) && pieces[i + 1].token->digits <= 2) ++i;
            continue;
        }
        if (piece.word != ":") kept.push_back(piece);
    }
    return kept;
}

int roman_month(std::string_view word)
{
    constexpr std::array<std::string_view, 12> numerals{"i",   "ii",   "iii", "iv", "v",  "vi",
                                                        "vii", "viii", "ix",  "x",  "xi", "xii"};
    const auto found = std::ranges::find(numerals, word);
    return found == numerals.end() ? 0 : static_cast<int>(found - numerals.begin()) + 1;
}

bool is_month_alone(const Piece& piece)
{
    return piece.may_be(Word::month) && !piece.may_be(Word::filler);
}

/// "14.V.2005", where no other month is named.
void read_roman_months(Pieces& pieces)
{
    if (std::ranges::any_of(pieces, is_month_alone)) return;
    for (std::size_t i = 1; i + 1 < pieces.size(); ++i) {
        const int month = pieces[i].token ? 0 : roman_month(pieces[i].word);
        const std::size_t before = pieces[i - 1].token && pieces[i - 1].token->is_sign() ? i - 2 : i - 1;
        const std::size_t after = pieces[i + 1].token && pieces[i + 1].token->is_sign() ? i + 2 : i + 1;
        if (month == 0 || !is_number(pieces, before) || !is_number(pieces, after)) continue;
        pieces[i].token = DateToken{Token::month, month};
        pieces[i].meanings = nullptr;
    }
}

class Reader {
  public:
    Reader(DateTokens& found, std::string_view language)
        : found_(found), language_(language.substr(0, language.find('-')))
    {
    }

    void run(const Pieces& pieces)
    {
        has_plain_month_ = std::ranges::any_of(pieces, is_month_alone);
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            const Piece& piece = pieces[i];
            if (piece.token) {
                found_.tokens.push_back(*piece.token);
                continue;
            }
            const bool has_number_next = is_number(pieces, i + 1);
            if (piece.is_glued && piece.may_be(Word::ordinal) && is_last(Token::number) &&
                !(has_number_next && pieces[i + 1].is_glued))
                continue;
            if (piece.meanings == nullptr || piece.meanings->empty()) {
                other(pieces, i);
                continue;
            }
            meaning(pieces, i);
        }
        read_marks();
    }

  private:
    [[nodiscard]] bool is_last(Token kind) const { return !found_.tokens.empty() && found_.tokens.back().kind == kind; }

    void other(const Pieces& pieces, std::size_t& i)
    {
        const bool is_quarter = pieces[i].word == "q" && is_number(pieces, i + 1) && pieces[i + 1].token->value <= 4;
        if (is_quarter) {
            found_.quarter = pieces[++i].token->value;
            return;
        }
        if (const int month = misspelt_month(pieces[i].word)) {
            found_.tokens.push_back({Token::month, month});
            found_.is_month_unsure = true;
            return;
        }
        found_.has_other_words = true;
    }

    /// English months alone: others are too alike.
    static int misspelt_month(std::string_view word)
    {
        constexpr std::array<std::u32string_view, 12> names{U"january",   U"february", U"march",    U"april",
                                                            U"may",       U"june",     U"july",     U"august",
                                                            U"september", U"october",  U"november", U"december"};
        constexpr std::size_t letters_min = 6;
        const std::u32string letters = letters_of(word);
        if (letters.size() < letters_min) return 0;
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (names.at(i).size() >= letters_min && slips_between(letters, names.at(i), 1) <= 1)
                return static_cast<int>(i) + 1;
        }
        return 0;
    }

    void month(const Piece& piece)
    {
        const DateWord* chosen = nullptr;
        for (const DateWord& each : *piece.meanings) {
            if (each.kind != Word::month) continue;
            if (chosen == nullptr || (each.language == language_ && chosen->language != language_)) chosen = &each;
        }
        const bool is_unsure = (language_.empty() || chosen->language != language_) &&
                               std::ranges::count(*piece.meanings, Word::month, &DateWord::kind) > 1;
        found_.is_month_unsure = found_.is_month_unsure || is_unsure;
        found_.tokens.push_back({Token::month, chosen->value});
    }

    void meaning(const Pieces& pieces, std::size_t& i)
    {
        const Piece& piece = pieces[i];
        // A day of the week is never needed, a month always is: "mar." is Tuesday only beside another month.
        const bool is_month = piece.may_be(Word::month) && (is_month_alone(piece) || !has_plain_month_);
        if (is_month && !(piece.is_above_all(Word::about) && has_plain_month_)) return month(piece);
        const bool is_dashed = i + 1 < pieces.size() && pieces[i + 1].is(Token::dash);
        const bool is_weekday = piece.may_be(Word::filler) && piece.is_above_all(Word::about) && !is_dashed;
        if (is_weekday) return;
        const DateWord& first = piece.meanings->front();
        switch (first.kind) {
        case Word::month: return;
        case Word::persian_month:
            found_.is_persian = true;
            found_.tokens.push_back({Token::month, first.value});
            return;
        case Word::other_calendar: found_.is_lunar = true; return;
        case Word::range:
            found_.is_about = found_.is_about || (first.value == until && found_.tokens.empty());
            found_.tokens.push_back({Token::range});
            return;
        case Word::both: found_.tokens.push_back({is_between_ ? Token::range : Token::both}); return;
        case Word::between: is_between_ = true; return;
        case Word::or_else: found_.is_open_choice = true; return;
        case Word::year_mark: mark(Token::year); return;
        case Word::month_mark: mark(Token::month); return;
        case Word::day_mark: mark(Token::day); return;
        case Word::year_ahead: next_is_ = Token::year; break;
        case Word::month_ahead: next_is_ = Token::month; break;
        case Word::era: era_ = first.value; break;
        case Word::buddhist:
            found_.is_buddhist = found_.is_buddhist || is_last(Token::number) || is_number(pieces, i + 1);
            return;
        case Word::quarter: quarter(); return;
        case Word::unfixed: found_.is_unfixed = true; return;
        case Word::about:
            found_.is_about = true;
            if (is_dashed) ++i;  // "mid-May"
            return;
        case Word::again: found_.is_repeated = true; return;
        case Word::filler: found_.has_start = found_.has_start || first.value == from; return;
        case Word::ordinal:
        case Word::common:
        case Word::hour:
        case Word::hour_ahead: return;
        }
        take_number(pieces, i);
    }

    void mark(Token kind)
    {
        if (is_last(Token::number)) found_.tokens.back().kind = kind;
    }

    /// The number behind "năm", "tháng" or the name of an era.
    void take_number(const Pieces& pieces, std::size_t& i)
    {
        const bool is_first_year = era_ && i + 1 < pieces.size() && pieces[i + 1].word == "元";
        if (is_number(pieces, i + 1) || is_first_year) {
            DateToken token = is_first_year ? DateToken{Token::year, 1, 2} : *pieces[i + 1].token;
            token.kind = era_ ? Token::year : *next_is_;
            if (era_) token = {Token::year, *era_ + token.value, 4};
            found_.tokens.push_back(token);
            ++i;
            if (i + 1 < pieces.size() && pieces[i + 1].is_above_all(Word::year_mark)) ++i;
        }
        era_.reset();
        next_is_.reset();
    }

    void quarter()
    {
        if (!is_last(Token::number) || found_.tokens.back().value > 4) return;
        found_.quarter = found_.tokens.back().value;
        found_.tokens.pop_back();
    }

    /// Signs at the ends part nothing.
    void read_marks()
    {
        auto& tokens = found_.tokens;
        while (!tokens.empty() && tokens.back().is_sign()) tokens.pop_back();
        const auto first = std::ranges::find_if(tokens, [](const DateToken& each) { return !each.is_sign(); });
        tokens.erase(tokens.begin(), first);
    }

    DateTokens& found_;
    std::string_view language_;
    bool has_plain_month_ = false;
    bool is_between_ = false;
    std::optional<int> era_;
    std::optional<Token> next_is_;
};

/// "14, 15 and 16": the first and the last of days that follow each other.
void join_days(std::vector<DateToken>& tokens)
{
    const auto is_day = [&](std::size_t at) {
        return at < tokens.size() && tokens[at].kind == Token::number && tokens[at].digits <= 2;
    };
    for (std::size_t start = 0; start < tokens.size(); ++start) {
        std::size_t last = start;
        bool has_both = false;
        while (is_day(last) && is_day(last + 2) && tokens[last + 2].value == tokens[last].value + 1 &&
               (tokens[last + 1].kind == Token::comma || tokens[last + 1].kind == Token::both)) {
            has_both = has_both || tokens[last + 1].kind == Token::both;
            last += 2;
        }
        if (!has_both) continue;
        tokens[start + 1].kind = Token::range;
        tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(start) + 2,
                     tokens.begin() + static_cast<std::ptrdiff_t>(last));
    }
}

}  // namespace

std::optional<DateTokens> date_tokens(std::string_view written, std::string_view language)
{
    if (written.size() > octets_max) return std::nullopt;
    Lexer lexer(folded(written));
    const auto pieces = lexer.run();
    if (!pieces) return std::nullopt;
    DateTokens found;
    found.is_thai = lexer.is_thai();
    found.is_about = lexer.has_question();
    Pieces dated = without_times(*pieces);
    read_roman_months(dated);
    Reader(found, language).run(dated);
    join_days(found.tokens);
    if (found.tokens.size() > tokens_max) return std::nullopt;
    return found;
}

}  // namespace form
