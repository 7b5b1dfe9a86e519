#include "store/io/json_text.h"
#include "store/io/tables.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace store::io {

namespace {

constexpr auto insert_asking = R"sql(
    INSERT INTO asking (form, list, contact_id, corrects_id, asked_ms)
    VALUES (:form, :list, :contact_id, :corrects_id, :asked_ms) ON CONFLICT DO NOTHING
)sql";

// Index: the UNIQUE one on (list_id, contact_id, category); asking_member.
constexpr auto select_unasked = R"sql(
    SELECT DISTINCT contact_id, contact.country
      FROM member JOIN contact ON contact.id = contact_id
     WHERE list_id = (SELECT id FROM list WHERE name = :list) AND contact_id > :after AND state = 'active'
       AND (:categories = '[]' OR category IN (SELECT value FROM json_each(:categories)))
       AND NOT EXISTS (SELECT 1 FROM asking
                        WHERE asking.form = :form AND asking.contact_id = member.contact_id AND corrects_id IS NULL)
     ORDER BY contact_id LIMIT :rows_max
)sql";

constexpr auto insert_correction = R"sql(
    INSERT INTO asking (form, list, contact_id, corrects_id, asked_ms)
    SELECT asking.form, asking.list, asking.contact_id, form_return.id, :asked_ms
      FROM form_return JOIN asking ON asking.id = form_return.asking_id WHERE form_return.id = :id
    ON CONFLICT DO NOTHING
)sql";

// Index: asking_correction.
constexpr auto select_correction = "SELECT id FROM asking WHERE corrects_id = :id";

#define SELECT_ASKING                                                                                                  \
    "SELECT asking.id, form, list, contact_id, contact.email, contact.name, contact.country, contact.language, "       \
    "coalesce((SELECT category FROM member WHERE member.contact_id = asking.contact_id AND member.state <> 'left'"     \
    " AND list_id = (SELECT id FROM list WHERE name = asking.list) ORDER BY member.id LIMIT 1), ''), "                 \
    "corrects_id, asked_ms, reminded_ms FROM asking JOIN contact ON contact.id = contact_id "

constexpr auto select_asking = SELECT_ASKING "WHERE asking.id = :id";

// Index: asking_member.
constexpr auto select_askings = SELECT_ASKING "WHERE form = :form AND corrects_id IS NULL ORDER BY asking.id";

#undef SELECT_ASKING

constexpr auto set_asking_reminded = "UPDATE asking SET reminded_ms = :now_ms WHERE id = :id";

constexpr auto insert_return = R"sql(
    INSERT INTO form_return (form, asking_id, message_id, sender, received_ms, state, is_late, has_doubts, content)
    VALUES (:form, :asking_id, :message_id, :sender, :received_ms, :state, :is_late, :has_doubts, :content)
)sql";

#define SELECT_RETURN                                                                                                  \
    "SELECT form_return.id, form_return.form, asking_id, message_id, sender, received_ms, state, is_late, "            \
    "has_doubts, "                                                                                                     \
    "content, contact.email FROM form_return JOIN asking ON asking.id = asking_id "                                    \
    "JOIN contact ON contact.id = asking.contact_id "

constexpr auto select_return = SELECT_RETURN "WHERE form_return.id = :id";

// Index: form_return_message.
constexpr auto select_return_of = SELECT_RETURN "WHERE message_id = :message_id";

// Index: form_return_form.
constexpr auto select_returns = SELECT_RETURN "WHERE form_return.form = :form ORDER BY form_return.id";

// Index: asking_contact, form_return_asking.
constexpr auto select_returns_of =
    SELECT_RETURN "WHERE asking.contact_id = :contact_id AND form_return.form = :form ORDER BY form_return.id";

#undef SELECT_RETURN

constexpr auto set_return_state = "UPDATE form_return SET state = :state WHERE id = :id";

constexpr auto set_return_content =
    "UPDATE form_return SET content = :content, has_doubts = :has_doubts WHERE id = :id";

ReturnState return_state(std::string_view name)
{
    constexpr std::array all{ReturnState::review, ReturnState::accepted,   ReturnState::late,
                             ReturnState::held,   ReturnState::superseded, ReturnState::rejected};
    const auto* const found = std::ranges::find(all, name, [](ReturnState state) { return name_of(state); });
    if (found == all.end()) throw std::runtime_error("the store has a return in state " + std::string(name));
    return *found;
}

Asking read_asking(Query& row)
{
    Asking asking;
    asking.id = row.id();
    asking.form = row.text();
    asking.list = row.text();
    asking.contact = row.id();
    asking.email = row.text();
    asking.name = row.text();
    asking.country = row.text();
    asking.language = row.text();
    asking.category = row.text();
    asking.corrects = row.id();
    asking.asked_at = row.time();
    asking.reminded_at = row.optional_time();
    return asking;
}

