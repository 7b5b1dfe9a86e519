#include "list/issue_copy.h"

#include "base/text.h"
#include "list/our_address.h"
#include "mail/address_list.h"
#include "mail/composer.h"
#include "mail/encoded_word.h"
#include "mail/header.h"
#include "mail/lines.h"

#include <algorithm>
#include <array>

namespace list {

namespace {

/// What must not go to members, or what we write ourselves.
constexpr std::array<std::string_view, 17> removed_fields{
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
    "Supersedes",
    "Send-At",
    "Corrects",
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
std::string list_fields(const config::Config& config, const config::List& list, std::string_view what)
{
    const auto mailto = [&](std::string_view purpose) {
        return in_brackets("mailto:" + plain_address(config, list, purpose));
    };
    mail::HeaderWriter writer;
    writer.structured("List-Id", mail::encode_phrase(list.title) + " <" + list_id(list) + ">");
    writer.structured("List-Help", mailto("help"));
    writer.structured("List-Subscribe", mailto("subscribe"));
    writer.structured("List-Post", "NO");
    writer.structured("List-Owner", mailto("owner"));
    if (!list.archive.empty()) writer.structured("List-Archive", in_brackets(list.archive));
    writer.structured("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    writer.structured("Precedence", "list");
    writer.structured("Feedback-ID", std::string(what) + ':' + config.server.hostname);
    return writer.text();
}

void write_reply_to(mail::HeaderWriter& writer, const config::Config& config, const config::List& list,
                    const std::string& author)
{
    if (list.reply == config::ReplyPolicy::author && !author.empty()) writer.structured("Reply-To", author);
    if (list.reply == config::ReplyPolicy::owner) writer.structured("Reply-To", plain_address(config, list, "owner"));
    if (list.reply == config::ReplyPolicy::list) writer.structured("Reply-To", list.address.text());
}

/// No token has a 0, so that nothing sent there is taken.
constexpr auto token_of_nobody = "preview0";

}  // namespace

CommonCopy common_copy(const config::Config& config, const config::List& list, const store::Issue& issue,
                       std::string_view post)
{
    const mail::Header header = mail::scan_header(post);
    mail::HeaderWriter writer;
    writer.structured("Message-ID", issue.message_id);
    if (header.count("Date") == 0) writer.structured("Date", base::to_rfc5322(issue.accepted_at));
    if (list.from == config::FromPolicy::list) write_from(writer, list, header);
    write_reply_to(writer, config, list, issue.author);
    return {.before = kept_fields(header, list.from) + writer.text(),
            .after = list_fields(config, list, std::to_string(issue.number) + ':' + list.name + ":issue") + "\r\n",
            .body = mail::with_last_line_ended(std::string(header.body))};
}

CommonCopy common_digest_copy(const config::Config& config, const config::List& list, std::string_view octets)
{
    const mail::Header header = mail::scan_header(octets);
    mail::HeaderWriter writer;
    for (const mail::HeaderField& field : header.fields) writer.copied(field.whole);
    write_reply_to(writer, config, list, "");
    return {.before = writer.text(),
            .after = list_fields(config, list, list.name + ":digest") + "\r\n",
            .body = mail::with_last_line_ended(std::string(header.body))};
}

std::string enclosed_copy(const config::Config& config, const config::List& list, const store::Issue& issue,
                          std::string_view post)
{
    const CommonCopy common = common_copy(config, list, issue, post);
    return common.before + "\r\n" + common.body;
}

std::string own_fields(const config::Config& config, const config::List& list, const std::string& leave_token,
                       const std::string& reply_address)
{
    const std::string leave_address = plain_address(config, list, "leave-" + leave_token);
    std::string fields;
    if (list.reply == config::ReplyPolicy::token) fields += "Reply-To: " + reply_address + "\r\n";
    return fields + "List-Unsubscribe: <mailto:" + leave_address + ">,\r\n <" + config.server.public_url + "/u/" +
           leave_token + ">\r\n";
}

std::string shown_copy(const config::Config& config, const config::List& list, const store::Issue& issue,
                       std::string_view post)
{
    const CommonCopy common = common_copy(config, list, issue, post);
    return common.before +
           own_fields(config, list, token_of_nobody,
                      plain_address(config, list, std::string("reply-") + token_of_nobody)) +
           common.after + common.body;
}

}  // namespace list
