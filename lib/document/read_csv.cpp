#include "document/read_csv.h"

#include "base/csv.h"
#include "base/text.h"
#include "document/builder.h"

#include <csv.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <new>
#include <string>

namespace document {

namespace {

constexpr std::string_view separator_line = "sep=";

/// libcsv, which tells of each value and of each row's end.
template <class OnValue, class OnRow>
class Parser {
  public:
    Parser(char delimiter, OnValue on_value, OnRow on_row) : on_value_(on_value), on_row_(on_row)
    {
        if (csv_init(&parser_, CSV_APPEND_NULL | CSV_REPALL_NL) != 0) throw std::bad_alloc{};
        csv_set_delim(&parser_, static_cast<unsigned char>(delimiter));
    }
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;
    ~Parser() { csv_free(&parser_); }

    void feed(std::string_view text) { csv_parse(&parser_, text.data(), text.size(), value, row, this); }
    void finish() { csv_fini(&parser_, value, row, this); }

  private:
    static void value(void* octets, std::size_t count, void* self)
    {
        static_cast<Parser*>(self)->on_value_(std::string_view(static_cast<const char*>(octets), count));
    }
    static void row(int /*end*/, void* self) { static_cast<Parser*>(self)->on_row_(); }

    csv_parser parser_{};
    OnValue on_value_;
    OnRow on_row_;
};

/// How evenly a delimiter parts the rows.
struct Evenness {
    std::size_t rows = 0;  ///< with the usual number of values
    std::size_t values = 0;
    std::size_t others = 0;  ///< rows with another number, or with one value alone
};

Evenness evenness(std::string_view text, char delimiter)
{
    std::map<std::size_t, std::size_t> rows_of;
    std::size_t values = 0;
    Parser parser(
        delimiter, [&](std::string_view) { ++values; },
        [&] {
            if (values > 0) ++rows_of[values];
            values = 0;
        });
    parser.feed(text);
    parser.finish();
    Evenness found;
    std::size_t all = 0;
    for (const auto& [count, rows] : rows_of) {
        all += rows;
        if (count > 1 && rows >= found.rows) found = {.rows = rows, .values = count};
    }
    found.others = all - found.rows;
    return found;
}

/// CRLF would count as two rows.
std::string with_plain_line_ends(std::string_view text)
{
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r' && text.substr(i + 1).starts_with('\n')) continue;
        plain += text[i] == '\r' ? '\n' : text[i];
    }
    return plain;
}

/// Where a quoted value ends: behind its last quote. Nothing where what stands behind that is neither a delimiter nor the end
/// of the row, since then the quotes are the value's own.
std::optional<std::size_t> end_of_quoted(std::string_view text, std::size_t start, char delimiter)
{
    for (auto quote = text.find('"', start + 1); quote != std::string_view::npos; quote = text.find('"', quote + 1)) {
        if (text.substr(quote + 1).starts_with('"')) {
            ++quote;
            continue;
        }
        const auto behind = text.find_first_not_of(' ', quote + 1);
        const bool is_end = behind == std::string_view::npos || text[behind] == delimiter || text[behind] == '\n';
        return is_end ? std::optional(quote + 1) : std::nullopt;
    }
    return std::nullopt;
}

/// '"Fair" means what?|…': a value that only begins with a quoted word is quoted whole.
std::string with_words_quoted(std::string_view text, char delimiter)
{
    const std::string ends{delimiter, '\n'};
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t start = 0; start < text.size();) {
        std::size_t end = std::min(text.find_first_of(ends, start), text.size());
        if (text[start] != '"') {
            plain += text.substr(start, end - start);
        } else if (const auto quoted = end_of_quoted(text, start, delimiter)) {
            end = std::min(text.find_first_of(ends, *quoted), text.size());
            plain += text.substr(start, end - start);
        } else {
            plain += '"';
            for (const char c : text.substr(start, end - start))
                plain += c == '"' ? std::string("\"\"") : std::string(1, c);
            plain += '"';
        }
        if (end < text.size()) plain += text[end];
        start = end + 1;
    }
    return plain;
}

std::string_view first_line(std::string_view text)
{
    return base::trim(text.substr(0, text.find('\n')));
}

/// Where no value may go on behind it.
std::string_view sample_of(std::string_view text)
{
    constexpr std::size_t sample_octets = std::size_t{64} * 1024;
    if (text.size() <= sample_octets) return text;
    const auto end = text.rfind('\n', sample_octets);
    return text.substr(0, end == std::string_view::npos ? sample_octets : end + 1);
}

}  // namespace

std::optional<char> find_delimiter(std::string_view text)
{
    const std::string_view line = first_line(text);
    if (base::starts_with_ignoring_case(line, separator_line) && line.size() == separator_line.size() + 1)
        return line.back();
    std::optional<char> best;
    Evenness most;
    const std::string sample = with_plain_line_ends(sample_of(text));
    for (const char delimiter : {',', ';', '\t', '|'}) {
        const Evenness found = evenness(sample, delimiter);
        const bool is_more = found.rows > most.rows || (found.rows == most.rows && found.values > most.values);
        if (found.rows == 0 || !is_more) continue;
        best = delimiter;
        most = found;
    }
    return best;
}

bool is_table(std::string_view text)
{
    const std::string sample = with_plain_line_ends(sample_of(text));
    return std::ranges::any_of(std::array{';', '\t', '|'}, [&](char delimiter) {
        const Evenness found = evenness(sample, delimiter);
        return found.rows >= 2 && found.others == 0;
    });
}

Document read_csv(std::string_view text)
{
    constexpr char no_delimiter = '\x1F';  // the unit separator, which no text holds
    std::string plain = with_plain_line_ends(text);
    const char delimiter = find_delimiter(plain).value_or(no_delimiter);
    plain = with_words_quoted(plain, delimiter);
    std::string_view rows = plain;
    Builder builder;
    Grid grid(builder.budget(), "");
    std::size_t row = 0;
    std::size_t column = 0;
    if (base::starts_with_ignoring_case(first_line(rows), separator_line)) {
        rows.remove_prefix(std::min(rows.find('\n'), rows.size()));  // the line counts, empty
    }
    Parser parser(
        delimiter, [&](std::string_view value) { grid.put(row, column++, base::without_formula_quote(value)); },
        [&] {
            ++row;
            column = 0;
        });
    for (constexpr std::size_t piece_octets = 65536; !rows.empty() && !grid.is_full();
         rows.remove_prefix(std::min(piece_octets, rows.size())))
        parser.feed(rows.substr(0, piece_octets));
    parser.finish();
    builder.add_table(grid.finish([](std::size_t at_row, std::size_t at_column) {
        return fmt::format("row {}, column {}", at_row + 1, at_column + 1);
    }));
    return builder.finish();
}

}  // namespace document
