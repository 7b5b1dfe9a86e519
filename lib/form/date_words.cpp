#include "form/date_words.h"

#include "base/text.h"
#include "form/written_text.h"

#include <unicode/dtfmtsym.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <span>
#include <unordered_map>

namespace form {

namespace {

using Kind = DateWord::Kind;
using icu::DateFormatSymbols;

constexpr std::array locales{"en",  "fr", "de", "es", "pt", "it", "nl",    "sv",    "nb",    "da",      "fi", "is",
                             "et",  "lv", "lt", "pl", "cs", "sk", "sl",    "hr",    "sr",    "sr_Latn", "bs", "mk",
                             "bg",  "ru", "uk", "be", "kk", "el", "tr",    "az",    "hu",    "ro",      "sq", "ca",
                             "eu",  "gl", "ga", "cy", "mt", "ar", "ar_LB", "ar_MA", "ar_DZ", "fa",      "ur", "he",
                             "hi",  "bn", "ta", "si", "ne", "th", "lo",    "km",    "my",    "id",      "ms", "vi",
                             "fil", "sw", "af", "am", "ka", "hy", "mn",    "uz",    "de_AT"};
constexpr std::size_t key_octets_max = 64;

struct Words {
    Kind kind;
    int value;
    const char* words;  ///< parted by '|'
};

constexpr Words control_words[] = {
    {Kind::filler, 0, "오전|오후|午前|午後|上午|下午"},
    {Kind::range, until, "until|till|til|bis|jusquau|hasta|hasta el|até|tot|до|do|fino al|εως|vóór"},
    {Kind::filler, from, "from|desde|à partir du|a partir de"},
    {Kind::range, 0,
     "to|till|until|til|through|thru|up to|bis|bis zum|au|jusquau|a|al|hasta|hasta el|ate|tot|tot en met|tm|til og "
     "med|till och "
     "med|tom|по|до|do|az|kuni|lidz|iki|εως|ως|μεχρι|sd|sampai|hingga|đến|ถึง|จนถึง|至|到|から|부터|에서|الى|إلى|حتى|تا|"
     "עד|ile|pana la|"
     "pina la|ala"},
    {Kind::both, 0, "and|et|und|y|e|i|en|og|och|ja|oraz|и|та|i|και|ve|si|و|和|と|及|及び|및|และ|dan|va"},
    {Kind::between, 0, "between|entre|zwischen|tra|tussen|mellan|mellem|mellom|между"},
    {Kind::or_else, 0, "or|ou|oder|или|または|または|หรือ|ή|eller|lub|或|或者"},
    {Kind::year_mark, 0, "年|년|年度"},
    {Kind::year_ahead, 0, "năm|nam|ปี|ค.ศ.|西暦|公元"},
    {Kind::month_mark, 0, "月|월"},
    {Kind::month_ahead, 0, "tháng|thang|thg"},
    {Kind::day_mark, 0, "日|일|号|號"},
    {Kind::ordinal, 0, "st|nd|rd|th|er|re|eme|o|a|ro|ste|de|e|го|ое|е|ης|η|a|ος"},
    {Kind::era, 1988, "平成|平"},
    {Kind::era, 1925, "昭和"},
    {Kind::era, 2018, "令和|令"},
    {Kind::era, 1911, "大正|民国|民國|中華民國"},
    {Kind::era, 1867, "明治"},
    {Kind::buddhist, 543, "พ.ศ.|พุทธศักราช|be|b.e.|buddhist era"},
    {Kind::common, 0, "ad|ce|a.d.|c.e.|ค.ศ.|คริสต์ศักราช|م|n. chr.|ap. j.-c.|d.c."},
    {Kind::quarter, 0, "quarter|qtr|trimestre|quartal|trimester|四半期|季度|квартал|kwartaal|kwartał|ไตรมาส"},
    {Kind::hour, 0,
     "am|pm|uhr|h|hr|hrs|hours|oclock|heures|heure|horas|hs|时|時|点|點|시|น|นาฬิกา|часов|часа|ч|uur|godz|noon|分|분|"
     "min|mins|minutes|gmt|utc|cet|cest|est|jst|local"},
    {Kind::hour_ahead, 0, "at|um|klo|เวลา"},
    {Kind::unfixed, 0,
     "tbc|tba|tbd|confirmed|announced|determined|decided|fixed|未定|調整中|待定|미정|unbestimmt|offen|a confirmer|a "
     "confirmar|por confirmar|a "
     "definir|por definir|da confermare|da definire|ยังไม่กำหนด|รอยืนยัน|уточняется|не определено|nog te bepalen|open|a "
     "preciser|a determiner|unknown|confirmer|confirmar|definir|confirmare|definire"},
    {Kind::about, 0,
     "about|onwards|onward|circa|ca|c|approx|approximately|around|mid|middle|early|late|end|beginning|start|"
     "provisional|provisionally|"
     "tentative|tentatively|"
     "probably|probable|maybe|perhaps|possibly|expected|planned|before|after|since|week|weekend|first half|second "
     "half|vers|mi|debut|fin|"
     "environ|avant|apres|semaine|provisoire|mediados|principios|finales|aproximadamente|inicio|inicios|fines|meados|"
     "final|comeco|semana|"
     "provavel|antes|despues|depois|anfang|mitte|ende|etwa|ungefahr|voraussichtlich|geplant|vorlaufig|vor|nach|ab|seit|"
     "woche|"
     "inizio|meta|fine|prima|dopo|circa|settimana|begin|midden|eind|rond|week|上旬|中旬|下旬|初旬|初|末|頃|ごろ|予定|"
     "前半|後半|左右|前后|초|중순|말|"
     "경|예정|ต้น|กลาง|ปลาย|ประมาณ|ก่อน|หลัง|ตั้งแต่|начало|середина|конец|начале|середине|конце|ориентировочно|около|"
     "poczatek|polowa|koniec|bas|ortasi|sonu|"
     "اوائل|منتصف|اواخر|أوائل|أواخر|خلال|حوالي|borjan|mitten|slutet|alussa|lopussa"},
    {Kind::again, 0,
     "every|each|annually|annual|monthly|weekly|daily|yearly|quarterly|chaque|tous|jede|jeden|jedes|jahrlich|monatlich|"
     "cada|todos|毎年|毎月|每年|每月|매년|ทุก|ежегодно|"
     "ежемесячно|regularly|ongoing|various|several|permanent|laufend|continuous"},
    {Kind::filler, 0,
     "of|d|der|dem|den|am|be|t|z|the|on|le|la|du|les|il|del|dei|dal|de|van|el|dia|dias|das|dos|ngay|ngày|г|гг|год|"
     "года|году|р|року|рік|года|roku|rok|ev|"
     "gada|m|v|date|dates|datum|fecha|data|с|з|od|fra|från|vom|von|im|in|år|ar|year|jahr|ano|annee|anno|وم|yil|"
     "วันที่|ที่|วัน|เดือน|"
     "日付|일자|날짜|의|のに|の|まで|まで "
     "に|까지|في|من|يوم|سنة|عام|ה|ב|jour|jours|day|days|tag|tage|full|month|mois|monat|mes|mese|s|n|l|dated|signed|(日)"
     "|(月)|(火)|(水)|(木)|(金)|(土)|日曜日|月曜日|火曜日|水曜日|木曜日|金曜日|土曜日|日曜|月曜|火曜|水曜|木曜|金曜|"
     "土曜|星期日|星期天|星期一|星期二|星期三|星期四|星期五|星期六|周日|周一|周二|周三|周四|周五|周六|週日|週一|週二|"
     "週三|週四|週五|週六|(일)|(월)|(화)|(수)|(목)|(금)|(토)|일요일|월요일|화요일|수요일|목요일|금요일|토요일"},
};

constexpr std::array persian_months{"فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور",
                                    "مهر",     "آبان",     "آذر",   "دی",  "بهمن",  "اسفند"};
constexpr const char* lunar_months = "محرم|صفر|ربيع الاول|ربيع الأول|ربيع الثاني|جمادى الاولى|جمادى الأولى|جمادى "
                                     "الثانية|رجب|شعبان|رمضان|شوال|ذو القعدة|ذو "
                                     "الحجة|muharram|safar|ramadan|ramadhan|shawwal|shaban|rajab|nisan|iyar|sivan|"
                                     "tammuz|elul|tishri|tishrei|cheshvan|kislev|tevet|"
                                     "shevat|adar|ניסן|אייר|סיוון|תמוז|אלול|תשרי|חשוון|כסלו|טבת|שבט|אדר";
/// What people write beside ICU's forms.
constexpr std::array more_months{
    "january|janv|gen|genn|jän|jänner|qaneer",
    "febr|febru|fév|fevr|févr|feber",
    "marz|maerz|mrz|mar",
    "abr|avr|apr",
    "may|mai|mei|maj|mayo",
    "jun|juin|juni|giu|giugno",
    "jul|juil|juillet|lug|juli",
    "aug|agt|ags|ago|agost|août|aout",
    "sept|set|setembro|setiembre|sep",
    "oct|okt|ott|out|oktober",
    "nov|novem",
    "dec|dez|dic|dez|desember|déc",
};

class Dictionary {
  public:
    Dictionary()
    {
        for (const Words& each : control_words) add_all(each.words, {.kind = each.kind, .value = each.value});
        for (int i = 0; i < 12; ++i) {
            const auto at = static_cast<std::size_t>(i);
            add_all(more_months.at(at), {.kind = Kind::month, .value = i + 1});
            add(persian_months.at(at), {.kind = Kind::persian_month, .value = i + 1});
        }
        for (const char* locale : locales) add_symbols(locale);
        add_all(lunar_months, {.kind = Kind::other_calendar});
    }

