#include "mail/encoded_word.h"

#include "base/text.h"
#include "mail/charset.h"
#include "mail/header.h"
#include "mail/transfer_encoding.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace mail {

namespace {

struct EncodedWord {
    std::string_view charset;
    std::string octets;
    std::size_t length;  ///< of the whole word as written
};

/// RFC 2047 §4.2.
std::string decode_q(std::string_view text)
{
    std::string octets;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int octet = text[i] == '=' ? read_hex_octet(text.substr(i + 1)) : -1;
        if (octet >= 0) i += 2;
        octets += octet >= 0 ? static_cast<char>(octet) : text[i] == '_' ? ' ' : text[i];
    }
    return octets;
}

bool is_base64(std::string_view text)
{
    const auto is_allowed = [](char c) {
        return base::is_alphanumeric(c) || c == '+' || c == '/' || c == '=' || c == ' ';
    };
    return std::ranges::all_of(text, is_allowed);
}

/// Reads a line from left to right.
class WordDecoder {
  public:
    WordDecoder(std::string_view line, std::string_view raw_charset) : line_(line), raw_charset_(raw_charset) {}

    std::string run()
    {
        while (position_ < line_.size()) {
            const auto start = std::min(line_.find("=?", position_), line_.size());
            take_raw(line_.substr(position_, start - position_));
            position_ = start;
            if (start < line_.size()) take_word_or_mark();
        }
        flush();
        return base::one_line(text_, std::string::npos);
    }

  private:
    void take_word_or_mark()
    {
        const std::optional<EncodedWord> word = read_word(line_.substr(position_));
        if (!word) {
            take_raw(line_.substr(position_, 2));
            position_ += 2;
            return;
        }
        blanks_ = {};  // those between two words do not count (RFC 2047 §6.2)
        if (!base::equal_ignoring_case(word->charset, charset_)) flush();
        charset_ = word->charset;
        octets_ += word->octets;
        has_word_ = true;
        position_ += word->length;
    }

    /// encoded-word = "=?" charset ["*" language] "?" encoding "?" text "?=" (RFC 2047 §2, RFC 2231 §5)
    std::optional<EncodedWord> read_word(std::string_view text)
    {
        constexpr std::size_t charset_octets_max = 60;
        constexpr std::size_t unknown_octets_max = 1000;
        const auto charset_end = text.substr(0, charset_octets_max).find('?', 2);
        if (charset_end == std::string_view::npos || charset_end + 2 >= text.size()) return std::nullopt;
        if (text[charset_end + 2] != '?') return std::nullopt;
        std::string_view charset = text.substr(2, charset_end - 2);
        charset = charset.substr(0, charset.find('*'));
        const std::size_t start = charset_end + 3;
        const std::size_t end = end_after(position_ + start);
        if (end == std::string_view::npos) return std::nullopt;
        const std::string_view encoded = line_.substr(position_ + start, end - position_ - start);
        const bool is_known = is_known_charset(charset);
        // What is decoded to find out is one word alone: many beginnings with one end would cost their square.
        if (!is_known && (encoded.size() > unknown_octets_max || encoded.find('?') != std::string_view::npos))
            return std::nullopt;
        std::optional<std::string> octets = decode(base::to_lower(text[charset_end + 1]), encoded);
        if (!octets || (!is_known && !base::is_valid_utf8(*octets))) return std::nullopt;
        return EncodedWord{.charset = charset, .octets = std::move(*octets), .length = end + 2 - position_};
    }

    static std::optional<std::string> decode(char encoding, std::string_view encoded)
    {
        if (encoding == 'q') return decode_q(encoded);
        if (encoding != 'b' || !is_base64(encoded)) return std::nullopt;
        return decode_base64(encoded, encoded.size());
    }

    /// Where the first "?=" from `start` on is. Remembered, so that many beginnings with one end cost one search.
    std::size_t end_after(std::size_t start)
    {
        if (!searched_ || (end_ != std::string_view::npos && end_ < start)) end_ = line_.find("?=", start);
        searched_ = true;
        return end_;
    }

    void take_raw(std::string_view raw)
    {
        if (raw.empty()) return;
        if (has_word_ && base::trim(raw).empty()) {
            blanks_ = raw;
            return;
        }
        flush();
        text_ += base::is_valid_utf8(raw) ? std::string(raw) : to_utf8(raw, raw_charset_);
    }

    void flush()
    {
        text_ += has_word_ ? to_utf8(octets_, charset_) : std::string{};
        text_ += blanks_;
        octets_.clear();
        blanks_ = {};
        has_word_ = false;
    }

    std::string_view line_;
    std::string_view raw_charset_;
    std::size_t position_ = 0;
    std::size_t end_ = 0;
    bool searched_ = false;
    std::string text_;          ///< what is decoded
    std::string octets_;        ///< of words that are not yet decoded, for a character may lie across them
    std::string_view charset_;  ///< of octets_
    std::string_view blanks_;   ///< after octets_
    bool has_word_ = false;
};

}  // namespace

std::string decode_words(std::string_view value, std::string_view raw_charset)
{
    const std::string line = unfold(value);
    return WordDecoder(line, raw_charset).run();
}