FormReturn read_return(Query& row)
{
    FormReturn found;
    found.id = row.id();
    found.form = row.text();
    found.asking = row.id();
    found.message = row.id();
    found.from = row.text();
    found.received_at = row.time();
    found.state = return_state(row.text());
    found.is_late = row.flag();
    found.has_doubts = row.flag();
    found.content = row.text();
    found.member = row.text();
    return found;
}

std::vector<FormReturn> read_returns(Query& row)
{
    std::vector<FormReturn> all;
    while (row.step()) all.push_back(read_return(row));
    return all;
}

}  // namespace

Id FormTables::add_asking(std::string_view form, std::string_view list, Id contact, base::Time now)
{
    const std::int64_t added = Query(database_, insert_asking)
                                   .bind(":form", form)
                                   .bind(":list", list)
                                   .bind(":contact_id", contact)
                                   .bind_id(":corrects_id", 0)
                                   .bind(":asked_ms", now)
                                   .execute();
    return added == 0 ? 0 : database_.last_id();
}

Id FormTables::correction_of(Id form_return, base::Time now)
{
    Query(database_, insert_correction).bind(":id", form_return).bind(":asked_ms", now).execute();
    Query row(database_, select_correction);
    row.bind(":id", form_return);
    return row.step() ? row.id() : 0;
}

std::vector<Unasked> FormTables::unasked(std::string_view form, std::string_view list,
                                         const std::vector<std::string>& categories, Id after, std::size_t rows_max)
{
    Query row(database_, select_unasked);
    row.bind(":form", form)
        .bind(":list", list)
        .bind(":categories", texts_as_json(categories))
        .bind(":after", after)
        .bind(":rows_max", static_cast<std::int64_t>(rows_max));
    std::vector<Unasked> all;
    while (row.step()) {
        Unasked& each = all.emplace_back();
        each.contact = row.id();
        each.country = row.text();
    }
    return all;
}

std::optional<Asking> FormTables::find_asking(Id asking)
{
    Query row(database_, select_asking);
    row.bind(":id", asking);
    if (!row.step()) return std::nullopt;
    return read_asking(row);
}

std::vector<Asking> FormTables::askings(std::string_view form)
{
    Query row(database_, select_askings);
    row.bind(":form", form);
    std::vector<Asking> all;
    while (row.step()) all.push_back(read_asking(row));
    return all;
}

void FormTables::set_reminded(Id asking, base::Time now)
{
    Query(database_, set_asking_reminded).bind(":id", asking).bind(":now_ms", now).execute();
}

Id FormTables::add_return(const NewReturn& form_return)
{
    Query(database_, insert_return)
        .bind(":form", form_return.form)
        .bind(":asking_id", form_return.asking)
        .bind_id(":message_id", form_return.message)
        .bind(":sender", form_return.from)
        .bind(":received_ms", form_return.received_at)
        .bind(":state", name_of(form_return.state))
        .bind(":is_late", std::int64_t{form_return.is_late})
        .bind(":has_doubts", std::int64_t{form_return.has_doubts})
        .bind(":content", form_return.content)
        .execute();
    return database_.last_id();
}

std::optional<FormReturn> FormTables::find_return(Id form_return)
{
    Query row(database_, select_return);
    row.bind(":id", form_return);
    if (!row.step()) return std::nullopt;
    return read_return(row);
}

std::optional<FormReturn> FormTables::find_return_of(Id message)
{
    Query row(database_, select_return_of);
    row.bind(":message_id", message);
    if (!row.step()) return std::nullopt;
    return read_return(row);
}

std::vector<FormReturn> FormTables::returns(std::string_view form)
{
    Query row(database_, select_returns);
    row.bind(":form", form);
    return read_returns(row);
}

std::vector<FormReturn> FormTables::returns_of(std::string_view form, Id contact)
{
    Query row(database_, select_returns_of);
    row.bind(":form", form).bind(":contact_id", contact);
    return read_returns(row);
}

void FormTables::set_state(Id form_return, ReturnState state)
{
    Query(database_, set_return_state).bind(":id", form_return).bind(":state", name_of(state)).execute();
}

void FormTables::set_content(Id form_return, std::string_view content, bool has_doubts)
{
    Query(database_, set_return_content)
        .bind(":id", form_return)
        .bind(":content", content)
        .bind(":has_doubts", std::int64_t{has_doubts})
        .execute();
}

}  // namespace store::io
