#include "mail/refusal_reason.h"

#include "base/text.h"
#include "mail/phrases.h"

#include <array>
#include <optional>

namespace mail {

namespace {

using enum RefusalReason;

/// What texts say, the most particular first: a full mailbox is often "rejected" as well, and "user unknown" stands in
/// many a longer sentence.
constexpr Phrase<RefusalReason> phrases[] = {
    {"account or domain may not exist", mailbox_unknown},
    {"recipient address rejected: access denied", mailbox_unknown},  // what Exchange Online says of an unknown one
    {"not found, try again", temporary},
    // They will not have it from us.
    {"dmarc", policy},
    {"spf", policy},
    {"dkim", policy},
    {"sender policy framework", policy},
    {"authentication checks failed", policy},
    {"not authenticated", policy},
    {"authentication required", policy},
    {"authentication information", policy},
    {"sender verify failed", policy},
    {"sender rejected", policy},
    {"sender address rejected", policy},
    {"sender was rejected", policy},
    {"sender denied", policy},
    {"domain of sender", policy},
    {"sender*does not exist", policy},
    {"unroutable sender", policy},
    {"not allowed to send", policy},
    {"not authorized to send", policy},
    {"you are not allowed", policy},
    {"no permission to post", policy},
    {"permission to post", policy},
    {"not a member", policy},
    {"not allowed", policy},
    {"too many recipients", policy},
    {"sent to too many", policy},
    {"not accepting mail from", policy},
    {"recipient preferences", policy},
    {"ptr record", policy},
    {"reverse dns", policy},
    {"reverse lookup", policy},
    {"rdns", policy},
    {"no ptr", policy},
    {"unverifiable sending", policy},
    {"blacklist", policy},
    {"blocklist", policy},
    {"block list", policy},
    {"black list", policy},
    {"spamhaus", policy},
    {"spamcop", policy},
    {"barracuda", policy},
    {"dnsbl", policy},
    {" rbl", policy},
    {"reputation", policy},
    {"banned sending", policy},
    {"client host*blocked", policy},
    {"ip*is blocked", policy},
    {"has been blocked", policy},
    {"was blocked", policy},
    {"weren't sent", policy},
    {"open relay", policy},
    {"unexpected volume", policy},
    {"rate limit", policy},
    {"sending limits", policy},
    {"throttl", policy},
    {"too many connections", policy},
    {"too many concurrent", policy},
    {"too many messages", policy},
    {"too fast", policy},
    {"policy reasons", policy},
    {"local policy", policy},
    {"policy violation", policy},
    {"security policy", policy},
    {"violates*policy", policy},
    {"from: domain is invalid", policy},
    // They will not have this message.
    {"virus", content},
    {"malware", content},
    {"infected", content},
    {"considered*spam", content},
    {"looks like*spam", content},
    {"identified as spam", content},
    {"detected as spam", content},
    {"classified as spam", content},
    {"marked as spam", content},
    {"spam*reject", content},
    {"reject*spam", content},
    {"spam score", content},
    {"spam message", content},
    {"message*spam", content},
    {"is spam", content},
    {"unsolicited", content},
    {"message content", content},
    {"content rejected", content},
    {"content reject", content},
    {"message filtered", content},
    {"header error", content},
    {"not rfc", content},
    {"rfc 5322", content},
    {"rfc5322", content},
    {"rfc 2822", content},
    {"bare lf", content},
    {"message size exceeds", too_large},
    {"message too large", too_large},
    {"message is too large", too_large},
    {"message too big", too_large},
    {"message is too big", too_large},
    {"message file too big", too_large},
    {"size limit", too_large},
    {"maximum message size", too_large},
    {"exceeds*size", too_large},
    {"message length exceeds", too_large},
    {"max message size", too_large},
    {"relaying denied", relaying},
    {"relay access denied", relaying},
    {"unable to relay", relaying},
    {"not permitted to relay", relaying},
    {"relay not permitted", relaying},
    {"relaying prohibited", relaying},
    {"relaying not", relaying},
    {"mail relay", relaying},
    {"as a relay", relaying},
    {"allowed rcpthosts", relaying},
    {"we do not relay", relaying},
    // The mailbox.
    {"insufficient system", temporary},
    {"system storage", temporary},
    {"couldn't create", temporary},  // a local delivery program's trouble
    {"over quota", mailbox_full},
    {"overquota", mailbox_full},
    {"quota exceeded", mailbox_full},
    {"exceed*quota", mailbox_full},
    {"quota violation", mailbox_full},
    {"quota*exceed", mailbox_full},
    {"mailbox*full", mailbox_full},
    {"mailfolder is full", mailbox_full},
    {"inbox*full", mailbox_full},
    {"mailbox*exceed", mailbox_full},
    {"exceed*mailbox", mailbox_full},
    {"exceeded storage", mailbox_full},
    {"not enough*space", mailbox_full},
    {"space not enough", mailbox_full},
    {"space limit", mailbox_full},
    {"out of storage", mailbox_full},
    {"over the allowed quota", mailbox_full},
    {"out of*quota", mailbox_full},
    {"storage allocation", mailbox_full},
    {"account is full", mailbox_full},
    {"\xE4\xB8\x80\xE6\x9D\xAF", mailbox_full},  // ja: brimful
    {"mailbox has moved", mailbox_moved},
    {"has moved", mailbox_moved},
    {"no longer on server", mailbox_moved},
    {"user has moved", mailbox_moved},
    {"new address", mailbox_moved},
    {"disabled", mailbox_disabled},
    {"inactive", mailbox_disabled},
    {"suspend", mailbox_disabled},
    {"discontinued", mailbox_disabled},
    {"deactivated", mailbox_disabled},
    {"is locked", mailbox_disabled},
    {"temporary locked", mailbox_disabled},
    {"temporarily locked", mailbox_disabled},
    {"account is blocked", mailbox_disabled},
    {"account*expired", mailbox_disabled},
    {"casilla*expirado", mailbox_disabled},
    {"not been collected", mailbox_disabled},
    {"not an active address", mailbox_unknown},
    {"user unknown", mailbox_unknown},
    {"unknown user", mailbox_unknown},
    {"unknown recipient", mailbox_unknown},
    {"unknown local", mailbox_unknown},
    {"unknown or illegal", mailbox_unknown},
    {"unknown address", mailbox_unknown},
    {"unknown account", mailbox_unknown},
    {"addressee unknown", mailbox_unknown},
    {"recipient unknown", mailbox_unknown},
    {"mailbox unknown", mailbox_unknown},
    {"no such user", mailbox_unknown},
    {"no such recipient", mailbox_unknown},
    {"no such address", mailbox_unknown},
    {"no such mailbox", mailbox_unknown},
    {"no such person", mailbox_unknown},
    {"no such account", mailbox_unknown},
    {"no account by that name", mailbox_unknown},
    {"no mailbox", mailbox_unknown},
    {"no mail box", mailbox_unknown},
    {"no user", mailbox_unknown},
    {"no matches to", mailbox_unknown},
    {"invalid recipient", mailbox_unknown},
    {"invalid user", mailbox_unknown},
    {"invalid mailbox", mailbox_unknown},
    {"invalid address", mailbox_unknown},
    {"invalid final delivery", mailbox_unknown},
    {"bad_recipient", mailbox_unknown},
    {"bad destination mailbox", mailbox_unknown},
    {"not a valid", mailbox_unknown},
    {"not our customer", mailbox_unknown},
    {"not a registered", mailbox_unknown},
    {"not listed in", mailbox_unknown},
    {"user not", mailbox_unknown},
    {"user does not", mailbox_unknown},
    {"recipient not found", mailbox_unknown},
    {"recipientnotfound", mailbox_unknown},
    {"recipnotfound", mailbox_unknown},
    {"mailbox not found", mailbox_unknown},
    {"address not found", mailbox_unknown},
    {"account not found", mailbox_unknown},
    {"mailbox*does not exist", mailbox_unknown},
    {"mailbox does not", mailbox_unknown},
    {"recipient*does not exist", mailbox_unknown},
    {"rcpt*does not exist", mailbox_unknown},
    {"account*does not exist", mailbox_unknown},
    {"address*does not exist", mailbox_unknown},
    {"recipient name is not recognized", mailbox_unknown},
    {"not recognized", mailbox_unknown},
    {"doesn't have a*account", mailbox_unknown},
    {"doesn't exist", mailbox_unknown},
    {"address couldn't be found", mailbox_unknown},
    {"disk space", mailbox_full},
    {"mailbox unavailable", mailbox_unknown},
    {"recipient*nie istnieje", mailbox_unknown},
    {"000c05a6", mailbox_unknown},  // Exchange's number for it
    // The domain.
    {"null mx", no_mail_service},
    {"nullmx", no_mail_service},
    {"doesn't receive email", no_mail_service},
    {"does not accept mail", no_mail_service},
    {"not accepting network messages", no_mail_service},
    {"no mx record", no_mail_service},
    {"no smtp service", no_mail_service},
    {"mail exchanger or ip", no_mail_service},
    {"host unknown", domain_unknown},
    {"unknown host", domain_unknown},
    {"host*not found", domain_unknown},
    {"domain*not found", domain_unknown},
    {"host*no address", domain_unknown},
    {"no such domain", domain_unknown},
    {"no such host", domain_unknown},
    {"domain does not exist", domain_unknown},
    {"domain is not reachable", domain_unknown},
    {"illegal host", domain_unknown},
    {"any host named", domain_unknown},
    {"unrouteable mail domain", domain_unknown},
    {"unrouteable address", domain_unknown},
    {"unroutable", domain_unknown},
    {"bad destination system", domain_unknown},
    {"name service error", domain_unknown},
    {"mx points to", domain_unknown},
    // It may work later.
    {"greylist", temporary},
    {"graylist", temporary},
    {"timed out", temporary},
    {"timeout", temporary},
    {"deferred", temporary},
    {"try again", temporary},
    {"try later", temporary},
    {"connection refused", temporary},
    {"connection*failed", temporary},
    {"unable to*connect", temporary},
    {"establish an smtp connection", temporary},
    {"not reachable", temporary},
    {"unreachable", temporary},
    {"queue too long", temporary},
    {"been failing for a long time", temporary},
    {"envelope expired", temporary},
    {"was aborted after", temporary},
    {"delivery failed*attempts", temporary},
    {"network error", temporary},
    {"mail loop", temporary},
    {"too many hops", temporary},
    {"temporar", temporary},
    {"not responding", temporary},
    {"unavailable or busy", temporary},
};

struct StatusMeaning {
    int subject;
    int detail;
    RefusalReason reason;
};

/// RFC 3463 §3, RFC 7372, RFC 7505, and the IANA registry of enhanced status codes; for texts that say nothing.
constexpr StatusMeaning statuses[] = {
    {1, 0, mailbox_unknown},  {1, 1, mailbox_unknown}, {1, 2, domain_unknown},
    {1, 3, mailbox_unknown},  {1, 4, mailbox_unknown}, {1, 6, mailbox_moved},
    {1, 7, policy},           {1, 8, policy},          {1, 9, policy},
    {1, 10, no_mail_service}, {2, 0, unspecified},     {2, 1, mailbox_disabled},
    {2, 2, mailbox_full},     {2, 3, too_large},       {2, 4, unspecified},
    {3, 1, temporary},        {3, 2, no_mail_service}, {3, 4, too_large},
    {4, 0, temporary},        {4, 1, temporary},       {4, 2, temporary},
    {4, 3, temporary},        {4, 4, domain_unknown},  {4, 5, temporary},
    {4, 6, temporary},        {4, 7, temporary},       {7, 13, mailbox_disabled},
};

std::optional<RefusalReason> reason_of_status(const base::EnhancedStatus& status)
{
    for (const StatusMeaning& meaning : statuses) {
        if (status.subject == meaning.subject && status.detail == meaning.detail) return meaning.reason;
    }
    if (status.subject == 6) return content;
    if (status.subject == 7) return policy;
    return std::nullopt;
}

/// "550 <ann@body.example>... Recipient address rejected." without a colon and words that tell more.
RefusalReason reason_of_rejection(std::string_view text, RefusedCommand command)
{
    constexpr std::string_view rejection = "address rejected";
    const auto at = text.find(rejection);
    if (at != std::string_view::npos && !text.substr(at + rejection.size()).starts_with(':')) return mailbox_unknown;
    if (command == RefusedCommand::mail || command == RefusedCommand::connection) return policy;
    if (says(text, "access denied") || says(text, "rejected")) return policy;
    return unspecified;
}

/// What is said of a domain or mailbox after MAIL FROM is said of the sender's.
RefusalReason of_sender(RefusalReason reason, RefusedCommand command)
{
    return command == RefusedCommand::mail && is_about_mailbox(reason) ? policy : reason;
}

bool is_telling(const base::EnhancedStatus& status)
{
    return status.is_given() && (status.subject != 0 || status.detail != 0);
}

/// The server's own code tells more than a report's 5.0.0.
base::EnhancedStatus most_telling(const base::EnhancedStatus& reported, const base::EnhancedStatus& said)
{
    if (is_telling(said)) return said;
    if (reported.is_given()) return reported;
    return said;
}

/// A server that knows its users says so at RCPT, or with a status of addressing (5.1.1). These words without either are
/// often a filter's answer after DATA, so that one report of them must not be the end of a mailbox.
bool is_doubtful(std::string_view words, const base::EnhancedStatus& status, RefusedCommand command)
{
    constexpr auto bare_words = std::to_array<std::string_view>(
        {"user unknown", "unknown user", "no such user", "mailbox unavailable", "not a registered"});
    return command != RefusedCommand::rcpt && status.subject != 1 && says_any(words, bare_words);
}

RefusalClass class_of(RefusalReason reason, const base::EnhancedStatus& status, bool is_in_doubt)
{
    switch (reason) {
    case mailbox_unknown:
    case mailbox_moved:
    case domain_unknown:
    case no_mail_service: return is_in_doubt || status.severity == 4 ? RefusalClass::soft : RefusalClass::hard;
    case mailbox_disabled: {
        const bool is_no_address = status.severity == 5 && status.subject == 1 && status.detail == 1;
        return is_no_address ? RefusalClass::hard : RefusalClass::soft;
    }
    case mailbox_full:
    case policy:
    case content:
    case too_large:
    case relaying:
    case temporary: return RefusalClass::soft;
    case unspecified: return RefusalClass::unknown;
    }
    return RefusalClass::unknown;
}

}  // namespace

std::string_view name_of(RefusalReason reason)
{
    switch (reason) {
    case mailbox_unknown: return "mailbox-unknown";
    case mailbox_moved: return "mailbox-moved";
    case mailbox_disabled: return "mailbox-disabled";
    case mailbox_full: return "mailbox-full";
    case domain_unknown: return "domain-unknown";
    case no_mail_service: return "no-mail-service";
    case policy: return "policy";
    case content: return "content";
    case too_large: return "too-large";
    case relaying: return "relaying";
    case temporary: return "temporary";
    case unspecified: return "unspecified";
    }
    return "";
}

std::string_view name_of(RefusalClass refusal_class)
{
    switch (refusal_class) {
    case RefusalClass::hard: return "hard";
    case RefusalClass::soft: return "soft";
    case RefusalClass::unknown: return "unknown";
    }
    return "";
}

bool is_about_mailbox(RefusalReason reason)
{
    switch (reason) {
    case mailbox_unknown:
    case mailbox_moved:
    case mailbox_disabled:
    case mailbox_full:
    case domain_unknown:
    case no_mail_service: return true;
    case policy:
    case content:
    case too_large:
    case relaying:
    case temporary:
    case unspecified: return false;
    }
    return false;
}

base::EnhancedStatus find_status(std::string_view text)
{
    const auto digit_at = [&](std::size_t i) { return i < text.size() && base::is_digit(text[i]); };
    const auto number_at = [&](std::size_t& i) {
        int number = 0;
        for (int digits = 0; digits < 3 && digit_at(i); ++digits, ++i) number = number * 10 + (text[i] - '0');
        return number;
    };
    constexpr std::string_view joins = ".-_";
    for (std::size_t i = 0; i + 4 < text.size(); ++i) {
        const bool is_severity = text[i] == '2' || text[i] == '4' || text[i] == '5';
        if (!is_severity || text[i + 1] != '.' || !digit_at(i + 2)) continue;
        const bool is_inside = i > 0 && (base::is_alphanumeric(text[i - 1]) || text[i - 1] == '.' ||
                                         (text[i - 1] == '-' && (i < 4 || !digit_at(i - 2))));
        std::size_t at = i + 2;
        const int subject = number_at(at);
        if (is_inside || at >= text.size() || text[at] != '.' || !digit_at(at + 1)) continue;
        ++at;
        const int detail = number_at(at);
        const bool goes_on = at < text.size() && (base::is_alphanumeric(text[at]) ||
                                                  (joins.find(text[at]) != std::string_view::npos && digit_at(at + 1)));
        if (!goes_on) return {.severity = text[i] - '0', .subject = subject, .detail = detail};
    }
    return {};
}

namespace {

/// Addresses and links may be made of any words.
std::string without_addresses(std::string_view words)
{
    std::string text = " ";
    for (const std::string_view word : base::split(words, ' ')) {
        const bool is_name = word.find('@') != std::string_view::npos || word.find("://") != std::string_view::npos;
        if (!is_name) (text += word) += ' ';
    }
    return text;
}

}  // namespace

Refusal read_refusal(base::EnhancedStatus status, std::string_view text, RefusedCommand command)
{
    const std::string all_words = comparable(text);
    const std::string words = without_addresses(all_words);
    Refusal refusal;
    refusal.status = most_telling(status, find_status(all_words));
    if (const auto* said = first_said(words, phrases)) {
        refusal.reason = said->meaning;
    } else {
        const auto by_status = reason_of_status(refusal.status);
        refusal.reason = by_status ? *by_status : reason_of_rejection(words, command);
        if (refusal.status.severity == 4 && refusal.reason == unspecified) refusal.reason = temporary;
    }
    refusal.reason = of_sender(refusal.reason, command);
    refusal.refusal_class = class_of(refusal.reason, refusal.status, is_doubtful(words, refusal.status, command));
    return refusal;
}

}  // namespace mail
