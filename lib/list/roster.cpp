#include "list/roster.h"

#include "base/csv.h"
#include "base/text.h"
#include "mail/mailbox.h"

#include <csv.h>
#include <unicode/locid.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace list {

namespace {

constexpr std::array<std::string_view, 9> known_columns{"email",    "name", "category", "organisation", "country",
                                                        "language", "url",  "about",    "state"};
constexpr std::size_t columns_max = 200;
constexpr std::size_t value_octets_max = 64UL * 1024;

std::string quoted(std::string_view text)
{
    constexpr std::size_t shown_max = 60;
    return '"' + base::one_line(text, shown_max) + '"';
}

bool is_country(const std::string& code)
{
    static const std::unordered_set<std::string_view> codes = [] {
        std::unordered_set<std::string_view> all;
        for (const char* const* each = icu::Locale::getISOCountries(); *each != nullptr; ++each) all.insert(*each);
        return all;
    }();
    return codes.contains(code);
}

std::string upper_case(std::string_view text)
{
    std::string upper(text);
    for (char& c : upper) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return upper;
}

/// RFC 5646 by shape: "th", "pt-BR", "zh-Hant-TW".
bool is_language_tag(std::string_view text)
{
    const auto pieces = base::split(text, '-');
    const bool has_language = pieces.front().size() >= 2 && pieces.front().size() <= 8;
    return has_language && std::ranges::all_of(pieces, [](std::string_view piece) {
               return !piece.empty() && piece.size() <= 8 && std::ranges::all_of(piece, base::is_alphanumeric);
           });
}

/// Collects what libcsv finds, a row at a time.
class RosterReader {
  public:
    RosterReader(const RosterRules& rules, const RosterRow& row) : rules_(rules), row_(row) {}

    std::vector<RosterFault> read(std::string_view csv)
    {
        constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
        if (csv.starts_with(byte_order_mark)) csv.remove_prefix(byte_order_mark.size());
        if (csv.starts_with("\xFF\xFE") || csv.starts_with("\xFE\xFF")) {
            fault(1, 0, "the file is UTF-16; save it as UTF-8");
            return std::move(faults_);
        }
        parse(csv);
        if (!has_header_ && faults_.empty()) fault(1, 0, "the file is empty; the header row must name a column email");
        return std::move(faults_);
    }

  private:
    struct FreeParser {
        void operator()(csv_parser* parser) const { csv_free(parser); }
    };

    /// Line by line, so that a row is known by the line where it starts.
    void parse(std::string_view csv)
    {
        csv_parser parser{};
        if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0) throw std::bad_alloc{};
        const std::unique_ptr<csv_parser, FreeParser> freed(&parser);
        csv_set_blk_size(&parser, value_octets_max);  // its own steps of 128 octets make a long value quadratic
        csv_set_delim(&parser, static_cast<unsigned char>(separator_of(csv.substr(0, csv.find('\n')))));
        const auto on_value = [](void* octets, std::size_t size, void* self) {
            static_cast<RosterReader*>(self)->take_value({static_cast<const char*>(octets), size});
        };
        const auto on_row = [](int, void* self) { static_cast<RosterReader*>(self)->take_row(); };
        while (!csv.empty() && !is_over_) {
            ++line_;
            constexpr int row_not_begun = 0;  // libcsv keeps the name of this state to itself
            if (parser.pstate == row_not_begun) row_line_ = line_;
            const auto end = csv.find('\n');
            const std::string_view piece = csv.substr(0, end == std::string_view::npos ? end : end + 1);
            if (csv_parse(&parser, piece.data(), piece.size(), on_value, on_row, this) != piece.size()) {
                fault(line_, values_.size() + 1,
                      "a quote stands where none may be (RFC 4180); what follows cannot be read");
                is_over_ = true;
            }
            csv.remove_prefix(piece.size());
        }
        if (!is_over_ && csv_fini(&parser, on_value, on_row, this) != 0) {
            fault(row_line_, values_.size() + 1, "a quoted value does not end");
        }
    }

