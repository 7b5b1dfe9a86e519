#include "store/io/forgetting.h"

#include "store/io/tables.h"

namespace store::io {

namespace {

constexpr auto select_message_content = "SELECT content_id FROM message WHERE id = :id";

constexpr auto purge_message =
    "UPDATE message SET content_id = :content_id, purged_ms = :now_ms WHERE id = :id AND purged_ms IS NULL";

constexpr auto blank_message = R"sql(
    UPDATE message SET recipient = '', reverse_path = '', message_id = '', author = '', subject = '' WHERE id = :id
)sql";

// Index: confirmation_message.
constexpr auto blank_confirmations =
    "UPDATE confirmation SET is_open = 0, address = '', change = '', source = '' WHERE message_id = :id";

constexpr auto select_notice_content = "SELECT coalesce(content_id, 0) FROM delivery WHERE id = :id";

constexpr auto drop_content = "UPDATE delivery SET content_id = NULL WHERE id = :id";

constexpr auto select_digest_content = "SELECT coalesce(content_id, 0) FROM digest WHERE id = :id";

constexpr auto drop_digest_content = "UPDATE digest SET content_id = NULL WHERE id = :id";

constexpr auto delete_attempts = "DELETE FROM attempt WHERE delivery_id = :id";

// The row stays, so that no later one gets its id and answers for its bounces.
constexpr auto blank_notice = "UPDATE delivery SET recipient = '', domain = '', cause = NULL WHERE id = :id";

// Index: delivery_content, message_content, issue_content, digest_content.
constexpr auto delete_unused_content = R"sql(
    DELETE FROM content WHERE id = :id AND NOT EXISTS (SELECT 1 FROM delivery WHERE content_id = :id)
       AND NOT EXISTS (SELECT 1 FROM message WHERE content_id = :id)
       AND NOT EXISTS (SELECT 1 FROM issue WHERE content_id = :id)
       AND NOT EXISTS (SELECT 1 FROM digest WHERE content_id = :id)
)sql";

constexpr auto select_organisation_of = "SELECT coalesce(organisation_id, 0) FROM contact WHERE id = :id";

// A key that no address has, since it has no @.
constexpr auto blank_contact = R"sql(
    UPDATE contact SET email = '', email_key = 'forgotten ' || id, domain = '', name = '', organisation_id = NULL,
                       country = '', language = '', attributes = '{}'
     WHERE id = :id
)sql";

// Index: contact_organisation.
constexpr auto delete_unused_organisation = R"sql(
    DELETE FROM organisation WHERE id = :id AND NOT EXISTS (SELECT 1 FROM contact WHERE organisation_id = :id)
)sql";

Id look_up(Database& database, const char* sql, Id id)
{
    Query row(database, sql);
    return row.bind(":id", id).step() ? row.id() : 0;
}

}  // namespace

/// A message must have octets, so all that are purged have the same: none.
Id Forgetting::empty_content()
{
    return ContentTable(database_).add("");
}

void Forgetting::message(Id message, base::Time now)
{
    const Id content = look_up(database_, select_message_content, message);
    Query(database_, purge_message)
        .bind(":id", message)
        .bind(":content_id", empty_content())
        .bind(":now_ms", now)
        .execute();
    drop_unused(content);
    message_columns(message);
    Query(database_, blank_confirmations).bind(":id", message).execute();
}

void Forgetting::message_columns(Id message)
{
    Query(database_, blank_message).bind(":id", message).execute();
}

void Forgetting::notice(Id notice)
{
    notice_octets(notice);
    for (const char* sql : {delete_attempts, blank_notice}) Query(database_, sql).bind(":id", notice).execute();
}

void Forgetting::notice_octets(Id notice)
{
    const Id content = look_up(database_, select_notice_content, notice);
    Query(database_, drop_content).bind(":id", notice).execute();
    drop_unused(content);
}

void Forgetting::digest_octets(Id digest)
{
    const Id content = look_up(database_, select_digest_content, digest);
    Query(database_, drop_digest_content).bind(":id", digest).execute();
    drop_unused(content);
}

void Forgetting::contact(Id contact)
{
    const Id organisation = look_up(database_, select_organisation_of, contact);
    Query(database_, blank_contact).bind(":id", contact).execute();
    Query(database_, delete_unused_organisation).bind(":id", organisation).execute();
}

void Forgetting::drop_unused(Id content)
{
    Query(database_, delete_unused_content).bind(":id", content).execute();
}

}  // namespace store::io