    [[nodiscard]] const std::vector<DateWord>& find(std::string_view word) const
    {
        static const std::vector<DateWord> none;
        const auto found = words_.find(std::string(word));
        return found == words_.end() ? none : found->second;
    }

    [[nodiscard]] std::size_t longest_at(std::string_view text) const
    {
        for (std::size_t length = std::min(text.size(), longest_); length > 0; --length) {
            if (words_.contains(std::string(text.substr(0, length)))) return length;
        }
        return 0;
    }

  private:
    void add(std::string_view word, const DateWord& meaning)
    {
        const std::string key = date_word_key(folded(word));
        if (key.empty() || key.size() > key_octets_max || base::is_digit(key.front()) || base::is_digit(key.back()))
            return;
        std::vector<DateWord>& meanings = words_[key];
        const bool is_known = std::ranges::any_of(
            meanings, [&](const DateWord& each) { return each.kind == meaning.kind && each.value == meaning.value; });
        if (!is_known) meanings.push_back(meaning);
        longest_ = std::max(longest_, key.size());
    }

    void add_all(std::string_view words, const DateWord& meaning)
    {
        for (const std::string_view word : base::split(words, '|')) add(word, meaning);
    }

    void add_names(const icu::UnicodeString* names, std::int32_t count, std::int32_t first, DateWord meaning)
    {
        for (std::int32_t i = first; i < count; ++i) {
            std::string name;
            names[i].toUTF8String(name);
            if (meaning.kind == Kind::month) meaning.value = i + 1;
            add(name, meaning);
        }
    }

