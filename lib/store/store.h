#pragma once
/// The store, as the stages see it: plain rows, free of any database's types. One object speaks inside one
/// transaction; whoever runs the transaction (store/transactor.h) commits all of it or nothing.
///
/// Methods throw std::runtime_error when the machine fails (disk, corrupt file); what is not found is an empty answer.

#include "store/approvals.h"
#include "store/bounces.h"
#include "store/correspondence.h"
#include "store/digests.h"
#include "store/forms.h"
#include "store/mailboxes.h"
#include "store/personal_data.h"
#include "store/retention.h"
#include "store/rows.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace store {

/// Arrived messages, from the 250 to their one end.
class Spool {
  public:
    virtual ~Spool() = default;

    /// Idempotent by the ingest key, for 90 days.
    virtual Spooled add(const NewMessage& message) = 0;
    /// The oldest one that waits for the desk.
    virtual std::optional<Message> next() = 0;
    virtual std::optional<Message> find(Id message) = 0;
    virtual std::string octets(Id message) = 0;
    virtual std::int64_t octets_count(Id message) = 0;  ///< without reading them
    /// Counts one more handling, so that a message that crashes the daemon is known by it.
    virtual void begin(Id message) = 0;
    /// What the desk made of it, for people.
    virtual void describe(const Message& message) = 0;
    virtual void hold(Id message, std::string_view reason, base::Time now) = 0;
    virtual void finish(Id message, std::string_view reason, base::Time now) = 0;

    virtual std::vector<Message> held() = 0;
    /// Held ones that no digest has told of, but for those with that reason; oldest first. `list` empty: those for the
    /// operator.
    virtual std::vector<Message> held_untold(std::string_view list, std::string_view reason, std::size_t rows_max) = 0;
    virtual void mark_told(Id message, base::Time now) = 0;
    /// Held ones that a digest told of before that time, and none since for the last time; oldest first.
    virtual std::vector<Message> held_unreminded(std::string_view list, base::Time told_before,
                                                 std::size_t rows_max) = 0;
    virtual void mark_reminded(Id message, base::Time now) = 0;
    /// Of any list: told of and reminded of before those times, and nobody decided.
    virtual std::vector<Message> held_overdue(base::Time told_before, base::Time reminded_before,
                                              std::size_t rows_max) = 0;
    virtual std::int64_t held_count() = 0;
    virtual std::int64_t waiting_count() = 0;
    /// By Message-ID or by a part of recipient, reverse-path or author.
    virtual std::vector<Message> search(std::string_view text, std::size_t rows_max) = 0;
    /// Forgets ingest keys from before; how many.
    virtual std::int64_t forget_keys_before(base::Time time) = 0;
};

/// Lists, contacts, organisations, members, suppressions.
class Directory {
  public:
    virtual ~Directory() = default;

    /// The configuration's lists; what is no longer named there keeps its rows.
    virtual void ensure_list(std::string_view name, std::string_view address) = 0;

    enum class Upsert : unsigned char { added, changed, unchanged, kept_left, kept_suppressed };
    /// Adds a member, or changes one that is there (same list, contact and category). Never revives who left or is
    /// suppressed.
    virtual Upsert upsert_member(std::string_view list, const Member& member, base::Time now) = 0;
    /// How upsert_member would answer.
    virtual Upsert probe_member(std::string_view list, const Member& member) = 0;

    virtual std::vector<Member> members(std::string_view list) = 0;
    virtual std::vector<Member> members_of(std::string_view list, std::string_view email) = 0;
    /// Active ones; the country without case.
    virtual std::vector<Member> active_members_in(std::string_view list, std::string_view category,
                                                  std::string_view country, std::size_t rows_max) = 0;
    /// By the id that tokens of purpose leave carry.
    virtual std::optional<ListMember> find_member(Id member) = 0;
    /// All memberships of that contact on the list. How many rows changed.
    virtual std::int64_t set_state(std::string_view list, std::string_view email, MemberState state,
                                   base::Time now) = 0;
    virtual std::int64_t set_category(std::string_view list, std::string_view email, std::string_view category) = 0;
    /// name, organisation, country, language, url, about.
    virtual bool set_detail(std::string_view email, std::string_view key, std::string_view value) = 0;

