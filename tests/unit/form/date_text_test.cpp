#include "form/date_text.h"

#include <gtest/gtest.h>

namespace {

using form::Sureness;

struct DateCase {
    const char* written;
    const char* country;
    const char* value;  ///< empty: null
    Sureness sureness;
};

constexpr auto sure = Sureness::sure;
constexpr auto likely = Sureness::likely;
constexpr auto guessed = Sureness::guessed;

constexpr DateCase cases[] = {
    // In words.
    {"14 May 2005", "", "2005-05-14", sure},
    {"May 14, 2005", "", "2005-05-14", sure},
    {"May 14th, 2005", "", "2005-05-14", sure},
    {"14th of May 2005", "", "2005-05-14", sure},
    {"the 1st of June, 2005", "", "2005-06-01", sure},
    {"Saturday, 14 May 2005", "", "2005-05-14", sure},
    {"Sat. 14 May 2005, 9:00-17:00", "", "2005-05-14", sure},
    {"14 May 2005, 10 am – 5 pm", "", "2005-05-14", sure},
    {"14-May-2005", "", "2005-05-14", sure},
    {"14May2005", "", "2005-05-14", sure},
    {"2005 May 14", "", "2005-05-14", sure},
    {"14 May 05", "", "2005-05-14", likely},
    {"14 May '05", "", "2005-05-14", likely},
    {"May 2005", "", "2005-05", sure},
    {"4. listopada 2005", "HR", "2005-10-04", sure},
    {"4 listopada 2005", "PL", "2005-11-04", sure},
    {"4 listopada 2005", "", "2005-11-04", guessed},
    {"14 mai 2005", "FR", "2005-05-14", sure},
    {"le 1er juin 2005", "FR", "2005-06-01", sure},
    {"mar. 14 juin 2005", "FR", "2005-06-14", sure},
    {"14. Mai 2005", "DE", "2005-05-14", sure},
    {"Mi, 1. Juni 2005, 9 Uhr", "DE", "2005-06-01", sure},
    {"14 de mayo de 2005", "ES", "2005-05-14", sure},
    {"1º de maio de 2005", "BR", "2005-05-01", sure},
    {"14 maggio 2005", "IT", "2005-05-14", sure},
    {"14 mei 2005", "NL", "2005-05-14", sure},
    {"den 14 maj 2005", "SE", "2005-05-14", sure},
    {"14. toukokuuta 2005", "FI", "2005-05-14", sure},
    {"14 maja 2005 r.", "PL", "2005-05-14", sure},
    {"14. května 2005", "CZ", "2005-05-14", sure},
    {"14 мая 2005 г.", "RU", "2005-05-14", sure},
    {"14 травня 2005 року", "UA", "2005-05-14", sure},
    {"14 Μαΐου 2005", "GR", "2005-05-14", sure},
    {"14 MAYIS 2005", "TR", "2005-05-14", sure},
    {"2005. május 14.", "HU", "2005-05-14", sure},
    {"14 Mei 2005", "ID", "2005-05-14", sure},
    {"ngày 14 tháng 5 năm 2005", "VN", "2005-05-14", sure},
    {"14 במאי 2005", "IL", "2005-05-14", sure},
    {"١٤ مايو ٢٠٠٥", "EG", "2005-05-14", sure},
    {"14 كانون الأول 2005", "LB", "2005-12-14", sure},
    {"14 मई 2005", "IN", "2005-05-14", sure},
    {"14.V.2005", "PL", "2005-05-14", sure},
    // In the signs of East Asia.
    {"2005年5月14日", "JP", "2005-05-14", sure},
    {"2005年5月14日(土)", "JP", "2005-05-14", sure},
    {"２００５年５月１４日", "JP", "2005-05-14", sure},
    {"平成17年5月14日", "JP", "2005-05-14", sure},
    {"平成元年5月14日", "JP", "1989-05-14", sure},
    {"H17.5.14", "JP", "2005-05-14", sure},
    {"二〇〇五年五月十四日", "CN", "2005-05-14", sure},
    {"民國94年5月14日", "TW", "2005-05-14", sure},
    {"2005년 5월 14일", "KR", "2005-05-14", sure},
    {"2005年5月", "JP", "2005-05", sure},
    // Of the Buddhist era, and of the solar calendar of Iran.
    {"14 พฤษภาคม 2548", "TH", "2005-05-14", sure},
    {"วันเสาร์ที่ 14 พฤษภาคม พ.ศ. 2548", "TH", "2005-05-14", sure},
    {"๑๔ พฤษภาคม ๒๕๔๘", "TH", "2005-05-14", sure},
    {"14 พ.ค. 48", "TH", "2005-05-14", likely},
    {"14 May 2548", "TH", "2005-05-14", sure},
    {"14/05/2548", "TH", "2005-05-14", sure},
    {"14 May 2548", "", "2005-05-14", likely},
    {"14/05/48", "TH", "2005-05-14", likely},
    {"۲۴ اردیبهشت ۱۳۸۴", "IR", "2005-05-14", likely},
    {"1384/02/24", "IR", "2005-05-14", likely},
    // In numbers.
    {"2005-05-14", "", "2005-05-14", sure},
    {"2005-05-14T09:30:00Z", "", "2005-05-14", sure},
    {"Sat, 14 May 2005 15:20:00 +0200", "", "2005-05-14", sure},
    {"2005-05-14 00:00:00", "", "2005-05-14", sure},
    {"2005/5/14", "JP", "2005-05-14", sure},
    {"20050514", "", "2005-05-14", sure},
    {"14/05/2005", "", "2005-05-14", sure},
    {"05/14/2005", "", "2005-05-14", sure},
    {"14.5.2005", "DE", "2005-05-14", sure},
    {"14.06.2005, 10-12 Uhr", "DE", "2005-06-14", sure},
    {"14.06.2005 10:00 Uhr", "DE", "2005-06-14", sure},
    {"5/14/05", "", "2005-05-14", likely},
    {"3/V/2005", "PL", "2005-05-03", sure},
    {"3.4.2005", "", "2005-04-03", likely},
    {"03/04/2005", "GB", "2005-04-03", likely},
    {"03/04/2005", "US", "2005-03-04", likely},
    {"03/04/2005", "", "2005-04-03", guessed},
    {"03/04/2005", "CA", "2005-04-03", guessed},
    {"05/05/2005", "", "2005-05-05", sure},
    {"14-05-05", "NL", "2005-05-14", likely},
    {"05/2005", "", "2005-05", sure},
    {"2005-05", "", "2005-05", sure},
    // Not quite.
    {"14 May", "", "2005-05-14", guessed},
    {"mid-May 2005", "", "2005-05", guessed},
    {"Mitte Mai 2005", "DE", "2005-05", guessed},
    {"May 2005 (tbc)", "", "2005-05", guessed},
    {"14 May 2005?", "", "2005-05-14", guessed},
    {"14 May 2005, Geneva", "", "2005-05-14", likely},
    {"from 1 June 2005", "", "2005-06-01", guessed},
    {"until 30 June 2005", "", "2005-06-30", guessed},
    {"the fourteenth of June 2005", "", "2005-06", guessed},
    {"14 Febuary 2005", "", "2005-02-14", guessed},
    // Not at all.
    {"TBC", "", "", guessed},
    {"to be confirmed", "", "", guessed},
    {"31 June 2005", "", "", guessed},
    {"30/02/2005", "GB", "", guessed},
    {"2005", "", "", guessed},
    {"spring 2005", "", "", guessed},
    {"14 or 15 May 2005", "", "", guessed},
    {"next month", "", "", guessed},
    {"38486", "", "", guessed},
};

constexpr DateCase ranges[] = {
    {"14-16 May 2005", "", "2005-05-14/2005-05-16", sure},
    {"14 – 16 May 2005", "", "2005-05-14/2005-05-16", sure},
    {"14 to 16 May 2005", "", "2005-05-14/2005-05-16", sure},
    {"May 14-16, 2005", "", "2005-05-14/2005-05-16", sure},
    {"May 10-12, 2005", "", "2005-05-10/2005-05-12", sure},
    {"from 14 to 16 May 2005", "", "2005-05-14/2005-05-16", sure},
    {"between 14 and 18 May 2005", "", "2005-05-14/2005-05-18", sure},
    {"14 May – 2 June 2005", "", "2005-05-14/2005-06-02", sure},
    {"May 30 - June 2, 2005", "", "2005-05-30/2005-06-02", sure},
    {"14 May 2005 - 16 May 2005", "", "2005-05-14/2005-05-16", sure},
    {"14-May-2005 - 16-May-2005", "", "2005-05-14/2005-05-16", sure},
    {"30 Dec - 2 Jan 2006", "", "2005-12-30/2006-01-02", sure},
    {"30 December 2005 - 2 January 2006", "", "2005-12-30/2006-01-02", sure},
    {"14 & 15 May 2005", "", "2005-05-14/2005-05-15", sure},
    {"14, 15 and 16 May 2005", "", "2005-05-14/2005-05-16", sure},
    {"14/16 May 2005", "", "2005-05-14/2005-05-16", sure},
    {"du 14 au 16 mai 2005", "FR", "2005-05-14/2005-05-16", sure},
    {"14.–16.5.2005", "DE", "2005-05-14/2005-05-16", sure},
    {"vom 14. bis 16. Mai 2005", "DE", "2005-05-14/2005-05-16", sure},
    {"14.5. - 16.6.2005", "DE", "2005-05-14/2005-06-16", sure},
    {"del 14 al 16 de mayo de 2005", "ES", "2005-05-14/2005-05-16", sure},
    {"14 a 16 de maio de 2005", "BR", "2005-05-14/2005-05-16", sure},
    {"с 14 по 16 мая 2005 г.", "RU", "2005-05-14/2005-05-16", sure},
    {"5/14-16/2005", "US", "2005-05-14/2005-05-16", sure},
    {"14/05/2005 - 16/05/2005", "GB", "2005-05-14/2005-05-16", sure},
    {"2005-05-14/2005-05-16", "", "2005-05-14/2005-05-16", sure},
    {"2005-05-14 - 16", "", "2005-05-14/2005-05-16", sure},
    {"2005年5月14日～16日", "JP", "2005-05-14/2005-05-16", sure},
    {"2005年5月14日(土)～6月2日(木)", "JP", "2005-05-14/2005-06-02", sure},
    {"5月14日至16日, 2005年", "CN", "2005-05-14/2005-05-16", sure},
    {"14-16 พฤษภาคม 2548", "TH", "2005-05-14/2005-05-16", sure},
    {"14 ถึง 16 พฤษภาคม 2548", "TH", "2005-05-14/2005-05-16", sure},
    {"14 May 2005 9:00 - 16 May 2005 17:00", "", "2005-05-14/2005-05-16", sure},
    {"May - June 2005", "", "2005-05/2005-06", sure},
    {"Q2 2005", "", "2005-04/2005-06", guessed},
    {"14 May 2005", "", "2005-05-14", sure},
    {"วันที่ 14 มิถุนายน พ.ศ.2548 เวลา 9.00-16.00 น.", "TH", "2005-06-14", sure},
    {"2005년 6월 14일(화) 오후 2시", "KR", "2005-06-14", sure},
    {"14-16 May", "", "2005-05-14/2005-05-16", guessed},
    {"16-14 May 2005", "", "", guessed},
    {"14 May 2005 and 20 June 2005", "", "", guessed},
    {"14, 17 and 21 May 2005", "", "", guessed},
};

form::Writer writer_in(const char* country)
{
    return {.country = country, .wrote_at = *base::parse_time("2005-05-02 09:00")};
}

void expect(const DateCase& each, bool may_be_range)
{
    const form::ReadValue read = form::read_date(each.written, may_be_range, writer_in(each.country));
    const auto* text = std::get_if<std::string>(&read.value);
    EXPECT_EQ(text == nullptr ? "" : *text, each.value) << each.written;
    EXPECT_EQ(form::name_of(read.sureness), form::name_of(each.sureness)) << each.written;
    EXPECT_EQ(!read.doubt, each.sureness != Sureness::guessed) << each.written;
}

TEST(DateText, IsReadAsPeopleWriteIt)
{
    for (const DateCase& each : cases) expect(each, false);
}

TEST(DateText, MayBeARange)
{
    for (const DateCase& each : ranges) expect(each, true);
}

TEST(DateText, IsNoRangeWhereOneDateIsAskedFor)
{
    const form::ReadValue read = form::read_date("14-16 May 2005", false, writer_in(""));
    EXPECT_TRUE(form::is_null(read.value));
    EXPECT_TRUE(read.doubt);
}

TEST(DateText, ThatMayBeReadBothWaysIsTheDayOfWritingWhereThatFits)
{
    const form::ReadValue read = form::read_date("05/02/2005", false, writer_in(""));
    EXPECT_EQ(std::get<std::string>(read.value), "2005-05-02");
    EXPECT_FALSE(read.doubt);
}

TEST(DateText, OfAnotherLanguagesMonthFollowsTheWriter)
{
    form::Writer writer = writer_in("");
    writer.language = "hr";
    EXPECT_EQ(std::get<std::string>(form::read_date("14. listopada 2005", false, writer).value), "2005-10-14");
    writer.language = "pl";
    EXPECT_EQ(std::get<std::string>(form::read_date("14 listopada 2005", false, writer).value), "2005-11-14");
}

}  // namespace
