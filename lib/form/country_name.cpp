#include "form/country_name.h"

#include "base/text.h"
#include "form/reading_result.h"
#include "form/region_names.h"
#include "form/written_text.h"

#include <unicode/locdspnm.h>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <optional>

namespace form {

namespace {

constexpr std::size_t octets_max = 300;
constexpr std::size_t letters_of_slip_min = 5;
constexpr std::size_t letters_of_two_slips_min = 9;

struct UsualNames {
    const char* code;
    const char* names;
};

/// Beside ICU's: short, official, older names, and codes of sports and car plates that people write.
constexpr UsualNames usual_names[] = {
    {"GB", "UK|U.K.|GB|Great Britain|United Kingdom of Great Britain & Northern Ireland|United Kingdom of Great "
           "Britain & N. Ireland|Britain|England|Scotland|Wales|Northern Ireland|United Kingdom of Great Britain "
           "and Northern Ireland|United "
           "Kingdom of Great Britain|Angleterre|Grande-Bretagne|Inglaterra|Großbritannien|Gran "
           "Bretaña|Inghilterra|Gran Bretagna|Reino Unido|Великобритания|Англия|イギリス|英国|英國|"
           "영국|อังกฤษ|إنجلترا|بريطانيا|انگلستان"},
    {"US", "USA|US|U.S.A.|U.S.|United States|United States of America|America|the States|EE.UU.|EEUU|EUA|Etats-Unis "
           "d'Amérique|USA "
           "(United States)|Amerika|アメリカ|米国|美国|美國|미국|США|สหรัฐ|สหรัฐฯ|สหรัฐอเมริกา|Estados Unidos de "
           "América|Vereinigte Staaten von Amerika|E.U.A."},
    {"KR", "Korea|South Korea|S. Korea|S.Korea|Republic of Korea|Korea Rep|Korea Republic of|Rep of Korea|ROK|Korea "
           "South|Korea "
           "(Rep.)|Corée|Corée du Sud|Corea|Corea del Sur|Coreia|"
           "Coreia do Sul|République de Corée|República de Corea|Republik "
           "Korea|한국|대한민국|韓国|大韓民国|韩国|韓國|เกาหลี|เกาหลีใต้|Южная Корея|Республика Корея|Корея"},
    {"KP",
     "North Korea|N. Korea|Democratic People's Republic of Korea|DPRK|Korea North|DPR Korea|Korea Democratic People's "
     "Republic of|Korea DPR|북한|北朝鮮|朝鲜|朝鮮"},
    {"CN", "China|P.R. China|P. R. China|P.R.China|P.R. of China|PR China|PRC|People's Republic of China|People's Rep. "
           "of China|China PR|China (People's "
           "Republic of)|中国|中國|中华人民共和国|中華人民共和国|Mainland "
           "China|Chine|République populaire de Chine|República Popular China|República Popular da China|Volksrepublik "
           "China|КНР|中国大陆|จีน"},
    {"TW", "Taiwan|Taiwan ROC|Taiwan R.O.C.|Taiwan Province of China|Taiwan, China|Chinese Taipei|Chinese "
           "Taiwan|台湾|臺灣|台灣|中華民國"},
    {"HK",
     "Hong Kong|Hongkong|Hong Kong SAR|Hong Kong, China|Hong Kong China SAR|Hong Kong SAR China|香港|China Hong Kong"},
    {"MO", "Macau|Macao|Macau SAR|Macao, China|Macau, China|澳门|澳門"},
    {"NL", "Netherlands|The Netherlands|Holland|Nederland|Pays-Bas|Hollande|Holanda|Olanda|Kingdom of the "
           "Netherlands|NED|Países Bajos|オランダ"},
    {"BE", "Belgium|Kingdom of Belgium|Belgique|België"},
    {"DE", "Germany|Federal Republic of Germany|FRG|BRD|Bundesrepublik Deutschland|Deutschland|GER|République fédérale "
           "d'Allemagne|República Federal de Alemania"},
    {"CH", "Switzerland|Swiss Confederation|SUI|Schweizerische Eidgenossenschaft|Suisse|Schweiz|Svizzera|Confédération "
           "suisse|Confederation of Switzerland|スイス"},
    {"DK", "Denmark|DEN|Kingdom of Denmark"},
    {"PT", "Portugal|POR|Portuguese Republic"},
    {"GR", "Greece|EL|Hellas|Hellenic Republic|GRE|Ελλάς|Ελλάδα"},
    {"CZ", "Czech Republic|Czechia|The Czech Republic|Czech Rep|Česká republika|République tchèque|República "
           "Checa|Tschechien|Tschechische Republik"},
    {"SK", "Slovakia|Slovak Republic|The Slovak Republic|Slovenská republika|Slovak Rep"},
    {"HR", "Croatia|CRO|Hrvatska"},
    {"SI", "Slovenia|SLO"},
    {"BG", "Bulgaria|BUL"},
    {"IE", "Ireland|Republic of Ireland|Eire|Éire|Ireland (Republic of)|Irish Republic"},
    {"FR", "France|French Republic|République française"},
    {"ES", "Spain|Kingdom of Spain|España|Reino de España"},
    {"IT", "Italy|Italian Republic|Italia"},
    {"AT", "Austria|Republic of Austria|Österreich|AUT"},
    {"RU", "Russia|Russian Federation|The Russian Federation|RF|Российская Федерация|Россия|РФ|Russian Fed"},
    {"BY", "Belarus|Byelorussia|Belorussia|White Russia|Беларусь|Белоруссия"},
    {"MD", "Moldova|Republic of Moldova|Moldova Republic of|Moldavia"},
    {"MK", "Macedonia|North Macedonia|FYROM|FYR Macedonia|F.Y.R. of Macedonia|Former Yugoslav Republic of "
           "Macedonia|The former Yugoslav Republic of Macedonia|Republic of "
           "Macedonia|TFYR Macedonia"},
    {"BA", "Bosnia|Bosnia and Herzegovina|Bosnia & Herzegovina|Bosnia-Herzegovina|Bosnia Hercegovina|BiH"},
    {"VA", "Vatican|Holy See|Vatican City|Vatican City State|The Vatican|Holy See (Vatican City State)"},
    {"TR", "Turkey|Türkiye|Turkiye|Republic of Turkey"},
    {"CY", "Cyprus|Republic of Cyprus"},
    {"IR", "Iran|Islamic Republic of Iran|Iran Islamic Republic of|I.R. Iran|IR of Iran|Iran (Islamic "
           "Rep.)|Persia|I.R. of Iran"},
    {"SY", "Syria|Syrian Arab Republic"},
    {"PS", "Palestine|State of Palestine|Palestinian Territory|Palestinian Territories|Occupied Palestinian "
           "Territory|Palestinian Authority|Palestinian Territory Occupied"},
    {"AE", "UAE|U.A.E.|United Arab Emirates|Emirates|EAU|Dubai|Abu Dhabi|الإمارات"},
    {"SA", "Saudi Arabia|KSA|Kingdom of Saudi Arabia|Saudi|السعودية"},
    {"LY", "Libya|Libyan Arab Jamahiriya"},
    {"EG", "Egypt|Arab Republic of Egypt|A.R. Egypt|A.R.E.|جمهورية مصر العربية"},
    {"CI", "Ivory Coast|Côte d'Ivoire|Cote d Ivoire|The Ivory Coast|RCI|Elfenbeinküste"},
    {"CD", "Democratic Republic of the Congo|DR Congo|D.R. Congo|DRC|Congo-Kinshasa|Congo (Kinshasa)|Congo "
           "DR|Zaire|Democratic Republic of Congo|Congo Democratic Republic of|Congo "
           "Democratic Republic of the|Congo The Democratic Republic of the|République démocratique du Congo|RDC|Congo "
           "(DRC)|RD Congo|Rép. dém. du Congo"},
    {"CG", "Republic of the Congo|Republic of Congo|Congo-Brazzaville|Congo (Brazzaville)|Congo Republic|Congo "
           "Rep|République du Congo|Congo Republic of the"},
    {"TZ", "Tanzania|United Republic of Tanzania|Tanzania United Republic of|UR of Tanzania"},
    {"CV", "Cape Verde|Cabo Verde"},
    {"SZ", "Swaziland|Eswatini|eSwatini"},
    {"GM", "Gambia|The Gambia"},
    {"ZA", "South Africa|RSA|Republic of South Africa|S. Africa|Suid-Afrika|Afrique du Sud"},
    {"CF", "Central African Republic|CAR|C.A.R."},
    {"LA", "Laos|Lao PDR|Lao P.D.R.|Lao People's Democratic Republic|Lao"},
    {"VN", "Vietnam|Viet Nam|Socialist Republic of Vietnam|Socialist Republic of Viet Nam|S.R. Vietnam|越南"},
    {"MM", "Myanmar|Burma|Union of Myanmar|Myanmar (Burma)"},
    {"KH", "Cambodia|Kampuchea|Kingdom of Cambodia"},
    {"TH", "Thailand|Kingdom of Thailand|Siam|ประเทศไทย|ไทย|ราชอาณาจักรไทย|泰国|泰國|タイ国"},
    {"JP", "Japan|Nippon|日本|日本国|JPN|ประเทศญี่ปุ่น"},
    {"PH", "Philippines|The Philippines|Republic of the Philippines|PHI|Pilipinas|Phils"},
    {"ID", "Indonesia|Republic of Indonesia|RI|INA"},
    {"MY", "Malaysia|MAS"},
    {"SG", "Singapore|Republic of Singapore|SIN|S'pore"},
    {"BN", "Brunei|Brunei Darussalam|Negara Brunei Darussalam"},
    {"TL", "East Timor|Timor-Leste|Timor Leste|Democratic Republic of Timor-Leste"},
    {"PG", "Papua New Guinea|PNG|P.N.G."},
    {"NZ", "New Zealand|Aotearoa|NZL|N.Z."},
    {"AU", "Australia|Commonwealth of Australia"},
    {"FM", "Micronesia|Federated States of Micronesia|Micronesia Federated States of"},
    {"BO", "Bolivia|Plurinational State of Bolivia|Bolivia Plurinational State of"},
    {"VE",
     "Venezuela|Bolivarian Republic of Venezuela|Venezuela Bolivarian Republic of|República Bolivariana de Venezuela"},
    {"TT", "Trinidad|Trinidad and Tobago|Trinidad & Tobago|T&T|Tobago"},
    {"BR", "Brazil|Brasil|Federative Republic of Brazil|República Federativa do Brasil|BRA"},
    {"CL", "Chile|CHI|República de Chile"},
    {"CR", "Costa Rica|República de Costa Rica"},
    {"UY", "Uruguay|URU|República Oriental del Uruguay|Eastern Republic of Uruguay"},
    {"MX", "Mexico|México|United Mexican States|Estados Unidos Mexicanos|Méjico"},
    {"DO", "Dominican Republic|The Dominican Republic|República Dominicana|Rep. Dominicana|Dominican Rep"},
    {"BS", "Bahamas|The Bahamas"},
    {"AG", "Antigua|Antigua and Barbuda|Antigua & Barbuda"},
    {"KN", "Saint Kitts and Nevis|St Kitts and Nevis|St. Kitts & Nevis|St Kitts"},
    {"LC", "Saint Lucia|St Lucia|St. Lucia"},
    {"VC", "Saint Vincent and the Grenadines|St Vincent and the Grenadines|St. Vincent & the Grenadines|St Vincent"},
    {"IN", "India|Republic of India|Bharat|印度"},
    {"LK", "Sri Lanka|Ceylon|SRI"},
    {"KG", "Kyrgyzstan|Kyrgyz Republic|Kirghizia"},
    {"IL", "Israel|State of Israel"},
    {"ZW", "Zimbabwe|Rhodesia|ZIM"},
    {"ZM", "Zambia|ZAM"},
    {"NG", "Nigeria|NGR|Federal Republic of Nigeria"},
    {"GQ", "Equatorial Guinea"},
    {"GE", "Georgia|Republic of Georgia|Грузия"},
    {"BJ", "Benin|Dahomey"},
    {"BF", "Burkina Faso|Burkina|Upper Volta"},
    {"ST", "Sao Tome and Principe|São Tomé and Príncipe|Sao Tome"},
    {"RS", "Serbia|Republic of Serbia|SRB"},
    {"XK", "Kosovo"},
    {"LB", "Lebanon|LIB|Liban|Lebanese Republic"},
    {"KW", "Kuwait|KUW|State of Kuwait"},
    {"OM", "Oman|OMA|Sultanate of Oman"},
};

class Countries {
  public:
    Countries()
    {
        for (const UsualNames& each : usual_names) table_.add_usual(each.names, each.code);
        for (const char* name : naming_locales()) add_names(icu::Locale::createFromName(name));
        for (const char* const* code = icu::Locale::getISOCountries(); *code != nullptr; ++code) {
            if (table_.find(base::to_lower(*code)).empty()) table_.add(*code, *code, "code");
            const char* letters = icu::Locale("", *code).getISO3Country();
            if (*letters != '\0' && table_.find(base::to_lower(letters)).empty()) table_.add(letters, *code, "code");
        }
    }