    static char separator_of(std::string_view header)
    {
        for (const char separator : {',', ';', '\t'}) {
            if (header.find(separator) != std::string_view::npos) return separator;
        }
        return ',';
    }

    void fault(std::size_t line, std::size_t column, std::string text)
    {
        if (faults_.size() < roster_faults_max)
            faults_.push_back({.line = line, .column = column, .text = std::move(text)});
        is_over_ = is_over_ || faults_.size() == roster_faults_max;
    }

    void take_value(std::string_view value)
    {
        if (values_.size() < columns_max) values_.emplace_back(value);
    }

    void take_row()
    {
        const std::vector<std::string> values = std::exchange(values_, {});
        const std::size_t line = std::exchange(row_line_, line_ + 1);
        if (is_over_ || (values.size() == 1 && base::trim(values.front()).empty())) return;
        if (!has_header_) {
            take_header(line, values);
        } else if (columns_.empty()) {
            is_over_ = true;  // nothing can be told without a header row
        } else {
            take_member(line, values);
        }
    }

    void take_header(std::size_t line, const std::vector<std::string>& values)
    {
        has_header_ = true;
        std::vector<std::string> columns;
        for (const std::string& value : values) {
            std::string name = base::to_lower(base::without_formula_quote(base::trim(value)));
            if (!base::is_valid_utf8(name) || base::one_line(name, std::string::npos) != name)
                fault(line, columns.size() + 1, "the header row has a column name that is not one line of UTF-8");
            if (name.empty()) fault(line, columns.size() + 1, "the header row has a column without a name");
            if (!name.empty() && std::ranges::count(columns, name) > 0)
                fault(line, columns.size() + 1, "the header row has " + quoted(name) + " twice");
            columns.push_back(std::move(name));
        }
        if (std::ranges::count(columns, "email") == 0) fault(line, 0, "the header row has no column email");
        if (faults_.empty()) columns_ = std::move(columns);
    }

    void take_member(std::size_t line, const std::vector<std::string>& values)
    {
        const std::size_t faults_before = faults_.size();
        if (values.size() > columns_.size()) {
            fault(line, columns_.size() + 1,
                  "the row has " + std::to_string(values.size()) + " values for " + std::to_string(columns_.size()) +
                      " columns");
        }
        store::Member member;
        member.category = rules_.join_category;
        for (std::size_t i = 0; i < std::min(values.size(), columns_.size()); ++i)
            take_column(line, i, base::trim(values[i]), member);
        if (member.email.empty() && faults_.size() == faults_before)
            fault(line, 1 + column_of("email"), "email: is empty");
        if (faults_.size() == faults_before) take_unique(line, std::move(member));
    }

    [[nodiscard]] std::size_t column_of(std::string_view name) const
    {
        return static_cast<std::size_t>(std::ranges::find(columns_, name) - columns_.begin());
    }

    void take_column(std::size_t line, std::size_t column, std::string_view written, store::Member& member)
    {
        const std::string_view value = base::without_formula_quote(written);
        if (value.empty()) return;
        const std::string& name = columns_[column];
        const auto wrong = what_is_wrong(name, value);
        if (wrong) {
            fault(line, column + 1, name + ": " + *wrong);
        } else {
            set(member, name, value);
        }
    }

    [[nodiscard]] std::optional<std::string> what_is_wrong(std::string_view column, std::string_view value) const
    {
        if (value.size() > value_octets_max) return "has more than " + std::to_string(value_octets_max) + " octets";
        if (!base::is_valid_utf8(value)) return "is not UTF-8";
        if (base::one_line(value, value.size() * 3) != value && column != "about")
            return quoted(value) + " has control characters or line ends";
        if (value.find('\0') != std::string_view::npos) return "has a NUL";
        if (column == "email") {
            const auto mailbox = mail::parse_mailbox(value);
            if (!mailbox) return quoted(value) + " is not an address: " + mailbox.error().text;
        }
        if (column == "category" && std::ranges::count(rules_.categories, value) == 0)
            return quoted(value) + " is no category of [server]";
        if (column == "country" && !is_country(upper_case(value)))
            return quoted(value) + " is no ISO 3166 code of two letters";
        if (column == "language" && !is_language_tag(value)) return quoted(value) + " is no language tag (RFC 5646)";
        if (column == "state" && !store::member_state(value))
            return quoted(value) + " is none of invited, pending, active, paused, suppressed, left";
        if (column == "digest" && value != store::digest_text({}) && !store::digest_choice(value))
            return quoted(value) + " is none of off, daily, weekly, daily plain, weekly plain";
        return std::nullopt;
    }