    /// The list's owner will be told that this member left.
    virtual void add_leaving(Id member, base::Time now) = 0;
    /// Those that he has still to be told of, oldest first.
    virtual std::vector<Leaving> leavings(std::string_view list, std::size_t rows_max) = 0;
    virtual void forget_leaving(Id member) = 0;

    virtual std::vector<StateCount> member_counts(std::string_view list) = 0;
    virtual std::int64_t audience_size(std::string_view list, const std::vector<std::string>& categories) = 0;
    /// The same audience by what they read.
    virtual std::vector<ReaderGroup> audience_groups(std::string_view list,
                                                     const std::vector<std::string>& categories) = 0;
    /// Whether an active membership on any list names it.
    virtual bool is_active_member(std::string_view email) = 0;
    virtual Id contact(std::string_view email) = 0;
    virtual std::string language_of(std::string_view email) = 0;  ///< the contact's; empty: not known
    virtual bool is_suppressed(std::string_view email) = 0;
    struct Reason {
        std::string text;  ///< for people
        std::string by;    ///< "bounces", "complaint", "operator"
    };
    /// Nothing goes to the address any more, member or not. False when that is so already.
    virtual bool suppress(std::string_view email, const Reason& reason, base::Time now) = 0;
    /// Its memberships are again what they were. False when it was not suppressed.
    virtual bool lift_suppression(std::string_view email) = 0;
    virtual std::vector<Suppression> suppressions() = 0;
    virtual std::int64_t suppressed_since(std::string_view by, base::Time since) = 0;
    /// The owner of each list that has it among its members will be told.
    virtual void add_suppression_to_tell(std::string_view email) = 0;
    /// Those that he has still to be told of, but for what was lifted meanwhile.
    virtual std::vector<SuppressedMember> suppressions_untold(std::string_view list, std::size_t rows_max) = 0;
    virtual void mark_suppression_told(Id member) = 0;

    /// Who was invited, or asked to be admitted, before that time and is neither in nor out; the oldest first.
    virtual std::vector<Unanswered> unanswered(base::Time before, std::size_t rows_max) = 0;
};

/// Issues and their fan-out. A number is the original's, and that of its translations: rows of their own.
class Issues {
  public:
    virtual ~Issues() = default;

    virtual Id add(const NewIssue& issue) = 0;
    virtual std::optional<Issue> find(Id issue) = 0;
    virtual std::optional<Issue> find(std::string_view list, std::int64_t number) = 0;  ///< the original
    virtual std::vector<Issue> all(std::string_view list) = 0;                          ///< originals
    virtual std::vector<Issue> translations(Id original) = 0;                           ///< in the order of their tags
    virtual std::string octets(Id issue) = 0;  ///< what goes out: the post, or what was composed of it
    virtual std::int64_t highest_number(std::string_view list) = 0;  ///< -1: none yet
    virtual std::vector<StateCount> delivery_counts(Id issue) = 0;
    virtual WaitingCopies waiting_copies(Id issue, base::Time now) = 0;
    /// The newest one whose copies would have that Message-ID, or one of whose posts before a revision had it.
    virtual std::optional<Issue> find_by_message_id(std::string_view list, std::string_view message_id) = 0;
    virtual void set_state(Id issue, IssueState state) = 0;
    /// It is distributing from now on.
    virtual void begin_distribution(Id issue, base::Time now) = 0;
    virtual void set_paused(Id issue, bool is_paused) = 0;
    /// Another post takes the place of its own: all that NewIssue has of it but list and number. It has no copies yet.
    virtual void revise(Id issue, const NewIssue& revision) = 0;
    /// It does not begin to go out before; absent: at once.
    virtual void set_send_at(Id issue, std::optional<base::Time> send_at) = 0;
    /// What goes out is this rather than the post.
    virtual void set_octets(Id issue, std::string_view octets) = 0;
    /// Scheduled ones whose time has come, oldest first; translations not before their original.
    virtual std::vector<Issue> scheduled_due(base::Time now, std::size_t rows_max) = 0;
    /// Withdraws what is queued or deferred; how many.
    virtual std::int64_t cancel(Id issue, base::Time now) = 0;

