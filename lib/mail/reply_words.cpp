#include "mail/reply_words.h"

#include "base/text.h"
#include "mail/reply_languages.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace mail {

namespace {

/// Other fields that stand between those.
constexpr std::string_view other_fields =
    "reply-to|reply "
    "to|importance|priority|attachments|attachment|attach|sender|organization|message-id|return-path|resent-from|"
    "newsgroups|"
    "wichtigkeit|anlagen|anlage|priorité|pièces jointes|pièce jointe|répondre à|antwort an|responder "
    "a|adjunto|adjuntos|datos adjuntos|importancia|"
    "allegati|priorità|rispondi a|bijlagen|bijlage|prioriteit|urgentie|beantwoorden|anexos|anexo|prioridade|responder "
    "para|załączniki|ważność|"
    "vedhæftede "
    "filer|vedlegg|bilagor|prioritet|prioritering|vigtighed|priorita|přílohy|важность|вложения|附件|添付ファイル|첨부|"
    "answer to|on behalf of";

constexpr std::string_view reply_above =
    "reply above this line|please reply above this line|reply above. do not remove this line|write above this "
    "line|please type your reply above this line|"
    "please do not write below this line|do not reply below this line|répondre au-dessus de cette ligne|veuillez "
    "répondre au-dessus de cette ligne|"
    "bitte antworten sie oberhalb dieser linie|antworten sie über dieser zeile|bitte oberhalb dieser linie "
    "antworten|responda encima de esta línea|"
    "por favor responda sobre esta línea|responder acima desta linha|rispondi sopra questa linea|rispondere al di "
    "sopra di questa riga|"
    "antwoord boven deze lijn|gelieve boven deze lijn te antwoorden|svara ovanför denna rad|svar over denne linje";

template <class Take>
void each_of(std::string_view alternatives, const Take& take)
{
    if (alternatives.empty()) return;
    for (const std::string_view one : base::split(alternatives, '|')) take(one);
}

/// Whether the octet can be within a word. Those that are not ASCII can.
bool is_letter(char c)
{
    return base::is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80;
}

/// Scripts that put no blanks between words: their first octets in UTF-8.
bool is_of_script_without_blanks(std::string_view word)
{
    return !word.empty() && static_cast<unsigned char>(word.front()) >= 0xE0;
}

std::string_view first_word_of(std::string_view text)
{
    return {text.begin(), std::ranges::find_if_not(text, is_letter)};
}

struct Words {
    std::unordered_map<std::string_view, QuotedField> fields;
    std::unordered_set<std::string_view> begins;                        ///< their first words
    std::unordered_multimap<std::string_view, std::string_view> wrote;  ///< by their first words
    std::vector<std::string_view> wrote_anywhere;                       ///< in scripts without blanks
    std::unordered_set<std::string_view> original;
    std::unordered_set<std::string_view> forwarded;
    std::unordered_set<std::string_view> reply_above;
    std::vector<std::string_view> sent_from;

    void take(const ReplyLanguage& language)
    {
        const auto name = [&](QuotedField kind) {
            return [this, kind](std::string_view one) { fields.emplace(one, kind); };
        };
        each_of(language.from, name(QuotedField::from));
        each_of(language.date, name(QuotedField::date));
        each_of(language.to, name(QuotedField::to));
        each_of(language.copy, name(QuotedField::copy));
        each_of(language.subject, name(QuotedField::subject));
        each_of(language.begins, [this](std::string_view one) { begins.insert(one.substr(0, one.find(' '))); });
        each_of(language.wrote, [this](std::string_view one) {
            if (is_of_script_without_blanks(one)) return wrote_anywhere.push_back(one);
            wrote.emplace(first_word_of(one), one);
        });
        each_of(language.original, [this](std::string_view one) { original.insert(one); });
        each_of(language.forwarded, [this](std::string_view one) { forwarded.insert(one); });
        each_of(language.sent_from, [this](std::string_view one) { sent_from.push_back(one); });
    }
};

const Words& words()
{
    static const Words all = [] {
        Words made;
        for (const ReplyLanguage& language : reply_languages()) made.take(language);
        each_of(other_fields, [&](std::string_view one) { made.fields.emplace(one, QuotedField::other); });
        each_of(reply_above, [&](std::string_view one) { made.reply_above.insert(one); });
        return made;
    }();
    return all;
}

}  // namespace

QuotedField quoted_field(std::string_view folded_name)
{
    const auto found = words().fields.find(folded_name);
    return found == words().fields.end() ? QuotedField::none : found->second;
}

bool begins_attribution(std::string_view folded)
{
    const std::string_view first = folded.substr(0, folded.find(' '));
    return words().begins.contains(first);
}

