#pragma once
/// The ports of store/store.h over SQLite, one class a table or two that belong together; each has its file.

#include "store/io/database.h"
#include "store/io/forgetting.h"
#include "store/store.h"

namespace store::io {

class ContentTable {
  public:
    explicit ContentTable(Database& database) : database_(database) {}
    Id add(std::string_view octets);  ///< the same octets are kept once
    Id add(std::string_view octets, std::string_view sha256);
    std::string octets(Id content);  ///< throws Broken when they are not what was added

  private:
    Database& database_;
};

class SpoolTable final : public Spool {
  public:
    SpoolTable(Database& database, ContentTable& content) : database_(database), content_(content) {}
    Spooled add(const NewMessage& message) override;
    std::optional<Message> next() override;
    std::optional<Message> find(Id message) override;
    std::string octets(Id message) override;
    std::int64_t octets_count(Id message) override;
    void begin(Id message) override;
    void describe(const Message& message) override;
    void hold(Id message, std::string_view reason, base::Time now) override;
    void finish(Id message, std::string_view reason, base::Time now) override;
    std::vector<Message> held() override;
    std::vector<Message> held_untold(std::string_view list, std::string_view reason, std::size_t rows_max) override;
    void mark_told(Id message, base::Time now) override;
    std::vector<Message> held_unreminded(std::string_view list, base::Time told_before, std::size_t rows_max) override;
    void mark_reminded(Id message, base::Time now) override;
    std::vector<Message> held_overdue(base::Time told_before, base::Time reminded_before,
                                      std::size_t rows_max) override;
    std::int64_t held_count() override;
    std::int64_t waiting_count() override;
    std::vector<Message> search(std::string_view text, std::size_t rows_max) override;
    std::int64_t forget_keys_before(base::Time time) override;

  private:
    Database& database_;
    ContentTable& content_;
};

class DirectoryTables final : public Directory {
  public:
    explicit DirectoryTables(Database& database) : database_(database) {}
    void ensure_list(std::string_view name, std::string_view address) override;
    Upsert upsert_member(std::string_view list, const Member& member, base::Time now) override;
    Upsert probe_member(std::string_view list, const Member& member) override;
    std::vector<Member> members(std::string_view list) override;
    std::vector<Member> members_of(std::string_view list, std::string_view email) override;
    std::vector<Member> active_members_in(std::string_view list, std::string_view category, std::string_view country,
                                          std::size_t rows_max) override;
    std::optional<ListMember> find_member(Id member) override;
    std::int64_t set_state(std::string_view list, std::string_view email, MemberState state, base::Time now) override;
    std::int64_t set_category(std::string_view list, std::string_view email, std::string_view category) override;
    bool set_detail(std::string_view email, std::string_view key, std::string_view value) override;
    void add_leaving(Id member, base::Time now) override;
    std::vector<Leaving> leavings(std::string_view list, std::size_t rows_max) override;
    void forget_leaving(Id member) override;
    std::vector<StateCount> member_counts(std::string_view list) override;
    std::int64_t audience_size(std::string_view list, const std::vector<std::string>& categories) override;
    std::vector<ReaderGroup> audience_groups(std::string_view list,
                                             const std::vector<std::string>& categories) override;
    bool is_active_member(std::string_view email) override;
    Id contact(std::string_view email) override;
    std::string language_of(std::string_view email) override;
    bool is_suppressed(std::string_view email) override;
    bool suppress(std::string_view email, const Reason& reason, base::Time now) override;
    bool lift_suppression(std::string_view email) override;
    std::vector<Suppression> suppressions() override;
    std::int64_t suppressed_since(std::string_view by, base::Time since) override;
    void add_suppression_to_tell(std::string_view email) override;
    std::vector<SuppressedMember> suppressions_untold(std::string_view list, std::size_t rows_max) override;
    void mark_suppression_told(Id member) override;
    std::vector<Unanswered> unanswered(base::Time before, std::size_t rows_max) override;

  private:
    Id upsert_organisation(const Member& member);
    Id upsert_contact(const Member& member, bool& is_changed);
    Id list_id(std::string_view list);

