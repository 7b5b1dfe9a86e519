#include "form/empty_answer.h"

#include "base/text.h"
#include "form/written_text.h"

#include <string>
#include <unordered_set>

namespace form {

namespace {

constexpr std::size_t octets_max = 80;  // whoever writes more says something

/// As bare_words makes them.
const std::unordered_set<std::string>& words_for_nothing()
{
    static const std::unordered_set<std::string> words = [] {
        std::unordered_set<std::string> set;
        for (const char* each : {
                 "n/a",
                 "na",
                 "n.a.",
                 "none",
                 "nil",
                 "null",
                 "nothing",
                 "not applicable",
                 "not available",
                 "no answer",
                 "no data",
                 "no entry",
                 "blank",
                 "empty",
                 "not known",
                 "unknown",
                 "nothing to report",
                 "keine",
                 "keiner",
                 "keines",
                 "kein",
                 "k.A.",
                 "keine Angabe",
                 "keine Angaben",
                 "entfällt",
                 "nicht zutreffend",
                 "nicht vorhanden",
                 "unbekannt",
                 "nichts",
                 "néant",
                 "aucun",
                 "aucune",
                 "sans objet",
                 "s.o.",
                 "s/o",
                 "non applicable",
                 "pas applicable",
                 "rien",
                 "inconnu",
                 "ninguno",
                 "ninguna",
                 "ningún",
                 "no aplica",
                 "n/d",
                 "sin datos",
                 "no procede",
                 "nada",
                 "no corresponde",
                 "nenhum",
                 "nenhuma",
                 "não aplicável",
                 "não há",
                 "não se aplica",
                 "não tem",
                 "sem",
                 "nessuno",
                 "nessuna",
                 "non applicabile",
                 "non disponibile",
                 "nulla",
                 "niente",
                 "geen",
                 "n.v.t.",
                 "niet van toepassing",
                 "onbekend",
                 "ingen",
                 "inga",
                 "inget",
                 "intet",
                 "ikke aktuelt",
                 "ej tillämpligt",
                 "ei ole",
                 "ei mitään",
                 "ei tiedossa",
                 "brak",
                 "nie dotyczy",
                 "nie ma",
                 "žádný",
                 "žádné",
                 "žádná",
                 "není",
                 "nincs",
                 "nema",
                 "nici unul",
                 "nu este cazul",
                 "нет данных",
                 "не применимо",
                 "неприменимо",
                 "отсутствует",
                 "не указано",
                 "немає",
                 "няма",
                 "κανένα",
                 "καμία",
                 "δεν υπάρχει",
                 "yok",
                 "belirtilmemiş",
                 "なし",
                 "無し",
                 "無",
                 "无",
                 "特になし",
                 "該当なし",
                 "該当無し",
                 "ありません",
                 "没有",
                 "沒有",
                 "暂无",
                 "不适用",
                 "不適用",
                 "없음",
                 "해당 없음",
                 "해당없음",
                 "없습니다",
                 "ไม่มี",
                 "ไม่ระบุ",
                 "ไม่มีข้อมูล",
                 "ไม่เกี่ยวข้อง",
                 "لا يوجد",
                 "لا شيء",
                 "غير متوفر",
                 "غير متاح",
                 "لا ينطبق",
                 "ندارد",
                 "هیچ",
                 "אין",
                 "לא רלוונטי",
                 "ללא",
                 "कोई नहीं",
                 "लागू नहीं",
                 "tidak ada",
                 "tiada",
                 "không có",
                 "không",
                 "wala",
                 "hakuna",
                 "xx",
                 "xxx",
                 "xxxx",
             })
            set.insert(bare_words(each));
        return set;
    }();
    return words;
}

const std::unordered_set<std::string>& words_for_no()
{
    static const std::unordered_set<std::string> words{"no",  "non", "nein", "nao",    "nej", "nei", "nee",
                                                       "нет", "nie", "ne",   "いいえ", "ไม่",  "لا",  "not yet"};
    return words;
}

/// Dashes, dots, boxes to be filled, strokes of the pen: nothing that a reader could take for a word or a tick.
bool has_signs_only(std::string_view written)
{
    constexpr std::string_view ascii = " -_.,:;/\\|()[]{}<>\"'`?*#=~";
    constexpr std::string_view others = "–—―−‐‑…。、・․·•▪●○◦□☐▢⬜«»„“”‘’：；／＿－";
    for (std::size_t i = 0; i < written.size();) {
        const auto lead = static_cast<unsigned char>(written[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        const std::string_view sign = written.substr(i, length);
        if ((length == 1 ? ascii : others).find(sign) == std::string_view::npos) return false;
        i += length;
    }
    return true;
}

}  // namespace

bool says_nothing(config::AnswerType type, std::string_view written)
{
    using enum config::AnswerType;
    if (written.empty()) return true;
    if (written.size() > octets_max) return has_signs_only(written);
    const bool may_be_a_sign = type == yes_no || type == choice;
    if (has_signs_only(written) && !(may_be_a_sign && written.find("○") != std::string_view::npos)) return true;
    const std::string words = bare_words(written);
    if (type == country && words == "na") return false;  // Namibia
    if (type == language && words == "na") return false;
    if (type == yes_no && words == "không") return false;
    if (type == choice) return words == "na";
    if (words == "so" && written.substr(0, written.size() - 1).find_first_of("/.") == std::string_view::npos)
        return false;  // a word of its own, not "s.o."
    const bool is_sentence = type == long_text && written.ends_with('.') && words.find(' ') != std::string::npos;
    if (is_sentence) return false;  // "Ei ole." answers a question
    if (words_for_nothing().contains(words)) return true;
    const bool is_never_no = type == email || type == url || type == telephone;
    return is_never_no && words_for_no().contains(words);
}

}  // namespace form
