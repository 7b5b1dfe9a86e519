#include "store/io/tables.h"

#include <algorithm>
#include <array>

namespace store::io {

namespace {

constexpr auto insert_mailbox = "INSERT INTO mailbox (name) VALUES (:name)";

constexpr auto select_mailbox = "SELECT id, uid_validity, settled_up_to FROM mailbox WHERE name = :name";

constexpr auto update_validity =
    "UPDATE mailbox SET uid_validity = :uid_validity, settled_up_to = 0 WHERE id = :mailbox_id";

constexpr auto update_settled = "UPDATE mailbox SET settled_up_to = :uid WHERE id = :mailbox_id";

constexpr auto select_mails = "SELECT key, state, tries, why FROM mailbox_mail WHERE mailbox_id = :mailbox_id";

// Who was told of one is not told again, however often it is noted.
constexpr auto upsert_mail = R"sql(
    INSERT INTO mailbox_mail (mailbox_id, key, state, tries, why) VALUES (:mailbox_id, :key, :state, :tries, :why)
    ON CONFLICT (mailbox_id, key) DO UPDATE SET state = excluded.state, tries = excluded.tries, why = excluded.why
)sql";

constexpr auto delete_mail = "DELETE FROM mailbox_mail WHERE mailbox_id = :mailbox_id AND key = :key";

constexpr auto delete_mails = "DELETE FROM mailbox_mail WHERE mailbox_id = :mailbox_id";

// :rows_max  ->  name, key, why.  Index: mailbox_mail_untold.
constexpr auto select_untold = R"sql(
    SELECT mailbox.name, mailbox_mail.key, mailbox_mail.why FROM mailbox_mail JOIN mailbox ON mailbox.id = mailbox_mail.mailbox_id
     WHERE is_told = 0 AND state IN ('too_large', 'given_up') LIMIT :rows_max
)sql";

constexpr auto update_told = "UPDATE mailbox_mail SET is_told = 1 WHERE mailbox_id = :mailbox_id AND key = :key";

constexpr std::array<std::string_view, 5> state_names{"taken", "copied", "failing", "too_large", "given_up"};

std::string_view name_of(MailState state)
{
    return state_names.at(static_cast<std::size_t>(state));
}

MailState mail_state(std::string_view name)
{
    return static_cast<MailState>(std::ranges::find(state_names, name) - state_names.begin());
}

}  // namespace

Id MailboxTable::row_of(std::string_view mailbox)
{
    {
        Query row(database_, select_mailbox);
        if (row.bind(":name", mailbox).step()) return row.id();
    }
    Query(database_, insert_mailbox).bind(":name", mailbox).execute();
    return database_.last_id();
}

MailboxMemory MailboxTable::memory(std::string_view mailbox)
{
    MailboxMemory memory;
    Query row(database_, select_mailbox);
    if (!row.bind(":name", mailbox).step()) return memory;
    const Id id = row.id();
    memory.uid_validity = row.number();
    memory.settled_up_to = row.number();
    Query mails(database_, select_mails);
    mails.bind(":mailbox_id", id);
    while (mails.step()) {
        KnownMail mail;
        mail.id = mails.text();
        mail.state = mail_state(mails.text());
        mail.tries = static_cast<int>(mails.number());
        mail.why = mails.text();
        memory.mails.push_back(std::move(mail));
    }
    return memory;
}

void MailboxTable::renew(std::string_view mailbox, std::int64_t uid_validity)
{
    const Id id = row_of(mailbox);
    Query(database_, delete_mails).bind(":mailbox_id", id).execute();
    Query(database_, update_validity).bind(":mailbox_id", id).bind(":uid_validity", uid_validity).execute();
}

void MailboxTable::note(std::string_view mailbox, const KnownMail& mail)
{
    Query(database_, upsert_mail)
        .bind(":mailbox_id", row_of(mailbox))
        .bind(":key", mail.id)
        .bind(":state", name_of(mail.state))
        .bind(":tries", std::int64_t{mail.tries})
        .bind(":why", mail.why)
        .execute();
}

void MailboxTable::forget(std::string_view mailbox, const std::vector<std::string>& ids)
{
    const Id id = row_of(mailbox);
    for (const std::string& key : ids)
        Query(database_, delete_mail).bind(":mailbox_id", id).bind(":key", key).execute();
}

void MailboxTable::settle_up_to(std::string_view mailbox, std::int64_t uid)
{
    Query(database_, update_settled).bind(":mailbox_id", row_of(mailbox)).bind(":uid", uid).execute();
}

std::vector<LeftMail> MailboxTable::left_untold(std::size_t rows_max)
{
    std::vector<LeftMail> left;
    Query row(database_, select_untold);
    row.bind(":rows_max", static_cast<std::int64_t>(rows_max));
    while (row.step()) {
        LeftMail mail;
        mail.mailbox = row.text();
        mail.id = row.text();
        mail.why = row.text();
        left.push_back(std::move(mail));
    }
    return left;
}

void MailboxTable::mark_told(const LeftMail& mail)
{
    Query(database_, update_told).bind(":mailbox_id", row_of(mail.mailbox)).bind(":key", mail.id).execute();
}

}  // namespace store::io
