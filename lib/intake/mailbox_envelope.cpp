#include "intake/mailbox_envelope.h"

#include "base/text.h"
#include "list/our_address.h"
#include "mail/address_list.h"
#include "mail/header.h"
#include "mail/mailbox.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

namespace intake {

namespace {

constexpr std::array traces{"Delivered-To", "X-Original-To", "Envelope-To"};
constexpr std::array names{"To", "Cc"};

struct Ours {
    std::string address;
    const config::List* list = nullptr;
    bool has_purpose = false;

    [[nodiscard]] bool is_plain() const { return list != nullptr && !has_purpose; }
};

/// Those of ours in the fields of these names, in their order.
template <std::size_t n>
std::vector<Ours> find_ours(const mail::Header& header, const std::array<const char*, n>& field_names,
                            const config::Config& config)
{
    std::vector<Ours> found;
    std::set<std::string> seen;
    for (const char* name : field_names) {
        for (const mail::HeaderField* field : header.all(name)) {
            for (const mail::Address& address : mail::parse_address_list(mail::unfold(field->value)).addresses) {
                std::string text = address.mailbox.text();
                const auto ours = list::resolve(config, text);
                if (!ours || found.size() == mailbox_recipients_max || !seen.insert(base::to_lower(text)).second)
                    continue;
                found.push_back(
                    {.address = std::move(text), .list = ours->list, .has_purpose = ours->use != list::Use::post});
            }
        }
    }
    return found;
}

bool is_among(const std::vector<Ours>& all, const Ours& ours)
{
    return std::ranges::any_of(
        all, [&](const Ours& other) { return base::equal_ignoring_case(other.address, ours.address); });
}

/// What a trace means: itself, or what stands in To and Cc of that list with a purpose.
std::vector<Ours> meant_by(const Ours& traced, const std::vector<Ours>& named)
{
    std::vector<Ours> meant;
    if (traced.is_plain() && !is_among(named, traced)) {
        for (const Ours& other : named) {
            if (other.list == traced.list && other.has_purpose) meant.push_back(other);
        }
    }
    if (meant.empty()) meant.push_back(traced);
    return meant;
}

std::vector<Ours> choose(const std::vector<Ours>& traced, const std::vector<Ours>& named)
{
    if (traced.empty()) return named;
    std::vector<Ours> chosen;
    for (const Ours& each : traced) {
        for (const Ours& meant : meant_by(each, named)) {
            if (!is_among(chosen, meant)) chosen.push_back(meant);
        }
    }
    return chosen;
}

/// Who has no Return-Path is believed to be whom he names: a null one would make a bounce of his mail.
std::string read_reverse_path(const mail::Header& header)
{
    const std::string return_path = header.value("Return-Path");
    if (base::trim(return_path) == "<>") return {};
    for (const std::string& value : {return_path, header.value("From")}) {
        const auto read = mail::parse_address_list(value).addresses;
        if (!read.empty()) return read.front().mailbox.text();
    }
    return "unknown@unknown.invalid";  // nobody, and no mail system's silence either (RFC 6761 §6.4)
}

}  // namespace

MailboxEnvelope read_mailbox_envelope(std::string_view message, const config::Config& config)
{
    const mail::Header header = mail::scan_header(message);
    MailboxEnvelope read;
    read.envelope.reverse_path = read_reverse_path(header);
    for (const Ours& ours : choose(find_ours(header, traces, config), find_ours(header, names, config)))
        read.envelope.recipients.push_back(ours.address);
    read.is_ours = !read.envelope.recipients.empty();
    if (!read.is_ours) read.envelope.recipients.push_back("postmaster@" + config.server.hostname);
    return read;
}

}  // namespace intake
