#include "mail/failure_notice.h"

#include "base/text.h"
#include "mail/lines.h"
#include "mail/mailbox.h"
#include "mail/phrases.h"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace mail {

namespace {

constexpr std::size_t recipients_max = 200;
constexpr std::size_t words_octets_max = 2000;  // of one recipient
constexpr std::size_t addresses_of_line_max = 50;
constexpr std::size_t octets_before_max = 200;  // of an address, that are looked at

/// How a line that announces the returned message begins, its rules ("----") and blanks taken off.
constexpr auto announcements = std::to_array<std::string_view>({
    "original message",
    "original mail",
    "unsent message",
    "returned mail",
    "returned message",
    "message header",
    "message text follows",
    "message body follows",
    "header of the",
    "the header of the original",
    "headers of the original",
    "start of returned message",
    "this is a copy of",
    "here is a copy of",
    "below is a copy of",
    "below this line is",
    "below the next line is",
    "a copy of the original message",
    "a copy of the message",
    "a copy of your message",
    "copy of the original message",
    "included is a copy",
    "attachment is a copy",
    "attached is a copy",
    "the body of the message",
    "the first 50 lines of your original",
    "the attachment contains the original",
    "mensaje original",
    "message original",
    "urspr\xC3\xBCngliche nachricht",
    "messaggio originale",
    "bounced e-mail",
    "the original message follows",
    "your original message",
});

/// A line without what decorates it.
std::string_view undecorated(std::string_view line)
{
    constexpr std::string_view rules = "-=*_~#|+<>. \t:";
    const auto first = line.find_first_not_of(rules);
    if (first == std::string_view::npos) return {};
    return line.substr(first, line.find_last_not_of(rules) + 1 - first);
}

bool announces_original(std::string_view line)
{
    constexpr std::size_t octets_max = 100;
    if (line.size() > octets_max) return false;
    const std::string words = comparable(undecorated(line));
    return std::ranges::any_of(announcements, [&](std::string_view start) { return words.starts_with(start); });
}

/// The first field of a header that was put below the notice without a word.
bool begins_header(std::string_view line)
{
    constexpr auto names =
        std::to_array<std::string_view>({"received:", "return-path:", "dkim-signature:", "x-envelope-from:"});
    return std::ranges::any_of(names,
                               [&](std::string_view name) { return base::starts_with_ignoring_case(line, name); });
}

}  // namespace

NoticeText split_notice(std::string_view text)
{
    bool has_words = false;
    for (std::string_view rest = text; !rest.empty();) {
        const auto start = static_cast<std::size_t>(rest.data() - text.data());
        const std::string_view line = without_line_end(take_line(rest));
        if (begins_header(line)) return {.notice = text.substr(0, start), .returned = text.substr(start)};
        if (has_words && announces_original(line)) return {.notice = text.substr(0, start), .returned = rest};
        has_words = has_words || !base::trim(line).empty();
    }
    return {.notice = text, .returned = {}};
}

