#include "base/text.h"
#include "store/io/json_text.h"
#include "store/io/tables.h"

#include <array>

namespace store::io {

namespace {

// --- what is kept about an address ----------------------------------------------------------------------------------

constexpr auto select_contact = R"sql(
    SELECT contact.id, contact.email, contact.name, coalesce(organisation.name, ''), coalesce(organisation.about, ''),
           coalesce(organisation.url, ''), contact.country, contact.language, contact.attributes,
           coalesce(suppression.reason, ''), suppression.since_ms
      FROM contact LEFT JOIN organisation ON organisation.id = contact.organisation_id
      LEFT JOIN suppression ON suppression.contact_id = contact.id
     WHERE contact.email_key = :key
)sql";

// Index: member_contact.
constexpr auto select_memberships = R"sql(
    SELECT list.name, member.category, member.state, member.since_ms
      FROM member JOIN list ON list.id = member.list_id WHERE member.contact_id = :contact ORDER BY member.id
)sql";

// What it wrote, by its token or its address.  Index: feedback_contact, thread_party_address.
constexpr auto select_feedback = R"sql(
    SELECT id FROM feedback WHERE contact_id = (SELECT id FROM contact WHERE email_key = :key)
    UNION
    SELECT feedback_id FROM thread_party WHERE address_key = :key AND is_author = 1
)sql";

// Index: thread_party_address.
constexpr auto select_parties =
    "SELECT id, feedback_id, address, is_author FROM thread_party WHERE address_key = :key ORDER BY id";

// Index: confirmation_address.
constexpr auto select_confirmations = "SELECT id FROM confirmation WHERE lower(address) = :key ORDER BY id";

#define STAGE_NAME "issue.list, issue.number, issue_version.number, stage.name"
#define JOIN_STAGE                                                                                                     \
    " JOIN stage ON stage.id = vote_request.stage_id JOIN issue_version ON issue_version.id = stage.version_id"        \
    " JOIN issue ON issue.id = issue_version.issue_id"

// Index: vote_request_approver.
constexpr auto select_vote_requests = "SELECT vote_request.id, " STAGE_NAME " FROM vote_request" JOIN_STAGE
                                      " WHERE lower(approver) = :key ORDER BY vote_request.id";

// Whose token it carried, it is his; so is what came from his mailbox.  Index: vote_request_approver, vote_of_request,
// vote_sender.
constexpr auto select_votes =
    "SELECT vote.id, " STAGE_NAME " FROM vote JOIN vote_request ON vote_request.id = vote.request_id" JOIN_STAGE
    " WHERE vote.id IN (SELECT own.id FROM vote_request AS asked JOIN vote AS own ON own.request_id = asked.id"
    " WHERE lower(asked.approver) = :key UNION SELECT id FROM vote WHERE lower(sender) = :key) ORDER BY vote.id";

#undef STAGE_NAME
#undef JOIN_STAGE

// Index: asking_contact, form_return_asking, form_return_sender.
constexpr auto select_form_returns = R"sql(
    SELECT form_return.id FROM asking JOIN form_return ON form_return.asking_id = asking.id
     WHERE asking.contact_id = (SELECT id FROM contact WHERE email_key = :key)
    UNION
    SELECT id FROM form_return WHERE lower(sender) = :key AND sender <> ''
     ORDER BY 1
)sql";