    Database& database_;
};

class IssueTable final : public Issues {
  public:
    IssueTable(Database& database, ContentTable& content) : database_(database), content_(content) {}
    Id add(const NewIssue& issue) override;
    std::optional<Issue> find(Id issue) override;
    std::optional<Issue> find(std::string_view list, std::int64_t number) override;
    std::vector<Issue> all(std::string_view list) override;
    std::vector<Issue> translations(Id original) override;
    std::string octets(Id issue) override;
    std::int64_t highest_number(std::string_view list) override;
    std::vector<StateCount> delivery_counts(Id issue) override;
    WaitingCopies waiting_copies(Id issue, base::Time now) override;
    std::optional<Issue> find_by_message_id(std::string_view list, std::string_view message_id) override;
    void set_state(Id issue, IssueState state) override;
    void begin_distribution(Id issue, base::Time now) override;
    void set_paused(Id issue, bool is_paused) override;
    void revise(Id issue, const NewIssue& revision) override;
    void set_send_at(Id issue, std::optional<base::Time> send_at) override;
    void set_octets(Id issue, std::string_view octets) override;
    std::vector<Issue> scheduled_due(base::Time now, std::size_t rows_max) override;
    std::int64_t cancel(Id issue, base::Time now) override;
    std::optional<Issue> next_to_fan_out() override;
    std::int64_t fan_out(Id issue, std::size_t members_max, base::Time now, const FanOut& rules) override;
    std::vector<ReaderGroup> holders(Id original) override;
    void repeat_fan_out(Id issue) override;
    std::vector<Issue> close_distributed() override;

  private:
    std::int64_t mailing_of(const NewIssue& issue, std::string_view list, Id but_of);
    Id composed(Id issue);
    std::vector<ReaderGroup> groups_of_chunk(Id issue, Id chunk_end);
    std::string due_rows(Id issue, Id chunk_end, base::Time now, const FanOut& rules);

    Database& database_;
    ContentTable& content_;
};

class QueueTable final : public Queue {
  public:
    QueueTable(Database& database, ContentTable& content, Journal& journal)
        : database_(database), content_(content), journal_(journal)
    {
    }
    Id add_notice(const NewNotice& notice) override;
    std::vector<LeasedDelivery> lease(const LeaseRequest& request, base::Time now) override;
    std::optional<base::Time> next_due() override;
    std::vector<Id> mark_at_dot(const std::vector<Id>& deliveries, base::Time now) override;
    void settle(const std::vector<Settlement>& settlements) override;
    TakenBack take_back_leases(base::Time now) override;
    TakenBack take_back_lapsed(std::string_view owner, base::Time now) override;
    std::string content(Id content) override;
    std::vector<Delivery> deliveries(Id issue, std::size_t rows_max) override;
    std::vector<Delivery> failures(Id issue, std::size_t rows_max) override;
    std::optional<Delivery> find(Id delivery) override;
    std::vector<Delivery> search(std::string_view recipient, std::size_t rows_max) override;
    std::vector<StateCount> open_counts() override;
    std::int64_t cancel_for(std::string_view list, std::string_view email) override;
    std::int64_t flush(base::Time now) override;

  private:
    void lease_lane(Id lane, std::size_t rows_max, const LeaseRequest& request, base::Time now,
                    std::vector<LeasedDelivery>& leased);
    std::vector<Id> due_lanes(base::Time now);
    void withdraw_leases(base::Time before, std::string_view but_of);
    TakenBack take_back(base::Time before, std::string_view but_of, base::Time now);
    void add_attempt(Id delivery, const Attempt& attempt);
    Delivery read_delivery(Query& row);
    std::vector<Delivery> read_deliveries(Query& row);
    void journal_doubt(Id delivery, Id issue, std::string_view why, base::Time now);

    Database& database_;
    ContentTable& content_;
    Journal& journal_;
};

class ConfirmationTable final : public Confirmations {
  public:
    explicit ConfirmationTable(Database& database) : database_(database) {}
    Id add(const Confirmation& confirmation) override;
    std::optional<Confirmation> find(Id confirmation) override;
    void close(Id confirmation) override;
    void forget(Id confirmation) override;
    std::int64_t forget_expired(base::Time now) override;
    std::int64_t asked_since(Asked purpose, std::string_view address, base::Time since) override;
    std::int64_t asked_from(std::string_view source, base::Time since) override;
    std::vector<Confirmation> expire_posts(base::Time now) override;

  private:
    Database& database_;
};

class CorrespondenceTables final : public Correspondence {
  public:
    explicit CorrespondenceTables(Database& database) : database_(database) {}
    Id add(const NewFeedback& feedback) override;
    Id add_party(Id feedback, std::string_view address) override;
    void set_state(Id feedback, FeedbackState state) override;
    std::optional<Feedback> find(Id feedback) override;
    std::vector<Feedback> all(std::string_view list, std::optional<std::int64_t> issue_number) override;
    std::optional<ThreadParty> find_party(Id party) override;
    std::vector<ThreadParty> parties(Id feedback) override;
    std::int64_t added_since(std::string_view list, Id contact, base::Time since) override;
    void note_passed_on(Id feedback, Id message, base::Time now) override;
    std::int64_t passed_on_since(Id feedback, base::Time since) override;
    std::vector<Feedback> untold(std::string_view list, std::size_t rows_max) override;
    void mark_told(Id feedback, base::Time now) override;