    [[nodiscard]] const NameTable& table() const { return table_; }

  private:
    void add_names(const icu::Locale& locale)
    {
        for (const auto length : {UDISPCTX_LENGTH_FULL, UDISPCTX_LENGTH_SHORT}) {
            std::array contexts{length, UDISPCTX_NO_SUBSTITUTE};
            const std::unique_ptr<icu::LocaleDisplayNames> names(icu::LocaleDisplayNames::createInstance(
                locale, contexts.data(), static_cast<std::int32_t>(contexts.size())));
            for (const char* const* code = icu::Locale::getISOCountries(); *code != nullptr; ++code) {
                icu::UnicodeString name;
                names->regionDisplayName(*code, name);
                std::string text;
                name.toUTF8String(text);
                if (!name.isBogus() && text != *code) table_.add(text, *code, locale.getLanguage());
            }
        }
    }

    NameTable table_;
};

const NameTable& countries()
{
    static const Countries all;
    return all.table();
}

/// Two codes of two letters, where a name of so few would be one too: "CR" is Costa Rica's.
std::optional<std::string> as_code(std::string_view written)
{
    if (written.size() != 2 || !base::is_ascii(written)) return std::nullopt;
    std::string code;
    for (const char c : written) code += static_cast<char>(base::to_lower(c) - 'a' + 'A');
    for (const char* const* each = icu::Locale::getISOCountries(); *each != nullptr; ++each) {
        if (code == *each) return code;
    }
    return std::nullopt;
}

bool is_called_so_in(const CodeOfName& name, std::string_view language)
{
    return std::ranges::find(name.languages, language.substr(0, language.find('-'))) != name.languages.end();
}

/// Of a name that languages give to several countries, that of the writer's language, else of English.
ReadValue chosen(std::span<const CodeOfName> codes, const Writer& writer)
{
    if (codes.size() == 1) return sure(codes.front().code);
    for (const std::string_view language : {std::string_view(writer.language), std::string_view("en")}) {
        for (const CodeOfName& each : codes) {
            if (is_called_so_in(each, language)) return likely(each.code);
        }
    }
    const auto most = std::ranges::max_element(codes, {}, [](const CodeOfName& each) { return each.languages.size(); });
    return guessed(most->code, Why::shared_name);
}

/// The name without "Republic of", "the", "ประเทศ": one such beginning is taken off.
std::optional<std::string> without_title(std::string_view bare)
{
    constexpr std::array<std::string_view, 44> starts{"the ",
                                                      "republic of the ",
                                                      "republic of ",
                                                      "rep of ",
                                                      "kingdom of the ",
                                                      "kingdom of ",
                                                      "state of ",
                                                      "sultanate of ",
                                                      "principality of ",
                                                      "grand duchy of ",
                                                      "commonwealth of the ",
                                                      "commonwealth of ",
                                                      "union of ",
                                                      "federal republic of ",
                                                      "islamic republic of ",
                                                      "socialist republic of ",
                                                      "federative republic of ",
                                                      "federal democratic republic of ",
                                                      "peoples democratic republic of ",
                                                      "democratic socialist republic of ",
                                                      "peoples republic of ",
                                                      "independent state of ",
                                                      "hashemite kingdom of ",
                                                      "oriental republic of ",
                                                      "arab republic of ",
                                                      "bolivarian republic of ",
                                                      "republique de ",
                                                      "republique du ",
                                                      "republique d ",
                                                      "royaume de ",
                                                      "royaume du ",
                                                      "republica de ",
                                                      "republica del ",
                                                      "republica do ",
                                                      "republica da ",
                                                      "reino de ",
                                                      "republik ",
                                                      "konigreich ",
                                                      "repubblica di ",
                                                      "la ",
                                                      "le ",
                                                      "les ",
                                                      "el ",
                                                      "ประเทศ"};
    for (const std::string_view start : starts) {
        if (bare.starts_with(start) && bare.size() > start.size()) return std::string(bare.substr(start.size()));
    }
    constexpr std::array<std::string_view, 4> ends{" republic of", " republic", " the", " kingdom of"};
    for (const std::string_view end : ends) {
        if (bare.ends_with(end)) return std::string(bare.substr(0, bare.size() - end.size()));
    }
    return std::nullopt;
}

std::optional<ReadValue> as_name(std::string_view written, const Writer& writer)
{
    if (auto code = as_code(written)) return sure(*code);
    std::string bare = bare_words(written);
    if (const auto codes = countries().find(bare); !codes.empty()) return chosen(codes, writer);
    constexpr int titles_max = 3;  // "the Federal Republic of the"
    for (int i = 0; i < titles_max; ++i) {
        auto rest = without_title(bare);
        if (!rest) break;
        bare = std::move(*rest);
        if (const auto codes = countries().find(bare); !codes.empty()) return chosen(codes, writer);
    }
    return std::nullopt;
}

std::vector<std::string> pieces_of(std::string_view written)
{
    constexpr std::string_view marks = ",/()[];:|\n";
    std::vector<std::string> pieces(1);
    for (std::size_t i = 0; i < written.size(); ++i) {
        const bool is_dash =
            i > 0 && i + 1 < written.size() && written[i] == '-' && written[i - 1] == ' ' && written[i + 1] == ' ';
        const bool is_long_dash = written.substr(i).starts_with("–") || written.substr(i).starts_with("—");
        if (!is_dash && !is_long_dash && marks.find(written[i]) == std::string_view::npos) {
            pieces.back() += written[i];
            continue;
        }
        if (is_long_dash) i += 2;
        pieces.emplace_back();
    }
    for (std::string& each : pieces) each = collapsed(each);
    std::erase(pieces, "");
    return pieces;
}

/// "Bangkok, Thailand", "Thailand / ประเทศไทย", "DE - Germany".
std::optional<ReadValue> as_one_of(const std::vector<std::string>& pieces, const Writer& writer)
{
    std::optional<ReadValue> last;
    bool do_differ = false;
    for (const std::string& piece : pieces) {
        const auto name = as_name(piece, writer);
        if (!name) continue;
        do_differ = do_differ || (last && last->value != name->value);
        last = name;
    }
    if (!last) return std::nullopt;
    if (do_differ) return guessed(last->value, Why::more_countries);
    if (last->sureness == Sureness::sure) last->sureness = Sureness::likely;
    return last;
}

/// "Paris France".
std::optional<ReadValue> as_last_words(std::string_view written, const Writer& writer)
{
    constexpr std::size_t octets_min = 4;
    for (auto gap = written.find(' '); gap != std::string_view::npos; gap = written.find(' ', gap + 1)) {
        const std::string_view rest = written.substr(gap + 1);
        if (rest.size() < octets_min) return std::nullopt;
        if (const auto name = as_name(rest, writer)) return guessed(name->value, Why::country_in_part);
    }
    return std::nullopt;
}

std::optional<ReadValue> as_misspelt(std::string_view written)
{
    const std::u32string letters = letters_of(bare_words(written));
    constexpr std::size_t letters_max = 60;
    if (letters.size() < letters_of_slip_min || letters.size() > letters_max) return std::nullopt;
    const std::size_t most = letters.size() < letters_of_two_slips_min ? 1 : 2;
    std::size_t fewest = most + 1;
    std::string_view code;
    bool is_unique = false;
    for (const auto& [name, each] : countries().english()) {
        if (name.size() < letters_of_slip_min) continue;
        const std::size_t slips = slips_between(letters, name, most);
        if (slips > fewest || slips > most) continue;
        if (slips == fewest && each != code) is_unique = false;
        if (slips < fewest) is_unique = true;
        fewest = slips;
        if (is_unique) code = each;
    }
    if (!is_unique) return std::nullopt;
    return guessed(std::string(code), Why::country_misspelt);
}

}  // namespace

ReadValue read_country(std::string_view written, const Writer& writer)
{
    if (written.size() > octets_max) return unreadable(Why::no_country);
    if (auto name = as_name(written, writer)) return *name;
    const std::vector<std::string> pieces = pieces_of(written);
    if (pieces.size() > 1) {
        if (auto name = as_one_of(pieces, writer)) return *name;
    }
    if (auto name = as_misspelt(written)) return *name;
    if (auto name = as_last_words(written, writer)) return *name;
    return unreadable(Why::no_country);
}

std::string country_code(std::string_view name)
{
    const ReadValue read = read_country(name, {});
    const auto* code = std::get_if<std::string>(&read.value);
    return code != nullptr && !read.doubt ? *code : std::string();
}

}  // namespace form
