// A form's body is read within its limits, whatever it says; what we write of it is read back as it was.

#include "web/form_body.h"
#include "fuzz.h"

namespace {

std::string percent_encoded(std::string_view octets)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (const char c : octets) {
        const auto octet = static_cast<unsigned char>(c);
        text += '%';
        text += digits[octet >> 4U];
        text += digits[octet & 15U];
    }
    return text;
}

void require_same_when_written(const web::Form& form)
{
    std::string body;
    for (const web::FormField& field : form.fields)
        body += percent_encoded(field.name) + '=' + percent_encoded(field.value) + '&';
    const auto again = web::read_form("application/x-www-form-urlencoded", body);
    fuzz::require(again && again->fields.size() == form.fields.size(), "as many fields as were written", body);
    for (std::size_t i = 0; i < form.fields.size(); ++i) {
        const bool is_same =
            again->fields[i].name == form.fields[i].name && again->fields[i].value == form.fields[i].value;
        fuzz::require(is_same, "a field reads the same when written", body);
    }
}

}  // namespace

/// The first line is the Content-Type.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view body = fuzz::as_text(data, size);
    const std::string_view content_type = fuzz::take_until(body, '\n');
    const auto form = web::read_form(content_type, body);
    if (!form) return 0;
    fuzz::require(web::is_form_type(content_type), "only what is called a form is read as one", content_type);
    fuzz::require(form->fields.size() <= web::form_fields_max, "fields are bounded");
    std::size_t octets = 0;
    for (const web::FormField& field : form->fields) octets += field.name.size() + field.value.size();
    fuzz::require(octets <= size * 3, "a form is not larger than its body (U+FFFD is three octets)");
    require_same_when_written(*form);
    return 0;
}
