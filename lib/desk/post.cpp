#include "desk/post.h"

#include "base/text.h"
#include "base/time.h"
#include "desk/compose.h"
#include "desk/criteria.h"
#include "desk/directives.h"
#include "list/language_fit.h"
#include "list/our_address.h"
#include "list/variants.h"
#include "mail/authentication_results.h"

#include <algorithm>
#include <optional>

namespace desk {

namespace {

using base::days;

constexpr std::size_t line_octets_max = 998;  // RFC 5322 §2.1.1
constexpr std::int64_t challenges_a_day_max = 10;
constexpr base::Duration confirmation_time = days{7};

Effects hold(const Reading& post, const config::List& list, std::string reason, base::Time now)
{
    Record record{
        {.at = now, .event = "held", .list = list.name, .message = post.row.id, .by = "desk", .detail = reason}};
    return {Hold{.message = post.row.id, .reason = std::move(reason)}, std::move(record)};
}

/// The one in the subject; but a correction may name there what it corrects.
std::optional<std::int64_t> own_number(const Reading& post, const config::List& list, const PostFacts& facts)
{
    const auto number = read_issue_name(post.subject, list.title).number;
    const bool is_of_corrected = facts.corrected && facts.corrected->number == number;
    return is_of_corrected ? std::nullopt : number;
}

/// What stands in the way of any post, whoever sent it.
std::optional<std::string> reason_against(const Reading& post, const config::List& list, const PostFacts& facts)
{
    // Its body begins nobody knows where, so a copy would be something else than the post.
    if (post.header.exceeds_limits) return "its header exceeds the limits";
    if (post.longest_line > line_octets_max) {
        return "it has a line of " + std::to_string(post.longest_line) + " octets; mail allows 998";
    }
    if (facts.translation) return reason_against_translation(post, list, *facts.translation);
    const auto number = own_number(post, list, facts);
    const bool supersedes = !post.header.value("Supersedes").empty();
    if (supersedes && !facts.named) return "it supersedes what is no issue of this list";
    if (supersedes && number && *number != facts.named->number)
        return "it supersedes issue " + std::to_string(facts.named->number) + ", and has the number of another";
    const bool is_taken = facts.named && !may_be_revised(*facts.named);
    const bool is_strangers = post.author() == nullptr || !may_post(*post.author(), list);
    if (is_taken || (facts.named && is_strangers))
        return "issue " + std::to_string(facts.named->number) + " is there already";
    return std::nullopt;
}

std::int64_t number_of(const Reading& post, const config::List& list, const PostFacts& facts)
{
    constexpr std::int64_t first_number = 1;
    if (facts.translation) return facts.translation->number;
    if (facts.named) return facts.named->number;
    return own_number(post, list, facts).value_or(std::max(facts.highest_number + 1, first_number));
}

/// "0", and "0 (ja)" for a translation.
std::string shown_number(const Reading& post, const config::List& list, const PostFacts& facts)
{
    const std::string number = std::to_string(number_of(post, list, facts));
    return facts.translation ? number + " (" + facts.translation->language + ')' : number;
}

/// A translation goes out with its original.
std::optional<base::Time> send_at(const Directives& directives, const PostFacts& facts)
{
    if (facts.translation) return std::nullopt;
    if (directives.send_at) return directives.send_at;
    return facts.named ? facts.named->send_at : std::nullopt;
}

/// What stands in the way of a correction; nothing where the post is none.
std::optional<std::string> reason_against_correction(const Directives& directives, const PostFacts& facts)
{
    if (!directives.corrects) return std::nullopt;
    const std::string number = std::to_string(*directives.corrects);
    if (facts.translation) return "it is a translation, which corrects what its original does: leave \"Corrects\" out";
    if (!facts.corrected) return "it corrects issue " + number + ", which is not there";
    const bool has_readers = list::is_out(*facts.corrected) || facts.corrected_copies > 0;
    if (has_readers) return std::nullopt;
    if (may_be_revised(*facts.corrected))
        return "it corrects issue " + number + ", which nobody has yet: post that again under its own number";
    return "it corrects issue " + number + ", which nobody has";
}

Effects ask_author(const Reading& post, const config::List& list, const mail::Mailbox& author, const PostFacts& facts,
                   base::Time now)
{
    if (facts.challenges_today >= challenges_a_day_max)
        return hold(post, list, "too many posts in this name to ask about today", now);
    AskAuthor ask{.message = post.row.id,
                  .address = author.text(),
                  .subject = post.subject,
                  .message_id = post.message_id,
                  .received_at = post.row.received_at,
                  .number = shown_number(post, list, facts),
                  .expires_at = now + confirmation_time};
    Record record{{.at = now,
                   .event = "challenge_sent",
                   .list = list.name,
                   .message = post.row.id,
                   .by = "desk",
                   .detail = "the claimed author may post and is asked"}};
    return {Hold{.message = post.row.id, .reason = std::string(waits_for_author)}, std::move(ask), std::move(record)};
}

/// What the post says of itself, else the list's.
std::string language_of(const Reading& post, const config::List& list)
{
    const std::string own = list::canonical_tag(post.header.value("Content-Language"));
    return own.empty() ? list::canonical_tag(list.language) : own;
}

store::NewIssue make_issue(const Reading& post, const config::List& list, const PostFacts& facts,
                           const Directives& directives, base::Time now)
{
    const mail::Mailbox* author = post.author();
    const bool is_usable_id =
        !post.message_id.empty() && base::is_ascii(post.message_id);  // else every copy would need SMTPUTF8
    store::NewIssue issue{.list = list.name,
                          .number = number_of(post, list, facts),
                          .subject = post.subject,
                          .date = read_issue_name(post.subject, list.title).date,
                          .author = author != nullptr ? author->text() : post.row.reverse_path,
                          .message_id = is_usable_id ? post.message_id : facts.made_message_id,
                          .message = post.row.id,
                          .accepted_at = now,
                          .categories = list.distribute_to,
                          .send_at = send_at(directives, facts),
                          .language = language_of(post, list)};
    if (facts.corrected) {
        issue.corrects = facts.corrected->id;
        issue.categories = facts.corrected->categories;
    } else if (facts.named && facts.named->corrects != 0) {
        issue.corrects = facts.named->corrects;
        issue.categories = facts.named->categories;
    }
    if (!facts.translation) return issue;
    const store::Issue& original = *facts.translation->original;
    issue.date = original.date;
    issue.categories = original.categories;
    issue.variant_of = original.id;
    issue.corrects = original.corrects;
    issue.language = facts.translation->language;
    issue.has_own_mailing = list::is_out(original) && list.late_translations == config::LateTranslations::send;
    return issue;
}

/// What goes out of a post in Markdown, or of one with lines for us in its text; empty for any other.
base::Result<std::string> compose_issue(const config::List& list, const PostFacts& facts, const store::NewIssue& issue,
                                        std::string_view post, const std::string& without_lines)
{
    const std::string_view words = without_lines.empty() ? post : std::string_view(without_lines);
    if (facts.config == nullptr || facts.templates == nullptr) return without_lines;
    const auto address = [&](std::string_view purpose) { return list::plain_address(*facts.config, list, purpose); };
    base::Result<std::string> composed = compose(words,
                                                 {.title = list.title,
                                                  .number = issue.number,
                                                  .date = issue.date,
                                                  .language = issue.language,
                                                  .subscribe = address("subscribe"),
                                                  .unsubscribe = address("unsubscribe"),
                                                  .owner = address("owner"),
                                                  .archive = list.archive},
                                                 *facts.templates);
    const bool goes_out_as_it_is = composed && composed->empty();
    return goes_out_as_it_is ? without_lines : composed;
}

/// It is held, and its author hears why.
Effects refuse(const Reading& post, const config::List& list, const std::string& reason,
               std::vector<store::CriterionResult> criteria, base::Time now)
{
    Effects effects = hold(post, list, reason, now);
    effects.emplace_back(TellOfRefusal{.list = list.name,
                                       .message = post.row.id,
                                       .message_id = post.message_id,
                                       .author = post.author() != nullptr ? post.author()->text() : "",
                                       .subject = post.subject,
                                       .reason = criteria.empty() ? reason : "",
                                       .criteria = std::move(criteria)});
    return effects;
}

}  // namespace

bool may_be_revised(const store::Issue& issue)
{
    using store::IssueState;
    return issue.state == IssueState::approving || issue.state == IssueState::scheduled ||
           issue.state == IssueState::rejected || issue.state == IssueState::held;
}

bool may_post(const mail::Mailbox& author, const config::List& list)
{
    return std::ranges::any_of(list.posters, [&](const mail::Mailbox& poster) { return poster.key() == author.key(); });
}

bool may_send(const mail::Mailbox& author, const config::List& list, const PostFacts& facts)
{
    return facts.translation ? may_translate(author, list, *facts.translation) : may_post(author, list);
}

Effects handle_post(const Reading& post, const config::List& list, const config::Server& server, const PostFacts& facts,
                    base::Time now)
{
    const mail::Mailbox* author = post.author();
    if (author == nullptr)
        return hold(post, list, post.from_fields == 1 ? "From names no single author" : "it has no From, or several",
                    now);
    if (!may_send(*author, list, facts))
        return hold(post, list, facts.translation ? "its author may not send translations" : "its author may not post",
                    now);
    if (const auto against = reason_against(post, list, facts)) return hold(post, list, *against, now);
    switch (list.post_auth) {
    case config::PostAuth::open: return accept_post(post, list, facts, "author", now);
    case config::PostAuth::authenticated:
        if (mail::has_dmarc_pass(post.header, server.authserv_id, author->domain))
            return accept_post(post, list, facts, "author", now);
        return hold(post, list, "its author is not authenticated (no dmarc=pass)", now);
    case config::PostAuth::confirm: return ask_author(post, list, *author, facts, now);
    }
    return {};
}

Effects accept_post(const Reading& post, const config::List& list, const PostFacts& facts, const std::string& by,
                    base::Time now)
{
    if (const auto against = reason_against(post, list, facts)) return hold(post, list, *against, now);
    const base::Result<Directives> directives = read_directives(post.octets);
    if (!directives) return refuse(post, list, directives.error().text, {}, now);
    if (const auto against = reason_against_correction(*directives, facts))
        return refuse(post, list, *against, {}, now);
    store::NewIssue issue = make_issue(post, list, facts, *directives, now);
    base::Result<std::string> composed = compose_issue(list, facts, issue, post.octets, directives->octets);
    if (!composed) return hold(post, list, composed.error().text, now);
    issue.composed = std::move(*composed);
    std::vector<store::CriterionResult> criteria =
        check_criteria(list, post.subject, issue.composed.empty() ? post.octets : std::string_view(issue.composed),
                       issue.variant_of != 0 ? std::string_view(issue.language) : std::string_view(), facts.readings);
    if (const auto refused = std::ranges::find(criteria, "refuse", &store::CriterionResult::result);
        refused != criteria.end()) {
        const std::string reason = "it does not meet a criterion of the list: " + refused->name;
        return refuse(post, list, reason, std::move(criteria), now);
    }
    std::string what = (facts.named ? "a revision of issue " : "issue ") + shown_number(post, list, facts);
    if (directives->corrects) what += ", a correction of issue " + std::to_string(*directives->corrects);
    Record record{
        {.at = now, .event = "post_accepted", .list = list.name, .message = post.row.id, .by = by, .detail = what}};
    return {Finish{.message = post.row.id, .reason = "accepted as " + what},
            AcceptPost{.issue = std::move(issue),
                       .revises = facts.named ? facts.named->id : 0,
                       .criteria = std::move(criteria)},
            std::move(record)};
}

}  // namespace desk