namespace {

bool is_only_marks(std::string_view text)
{
    return text == "：" || std::ranges::none_of(text, is_letter);
}

/// A verb at the start of `text`, as whole words.
void find_wrote_here(std::string_view text, WroteFound& found)
{
    const auto [first, last] = words().wrote.equal_range(first_word_of(text));
    for (auto verb = first; verb != last; ++verb) {
        const std::string_view rest = text.substr(std::min(text.size(), verb->second.size()));
        if (!text.starts_with(verb->second) || (!rest.empty() && is_letter(rest.front()))) continue;
        found.is_found = true;
        found.is_last = found.is_last || is_only_marks(rest);
    }
}

}  // namespace

WroteFound find_wrote(std::string_view folded)
{
    WroteFound found;
    for (std::size_t i = 0; i < folded.size(); ++i) {
        const bool begins_word = is_letter(folded[i]) && (i == 0 || !is_letter(folded[i - 1]));
        if (begins_word) find_wrote_here(folded.substr(i), found);
    }
    for (const std::string_view verb : words().wrote_anywhere) {
        const auto at = folded.rfind(verb);
        if (at == std::string_view::npos) continue;
        found.is_found = true;
        found.is_last = found.is_last || is_only_marks(folded.substr(at + verb.size()));
    }
    return found;
}

bool is_original_message(std::string_view folded)
{
    return words().original.contains(folded);
}

bool is_forwarded_message(std::string_view folded)
{
    return words().forwarded.contains(folded);
}

bool is_reply_above(std::string_view folded)
{
    return words().reply_above.contains(folded);
}

bool begins_device_footer(std::string_view folded)
{
    return std::ranges::any_of(words().sent_from, [&](std::string_view start) { return folded.starts_with(start); });
}

namespace {

/// "This message", as a writer seldom says it.
constexpr std::string_view this_message =
    "this e-mail|this email|this mail|this message|this communication|this transmission|e-mail message|email message|"
    "diese e-mail|diese mail|diese nachricht|dieser e-mail|dieser mail|dieser nachricht|ce message|ce courriel|ce "
    "mail|cet e-mail|"
    "cet email|présent message|este mensaje|este correo|esta comunicación|questo messaggio|questa e-mail|questa "
    "mail|presente messaggio|"
    "questa comunicazione|dit bericht|deze e-mail|dit e-mail|deze mail|esta mensagem|este e-mail|este email|ta "
    "wiadomość|"
    "niniejsza wiadomość|detta meddelande|detta mail|denne e-mail|denne mail|denne meddelelse|denne e-posten|denne "
    "meldingen|"
    "tämä viesti|tämä sähköposti|это сообщение|данное сообщение|настоящее сообщение|это письмо|данное письмо|це "
    "повідомлення|цей лист|"
    "tato zpráva|tento e-mail|táto správa|ez az üzenet|ez az e-mail|jelen üzenet|acest mesaj|bu ileti|bu mesaj|bu "
    "e-posta|"
    "αυτό το μήνυμα|παρόν μήνυμα|本邮件|此邮件|本郵件|此郵件|本电子邮件|本電子郵件|このメール|本メール|本電子メール|이 "
    "메일|본 메일|"
    "이 메시지|본 메시지";
constexpr std::string_view is_secret = "confidential|privileged|private|proprietary|vertraulich|geheim|confidentiel|"
                                       "confidencial|riservat|confidenzial|vertrouwelijk|"
                                       "poufn|konfidentiell|fortrolig|luottamuksellinen|конфиденциальн|конфіденційн|"
                                       "důvěrn|dôvern|bizalmas|confidențial|gizli|"
                                       "εμπιστευτικ|机密|保密|機密|기밀";
constexpr std::string_view to_whom =
    "intended recipient|addressee|intended solely|intended only|intended for|the recipient|in error|empfänger|adressat|"
    "destinataire|destinatari|destinatário|geadresseerde|ontvanger|adresat|mottagare|modtager|mottaker|vastaanottaja|"
    "получател|"
    "адресат|одержувач|příjemc|adresát|címzett|destinatar|alıcı|παραλήπτη|收件人|收件者|受信者|수신인|unauthorized|by "
    "mistake";

bool has_one_of(std::string_view folded, std::string_view alternatives)
{
    bool has = false;
    each_of(alternatives, [&](std::string_view one) { has = has || folded.find(one) != std::string_view::npos; });
    return has;
}

}  // namespace

bool is_disclaimer(std::string_view folded_paragraph)
{
    return has_one_of(folded_paragraph, this_message) && has_one_of(folded_paragraph, is_secret) &&
           has_one_of(folded_paragraph, to_whom);
}

}  // namespace mail
