#include "desk/vote_words.h"

#include "base/text.h"
#include "base/token.h"
#include "desk/folded.h"
#include "mail/mailbox.h"

#include <algorithm>
#include <array>

namespace desk {

namespace {

using What = VoteWords::What;

constexpr std::size_t reason_octets_max = 2000;

struct VoteWord {
    std::string_view word;
    What what;
};

constexpr std::array vote_words{
    VoteWord{"approve", What::approve},   VoteWord{"approved", What::approve},  VoteWord{"reject", What::reject},
    VoteWord{"rejected", What::reject},   VoteWord{"delegate", What::delegate},

    VoteWord{"approuver", What::approve}, VoteWord{"approuve", What::approve},  VoteWord{"j'approuve", What::approve},
    VoteWord{"rejeter", What::reject},    VoteWord{"rejette", What::reject},    VoteWord{"rejete", What::reject},
    VoteWord{"deleguer", What::delegate}, VoteWord{"delegue", What::delegate},

    VoteWord{"aprobar", What::approve},   VoteWord{"apruebo", What::approve},   VoteWord{"aprobado", What::approve},
    VoteWord{"rechazar", What::reject},   VoteWord{"rechazo", What::reject},    VoteWord{"rechazado", What::reject},
    VoteWord{"delegar", What::delegate},  VoteWord{"delego", What::delegate},
};

What meaning_of(std::string_view word)
{
    const std::string text = folded(word);
    std::string_view plain = text;
    if (plain.starts_with('\'')) plain.remove_prefix(1);
    if (plain.ends_with('\'')) plain.remove_suffix(1);
    const auto* const found = std::ranges::find(vote_words, plain, &VoteWord::word);
    return found == vote_words.end() ? What::unclear : found->what;
}

/// Marks and blanks of other scripts than ASCII, by how they begin: U+00A0 to U+00BF, general punctuation (without the
/// apostrophe), CJK punctuation, full-width marks.
bool starts_with_mark(std::string_view text)
{
    const auto octet = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
    if (text.starts_with("\u2019")) return false;
    if (octet(0) == 0xC2) return true;
    if (octet(0) == 0xE2) return octet(1) == 0x80 || octet(1) == 0x81;
    if (octet(0) == 0xE3) return octet(1) == 0x80;
    return octet(0) == 0xEF && octet(1) == 0xBC && (octet(2) <= 0x8F || (octet(2) >= 0x9A && octet(2) <= 0xA0));
}

/// Where the next character begins.
std::size_t next(std::string_view text)
{
    std::size_t octets = 1;
    while (octets < text.size() && (static_cast<unsigned char>(text[octets]) & 0xC0U) == 0x80U) ++octets;
    return octets;
}

/// How many octets of a word stand at the front: a letter, a digit, an apostrophe.
std::size_t word_octets(std::string_view text)
{
    if (text.empty() || starts_with_mark(text)) return 0;
    if (static_cast<unsigned char>(text.front()) < 0x80)
        return base::is_alphanumeric(text.front()) || text.front() == '\'' ? 1 : 0;
    return next(text);
}

/// Sentences end so, and lines: whoever writes the opposite word at the start of one has two minds.
constexpr std::array<std::string_view, 11> sentence_ends{".",      "!",      "?",      ";",      ":",     "\n",
                                                         "\u2026", "\u2014", "\u3002", "\uff01", "\uff1f"};

std::size_t sentence_end_at(std::string_view text)
{
    for (const std::string_view end : sentence_ends) {
        if (text.starts_with(end)) return end.size();
    }
    return 0;
}

/// The first word of the text, and where it ends. Nothing before the first letter counts ("- ", "**", "1. ").
struct FirstWord {
    std::string_view word;
    std::size_t end = 0;
};

std::size_t word_length(std::string_view text)
{
    std::size_t length = 0;
    while (const std::size_t octets = word_octets(text.substr(length))) length += octets;
    return length;
}

FirstWord first_word_of(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size()) {
        const std::string_view rest = text.substr(at);
        const std::size_t length = word_length(rest);
        const bool is_number = length > 0 && std::ranges::all_of(rest.substr(0, length), base::is_digit);
        if (length > 0 && !is_number) return {.word = rest.substr(0, length), .end = at + length};
        at += std::max(length, next(rest));
    }
    return {.word = {}, .end = text.size()};
}

bool has_sentence_that_begins_with(std::string_view text, What what)
{
    bool is_at_start = true;
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        if (const std::size_t length = sentence_end_at(rest); length != 0) {
            is_at_start = true;
            at += length;
        } else if (const std::size_t word = word_length(rest); word != 0) {
            if (is_at_start && meaning_of(rest.substr(0, word)) == what) return true;
            is_at_start = false;
            at += word;
        } else {
            at += next(rest);
        }
    }
    return false;
}

bool is_question(std::string_view behind_word)
{
    const std::string_view rest = base::trim(behind_word.substr(0, behind_word.find('\n')));
    return rest.starts_with('?') || rest.starts_with("\uff1f");
}

/// The first thing behind the word that is an address.
std::string substitute_in(std::string_view text)
{
    const std::string_view line = text.substr(0, text.find('\n'));
    for (std::string_view word : base::split(line, ' ')) {
        while (!word.empty() && std::string_view("<(\"'").find(word.front()) != std::string_view::npos)
            word.remove_prefix(1);
        while (!word.empty() && std::string_view(">)\"'.,;:").find(word.back()) != std::string_view::npos)
            word.remove_suffix(1);
        if (word.starts_with("mailto:")) word.remove_prefix(std::string_view("mailto:").size());
        if (word.find('@') == std::string_view::npos) continue;
        if (const auto mailbox = mail::parse_mailbox(word)) return mailbox->text();
    }
    return {};
}

std::string reason_in(std::string_view text)
{
    for (;;) {
        text = base::trim(text);
        const bool is_mark = !text.empty() && (sentence_end_at(text) != 0 || starts_with_mark(text) ||
                                               std::string_view(",*_-\"").find(text.front()) != std::string_view::npos);
        if (!is_mark) break;
        text.remove_prefix(next(text));
    }
    std::string reason = base::mask_tokens(text);
    if (reason.size() <= reason_octets_max) return reason;
    std::size_t end = reason_octets_max;
    while (end > 0 && (static_cast<unsigned char>(reason[end]) & 0xC0U) == 0x80U) --end;  // never half a character
    return reason.substr(0, end) + " \u2026";
}

}  // namespace

VoteWords read_vote_words(std::string_view text)
{
    text = base::trim(text);
    const FirstWord first = first_word_of(text);
    const std::string_view rest = text.substr(first.end);
    const What what = meaning_of(first.word);
    if (what == What::unclear || is_question(rest)) return {};
    if (what == What::delegate) {
        std::string substitute = substitute_in(rest);
        if (substitute.empty()) return {};
        return {.what = what, .reason = "", .substitute = std::move(substitute)};
    }
    const What opposite = what == What::approve ? What::reject : What::approve;
    if (has_sentence_that_begins_with(text, opposite)) return {};
    return {.what = what, .reason = reason_in(rest), .substitute = ""};
}

}  // namespace desk
