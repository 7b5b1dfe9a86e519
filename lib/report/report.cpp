#include "report/report.h"

#include "base/text.h"
#include "list/variants.h"
#include "mail/mailbox.h"
#include "store/setting_names.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

namespace report {

namespace json = boost::json;

namespace {

constexpr std::size_t rows_max = 1000;

json::object counts_object(const std::vector<store::StateCount>& counts, std::span<const std::string_view> always)
{
    json::object object;
    for (const std::string_view name : always) object[name] = 0;
    for (const store::StateCount& each : counts) object[each.state] = each.count;
    return object;
}

constexpr std::array<std::string_view, 7> delivery_states{"queued", "leased",  "accepted", "deferred",
                                                          "failed", "expired", "cancelled"};
constexpr std::array<std::string_view, 3> open_states{"queued", "leased", "deferred"};
constexpr std::array<std::string_view, 1> member_states{"active"};

json::object attempt_object(const store::Attempt& attempt)
{
    return {{"at", base::to_rfc3339(attempt.at)},
            {"stage", attempt.stage},
            {"code", attempt.code},
            {"enhanced", attempt.enhanced},
            {"text", attempt.text}};
}

json::object delivery_object(const store::Delivery& delivery)
{
    json::array attempts;
    for (const store::Attempt& attempt : delivery.attempts) attempts.push_back(attempt_object(attempt));
    json::object object{{"id", delivery.id},
                        {"recipient", delivery.recipient},
                        {"state", store::name_of(delivery.state)},
                        {"list", delivery.list},
                        {"issue", delivery.issue == 0 ? json::value(nullptr) : json::value(delivery.issue_number)},
                        {"queued", base::to_rfc3339(delivery.queued_at)},
                        {"attempts", std::move(attempts)}};
    if (delivery.due_at) object["due"] = base::to_rfc3339(*delivery.due_at);
    return object;
}

}  // namespace

json::object message_object(const store::Message& message)
{
    json::object object{{"id", message.id},
                        {"received", base::to_rfc3339(message.received_at)},
                        {"recipient", message.recipient},
                        {"sender", message.author.empty() ? message.reverse_path : message.author},
                        {"reverse_path", message.reverse_path},
                        {"message_id", message.message_id},
                        {"subject", message.subject},
                        {"list", message.list},
                        {"kind", message.kind},
                        {"state", store::name_of(message.state)},
                        {"reason", message.reason}};
    if (message.purged_at) object["purged"] = base::to_rfc3339(*message.purged_at);
    return object;
}

json::object entry_object(const store::JournalEntry& entry)
{
    json::object object{{"at", base::to_rfc3339(entry.at)},
                        {"event", entry.event},
                        {"list", entry.list},
                        {"by", entry.by},
                        {"detail", entry.detail}};
    if (entry.message != 0) object["message"] = entry.message;
    if (entry.issue != 0) object["issue"] = entry.issue;
    if (entry.delivery != 0) object["delivery"] = entry.delivery;
    if (entry.contact != 0) object["contact"] = entry.contact;
    return object;
}

json::object status(store::Store& store, const config::Config& config)
{
    json::array lists;
    for (const config::List& list : config.lists) {
        lists.push_back(
            json::object{{"name", list.name},
                         {"address", list.address.text()},
                         {"members", counts_object(store.directory().member_counts(list.name), member_states)}});
    }
    json::array relays;
    for (const config::Relay& relay : config.relays) {
        const auto since = store.settings().get(store::setting::relay_trouble_since(relay.name)).value_or(0);
        json::object each{{"name", relay.name}, {"weight", relay.weight}, {"trouble", since != 0}};
        if (since != 0) each["since"] = base::to_rfc3339(base::from_unix_ms(since));
        relays.push_back(std::move(each));
    }
    json::array mailboxes;
    for (const config::MailboxIntake& mailbox : config.mailboxes) {
        const auto since = store.settings().get(store::setting::mailbox_trouble_since(mailbox.name)).value_or(0);
        json::object each{{"name", mailbox.name}, {"trouble", since != 0}};
        if (since != 0) each["since"] = base::to_rfc3339(base::from_unix_ms(since));
        mailboxes.push_back(std::move(each));
    }
    return {{"queue", counts_object(store.queue().open_counts(), open_states)},
            {"paused", store.settings().get(store::setting::queue_paused).value_or(0) != 0},
            {"relay_trouble",
             std::ranges::any_of(relays, [](const json::value& relay) { return relay.at("trouble").as_bool(); })},
            {"relays", relays},
            {"mailboxes", std::move(mailboxes)},
            {"spooled", store.spool().waiting_count()},
            {"held", store.spool().held_count()},
            {"lists", std::move(lists)}};
}

json::array members(store::Store& store, std::string_view list)
{
    json::array all;
    for (const store::Member& member : store.directory().members(list)) {
        all.push_back(json::object{{"email", member.email},
                                   {"name", member.name},
                                   {"category", member.category},
                                   {"state", store::name_of(member.state)},
                                   {"organisation", member.organisation},
                                   {"country", member.country},
                                   {"language", member.language},
                                   {"digest", store::digest_text(member.digest)}});
    }
    return all;
}

namespace {

/// Readers to whom it comes, or came, in a digest.
json::object digest_object(const store::DigestCounts& counts)
{
    return {{"waiting", counts.waiting}, {"digested", counts.digested}, {"withdrawn", counts.withdrawn}};
}

/// Of all variants together.
std::vector<store::StateCount> sum(const std::vector<std::vector<store::StateCount>>& parts)
{
    std::map<std::string, std::int64_t> all;
    for (const std::vector<store::StateCount>& part : parts) {
        for (const store::StateCount& each : part) all[each.state] += each.count;
    }
    std::vector<store::StateCount> counts;
    for (const auto& [state, count] : all) counts.push_back({.state = state, .count = count});
    return counts;
}

store::WaitingCopies sum(const store::WaitingCopies& one, const store::WaitingCopies& other)
{
    store::WaitingCopies both{.count = one.count + other.count, .next_due = one.next_due};
    if (other.next_due) both.next_due = std::min(both.next_due.value_or(*other.next_due), *other.next_due);
    return both;
}

}  // namespace

json::value number_or_null(store::Store& store, store::Id issue)
{
    const auto found = issue != 0 ? store.issues().find(issue) : std::nullopt;
    return found ? json::value(found->number) : json::value(nullptr);
}

json::object issue(store::Store& store, const store::Issue& issue, base::Time now)
{
    std::vector<std::vector<store::StateCount>> counts;
    json::array variants;
    store::WaitingCopies waiting;
    store::DigestCounts digests;
    for (const store::Issue& variant : list::all_variants(store, issue)) {
        const store::DigestCounts digest = store.digests().counts(variant.id);
        digests.waiting += digest.waiting;
        digests.digested += digest.digested;
        digests.withdrawn += digest.withdrawn;
        counts.push_back(store.issues().delivery_counts(variant.id));
        variants.push_back({{"language", variant.language},
                            {"state", store::name_of(variant.state)},
                            {"subject", variant.subject},
                            {"author", variant.author},
                            {"deliveries", counts_object(counts.back(), delivery_states)},
                            {"digest", digest_object(digest)}});
        waiting = sum(waiting, store.issues().waiting_copies(variant.id, now));
    }
    return {{"list", issue.list},
            {"number", issue.number},
            {"corrects", number_or_null(store, issue.corrects)},
            {"subject", issue.subject},
            {"date", issue.date},
            {"author", issue.author},
            {"accepted", base::to_rfc3339(issue.accepted_at)},
            {"message", issue.message},
            {"message_id", issue.message_id},
            {"state", store::name_of(issue.state)},
            {"paused", issue.is_paused},
            {"send_at", issue.send_at ? json::value(base::to_rfc3339(*issue.send_at)) : json::value(nullptr)},
            {"fanned_out", issue.is_fanned_out},
            {"waiting", waiting.count},
            {"next_due", waiting.next_due ? json::value(base::to_rfc3339(*waiting.next_due)) : json::value(nullptr)},
            {"deliveries", counts_object(sum(counts), delivery_states)},
            {"digest", digest_object(digests)},
            {"variants", std::move(variants)}};
}

json::array issues(store::Store& store, std::string_view list, base::Time now)
{
    json::array all;
    for (const store::Issue& each : store.issues().all(list)) all.push_back(issue(store, each, now));
    return all;
}

json::array deliveries(const std::vector<store::Delivery>& deliveries)
{
    json::array all;
    for (const store::Delivery& delivery : deliveries) all.push_back(delivery_object(delivery));
    return all;
}

json::array feedback(store::Store& store, std::string_view list, std::optional<std::int64_t> issue_number)
{
    json::array rows;
    for (const store::Feedback& each : store.correspondence().all(list, issue_number)) {
        json::object row{{"id", each.id},
                         {"at", base::to_rfc3339(each.at)},
                         {"from", each.from},
                         {"member", nullptr},
                         {"issue", nullptr},
                         {"text", each.text},
                         {"attachments", json::array(each.attachments.begin(), each.attachments.end())},
                         {"routed_to", json::array(each.routed_to.begin(), each.routed_to.end())},
                         {"state", store::name_of(each.state)},
                         {"message", each.message}};
        if (!each.member.empty()) row["member"] = each.member;
        if (each.issue_number) row["issue"] = *each.issue_number;
        rows.push_back(std::move(row));
    }
    return rows;
}

json::array bounces(const std::vector<store::Bounce>& bounces)
{
    json::array rows;
    for (const store::Bounce& each : bounces) {
        rows.push_back({{"email", each.address},
                        {"class", each.failure_class},
                        {"status", each.status},
                        {"reason", each.reason},
                        {"words", each.words},
                        {"counts", each.counts},
                        {"delivery", each.delivery},
                        {"message", each.message},
                        {"at", base::to_rfc3339(each.at)}});
    }
    return rows;
}

json::array suppressions(store::Store& store)
{
    json::array rows;
    for (const store::Suppression& each : store.directory().suppressions()) {
        rows.push_back(
            {{"email", each.email}, {"reason", each.reason}, {"by", each.by}, {"since", base::to_rfc3339(each.since)}});
    }
    return rows;
}

json::array held(store::Store& store)
{
    json::array all;
    for (const store::Message& message : store.spool().held()) all.push_back(message_object(message));
    return all;
}

namespace {

/// Collects what belongs together, each row once.
class Tracer {
  public:
    explicit Tracer(store::Store& store) : store_(store) {}

