#include "mail/reply_words.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace mail {

namespace {

/// What the mail programs of one language write. "|" stands between the ways to say it.
struct Language {
    std::string_view tag;     ///< RFC 5646
    std::string_view begins;  ///< how a line that says who wrote when begins
    std::string_view wrote;   ///< its verb
    std::string_view from;    ///< and the names of the fields over a quoted message
    std::string_view date;
    std::string_view to;
    std::string_view copy;
    std::string_view subject;
    std::string_view original;   ///< what stands over a quoted message
    std::string_view forwarded;  ///< what stands over a forwarded one
    std::string_view sent_from;  ///< how the footer of a device begins
};

constexpr std::array<Language, 38> languages{{
    {"en", "on|in", "wrote|writes|has written|said|sent", "from", "date|sent|sent on|sent at|received|received on",
     "to", "cc|bcc|copy", "subject",
     "original message|original appointment|original mail|original email|original e-mail|reply message|replied "
     "message|quoted text",
     "forwarded message|begin forwarded message|start of forwarded message|fwd|forwarded by",
     "sent from|sent with|sent using|sent via|get outlook for|download outlook for|typed on my|written on my"},
    {"af", "op|die", "het geskryf|geskryf", "van", "datum|gestuur", "aan", "afskrif", "onderwerp",
     "oorspronklike boodskap", "aangestuurde boodskap", "gestuur vanaf|gestuur van my"},
    {"ar", "في|بتاريخ|يوم", "كتب|كتبت|كتب ما يلي", "من", "التاريخ|تاريخ الإرسال|تم الإرسال", "إلى|الى", "نسخة",
     "الموضوع", "الرسالة الأصلية|رسالة أصلية", "رسالة معاد توجيهها|الرسالة المحولة", "أرسلت من|مرسل من|تم الإرسال من"},
    {"bg", "на", "написа|пише|написал", "от", "дата|изпратено|изпратен", "до", "копие", "относно|тема",
     "оригинално съобщение|първоначално съобщение", "препратено съобщение", "изпратено от моя|изпратено от"},
    {"ca", "el|el dia", "va escriure|ha escrit|escrigué", "de", "data|enviat|enviat el", "a|per a", "cc|a/c",
     "assumpte|tema", "missatge original", "missatge reenviat", "enviat des de|enviat des del"},
    {"cs", "dne|v", "napsal|napsala|napsal(a)|napsal/a|píše", "od", "datum|odesláno", "komu", "kopie", "předmět",
     "původní zpráva|původní e-mail|původní email", "přeposlaná zpráva|předaná zpráva", "odesláno z|odesláno ze"},
    {"cy", "ar", "ysgrifennodd", "oddi wrth|o", "dyddiad|anfonwyd", "at", "copi", "pwnc|testun", "neges wreiddiol",
     "neges a anfonwyd ymlaen", "anfonwyd o"},
    {"da", "den|d.|på", "skrev|skriver|har skrevet", "fra", "dato|sendt", "til", "kopi", "emne",
     "oprindelig besked|oprindelig meddelelse|original meddelelse|original besked",
     "videresendt besked|videresendt meddelelse|start på videresendt besked", "sendt fra|sendt med|hent outlook til"},
    {"de", "am|vom", "schrieb|schrieben|schreibt|geschrieben|hat geschrieben|schrieb folgendes", "von",
     "datum|gesendet|gesendet am|date", "an", "kopie|cc", "betreff|betr.",
     "ursprüngliche nachricht|originalnachricht|original-nachricht|original nachricht|ursprüngliche "
     "mail|ursprünglicher termin|urspruengliche nachricht",
     "weitergeleitete nachricht|anfang der weitergeleiteten nachricht|anfang der weitergeleiteten e-mail",
     "gesendet von|gesendet mit|von meinem|diese nachricht wurde von meinem|outlook für|holen sie sich outlook|mit "
     "freundlichen grüßen von meinem"},
    {"el", "στις|την|τη|στη", "έγραψε|έγραψες", "από", "ημερομηνία|στάλθηκε|απεστάλη", "προς", "κοιν.|κοινοποίηση",
     "θέμα", "αρχικό μήνυμα", "προωθημένο μήνυμα", "στάλθηκε από"},
    {"eo", "je|la", "skribis", "de", "dato", "al", "kopio", "temo", "originala mesaĝo", "plusendita mesaĝo",
     "sendita de"},
    {"es", "el|el día|con fecha", "escribió|escribio|ha escrito|escribía|escribe", "de", "fecha|enviado|enviado el",
     "para|a", "cc|copia", "asunto", "mensaje original|mensaje de origen|correo original",
     "mensaje reenviado|inicio del mensaje reenviado|mensaje enviado",
     "enviado desde|enviado con|obtener outlook para|obtén outlook para"},
    {"et", "kuupäeval", "kirjutas", "saatja|kellelt", "kuupäev|saadetud", "saaja|adressaat|kellele", "koopia", "teema",
     "algne sõnum|algsõnum|algne kiri", "edastatud sõnum|edastatud kiri", "saadetud minu|saadetud"},
    {"eu", "", "igorleak idatzi du|idatzi du|erabiltzaileak hau idatzi du", "nork|igorlea", "data|bidalia",
     "nori|hartzailea", "kopia", "gaia", "jatorrizko mezua", "birbidalitako mezua", "nire"},
    {"fa", "در", "نوشت|نوشته است", "از", "تاریخ", "به", "رونوشت", "موضوع", "پیام اصلی", "پیام فوروارد شده",
     "ارسال شده از"},
    {"fi", "", "kirjoitti|kirjoittaa", "lähettäjä|keneltä", "päivämäärä|lähetetty|pvm|päiväys", "vastaanottaja|kenelle",
     "kopio", "aihe", "alkuperäinen viesti", "välitetty viesti|edelleenlähetetty viesti|välitetty viesti alkaa",
     "lähetetty|lähetetty laitteesta"},
    {"fr", "le|en date du", "a écrit|a ecrit|a écrit|écrivait|écrit|vous avez écrit", "de|exp.|expéditeur",
     "date|envoyé|envoyé le|envoyé à|message du|date d'envoi", "à|a|pour|destinataire", "cc|copie|copie à|copie a|cci",
     "objet|sujet",
     "message d'origine|message d’origine|message original|e-mail d'origine|courriel original|message initial|message "
     "reçu",
     "message transféré|message réexpédié|début du message transféré|début du message réexpédié|message transmis",
     "envoyé de mon|envoyé depuis|envoyé à partir de|envoyé de|télécharger outlook pour|obtenez outlook pour|envoyé "
     "avec"},
    {"ga", "ar", "scríobh", "ó", "dáta|seolta", "chuig", "cóip", "ábhar", "bunteachtaireacht",
     "teachtaireacht curtha ar aghaidh", "seolta ó"},
    {"gl", "o|o día", "escribiu", "de", "data|enviado", "para", "cc", "asunto", "mensaxe orixinal", "mensaxe reenviada",
     "enviado desde"},
    {"he", "ב|בתאריך|ביום", "כתב|כתבה|כתב/ה|מאת|כתב(ה)", "מאת", "תאריך|נשלח", "אל", "עותק|העתק", "נושא",
     "הודעה מקורית|ההודעה המקורית", "הודעה שהועברה|הודעה מועברת", "נשלח מה|נשלח מ"},
    {"hr", "dana|u|na", "je napisao|je napisala|napisao|napisala|je napisao/la|piše|napisao je|napisala je", "od|šalje",
     "datum|poslano", "za|prima", "kopija", "predmet|naslov", "izvorna poruka|originalna poruka", "proslijeđena poruka",
     "poslano s|poslano iz"},
    {"hu", "", "írta|ezt írta|a következőt írta|írt", "feladó|küldő", "dátum|küldve|elküldve", "címzett",
     "másolatot kap|másolat", "tárgy", "eredeti üzenet|eredeti levél", "továbbított üzenet|továbbított levél",
     "elküldve|az én|küldve"},
    {"hi", "", "ने लिखा|लिखा", "प्रेषक", "दिनांक|भेजा गया", "प्रति", "प्रतिलिपि", "विषय", "मूल संदेश", "अग्रेषित संदेश", "मेरे"},
    {"id", "pada|pd", "menulis|telah menulis", "dari", "tanggal|terkirim|dikirim", "kepada|untuk", "tembusan",
     "perihal|subjek|hal", "pesan asli|mesej asal", "pesan terusan|pesan yang diteruskan",
     "dikirim dari|dihantar dari"},
    {"is", "þann|hinn", "skrifaði", "frá", "dagsetning|sent", "til", "afrit", "efni",
     "upprunaleg skilaboð|upprunalegt skeyti", "áframsend skilaboð", "sent úr"},
    {"it", "il|in data|il giorno|da", "ha scritto|scrisse|scrive|ha scritto quanto segue", "da",
     "data|inviato|inviata|inviato il|date", "a|per", "cc|copia", "oggetto|risposta",
     "messaggio originale|messaggio originario|messaggio inoltrato",
     "messaggio inoltrato|inizio messaggio inoltrato|inizio del messaggio inoltrato",
     "inviato da|inviata da|inviato con|inviato dal|ottieni outlook per|scarica outlook per"},
    {"ja", "", "のメール|は書きました|が書きました|さんは書きました|wrote", "差出人|送信者|発信者|from",
     "日付|日時|送信日時|送信日|受信日時", "宛先|to", "cc|写し", "件名|題名",
     "元のメッセージ|元のメール|オリジナルメッセージ|original message",
     "転送メッセージ|転送されたメッセージ|転送メール|以下は転送されたメッセージです",
     "iphoneから送信|ipadから送信|androidから送信|私の"},
    {"ko", "", "작성|작성함|썼습니다|님이 작성|쓰기", "보낸 사람|보낸사람|발신|발신자|발신인",
     "날짜|보낸 날짜|보낸날짜|받은 날짜", "받는 사람|받는사람|수신|수신자|수신인", "참조", "제목",
     "원본 메시지|원본 메일|원래 메시지|원본메시지", "전달된 메시지|전달된 메일",
     "나의 iphone에서|내 iphone에서|iphone에서|제 갤럭시"},
    {"lt", "", "rašė|parašė", "nuo|siuntėjas", "data|išsiųsta", "kam|gavėjas|iki", "kopija", "tema",
     "pirminė žinutė|originalus laiškas|pradinis laiškas", "persiųstas laiškas|persiųsta žinutė",
     "išsiųsta iš|atsiųsta iš"},
    {"lv", "", "rakstīja", "no", "datums|nosūtīts", "kam", "kopija", "temats|tēma",
     "sākotnējais ziņojums|oriģinālā ziņa", "pārsūtītais ziņojums|pārsūtīta ziņa", "nosūtīts no"},
    {"nl", "op", "schreef|schreef het volgende|heeft geschreven|het volgende geschreven|geschreven|schrijft", "van",
     "datum|verzonden|verzonden op|verstuurd|date", "aan", "cc|kopie", "onderwerp|betreft",
     "oorspronkelijk bericht|origineel bericht|originele bericht|oorspronkelijke bericht|oorspronkelijke afspraak",
     "doorgestuurd bericht|begin doorgestuurd bericht",
     "verzonden vanaf|verzonden met|verstuurd vanaf|verstuurd met|verzonden via|vanaf mijn|download outlook "
     "voor|outlook voor"},
    {"no", "den|på|tor.|kl.", "skrev|skreiv|skriver", "fra|frå", "dato|sendt", "til", "kopi", "emne",
     "opprinnelig melding|original melding|opphavleg melding|opprinnelig beskjed",
     "videresendt melding|vidaresend melding|videresendt beskjed", "sendt fra|sendt med|send frå|skaff deg outlook"},
    {"pl", "dnia|w dniu|w", "napisał|napisała|napisał(a)|napisał/a|pisze|napisali|użytkownik", "od|nadawca",
     "data|wysłano|wysłane|data wysłania", "do|adresat", "dw|kopia|do wiadomości", "temat",
     "oryginalna wiadomość|wiadomość oryginalna|wiadomość pierwotna|treść oryginalnej wiadomości",
     "wiadomość przekazana|przekazana wiadomość|wiadomość przesłana dalej|początek przekazywanej wiadomości",
     "wysłano z|wysłane z|wysłano przez"},
    {"pt", "em|no dia|a|na", "escreveu|escreveu o seguinte|escreve", "de",
     "data|enviado|enviada|enviado em|enviada em|enviado a", "para", "cc|cópia|com cópia", "assunto",
     "mensagem original|e-mail original",
     "mensagem encaminhada|mensagem reencaminhada|início da mensagem encaminhada|início da mensagem reencaminhada",
     "enviado do meu|enviado de|enviado do|enviado a partir do|enviado através|obter o outlook para|baixe o outlook"},
    {"ro", "pe|la|în", "a scris|scrie|scris", "de la|de", "data|trimis|trimisă|dată", "către|la", "copie", "subiect",
     "mesaj original|mesajul original|mesajul inițial",
     "mesaj redirecționat|mesaj transmis mai departe|mesaj redirecţionat", "trimis de pe|trimis din"},
    {"ru", "в|от|пользователь", "написал|написала|написал(а)|написал:|пишет|писал|писала|написали",
     "от|от кого|отправитель", "дата|отправлено|послано", "кому", "копия", "тема",
     "исходное сообщение|оригинальное сообщение|исходное письмо|пересылаемое сообщение",
     "пересылаемое сообщение|переадресованное сообщение|пересланное сообщение|начало переадресованного "
     "сообщения|начало переадресованного письма",
     "отправлено с|отправлено из|отправлено от|послано с"},
    {"sk", "dňa|v", "napísal|napísala|napísal(a)|napísal/a|píše", "od", "dátum|odoslané|odosielané", "komu|pre",
     "kópia", "predmet|vec", "pôvodná správa|originálna správa", "preposlaná správa", "odoslané z|odoslané zo"},
    {"sv", "den|på|d.", "skrev|skriver|har skrivit", "från", "datum|skickat|skickad", "till", "kopia", "ämne",
     "ursprungligt meddelande|originalmeddelande|ursprungsmeddelande",
     "vidarebefordrat meddelande|vidarebefordrat brev|börja vidarebefordrat meddelande",
     "skickat från|skickades från|skickat med|hämta outlook för"},
}};

/// The others; what they have is short.
constexpr std::array<Language, 9> more_languages{{
    {"be", "", "напісаў|напісала|піша", "ад", "дата|адпраўлена", "каму", "копія", "тэма", "зыходнае паведамленне",
     "пераслана паведамленне", "адпраўлена з"},
    {"mk", "на", "напиша|пишува", "од", "датум|испратено", "до", "копија", "предмет", "оригинална порака",
     "препратена порака", "испратено од"},
    {"sl", "dne", "je napisal|je napisala|je napisal/-a|napisal|piše", "od|pošiljatelj", "datum|poslano",
     "za|prejemnik", "kp|v vednost", "zadeva", "izvirno sporočilo|originalno sporočilo", "posredovano sporočilo",
     "poslano iz"},
    {"sr", "дана|dana|u", "је написао|је написала|написао|је написао/ла|пише|je napisao/la", "од|шаље",
     "датум|послато|poslato", "за|коме", "копија", "наслов|предмет", "оригинална порука|изворна порука",
     "прослеђена порука|prosleđena poruka", "послато са|poslato sa"},
    {"th", "ใน|เมื่อ", "เขียนว่า|เขียน|ได้เขียน", "จาก", "วันที่|ส่ง", "ถึง", "สำเนา", "เรื่อง|หัวเรื่อง", "ข้อความเดิม|ข้อความต้นฉบับ",
     "ข้อความที่ส่งต่อ", "ส่งจาก"},
    {"tr", "", "yazdı|şunu yazdı|şunları yazdı|şöyle yazdı", "kimden|gönderen",
     "tarih|gönderilme tarihi|gönderildi|gönderme tarihi", "kime|alıcı", "bilgi|karbon kopya", "konu",
     "orijinal mesaj|özgün ileti|orijinal ileti|asıl ileti", "iletilen mesaj|yönlendirilmiş ileti|iletilmiş ileti",
     "iphone'umdan gönderildi|ipad'imden gönderildi|android'den"},
    {"uk", "у|в", "написав|написала|написав(ла)|написав(-ла)|пише", "від|від кого", "дата|надіслано|відправлено",
     "кому", "копія", "тема", "оригінальне повідомлення|вихідне повідомлення|початкове повідомлення",
     "переслане повідомлення|переадресоване повідомлення", "надіслано з|відправлено з"},
    {"vi", "vào|ngày|lúc", "đã viết|viết", "từ", "ngày|đã gửi|gửi lúc", "đến|tới", "đồng gửi", "chủ đề|tiêu đề",
     "tin nhắn gốc|thư gốc|thông điệp gốc", "thư được chuyển tiếp|tin nhắn đã chuyển tiếp",
     "gửi từ|đã gửi từ|được gửi từ"},
    {"zh", "在|于|於", "写道|寫道|写到|写|來信|来信", "发件人|寄件人|寄件者|发信人|来自|發件人",
     "日期|发送时间|發送時間|时间|寄件日期|发送日期|傳送時間|發件時間", "收件人|收件者|发送至|至", "抄送|副本",
     "主题|主旨|標題|主題|标题", "原始邮件|原始郵件|原邮件|原郵件|邮件原件|回复的原邮件",
     "转发的邮件|轉寄的郵件|轉寄郵件|转发邮件|已转发邮件|開始轉寄郵件|下面是转发的邮件",
     "发自我的|從我的|发自|傳送自|寄自我的|来自我的"},
}};

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