  private:
    void insert(Id feedback, std::string_view address, bool is_author);
    void add_parties(std::vector<Feedback>& all);

    Database& database_;
};

class BounceTables final : public Bounces {
  public:
    explicit BounceTables(Database& database) : database_(database) {}
    Id add(const Bounce& bounce) override;
    std::vector<Bounce> all(std::string_view list, std::size_t rows_max) override;
    std::vector<Bounce> about(Id contact, std::size_t rows_max) override;
    std::vector<Bounce> counted(Id contact, base::Time since, std::size_t rows_max) override;
    bool has_counted(Id delivery) override;
    void forgive(Id contact) override;
    std::vector<Bounce> blocks_untold(std::string_view list, std::size_t rows_max) override;
    void mark_told(Id bounce) override;
    std::vector<Id> refused_deliveries(std::size_t rows_max) override;
    void forget_refused(Id delivery) override;
    void plan_probe(Id contact, std::string_view list, base::Time due) override;
    std::optional<Probe> find_probe(Id contact) override;
    std::optional<Probe> probe_of(Id delivery) override;
    std::vector<Probe> probes_due(base::Time now, std::size_t rows_max) override;
    void note_probe_sent(Id contact, Id delivery, base::Time passed_at) override;
    void end_probe(Id contact) override;

  private:
    Database& database_;
};

class ApprovalTables final : public Approvals {
  public:
    explicit ApprovalTables(Database& database) : database_(database) {}
    Id add_version(const NewVersion& version) override;
    void close_version(Id version, base::Time now) override;
    std::optional<IssueVersion> latest_version(Id issue) override;
    std::optional<IssueVersion> find_version(Id version) override;
    std::vector<IssueVersion> versions(Id issue) override;
    std::vector<PinnedPart> parts(Id version) override;
    std::vector<CriterionResult> criteria(Id version) override;
    std::vector<Stage> stages(Id version) override;
    std::optional<Stage> find_stage(Id stage) override;
    void open_stage(Id stage, base::Time now) override;
    void close_stage(Id stage, StageState state, base::Time now) override;
    void reopen_stage(Id stage, base::Time deadline, base::Time now) override;
    std::vector<Stage> past_deadline(base::Time now, std::size_t rows_max) override;
    std::vector<Stage> to_remind(base::Time now, std::size_t rows_max) override;
    void mark_reminded(Id stage) override;
    std::vector<Stage> to_ask(std::size_t rows_max) override;
    std::vector<VoteRequest> requests(Id stage) override;
    std::optional<VoteRequest> find_request(Id request) override;
    std::optional<VoteRequest> request_of(Id delivery) override;
    std::vector<VoteRequest> open_requests_to(std::string_view mailbox) override;
    Id add_substitute(Id seat, std::string_view mailbox) override;
    void note_asked(Id request, Id delivery, base::Time now) override;
    void note_bounced(Id request) override;
    Id add_vote(const Vote& vote) override;
    std::vector<Vote> votes(Id stage) override;
    std::optional<Vote> find_vote(Id vote);

  private:
    void add_parts(Id version, const std::vector<PinnedPart>& parts);
    void add_criteria(Id version, const std::vector<CriterionResult>& criteria);
    void add_stage(Id version, std::int64_t position, const StageRules& rules);
    void run(const Stage& stage, base::Time opened_at, base::Time deadline_at, std::optional<base::Time> remind_at);

    Database& database_;
};

class FormTables final : public Forms {
  public:
    explicit FormTables(Database& database) : database_(database) {}
    Id add_asking(std::string_view form, std::string_view list, Id contact, base::Time now) override;
    Id correction_of(Id form_return, base::Time now) override;
    std::vector<Unasked> unasked(std::string_view form, std::string_view list,
                                 const std::vector<std::string>& categories, Id after, std::size_t rows_max) override;
    std::optional<Asking> find_asking(Id asking) override;
    std::vector<Asking> askings(std::string_view form) override;
    void set_reminded(Id asking, base::Time now) override;
    Id add_return(const NewReturn& form_return) override;
    std::optional<FormReturn> find_return(Id form_return) override;
    std::optional<FormReturn> find_return_of(Id message) override;
    std::vector<FormReturn> returns(std::string_view form) override;
    std::vector<FormReturn> returns_of(std::string_view form, Id contact) override;
    void set_state(Id form_return, ReturnState state) override;
    void set_content(Id form_return, std::string_view content, bool has_doubts) override;

  private:
    Database& database_;
};

class DigestTables final : public Digests {
  public:
    DigestTables(Database& database, ContentTable& content) : database_(database), content_(content) {}
    static std::optional<DigestChoice> choice_of(Database& database, std::string_view list, Id contact);