namespace {

constexpr std::size_t line_octets_max = 78;       // RFC 5322 §2.1.1
constexpr std::size_t word_line_octets_max = 76;  // RFC 2047 §2
constexpr std::size_t word_octets_max = 75;       // RFC 2047 §2
constexpr std::size_t hard_octets_max = 900;      // within the 998 of RFC 5322 §2.1.1, whatever stands before
constexpr std::string_view word_end = "?=";
constexpr std::string_view word_start_q = "=?utf-8?q?";
constexpr std::string_view word_start_b = "=?utf-8?b?";
constexpr std::size_t frame_octets = word_start_q.size() + word_end.size();
constexpr std::size_t character_octets_max = 12;  // four octets as "=XX"
static_assert(frame_octets + character_octets_max < word_octets_max);

/// RFC 2047 §5 (3), the strictest set, so that one form serves phrases as well.
bool is_plain_in_q(char c)
{
    constexpr std::string_view plain = "!*+-/";
    return base::is_alphanumeric(c) || plain.find(c) != std::string_view::npos;
}

std::string encode_q(std::string_view octets)
{
    std::string text;
    for (const char c : octets) text += is_plain_in_q(c) ? std::string(1, c) : c == ' ' ? "_" : hex_escape(c);
    return text;
}

std::size_t base64_length(std::size_t octets)
{
    return (octets + 2) / 3 * 4;
}

/// Octets of the character at the start of valid UTF-8.
std::size_t character_length(std::string_view text)
{
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    return std::min(length, text.size());
}

/// Encoded-words with `separator` between them, the first of at most `first_max` octets.
std::string encode_words(std::string_view text, std::size_t first_max, std::string_view separator)
{
    const bool is_q = encode_q(text).size() <= base64_length(text.size()) * 3 / 2;  // readable where it costs little
    const auto encoded_size = [&](std::string_view piece) {
        return is_q ? encode_q(piece).size() : base64_length(piece.size());
    };
    std::string words;
    for (std::size_t payload = first_max - frame_octets; !text.empty(); payload = word_octets_max - frame_octets) {
        std::size_t length = 0;
        std::size_t used = 0;  // by Q; base64 follows from the length
        while (length < text.size()) {
            const std::string_view character = text.substr(length, character_length(text.substr(length)));
            const std::size_t after = is_q ? used + encoded_size(character) : base64_length(length + character.size());
            if (after > payload) break;
            used = after;
            length += character.size();
        }
        if (!words.empty()) words += separator;
        words += is_q ? word_start_q : word_start_b;
        words += is_q ? encode_q(text.substr(0, length)) : encode_base64(text.substr(0, length));
        words += word_end;
        text.remove_prefix(length);
    }
    return words;
}

bool needs_encoding(std::string_view word)
{
    return !base::is_ascii(word) || word.find("=?") != std::string_view::npos || word.size() > hard_octets_max;
}

/// One line as words, each with the blanks before it; only the first may have none.
std::vector<std::string_view> words_with_blanks(std::string_view line)
{
    std::vector<std::string_view> words;
    while (!line.empty()) {
        const auto start = line.find_first_not_of(' ');
        const auto end = std::min(line.find(' ', start), line.size());
        words.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
    return words;
}

/// Gathers lines of at most 78 octets.
class Folder {
  public:
    explicit Folder(std::size_t column) : column_(column) {}

    /// `word` begins with the blanks that a fold may stand before.
    void add_plain(std::string_view word)
    {
        if (column_ + word.size() > line_octets_max && word.starts_with(' ') && column_ > 0) break_line();
        text_ += word;
        column_ += word.size();
    }

    void add_encoded(std::string_view words)
    {
        const std::size_t blanks = std::min(words.find_first_not_of(' '), words.size());
        constexpr std::size_t least = frame_octets + 2 * character_octets_max;
        if (column_ + blanks + least > word_line_octets_max && blanks > 0) break_line();
        text_ += words.substr(0, blanks);
        column_ += blanks;
        const std::size_t room = word_line_octets_max - std::min(column_, word_line_octets_max);
        const std::string encoded =
            encode_words(words.substr(blanks), std::clamp(room, least, word_octets_max), "\r\n ");
        const auto last_line = encoded.rfind('\n');
        column_ = last_line == std::string::npos ? column_ + encoded.size() : encoded.size() - last_line - 1;
        text_ += encoded;
    }

    [[nodiscard]] std::string text() && { return std::move(text_); }

  private:
    void break_line()
    {
        text_ += "\r\n";
        column_ = 0;
    }

    std::string text_;
    std::size_t column_;
};

std::string as_line(std::string_view utf8)
{
    const std::string line = base::one_line(utf8, std::string::npos);
    return std::string(base::trim(line));
}

}  // namespace

std::string encode_unstructured(std::string_view utf8, std::size_t octets_before)
{
    const std::string line = as_line(utf8);
    const auto words = words_with_blanks(line);
    const auto first = std::ranges::find_if(words, needs_encoding);
    const auto last = std::find_if(words.rbegin(), words.rend(), needs_encoding).base();
    Folder folder(octets_before);
    for (auto word = words.begin(); word != first; ++word) folder.add_plain(*word);
    if (first == words.end()) return std::move(folder).text();
    const char* const end = (last - 1)->data() + (last - 1)->size();
    folder.add_encoded({first->data(), static_cast<std::size_t>(end - first->data())});
    for (auto word = last; word != words.end(); ++word) folder.add_plain(*word);
    return std::move(folder).text();
}

namespace {

bool is_atoms(std::string_view line)
{
    constexpr std::string_view specials = "!#$%&'*+-/=?^_`{|}~ ";
    const auto is_allowed = [&](char c) {
        return base::is_alphanumeric(c) || specials.find(c) != std::string_view::npos;
    };
    return line.find("  ") == std::string_view::npos && std::ranges::all_of(line, is_allowed);
}

}  // namespace

std::string encode_phrase(std::string_view utf8)
{
    std::string line = as_line(utf8);
    if (needs_encoding(line)) return encode_words(line, word_octets_max, " ");
    if (is_atoms(line)) return line;  // the empty one as well
    std::string quoted = "\"";
    for (const char c : line) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + '"';
}

}  // namespace mail
