#include "desk/command.h"

#include "base/text.h"
#include "config/paper.h"
#include "desk/folded.h"
#include "store/digests.h"

#include <algorithm>
#include <array>

namespace desk {

namespace {

constexpr std::size_t line_octets_max = 200;
constexpr std::size_t lines_max = 50;
constexpr std::size_t further_words_max = 4;  // "unsubscribe me please", "subscribe Ann of Body": more is a sentence

/// What people write, in lower case and without accents; the language for which it is evidence.
struct Phrase {
    std::string_view words;
    Verb verb;
    std::string_view language;
};

constexpr std::array phrases{
    Phrase{"help", Verb::help, ""},
    Phrase{"info", Verb::info, ""},
    Phrase{"information", Verb::info, ""},
    Phrase{"subscribe", Verb::subscribe, ""},
    Phrase{"join", Verb::subscribe, ""},
    Phrase{"unsubscribe", Verb::unsubscribe, ""},
    Phrase{"leave", Verb::unsubscribe, ""},
    Phrase{"signoff", Verb::unsubscribe, ""},
    Phrase{"remove", Verb::unsubscribe, ""},
    Phrase{"stop", Verb::unsubscribe, ""},
    Phrase{"pause", Verb::pause, ""},
    Phrase{"resume", Verb::resume, ""},
    Phrase{"language", Verb::language, ""},
    Phrase{"digest", Verb::digest, ""},
    Phrase{"set digest", Verb::digest, ""},
    Phrase{"get", Verb::get, ""},
    Phrase{"get issue", Verb::get, ""},
    Phrase{"index", Verb::index, ""},
    Phrase{"lists", Verb::lists, ""},
    Phrase{"whoami", Verb::whoami, ""},
    Phrase{"who am i", Verb::whoami, ""},

    Phrase{"aide", Verb::help, "fr"},
    Phrase{"abonner", Verb::subscribe, "fr"},
    Phrase{"abonnement", Verb::subscribe, "fr"},
    Phrase{"s'abonner", Verb::subscribe, "fr"},
    Phrase{"inscrire", Verb::subscribe, "fr"},
    Phrase{"s'inscrire", Verb::subscribe, "fr"},
    Phrase{"inscription", Verb::subscribe, "fr"},
    Phrase{"desabonner", Verb::unsubscribe, "fr"},
    Phrase{"desabonnement", Verb::unsubscribe, "fr"},
    Phrase{"se desabonner", Verb::unsubscribe, "fr"},
    Phrase{"desinscrire", Verb::unsubscribe, "fr"},
    Phrase{"se desinscrire", Verb::unsubscribe, "fr"},
    Phrase{"desinscription", Verb::unsubscribe, "fr"},
    Phrase{"quitter", Verb::unsubscribe, "fr"},
    Phrase{"suspendre", Verb::pause, "fr"},
    Phrase{"reprendre", Verb::resume, "fr"},
    Phrase{"langue", Verb::language, "fr"},
    Phrase{"condense", Verb::digest, "fr"},
    Phrase{"recapitulatif", Verb::digest, "fr"},
    Phrase{"obtenir", Verb::get, "fr"},
    Phrase{"obtenir numero", Verb::get, "fr"},
    Phrase{"numero", Verb::get, "fr"},
    Phrase{"sommaire", Verb::index, "fr"},
    Phrase{"listes", Verb::lists, "fr"},
    Phrase{"qui suis-je", Verb::whoami, "fr"},
    Phrase{"qui suis je", Verb::whoami, "fr"},

    Phrase{"ayuda", Verb::help, "es"},
    Phrase{"informacion", Verb::info, "es"},
    Phrase{"suscribir", Verb::subscribe, "es"},
    Phrase{"suscribirse", Verb::subscribe, "es"},
    Phrase{"suscribirme", Verb::subscribe, "es"},
    Phrase{"suscripcion", Verb::subscribe, "es"},
    Phrase{"alta", Verb::subscribe, "es"},
    Phrase{"baja", Verb::unsubscribe, "es"},
    Phrase{"darse de baja", Verb::unsubscribe, "es"},
    Phrase{"darme de baja", Verb::unsubscribe, "es"},
    Phrase{"cancelar suscripcion", Verb::unsubscribe, "es"},
    Phrase{"desuscribir", Verb::unsubscribe, "es"},
    Phrase{"desuscribirse", Verb::unsubscribe, "es"},
    Phrase{"pausa", Verb::pause, "es"},
    Phrase{"pausar", Verb::pause, "es"},
    Phrase{"reanudar", Verb::resume, "es"},
    Phrase{"idioma", Verb::language, "es"},
    Phrase{"compendio", Verb::digest, "es"},
    Phrase{"resumen", Verb::digest, "es"},
    Phrase{"obtener", Verb::get, "es"},
    Phrase{"obtener numero", Verb::get, "es"},
    Phrase{"indice", Verb::index, "es"},
    Phrase{"listas", Verb::lists, "es"},
    Phrase{"quien soy", Verb::whoami, "es"},
};

/// "no" is English, Spanish and enough of French.
constexpr std::array<std::string_view, 13> no_words{"no",      "non",      "nope",    "refuse",  "refused",
                                                    "reject",  "deny",     "decline", "refuser", "decliner",
                                                    "rechazo", "rechazar", "rehusar"};

std::string_view without_reply_marks(std::string_view line)
{
    constexpr std::array<std::string_view, 6> marks{"re:", "aw:", "fw:", "fwd:", "tr:", "rv:"};
    for (bool has_more = true; has_more;) {
        line = base::trim(line);
        const auto* const mark = std::ranges::find_if(
            marks, [&](std::string_view each) { return base::starts_with_ignoring_case(line, each); });
        has_more = mark != marks.end();
        if (has_more) line.remove_prefix(mark->size());
    }
    return line;
}

/// Stops, quotes and the like around it.
std::string_view without_marks(std::string_view text)
{
    constexpr std::string_view marks = " \t\r.!?,;:\"'<>()[]*#";
    const auto first = text.find_first_not_of(marks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(marks) - first + 1);
}

/// The longest phrase with which the line begins, as whole words.
const Phrase* find_phrase(std::string_view line)
{
    const Phrase* found = nullptr;
    for (const Phrase& phrase : phrases) {
        const bool begins =
            line.starts_with(phrase.words) && (line.size() == phrase.words.size() || line[phrase.words.size()] == ' ' ||
                                               line[phrase.words.size()] == ':');
        if (begins && (found == nullptr || phrase.words.size() > found->words.size())) found = &phrase;
    }
    return found;
}

bool is_language_tag(std::string_view text)
{
    const bool is_short = text.size() >= 2 && text.size() <= 12;
    return is_short &&
           std::ranges::all_of(text, [](char c) { return base::is_alphanumeric(c) || c == '-' || c == '_'; });
}

bool is_issue_number(std::string_view text)
{
    constexpr std::size_t digits_max = 9;
    return !text.empty() && text.size() <= digits_max && std::ranges::all_of(text, base::is_digit);
}

std::string_view without_issue_word(std::string_view text)
{
    for (const std::string_view word : {" issue", " numero"}) {
        if (text.ends_with(word)) return text.substr(0, text.size() - word.size());
    }
    return text;
}

/// "latest", "le dernier numéro".
bool is_latest_issue(std::string_view text)
{
    return std::ranges::count(config::latest_words, without_issue_word(text)) > 0;
}

/// "3 ja": an issue, and the language in which it is wanted.
std::string_view language_wanted(std::string_view rest)
{
    const auto blank = rest.rfind(' ');
    if (blank == std::string_view::npos) return "";
    const std::string_view issue = rest.substr(0, blank);
    const std::string_view tag = rest.substr(blank + 1);
    const bool is_variant = is_language_tag(tag) && (is_issue_number(issue) || is_latest_issue(issue));
    return is_variant && !is_latest_issue(rest) ? tag : std::string_view();
}

std::string_view without_language(std::string_view rest)
{
    const std::string_view language = language_wanted(rest);
    return language.empty() ? rest : rest.substr(0, rest.size() - language.size() - 1);
}

bool is_wanted(const Phrase& phrase, std::string_view line_rest)
{
    const std::string_view rest = without_language(line_rest);
    const bool names_issues = phrase.words.ends_with("issue") || phrase.words.ends_with("numero");
    return is_issue_number(rest) || is_latest_issue(rest) || (!names_issues && config::is_paper_name(rest));
}

/// What people write of digests, and the words of store::digest_text() for it.
struct DigestWord {
    std::string_view written;
    std::string_view means;
};

constexpr std::array digest_words{
    DigestWord{"daily", "daily"},  DigestWord{"weekly", "weekly"},   DigestWord{"plain", "plain"},
    DigestWord{"text", "plain"},   DigestWord{"mime", "mime"},       DigestWord{"off", "off"},
    DigestWord{"none", "off"},     DigestWord{"quotidien", "daily"}, DigestWord{"hebdomadaire", "weekly"},
    DigestWord{"texte", "plain"},  DigestWord{"non", "off"},         DigestWord{"aucun", "off"},
    DigestWord{"diario", "daily"}, DigestWord{"semanal", "weekly"},  DigestWord{"texto", "plain"},
    DigestWord{"no", "off"},       DigestWord{"ninguno", "off"},
};

/// "daily mime", "off"; nothing where the words say something else.
std::optional<std::string> digest_wanted(std::string_view rest)
{
    std::string meant;
    for (const std::string_view word : base::split(rest, ' ')) {
        const auto* const found = std::ranges::find(digest_words, word, &DigestWord::written);
        if (found == digest_words.end()) return std::nullopt;
        meant += (meant.empty() ? "" : " ") + std::string(found->means);
    }
    if (meant == "off") return meant;
    const auto choice = store::digest_choice(meant);
    return choice ? std::optional(store::digest_text(choice)) : std::nullopt;
}

/// Whether what follows the words fits them; else the line is a sentence that only begins like a command.
bool fits(const Phrase& phrase, std::string_view rest)
{
    const auto words = static_cast<std::size_t>(std::ranges::count(rest, ' ')) + (rest.empty() ? 0 : 1);
    switch (phrase.verb) {
    case Verb::language: return is_language_tag(rest);
    case Verb::digest: return digest_wanted(rest).has_value();
    case Verb::get: return is_wanted(phrase, rest);
    case Verb::subscribe:
    case Verb::unsubscribe: return words <= further_words_max;
    case Verb::help:
    case Verb::info:
    case Verb::pause:
    case Verb::resume:
    case Verb::index:
    case Verb::lists:
    case Verb::whoami: return rest.empty();
    }
    return false;
}

}  // namespace

std::optional<ReadLine> read_command_line(std::string_view line)
{
    const bool is_quoted = base::trim(line).starts_with('>');
    if (is_quoted || line.size() > line_octets_max) return std::nullopt;
    const std::string plain = folded(without_reply_marks(line));
    const std::string_view marked = without_marks(plain);
    const Phrase* phrase = find_phrase(marked);
    if (phrase == nullptr) return std::nullopt;
    const bool is_question = plain.find('?') != std::string::npos;
    if (is_question && phrase->verb != Verb::whoami) return std::nullopt;
    const std::string_view rest = without_marks(marked.substr(phrase->words.size()));
    if (!fits(*phrase, rest)) return std::nullopt;
    if (phrase->verb == Verb::digest) {
        return ReadLine{.command = {.verb = Verb::digest,
                                    .argument = *digest_wanted(rest),
                                    .language = "",
                                    .line = base::one_line(base::trim(line), line_octets_max)},
                        .language = std::string(phrase->language)};
    }
    const bool is_get = phrase->verb == Verb::get;
    const std::string_view wanted = is_get ? without_language(rest) : rest;
    return ReadLine{.command = {.verb = phrase->verb,
                                .argument = std::string(is_get && is_latest_issue(wanted) ? latest_issue : wanted),
                                .language = std::string(is_get ? language_wanted(rest) : ""),
                                .line = base::one_line(base::trim(line), line_octets_max)},
                    .language = std::string(phrase->language)};
}

namespace {

bool is_there(const std::vector<Command>& commands, const Command& command)
{
    return std::ranges::any_of(commands, [&](const Command& each) {
        const bool has_argument =
            command.verb == Verb::get || command.verb == Verb::language || command.verb == Verb::digest;
        const bool is_same = each.argument == command.argument && each.language == command.language;
        return each.verb == command.verb && (!has_argument || is_same);
    });
}

void add(Commands& read, ReadLine line)
{
    if (read.language.empty()) read.language = line.language;
    if (is_there(read.commands, line.command)) return;
    if (read.commands.size() == commands_max) {
        ++read.ignored;
    } else {
        read.commands.push_back(std::move(line.command));
    }
}

std::optional<Verb> verb_of_address(list::Use use)
{
    if (use == list::Use::help) return Verb::help;
    if (use == list::Use::subscribe) return Verb::subscribe;
    if (use == list::Use::unsubscribe) return Verb::unsubscribe;
    return std::nullopt;
}

}  // namespace

Commands read_commands(list::Use use, std::string_view subject, std::string_view text)
{
    Commands read;
    const auto of_subject = read_command_line(subject);
    if (const auto verb = verb_of_address(use)) {
        // The words beside it still tell the language of who wrote them.
        read.commands.push_back({.verb = *verb, .argument = "", .line = base::one_line(subject, line_octets_max)});
        if (of_subject) read.language = of_subject->language;
        return read;
    }
    if (of_subject) add(read, *of_subject);
    std::size_t lines = 0;
    for (const std::string_view line : base::split(text, '\n')) {
        if (++lines > lines_max) break;
        if (base::trim(line).empty()) continue;
        auto of_line = read_command_line(line);
        if (!of_line) break;
        add(read, std::move(*of_line));
    }
    const bool is_empty = base::trim(subject).empty() && base::trim(text).empty();
    if (is_empty && use == list::Use::request)
        read.commands.push_back({.verb = Verb::help, .argument = "", .line = ""});
    return read;
}

bool is_no_word(std::string_view word)
{
    return std::ranges::count(no_words, folded(word)) > 0;
}

}  // namespace desk
