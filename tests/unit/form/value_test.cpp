#include "form/value.h"

#include <gtest/gtest.h>

namespace {

using config::AnswerType;
using form::Sureness;

struct ValueCase {
    AnswerType type;
    const char* written;
    form::Value value;
    Sureness sureness = Sureness::sure;
};

const form::Value nothing;

std::string shown(const form::Value& value)
{
    if (const auto* text = std::get_if<std::string>(&value)) return '"' + *text + '"';
    if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return std::to_string(*whole);
    if (const auto* number = std::get_if<double>(&value)) return std::to_string(*number);
    return "null";
}

void expect(const std::vector<ValueCase>& cases, const form::Writer& writer = {})
{
    for (const ValueCase& each : cases) {
        const form::ReadValue read = form::read_value({.key = "q", .type = each.type}, each.written, writer);
        EXPECT_EQ(shown(read.value), shown(each.value)) << each.written;
        EXPECT_EQ(form::name_of(read.sureness), form::name_of(each.sureness)) << each.written;
        EXPECT_EQ(!read.doubt, each.sureness != Sureness::guessed) << each.written;
    }
}

form::Value text(const char* value)
{
    return std::string(value);
}

TEST(Value, TextIsAsWrittenWithItsBlanksCollapsed)
{
    expect({{AnswerType::text, "  CSR \t Consulting\n  Ltd.  ", text("CSR Consulting Ltd.")},
            {AnswerType::text, "日本　規格\u00A0協会", text("日本 規格 協会")},
            {AnswerType::long_text, "one\n\ntwo", text("one two")},
            {AnswerType::telephone, "+66 2\u00A0354 3041,\n202 3511", text("+66 2 354 3041, 202 3511")},
            {AnswerType::telephone, "see signature", nothing, Sureness::guessed}});
}

TEST(Value, WordsForNothingAreNoAnswer)
{
    for (const char* each : {"", " ", "-", "--", "—", "n/a", "N.A.", "None", "keine", "néant", "なし", "ไม่มี",
                             "нет данных", "لا يوجد", "....", "____", "/"}) {
        for (const AnswerType type : {AnswerType::text, AnswerType::email, AnswerType::url, AnswerType::date,
                                      AnswerType::telephone, AnswerType::number}) {
            const form::ReadValue read = form::read_value({.type = type}, each, {});
            EXPECT_TRUE(form::is_null(read.value)) << each;
            EXPECT_FALSE(read.doubt) << each;
        }
    }
    expect({{AnswerType::telephone, "no", nothing},
            {AnswerType::text, "None of the above applies", text("None of the above applies")},
            {AnswerType::country, "NA", text("NA")}});
}

TEST(Value, EmailHasItsSlipsPutRight)
{
    expect(
        {{AnswerType::email, "csr@body.example", text("csr@body.example")},
         {AnswerType::email, "mailto:csr@body.example", text("csr@body.example"), Sureness::likely},
         {AnswerType::email, "<csr@body.example>", text("csr@body.example"), Sureness::likely},
         {AnswerType::email, "Ann Example <ann.e@body.example>", text("ann.e@body.example"), Sureness::likely},
         {AnswerType::email, "csr@body.example <mailto:csr@body.example>", text("csr@body.example"), Sureness::likely},
         {AnswerType::email, "csr @ body.example", text("csr@body.example"), Sureness::likely},
         {AnswerType::email, "csr@ body.example", text("csr@body.example"), Sureness::likely},
         {AnswerType::email, "csr(at)body.example", text("csr@body.example"), Sureness::likely},
         {AnswerType::email, "csr [at] body [dot] example", text("csr@body.example"), Sureness::likely},
         {AnswerType::email, "csr at body dot example", text("csr@body.example"), Sureness::likely},
         {AnswerType::email, "csr@body.example.", text("csr@body.example"), Sureness::likely},
         {AnswerType::email, "csr＠body.example", text("csr@body.example"), Sureness::likely},
         {AnswerType::email, "E-mail: csr@body.example", text("csr@body.example"), Sureness::likely},
         {AnswerType::email, "csr@body,example", text("csr@body.example"), Sureness::guessed},
         {AnswerType::email, "csr@body..example", text("csr@body.example"), Sureness::guessed},
         {AnswerType::email, "a@body.example; b@body.example", text("a@body.example"), Sureness::guessed},
         {AnswerType::email, "a@body.example, b@body.example", text("a@body.example"), Sureness::guessed},
         {AnswerType::email, "csr@body", nothing, Sureness::guessed},
         {AnswerType::email, "body.example", nothing, Sureness::guessed},
         {AnswerType::email, "please call", nothing, Sureness::guessed}});
}

TEST(Value, WebAddressHasItsSlipsPutRight)
{
    expect({{AnswerType::url, "http://www.body.example/csr?x=1", text("http://www.body.example/csr?x=1")},
            {AnswerType::url, "https://body.example", text("https://body.example")},
            {AnswerType::url, "www.body.example", text("http://www.body.example"), Sureness::likely},
            {AnswerType::url, "body.example/csr", text("http://body.example/csr"), Sureness::likely},
            {AnswerType::url, "<http://www.body.example>", text("http://www.body.example"), Sureness::likely},
            {AnswerType::url, "www.body.example <http://www.body.example/>", text("http://www.body.example"),
             Sureness::likely},
            {AnswerType::url, "http://www.body.example.", text("http://www.body.example"), Sureness::likely},
            {AnswerType::url, "http:/www.body.example", text("http://www.body.example"), Sureness::likely},
            {AnswerType::url, "http:\\\\www.body.example", text("http://www.body.example"), Sureness::likely},
            {AnswerType::url, "http://http://www.body.example", text("http://www.body.example"), Sureness::likely},
            {AnswerType::url, "htpp://www.body.example", text("http://www.body.example"), Sureness::likely},
            {AnswerType::url, "http://www. body.example", text("http://www.body.example"), Sureness::likely},
            {AnswerType::url, "www,body,example", text("http://www.body.example"), Sureness::guessed},
            {AnswerType::url, "http://a.example http://b.example", text("http://a.example"), Sureness::guessed},
            {AnswerType::url, "under construction", nothing, Sureness::guessed},
            {AnswerType::url, "csr@body.example", nothing, Sureness::guessed}});
}

TEST(Value, CountryHasManyNames)
{
    expect({{AnswerType::country, "Japan", text("JP")},
            {AnswerType::country, "JAPAN.", text("JP")},
            {AnswerType::country, "jp", text("JP")},
            {AnswerType::country, "JPN", text("JP")},
            {AnswerType::country, "UK", text("GB")},
            {AnswerType::country, "U.S.A.", text("US")},
            {AnswerType::country, "Korea", text("KR")},
            {AnswerType::country, "Republic of Korea", text("KR")},
            {AnswerType::country, "Korea, Republic of", text("KR")},
            {AnswerType::country, "P. R. China", text("CN")},
            {AnswerType::country, "Holland", text("NL")},
            {AnswerType::country, "The Netherlands", text("NL")},
            {AnswerType::country, "Viet Nam", text("VN")},
            {AnswerType::country, "Ivory Coast", text("CI")},
            {AnswerType::country, "Côte d’Ivoire", text("CI")},
            {AnswerType::country, "Allemagne", text("DE")},
            {AnswerType::country, "Deutschland", text("DE")},
            {AnswerType::country, "日本", text("JP")},
            {AnswerType::country, "ประเทศไทย", text("TH")},
            {AnswerType::country, "Россия", text("RU")},
            {AnswerType::country, "مصر", text("EG")},
            {AnswerType::country, "Federal Republic of Germany", text("DE")},
            {AnswerType::country, "Republic of Ghana", text("GH")},
            {AnswerType::country, "Hong Kong, China", text("HK")},
            {AnswerType::country, "Bangkok, Thailand", text("TH"), Sureness::likely},
            {AnswerType::country, "Thailand / ประเทศไทย", text("TH"), Sureness::likely},
            {AnswerType::country, "Phillipines", text("PH"), Sureness::guessed},
            {AnswerType::country, "Columbia", text("CO")},
            {AnswerType::country, "Paris France", text("FR"), Sureness::guessed},
            {AnswerType::country, "Atlanta, Georgia, USA", text("US"), Sureness::guessed},
            {AnswerType::country, "Norwegian", nothing, Sureness::guessed},
            {AnswerType::country, "worldwide", nothing, Sureness::guessed}});
}

TEST(Value, LanguageIsATag)
{
    expect({{AnswerType::language, "English", text("en")},
            {AnswerType::language, "français", text("fr")},
            {AnswerType::language, "日本語", text("ja")},
            {AnswerType::language, "pt-BR", text("pt-BR")},
            {AnswerType::language, "Klingonese", nothing, Sureness::guessed}});
}

TEST(Value, YesOrNoInWordsOrByAMark)
{
    expect({{AnswerType::yes_no, "Yes", true},
            {AnswerType::yes_no, "no.", false},
            {AnswerType::yes_no, "Oui", true},
            {AnswerType::yes_no, "はい", true},
            {AnswerType::yes_no, "いいえ", false},
            {AnswerType::yes_no, "ไม่", false},
            {AnswerType::yes_no, "нет", false},
            {AnswerType::yes_no, "x", true, Sureness::likely},
            {AnswerType::yes_no, "[x]", true, Sureness::likely},
            {AnswerType::yes_no, "☒", true, Sureness::likely},
            {AnswerType::yes_no, "✓", true, Sureness::likely},
            {AnswerType::yes_no, "Yes ☐ No ☒", false},
            {AnswerType::yes_no, "☒ Yes ☐ No", true},
            {AnswerType::yes_no, "Yes [x] No [ ]", true},
            {AnswerType::yes_no, "Yes [ ] No [X]", false},
            {AnswerType::yes_no, "( ) Yes (x) No", false},
            {AnswerType::yes_no, "Yes X No", true},
            {AnswerType::yes_no, "Yes __ No _X_", false},
            {AnswerType::yes_no, "Oui ☑ Non ☐", true},
            {AnswerType::yes_no, "Yes ? No ?", nothing},
            {AnswerType::yes_no, "Yes ☐ No ☐", nothing},
            {AnswerType::yes_no, "Yes / No", nothing},
            {AnswerType::yes_no, "(yes/no) no", false, Sureness::likely},
            {AnswerType::yes_no, "是的，我愿意", true, Sureness::likely},
            {AnswerType::yes_no, "Yes, with pleasure", true, Sureness::likely},
            {AnswerType::yes_no, "No, thank you", false, Sureness::likely},
            {AnswerType::yes_no, "no problem", false, Sureness::guessed},
            {AnswerType::yes_no, "Yes ☒ No ☒", nothing, Sureness::guessed},
            {AnswerType::yes_no, "perhaps", nothing, Sureness::guessed}});
}

TEST(Value, NumberHasTheSignsOfTheCountry)
{
    expect({{AnswerType::number, "300", std::int64_t{300}},
            {AnswerType::number, "1 200", std::int64_t{1200}},
            {AnswerType::number, "1,234,567", std::int64_t{1234567}},
            {AnswerType::number, "1,200.50", 1200.5},
            {AnswerType::number, "1.200,50", 1200.5},
            {AnswerType::number, "٣٠٠", std::int64_t{300}},
            {AnswerType::number, "-5", std::int64_t{-5}},
            {AnswerType::number, "about 300", std::int64_t{300}, Sureness::guessed},
            {AnswerType::number, "200-300", nothing, Sureness::guessed},
            {AnswerType::number, "many", nothing, Sureness::guessed}},
           {.country = "GB"});
    expect({{AnswerType::number, "1.200", std::int64_t{1200}}}, {.country = "DE"});
}

TEST(Value, ChoiceIsNamedOrMarked)
{
    const config::Question question{
        .key = "kind",
        .type = AnswerType::choice,
        .choices = {{.key = "industry", .labels = {{"en", "Industry"}, {"fr", "Industrie"}}},
                    {.key = "labour", .labels = {{"en", "Labour union"}, {"fr", "Syndicat"}}}}};
    const auto key_of = [&](const char* written) { return shown(form::read_value(question, written, {}).value); };
    EXPECT_EQ(key_of("industry"), "\"industry\"");
    EXPECT_EQ(key_of("SYNDICAT"), "\"labour\"");
    EXPECT_EQ(key_of("Labour"), "\"labour\"");
    EXPECT_EQ(key_of("[ ] Industry [x] Labour union"), "\"labour\"");
    EXPECT_EQ(key_of("[x] Industry [x] Labour union"), "null");
    EXPECT_EQ(key_of("Media"), "null");
    EXPECT_TRUE(form::read_value(question, "Media", {}).doubt);
}

TEST(Value, OfHostileSizeIsReadInLinearTime)
{
    for (const char* each :
         {"1-", "May ", "x ", "@", ".", "a@b ", "年", "[", "http://a.example ", "\xFF", "ก", "'", "( ", "Yes "}) {
        std::string written;
        while (written.size() < 4UL * 1024 * 1024) written += each;
        for (int type = 0; type <= static_cast<int>(AnswerType::number); ++type) {
            const auto read = form::read_value({.type = static_cast<AnswerType>(type)}, written, {});
            if (const auto* value = std::get_if<std::string>(&read.value)) {
                EXPECT_LE(value->size(), 256UL * 1024);
            }
        }
    }
}

}  // namespace