    void add_symbols(const char* name)
    {
        UErrorCode error = U_ZERO_ERROR;
        const icu::Locale locale = icu::Locale::createFromName(name);
        const DateFormatSymbols symbols(locale, error);
        if (U_FAILURE(error)) return;
        for (const auto context : {DateFormatSymbols::FORMAT, DateFormatSymbols::STANDALONE}) {
            for (const auto width : {DateFormatSymbols::WIDE, DateFormatSymbols::ABBREVIATED}) {
                std::int32_t count = 0;
                const icu::UnicodeString* months = symbols.getMonths(count, context, width);
                add_names(months, std::min(count, 12), 0, {.kind = Kind::month, .language = locale.getLanguage()});
                const icu::UnicodeString* weekdays = symbols.getWeekdays(count, context, width);
                add_names(weekdays, count, 1, {.kind = Kind::filler});
            }
        }
    }

    std::unordered_map<std::string, std::vector<DateWord>> words_;
    std::size_t longest_ = 0;
};

const Dictionary& dictionary()
{
    static const Dictionary all;
    return all;
}

}  // namespace

const std::vector<DateWord>& date_words(std::string_view word)
{
    return dictionary().find(word);
}

std::size_t date_word_at(std::string_view text)
{
    return dictionary().longest_at(text);
}

std::string date_word_key(std::string_view folded)
{
    std::string key;
    for (const char c : folded) {
        if (c != '.') key += c;
    }
    return std::string(base::trim(key));
}

}  // namespace form