    void choose(std::string_view list, Id contact, std::optional<DigestChoice> choice) override;
    std::optional<DigestChoice> choice(std::string_view list, Id contact) override;
    std::vector<DigestReader> wanted(const WantedDigests& wanted, std::size_t readers_max) override;
    void queue(const NewDigest& digest, const std::vector<DigestReader>& readers, base::Time now) override;
    void end_choices(std::string_view list) override;
    std::optional<DigestRound> round(std::string_view list, DigestPeriod period) override;
    void set_round(std::string_view list, DigestPeriod period, const DigestRound& round) override;
    DigestCounts counts(Id issue) override;

  private:
    Database& database_;
    ContentTable& content_;
};

/// Over the tables of others: what goes by its age.
class RetentionTables final : public Retention {
  public:
    explicit RetentionTables(Database& database) : database_(database), forgetting_(database) {}
    std::int64_t purge_messages(const PurgeRequest& request, base::Time now) override;
    std::int64_t drop_notice_octets(base::Time queued_before, std::size_t rows_max) override;
    std::int64_t forget_notices(base::Time queued_before, std::size_t rows_max) override;
    std::int64_t forget_bounces(base::Time before, std::size_t rows_max) override;

  private:
    std::vector<Id> notices_before(const char* sql, base::Time queued_before, std::size_t rows_max);

    Database& database_;
    Forgetting forgetting_;
};

/// Over the tables of others: one address.
class PersonalDataTables final : public PersonalData {
  public:
    PersonalDataTables(Database& database, SpoolTable& spool, CorrespondenceTables& correspondence,
                       ConfirmationTable& confirmations, ApprovalTables& approvals, FormTables& forms)
        : database_(database),
          forgetting_(database),
          spool_(spool),
          correspondence_(correspondence),
          confirmations_(confirmations),
          approvals_(approvals),
          forms_(forms)
    {
    }
    std::optional<Contact> contact(std::string_view email) override;
    std::vector<Membership> memberships(Id contact) override;
    std::vector<Feedback> feedback(std::string_view email) override;
    std::vector<ThreadParty> parties(std::string_view email) override;
    std::vector<Confirmation> confirmations(std::string_view email) override;
    std::vector<NamedRequest> vote_requests(std::string_view email) override;
    std::vector<NamedVote> votes(std::string_view email) override;
    std::vector<FormReturn> returns(std::string_view email) override;
    std::vector<Message> messages(std::string_view email) override;
    std::int64_t withdraw(std::string_view email, base::Time now) override;
    Erased erase(std::string_view email) override;
    bool erase_message(Id message, base::Time now) override;
    void keep_out(std::string_view mark, base::Time now) override;
    bool is_kept_out(std::string_view mark) override;
    void let_in(std::string_view mark) override;
    bool forget_unanswered(std::string_view list, std::string_view email) override;

  private:
    struct Sent {
        std::vector<Id> copies;
        std::vector<Id> notices;
        std::int64_t going_out = 0;
    };
    Sent sent_to(Id contact, std::string_view email);
    Id contact_id(std::string_view email);
    std::vector<Id> ids_of(const char* sql, std::string_view email);

    Database& database_;
    Forgetting forgetting_;
    SpoolTable& spool_;
    CorrespondenceTables& correspondence_;
    ConfirmationTable& confirmations_;
    ApprovalTables& approvals_;
    FormTables& forms_;
};

class JournalTable final : public Journal {
  public:
    explicit JournalTable(Database& database) : database_(database) {}
    void add(const JournalEntry& entry) override;
    std::vector<JournalEntry> about_message(Id message) override;
    std::vector<JournalEntry> about_issue(Id issue) override;
    std::vector<JournalEntry> about_delivery(Id delivery) override;
    std::vector<JournalEntry> about_contact(Id contact) override;
    std::vector<JournalEntry> latest(std::size_t rows_max) override;

  private:
    Database& database_;
};

class SettingTable final : public Settings {
  public:
    explicit SettingTable(Database& database) : database_(database) {}
    std::optional<std::int64_t> get(std::string_view name) override;
    void set(std::string_view name, std::int64_t value) override;

  private:
    Database& database_;
};

class MailboxTable final : public Mailboxes {
  public:
    explicit MailboxTable(Database& database) : database_(database) {}
    MailboxMemory memory(std::string_view mailbox) override;
    void renew(std::string_view mailbox, std::int64_t uid_validity) override;
    void note(std::string_view mailbox, const KnownMail& mail) override;
    void forget(std::string_view mailbox, const std::vector<std::string>& ids) override;
    void settle_up_to(std::string_view mailbox, std::int64_t uid) override;
    std::vector<LeftMail> left_untold(std::size_t rows_max) override;
    void mark_told(const LeftMail& mail) override;

  private:
    Id row_of(std::string_view mailbox);

    Database& database_;
};

}  // namespace store::io