// A person's question, so that a scan for the addresses is right. Whose token a message carried is its author, whatever
// its From; so is who went on in that thread under that name.
constexpr auto select_messages = R"sql(
    SELECT id FROM message WHERE purged_ms IS NULL AND (lower(author) = :key OR lower(reverse_path) = :key)
    UNION
    SELECT feedback.message_id FROM feedback JOIN message ON message.id = feedback.message_id
     WHERE contact_id = (SELECT id FROM contact WHERE email_key = :key) AND purged_ms IS NULL
    UNION
    SELECT message.id FROM feedback
      JOIN thread_party ON thread_party.feedback_id = feedback.id AND thread_party.is_author = 1
      JOIN thread_message ON thread_message.feedback_id = feedback.id
      JOIN message ON message.id = thread_message.message_id AND lower(message.author) = thread_party.address_key
     WHERE contact_id = (SELECT id FROM contact WHERE email_key = :key) AND purged_ms IS NULL
    UNION
    SELECT message.id FROM vote_request
      JOIN vote ON vote.request_id = vote_request.id JOIN message ON message.id = vote.answer_id
     WHERE lower(vote_request.approver) = :key AND purged_ms IS NULL
    UNION
    SELECT message.id FROM asking
      JOIN form_return ON form_return.asking_id = asking.id JOIN message ON message.id = form_return.message_id
     WHERE asking.contact_id = (SELECT id FROM contact WHERE email_key = :key) AND purged_ms IS NULL
     ORDER BY 1
)sql";

// --- what is sent to it ---------------------------------------------------------------------------------------------

constexpr auto leave_all =
    "UPDATE member SET state = 'left', since_ms = :now_ms WHERE contact_id = :contact AND state <> 'left'";

// Index: the UNIQUE one on (mailing, contact_id), mailing for mailing; delivery_digest.
constexpr auto select_copies = R"sql(
    SELECT DISTINCT copy.id, copy.lease_until_ms IS NOT NULL
      FROM issue CROSS JOIN delivery AS copy ON copy.mailing = issue.mailing AND copy.contact_id = :contact
    UNION
    SELECT id, lease_until_ms IS NOT NULL FROM delivery WHERE contact_id = :contact AND lane < 0
)sql";

// Index: delivery_notice.
constexpr auto select_notices =
    "SELECT id, lease_until_ms IS NOT NULL FROM delivery WHERE lane = 0 AND lower(recipient) = :key";

constexpr auto cancel_waiting =
    "UPDATE delivery SET state = 'cancelled', due_ms = NULL WHERE id = :id AND due_ms IS NOT NULL";

// --- what is forgotten ----------------------------------------------------------------------------------------------

// All rows that name a contact by its number. Here, or below, a new table with data about people adds its statement.
constexpr std::array forget_by_contact{
    "DELETE FROM suppression WHERE contact_id = :contact",
    "DELETE FROM suppression_untold WHERE member_id IN (SELECT id FROM member WHERE contact_id = :contact)",
    "DELETE FROM bounce WHERE contact_id = :contact",
    "DELETE FROM probe WHERE contact_id = :contact",
    "DELETE FROM digest_choice WHERE contact_id = :contact",
    "UPDATE digest_item SET state = 'withdrawn' WHERE contact_id = :contact AND state = 'waiting'",
    "DELETE FROM leaving WHERE member_id IN (SELECT id FROM member WHERE contact_id = :contact)",
    "UPDATE thread_party SET address = '', address_key = 'erased ' || id"
    " WHERE is_author = 1 AND feedback_id IN (SELECT id FROM feedback WHERE contact_id = :contact)",
    "UPDATE feedback SET text = '', attachments = '[]', state = 'closed', told_ms = coalesce(told_ms, at_ms)"
    " WHERE contact_id = :contact",
    "UPDATE form_return SET content = '', sender = ''"
    " WHERE asking_id IN (SELECT id FROM asking WHERE contact_id = :contact)",
};

// All rows that have the address itself. Who wrote from it with nobody's token is known by it alone, so feedback goes
// before the parties; and votes, of which it stays what was decided and when, before the requests.
constexpr std::array forget_by_address{
    "UPDATE feedback SET text = '', attachments = '[]', state = 'closed', told_ms = coalesce(told_ms, at_ms)"
    " WHERE id IN (SELECT feedback_id FROM thread_party WHERE address_key = :key AND is_author = 1)",
    "UPDATE thread_party SET address = '', address_key = 'erased ' || id WHERE address_key = :key",
    "UPDATE confirmation SET is_open = 0, address = '', change = '', source = '' WHERE lower(address) = :key",
    "DELETE FROM bounce WHERE lower(address) = :key",
    "UPDATE vote SET reason = '', message_id = '', sender = ''"
    " WHERE request_id IN (SELECT id FROM vote_request WHERE lower(approver) = :key)",
    "UPDATE vote SET reason = '', message_id = '', sender = '' WHERE lower(sender) = :key",
    "UPDATE vote_request SET approver = '' WHERE lower(approver) = :key",
    "UPDATE form_return SET sender = '' WHERE lower(sender) = :key AND sender <> ''",
};