namespace {

bool is_address_octet(char c)
{
    constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~.@\"";
    return base::is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80 ||
           others.find(c) != std::string_view::npos;
}

struct FoundAddress {
    std::size_t start = 0;
    std::size_t end = 0;
    std::string text;
};

/// "SMTP=ann@…", "rfc822:ann@…", "'ann@…'": what is glued to an address's front.
std::string_view without_glue(std::string_view word)
{
    constexpr auto types = std::to_array<std::string_view>({"smtp=", "rfc822=", "internet="});
    for (const std::string_view type : types) {
        if (base::starts_with_ignoring_case(word, type)) word.remove_prefix(type.size());
    }
    constexpr std::string_view marks = "'*=-.`\"|/";
    const bool is_quoted_local_part = word.starts_with('"') && word.find("\"@") != std::string_view::npos;
    while (!is_quoted_local_part && !word.empty() && marks.find(word.front()) != std::string_view::npos)
        word.remove_prefix(1);
    return word;
}

/// The addresses of a line, from left to right.
std::vector<FoundAddress> addresses_of(std::string_view line)
{
    std::vector<FoundAddress> found;
    for (auto at = line.find('@'); at != std::string_view::npos && found.size() < addresses_of_line_max;
         at = line.find('@', at + 1)) {
        std::size_t start = at;
        while (start > 0 && line[start - 1] != '@' && is_address_octet(line[start - 1])) --start;
        std::size_t end = at + 1;
        const auto is_domain_octet = [](char c) {
            return base::is_alphanumeric(c) || c == '.' || c == '-' || static_cast<unsigned char>(c) >= 0x80;
        };
        while (end < line.size() && is_domain_octet(line[end])) ++end;
        while (end > at + 1 && (line[end - 1] == '.' || line[end - 1] == '-')) --end;
        const std::string_view word = without_glue(line.substr(start, end - start));
        if (word.find('@') == std::string_view::npos || word.starts_with('@')) continue;
        if (const auto mailbox = parse_mailbox(word); mailbox && mailbox->domain.find('.') != std::string::npos)
            found.push_back({end - word.size(), end, std::string(word)});
    }
    return found;
}

/// What stands on the line before it, comparable.
std::string words_in_front(std::string_view line, const FoundAddress& address)
{
    const std::size_t start = address.start > octets_before_max ? address.start - octets_before_max : 0;
    return comparable(line.substr(start, address.start - start));
}

/// How sure a line is that it names a recipient. Only the surest of a notice count.
enum class Sureness : unsigned char { mentioned, told, listed };

/// Stands at the start of its line, or alone behind a label: "<ann@…>:", "  * ann@…", "Recipient: [SMTP:ann@…]".
bool is_listed(std::string_view line, const FoundAddress& address)
{
    constexpr auto labels = std::to_array<std::string_view>(
        {"recipient", "recipient: [smtp", "address", "user", "mailbox", "smtp", "email", "status: error, address"});
    const std::string before = words_in_front(line, address);
    std::string_view rest = undecorated(before);
    const bool is_decoration = rest.empty() || rest == "[" || rest == "\"" || rest == "'" || rest == "(";
    while (rest.starts_with('[')) rest.remove_prefix(1);
    return is_decoration || std::ranges::find(labels, rest) != labels.end();
}

/// Words that stand right before a recipient within a sentence.
constexpr auto words_before = std::to_array<std::string_view>({
    "deliver*message to",
    "deliver*mail to",
    "delivery to",
    "delivered to",
    "delivering to",
    "undeliverable to",
    "addressed to",
    "email address",
    "sent mail to",
    "message to",
    "unknown user:",
    "userid:",
    "attempts:",
    "mailbox is full:",
    "mailbox exceeds allowed size:",
    "following recipient:",
    "following address:",
    "permanent errors:",
    "quota violation for",
    "gateway for",
    "rejected recipient",
    "generated from",
    "undeliverable:",
    "failed for",
    "for recipient",
    "rcpt to:",
    "no such user:",
});

bool is_told(std::string_view line, const FoundAddress& address)
{
    const std::string before = words_in_front(line, address);
    std::string_view words = before;
    constexpr std::string_view marks = "<'\"([ -";
    while (!words.empty() && marks.find(words.back()) != std::string_view::npos) words.remove_suffix(1);
    return std::ranges::any_of(words_before, [&](std::string_view phrase) {
        const std::string_view last = phrase.substr(phrase.rfind('*') + 1);
        return words.ends_with(last) && says(words, phrase);
    });
}

/// Lines that name people for other reasons.
constexpr auto words_of_others = std::to_array<std::string_view>({
    "contact",
    "assistance",
    "support",
    "mail from:",
    "sender:",
    "sent by",
    "please reply",
    "please visit",
    "postmaster",
    "send mail to",
    "mail to",
    "questions",
    "help",
    "sent from",
    "forwarded",
    "from: ",
});

/// "To: ann@…" describes the message, not the failure.
bool describes_message(std::string_view comparable_line)
{
    constexpr auto fields = std::to_array<std::string_view>({"to:", "cc:", "bcc:", "from:", "sender:", "reply-to:"});
    return std::ranges::any_of(fields, [&](std::string_view field) { return comparable_line.starts_with(field); });
}

/// The start of a reply or transcript line.
bool is_transcript(std::string_view line)
{
    const std::string_view text = base::trim(line);
    const bool has_code = text.size() > 4 && (text[0] == '4' || text[0] == '5') && base::is_digit(text[1]) &&
                          base::is_digit(text[2]) && (text[3] == ' ' || text[3] == '-');
    return has_code || text.starts_with("<<<") || base::starts_with_ignoring_case(text, ">>> rcpt");
}

struct Candidate {
    Sureness sureness = Sureness::mentioned;
    std::string address;
    std::size_t line = 0;
};

class RecipientFinder {
  public:
    RecipientFinder(std::string_view notice, std::span<const std::string> not_recipients)
        : not_recipients_(not_recipients.begin(), not_recipients.end())
    {
        for (std::string_view rest = notice; !rest.empty();) lines_.push_back(without_line_end(take_line(rest)));
    }

    std::vector<NoticeRecipient> run(std::string_view domain)
    {
        for (std::size_t i = 0; i < lines_.size(); ++i) look_at(i);
        if (candidates_.empty() && !domain.empty()) look_for_local_parts(domain);
        keep_surest();
        std::vector<NoticeRecipient> found;
        for (std::size_t i = 0; i < candidates_.size(); ++i) add(found, i);
        return found;
    }

