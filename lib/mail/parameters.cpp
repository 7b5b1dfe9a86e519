#include "mail/parameters.h"

#include "base/percent.h"
#include "base/text.h"
#include "mail/charset.h"
#include "mail/header.h"
#include "mail/transfer_encoding.h"

#include <algorithm>
#include <utility>

namespace mail {

namespace {

/// Cuts a field at its semicolons, with comments and quotes taken out.
class FieldCutter {
  public:
    explicit FieldCutter(std::string_view value) : rest_(base::trim(value)) {}

    [[nodiscard]] bool is_at_end() const { return rest_.empty(); }

    /// Up to the next of `stops` outside quotes and comments, which is taken off, too.
    std::string take_until(std::string_view stops)
    {
        std::string piece;
        std::size_t kept = 0;  // blanks at the end go, those in quotes stay
        stop_ = '\0';
        while (!rest_.empty()) {
            const char c = take();
            const bool follows_blank = kept < piece.size() || piece.empty();
            if (stops.find(c) != std::string_view::npos) {
                stop_ = c;
                break;
            }
            if (c == '(' && follows_blank) {
                skip_comment();
            } else if (c == '"' && piece.empty()) {
                take_quoted(piece);
                kept = piece.size();
            } else if (!is_blank(c)) {
                piece += c;
                kept = piece.size();
            } else if (!piece.empty()) {
                piece += c;
            }
        }
        piece.resize(kept);
        return piece;
    }

    [[nodiscard]] char stop() const { return stop_; }
    [[nodiscard]] std::string_view rest() const { return rest_; }

  private:
    static bool is_blank(char c) { return c == ' ' || c == '\t'; }

    char take()
    {
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }

    void take_quoted(std::string& piece)
    {
        while (!rest_.empty()) {
            char c = take();
            if (c == '"') return;
            if (c == '\\' && !rest_.empty()) c = take();
            piece += c;
        }
    }

    void skip_comment()
    {
        for (std::size_t depth = 1; depth > 0 && !rest_.empty();) {
            const char c = take();
            if (c == '\\' && !rest_.empty()) take();
            if (c == '(') ++depth;
            if (c == ')') --depth;
        }
    }

    std::string_view rest_;
    char stop_ = '\0';
};

}  // namespace

namespace {

void read_parameters(std::string_view text, StructuredField& field)
{
    FieldCutter cutter(text);
    while (!cutter.is_at_end() && field.parameters.size() < parameters_max) {
        std::string name = base::to_lower(cutter.take_until("=;"));
        if (cutter.stop() != '=') continue;
        std::string value = cutter.take_until(";");
        if (!name.empty()) field.parameters.push_back({.name = std::move(name), .value = std::move(value)});
    }
}

}  // namespace

StructuredField read_structured_field(std::string_view value)
{
    const std::string line = unfold(value);
    FieldCutter cutter(line);
    StructuredField field;
    while (field.value.empty() && cutter.stop() != ';' && !cutter.is_at_end()) {
        field.value = base::to_lower(cutter.take_until("; \t"));  // a semicolon is sometimes forgotten
    }
    read_parameters(cutter.rest(), field);
    return field;
}

namespace {

const Parameter* find_exact(const std::vector<Parameter>& parameters, std::string_view name)
{
    const auto found = std::ranges::find(parameters, name, &Parameter::name);
    return found == parameters.end() ? nullptr : &*found;
}

struct ExtendedStart {
    std::string_view charset;
    std::string_view text;
};

/// charset'language'text (RFC 2231 §4); without the apostrophes it is all text.
ExtendedStart read_extended_start(std::string_view value)
{
    const auto charset_end = value.find('\'');
    const auto language_end = charset_end == std::string_view::npos ? charset_end : value.find('\'', charset_end + 1);
    if (language_end == std::string_view::npos) return {.charset = {}, .text = value};
    return {.charset = value.substr(0, charset_end), .text = value.substr(language_end + 1)};
}

/// name*0, name*1*, ... (RFC 2231 §3, §4.1)
std::optional<ParameterValue> join_continuations(const std::vector<Parameter>& parameters, const std::string& name)
{
    std::string octets;
    std::string_view charset;
    bool is_extended = false;
    std::size_t index = 0;
    for (;; ++index) {
        const std::string piece_name = name + '*' + std::to_string(index);
        const Parameter* const plain = find_exact(parameters, piece_name);
        const Parameter* const encoded = find_exact(parameters, piece_name + '*');
        if (encoded == nullptr && plain == nullptr) break;
        if (encoded == nullptr) {
            octets += plain->value;
            continue;
        }
        const ExtendedStart start =
            index == 0 ? read_extended_start(encoded->value) : ExtendedStart{{}, encoded->value};
        if (index == 0) charset = start.charset;
        is_extended = true;
        octets += base::percent_decoded(start.text);
    }
    if (index == 0) return std::nullopt;
    return ParameterValue{.text = is_extended ? to_utf8(octets, charset) : octets, .is_extended = is_extended};
}

}  // namespace

std::optional<ParameterValue> find_parameter(const std::vector<Parameter>& parameters, std::string_view name)
{
    const std::string key(name);
    if (const Parameter* const extended = find_exact(parameters, key + '*')) {
        const ExtendedStart start = read_extended_start(extended->value);
        return ParameterValue{.text = to_utf8(base::percent_decoded(start.text), start.charset), .is_extended = true};
    }
    if (auto joined = join_continuations(parameters, key)) return joined;
    if (const Parameter* const plain = find_exact(parameters, key)) return ParameterValue{plain->value, false};
    return std::nullopt;
}

bool is_media_type(std::string_view text)
{
    constexpr std::string_view specials = "!#$%&'*+-.^_`{|}~";
    const auto is_token = [&](std::string_view token) {
        return !token.empty() && std::ranges::all_of(token, [&](char c) {
            return base::is_alphanumeric(c) || specials.find(c) != std::string_view::npos;
        });
    };
    const auto slash = text.find('/');
    return slash != std::string_view::npos && is_token(text.substr(0, slash)) && is_token(text.substr(slash + 1));
}

}  // namespace mail