    static void set(store::Member& member, std::string_view column, std::string_view value)
    {
        if (column == "email") {
            member.email = mail::parse_mailbox(value)->text();
        } else if (column == "name") {
            member.name = value;
        } else if (column == "category") {
            member.category = value;
        } else if (column == "organisation") {
            member.organisation = value;
        } else if (column == "country") {
            member.country = upper_case(value);
        } else if (column == "language") {
            member.language = value;
        } else if (column == "url") {
            member.url = value;
        } else if (column == "about") {
            member.about = value;
        } else if (column == "state") {
            member.state = *store::member_state(value);
        } else if (column == "digest") {
            member.digest = store::digest_choice(value);
            member.leaves_digest = !member.digest;
        } else {
            member.attributes.push_back({.name = std::string(column), .value = std::string(value)});
        }
    }

    void take_unique(std::size_t line, store::Member member)
    {
        const std::size_t key = std::hash<std::string>{}(base::to_lower(member.email) + '\n' + member.category);
        const auto [other, is_new] = seen_.emplace(key, line);
        if (is_new) {
            row_(line, std::move(member));
        } else {
            fault(line, 1 + column_of("email"),
                  "email: " + quoted(member.email) + " stands in category " + member.category + " at line " +
                      std::to_string(other->second) + " already");
        }
    }

    const RosterRules& rules_;
    const RosterRow& row_;
    std::vector<RosterFault> faults_;
    std::vector<std::string> columns_;
    std::vector<std::string> values_;
    std::unordered_map<std::size_t, std::size_t> seen_;  // by hash: 64 bits tell a million rows apart
    std::size_t line_ = 0;
    std::size_t row_line_ = 1;
    bool has_header_ = false;
    bool is_over_ = false;
};

}  // namespace

std::vector<RosterFault> read_roster(std::string_view csv, const RosterRules& rules, const RosterRow& row)
{
    return RosterReader(rules, row).read(csv);
}

namespace {

std::vector<std::string> attribute_names(const std::vector<store::Member>& members)
{
    std::vector<std::string> names;
    for (const store::Member& member : members) {
        for (const store::Attribute& attribute : member.attributes) {
            if (std::ranges::count(names, attribute.name) == 0) names.push_back(attribute.name);
        }
    }
    return names;
}

std::string attribute_value(const store::Member& member, const std::string& name)
{
    const auto found = std::ranges::find(member.attributes, name, &store::Attribute::name);
    return found == member.attributes.end() ? "" : found->value;
}

}  // namespace

std::string write_roster(const std::vector<store::Member>& members)
{
    const std::vector<std::string> attributes = attribute_names(members);
    std::string csv;
    std::vector<std::string> header(known_columns.begin(), known_columns.end());
    const bool has_digests =
        std::ranges::any_of(members, [](const store::Member& each) { return each.digest.has_value(); });
    if (has_digests) header.emplace_back("digest");
    header.insert(header.end(), attributes.begin(), attributes.end());
    csv += base::csv_row(header);
    for (const store::Member& member : members) {
        std::vector<std::string> values{member.email,        member.name,    member.category,
                                        member.organisation, member.country, member.language,
                                        member.url,          member.about,   std::string(store::name_of(member.state))};
        if (has_digests) values.push_back(store::digest_text(member.digest));
        for (const std::string& name : attributes) values.push_back(attribute_value(member, name));
        csv += base::csv_row(values);
    }
    return csv;
}

}  // namespace list