  private:
    void look_at(std::size_t index)
    {
        const std::string_view line = lines_[index];
        if (candidates_.size() == recipients_max || line.find('@') == std::string_view::npos) return;
        const auto addresses = addresses_of(line);
        if (addresses.empty()) return;
        const std::string words = comparable(line);
        const bool is_of_others =
            describes_message(words) || (says_any(words, words_of_others) && !is_listed(line, addresses.front()));
        for (const FoundAddress& address : addresses) {
            const std::string lower = base::to_lower(address.text);
            if (not_recipients_.contains(lower)) continue;
            Candidate candidate{.sureness = Sureness::mentioned, .address = address.text, .line = index};
            if (is_told(line, address) || (is_transcript(line) && &address == &addresses.front()))
                candidate.sureness = Sureness::told;
            else if (&address == &addresses.front() && is_listed(line, address))
                candidate.sureness = Sureness::listed;
            else if (is_of_others)
                continue;
            if (candidates_.size() < recipients_max) candidates_.push_back(std::move(candidate));
        }
    }

    /// "could not be delivered to the following recipients:" and then bare names, of the mail system's own domain.
    void look_for_local_parts(std::string_view domain)
    {
        bool is_list = false;
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            const std::string words = comparable(lines_[i]);
            if (is_list && is_continuation(lines_[i]) && !words.empty()) {
                const std::string_view line = base::trim(lines_[i]);
                const std::string_view name = line.substr(0, line.find_first_of(" \t"));
                const std::string_view rest = line.substr(name.size());
                const bool is_alone = base::trim(rest).empty() || rest.starts_with("  ") || rest.starts_with(" \"");
                const bool is_name = std::ranges::all_of(name, is_address_octet) && base::is_alphanumeric(name.front());
                std::string address = std::string(name) + '@' + std::string(domain);
                if (is_alone && is_name && candidates_.size() < recipients_max && parse_mailbox(address))
                    candidates_.push_back({Sureness::listed, std::move(address), i});
            }
            const bool announces = says(words, "following") || says(words, "recipients");
            if (!words.empty()) is_list = announces && (words.ends_with(':') || words.ends_with('='));
            if (!words.empty() && says(words, "not accepting mail from")) is_list = true;
        }
    }

    void keep_surest()
    {
        Sureness surest = Sureness::mentioned;
        for (const Candidate& candidate : candidates_) surest = std::max(surest, candidate.sureness);
        std::erase_if(candidates_, [&](const Candidate& candidate) { return candidate.sureness != surest; });
    }

    /// What is said from the recipient's line to the next one's.
    void add(std::vector<NoticeRecipient>& found, std::size_t index)
    {
        const Candidate& candidate = candidates_[index];
        const std::size_t end = index + 1 < candidates_.size() && candidates_[index + 1].line > candidate.line
                                    ? candidates_[index + 1].line
                                    : lines_.size();
        std::string words;
        for (std::size_t i = candidate.line; i < end && words.size() < words_octets_max; ++i)
            (words += lines_[i].substr(0, words_octets_max - words.size())) += ' ';
        const auto same = std::ranges::find_if(found, [&](const NoticeRecipient& other) {
            return base::equal_ignoring_case(other.address, candidate.address);
        });
        if (same != found.end()) {
            if (same->words.size() < words_octets_max) (same->words += ' ') += words;
        } else {
            found.push_back({.address = candidate.address, .words = words});
        }
    }

    std::unordered_set<std::string> not_recipients_;
    std::vector<std::string_view> lines_;
    std::vector<Candidate> candidates_;
};

