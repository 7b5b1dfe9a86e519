#include "support/store_fixture.h"

#include <gtest/gtest.h>

#include <SQLiteCpp/Statement.h>

#include <sqlite3.h>

#include <set>
#include <string>
#include <string_view>

namespace store {
namespace {

std::set<std::string>& statements()
{
    static std::set<std::string> all;
    return all;
}

int note_statement(unsigned, void*, void* statement, void*)
{
    statements().insert(sqlite3_sql(static_cast<sqlite3_stmt*>(statement)));
    return 0;
}

/// SQLite calls this for every connection that is opened while it is registered.
int trace_connection(sqlite3* connection, const char**, const sqlite3_api_routines*)
{
    return sqlite3_trace_v2(connection, SQLITE_TRACE_STMT, note_statement, nullptr);
}

class TracedConnections {
  public:
    TracedConnections() { sqlite3_auto_extension(entry()); }
    ~TracedConnections() { sqlite3_cancel_auto_extension(entry()); }
    TracedConnections(const TracedConnections&) = delete;
    TracedConnections& operator=(const TracedConnections&) = delete;

  private:
    static void (*entry())()
    {
        return reinterpret_cast<void (*)()>(trace_connection);
    }  // NOLINT: SQLite's own signature
};

Member invited(const std::string& email)
{
    Member member;
    member.email = email;
    member.category = "nmb";
    member.state = MemberState::invited;
    return member;
}

/// Every statement that the store runs, once.
void use_everything(testing_support::StoreFixture& fixture)
{
    fixture.add_list("sr-update");
    fixture.add_members("sr-update", 20);
    fixture.add_member("sr-update", "gone@body.example", "nmb", MemberState::suppressed);
    const DigestReader reader{
        .contact = fixture.in([](Store& s) { return s.directory().contact("sr-update-9@body.example"); }),
        .member = 10,
        .language = "",
        .issues = {1}};
    fixture.in([&](Store& s) { s.digests().choose("sr-update", reader.contact, DigestChoice{}); });
    const Id issue = fixture.add_issue("sr-update", 1, "<1@body.example>", {"nmb"});
    fixture.fan_out_all(issue, 10);
    fixture.add_notice("a@body.example", "cause");
    const auto leased = fixture.lease(10, fixture.start, {"slow.example"});
    fixture.settle(leased.at(0), DeliveryState::deferred, fixture.start + std::chrono::hours(1));
    fixture.in([&](Store& s) {
        s.digests().wanted({.list = "sr-update", .period = DigestPeriod::daily, .begun_before = fixture.start}, 10);
        s.digests().queue({.list = "sr-update", .cause = "digest", .issues = {issue}, .octets = "x"}, {reader},
                          fixture.start);
        s.digests().counts(issue);
        s.digests().choose("sr-update", reader.contact, std::nullopt);
        s.digests().end_choices("sr-update");
        s.digests().set_round("sr-update", DigestPeriod::daily, {});
        s.digests().round("sr-update", DigestPeriod::daily);
        s.queue().mark_at_dot({leased.at(1).id}, fixture.start);
        s.queue().next_due();
        s.queue().take_back_leases(fixture.start);
        s.move_times(std::chrono::hours(1), fixture.start + std::chrono::hours(1));
        s.queue().content(leased.at(0).content);
        s.queue().deliveries(issue, 10);
        s.queue().failures(issue, 10);
        s.queue().find(leased.at(0).id);
        s.queue().search("a@body.example", 10);
        s.queue().open_counts();
        s.queue().cancel_for("sr-update", "sr-update-1@body.example");
        s.queue().flush(fixture.start);
        s.issues().find("sr-update", 1);
        s.issues().all("sr-update");
        s.issues().highest_number("sr-update");
        s.issues().translations(issue);
        s.issues().octets(issue);
        s.issues().set_octets(issue, "Subject: composed\r\n\r\ntext\r\n");
        s.issues().delivery_counts(issue);
        s.issues().waiting_copies(issue, fixture.start);
        s.issues().holders(issue);
        s.issues().begin_distribution(issue, fixture.start);
        s.issues().next_to_fan_out();
        s.issues().close_distributed();
        s.issues().cancel(issue, fixture.start);
        s.spool().next();
        s.spool().held();
        s.spool().held_untold("sr-update", "", 10);
        s.spool().held_count();
        s.spool().waiting_count();
        s.spool().forget_keys_before(fixture.start);
        s.directory().members("sr-update");
        s.directory().members_of("sr-update", "a@body.example");
        s.directory().find_member(1);
        s.directory().add_leaving(1, fixture.start);
        s.directory().leavings("sr-update", 10);
        s.directory().forget_leaving(1);
        s.directory().member_counts("sr-update");
        s.directory().audience_size("sr-update", {});
        s.directory().is_active_member("a@body.example");
        store::Member again;
        again.email = "sr-update-2@body.example";
        again.category = "nmb";
        s.directory().upsert_member("sr-update", again, fixture.start);
        s.directory().set_state("sr-update", "a@body.example", MemberState::left, fixture.start);
        s.directory().language_of("a@body.example");
        s.directory().is_suppressed("a@body.example");
        s.directory().lift_suppression("a@body.example");
        s.directory().unanswered(fixture.start, 10);
        s.directory().active_members_in("sr-update", "nmb", "FR", 10);
        s.correspondence().all("sr-update", 1);
        s.correspondence().all("sr-update", std::nullopt);
        s.correspondence().untold("sr-update", 10);
        s.correspondence().added_since("sr-update", 1, fixture.start);
        s.correspondence().passed_on_since(1, fixture.start);
        s.correspondence().parties(1);
        s.forms().unasked("events", "sr-update", {"nmb"}, 0, 10);
        const Id asking = s.forms().add_asking("events", "sr-update", s.directory().contact("sr-update-5@body.example"),
                                               fixture.start);
        s.forms().find_asking(asking);
        s.forms().askings("events");
        s.forms().set_reminded(asking, fixture.start);
        const Id form_return = s.forms().add_return({.form = "events", .asking = asking, .content = "{}"});
        s.forms().correction_of(form_return, fixture.start);
        s.forms().find_return(form_return);
        s.forms().find_return_of(1);
        s.forms().returns("events");
        s.forms().returns_of("events", s.directory().contact("sr-update-5@body.example"));
        s.forms().set_state(form_return, ReturnState::accepted);
        s.forms().set_content(form_return, "{}", false);
        s.personal_data().returns("a@body.example");
        s.confirmations().asked_since(Asked::join, "a@body.example", fixture.start);
        s.confirmations().asked_from("192.0.2.7", fixture.start);
        s.confirmations().expire_posts(fixture.start);
        s.confirmations().forget_expired(fixture.start);
        s.spool().held_unreminded("sr-update", fixture.start, 10);
        s.spool().held_overdue(fixture.start, fixture.start, 10);
        const Id old = s.spool().add({.received_at = fixture.start, .content = "old", .ingest_key = "old"}).message;
        s.spool().finish(old, "done so", fixture.start);
        s.retention().purge_messages({.ended_before = base::Time::max(), .rows_max = 10, .octets_max = 10},
                                     fixture.start);
        s.retention().drop_notice_octets(fixture.start, 10);
        s.retention().forget_notices(fixture.start, 10);
        s.retention().forget_bounces(fixture.start, 10);
        s.directory().upsert_member("sr-update", invited("ann@invited.example"), fixture.start);
        s.personal_data().forget_unanswered("sr-update", "ann@invited.example");
        s.personal_data().confirmations("sr-update-3@body.example");
        s.personal_data().parties("sr-update-3@body.example");
        s.personal_data().withdraw("sr-update-3@body.example", fixture.start);
        s.personal_data().erase("sr-update-3@body.example");
        s.personal_data().contact("sr-update-4@body.example");
        s.personal_data().memberships(4);
        s.journal().about_contact(1);
        s.journal().about_message(1);
        s.journal().about_issue(1);
        s.journal().about_delivery(1);
        s.journal().latest(1);
        const Id contact = s.directory().contact("sr-update-2@body.example");
        s.bounces().add({.at = fixture.start,
                         .list = "sr-update",
                         .delivery = leased.at(0).id,
                         .contact = contact,
                         .failure_class = "hard",
                         .counts = true});
        s.bounces().counted(contact, fixture.start, 10);
        s.bounces().has_counted(leased.at(0).id);
        s.bounces().about(contact, 10);
        s.bounces().forgive(contact);
        s.bounces().blocks_untold("sr-update", 10);
        s.bounces().refused_deliveries(10);
        s.bounces().plan_probe(contact, "sr-update", fixture.start);
        s.bounces().find_probe(contact);
        s.bounces().probe_of(leased.at(0).id);
        s.bounces().probes_due(fixture.start, 10);
        s.directory().suppress("sr-update-2@body.example", {.text = "x", .by = "bounces"}, fixture.start);
        s.directory().suppressed_since("bounces", fixture.start);
        s.directory().add_suppression_to_tell("sr-update-2@body.example");
        s.directory().suppressions_untold("sr-update", 10);
        s.directory().lift_suppression("sr-update-2@body.example");
        const std::string digest(32, 'd');
        const Id version = s.approvals().add_version({.issue = issue,
                                                      .message = old,
                                                      .sha256 = digest,
                                                      .opened_at = fixture.start,
                                                      .parts = {{.media_type = "text/plain", .sha256 = digest}},
                                                      .criteria = {{.name = "size", .result = "pass"}},
                                                      .stages = {{.name = "CAG",
                                                                  .policy = "any",
                                                                  .deadline = std::chrono::hours(72),
                                                                  .approvers = {"eve@body.example"}}}});
        s.approvals().latest_version(issue);
        s.approvals().find_version(version);
        s.approvals().versions(issue);
        s.approvals().parts(version);
        s.approvals().criteria(version);
        const Id stage = s.approvals().stages(version).at(0).id;
        s.approvals().open_stage(stage, fixture.start);
        s.approvals().past_deadline(fixture.start, 10);
        s.approvals().to_remind(fixture.start, 10);
        s.approvals().mark_reminded(stage);
        s.approvals().to_ask(10);
        s.approvals().open_requests_to("eve@body.example");
        const Id request = s.approvals().requests(stage).at(0).id;
        s.approvals().note_asked(request, leased.at(0).id, fixture.start);
        s.approvals().request_of(leased.at(0).id);
        s.approvals().note_bounced(request);
        s.approvals().add_substitute(request, "adam@body.example");
        s.approvals().add_vote({.request = request, .at = fixture.start, .message = old});
        s.approvals().votes(stage);
        s.approvals().close_stage(stage, StageState::expired, fixture.start);
        s.approvals().reopen_stage(stage, fixture.start, fixture.start);
        s.approvals().close_version(version, fixture.start);
        s.personal_data().vote_requests("eve@body.example");
        s.personal_data().votes("eve@body.example");
        s.issues().find_by_message_id("sr-update", "<1@body.example>");
        s.issues().set_state(issue, IssueState::scheduled);
        s.issues().set_send_at(issue, fixture.start);
        s.issues().scheduled_due(fixture.start, 10);
        s.issues().revise(issue, {.message = old});
        s.mailboxes().note("mailbox", {.id = "1", .state = MailState::given_up});
        s.mailboxes().memory("mailbox");
        s.mailboxes().left_untold(10);
    });
}

struct Plan {
    std::string sql;
    std::string steps;
};

class QueryPlan : public testing::Test {
  protected:
    static void SetUpTestSuite()
    {
        const TracedConnections traced;
        testing_support::StoreFixture fixture;
        statements().clear();  // those of the migrations
        use_everything(fixture);
        SQLite::Database database((fixture.folder / "store.sqlite").string());
        for (const std::string& sql : statements()) {
            const bool is_query = sql.find("SELECT") != std::string::npos || sql.find("UPDATE") == 0 ||
                                  sql.find("DELETE") == 0 || sql.find("UPDATE delivery") != std::string::npos;
            if (!is_query || sql.find("sqlite_schema") != std::string::npos || sql.find("CREATE") != std::string::npos)
                continue;
            SQLite::Statement explain(database, "EXPLAIN QUERY PLAN " + sql);
            Plan& plan = plans().emplace_back();
            plan.sql = sql;
            while (explain.executeStep()) plan.steps += explain.getColumn(3).getString() + '\n';
        }
    }

