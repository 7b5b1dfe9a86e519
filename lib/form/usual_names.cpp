#include "form/usual_names.h"

#include "base/text.h"
#include "form/names.h"

#include <algorithm>
#include <array>
#include <string>

namespace form {

namespace {

using std::string_view;

constexpr auto email_names = std::to_array<string_view>({
    "netfang",
    "e-pasts",
    "el. paštas",
    "e-post",
    "correio electronico",
    "endereco electronico",
    "e-mail",
    "email",
    "mail",
    "имейл",
    "и-мейл",
    "דוא\"ל",
    "e-mail address",
    "email address",
    "mail address",
    "e mail",
    "your e-mail",
    "electronic mail",
    "contact e-mail",
    "contact email",
    "courriel",
    "adresse électronique",
    "adresse e-mail",
    "adresse mail",
    "adresse courriel",
    "mél",
    "correo electrónico",
    "correo",
    "correo-e",
    "dirección de correo",
    "dirección de correo electrónico",
    "dirección electrónica",
    "E-Mail-Adresse",
    "E-Mail",
    "correio eletrônico",
    "correio eletrónico",
    "endereço eletrônico",
    "e-mailadres",
    "e-postadress",
    "e-post",
    "indirizzo e-mail",
    "posta elettronica",
    "メール",
    "メールアドレス",
    "電子メール",
    "Eメール",
    "电子邮件",
    "電子郵件",
    "邮箱",
    "电子邮箱",
    "이메일",
    "อีเมล",
    "электронная почта",
    "эл. почта",
    "البريد الإلكتروني",
});

constexpr auto url_names = std::to_array<string_view>({
    "vefsíða",
    "mājaslapa",
    "svetainė",
    "koduleht",
    "url",
    "web",
    "website",
    "web site",
    "homepage",
    "home page",
    "web page",
    "webpage",
    "web address",
    "internet",
    "internet address",
    "www",
    "link",
    "site",
    "site web",
    "site internet",
    "adresse web",
    "page web",
    "sitio web",
    "página web",
    "sitio",
    "dirección web",
    "enlace",
    "web-site",
    "Webseite",
    "Internetseite",
    "Internetadresse",
    "Webadresse",
    "sítio web",
    "site na internet",
    "sito web",
    "ホームページ",
    "ウェブサイト",
    "サイト",
    "网址",
    "网站",
    "網址",
    "網站",
    "홈페이지",
    "เว็บไซต์",
    "веб-сайт",
    "сайт",
});

constexpr auto telephone_names = std::to_array<string_view>({
    "sími",
    "tālrunis",
    "telefonas",
    "ph",
    "ph no",
    "phone no",
    "mob",
    "mobile",
    "mobile no",
    "contact no",
    "contact number",
    "tlf",
    "telef",
    "telf",
    "telephone",
    "telephone no",
    "telephone number",
    "telephone nr",
    "phone",
    "phone number",
    "tel",
    "tel no",
    "mobile phone",
    "cell phone",
    "téléphone",
    "n° de téléphone",
    "numéro de téléphone",
    "tél",
    "portable",
    "teléfono",
    "número de teléfono",
    "teléfono no",
    "teléfono nº",
    "móvil",
    "Telefon",
    "Telefonnummer",
    "Tel.-Nr",
    "telefone",
    "nº de telefone",
    "telefono",
    "電話",
    "電話番号",
    "TEL",
    "电话",
    "電話號碼",
    "电话号码",
    "전화",
    "전화번호",
    "โทรศัพท์",
    "โทร",
    "телефон",
});

constexpr auto date_names = std::to_array<string_view>({
    "date", "day",        "fecha", "Datum",   "data", "日付",       "日期",  "日時",   "月日",
    "날짜", "วันที่",        "дата",  "التاريخ", "when", "ημερομηνία", "tarih", "تاریخ",  "תאריך",
    "dată", "päivämäärä", "dato",  "tanggal", "ngày", "kuupäev",    "dátum", "datums", "datë",
});

constexpr auto country_names = std::to_array<string_view>({
    "country", "country name", "your country", "nation",   "state",          "pays",     "votre pays", "país",
    "su país", "Land",         "Staat",        "Ihr Land", "país de origem", "seu país", "paese",      "国",
    "国名",    "国家",         "國家",         "국가",     "ประเทศ",         "страна",   "البلد",
});

constexpr auto language_names = std::to_array<string_view>({
    "language",
    "langue",
    "idioma",
    "Sprache",
    "língua",
    "lingua",
    "言語",
    "语言",
    "語言",
    "ภาษา",
    "язык",
});

}  // namespace

std::span<const string_view> usual_names(config::AnswerType type)
{
    switch (type) {
    case config::AnswerType::email: return email_names;
    case config::AnswerType::url: return url_names;
    case config::AnswerType::telephone: return telephone_names;
    case config::AnswerType::date:
    case config::AnswerType::date_range: return date_names;
    case config::AnswerType::country: return country_names;
    case config::AnswerType::language: return language_names;
    case config::AnswerType::text:
    case config::AnswerType::long_text:
    case config::AnswerType::yes_no:
    case config::AnswerType::choice:
    case config::AnswerType::number: return {};
    }
    return {};
}

namespace {

// As plain_name gives them.

constexpr auto respondent_headings = std::to_array<string_view>({
    "respondent s details",
    "respondents details",
    "respondent details",
    "respondent",
    "details of respondent",
    "details of the respondent",
    "about the respondent",
    "about you",
    "your details",
    "your data",
    "your contact details",
    "your information",
    "about yourself",
    "respondent information",
    "respondent s information",
    "contact details of the respondent",
    "submitted by",
    "form completed by",
    "coordonnees du repondant",
    "le repondant",
    "repondant",
    "vos coordonnees",
    "a propos de vous",
    "renseignements sur le repondant",
    "informations sur le repondant",
    "details du repondant",
    "sur vous",
    "datos del encuestado",
    "datos del respondente",
    "encuestado",
    "datos de quien responde",
    "sus datos",
    "acerca de usted",
    "sobre usted",
    "datos personales",
    "informacion del encuestado",
    "detalles del encuestado",
    "angaben zum antwortenden",
    "angaben zur person",
    "ihre angaben",
    "ihre daten",
    "absender",
    "dados do respondente",
    "seus dados",
    "回答者",
    "回答者情報",
    "回答者の情報",
    "回答者について",
    "記入者",
    "填表人",
    "填写人",
    "填表人信息",
    "答复者",
    "您的信息",
    "ผู้ตอบ",
    "ผู้ตอบแบบสอบถาม",
    "ผู้ให้ข้อมูล",
});

constexpr auto example_words = std::to_array<string_view>({
    "example",
    "sample",
    "for example",
    "example row",
    "example not an answer",
    "exemple pas une reponse",
    "ejemplo no es una respuesta",
    "par exemple",
    "por ejemplo",
    "zum beispiel",
    "exemple",
    "ejemplo",
    "beispiel",
    "exemplo",
    "esempio",
    "muestra",
    "例",
    "記入例",
    "见本",
    "見本",
    "示例",
    "例子",
    "样例",
    "ตัวอย่าง",
    "пример",
});

constexpr auto note_headings = std::to_array<string_view>({
    "anything else",
    "note",
    "notes",
    "remarks",
    "remark",
    "comments",
    "comment",
    "further remarks",
    "other remarks",
    "other comments",
    "additional comments",
    "additional remarks",
    "autre chose",
    "remarques",
    "remarque",
    "commentaires",
    "commentaire",
    "observations",
    "algo mas",
    "observaciones",
    "comentarios",
    "comentario",
    "notas",
    "nota",
    "anmerkungen",
    "bemerkungen",
    "kommentar",
    "comentarios adicionales",
    "備考",
    "备注",
    "備註",
    "หมายเหตุ",
});

constexpr auto row_words = std::to_array<string_view>({
    "row",
    "no",
    "nr",
    "number",
    "item",
    "entry",
    "record",
    "event",
    "organization",
    "organisation",
    "subscriber",
    "question",
    "q",
    "presenter",
    "ligne",
    "n",
    "numero",
    "evenement",
    "manifestation",
    "abonne",
    "fila",
    "evento",
    "organizacion",
    "suscriptor",
    "pregunta",
    "zeile",
    "nummer",
    "veranstaltung",
    "frage",
    "seminar",
    "linha",
    "行",
    "番号",
    "第",
    "序号",
});

constexpr auto posts = std::to_array<string_view>({
    "secretary",    "director",    "manager",     "head",       "officer",    "president",
    "chairman",     "chairperson", "coordinator", "adviser",    "advisor",    "engineer",
    "assistant",    "deputy",      "specialist",  "expert",     "directeur",  "directrice",
    "secretaire",   "responsable", "chef",        "ingenieur",  "presidente", "directora",
    "gerente",      "jefe",        "jefa",        "secretario", "secretaria", "coordinador",
    "coordinadora", "leiter",      "leiterin",    "referent",   "referentin", "geschaftsfuhrer",
    "direktor",     "sekretar",    "diretor",     "diretora",   "kierownik",  "dyrektor",
    "директор",     "начальник",   "специалист",  "секретарь",  "部長",       "課長",
    "主任",         "处长",        "科长",        "経理",       "과장",       "부장",
});

constexpr auto letter_ends = std::to_array<string_view>({
    "με εκτιμηση",
    "με φιλικους χαιρετισμους",
    "с уважение",
    "з повагою",
    "με τιμη",
    "مع خالص التحيه",
    "مع خالص التحية",
    "مع اطيب التحيات",
    "בברכה",
    "בברכה רבה",
    "abracos",
    "um abraco",
    "abraco",
    "saudacoes",
    "med vanliga halsningar",
    "vanliga halsningar",
    "halsningar",
    "med venlig hilsen",
    "med vennlig hilsen",
    "vennlig hilsen",
    "venlig hilsen",
    "hilsen",
    "groeten",
    "groetjes",
    "met vriendelijke groeten",
    "vriendelijke groet",
    "maraming salamat",
    "maraming salamat po",
    "salamat",
    "un caro saluto",
    "saluti",
    "un abrazo",
    "abrazos",
    "ystavallisin terveisin",
    "terveisin",
    "lugupidamisega",
    "parimate soovidega",
    "ar cienu",
    "pagarbiai",
    "lep pozdrav",
    "s postovanjem",
    "lijep pozdrav",
    "hormat kami",
    "salam",
    "tran trong",
    "敬具",
    "此致",
    "敬礼",
    "此致敬礼",
    "顺祝商祺",
    "감사합니다",
    "감사드립니다",
    "مع التحية",
    "مع خالص التحيات",
    "best regards",
    "kind regards",
    "regards",
    "with best regards",
    "with kind regards",
    "warm regards",
    "best wishes",
    "with best wishes",
    "many thanks",
    "thanks",
    "thank you",
    "thanks and regards",
    "thanks in advance",
    "thank you in advance",
    "thank you very much",
    "sincerely",
    "yours sincerely",
    "sincerely yours",
    "yours faithfully",
    "faithfully",
    "yours truly",
    "yours",
    "cheers",
    "best",
    "respectfully",
    "cordially",
    "cordialement",
    "bien cordialement",
    "tres cordialement",
    "meilleures salutations",
    "salutations distinguees",
    "salutations",
    "bien a vous",
    "sinceres salutations",
    "merci",
    "merci d avance",
    "merci beaucoup",
    "avec mes remerciements",
    "respectueusement",
    "amicalement",
    "veuillez agreer",
    "je vous prie d agreer",
    "saludos",
    "saludos cordiales",
    "cordiales saludos",
    "un cordial saludo",
    "cordialmente",
    "atentamente",
    "muy atentamente",
    "un saludo",
    "gracias",
    "muchas gracias",
    "sin otro particular",
    "reciba un cordial saludo",
    "le saluda atentamente",
    "mit freundlichen grußen",
    "mit freundlichen grussen",
    "freundliche grusse",
    "freundliche gruße",
    "viele grusse",
    "viele gruße",
    "beste grusse",
    "beste gruße",
    "danke",
    "vielen dank",
    "mfg",
    "atenciosamente",
    "obrigado",
    "obrigada",
    "cumprimentos",
    "com os melhores cumprimentos",
    "distinti saluti",
    "cordiali saluti",
    "met vriendelijke groet",
    "med vanlig halsning",
    "よろしくお願いします",
    "よろしくお願いいたします",
    "よろしくお願い致します",
    "以上",
    "谢谢",
    "ขอแสดงความนับถือ",
    "ขอบคุณ",
    "с уважением",
    "sent from my iphone",
    "sent from my ipad",
});

constexpr auto prompts = std::to_array<string_view>({
    "please fill in",
    "click here to enter text",
    "click or tap here to enter text",
    "click or tap to enter a date",
    "click to enter text",
    "choose an item",
    "cliquez ici pour entrer du texte",
    "cliquez ou appuyez ici pour entrer du texte",
    "cliquez ici pour taper du texte",
    "choisissez un element",
    "haga clic aqui para escribir texto",
    "haga clic o pulse aqui para escribir texto",
    "elija un elemento",
    "klicken sie hier um text einzugeben",
    "klicken oder tippen sie hier um text einzugeben",
    "wahlen sie ein element aus",
    "ここをクリックしてテキストを入力してください",
    "单击此处输入文字",
});

bool is_one_of(std::span<const string_view> all, string_view plain)
{
    return std::ranges::find(all, plain) != all.end();
}

constexpr auto total_words = std::to_array<string_view>({
    "total",  "totals",   "subtotal", "sum",  "summe",  "gesamt",   "insgesamt", "totaal",
    "totalt", "yhteensa", "razem",    "suma", "celkem", "osszesen", "итого",     "всего",
    "συνολο", "toplam",   "合計",     "合计", "总计",   "總計",     "รวม",
});

constexpr auto other_facts = std::to_array<string_view>({
    "city",
    "town",
    "place",
    "location",
    "venue",
    "state",
    "province",
    "region",
    "zip",
    "zip code",
    "postcode",
    "postal code",
    "p o box",
    "employees",
    "staff",
    "members",
    "membership",
    "no of members",
    "number of members",
    "size",
    "founded",
    "established",
    "since",
    "year",
    "remarks",
    "remark",
    "notes",
    "note",
    "comments",
    "comment",
    "status",
    "priority",
    "source",
    "fee",
    "price",
    "cost",
    "language",
    "languages",
    "category",
    "code",
    "ref",
    "reference",
    "time",
    "hours",
    "duration",
    "ville",
    "lieu",
    "effectif",
    "annee",
    "remarques",
    "observations",
    "statut",
    "ciudad",
    "lugar",
    "poblacion",
    "empleados",
    "socios",
    "ano",
    "observaciones",
    "notas",
    "estado",
    "stadt",
    "ort",
    "mitarbeiter",
    "mitglieder",
    "jahr",
    "bemerkungen",
    "bemerkung",
    "anmerkungen",
    "plz",
    "cidade",
    "local",
    "funcionarios",
    "membros",
    "observacoes",
    "citta",
    "luogo",
    "dipendenti",
    "plaats",
    "stad",
    "opmerkingen",
    "by",
    "sted",
    "город",
    "место",
    "примечание",
    "примечания",
    "都市",
    "場所",
    "会場",
    "備考",
    "城市",
    "地点",
    "备注",
});

/// "example 1" as well as "example".
string_view without_number(string_view plain)
{
    const auto last = plain.find_last_not_of("0123456789 ");
    return last == string_view::npos ? plain : plain.substr(0, last + 1);
}

}  // namespace

bool heads_respondent(string_view plain)
{
    return is_one_of(respondent_headings, plain);
}

bool heads_example(string_view plain)
{
    return is_one_of(example_words, without_number(plain));
}

bool heads_note(string_view plain)
{
    return is_one_of(note_headings, plain);
}

bool names_a_row(string_view plain)
{
    return is_one_of(row_words, plain);
}

bool heads_total(string_view plain)
{
    return is_one_of(total_words, plain.substr(0, plain.find(' ')));
}

bool names_other_fact(string_view plain)
{
    const auto is_usual = [&](config::AnswerType type) {
        return std::ranges::any_of(usual_names(type), [&](string_view name) { return plain_name(name) == plain; });
    };
    return is_one_of(other_facts, plain) || is_usual(config::AnswerType::country) ||
           is_usual(config::AnswerType::language);
}

bool closes_a_letter(string_view plain)
{
    constexpr std::size_t octets_max = 80;
    if (plain.size() > octets_max) return false;
    return std::ranges::any_of(letter_ends, [&](string_view end) {
        return plain == end || (end.size() >= 8 && plain.starts_with(end) && plain[end.size()] == ' ');
    });
}

bool names_a_post(string_view plain)
{
    return std::ranges::any_of(base::split(plain, ' '), [](string_view word) { return is_one_of(posts, word); });
}

bool asks_to_be_filled_in(string_view plain)
{
    return is_one_of(prompts, plain);
}

}  // namespace form
