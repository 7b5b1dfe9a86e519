#include "desk/reading.h"

#include "base/text.h"
#include "mail/encoded_word.h"
#include "mail/part_reader.h"
#include "mail/reply_text.h"

#include <algorithm>

namespace desk {

namespace {

constexpr std::size_t subject_octets_max = 2000;
constexpr std::size_t message_id_octets_max = 980;  // so that it fits on one line of mail with its name
constexpr std::size_t first_text_octets_max = 64UL * 1024;

std::size_t longest_line(std::string_view octets)
{
    std::size_t longest = 0;
    while (!octets.empty()) {
        const auto end = octets.find('\n');
        const std::string_view line = octets.substr(0, end);
        longest = std::max(longest, line.ends_with('\r') ? line.size() - 1 : line.size());
        octets.remove_prefix(end == std::string_view::npos ? octets.size() : end + 1);
    }
    return longest;
}

/// One that cannot stand in a header field as it is (raw 8-bit, longer than a line) counts as none.
std::string read_message_id(const mail::Header& header)
{
    const std::string value = header.value("Message-ID");
    const bool is_usable = base::is_ascii(value) && value.size() <= message_id_octets_max;
    return is_usable ? base::one_line(value, message_id_octets_max) : std::string{};
}

}  // namespace

const mail::Mailbox* Reading::author() const
{
    const bool is_one = from_fields == 1 && authors.addresses.size() == 1 && authors.unreadable == 0;
    return is_one && header.find("From")->is_plainly_named() ? &authors.addresses.front().mailbox : nullptr;
}

std::string Reading::first_text() const
{
    return mail::first_text(mail::scan_parts(octets), first_text_octets_max);
}

Reading read_message(store::Message row, std::string_view octets)
{
    Reading reading{.row = std::move(row), .octets = octets, .header = mail::scan_header(octets)};
    reading.from_fields = reading.header.count("From");
    reading.authors = mail::parse_address_list(reading.header.value("From"));
    reading.subject = base::one_line(mail::decode_words(reading.header.value("Subject")), subject_octets_max);
    reading.message_id = read_message_id(reading.header);
    reading.longest_line = longest_line(octets);
    return reading;
}

std::string first_word(std::string_view text)
{
    const std::string new_text = mail::read_reply(text).visible;
    const std::string_view line = base::trim(new_text);
    std::string word;
    for (const char c : line.substr(0, line.find('\n'))) {
        const bool belongs = base::is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80;
        if (!belongs && !word.empty()) break;
        if (belongs) word += base::to_lower(c);
    }
    return word;
}

}  // namespace desk
