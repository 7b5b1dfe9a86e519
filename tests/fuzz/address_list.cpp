// Addresses out of arbitrary values: what is read is written so that it reads the same.

#include "mail/address_list.h"
#include "base/text.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const mail::AddressList list = mail::parse_address_list(fuzz::as_text(data, size));
    fuzz::require(list.addresses.size() + list.unreadable <= mail::addresses_max, "the list is bounded");
    for (const mail::Address& address : list.addresses) {
        fuzz::require(!fuzz::has_control(address.display_name) && base::is_valid_utf8(address.display_name),
                      "a display name is one line of UTF-8", address.display_name);
        const std::string written = mail::format_address(address.display_name, address.mailbox);
        fuzz::require(!fuzz::has_control(written), "an address is one line", written);
        const mail::AddressList again = mail::parse_address_list(written);
        fuzz::require(again.addresses.size() == 1 && again.unreadable == 0, "what is written is one address", written);
        fuzz::require(again.addresses.front().mailbox == address.mailbox, "its mailbox is the same", written);
        fuzz::require(again.addresses.front().display_name == address.display_name, "its name is the same",
                      written + "\n" + again.addresses.front().display_name + "\n" + address.display_name);
    }
    return 0;
}
