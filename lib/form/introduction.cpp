#include "form/introduction.h"

#include "base/text.h"
#include "form/country_name.h"
#include "form/writer_line.h"

#include <re2/re2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace form {

namespace {

constexpr std::size_t paragraphs_max = 40;
constexpr std::size_t paragraph_octets_max = 600;
constexpr std::size_t organization_octets_max = 120;

/// What says a name, in a sentence.
constexpr auto says_name = std::to_array<std::string_view>({
    "my name is",   "this is",         "i am",       "i'm",         "mon nom est",   "je m'appelle", "je suis",
    "me llamo",     "mi nombre es",    "soy",        "mi chiamo",   "il mio nome è", "sono",         "meu nome é",
    "chamo-me",     "me chamo",        "eu sou",     "sou",         "mein name ist", "ich heiße",    "ich bin",
    "mijn naam is", "ik ben",          "jag heter",  "jag är",      "jeg heter",     "jeg er",       "mit navn er",
    "mitt navn er", "nimeni on",       "olen",       "nazywam się", "jestem",        "jmenuji se",   "jsem",
    "a nevem",      "numele meu este", "mă numesc",  "sunt",        "benim adım",    "adım",         "με λένε",
    "ονομάζομαι",   "είμαι",           "меня зовут", "мене звати",  "nama saya",
});

/// What stands between a name and the organization.
constexpr auto says_organization = std::to_array<std::string_view>({
    "and i work for",
    "and i work at",
    "i work for",
    "i work at",
    "i work with",
    "and i represent",
    "i represent",
    "from the",
    "from",
    "of the",
    "of",
    "at the",
    "at",
    "with the",
    "with",
    "for the",
    "for",
    "en nombre de",
    "en representación de",
    "de los",
    "de las",
    "de la",
    "del",
    "della",
    "dello",
    "dei",
    "delle",
    "dalla",
    "dal",
    "da",
    "do",
    "das",
    "dos",
    "du",
    "des",
    "de",
    "vom",
    "von der",
    "von dem",
    "von den",
    "von",
    "van het",
    "van de",
    "van",
    "från",
    "fra",
    "iz",
    "ze",
    "z",
    "из",
    "от",
    "від",
});

/// What stands in front of who filled it in, at the start of a line.
constexpr auto heads_writer = std::to_array<std::string_view>({
    "compiled by",
    "prepared by",
    "submitted by",
    "completed by",
    "filled in by",
    "filled out by",
    "sent by",
    "returned by",
    "provided by",
    "reported by",
    "drawn up by",
    "collected by",
    "contributed by",
    "from",
    "sender",
    "my details",
    "our details",
    "your details",
    "details",
    "respondent",
    "mes coordonnées",
    "envoyé par",
    "préparé par",
    "rempli par",
    "établi par",
    "de la part de",
    "mis datos",
    "elaborado por",
    "preparado por",
    "enviado por",
    "completado por",
    "rellenado por",
    "cumplimentado por",
    "i miei dati",
    "compilato da",
    "preparato da",
    "inviato da",
    "meus dados",
    "preenchido por",
    "meine daten",
    "meine angaben",
    "ausgefüllt von",
    "erstellt von",
    "zusammengestellt von",
    "eingereicht von",
    "von",
    "mijn gegevens",
    "ingevuld door",
    "opgesteld door",
    "mina uppgifter",
    "ifylld av",
    "från",
    "mine opplysninger",
    "utfylt av",
    "fra",
    "afzender",
    "udfyldt af",
    "täyttäjä",
    "moje dane",
    "wypełnił",
    "wypełniła",
    "przygotował",
    "przygotowała",
    "sporządził",
    "vyplnil",
    "vyplnila",
    "připravil",
    "kitöltötte",
    "készítette",
    "întocmit de",
    "completat de",
    "dolduran",
    "hazırlayan",
    "gönderen",
    "мои данные",
    "заполнил",
    "заполнила",
    "составил",
    "составила",
    "подготовил",
    "подготовила",
    "от",
    "заповнив",
    "склав",
});

/// Any of them, in any case; the first that fits.
std::string any_of(std::span<const std::string_view> phrases)
{
    std::string expression;
    for (const std::string_view phrase : phrases)
        expression += (expression.empty() ? "(?i:" : "|") + std::string(phrase);
    return expression + ')';
}

bool begins_with_capital(std::string_view word)
{
    return u_isupper(icu::UnicodeString::fromUTF8({word.data(), static_cast<std::int32_t>(word.size())}).char32At(0)) !=
           0;
}

/// How many octets of a name the text begins with: words with capitals. Small ones join a second name only to a single first
/// one: "Maria da Silva", but "Marie Dubois de l'Agence".
std::size_t name_size(std::string_view text)
{
    constexpr std::size_t words_max = 4;
    constexpr std::size_t small_word_max = 3;
    constexpr std::size_t title_max = 5;
    std::size_t size = 0;
    std::size_t words = 0;
    std::size_t start = 0;
    while (start < text.size() && words < words_max) {
        const std::size_t blank = std::min(text.find(' ', start), text.size());
        const std::size_t sign = std::min(text.find_first_of(",.;:()!?", start), blank);
        const std::string_view word = text.substr(start, sign - start);
        const bool is_title = words == 0 && sign < blank && text[sign] == '.' && word.size() < title_max;
        if (word.empty()) break;
        if (begins_with_capital(word)) {
            size = sign;
            words += is_title ? 0 : 1;
        } else if (words != 1 || word.size() > small_word_max) {
            break;
        }
        if (sign < blank && !is_title) break;
        start = blank + 1;
    }
    return words > 1 ? size : 0;
}

/// A paragraph on one line.
std::string joined(std::span<const TextLine> lines)
{
    std::string text;
    for (const TextLine& line : lines) {
        if (text.size() + line.text.size() > paragraph_octets_max) break;
        text += (text.empty() ? "" : " ") + line.text;
    }
    return text;
}

bool is_prose(const TextLine& line)
{
    return line.kind == TextLine::Kind::text && line.depth == 0 && !line.is_signature;
}

Introduction introduction_of(const WriterLine& line)
{
    return {
        .name = line.name, .organization = line.organization, .country = line.country, .date = line.date, .place = {}};
}

/// "Prepared by Ann Example, Example Council, Norway"
std::optional<Introduction> read_heading(const std::string& text)
{
    static const RE2 heads('^' + any_of(heads_writer) + "(?: ?: ?| )(\\pL.*)$");
    std::string rest;
    if (!RE2::FullMatch(text, heads, &rest)) return std::nullopt;
    const auto line = read_writer_line(rest);
    if (!line || line->organization.empty()) return std::nullopt;
    return introduction_of(*line);
}

/// "Ann Example here, Example Council (Norway)."
std::optional<Introduction> read_greeting(const std::string& text)
{
    constexpr std::string_view here = " here, ";
    const std::size_t size = name_size(text);
    if (size == 0 || !std::string_view(text).substr(size).starts_with(here)) return std::nullopt;
    const std::string_view rest = std::string_view(text).substr(size + here.size());
    const auto line = read_writer_line(text.substr(0, size) + ", " + std::string(rest.substr(0, rest.find('.'))));
    return line ? std::optional(introduction_of(*line)) : std::nullopt;
}

std::optional<Introduction> read_paragraph(const std::string& text)
{
    if (auto greeting = read_greeting(text)) return greeting;
    static const RE2 named("(?:^|[,.!;:] )" + any_of(says_name) + ' ');
    static const RE2 with_organization("^(?:,? " + any_of(says_organization) +
                                       "(?: (?:the|la|las|el|los|le|les|het|de|der|dem|den))?(?: l['’]| d['’]| )|,? "
                                       "(?:de l|dell|all|d)['’])(\\p{Lu}[^,.(;:]+)");
    static const RE2 with_country("^ ?[(,] ?([^,.();:]+)");
    re2::StringPiece rest(text);
    std::size_t size = 0;
    while (size == 0) {
        if (!RE2::FindAndConsume(&rest, named)) return std::nullopt;
        size = name_size({rest.data(), rest.size()});
    }
    Introduction found{
        .name = std::string(rest.data(), size), .organization = {}, .country = {}, .date = {}, .place = {}};
    rest.remove_prefix(size);
    RE2::Consume(&rest, with_organization, &found.organization);
    found.organization = std::string(base::trim(found.organization));
    if (found.organization.size() > organization_octets_max) found.organization.clear();
    std::string country;
    if (RE2::Consume(&rest, with_country, &country)) found.country = country_code(base::trim(country));
    return found;
}

}  // namespace