// A relay's reply may repeat the address.
constexpr auto blank_replies = "UPDATE attempt SET text = '' WHERE delivery_id = :id";

constexpr auto blank_copy = "UPDATE delivery SET recipient = '', domain = '' WHERE id = :id";

constexpr auto select_message = "SELECT 1 FROM message WHERE id = :id AND purged_ms IS NULL";

// Index: issue_post.
constexpr auto select_issue_of_post = "SELECT 1 FROM issue WHERE post_id = :id";

// A member's translation. (Who posts originals is named in the configuration.)  Index: issue_post, issue_version_post.
constexpr auto blank_translator = "UPDATE issue SET author = '' WHERE post_id = :id AND variant_of IS NOT NULL";

constexpr auto blank_translator_of_version = R"sql(
    UPDATE issue_version SET author = ''
     WHERE post_id = :id AND EXISTS (SELECT 1 FROM issue WHERE issue.id = issue_id AND variant_of IS NOT NULL)
)sql";

// --- who never answered ---------------------------------------------------------------------------------------------

// Who was a member before has copies, and stays as one who left.  Index: the UNIQUE one on (list_id, contact_id,
// category); that on (mailing, contact_id), mailing for mailing.
constexpr auto leave_unanswered = R"sql(
    UPDATE member SET state = 'left' WHERE list_id = (SELECT id FROM list WHERE name = :list)
       AND contact_id = :contact AND state IN ('invited', 'pending')
       AND EXISTS (SELECT 1 FROM issue CROSS JOIN delivery AS copy
                    WHERE copy.mailing = issue.mailing AND copy.contact_id = :contact AND copy.member_id = member.id)
)sql";

// Index: the UNIQUE one on (list_id, contact_id, category).
constexpr auto select_unanswered = R"sql(
    SELECT id FROM member WHERE list_id = (SELECT id FROM list WHERE name = :list)
       AND contact_id = :contact AND state IN ('invited', 'pending')
)sql";

// Whether anything else uses the contact; who may approve must keep his requests.  Index: member_contact,
// vote_request_approver.
constexpr auto select_other_use = R"sql(
    SELECT 1 WHERE EXISTS (SELECT 1 FROM member JOIN list ON list.id = member.list_id
                            WHERE contact_id = :contact
                              AND NOT (list.name = :list AND member.state IN ('invited', 'pending')))
                OR EXISTS (SELECT 1 FROM suppression WHERE contact_id = :contact)
                OR EXISTS (SELECT 1 FROM vote_request WHERE lower(approver) = :key)
                OR EXISTS (SELECT 1 FROM asking WHERE contact_id = :contact)
)sql";

// Of whom nothing is known but that a membership was his.
constexpr auto insert_nobody =
    "INSERT INTO contact (email, email_key, domain) VALUES ('', 'forgotten member ' || :member, '')";

constexpr auto give_membership_to = "UPDATE member SET state = 'left', contact_id = :contact WHERE id = :member";

constexpr auto select_contact_id = "SELECT id FROM contact WHERE email_key = :key";

constexpr auto insert_mark = "INSERT INTO erased (mark, erased_ms) VALUES (:mark, :now_ms) ON CONFLICT DO NOTHING";

constexpr auto select_mark = "SELECT 1 FROM erased WHERE mark = :mark";

constexpr auto delete_mark = "DELETE FROM erased WHERE mark = :mark";

StageName read_stage_name(Query& row)
{
    StageName name;
    name.list = row.text();
    name.issue_number = row.number();
    name.version = row.number();
    name.stage = row.text();
    return name;
}

}  // namespace

