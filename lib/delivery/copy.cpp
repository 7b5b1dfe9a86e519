#include "delivery/copy.h"

#include "base/text.h"
#include "list/our_address.h"
#include "mail/header.h"
#include "mail/lines.h"

#include <utility>

namespace delivery {

namespace {

bool has_8bit(std::string_view octets)
{
    return !base::is_ascii(octets);
}

std::string reverse_path(const config::Config& config, const config::List* list, const store::LeasedDelivery& delivery,
                         const base::Key& key)
{
    if (delivery.reverse_path == store::ReversePath::null || list == nullptr) return {};
    if (list->reverse_path == config::ReversePath::fixed) return list->address.text();
    return list::token_address(config, *list, base::Purpose::bounce, delivery.id, key);
}

/// Where all copies have one reverse-path, a bounce is told by the copy that it returns: this field has its token.
std::string bounce_field(const config::Config& config, const config::List* list, const store::LeasedDelivery& delivery,
                         const base::Key& key)
{
    const bool is_fixed = list != nullptr && list->reverse_path == config::ReversePath::fixed;
    if (!is_fixed || delivery.reverse_path == store::ReversePath::null) return {};
    return "Errors-To: <" + list::token_address(config, *list, base::Purpose::bounce, delivery.id, key) + ">\r\n";
}

}  // namespace

IssueCopies::IssueCopies(const config::Config& config, const config::List& list, const store::Issue& issue,
                         std::string_view post)
    : IssueCopies(config, list, list::common_copy(config, list, issue, post))
{
}

IssueCopies::IssueCopies(const config::Config& config, const config::List& list, std::string_view octets)
    : IssueCopies(config, list, list::common_digest_copy(config, list, octets))
{
}

IssueCopies::IssueCopies(const config::Config& config, const config::List& list, list::CommonCopy common)
    : config_(config), list_(list)
{
    before_ = std::move(common.before);
    after_ = std::move(common.after);
    body_ = std::make_shared<SharedBody>(std::move(common.body));
    is_8bit_ = has_8bit(before_) || has_8bit(after_) || has_8bit(body_->octets());
}

Transaction IssueCopies::copy(const store::LeasedDelivery& delivery, const base::Key& key) const
{
    const std::string leave = base::make_token(base::Purpose::leave, delivery.member, key);
    const bool takes_answers = list_.reply == config::ReplyPolicy::token;
    const std::string reply =
        takes_answers ? list::token_address(config_, list_, base::Purpose::reply, delivery.id, key) : "";
    const std::string own = list::own_fields(config_, list_, leave, reply);
    return {.delivery = delivery.id,
            .reverse_path = reverse_path(config_, &list_, delivery, key),
            .recipient = delivery.recipient,
            .head = before_ + bounce_field(config_, &list_, delivery, key) + own + after_,
            .body = body_,
            .is_8bit = is_8bit_,
            .is_smtputf8 = !base::is_ascii(delivery.recipient)};
}

Transaction notice_transaction(const config::Config& config, const store::LeasedDelivery& delivery,
                               const std::string& octets, const base::Key& key)
{
    const config::List* list = config.find_list(delivery.list);
    const bool is_8bit = has_8bit(octets);
    const std::size_t header_octets = mail::scan_header(octets).octets;
    return {.delivery = delivery.id,
            .reverse_path = reverse_path(config, list, delivery, key),
            .recipient = delivery.recipient,
            .head = bounce_field(config, list, delivery, key) + octets.substr(0, header_octets),
            .body = std::make_shared<SharedBody>(mail::with_last_line_ended(octets.substr(header_octets))),
            .is_8bit = is_8bit,
            .is_smtputf8 = !base::is_ascii(delivery.recipient)};
}

}  // namespace delivery