constexpr auto failures = std::to_array<std::string_view>({
    "not be delivered",
    "cannot be delivered",
    "can't be delivered",
    "could not deliver",
    "couldn't be delivered",
    "unable to deliver",
    "able to deliver",
    "trouble delivering",
    "error delivering",
    "was not delivered",
    "not delivered to",
    "message not delivered",
    "did not reach",
    "not reach the following",
    "could not be reached",
    "undeliverable",
    "undelivered",
    "was undeliverable",
    "delivery has failed",
    "delivery failed",
    "delivery failure",
    "failed permanently",
    "permanent fatal errors",
    "fatal errors",
    "delivery errors",
    "error has occurred while attempting to deliver",
    "failed recipients",
    "failed addresses",
    "delivery to the following",
    "delevery to the following",
    "permanent error",
    "was rejected by a remote mail server",
    "rejected recipient",
    "returned mail",
    "transcript of session",
    "user unknown",
    "unknown user",
    "no such user",
    "not a valid user",
    "invalid user",
    "invalid recipient",
    "invalid final delivery",
    "account is disabled",
    "mailbox is full",
    "mailbox exceeds",
    "quota exceeded",
    "pudo ser entregado",
    "no se ha podido entregar",
    "n'a pas pu \xC3\xAAtre",
    "n'existe pas",
    "konnte nicht zugestellt",
    "nicht zustellbar",
    "non \xC3\xA8 stato recapitato",
    "n\xC3\xA3o pode ser enviad",
    "n\xC3\xA3o p\xC3\xB4"
    "de ser entregue",
    "\xD0\xBD\xD0\xB5 \xD0\xBC\xD0\xBE\xD0\xB6\xD0\xB5\xD1\x82 \xD0\xB1\xD1\x8B\xD1\x82\xD1\x8C "
    "\xD0\xB4\xD0\xBE\xD1\x81\xD1\x82\xD0\xB0\xD0\xB2\xD0\xBB\xD0\xB5\xD0\xBD",              // ru
    "\xE9\x80\x81\xE4\xBF\xA1\xE3\x81\xA7\xE3\x81\x8D\xE3\x81\xBE\xE3\x81\x9B\xE3\x82\x93",  // ja
    "\xE5\xA4\xB1\xE6\x95\x97",                                                              // zh: failed
    "\xE6\x97\xA0\xE6\xB3\x95",                                                              // zh: cannot
    "permanent failure",
    "recipients did not receive",
    "delivery status notification (failure)",
    "delivery problems",
    "incorrectly constructed",
});

constexpr auto delays = std::to_array<std::string_view>({
    "not yet been delivered",
    "not been delivered yet",
    "warning message only",
    "just a warning",
    "only a temporary failure",
    "will be retried",
    "has been delayed",
    "is delayed",
    "been postponed",
    "delivery attempts will continue",
    "continue to try",
    "continue to attempt",
    "continue trying",
    "still being retried",
    "will keep trying",
    "delayed*hours",
    "do not need to re-send",
    "advisory-only",
});

}  // namespace

std::vector<NoticeRecipient> find_recipients(std::string_view notice, std::span<const std::string> not_recipients,
                                             std::string_view domain)
{
    auto found = RecipientFinder(notice, not_recipients).run(domain);
    for (NoticeRecipient& recipient : found) recipient.command = find_command(comparable(recipient.words));
    return found;
}

bool says_failure(std::string_view comparable_text)
{
    return says_any(comparable_text, failures);
}

bool says_delay(std::string_view comparable_text)
{
    return says_any(comparable_text, delays);
}

namespace {

/// ">>> RCPT To:<ann@…> <<< 550 …" (sendmail's transcripts): the command before the first refusal.
RefusedCommand command_of_transcript(std::string_view text)
{
    const auto refusal = std::min(text.find("<<< 5"), text.find("<<< 4"));
    if (refusal == std::string_view::npos) return RefusedCommand::unknown;
    const auto command = text.substr(0, refusal).rfind(">>> ");
    if (command == std::string_view::npos) return RefusedCommand::unknown;
    const std::string_view verb = text.substr(command + 4);
    if (verb.starts_with("rcpt")) return RefusedCommand::rcpt;
    if (verb.starts_with("mail")) return RefusedCommand::mail;
    return verb.starts_with("data") ? RefusedCommand::data : RefusedCommand::connection;
}

}  // namespace

RefusedCommand find_command(std::string_view comparable_text)
{
    const RefusedCommand of_transcript = command_of_transcript(comparable_text);
    if (of_transcript != RefusedCommand::unknown) return of_transcript;
    constexpr Phrase<RefusedCommand> commands[] = {
        {"end of data", RefusedCommand::data},
        {"final data", RefusedCommand::data},
        {"reply to data", RefusedCommand::data},
        {"smtp command data", RefusedCommand::data},
        {"after data", RefusedCommand::data},
        {"after pipelined data", RefusedCommand::data},
        {"after i sent the message", RefusedCommand::data},
        {" 550 : ", RefusedCommand::data},  // at RCPT the address stands there
        {"550: : ", RefusedCommand::data},
        {"[data]", RefusedCommand::data},
        {"rcpt to", RefusedCommand::rcpt},
        {"rcpt command", RefusedCommand::rcpt},
        {"smtp:rcpt", RefusedCommand::rcpt},
        {"[rcpt_to]", RefusedCommand::rcpt},
        {"does not like recipient", RefusedCommand::rcpt},
        {"has rejected address", RefusedCommand::rcpt},
        {"mail from", RefusedCommand::mail},
        {"sender was rejected", RefusedCommand::mail},
        {"initial connection", RefusedCommand::connection},
        {"after ehlo", RefusedCommand::connection},
        {"after helo", RefusedCommand::connection},
        {"reply to ehlo", RefusedCommand::connection},
    };
    const auto* said = first_said(comparable_text, commands);
    return said == nullptr ? RefusedCommand::unknown : said->meaning;
}

}  // namespace mail