Id PersonalDataTables::contact_id(std::string_view email)
{
    Query row(database_, select_contact_id);
    return row.bind(":key", base::to_lower(email)).step() ? row.id() : 0;
}

std::optional<Contact> PersonalDataTables::contact(std::string_view email)
{
    Query row(database_, select_contact);
    if (!row.bind(":key", base::to_lower(email)).step()) return std::nullopt;
    Contact contact;
    contact.id = row.id();
    contact.email = row.text();
    contact.name = row.text();
    contact.organisation = row.text();
    contact.about = row.text();
    contact.url = row.text();
    contact.country = row.text();
    contact.language = row.text();
    contact.attributes = attributes_of_json(row.text());
    contact.suppression = row.text();
    contact.suppressed_since = row.optional_time();
    return contact;
}

std::vector<Membership> PersonalDataTables::memberships(Id contact)
{
    std::vector<Membership> all;
    Query row(database_, select_memberships);
    row.bind(":contact", contact);
    while (row.step()) {
        Membership& membership = all.emplace_back();
        membership.list = row.text();
        membership.category = row.text();
        membership.state = member_state(row.text()).value_or(MemberState::active);
        membership.since = row.time();
    }
    return all;
}

/// Of the rows that such a query names, by their ids.
std::vector<Id> PersonalDataTables::ids_of(const char* sql, std::string_view email)
{
    std::vector<Id> ids;
    Query row(database_, sql);
    row.bind(":key", base::to_lower(email));
    while (row.step()) ids.push_back(row.id());
    return ids;
}

std::vector<Feedback> PersonalDataTables::feedback(std::string_view email)
{
    std::vector<Feedback> all;
    for (const Id id : ids_of(select_feedback, email)) all.push_back(correspondence_.find(id).value());
    return all;
}

std::vector<ThreadParty> PersonalDataTables::parties(std::string_view email)
{
    std::vector<ThreadParty> all;
    Query row(database_, select_parties);
    row.bind(":key", base::to_lower(email));
    while (row.step()) {
        ThreadParty& party = all.emplace_back();
        party.id = row.id();
        party.feedback = row.id();
        party.address = row.text();
        party.is_author = row.flag();
    }
    return all;
}

std::vector<Confirmation> PersonalDataTables::confirmations(std::string_view email)
{
    std::vector<Confirmation> all;
    for (const Id id : ids_of(select_confirmations, email)) all.push_back(confirmations_.find(id).value());
    return all;
}

std::vector<NamedRequest> PersonalDataTables::vote_requests(std::string_view email)
{
    std::vector<NamedRequest> all;
    Query row(database_, select_vote_requests);
    row.bind(":key", base::to_lower(email));
    while (row.step()) {
        const Id id = row.id();
        all.push_back({.stage = read_stage_name(row), .request = approvals_.find_request(id).value()});
    }
    return all;
}

std::vector<NamedVote> PersonalDataTables::votes(std::string_view email)
{
    std::vector<NamedVote> all;
    Query row(database_, select_votes);
    row.bind(":key", base::to_lower(email));
    while (row.step()) {
        const Id id = row.id();
        all.push_back({.stage = read_stage_name(row), .vote = approvals_.find_vote(id).value()});
    }
    return all;
}

std::vector<FormReturn> PersonalDataTables::returns(std::string_view email)
{
    std::vector<FormReturn> all;
    for (const Id id : ids_of(select_form_returns, email)) all.push_back(forms_.find_return(id).value());
    return all;
}

std::vector<Message> PersonalDataTables::messages(std::string_view email)
{
    std::vector<Message> all;
    for (const Id id : ids_of(select_messages, email)) all.push_back(spool_.find(id).value());
    return all;
}

/// What is leased is counted, and in neither list.
PersonalDataTables::Sent PersonalDataTables::sent_to(Id contact, std::string_view email)
{
    Sent sent;
    const auto read = [&sent](Query& row, std::vector<Id>& into) {
        while (row.step()) {
            const Id id = row.id();
            if (row.flag()) {
                ++sent.going_out;
            } else {
                into.push_back(id);
            }
        }
    };
    Query copies(database_, select_copies);
    read(copies.bind(":contact", contact), sent.copies);
    Query notices(database_, select_notices);
    read(notices.bind(":key", base::to_lower(email)), sent.notices);
    return sent;
}

