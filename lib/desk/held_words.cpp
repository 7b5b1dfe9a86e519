#include "desk/held_words.h"

#include "base/text.h"
#include "desk/folded.h"

#include <algorithm>
#include <array>
#include <vector>

namespace desk {

namespace {

using What = HeldDecision::What;

struct DecisionWord {
    std::string_view word;
    What what;
};

constexpr std::array decision_words{
    DecisionWord{"release", What::release},  DecisionWord{"approve", What::release},
    DecisionWord{"accept", What::release},   DecisionWord{"discard", What::discard},
    DecisionWord{"reject", What::discard},   DecisionWord{"delete", What::discard},
    DecisionWord{"answer", What::answer},    DecisionWord{"reply", What::answer},

    DecisionWord{"liberer", What::release},  DecisionWord{"approuver", What::release},
    DecisionWord{"accepter", What::release}, DecisionWord{"ecarter", What::discard},
    DecisionWord{"rejeter", What::discard},  DecisionWord{"supprimer", What::discard},
    DecisionWord{"repondre", What::answer},  DecisionWord{"reponse", What::answer},

    DecisionWord{"liberar", What::release},  DecisionWord{"aprobar", What::release},
    DecisionWord{"aceptar", What::release},  DecisionWord{"descartar", What::discard},
    DecisionWord{"rechazar", What::discard}, DecisionWord{"eliminar", What::discard},
    DecisionWord{"responder", What::answer}, DecisionWord{"respuesta", What::answer},
};

struct AsWord {
    std::string_view word;
    ReleaseAs as;
};

constexpr std::array as_words{
    AsWord{"post", ReleaseAs::post},           AsWord{"command", ReleaseAs::command},
    AsWord{"feedback", ReleaseAs::feedback},   AsWord{"return", ReleaseAs::form_return},

    AsWord{"envoi", ReleaseAs::post},          AsWord{"commande", ReleaseAs::command},
    AsWord{"reaction", ReleaseAs::feedback},   AsWord{"formulaire", ReleaseAs::form_return},

    AsWord{"envio", ReleaseAs::post},          AsWord{"comando", ReleaseAs::command},
    AsWord{"comentario", ReleaseAs::feedback}, AsWord{"formulario", ReleaseAs::form_return},
};

/// "release it as a post", "libérer comme envoi"
constexpr std::array<std::string_view, 8> small_words{"it", "as", "a", "comme", "un", "une", "como", "this"};

struct Word {
    std::string folded;
    std::size_t end = 0;  ///< where it ends in the line
};

std::vector<Word> words_of(std::string_view line)
{
    constexpr std::size_t words_max = 8;
    const auto belongs = [](char c) { return base::is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80; };
    std::vector<Word> words;
    for (std::size_t at = 0; at < line.size() && words.size() < words_max;) {
        std::size_t end = at;
        while (end < line.size() && belongs(line[end])) ++end;
        if (end > at) words.push_back({.folded = folded(line.substr(at, end - at)), .end = end});
        at = std::max(end, at + 1);
    }
    return words;
}

bool is_small(std::string_view word)
{
    return std::ranges::count(small_words, word) > 0;
}

}  // namespace

std::optional<ReleaseAs> release_as(std::string_view word)
{
    const auto* const found = std::ranges::find(as_words, word, &AsWord::word);
    return found == as_words.end() ? std::nullopt : std::optional(found->as);
}

HeldDecision read_held_decision(std::string_view text)
{
    text = base::trim(text);
    const std::string_view line = text.substr(0, text.find('\n'));
    const std::vector<Word> words = words_of(line);
    if (words.empty()) return {};

    const auto* const decided = std::ranges::find(decision_words, words.front().folded, &DecisionWord::word);
    const auto from = words.begin() + (decided == decision_words.end() ? 0 : 1);
    const auto said = std::find_if(from, words.end(), [](const Word& word) { return !is_small(word.folded); });
    const auto as = said == words.end() ? std::nullopt : release_as(said->folded);
    if (decided == decision_words.end()) {
        // A sentence that only begins with such a word sends nothing to a whole list.
        const bool is_all = as && said + 1 == words.end();
        return is_all ? HeldDecision{.what = What::release, .as = as, .text = ""} : HeldDecision{};
    }
    HeldDecision decision{.what = decided->what, .as = std::nullopt, .text = ""};
    if (decided->what == What::release) decision.as = as;
    if (decided->what == What::answer) {
        const std::string_view rest = text.substr(words.front().end);
        decision.text = base::trim(rest.substr(std::min(rest.size(), rest.find_first_not_of(":,. \t"))));
    }
    return decision;
}

}  // namespace desk