    void follow(const store::Message& message)
    {
        if (!messages_seen_.insert(message.id).second) return;
        messages_.push_back(message_object(message));
        for (const store::JournalEntry& entry : store_.journal().about_message(message.id)) {
            add(entry);
            if (entry.issue != 0) follow_issue(entry.issue);
        }
    }

    void follow(const store::Delivery& delivery)
    {
        if (!deliveries_seen_.insert(delivery.id).second) return;
        deliveries_.push_back(delivery_object(delivery));
        for (const store::JournalEntry& entry : store_.journal().about_delivery(delivery.id)) add(entry);
    }

    void follow_contact(store::Id contact)
    {
        for (const store::JournalEntry& entry : store_.journal().about_contact(contact)) add(entry);
    }

    json::object result()
    {
        std::ranges::stable_sort(journal_, {}, &store::JournalEntry::at);
        json::array journal;
        for (const store::JournalEntry& entry : journal_) journal.push_back(entry_object(entry));
        return {{"messages", std::move(messages_)},
                {"deliveries", std::move(deliveries_)},
                {"journal", std::move(journal)}};
    }

  private:
    void follow_issue(store::Id issue)
    {
        if (!issues_seen_.insert(issue).second) return;
        for (const store::JournalEntry& entry : store_.journal().about_issue(issue)) {
            if (entry.message == 0 || !messages_seen_.contains(entry.message)) add(entry);
        }
        for (const store::Delivery& delivery : store_.queue().deliveries(issue, rows_max)) follow(delivery);
    }

