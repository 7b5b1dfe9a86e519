#include "web/form_body.h"

#include "base/text.h"
#include "mail/header.h"
#include "mail/parameters.h"
#include "mail/part_scanner.h"
#include "mail/transfer_encoding.h"

#include <algorithm>

namespace web {

namespace {

constexpr std::string_view urlencoded = "application/x-www-form-urlencoded";
constexpr std::string_view multipart = "multipart/form-data";

std::string media_type(std::string_view content_type)
{
    return mail::read_structured_field(content_type).value;
}

std::string decode_percent(std::string_view text)
{
    std::string octets;
    while (!text.empty()) {
        const int octet = text.front() == '%' ? mail::read_hex_octet(text.substr(1)) : -1;
        if (octet >= 0) {
            octets += static_cast<char>(octet);
            text.remove_prefix(3);
        } else {
            octets += text.front() == '+' ? ' ' : text.front();
            text.remove_prefix(1);
        }
    }
    return octets;
}

std::optional<Form> read_urlencoded(std::string_view body)
{
    Form form;
    while (!body.empty()) {
        const std::string_view pair = body.substr(0, body.find('&'));
        body.remove_prefix(std::min(body.size(), pair.size() + 1));
        if (pair.empty()) continue;
        if (form.fields.size() == form_fields_max) return std::nullopt;
        const auto equals = pair.find('=');
        const std::string_view value = equals == std::string_view::npos ? "" : pair.substr(equals + 1);
        form.fields.push_back({.name = decode_percent(pair.substr(0, equals)), .value = decode_percent(value)});
    }
    return form;
}

/// A form in parts is built as a message in parts is, so it is read by the same scanner.
std::optional<Form> read_multipart(std::string_view content_type, std::string_view body)
{
    const bool is_one_line = content_type.find_first_of("\r\n") == std::string_view::npos;
    if (!is_one_line) return std::nullopt;
    const std::string message = "Content-Type: " + std::string(content_type) + "\r\n\r\n" + std::string(body);
    const mail::PartScan scan = mail::scan_parts(message, {.depth_max = 1, .parts_max = form_fields_max + 1});
    if (scan.exceeds_limits || scan.parts.size() < 2) return std::nullopt;
    Form form;
    for (std::size_t i = 1; i < scan.parts.size(); ++i) {
        const mail::Header header = mail::scan_header(scan.parts[i].header);
        const auto disposition = mail::read_structured_field(header.value("Content-Disposition"));
        const auto name = mail::find_parameter(disposition.parameters, "name");
        if (disposition.value != "form-data" || !name) return std::nullopt;
        form.fields.push_back({.name = name->text, .value = std::string(scan.parts[i].body)});
    }
    return form;
}

}  // namespace

std::string_view Form::value(std::string_view name) const
{
    const auto found = std::ranges::find(fields, name, &FormField::name);
    return found == fields.end() ? std::string_view() : std::string_view(found->value);
}

bool is_form_type(std::string_view content_type)
{
    const std::string type = media_type(content_type);
    return type.empty() || type == urlencoded || type == multipart;
}

std::optional<Form> read_form(std::string_view content_type, std::string_view body)
{
    const std::string type = media_type(content_type);
    if (type == multipart) return read_multipart(content_type, body);
    if (type.empty() || type == urlencoded) return read_urlencoded(body);
    return std::nullopt;
}

}  // namespace web
