#include "mail/amazon_notice.h"

#include "base/text.h"
#include "mail/refusal_reason.h"

#include <algorithm>

namespace mail {

namespace {

constexpr std::size_t recipients_max = 200;

/// sendmail cuts a line over 990 octets with "!", a line end and a blank (RFC 821 §4.5.3).
std::string unfolded(std::string_view text)
{
    std::string json;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_fold = text.substr(i, 3) == "!\n ";
        if (is_fold) {
            i += 2;
        } else if (text[i] != '\n' && text[i] != '\r') {
            json += text[i];
        }
    }
    return json;
}

/// The string behind "name": at or after the start; escapes are undone as far as a line of text needs them.
std::string string_of(std::string_view json, std::string_view name)
{
    const std::string key = '"' + std::string(name) + "\":\"";
    const auto at = json.find(key);
    if (at == std::string_view::npos) return {};
    std::string value;
    for (std::size_t i = at + key.size(); i < json.size() && json[i] != '"'; ++i) {
        if (json[i] != '\\' || i + 1 == json.size()) {
            value += json[i];
            continue;
        }
        ++i;
        value += json[i] == 'n' || json[i] == 'r' || json[i] == 't' ? ' ' : json[i];
    }
    return base::one_line(value, 2000);
}

/// The objects of `"name":[{…},{…}]`; or its strings.
std::vector<std::string_view> items_of(std::string_view json, std::string_view name)
{
    const std::string key = '"' + std::string(name) + "\":[";
    const auto at = json.find(key);
    if (at == std::string_view::npos) return {};
    std::string_view list = json.substr(at + key.size());
    list = list.substr(0, list.find(']'));
    const char end = list.starts_with('{') ? '}' : ',';
    std::vector<std::string_view> items;
    while (!list.empty() && items.size() < recipients_max) {
        const auto stop = list.find(end);
        items.push_back(list.substr(0, stop));
        list.remove_prefix(stop == std::string_view::npos ? list.size() : stop + 1);
    }
    return items;
}

RecipientStatus read_recipient(std::string_view item, DeliveryAction action)
{
    RecipientStatus recipient{.action = action, .has_action = true};
    recipient.final_recipient = string_of(item, "emailAddress");
    recipient.status = find_status(string_of(item, "status"));
    recipient.diagnostic = string_of(item, "diagnosticCode");
    return recipient;
}

}  // namespace

std::optional<AmazonNotice> read_amazon_notice(std::string_view text)
{
    if (!base::trim(text).starts_with('{') || text.find("\"notificationType\"") == std::string_view::npos)
        return std::nullopt;
    const std::string json = unfolded(text);
    const std::string type = string_of(json, "notificationType");
    AmazonNotice notice;
    if (type == "Bounce") {
        const bool is_passing = string_of(json, "bounceType") == "Transient";
        for (const std::string_view item : items_of(json, "bouncedRecipients")) {
            notice.recipients.push_back(read_recipient(item, DeliveryAction::failed));
            auto& status = notice.recipients.back().status;
            if (!status.is_given()) status = {.severity = is_passing ? 4 : 5};
        }
    } else if (type == "Complaint") {
        notice.kind = AmazonNoticeKind::complaint;
        notice.feedback_type = base::to_lower(string_of(json, "complaintFeedbackType"));
        for (const std::string_view item : items_of(json, "complainedRecipients"))
            notice.recipients.push_back(read_recipient(item, DeliveryAction::delivered));
    } else if (type == "Delivery") {
        notice.kind = AmazonNoticeKind::delivery;
        const auto delivery = json.find("\"delivery\":");
        const std::string_view of_delivery = std::string_view(json).substr(std::min(delivery, json.size()));
        for (const std::string_view item : items_of(of_delivery, "recipients")) {
            RecipientStatus recipient{.action = DeliveryAction::delivered, .has_action = true};
            recipient.final_recipient = item.size() > 2 ? std::string(item.substr(1, item.size() - 2)) : std::string{};
            recipient.diagnostic = string_of(of_delivery, "smtpResponse");
            notice.recipients.push_back(std::move(recipient));
        }
    } else {
        return std::nullopt;
    }
    return notice;
}

}  // namespace mail