    void take(const Language& language)
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
        for (const Language& language : languages) made.take(language);
        for (const Language& language : more_languages) made.take(language);
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

using Terms = std::span<const std::string_view>;

constexpr std::array<std::string_view, 34> message_terms{
    "e-mail",       "email",      "message", "communication", "transmission", "nachricht",  "mail",
    "courriel",     "correo",     "mensaje", "messaggio",     "bericht",      "mensagem",   "wiadomość",
    "meddelande",   "meddelelse", "melding", "besked",        "viesti",       "сообщение",  "письмо",
    "повідомлення", "zpráva",     "správa",  "üzenet",        "mesaj",        "ileti",      "μήνυμα",
    "mesajul",      "邮件",       "郵件",    "メール",        "메일",         "information"};
constexpr std::array<std::string_view, 30> secrecy_terms{"confidential",
                                                         "privileged",
                                                         "private",
                                                         "proprietary",
                                                         "vertraulich",
                                                         "confidentiel",
                                                         "confidencial",
                                                         "riservat",
                                                         "confidenzial",
                                                         "vertrouwelijk",
                                                         "poufn",
                                                         "konfidentiell",
                                                         "fortrolig",
                                                         "luottamuksellinen",
                                                         "конфиденциальн",
                                                         "конфіденційн",
                                                         "důvěrn",
                                                         "dôvern",
                                                         "bizalmas",
                                                         "confidențial",
                                                         "gizli",
                                                         "εμπιστευτικ",
                                                         "机密",
                                                         "保密",
                                                         "機密",
                                                         "기밀",
                                                         "legally protected",
                                                         "geheim",
                                                         "secret",
                                                         "verbreitung"};
constexpr std::array<std::string_view, 34> recipient_terms{"intended recipient",
                                                           "addressee",
                                                           "intended solely",
                                                           "intended only",
                                                           "intended for",
                                                           "the recipient",
                                                           "in error",
                                                           "empfänger",
                                                           "adressat",
                                                           "destinataire",
                                                           "destinatario",
                                                           "destinatário",
                                                           "geadresseerde",
                                                           "ontvanger",
                                                           "adresat",
                                                           "mottagare",
                                                           "modtager",
                                                           "mottaker",
                                                           "vastaanottaja",
                                                           "получател",
                                                           "одержувач",
                                                           "адресат",
                                                           "příjemc",
                                                           "adresát",
                                                           "címzett",
                                                           "destinatar",
                                                           "alıcı",
                                                           "παραλήπτη",
                                                           "收件人",
                                                           "收件者",
                                                           "受信者",
                                                           "수신인",
                                                           "third part",
                                                           "unauthorized"};

bool has_one_of(std::string_view folded, Terms terms)
{
    return std::ranges::any_of(terms,
                               [&](std::string_view term) { return folded.find(term) != std::string_view::npos; });
}

}  // namespace

bool is_disclaimer(std::string_view folded_paragraph)
{
    return has_one_of(folded_paragraph, message_terms) && has_one_of(folded_paragraph, secrecy_terms) &&
           has_one_of(folded_paragraph, recipient_terms);
}

}  // namespace mail
