#include "mail/reply_text.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <string_view>

// All texts here are made up, after what mail programs write.

namespace mail {
namespace {

struct ReplyCase {
    std::string_view name;
    std::string_view text;
    std::string_view visible;
    std::string_view signature = "";
};

void check(const ReplyCase& c)
{
    const ReplyText reply = read_reply(c.text);
    EXPECT_EQ(reply.visible, c.visible) << c.name;
    EXPECT_EQ(reply.signature, c.signature) << c.name;
    EXPECT_LE(reply.visible.size() + reply.quoted.size() + reply.signature.size(), c.text.size()) << c.name;
}

TEST(ReplyText, AnswersMayStandAboveBelowAndBetween)
{
    constexpr ReplyCase cases[] = {
        {"no quotation", "Yes.\n\nAnn\n", "Yes.\n\nAnn\n"},
        {"above", "Yes.\n\nOn 2 May 2024 Ann wrote:\n> May we?\n", "Yes.\n"},
        {"below", "On 2 May 2024 Ann wrote:\n> May we?\n\nYes.\n", "Yes.\n"},
        {"between", "Ann wrote:\n> One?\nYes.\n\n> Two?\n\nNo.\n", "Yes.\n\nNo.\n"},
        {"above, and nothing marked", "Yes.\n\nOn 2 May 2024 at 09:41, Ann <ann@body.example> wrote:\n\nMay we?\n",
         "Yes.\n"},
        {"only marked lines", "> a\n>> b\n", ""},
        {"empty", "", ""},
        {"blank", " \n\t\n", ""},
        {"no last line end", "Yes.", "Yes."},
        {"a mark that a mailbox file made", ">From here on, yes.\n", ">From here on, yes.\n"},
        {"arrows are no marks", ">>> please read <<<\n", ">>> please read <<<\n"},
        {"marked text that was broken on its way",
         "Yes.\n\nAnn wrote:\n> These words are a long line, which a program between the two has broken\nwhere it "
         "liked, and\n> so on\n",
         "Yes.\n"},
        {"a line between marks that begins a sentence",
         "Ann wrote:\n> These words are a long line, which a program between the two has broken\nWhere do I sign?\n> "
         "so on\n",
         "Where do I sign?\n"},
        {"an attribution and nothing above it, nor marks", "On 2 May 2024, Ann <ann@body.example> wrote:\n\nYes.\n",
         "Yes.\n"},
        {"a forwarded message and nothing above it",
         "-------- Forwarded message --------\nFrom: ann@body.example\n\nHello\n", ""},
    };
    for (const ReplyCase& c : cases) check(c);
}

/// What the writer says looks a little like what programs write.
TEST(ReplyText, WordsOfTheWriterStay)
{
    constexpr std::string_view texts[] = {
        "On Monday we meet.\nOn Tuesday\n\nI wrote to Ann\n\nabout it.\n",
        "Ann wrote:\n\nthat she agrees.\n",
        "The following was said in 2023:\n\nwe agree.\n",
        "In my mail of 2 May 2024 I asked for:\n\n- more time\n",
        "Please note:\nFrom: now on we meet on Mondays.\n",
        "Date: 5 May 2024\nPlace: Vienna\n\nAs agreed.\n",
        "To: be decided\nFrom: Monday on\n",
        "I spoke with Ann (ann@body.example) on 2 May 2024.\nShe agrees.\n",
        "We have three points:\n-- first\n-- second\n-- third\n",
        "Sent from my desk, this is easier to write.\n",
        "The data is confidential, please keep it so.\n",
        "----------\nTitle\n----------\n\ntext\n",
        "a\n\n--\n\nb\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n",
    };
    for (const std::string_view text : texts) EXPECT_EQ(read_reply(text).visible, text);
}

TEST(ReplyText, AttributionIsTakenForOneInManyLanguages)
{
    constexpr std::string_view attributions[] = {
        "On Thu, 2 May 2024 at 09:41, Ann Example <ann@body.example> wrote:",
        "On 2 May 2024, at 09:41, Ann Example wrote:",
        "On Thursday, 2 May 2024 at 09:41:12 CEST, Ann <ann@body.example> wrote:",
        "Am 02.05.2024 um 09:41 schrieb Ann Beispiel:",
        "Am Do., 2. Mai 2024 um 09:41 Uhr schrieb Ann Beispiel <ann@body.example>:",
        "Ann Beispiel <ann@body.example> schrieb am 02.05.2024 09:41:",
        "Le jeu. 2 mai 2024 à 09:41, Ann Exemple <ann@body.example> a écrit :",
        "Le 02/05/2024 à 09:41, Ann Exemple a écrit\u00A0:",
        "El jue, 2 may 2024 a las 9:41, Ann Ejemplo (<ann@body.example>) escribió:",
        "Em qui., 2 de mai. de 2024 às 09:41, Ann <ann@body.example> escreveu:",
        "Il giorno gio 2 mag 2024 alle ore 09:41 Ann <ann@body.example> ha scritto:",
        "El dj., 2 de maig 2024 a les 9:41, Ann (<ann@body.example>) va escriure:",
        "Op do 2 mei 2024 om 09:41 schreef Ann <ann@body.example>:",
        "Den tors 2 maj 2024 kl 09:41 skrev Ann <ann@body.example>:",
        "Den tor. 2. maj 2024 kl. 09.41 skrev Ann <ann@body.example>:",
        "to 2. toukok. 2024 klo 9.41 Ann (ann@body.example) kirjoitti:",
        "Kuupäev N, 2. mai 2024 kell 09:41 kirjutas kasutaja Ann (<ann@body.example>):",
        "czw., 2 maj 2024 o 09:41 Ann <ann@body.example> napisał(a):",
        "W dniu 2.05.2024 o 09:41, Ann pisze:",
        "čt 2. 5. 2024 v 9:41 odesílatel Ann <ann@body.example> napsal:",
        "Dňa 2. 5. 2024 o 9:41 Ann <ann@body.example> napísal(a):",
        "Ann <ann@body.example> ezt írta (időpont: 2024. máj. 2., Cs, 9:41):",
        "V V čet., 2. maj 2024 ob 09:41 je oseba Ann <ann@body.example> napisala:",
        "Dana 2. 5. 2024. u 9:41 Ann je napisao/la:",
        "În joi, 2 mai 2024 la 09:41, Ann <ann@body.example> a scris:",
        "На чт, 2.05.2024 г. в 9:41 Ann <ann@body.example> написа:",
        "чт, 2 мая 2024 г. в 09:41, Ann <ann@body.example>:",
        "02.05.2024 09:41, Анна Пример пишет:",
        "чт, 2 трав. 2024 р. о 09:41 Ann <ann@body.example> пише:",
        "Στις Πέμ 2 Μαΐ 2024 στις 9:41 π.μ., ο χρήστης Ann <ann@body.example> έγραψε:",
        "2 May 2024 Per 09:41 tarihinde Ann <ann@body.example> şunu yazdı:",
        "\u200Fבתאריך יום ה׳, 2 במאי 2024 ב-9:41 מאת \u202AAnn\u202C\u200F <\u202Aann@body.example\u202C\u200F>:\u200F",
        "في الخميس، 2 مايو 2024 في 9:41 ص كتب Ann <ann@body.example>:",
        "2024年5月2日(木) 9:41 Ann <ann@body.example>:",
        "2024년 5월 2일 (목) 오전 9:41, Ann <ann@body.example>님이 작성:",
        "在 2024年5月2日，上午9:41，Ann <ann@body.example> 写道：",
        "Ann <ann@body.example> 於 2024年5月2日 週四 上午9:41寫道：",
        "เมื่อ พฤ. 2 พ.ค. 2024 เวลา 09:41 Ann <ann@body.example> เขียนว่า:",
        "Vào Th 5, 2 thg 5, 2024 vào lúc 09:41 Ann <ann@body.example> đã viết:",
        "Pada Kam, 2 Mei 2024 pukul 09.41 Ann <ann@body.example> menulis:",
        "2024-05-02 9:41 GMT+02:00 Ann <ann@body.example>:",
        "Le jeu. 2 mai 2024 à 09:41, Ann Exemple <\nann@body.example> a écrit :",
        "On Thu, 2 May 2024 at 09:41, Ann Example\n<ann@body.example>\nwrote:",
        "Den 2. maj 2024 kl. 09.41 skrev Ann <ann@body.example\n>:",
        "-----On 2 May 2024 09:41, Ann wrote-----",
    };
    for (const std::string_view attribution : attributions) {
        const std::string above = "Ja, gern.\n\n";
        EXPECT_EQ(read_reply(above + std::string(attribution) + "\n\nold words\n").visible, "Ja, gern.\n")
            << attribution;
        EXPECT_EQ(read_reply(above + std::string(attribution) + "\n> old words\n\nNew.\n").visible,
                  "Ja, gern.\n\nNew.\n")
            << attribution;
        EXPECT_EQ(read_reply(std::string(attribution) + "\n> old words\n\nNew.\n").visible, "New.\n") << attribution;
    }
}

TEST(ReplyText, HeaderOverAnOlderMessageIsTakenForOneInManyLanguages)
{
    constexpr std::string_view headers[] = {
        "From: Ann <ann@body.example>\nSent: Thursday, May 2, 2024 9:41 AM\nTo: Bob\nSubject: Re: a",
        "*From:* Ann <ann@body.example>\n*Date:* 2 May 2024\n*Subject:* a",
        "________________________________\nFrom: Ann\nSent: Thursday\nTo: Bob\nCc: Cid;\n Dora\nSubject: a long\n "
        "subject",
        "-----Original Message-----\nFrom: Ann",
        "----- Original Message -----",
        "-----Ursprüngliche Nachricht-----\nVon: Ann",
        "Von: Ann\nGesendet: Donnerstag, 2. Mai 2024 09:41\nAn: Bob\nBetreff: AW: a",
        "De : Ann\nEnvoyé : jeudi 2 mai 2024 09:41\nÀ : Bob\nObjet : RE: a",
        "De: Ann\nEnviado el: jueves, 2 de mayo de 2024 9:41\nPara: Bob\nAsunto: a",
        "De: Ann\nEnviada em: quinta-feira, 2 de maio de 2024 09:41\nPara: Bob\nAssunto: a",
        "Da: Ann\nInviato: giovedì 2 maggio 2024 09:41\nA: Bob\nOggetto: a",
        "Van: Ann\nVerzonden: donderdag 2 mei 2024 9:41\nAan: Bob\nOnderwerp: a",
        "Från: Ann\nSkickat: den 2 maj 2024 09:41\nTill: Bob\nÄmne: a",
        "Fra: Ann\nSendt: 2. maj 2024 09:41\nTil: Bob\nEmne: a",
        "Lähettäjä: Ann\nLähetetty: torstai 2. toukokuuta 2024 9.41\nVastaanottaja: Bob\nAihe: a",
        "Od: Ann\nWysłano: czwartek, 2 maja 2024 09:41\nDo: Bob\nTemat: a",
        "Od: Ann\nOdesláno: čtvrtek 2. května 2024 9:41\nKomu: Bob\nPředmět: a",
        "Feladó: Ann\nElküldve: 2024. május 2. 9:41\nCímzett: Bob\nTárgy: a",
        "De la: Ann\nTrimis: joi, 2 mai 2024 09:41\nCătre: Bob\nSubiect: a",
        "От: Ann\nОтправлено: 2 мая 2024 г. 9:41\nКому: Bob\nТема: a",
        "Від: Ann\nНадіслано: 2 травня 2024 р. 9:41\nКому: Bob\nТема: a",
        "Από: Ann\nΗμερομηνία: 2 Μαΐου 2024\nΠρος: Bob\nΘέμα: a",
        "Kimden: Ann\nGönderilme Tarihi: 2 Mayıs 2024 09:41\nKime: Bob\nKonu: a",
        "差出人: Ann\n送信日時: 2024年5月2日 9:41\n宛先: Bob\n件名: a",
        "发件人： Ann\n发送时间： 2024年5月2日 9:41\n收件人： Bob\n主题： a",
        "보낸 사람: Ann\n보낸 날짜: 2024년 5월 2일\n받는 사람: Bob\n제목: a",
        "Ann Example\n05/02/2024 09:41 AM\nTo: Bob@BODY\ncc: \nSubject: a",
        "Ann Example <ann@body.example> on 05/02/2024 09:41:12 AM\nTo: Bob\ncc:\nSubject: a",
        "---------------------- Forwarded by Ann/BODY on 05/02/2024 \n09:41 AM ---------------------------",
        "---------- Weitergeleitete Nachricht ----------",
        "Begin forwarded message:",
        "Anfang der weitergeleiteten Nachricht:",
        "--- Reply above this line ---",
        "From: Ann <ann@body.example>",
        ">>> Ann <ann@body.example> 5/2/24 9:41 AM >>>",
    };
    for (const std::string_view header : headers) {
        EXPECT_EQ(read_reply("Ja.\n\n" + std::string(header) + "\n\nold words\n").visible, "Ja.\n") << header;
    }
}

TEST(ReplyText, SignaturesFootersAndDisclaimersStandApart)
{
    constexpr ReplyCase cases[] = {
        {"by RFC 3676", "Yes.\n-- \nAnn\nBody\n", "Yes.\n", "-- \nAnn\nBody\n"},
        {"without its blank", "Yes.\n\n--\nAnn\n", "Yes.\n\n", "--\nAnn\n"},
        {"with a long dash", "Yes.\n—\nAnn\n", "Yes.\n", "—\nAnn\n"},
        {"below marked text", "> a\n\nYes.\n-- \nAnn\n", "Yes.\n", "-- \nAnn\n"},
        {"a closing line is the writer's", "Yes.\n\nBest wishes\nAnn\n", "Yes.\n\nBest wishes\nAnn\n"},
        {"of a telephone", "Yes.\n\nSent from my iPhone\n", "Yes.\n\n", "Sent from my iPhone\n"},
        {"German", "Ja.\n\nVon meinem iPhone gesendet\n", "Ja.\n\n", "Von meinem iPhone gesendet\n"},
        {"French", "Oui.\n\nEnvoyé de mon iPad\n", "Oui.\n\n", "Envoyé de mon iPad\n"},
        {"Japanese", "はい。\n\niPhoneから送信\n", "はい。\n\n", "iPhoneから送信\n"},
        {"above a quotation", "Yes.\n\nSent from my iPhone\n\n> On 2 May 2024, Ann wrote:\n> a\n", "Yes.\n\n",
         "Sent from my iPhone\n"},
        {"of a mailing list",
         "Yes.\n\n_______________________________________________\nx mailing list\nhttps://lists.example/x\n",
         "Yes.\n\n", "_______________________________________________\nx mailing list\nhttps://lists.example/x\n"},
        {"of lawyers", "Yes.\n\nThis e-mail is confidential. If you are not the\nintended recipient, delete it.\n",
         "Yes.\n\n", "This e-mail is confidential. If you are not the\nintended recipient, delete it.\n"},
        {"of German lawyers and a telephone",
         "Ja.\n\nGesendet von Mail für Windows\n\nDiese E-Mail ist vertraulich. Sind Sie nicht der Empfänger, löschen "
         "Sie sie.\n",
         "Ja.\n\n",
         "Gesendet von Mail für Windows\n\nDiese E-Mail ist vertraulich. Sind Sie nicht der Empfänger, löschen Sie "
         "sie.\n"},
    };
    for (const ReplyCase& c : cases) {
        const ReplyText reply = read_reply(c.text);
        const std::string_view visible = c.visible;
        EXPECT_EQ(reply.visible, visible.substr(0, visible.find_last_not_of('\n') + 2)) << c.name;
        EXPECT_EQ(reply.signature, c.signature) << c.name;
    }
}

TEST(ReplyText, LosesNoLineAndKeepsItsIntroductionWithTheQuotation)
{
    const ReplyText reply = read_reply("Yes.\n\nOn 2 May 2024, Ann wrote:\n> a\n>\n> b\n\nNo.\n-- \nBob\n");
    EXPECT_EQ(reply.visible, "Yes.\n\nNo.\n");
    EXPECT_EQ(reply.quoted, "On 2 May 2024, Ann wrote:\n> a\n>\n> b\n");
    EXPECT_EQ(reply.signature, "-- \nBob\n");
}

TEST(ReplyText, OfHostileKindTakesLinearTime)
{
    for (const std::string_view piece :
         {"> ",
          ">\n",
          "> x\n",
          "\n",
          "a b:\n",
          "to: x\n",
          "from: a@b\n\n",
          "to: a,\n",
          "On 1.1.2024 9:00 a@b wrote\n",
          "wrote wrote ",
          "--\n",
          "----------\n",
          "-- a\n",
          "sent from my x\n",
          "this mail is confidential in error\n",
          "<\n",
          "\n<\n",
          "1:00 ",
          "x@",
          "schrieb:",
          "-----",
          "______________________\nhttp://x\n",
          "Subject: \n\n",
          "> aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nb\n"}) {
        std::string text;
        while (text.size() < 300'000) text += piece;
        const auto started = std::chrono::steady_clock::now();
        const ReplyText reply = read_reply(text);
        EXPECT_LE(reply.visible.size() + reply.quoted.size() + reply.signature.size(), text.size()) << piece;
        EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(20)) << piece;
    }
}

}  // namespace
}  // namespace mail
