// The fields of arbitrary octets lie within them, and each is copied as one field of the same name and value.

#include "mail/header.h"

#include "base/text.h"
#include "fuzz.h"
#include "mail/address_list.h"
#include "mail/composer.h"
#include <algorithm>

namespace {

constexpr mail::HeaderLimits no_limits{.octets_max = 1UL << 24, .field_octets_max = 1UL << 24, .fields_max = 1UL << 20};

bool is_within(std::string_view part, std::string_view whole)
{
    return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

/// Runs of blanks and controls as one blank: what a copy may change.
std::string squeezed(std::string_view text)
{
    std::string result;
    for (const char c : text) {
        const bool is_blank = static_cast<unsigned char>(c) <= ' ' || c == 0x7F;
        if (!is_blank) result += c;
        if (is_blank && !result.empty() && result.back() != ' ') result += ' ';
    }
    return std::string(base::trim(result));
}

/// An address that needs SMTPUTF8 (RFC 6531) is the one thing that cannot be said in ASCII.
bool has_utf8_address(std::string_view value)
{
    const mail::AddressList list = mail::parse_address_list(value);
    return std::ranges::any_of(list.addresses,
                               [](const mail::Address& address) { return address.mailbox.needs_smtputf8(); });
}

void check_copy(const mail::HeaderField& field)
{
    mail::HeaderWriter writer;
    writer.copied(field.whole);
    const std::string& copy = writer.text();
    fuzz::require(copy.ends_with("\r\n") && !fuzz::has_bare_line_end(copy), "a copied field has no bare line end",
                  copy);
    fuzz::require(base::is_valid_utf8(copy), "a copied field is UTF-8", copy);
    const mail::Header again = mail::scan_header(copy, no_limits);
    fuzz::require(again.fields.size() == 1 && again.octets == copy.size() && again.body.empty(),
                  "a copied field is one field", copy);
    fuzz::require(again.fields.front().name == field.name, "a copied field keeps its name", copy);
    fuzz::require(base::is_ascii(copy) || has_utf8_address(again.fields.front().value),
                  "a copied field is ASCII but for an address", copy);
    if (!base::is_ascii(field.whole)) return;
    fuzz::require(squeezed(mail::unfold(again.fields.front().value)) == squeezed(mail::unfold(field.value)),
                  "a copied field keeps its value", copy);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input = fuzz::as_text(data, size);
    const mail::Header header = mail::scan_header(input);
    fuzz::require(header.octets <= input.size(), "a header lies within the octets");
    fuzz::require(is_within(header.body, input), "a body lies within the octets");
    fuzz::require(header.exceeds_limits || header.octets + header.body.size() == input.size(),
                  "nothing is lost between header and body");
    for (const mail::HeaderField& field : header.fields) {
        fuzz::require(is_within(field.whole, input) && is_within(field.name, field.whole) &&
                          is_within(field.value, field.whole),
                      "a field lies within the octets");
        fuzz::require(!field.name.empty(), "a field has a name");
        const std::string line = mail::unfold(field.value);
        fuzz::require(line.find('\n') == std::string::npos && line.find('\r') == std::string::npos,
                      "an unfolded value is one line", line);
        fuzz::require(header.find(field.name) != nullptr, "a field is found by its name");
        check_copy(field);
    }
    return 0;
}