    void add(const store::JournalEntry& entry) { journal_.push_back(entry); }

    store::Store& store_;
    json::array messages_;
    json::array deliveries_;
    std::vector<store::JournalEntry> journal_;
    std::set<store::Id> messages_seen_;
    std::set<store::Id> deliveries_seen_;
    std::set<store::Id> issues_seen_;
};

}  // namespace

json::object trace(store::Store& store, std::string_view query)
{
    Tracer tracer(store);
    if (const auto id = base::parse_number(query)) {
        if (const auto message = store.spool().find(*id)) tracer.follow(*message);
        if (const auto delivery = store.queue().find(*id)) tracer.follow(*delivery);
        return tracer.result();
    }
    // Message-IDs are copied with their brackets and without, addresses as U-labels and in any case.
    const auto mailbox = mail::parse_mailbox(query);
    const std::string address = mailbox ? mailbox->text() : std::string(query);
    for (const std::string& text : {std::string(query), '<' + std::string(query) + '>', address}) {
        for (const store::Message& message : store.spool().search(text, rows_max)) tracer.follow(message);
    }
    for (const store::Delivery& delivery : store.queue().search(address, rows_max)) tracer.follow(delivery);
    if (const store::Id contact = store.directory().contact(address); contact != 0) tracer.follow_contact(contact);
    return tracer.result();
}

}  // namespace report