    static std::vector<Plan>& plans()
    {
        static std::vector<Plan> all;
        return all;
    }

    static std::vector<Plan> with(std::string_view part)
    {
        std::vector<Plan> found;
        for (const Plan& plan : plans()) {
            if (plan.sql.find(part) != std::string::npos) found.push_back(plan);
        }
        return found;
    }
};

TEST_F(QueryPlan, UsesTheIndexThatEachQueryPromises)
{
    struct Promise {
        std::string_view part;
        std::string_view index;
    };
    constexpr Promise promises[] = {
        {"state = 'leased', due_ms = NULL", "delivery_due (lane=? AND due_ms<?)"},
        {"SELECT lane FROM due", "delivery_due (lane=?"},
        {"SELECT lane FROM due", "delivery_due (lane>?)"},
        {"SELECT min((SELECT min(due_ms)", "delivery_due (lane=?"},
        {"AND at_dot_ms IS NOT NULL", "delivery_leased"},
        {"AND at_dot_ms IS NULL", "delivery_leased"},
        {"WHERE lease_until_ms IS NOT NULL AND lease_until_ms < :before_ms AND lease_owner <> :but_of AND (EXISTS",
         "delivery_leased"},
        {":step_ms, due_ms = due_ms + :step_ms", "delivery_due"},
        {"lease_until_ms + :step_ms", "delivery_leased"},
        {"+ :step_ms WHERE state = 'spooled'", "message_spooled"},
        {"held_ms + :step_ms", "message_held"},
        {"WHERE delivery.mailing = (SELECT mailing", "sqlite_autoindex_delivery_1 (mailing=?)"},
        {"WHERE issue.state = 'distributing')", "issue_open"},
        {"WHERE issue.state = 'distributing')", "sqlite_autoindex_delivery_1 (mailing=? AND contact_id=?)"},
        {"lower(recipient) = lower(:recipient)", "sqlite_autoindex_delivery_1 (mailing=? AND contact_id=?)"},
        {"lower(recipient) = lower(:recipient)", "delivery_notice"},
        {"lower(recipient) = lower(:recipient)", "delivery_digest (contact_id=?"},
        {"CROSS JOIN digest_item AS item", "digest_choice_period (list=? AND period=? AND contact_id>?)"},
        {"CROSS JOIN digest_item AS item", "digest_item_waiting (list=? AND contact_id=?)"},
        {"SET state = 'digested'", "digest_item_waiting (list=? AND contact_id=?)"},
        {"coalesce(sum(state = 'waiting')", "PRIMARY KEY (mailing=?"},
        {"WHERE delivery_id = :delivery AND state = 'digested'", "digest_item_delivery (delivery_id=?)"},
        {"delivery_id = :id ORDER BY n", "PRIMARY KEY (delivery_id=?)"},
        {"GROUP BY state\n    UNION ALL", "delivery_leased"},
        {"state = 'distributing' AND is_fanned_out = 0", "issue_open"},
        {"WHERE lane = issue.id AND due_ms IS NOT NULL", "delivery_due (lane=?"},
        {"WHERE lane = issue.id AND due_ms IS NOT NULL", "delivery_leased (lane=?)"},
        {"WHERE lane = :id AND due_ms IS NOT NULL", "delivery_due (lane=?"},
        {"state, count(*) FROM delivery\n     WHERE mailing", "sqlite_autoindex_delivery_1 (mailing=?)"},
        {"FROM ingest_key WHERE key", "PRIMARY KEY (key=?)"},
        {"DELETE FROM ingest_key", "ingest_key_at (at_ms<?)"},
        {"FROM content WHERE sha256", "sqlite_autoindex_content_1 (sha256=?)"},
        {"WHERE state = 'spooled' ORDER BY id", "message_spooled"},
        {"WHERE state = 'held' AND list", "message_held (list=?)"},
        {"WHERE state = 'held' ORDER BY +id", "message_held"},
        {"SELECT count(*) FROM message WHERE state = 'held'", "message_held"},
        {"SELECT count(*) FROM message WHERE state = 'spooled'", "message_spooled"},
        {"SELECT category, state FROM member", "(list_id=? AND contact_id=?)"},
        {"SELECT 1 FROM member\n", "member_contact"},
        {"ORDER BY member_id\n    ON CONFLICT (mailing", "SEARCH member USING"},
        {"ORDER BY member_id\n    ON CONFLICT (mailing", "SEARCH stretch USING AUTOMATIC"},
        {"ORDER BY member_id\n    ON CONFLICT (mailing", "sqlite_autoindex_delivery_1 (mailing=? AND contact_id=?)"},
        {"count(*), min(due_ms) FROM delivery", "delivery_due (lane=? AND due_ms>?)"},
        {"SELECT contact.language, contact.country, count(*)\n      FROM issue JOIN list",
         "sqlite_autoindex_delivery_1 (mailing=? AND contact_id=?)"},
        {"SELECT member.id FROM member", "member_list (list_id=? AND rowid>?)"},
        {"count(*) FROM confirmation WHERE lower(address)",
         "confirmation_address (<expr>=? AND purpose=? AND asked_ms>?)"},
        {"FROM confirmation WHERE source", "confirmation_source (source=? AND asked_ms>?)"},
        {"is_open = 1 AND purpose = 'post' AND expires_ms", "confirmation_open (expires_ms<?)"},
        {"member.category = :category", "member_category (list_id=? AND category=?)"},
        {"feedback.list = :list ORDER BY", "feedback_list (list=?)"},
        {"WHERE issue_id IN (SELECT id FROM issue", "feedback_issue (issue_id=?)"},
        {"WHERE issue_id IN (SELECT id FROM issue", "issue_of_number (list=? AND number=?)"},
        {"told_ms IS NULL ORDER BY feedback.id", "feedback_untold (list=?)"},
        {"FROM feedback WHERE contact_id", "feedback_contact (contact_id=?)"},
        {"FROM thread_message WHERE", "thread_message_feedback (feedback_id=? AND at_ms>?)"},
        {"purpose <> 'post' AND address <> ''", "confirmation_known (expires_ms<?)"},
        {"member.since_ms < :before_ms", "member_unanswered (since_ms<?)"},
        {"WHERE is_told = 0 AND state IN", "mailbox_mail_untold"},
        {"FROM mailbox_mail WHERE mailbox_id", "PRIMARY KEY (mailbox_id=?"},
        {"AND at_ms > :since_ms AND counts = 1", "bounce_contact (contact_id=? AND at_ms>?)"},
        {"FROM bounce WHERE contact_id", "bounce_contact (contact_id=?"},
        {"FROM bounce WHERE at_ms < :before_ms", "bounce_at (at_ms<?)"},
        {"DELETE FROM bounce WHERE lower(address)", "bounce_address (<expr>=?)"},
        {"FROM bounce WHERE delivery_id", "bounce_delivery (delivery_id=?)"},
        {"UPDATE bounce SET counts = 0", "bounce_contact (contact_id=?)"},
        {"reason = 'policy' AND is_told = 0", "bounce_block (list=?)"},
        {"FROM suppression WHERE by", "suppression_since (by=? AND since_ms>?)"},
        {"WHERE probe.due_ms <= :now_ms", "probe_due (due_ms<?)"},
        {"WHERE probe.delivery_id = :delivery_id", "probe_delivery (delivery_id=?)"},
        {"journal WHERE message_id", "journal_message"},
        {"journal WHERE issue_id", "journal_issue"},
        {"journal WHERE delivery_id", "journal_delivery"},
        {"journal WHERE contact_id", "journal_contact"},
        {"told_ms <= :told_before_ms", "message_told (told_ms<?)"},
        {"message.ended_ms < :before_ms", "message_kept (ended_ms<?)"},
        {"message.ended_ms < :before_ms", "issue_post (post_id=?)"},
        {"message.ended_ms < :before_ms", "feedback_message (message_id=?)"},
        {"ended_ms + :step_ms", "message_kept"},
        {"queued_ms + :step_ms WHERE lane = 0", "delivery_named_notice"},
        {"content_id IS NOT NULL AND queued_ms", "delivery_content"},
        {"recipient <> '' AND queued_ms <", "delivery_named_notice (queued_ms<?)"},
        {"DELETE FROM content", "delivery_content (content_id=?)"},
        {"DELETE FROM content", "message_content (content_id=?)"},
        {"source = '' WHERE message_id = :id", "confirmation_message (message_id=?)"},
        {"SELECT DISTINCT copy.id", "sqlite_autoindex_delivery_1 (mailing=? AND contact_id=?)"},
        {"lease_until_ms IS NOT NULL FROM delivery WHERE lane = 0", "delivery_notice (<expr>=?)"},
        {"AND copy.member_id = member.id", "sqlite_autoindex_delivery_1 (mailing=? AND contact_id=?)"},
        {"id FROM confirmation WHERE lower(address)", "confirmation_address (<expr>=?)"},
        {"FROM thread_party WHERE address_key", "thread_party_address (address_key=?)"},
        {"UPDATE feedback SET text", "SEARCH feedback USING"},
        {"FROM member JOIN list", "member_contact (contact_id=?)"},
        {"FROM suppression WHERE contact_id = :contact)\n", "vote_request_approver (<expr>=?)"},
        {"AND number = :number AND variant_of IS NULL", "issue_number (list=? AND number=?)"},
        {"FROM issue WHERE variant_of = :original", "issue_variant (variant_of=?)"},
        {"DELETE FROM content WHERE id", "issue_content (content_id=?)"},
        {"SELECT min(mailing) FROM issue", "issue_message_id (message_id=?)"},
        {"SELECT coalesce(max(mailing), 0)", "SEARCH issue USING COVERING INDEX issue_mailing"},
        {"UNION SELECT issue_version.issue_id FROM message", "issue_message_id (message_id=?)"},
        {"UNION SELECT issue_version.issue_id FROM message", "issue_version_post (post_id=?)"},
        {"WHERE asked_ms IS NULL AND is_bounced = 0", "vote_request_unasked"},
        {"WHERE lower(approver) = lower(:mailbox)", "vote_request_approver (<expr>=?)"},
        {"state = 'scheduled' AND coalesce", "issue_scheduled (<expr><?)"},
        {"UPDATE issue_version SET closed_ms = :now_ms WHERE issue_id",
         "sqlite_autoindex_issue_version_1 (issue_id=?)"},
        {"INSERT INTO issue_version", "sqlite_autoindex_issue_version_1 (issue_id=?)"},
        {"FROM issue_version WHERE issue_id = :issue ORDER BY", "sqlite_autoindex_issue_version_1 (issue_id=?)"},
        {"FROM pinned_part", "PRIMARY KEY (version_id=?)"},
        {"FROM criterion_result", "PRIMARY KEY (version_id=?)"},
        {"WHERE version_id = :version ORDER BY position", "version_id=?"},
        {"state = 'open' AND deadline_at_ms <= :now_ms", "stage_deadline (deadline_at_ms<?)"},
        {"WHERE remind_at_ms <= :now_ms", "stage_remind (remind_at_ms<?)"},
        {"FROM vote_request WHERE delivery_id", "vote_request_delivery (delivery_id=?)"},
        {"FROM vote_request WHERE stage_id", "vote_request_stage (stage_id=?)"},
        {"is_withdrawn = 1 WHERE seat_id", "vote_request_seat (seat_id=?)"},
        {"WHERE stage_id = :stage ORDER BY vote.id", "vote_request_stage (stage_id=?)"},
        {"WHERE stage_id = :stage ORDER BY vote.id", "vote_of_request (request_id=?)"},
        {"WHERE lower(approver) = :key ORDER BY", "vote_request_approver (<expr>=?)"},
        {"JOIN vote AS own", "vote_request_approver (<expr>=?)"},
        {"JOIN vote AS own", "vote_of_request (request_id=?)"},
        {"JOIN vote AS own", "vote_sender (<expr>=?)"},
        {"UPDATE vote SET", "SEARCH vote USING INDEX vote_"},
        {"UPDATE vote SET reason = '', message_id = '', sender = '' WHERE request_id",
         "vote_request_approver (<expr>=?)"},
        {"SET approver = ''", "vote_request_approver (<expr>=?)"},
    };
    for (const Promise& promise : promises) {
        const auto found = with(promise.part);
        EXPECT_FALSE(found.empty()) << "no statement has: " << promise.part;
        for (const Plan& plan : found)
            EXPECT_NE(plan.steps.find(promise.index), std::string::npos) << promise.part << "\n" << plan.steps;
    }
}

/// The tables that grow with mail and members. A scan over an index of open rows alone is none.
TEST_F(QueryPlan, NoStatementOfTheDailyPathScansATableThatGrows)
{
    for (const Plan& plan : plans()) {
        if (plan.sql.find("DESC LIMIT") != std::string::npos) continue;  // a person's question, for the latest rows
        if (plan.sql.find("ingest_key SET at_ms") != std::string::npos) continue;  // once, when the clock was set
        for (const std::string_view table :
             {"delivery", "message", "member", "contact", "content", "journal", "attempt", "ingest_key", "bounce",
              "issue_version", "pinned_part", "criterion_result", "stage", "vote_request", "vote"}) {
            const std::string scan = "SCAN " + std::string(table) + '\n';
            EXPECT_EQ(plan.steps.find(scan), std::string::npos) << plan.sql << '\n' << plan.steps;
        }
    }
}

}  // namespace
}  // namespace store