std::optional<Introduction> introduced_in(std::string_view line)
{
    if (line.size() > paragraph_octets_max) return std::nullopt;
    return read_heading(std::string(line));
}

namespace {

std::optional<Introduction> read_prose(std::span<const TextLine> paragraph)
{
    if (auto found = read_paragraph(joined(paragraph))) {
        found->place = paragraph.front().place;
        return found;
    }
    for (const TextLine& line : paragraph) {
        auto found = introduced_in(line.text);
        if (!found) continue;
        found->place = line.place;
        return found;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Introduction> introduced_at_end(std::span<const TextLine> lines)
{
    const auto last = std::find_if(lines.rbegin(), lines.rend(),
                                   [](const TextLine& line) { return line.kind != TextLine::Kind::blank; });
    if (last == lines.rend() || last->kind != TextLine::Kind::letter || !is_whole_writer_line(last->text))
        return std::nullopt;
    Introduction found = introduction_of(*read_writer_line(last->text));
    found.place = last->place;
    return found;
}

std::optional<Introduction> find_introduction(std::span<const TextLine> lines)
{
    std::size_t paragraphs = 0;
    for (std::size_t i = 0; i < lines.size() && paragraphs < paragraphs_max; ++i) {
        if (!is_prose(lines[i])) continue;
        std::size_t end = i + 1;
        while (end < lines.size() && is_prose(lines[end])) ++end;
        ++paragraphs;
        if (auto found = read_prose(lines.subspan(i, end - i))) return found;
        i = end;
    }
    return introduced_at_end(lines);
}

}  // namespace form