    /// The oldest issue that is not wholly fanned out and not paused.
    virtual std::optional<Issue> next_to_fan_out() = 0;
    /// Whether who has that language and country gets this issue, and not another one of its number.
    using Fits = std::function<bool(std::string_view language, std::string_view country)>;
    /// When the copies for readers in one country are due. Every copy has a place within the issue's spread, always the same
    /// (by its contact), and a stretch of places falls on a stretch of time.
    struct DueTimes {
        struct Stretch {
            base::Duration from{};   ///< the first place
            base::Duration until{};  ///< the first place behind it
            base::Time at;           ///< when the first one is due
        };
        std::vector<Stretch> stretches;  ///< one after the other, from place 0 to the end of the spread
        base::Time earliest;             ///< nothing is due before, whatever its place
    };
    struct FanOut {
        Fits fits;                                              ///< empty: everybody
        base::Duration spread{1};                               ///< the places are from 0 to this; some days at most
        std::function<DueTimes(std::string_view country)> due;  ///< empty: all at once
    };
    /// Queues deliveries for those of the next `members_max` members whom it fits and moves the cursor; of a correction,
    /// for those of them who have, or may have, what it corrects. Repeatable after a crash at any point.
    virtual std::int64_t fan_out(Id issue, std::size_t members_max, base::Time now, const FanOut& rules) = 0;
    /// Active members who have, or may have, a copy of that issue in whatever language, by what they read.
    virtual std::vector<ReaderGroup> holders(Id original) = 0;
    /// Its fan-out begins anew, for those who have not had it.
    virtual void repeat_fan_out(Id issue) = 0;
    /// Those that are fanned out and have nothing open any more become distributed; which.
    virtual std::vector<Issue> close_distributed() = 0;
};

/// Deliveries: one message for one recipient.
class Queue {
  public:
    virtual ~Queue() = default;

    /// 0 when its cause was queued before.
    virtual Id add_notice(const NewNotice& notice) = 0;

    struct LeaseRequest {
        std::string owner;
        base::Time until;
        std::size_t rows_max = 0;
        std::vector<std::string> without_domains;  ///< those that have their share already
    };
    /// Notices first; then the issues share what is left evenly, oldest due first in each.
    virtual std::vector<LeasedDelivery> lease(const LeaseRequest& request, base::Time now) = 0;
    /// When the next one that may be leased becomes due. Paused issues do not count.
    virtual std::optional<base::Time> next_due() = 0;

    /// Those whose member has left or whose issue was cancelled since they were leased are cancelled instead: they are
    /// returned, and their end must not leave.
    virtual std::vector<Id> mark_at_dot(const std::vector<Id>& deliveries, base::Time now) = 0;
    /// What would go back to the queue is cancelled instead when its member has left (or is suppressed) or its issue
    /// was cancelled meanwhile.
    virtual void settle(const std::vector<Settlement>& settlements) = 0;
    /// A dead owner's leases: not at the dot → queued; at the dot → deferred, due now, journalled as in doubt.
    /// Withdrawn ones are cancelled, as in settle().
    virtual TakenBack take_back_leases(base::Time now) = 0;
    /// The same with those whose time is over, of every owner but `owner`: who lives loses none to itself, however
    /// long it was stopped.
    virtual TakenBack take_back_lapsed(std::string_view owner, base::Time now) = 0;

    virtual std::string content(Id content) = 0;
    virtual std::vector<Delivery> deliveries(Id issue, std::size_t rows_max) = 0;
    virtual std::vector<Delivery> failures(Id issue, std::size_t rows_max) = 0;  ///< failed and expired ones
    virtual std::optional<Delivery> find(Id delivery) = 0;
    virtual std::vector<Delivery> search(std::string_view recipient, std::size_t rows_max) = 0;
    virtual std::vector<StateCount> open_counts() = 0;
    /// What is queued for that contact on that list is withdrawn; how many.
    virtual std::int64_t cancel_for(std::string_view list, std::string_view email) = 0;
    /// Every deferred delivery becomes due now; how many.
    virtual std::int64_t flush(base::Time now) = 0;
};

