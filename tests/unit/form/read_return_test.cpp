#include "form/return.h"

#include "config/io/load.h"
#include "form/names.h"
#include "form/other_forms.h"
#include "form/text_layout.h"
#include "support/places.h"
#include "support/text_file.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace form {
namespace {

/// The forms that we ship.
const config::Form& form_of(std::string_view id)
{
    static const config::Reading reading = config::io::load(
        testing_support::source_folder() / "config/iso-sr/gazetted.toml", config::io::Secrets::looked_at);
    return *reading.config->find_form(id);
}

Part text_part(std::string_view text, std::string name = "text")
{
    Part part{.name = std::move(name), .document = {}, .unreadable = {}};
    std::size_t number = 0;
    for (std::size_t start = 0; start < text.size();) {
        const auto end = std::min(text.find('\n', start), text.size());
        part.document.blocks.emplace_back(document::Line{.text = std::string(text.substr(start, end - start)),
                                                         .place = "line " + std::to_string(++number)});
        start = end + 1;
    }
    return part;
}

using Rows = std::vector<std::vector<std::string>>;

document::Table table_of(const Rows& rows)
{
    document::Table table;
    for (std::size_t r = 0; r < rows.size(); ++r) {
        table.rows.emplace_back();
        for (std::size_t c = 0; c < rows[r].size(); ++c) {
            const std::string place = std::string(1, static_cast<char>('A' + c)) + std::to_string(r + 1);
            table.rows.back().push_back({.text = rows[r][c], .place = place});
        }
    }
    return table;
}

Part table_part(const Rows& rows, std::string name = "survey.xlsx")
{
    Part part{.name = std::move(name), .document = {}, .unreadable = {}};
    part.document.blocks.emplace_back(table_of(rows));
    return part;
}

std::string shown(const Value& value)
{
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "yes" : "no";
    return is_null(value) ? "" : "number";
}

/// "name=TISI country=TH; date=2005-05-14 …; …": the respondent, then each row; what is null is left out.
std::string shown(const config::Form& form, const Return& read)
{
    std::string text;
    const auto show = [&](const std::vector<config::Question>& questions, const std::vector<Answer>& answers) {
        std::string one;
        for (std::size_t i = 0; i < questions.size(); ++i) {
            if (is_null(answers[i].value)) continue;
            one += (one.empty() ? "" : " ") + questions[i].key + '=' + shown(answers[i].value);
        }
        return one;
    };
    text = show(form.respondent, read.respondent);
    for (const auto& row : read.rows) text += "\n" + show(form.columns, row);
    return text;
}

const Writer writer{.country = "",
                    .language = "en",
                    .wrote_at = base::parse_time("2005-04-20 09:00").value(),
                    .address = "ann@body.example"};

std::string read_shown(std::string_view id, const std::vector<Part>& parts)
{
    return shown(form_of(id), read_return(form_of(id), parts, writer));
}

struct Case {
    const char* what;
    const char* form;
    const char* text;
    const char* expected;
};

class TextReturn : public testing::TestWithParam<Case> {};

TEST_P(TextReturn, IsRead)
{
    const Case& each = GetParam();
    EXPECT_EQ(read_shown(each.form, {text_part(each.text)}), each.expected) << each.what;
}

constexpr Case text_cases[] = {
    {"typed behind the labels", "events",
     "Your name: Ann Example\nYour organization: TISI\nCountry: Thailand\nDate: 20 April 2005\n\n[1]\nName: Seminar on "
     "SR\n"
     "Date: 14 May 2005\nOrganizer: TISI\nTarget audience: Managers\nContact (e-mail address, URL): "
     "sr@tisi.example\n\n[2]\nName: Workshop\nDate: 1-3 June 2005\nOrganizer:\n\nBest regards\nAnn",
     "name=Ann Example organization=TISI country=TH date=2005-04-20\n"
     "name=Seminar on SR date=2005-05-14 organizer=TISI audience=Managers contact=sr@tisi.example\n"
     "name=Workshop date=2005-06-01/2005-06-03"},
    {"quoted blanks filled in", "events",
     "Dear secretary,\nplease find our answers below.\n\nOn 2 April 2005, Secretary <secretary@secretariat.example> "
     "wrote:\n"
     "> [Your details]\n> Your name: ____Ann Example____\n> Your organization: TISI ________\n> Country: Thailand\n> "
     "Date: ________\n>\n"
     "> [1]\n> Name: Seminar\n> Date: 14 May 2005\n> Organizer: ________\n",
     "name=Ann Example organization=TISI country=TH\nname=Seminar date=2005-05-14"},
    {"between the quoted lines", "events",
     "> [1]\n> Name: ________\nSeminar on SR\n> Date: ________\n14 May 2005\n> Organizer: ________\n\nTISI\n\n> Target "
     "audience: "
     "________\n> [2]\n> Name: ________\n",
     "\nname=Seminar on SR date=2005-05-14 organizer=TISI"},
    {"the plan's own form, without headings", "events",
     "Name: Ann Example   Organization: TISI\nCountry: Thailand   Date: 20 April 2005\n\nName: Seminar\nDate: 14 May "
     "2005\nOrganizer: TISI\n",
     "name=Ann Example organization=TISI country=TH date=2005-04-20\nname=Seminar date=2005-05-14 organizer=TISI"},
    {"the respondent below", "events",
     "Name: Seminar\nDate: 14 May 2005\nOrganizer: TISI\n\nName: Workshop\nDate: 15 May 2005\nOrganizer: JSA\n\n"
     "Name: Ann Example\nOrganization: TISI\nCountry: Thailand\nDate: 20 April 2005\n",
     "name=Ann Example organization=TISI country=TH date=2005-04-20\nname=Seminar date=2005-05-14 "
     "organizer=TISI\nname=Workshop "
     "date=2005-05-15 organizer=JSA"},
    {"in French, with other separators", "events",
     "Votre nom = Anne Exemple\nVotre organisation - AFNOR\nPays\tFrance\n\nManifestation : S\u00E9minaire RS\nDate : "
     "14 mai "
     "2005\nOrganisateur : AFNOR\nPublic vis\u00E9 : PME\n",
     "name=Anne Exemple organization=AFNOR country=FR\nname=S\u00E9minaire RS date=2005-05-14 organizer=AFNOR "
     "audience=PME"},
    {"wrapped lines", "subscribers",
     "Name of organization: Network of Consumers for Responsibility in Business\nand Trade\nAbout the organization: It "
     "collects reports of companies and compares them;\nalso in Spanish.\n\nA second paragraph.\nE-mail: "
     "info@net.example\nURL: "
     "www.net.example\n",
     "\nname=Network of Consumers for Responsibility in Business and Trade about=It collects reports of companies and "
     "compares "
     "them; also in Spanish. A second paragraph. email=info@net.example url=http://www.net.example"},
    {"the example sent back", "subscribers",
     "> [Example, not an answer]\n> Name of organization: JAPAN CSR RESEARCH\n> About the organization: CSR "
     "CONSULTING\n> "
     "E-mail: csr@csr-research.example\n> URL: http://www.csr-research.example\n>\n> [1]\n> Name of organization: "
     "________\n",
     ""},
    {"numbers behind the labels", "faq", "Q1: What is ISO 26000?\nA1: A standard.\nQ2: Who writes it?\nA2: Experts.\n",
     "\nquestion=What is ISO 26000? answer=A standard.\nquestion=Who writes it? answer=Experts."},
    {"a header of a quoted letter is no answer", "events",
     "Here it is.\n\n-----Original Message-----\nFrom: Secretary <secretary@secretariat.example>\nSent: 2 April 2005 "
     "10:00\nTo: Ann\nSubject: Survey\nDate: 2 April 2005\n\n[1]\nName: Seminar\nDate: 14 May 2005\n",
     "\nname=Seminar date=2005-05-14"},
    {"who wrote, in a sentence", "subscribers",
     "My name is Chidi Okafor, I work for the Lagos Institute of Directors, Nigeria. Please add:\n\n"
     "Name of organization: Green Forum\nE-mail: info@forum.example\n",
     "name=Chidi Okafor organization=Lagos Institute of Directors country=NG\nname=Green Forum "
     "email=info@forum.example"},
    {"who wrote, above a list", "faq",
     "Prepared by Aroha Tipene, Sustainable Aotearoa (New Zealand)\n\nQuestion: Is it free?\nAnswer: Yes.\n",
     "name=Aroha Tipene organization=Sustainable Aotearoa country=NZ\nquestion=Is it free? answer=Yes."},
    {"all of the respondent in one line", "faq",
     "Submitted by: Heather MacLeod, Council on Responsibility, Canada\n\nQuestion: Is it free?\n",
     "name=Heather MacLeod organization=Council on Responsibility country=CA\nquestion=Is it free?"},
    {"a line below each title", "subscribers",
     "1. Kiwi Council\nBusiness network\nE-mail: office@kbc.example\n\n2. Otago Centre\nUniversity centre\n"
     "Web: www.otago.example\n",
     "\nname=Kiwi Council about=Business network email=office@kbc.example\nname=Otago Centre about=University centre "
     "url=http://www.otago.example"},
    {"two addresses in one answer", "subscribers",
     "Name of organization: Green Forum\nURL: info@forum.example www.forum.example\n",
     "\nname=Green Forum email=info@forum.example url=http://www.forum.example"},
    {"a card, with hardly a label", "presenter",
     "Yes, I wish to be registered. My details:\n\nDr Ann Example\nSenior Adviser\nExample Network\n200 George Street\n"
     "Sydney NSW 2000\nAustralia\n\nT: +61 2 5550 1400\nE: ann@net.example\n\nCheers,\nAnn\n",
     "name=Dr Ann Example organization=Example Network country=AU\nwilling=yes name=Dr Ann Example "
     "organization=Example "
     "Network address=200 George Street Sydney NSW 2000 country=AU telephone=+61 2 5550 1400 email=ann@net.example"},
    {"a signature is no answer", "presenter",
     "Do you wish to be registered as a designated ISO/SR presenter? (yes/no):\nyes\nName: Ann Example\nE-mail "
     "address: "
     "ann@body.example\n\n-- \nAnn Example\nTel: +66 2 000\n",
     "name=Ann Example\nwilling=yes name=Ann Example email=ann@body.example"},
    {"a row between bars that goes on, and the respondent below", "events",
     "When        | What     | Organizer         | Contact\n------------+----------+-------------------+--------\n"
     "14 May 2005 | Seminar  | Adelaide Business | a@b.example\n            |          | Council           |\n"
     "15 May 2005 | Workshop | TISI              |\n\nYour name: Ann Example\nCountry: Thailand\n",
     "name=Ann Example country=TH\nname=Seminar date=2005-05-14 organizer=Adelaide Business Council "
     "contact=a@b.example\nname=Workshop date=2005-05-15 organizer=TISI"},
    {"labels behind wide colons on one line", "faq",
     "\u59D3\u540D\uFF1A\u738B\u4E3D \u65E5\u671F\uFF1A2005\u5E746\u67088\u65E5\nQuestion: Why?\n",
     "name=\u738B\u4E3D date=2005-06-08\nquestion=Why?"},
    {"a table with bars", "events",
     "Here:\n\n| Name | Date | Organizer |\n|------|------|-----------|\n| Seminar | 14 May 2005 | TISI |\n| Workshop "
     "| 15 May "
     "2005 | |\n\nRegards\n",
     "\nname=Seminar date=2005-05-14 organizer=TISI\nname=Workshop date=2005-05-15"},
    {"answers in brackets of dots, parentheses and blanks", "presenter",
     "NAME......: __Ann Example__\nTelephone no.: (02) 202-3511\n(Country) Thailand\nE-mail: ann@body.example\n",
     "name=Ann Example country=TH\nname=Ann Example country=TH telephone=(02) 202-3511 email=ann@body.example"},
    {"a card below the letter is no answer", "presenter",
     "Kind regards,\nBob\nTel: +1 000\n\n> Name: Ann Example\n> Telephone no.: +66 2 000\n",
     "name=Ann Example\nname=Ann Example telephone=+66 2 000"},
    {"quoted with initials", "faq", "AE> Question: Who pays?\nAE> Answer: All.\n", "\nquestion=Who pays? answer=All."},
    {"two numbered lists", "faq", "Questions:\n1. Who pays?\n2. Why?\n\nAnswers:\n1. All.\n2. Because.\n",
     "\nquestion=Who pays? answer=All.\nquestion=Why? answer=Because."},
    {"a broken label", "events", "> [1]\n> Name: Forum\n> Contact (e-mail address,\n> URL): a@b.example\n",
     "\nname=Forum contact=a@b.example"},
    {"initials are no labels", "faq",
     "A. Rossi / Q. Li\nP.O. Box 77, Geneva\n\n[1]\nQuestion: Who pays?\nAnswer: All.\n\nBest regards,\nA. Rossi\nP. "
     "Weber\n",
     "\nquestion=Who pays? answer=All."},
    {"letters before a question and its answer are", "faq", "Q. Who pays?\nA. All.\nQ. Why?\nA. Because.\n",
     "\nquestion=Who pays? answer=All.\nquestion=Why? answer=Because."},
    {"questions without labels", "faq", "1. Who pays?\nAll.\n\n2. Why?\nBecause.\nSo it is.\n",
     "\nquestion=Who pays? answer=All.\nquestion=Why? answer=Because. So it is."},
    {"one question without a label may be meant for the secretary", "faq", "When is this due?\n", ""},
    {"short labels of the respondent", "subscribers",
     "Name of organization: Net\nE-mail: a@net.example\n\nName: Ann Example\nOrganization: TISI\nCountry: Thailand\n",
     "name=Ann Example organization=TISI country=TH\nname=Net email=a@net.example"},
    {"an empty cell at the end of a row between bars", "faq", "Question | Answer\nWho pays? | All.\nWhy? | \n",
     "\nquestion=Who pays? answer=All.\nquestion=Why?"},
    {"details below a table in line, whose headings are underlined", "events",
     "Name                Date           Organizer\n------------------  -------------  ---------\nSeminar             "
     "14 "
     "May 2005    TISI\nForum               15 May 2005    JSA\n\nYour name: Ann Example\nCountry: Thailand\n",
     "name=Ann Example country=TH\nname=Seminar date=2005-05-14 organizer=TISI\nname=Forum date=2005-05-15 "
     "organizer=JSA"},
    {"a date above another letter's header", "subscribers",
     "Your name: Ann Example\nDate: 20 April 2005\n\nRegards\nAnn\n\nFrom: Secretary\nSent: 2 April 2005\nTo: "
     "Ann\nSubject: Survey\n\nName of organization: ________\n",
     "name=Ann Example date=2005-04-20"},
    {"the writer's own card below the rows", "subscribers",
     "Name of organization: Net\nE-mail: a@net.example\n\nAnn Example\nE-mail: ann@body.example\nURL: "
     "www.body.example\n",
     "\nname=Net email=a@net.example"},
    {"one date shows the order of the others", "events", "Name | Date\nForum | 4/5/2005\nFair | 4/13/2005\n",
     "\nname=Forum date=2005-04-05\nname=Fair date=2005-04-13"},
    {"a label that nobody knows, in the place of one of the form", "events",
     "Name: Forum\nDate: 4 May 2005\nOrganizer: TISI\nTarget audience: SMEs\nWhom to call: a@b.example\n\nName: "
     "Fair\nMeans: 5 May 2005\nOrganizer: JSA\n",
     "\nname=Forum date=2005-05-04 organizer=TISI audience=SMEs contact=a@b.example\nname=Fair date=2005-05-05 "
     "organizer=JSA"},
    {"a label that nobody knows ends an answer", "subscribers",
     "Name of organization: Net\nHead: Ann\nFounded in: Rome\nE-mail: a@net.example\n",
     "\nname=Net email=a@net.example"},
    {"a heading with a number over a row", "events",
     "Event 1\nEvent name: Forum\nDate: 4 May 2005\n\nEvent 2\nEvent name: Fair\nDate: 5 May 2005\n",
     "\nname=Forum date=2005-05-04\nname=Fair date=2005-05-05"},
    {"an address on the line below its label", "subscribers", "Name of organization:\nNet\nURL:\nwww.net.example\n",
     "\nname=Net url=http://www.net.example"},
    {"questions below their heading", "faq", "Questions:\n- Who pays?\n- Why?\n- What for?\n",
     "\nquestion=Who pays?\nquestion=Why?\nquestion=What for?"},
    {"yes to the question in other words", "presenter",
     "Would you like to be on the list? Yes, gladly\nName: Ann Example\n",
     "name=Ann Example\nwilling=yes name=Ann Example"},
    {"rows of their own with dashes", "subscribers",
     "1) Net \u2013 consumers \u2013 a@net.example \u2013 www.net.example\n2) Union \u2013 trade \u2013 b@org.example "
     "\u2013 "
     "www.org.example\n",
     "\nname=Net about=consumers email=a@net.example url=http://www.net.example\nname=Union about=trade "
     "email=b@org.example "
     "url=http://www.org.example"},
    {"a second person of a form for one", "presenter",
     "Do you wish to be registered as a designated ISO/SR presenter? (yes/no): yes\nName: Ann Example\nE-mail address: "
     "ann@body.example\n\nDo you wish to be registered as a designated ISO/SR presenter? (yes/no): no\nName: Ben "
     "Beispiel\nE-mail address: ben@body.example\n",
     "\nwilling=yes name=Ann Example email=ann@body.example\nwilling=no name=Ben Beispiel email=ben@body.example"},
    {"the same person twice", "presenter",
     "Name: Ann Example\nE-mail address: ann@body.example\nName: Dr Ann Example\n",
     "name=Ann Example\nname=Ann Example email=ann@body.example"},
    {"yes behind a label that nobody knows", "presenter",
     "Name: Ann Example\nReady to speak for us: yes\nFax no.: 1 555\n",
     "name=Ann Example\nwilling=yes name=Ann Example fax=1 555"},
    {"a sentence that says yes", "presenter", "Yes, I would like to.\n\nName: Ann Example\n",
     "name=Ann Example\nwilling=yes name=Ann Example"},
    {"the end of a label was cut off", "presenter", "Do you wish to be registered as a desig yes\nName: Ann Example\n",
     "name=Ann Example\nwilling=yes name=Ann Example"},
    {"the same unknown label in each row", "events",
     "Country: Japan\n\nHappening: Forum\nDate: 4 May 2005\nOrganizer: TISI\nTarget audience: all\nContact: "
     "a@b.example\n\n"
     "Happening: Fair\nDate: 5 May 2005\nOrganizer: JSA\n",
     "country=JP\nname=Forum date=2005-05-04 organizer=TISI audience=all contact=a@b.example\nname=Fair "
     "date=2005-05-05 "
     "organizer=JSA"},
    {"headings over groups of answers", "events",
     "Country: Japan\nSpring Forum\nDate: 4 May 2005\nOrganizer: TISI\nContact: a@b.example\nAutumn Fair\nDate: 5 May "
     "2005\n"
     "Organizer: JSA\n",
     "country=JP\nname=Spring Forum date=2005-05-04 organizer=TISI contact=a@b.example\nname=Autumn Fair "
     "date=2005-05-05 "
     "organizer=JSA"},
    {"a day behind a place", "faq", "Name: Ann Example\nCountry: Japan\nTokyo, 12 April 2005\n\nQuestion: Why?\n",
     "name=Ann Example country=JP date=2005-04-12\nquestion=Why?"},
    {"a list above the quoted form and its example", "subscribers",
     "Net - consumers - a@net.example - www.net.example\n\n> [Example, not an answer]\n> Name of organization: JAPAN "
     "CSR "
     "RESEARCH\n> E-mail: csr@csr-research.example\n> [1]\n> Name of organization: ____\n",
     "\nname=Net about=consumers email=a@net.example url=http://www.net.example"},
    {"rows parted by slashes, with words that lead in", "events",
     "\u2022 Forum / 4 May 2005 / organized by TISI / for experts / contact: a@b.example\n"
     "\u2022 Fair / 5 May 2005 / organized by JSA / for all / contact: c@d.example\n",
     "\nname=Forum date=2005-05-04 organizer=TISI audience=experts contact=a@b.example\n"
     "name=Fair date=2005-05-05 organizer=JSA audience=all contact=c@d.example"},
    {"a line for each answer", "subscribers",
     "* Green Net\n(consumers)\na@net.example\nwww.net.example\n\n* Fair Union\n(trade)\nb@org.example\n",
     "\nname=Green Net about=consumers email=a@net.example url=http://www.net.example\nname=Fair Union about=trade "
     "email=b@org.example"},
    {"a table whose headings only hold names", "subscribers",
     "S.No.,Name of the Organisation,Email id,Website,Brief profile\n1,Net,a@net.example,www.net.example,\"Consumers, "
     "SMEs\"\n",
     "\nname=Net about=Consumers, SMEs email=a@net.example url=http://www.net.example"},
    {"rows that do not say all", "subscribers",
     "- Net; consumers; a@net.example; www.net.example\n- Union (trade), b@org.example\n- Fair; c@fair.example\n",
     "\nname=Net about=consumers email=a@net.example url=http://www.net.example\nname=Union about=trade "
     "email=b@org.example\nname=Fair email=c@fair.example"},
    {"a drawn table of labels", "presenter", "| Name    | Ann Example |\n| Fax no. | 1 555       |\n",
     "name=Ann Example\nname=Ann Example fax=1 555"},
    {"first dates of rows below the respondent", "events",
     "Name: Ann Example\nCountry: Fiji\n\nDate: 3 May 2005\nEvent: Forum\nOrganizer: TISI\n\nDate: 5 June 2005\nEvent: "
     "Fair\nOrganizer: JSA\n",
     "name=Ann Example country=FJ\nname=Forum date=2005-05-03 organizer=TISI\nname=Fair date=2005-06-05 organizer=JSA"},
    {"who wrote, at the end of the letter", "faq",
     "Question: Why?\n\nKind regards,\nAnn Example\nDeputy Director\nNorms Council, Fiji\nTel. 555 01\n",
     "name=Ann Example organization=Norms Council country=FJ\nquestion=Why?"},
    {"labels of two names", "presenter", "Name, Vorname: Ann Example\nFirma / Organisation: TISI\n",
     "name=Ann Example organization=TISI\nname=Ann Example organization=TISI"},
    {"so is an answer", "faq", "Question: Why?\nAnswer: So.\n", "\nquestion=Why? answer=So."},
    {"the end of the letter that is quoted", "faq",
     "> Pregunta: Why?\n> Respuesta: Because.\n>\n> --\n> Update (u@lists.example)\n> Preguntas: "
     "<u+owner@lists.example>.\n",
     "\nquestion=Why? answer=Because."},
    {"a date right above the header of what is quoted", "presenter",
     "Name: Ann Example\nDate: 20 April 2005\nFrom: Update <u@lists.example>\nSent: Friday, April 15, 2005 9:01 "
     "AM\nTo: "
     "ann@body.example\nSubject: Survey\n",
     "name=Ann Example date=2005-04-20\nname=Ann Example"},
    {"a table with tabs", "faq", "Question\tAnswer\nWhat is it?\tA standard.\n",
     "\nquestion=What is it? answer=A standard."},
};

INSTANTIATE_TEST_SUITE_P(All, TextReturn, testing::ValuesIn(text_cases));

TEST(Return, OfABlankFormIsEmpty)
{
    for (const char* id : {"subscribers", "events", "presenter", "faq"}) {
        for (const char* language : {"en", "fr", "es"}) {
            const Return read = read_return(form_of(id), {text_part(text_layout(form_of(id), language))}, writer);
            EXPECT_TRUE(read.is_empty()) << id << ' ' << language << '\n' << shown(form_of(id), read);
            ASSERT_EQ(read.doubts.size(), 1U);
            EXPECT_EQ(read.doubts.front().why, form::Why::no_answers);
        }
    }
}

struct TableCase {
    const char* what;
    const char* form;
    Rows rows;
    const char* expected;
};

TEST(TableReturn, IsRead)
{
    const TableCase cases[] = {
        {"headings in another order, titles above, the respondent below",
         "events",
         {{"Our events", "", ""},
          {"", "", ""},
          {"When", "Event title", "Organised by"},
          {"14 May 2005", "Seminar", "TISI"},
          {"15 May 2005", "Workshop", ""},
          {"Respondent's details", "", ""},
          {"Name:", "Ann Example", ""},
          {"Country:", "Thailand", ""}},
         "name=Ann Example country=TH\nname=Seminar date=2005-05-14 organizer=TISI\nname=Workshop date=2005-05-15"},
        {"sections among the rows, and a remark below",
         "subscribers",
         {{"Name of organization", "About", "E-mail"},
          {"Universities", "", ""},
          {"Otago Centre", "research", "info@otago.example"},
          {"Companies", "", ""},
          {"Kiwi Council", "network", "office@kbc.example"},
          {"Remark: all may be written to.", "", ""}},
         "\nname=Otago Centre about=research email=info@otago.example\nname=Kiwi Council about=network "
         "email=office@kbc.example"},
        {"who made the list, above it",
         "events",
         {{"Calendar 2006", "", ""},
          {"Compiled by: Karen O'Neill, Center for Business Ethics (USA)", "", ""},
          {"Event", "Date", "Host"},
          {"Summit", "5/2/2006", "Logistics Council"}},
         "name=Karen O'Neill organization=Center for Business Ethics country=US\nname=Summit date=2006-05-02 "
         "organizer=Logistics Council"},
        {"headings that begin with the names of all that is asked",
         "faq",
         {{"No.", "R\u00E9ponse propos\u00E9e", "Question pos\u00E9e", "Th\u00E8me"},
          {"1", "Non.", "Est-ce gratuit ?", "Co\u00FBt"}},
         "\nquestion=Est-ce gratuit ? answer=Non."},
        {"yes and no below a heading that names the person, and names in two columns",
         "presenter",
         {{"First name", "Last name", "E-mail", "Presenter"},
          {"Ann", "Example", "ann@body.example", "yes"},
          {"Ben", "Sample", "ben@body.example", "no"}},
         "\nwilling=yes name=Ann Example email=ann@body.example\nwilling=no name=Ben Sample email=ben@body.example"},
        {"several people whose names nobody can read",
         "presenter",
         {{"Xyz", "E-mail", "Telephone"},
          {"Ann Example", "ann@body.example", "+66 2 111"},
          {"Ben Sample", "ben@body.example", "+66 2 222"}},
         "\ntelephone=+66 2 111 email=ann@body.example\ntelephone=+66 2 222 "
         "email=ben@body.example"},
        {"groups over the headings",
         "subscribers",
         {{"Name of Organization", "About the organization", "CONTACT", "CONTACT"},
          {"Name of Organization", "About the organization", "E-mail", "URL"},
          {"SAMPLEJAPAN CSR RESEARCH", "CSR CONSULTING", "csr@xxx.example", "http://www.xxx.example"},
          {"Network", "Consumers", "info@net.example", "net.example"}},
         "\nname=Network about=Consumers email=info@net.example url=http://net.example"},
        {"labels beside the answers",
         "presenter",
         {{"Do you wish to be registered as a designated ISO/SR presenter?", "Yes"},
          {"Name", "Ann Example"},
          {"Organization", "TISI"},
          {"Telephone no.", "+66 2 000"},
          {"E-mail address", "ann@body.example"}},
         "name=Ann Example organization=TISI\nwilling=yes name=Ann Example organization=TISI telephone=+66 2 000 "
         "email=ann@body.example"},
        {"turned by a quarter",
         "events",
         {{"Name", "Seminar", "Workshop"}, {"Date", "14 May 2005", "15 May 2005"}, {"Organizer", "TISI", "JSA"}},
         "\nname=Seminar date=2005-05-14 organizer=TISI\nname=Workshop date=2005-05-15 organizer=JSA"},
        {"a label that a page broke, and one that offers yes and no",
         "presenter",
         {{"Telephone\nno.", "+66 2 000"}, {"登録を希望しますか（はい／いいえ）", "はい"}, {"Name", "Ann Example"}},
         "name=Ann Example\nwilling=yes name=Ann Example telephone=+66 2 000"},
        {"the one column left under a heading that nobody knows",
         "subscribers",
         {{"Name", "Purpose", "E-mail", "URL"}, {"Network", "Consumers", "info@net.example", "net.example"}},
         "\nname=Network about=Consumers email=info@net.example url=http://net.example"},
        {"a sum is no row",
         "subscribers",
         {{"Name", "About", "E-mail", "URL"},
          {"Network", "Consumers", "info@net.example", "net.example"},
          {"Total: 1 organization", "", "", ""}},
         "\nname=Network about=Consumers email=info@net.example url=http://net.example"},
        {"each in a row of a form for one",
         "presenter",
         {{"Name", "E-mail", "Ready to speak?"},
          {"Ann Example", "ann@body.example", "yes"},
          {"Ben Beispiel", "ben@body.example", "no"}},
         "\nwilling=yes name=Ann Example email=ann@body.example\nwilling=no name=Ben Beispiel email=ben@body.example"},
        {"numbers over records that stand side by side",
         "events",
         {{"", "Event 1", "Event 2"}, {"Name", "Forum", "Fair"}, {"Date", "4 May 2005", "5 May 2005"}},
         "\nname=Forum date=2005-05-04\nname=Fair date=2005-05-05"},
        {"first and last day below one heading",
         "events",
         {{"No.", "Name", "Date", "", "Organizer"},
          {"No.", "Name", "from", "to", "Organizer"},
          {"1", "Forum", "4 May 2005", "6 May 2005", "TISI"}},
         "\nname=Forum date=2005-05-04/2005-05-06 organizer=TISI"},
        {"months that head the rows below them, and a footnote",
         "events",
         {{"Date", "Name", "Organizer"},
          {"May 2005", "", ""},
          {"4 May 2005", "Forum", "TISI"},
          {"", "* dates may change", ""}},
         "\nname=Forum date=2005-05-04 organizer=TISI"},
        {"columns that only their content tells",
         "subscribers",
         {{"No.", "Organization", "Post", "Site", "Work"},
          {"1", "Network", "info@net.example", "www.net.example", "Consumers"},
          {"2", "Union", "u@org.example", "www.org.example", "Trade"}},
         "\nname=Network about=Consumers email=info@net.example url=http://www.net.example\nname=Union about=Trade "
         "email=u@org.example url=http://www.org.example"},
        {"the respondent's columns in a row of a form for one",
         "presenter",
         {{"Name", "E-mail", "Date"}, {"Ann Example", "ann@body.example", "20 April 2005"}},
         "name=Ann Example date=2005-04-20\nname=Ann Example email=ann@body.example"},
        {"an answer further to the right is of the same record",
         "events",
         {{"Name:", "Ann Example", ""}, {"Country:", "Japan", ""}, {"Date:", "", "12.04.2005"}},
         "name=Ann Example country=JP date=2005-04-12"},
        {"the header of a quoted letter", "faq", {{"To", "ann@body.example"}, {"Subject", "Survey"}}, ""},
        {"no headings, the form's order",
         "subscribers",
         {{"Network", "Consumers", "info@net.example", "www.net.example"}},
         "\nname=Network about=Consumers email=info@net.example url=http://www.net.example"},
    };
    for (const TableCase& each : cases)
        EXPECT_EQ(read_shown(each.form, {table_part(each.rows)}), each.expected) << each.what;
}

TEST(TableReturn, TellsWhichColumnsWereNotRead)
{
    const Part list =
        table_part({{"Name", "Purpose", "Aims", "E-mail"}, {"Network", "Trade", "Less", "a@net.example"}});
    const Return read = read_return(form_of("subscribers"), {list}, writer);
    std::vector<std::string> unread;
    for (const Doubt& doubt : read.doubts) {
        if (doubt.why == Why::unread_column) unread.push_back(doubt.about);
    }
    EXPECT_EQ(unread, (std::vector<std::string>{"Purpose", "Aims"}));
}

TEST(StrangeLabels, AreToldNoMoreThanSomebodyReads)
{
    std::string text;
    for (char c = 'a'; c <= 'z'; ++c) {
        const std::string name = std::string("word ") + c;
        text += "Name of organization: Net " + std::string(1, c) + '\n' + name + " one: x\n" + name +
                " two: y\nE-mail: a@net.example\n\n";
    }
    const Return read = read_return(form_of("subscribers"), {text_part(text.c_str())}, writer);
    const auto is_label = [](const Doubt& doubt) { return doubt.why == Why::unread_label; };
    EXPECT_EQ(std::ranges::count_if(read.doubts, is_label), 20) << "of 52";
}

TEST(Return, OfTextAndPageIsOne)
{
    const Part page = table_part({{"", "Question", "Answer"}, {"1", "Who pays?", "All."}, {"2", "Why?", ""}}, "html");
    const Part text = text_part("Question\nAnswer\n1\nWho pays?\nAll.\n2\nWhy?\n");
    EXPECT_EQ(read_shown("faq", {text, page}), "\nquestion=Who pays? answer=All.\nquestion=Why?");
}

TEST(Return, OfABlankFormAndAFilledOneIsTheFilledOne)
{
    const config::Form& form = form_of("subscribers");
    const Part blank = text_part(text_layout(form, "en"));
    const Part filled = table_part({{"Name of organization", "E-mail"}, {"Network", "info@net.example"}});
    const Return read = read_return(form, {blank, filled}, writer);
    EXPECT_EQ(shown(form, read), "\nname=Network email=info@net.example");
    EXPECT_TRUE(read.is_of_own_shape);  // two of the four columns
    EXPECT_EQ(read.rows.front().front().part, "survey.xlsx");
    EXPECT_EQ(read.rows.front().front().place, "A2");
}

TEST(Return, OfTheSameRowsTwiceHasThemOnce)
{
    const Part text = text_part("Question: Who pays?\nAnswer: All.\n");
    const Part file = table_part({{"Question", "Answer"}, {"Who pays?", "All."}, {"Why?", "Because."}});
    EXPECT_EQ(read_shown("faq", {text, file}), "\nquestion=Who pays? answer=All.\nquestion=Why? answer=Because.");
}

TEST(Return, ReadsFieldsByTheirNames)
{
    Part part{.name = "form.pdf", .document = {}, .unreadable = {}};
    for (const auto& [name, value] : {std::pair("respondent_country", "Thailand"), std::pair("Question1", "Who pays?"),
                                      std::pair("form[0].row2.answer", "Because."), std::pair("question_2", "Why?")})
        part.document.blocks.emplace_back(document::Field{.name = name, .value = value, .place = "page 1"});
    EXPECT_EQ(read_shown("faq", {part}), "country=TH\nquestion=Who pays?\nquestion=Why? answer=Because.");
}

TEST(Return, OfAPictureWaitsForAPerson)
{
    const Part scan{.name = "scan.jpg", .document = {}, .unreadable = document::Unreadable::picture};
    const Return read = read_return(form_of("faq"), {text_part("See the scan.\n"), scan}, writer);
    EXPECT_TRUE(read.is_empty());
    ASSERT_EQ(read.unread.size(), 1U);
    EXPECT_TRUE(read.unread.front().starts_with("scan.jpg: "));
    EXPECT_EQ(read.doubts.size(), 1U);
}

TEST(Return, TellsOfAddressesThatNothingAsksFor)
{
    const Return read =
        read_return(form_of("faq"),
                    {text_part("Please add Youth Network, mail@youth.example\nWrite to me: ann@body.example\n\nName: "
                               "Ann Example\nQuestion: Why?\n")},
                    writer);
    std::string unread;
    for (const Doubt& doubt : read.doubts) unread += doubt.why == Why::unread_line ? doubt.about + '\n' : "";
    EXPECT_EQ(unread, "Please add Youth Network, mail@youth.example\n");
}

TEST(Return, OfSeveralFormsIsReadFromItsOwnPart)
{
    const std::vector<config::Form> all{form_of("events"), form_of("faq")};
    const std::vector<Part> parts{text_part("Survey on SR-related events\nName: Forum\nDate: 4 May 2005\n\n"
                                            "Frequently asked questions: collection form\nQuestion: Why?\nAnswer: "
                                            "Because.\n")};
    std::vector<Part> of_events = parts;
    leave_out_other_forms(of_events, all[0], all);
    const Return events = read_return(all[0], of_events, writer);
    EXPECT_EQ(shown(all[0], events), "\nname=Forum date=2005-05-04");
    EXPECT_EQ(std::ranges::count(events.doubts, Why::other_form, &Doubt::why), 1);
    std::vector<Part> of_faq = parts;
    leave_out_other_forms(of_faq, all[1], all);
    EXPECT_EQ(read_shown("faq", of_faq), "\nquestion=Why? answer=Because.");
}

TEST(Return, RowsStandInTheOrderOfTheirDocuments)
{
    const Part one = table_part({{"Question", "Answer"}, {"Why?", "Because."}}, "1.xlsx");
    const Part two = table_part({{"Question", "Answer"}, {"Who?", "We."}, {"When?", "Now."}}, "2.xlsx");
    EXPECT_EQ(read_shown("faq", {one, two}),
              "\nquestion=Why? answer=Because.\nquestion=Who? answer=We.\nquestion=When? answer=Now.");
}

TEST(Return, MissingWhatIsRequiredHasDoubts)
{
    const Return read = read_return(form_of("subscribers"), {text_part("Name of organization: Network\n")}, writer);
    std::string fields;
    for (const Doubt& doubt : read.doubts) fields += doubt.field + (doubt.row ? std::to_string(*doubt.row) : "") + ' ';
    EXPECT_EQ(fields, "name organization email0 ");
}

TEST(Return, WithoutRowsHasADoubt)
{
    const Return read = read_return(form_of("faq"), {text_part("Your name: Ann\nYour organization: TISI\n")}, writer);
    ASSERT_EQ(read.doubts.size(), 1U);
    EXPECT_EQ(read.doubts.front().field, "");
}

TEST(Layout, WithAnswersSaysTheSameWhenItComesBack)
{
    const config::Form& form = form_of("events");
    const Return first =
        read_return(form,
                    {text_part("Your name: Ann Example\nCountry: Thailand\n[1]\nName: Forum\nDate: 3-5 June "
                               "2005\nContact: Ann,\nann@body.example\n[2]\nName: Seminar\nDate: 9 June 2005\n")},
                    writer);
    const std::string text = text_layout(form, "en", first);
    EXPECT_EQ(shown(form, read_return(form, {text_part(text)}, writer)), shown(form, first)) << text;
    EXPECT_EQ(first.rows.size(), 2U);
}

TEST(Layout, OfAFormForOneShowsAllWhoWereNamed)
{
    const config::Form& form = form_of("presenter");
    const Return first = read_return(
        form, {table_part({{"Name", "E-mail"}, {"Ann", "a@body.example"}, {"Ben", "b@body.example"}})}, writer);
    const std::string text = text_layout(form, "en", first);
    EXPECT_EQ(first.rows.size(), 2U);
    EXPECT_EQ(shown(form, read_return(form, {text_part(text)}, writer)), shown(form, first)) << text;
}

/// The letter is a template, and what it says is known to the reader however a program breaks its lines.
TEST(Layout, KnowsWhatTheLetterSays)
{
    const Names names(form_of("faq"));
    for (const char* language : {"en", "fr", "es"}) {
        const std::string letter = testing_support::read_text(testing_support::source_folder() / "templates" /
                                                              language / "form_request.mustache");
        const auto start = letter.find("{{/introduction}}") + std::string_view("{{/introduction}}").size();
        std::string sentence = letter.substr(start, letter.find("{{#files}}") - start);
        std::ranges::replace(sentence, '\n', ' ');
        EXPECT_TRUE(names.is_own_prose(plain_name(sentence))) << sentence;
    }
}

TEST(Layout, HasNoLineThatProgramsBreak)
{
    constexpr std::ptrdiff_t characters_max = 76;
    for (const char* id : {"subscribers", "events", "presenter", "faq"}) {
        config::Form form = form_of(id);
        form.examples.clear();
        for (const char* language : {"en", "fr", "es"}) {
            const std::string text = text_layout(form, language);
            for (std::size_t start = 0; start < text.size();) {
                const auto end = std::min(text.find('\n', start), text.size());
                const std::string line = text.substr(start, end - start);
                const auto is_first = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; };
                EXPECT_LE(std::ranges::count_if(line, is_first), characters_max) << line;
                start = end + 1;
            }
        }
    }
}

TEST(Return, OfHostileSizeIsCutWithADoubt)
{
    constexpr std::size_t rows_max = 5'000;
    Rows rows{{"Question", "Answer"}};
    for (std::size_t i = 0; i < rows_max + 100; ++i) rows.push_back({"q" + std::to_string(i), "a"});
    const Return table = read_return(form_of("faq"), {table_part(rows)}, writer);
    EXPECT_EQ(table.rows.size(), rows_max);
    EXPECT_EQ(table.doubts.back().field, "");
}

}  // namespace
}  // namespace form