std::int64_t PersonalDataTables::withdraw(std::string_view email, base::Time now)
{
    const Id contact = contact_id(email);
    Query(database_, leave_all).bind(":contact", contact).bind(":now_ms", now).execute();
    const Sent sent = sent_to(contact, email);
    for (const auto* ids : {&sent.copies, &sent.notices}) {
        for (const Id id : *ids) Query(database_, cancel_waiting).bind(":id", id).execute();
    }
    return sent.going_out;
}

Erased PersonalDataTables::erase(std::string_view email)
{
    const Id contact = contact_id(email);
    const Sent sent = sent_to(contact, email);
    const Erased erased{.memberships = std::ssize(memberships(contact)),
                        .copies = std::ssize(sent.copies),
                        .notices = std::ssize(sent.notices),
                        .feedback = std::ssize(ids_of(select_feedback, email))};
    for (const Id copy : sent.copies) {
        for (const char* sql : {blank_replies, blank_copy}) Query(database_, sql).bind(":id", copy).execute();
    }
    for (const Id notice : sent.notices) forgetting_.notice(notice);
    for (const char* sql : forget_by_contact) Query(database_, sql).bind(":contact", contact).execute();
    for (const char* sql : forget_by_address) Query(database_, sql).bind(":key", base::to_lower(email)).execute();
    forgetting_.contact(contact);
    return erased;
}

bool PersonalDataTables::erase_message(Id message, base::Time now)
{
    Query there(database_, select_message);
    if (!there.bind(":id", message).step()) return true;
    Query post(database_, select_issue_of_post);
    const bool is_issue = post.bind(":id", message).step();
    if (is_issue) {
        forgetting_.message_columns(message);
        for (const char* sql : {blank_translator, blank_translator_of_version})
            Query(database_, sql).bind(":id", message).execute();
    } else {
        forgetting_.message(message, now);
    }
    return !is_issue;
}

void PersonalDataTables::keep_out(std::string_view mark, base::Time now)
{
    Query(database_, insert_mark).bind_octets(":mark", mark).bind(":now_ms", now).execute();
}

bool PersonalDataTables::is_kept_out(std::string_view mark)
{
    return Query(database_, select_mark).bind_octets(":mark", mark).step();
}

void PersonalDataTables::let_in(std::string_view mark)
{
    Query(database_, delete_mark).bind_octets(":mark", mark).execute();
}

/// Memberships keep their rows, as those of somebody without a name: to delete one, SQLite would look through all
/// deliveries for its number.
bool PersonalDataTables::forget_unanswered(std::string_view list, std::string_view email)
{
    const Id contact = contact_id(email);
    const std::int64_t left =
        Query(database_, leave_unanswered).bind(":list", list).bind(":contact", contact).execute();
    std::vector<Id> members;
    {
        Query row(database_, select_unanswered);
        row.bind(":list", list).bind(":contact", contact);
        while (row.step()) members.push_back(row.id());
    }
    if (members.empty()) return left > 0;
    Query used(database_, select_other_use);
    used.bind(":list", list).bind(":contact", contact).bind(":key", base::to_lower(email));
    const bool has_other_use = used.step();
    for (const Id member : members) {
        Id holder = contact;
        if (has_other_use) {
            Query(database_, insert_nobody).bind(":member", member).execute();
            holder = database_.last_id();
        }
        Query(database_, give_membership_to).bind(":member", member).bind(":contact", holder).execute();
    }
    if (has_other_use) return true;
    for (const Id notice : sent_to(contact, email).notices) {
        Query(database_, cancel_waiting).bind(":id", notice).execute();
        forgetting_.notice(notice);
    }
    forgetting_.contact(contact);
    return true;
}

}  // namespace store::io