/// What a confirmation is about.
enum class Asked : unsigned char {
    post,    ///< is this held post yours?
    join,    ///< do you want to become a member?
    leave,   ///< do you want to leave?
    change,  ///< do you want this of your membership: pause, resume, another language?
    invite,  ///< the operator invites: will you join?
    admit,   ///< asked of the owner: may this address join?
};

/// What is asked of people and not yet answered: tokens of purpose confirm speak of these.
struct Confirmation {
    Id id = 0;
    Asked purpose = Asked::post;
    std::string list;      ///< name
    Id message = 0;        ///< the held post; else the message that asked, 0: none did
    std::string address;   ///< whom it is about: who was asked, or who would be admitted; empty: forgotten
    std::string change;    ///< "pause", "resume", "language fr", "digest daily mime"
    std::string language;  ///< of the words in which it was asked for; empty: not known
    std::string source;    ///< where the message that asked came from; empty: not known
    base::Time asked_at;
    base::Time expires_at;
    bool is_open = true;
};

class Confirmations {
  public:
    virtual ~Confirmations() = default;

    virtual Id add(const Confirmation& confirmation) = 0;
    virtual std::optional<Confirmation> find(Id confirmation) = 0;
    virtual void close(Id confirmation) = 0;
    /// Closes it, and nobody knows any more whom it was about.
    virtual void forget(Id confirmation) = 0;
    /// The same with all but posts' whose time is over, answered or not; how many.
    virtual std::int64_t forget_expired(base::Time now) = 0;
    virtual std::int64_t asked_since(Asked purpose, std::string_view address, base::Time since) = 0;
    virtual std::int64_t asked_from(std::string_view source, base::Time since) = 0;
    /// Closes those of posts whose time is over; the posts stay held.
    virtual std::vector<Confirmation> expire_posts(base::Time now) = 0;
};

class Journal {
  public:
    virtual ~Journal() = default;

    virtual void add(const JournalEntry& entry) = 0;
    virtual std::vector<JournalEntry> about_message(Id message) = 0;
    virtual std::vector<JournalEntry> about_issue(Id issue) = 0;
    virtual std::vector<JournalEntry> about_delivery(Id delivery) = 0;
    virtual std::vector<JournalEntry> about_contact(Id contact) = 0;
    virtual std::vector<JournalEntry> latest(std::size_t rows_max) = 0;
};

/// Small facts by name: when a chore last ran (unix ms; 0: never), whether the queue is paused (0 or 1).
class Settings {
  public:
    virtual ~Settings() = default;

    virtual std::optional<std::int64_t> get(std::string_view name) = 0;
    virtual void set(std::string_view name, std::int64_t value) = 0;
};

class Store {
  public:
    virtual ~Store() = default;

    virtual Spool& spool() = 0;
    virtual Directory& directory() = 0;
    virtual Issues& issues() = 0;
    virtual Queue& queue() = 0;
    virtual Confirmations& confirmations() = 0;
    virtual Correspondence& correspondence() = 0;
    virtual Bounces& bounces() = 0;
    virtual Approvals& approvals() = 0;
    virtual Forms& forms() = 0;
    virtual Digests& digests() = 0;
    virtual Journal& journal() = 0;
    virtual Settings& settings() = 0;
    virtual Mailboxes& mailboxes() = 0;
    virtual Retention& retention() = 0;
    virtual PersonalData& personal_data() = 0;

    /// The clock was set, and whatever waits for a time moves along: so a step makes nothing expire, stall, be purged or
    /// come back to life. What has ended keeps its other times; so do deadlines of stages, and when issues are to go
    /// out: people were told them by mail; and copies that wait for an hour of the day. `now`: by the new clock.
    virtual void move_times(base::Duration step, base::Time now) = 0;
};

}  // namespace store
