#include "delivery/copy.h"

#include "base/text.h"
#include "list/our_address.h"
#include "mail/address_list.h"
#include "mail/composer.h"
#include "mail/encoded_word.h"
#include "mail/header.h"

#include <algorithm>
#include <array>

namespace delivery {

namespace {

/// What must not go to members, or what we write ourselves.
constexpr std::array<std::string_view, 14> removed_fields{
    "Return-Path",
    "Bcc",
    "Resent-Bcc",
    "Delivered-To",
    "Disposition-Notification-To",
    "Return-Receipt-To",
    "Authentication-Results",
    "Precedence",
    "Reply-To",
    "Message-ID",
    "Feedback-ID",
    "X-Original-To",
    "Envelope-To",
    "Errors-To",
};

bool is_removed(std::string_view name, config::FromPolicy from)
{
    if (base::starts_with_ignoring_case(name, "List-")) return true;
    const bool is_author = base::equal_ignoring_case(name, "From") || base::equal_ignoring_case(name, "Author") ||
                           base::equal_ignoring_case(name, "Sender");
    if (is_author) return from == config::FromPolicy::list;
    return std::ranges::any_of(removed_fields,
                               [&](std::string_view removed) { return base::equal_ignoring_case(name, removed); });
}

bool has_8bit(std::string_view octets)
{
    return !base::is_ascii(octets);
}

/// Our trace field and those of the hops before stay on top (RFC 5321 §4.4).
std::string kept_fields(const mail::Header& header, config::FromPolicy from)
{
    mail::HeaderWriter writer;
    for (const mail::HeaderField& field : header.fields) {
        if (!is_removed(field.name, from)) writer.copied(field.whole);
    }
    return writer.text();
}

/// `"Ann Example via ISO/SR Update" <sr-update@lists.example.org>`, and the author's own address in Author.
void write_from(mail::HeaderWriter& writer, const config::List& list, const mail::Header& header)
{
    const mail::AddressList authors = mail::parse_address_list(header.value("From"));
    std::string name = list.title;
    if (!authors.addresses.empty()) {
        const mail::Address& author = authors.addresses.front();
        name = (author.display_name.empty() ? author.mailbox.local_part : author.display_name) + " via " + list.title;
        writer.structured("Author", mail::format_address(author.display_name, author.mailbox));
    }
    writer.structured("From", mail::format_address(name, list.address));
}

std::string in_brackets(const std::string& uri)
{
    return '<' + uri + '>';
}

/// The fields that are the same on every copy.
std::string list_fields(const config::Config& config, const config::List& list, const store::Issue& issue)
{
    const auto mailto = [&](std::string_view purpose) {
        return in_brackets("mailto:" + list::plain_address(config, list, purpose));
    };
    mail::HeaderWriter writer;
    writer.structured("List-Id", mail::encode_phrase(list.title) + " <" + list::list_id(list) + ">");
    writer.structured("List-Help", mailto("help"));
    writer.structured("List-Subscribe", mailto("subscribe"));
    writer.structured("List-Post", "NO");
    writer.structured("List-Owner", mailto("owner"));
    if (!list.archive.empty()) writer.structured("List-Archive", in_brackets(list.archive));
    writer.structured("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    writer.structured("Precedence", "list");
    writer.structured("Feedback-ID",
                      std::to_string(issue.number) + ':' + list.name + ":issue:" + config.server.hostname);
    return writer.text();
}

/// A body whose last line has no end gets one: SMTP cannot carry it otherwise.
std::string ended(std::string body)
{
    if (!body.empty() && !body.ends_with("\r\n")) body += "\r\n";
    return body;
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
    : config_(config), list_(list)
{
    const mail::Header header = mail::scan_header(post);
    before_ = kept_fields(header, list.from);
    mail::HeaderWriter writer;
    writer.structured("Message-ID", issue.message_id);
    if (header.count("Date") == 0) writer.structured("Date", base::to_rfc5322(issue.accepted_at));
    if (list.from == config::FromPolicy::list) write_from(writer, list, header);
    if (list.reply == config::ReplyPolicy::author && !issue.author.empty()) writer.structured("Reply-To", issue.author);
    if (list.reply == config::ReplyPolicy::owner)
        writer.structured("Reply-To", list::plain_address(config, list, "owner"));
    if (list.reply == config::ReplyPolicy::list) writer.structured("Reply-To", list.address.text());
    before_ += writer.text();
    after_ = list_fields(config, list, issue) + "\r\n";
    body_ = std::make_shared<SharedBody>(ended(std::string(header.body)));
    is_8bit_ = has_8bit(before_) || has_8bit(after_) || has_8bit(body_->octets());
}

Transaction IssueCopies::copy(const store::LeasedDelivery& delivery, const base::Key& key) const
{
    const std::string leave = base::make_token(base::Purpose::leave, delivery.member, key);
    const std::string leave_address = list::plain_address(config_, list_, "leave-" + leave);
    std::string own;
    if (list_.reply == config::ReplyPolicy::token) {
        own += "Reply-To: " + list::token_address(config_, list_, base::Purpose::reply, delivery.id, key) + "\r\n";
    }
    own +=
        "List-Unsubscribe: <mailto:" + leave_address + ">,\r\n <" + config_.server.public_url + "/u/" + leave + ">\r\n";
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
            .body = std::make_shared<SharedBody>(ended(octets.substr(header_octets))),
            .is_8bit = is_8bit,
            .is_smtputf8 = !base::is_ascii(delivery.recipient)};
}

}  // namespace delivery
