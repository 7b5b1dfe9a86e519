#include "base/text.h"
#include "store/io/digest_items.h"
#include "store/io/json_text.h"
#include "store/io/tables.h"

#include <array>
#include <stdexcept>
#include <utility>

namespace store::io {

namespace {

constexpr auto upsert_list = R"sql(
    INSERT INTO list (name, address) VALUES (:name, :address)
    ON CONFLICT (name) DO UPDATE SET address = excluded.address WHERE address <> excluded.address
)sql";

constexpr auto select_list = "SELECT id FROM list WHERE name = :name";

// Empty values leave what is there.
constexpr auto upsert_organisation_row = R"sql(
    INSERT INTO organisation (name, about, url, country) VALUES (:name, :about, :url, :country)
    ON CONFLICT (name) DO UPDATE
       SET about   = CASE WHEN excluded.about   <> '' THEN excluded.about   ELSE about   END,
           url     = CASE WHEN excluded.url     <> '' THEN excluded.url     ELSE url     END,
           country = CASE WHEN excluded.country <> '' THEN excluded.country ELSE country END
    RETURNING id
)sql";

constexpr auto select_contact = R"sql(
    SELECT id, name, coalesce(organisation_id, 0), country, language, attributes FROM contact WHERE email_key = :key
)sql";

constexpr auto insert_contact = R"sql(
    INSERT INTO contact (email, email_key, domain, name, organisation_id, country, language, attributes)
    VALUES (:email, :key, :domain, :name, :organisation_id, :country, :language, :attributes)
)sql";

constexpr auto update_contact = R"sql(
    UPDATE contact SET name = :name, organisation_id = :organisation_id, country = :country, language = :language,
                       attributes = :attributes
     WHERE id = :id
)sql";

// What a contact is on a list.  Index: the UNIQUE one on (list_id, contact_id, category).
constexpr auto select_membership = R"sql(
    SELECT category, state FROM member
     WHERE list_id = (SELECT id FROM list WHERE name = :list) AND contact_id = :contact_id
)sql";

constexpr auto insert_member = R"sql(
    INSERT INTO member (list_id, contact_id, category, state, since_ms)
    VALUES (:list_id, :contact_id, :category, :state, :now_ms)
)sql";

constexpr auto update_member = R"sql(
    UPDATE member SET state = :state, since_ms = :now_ms
     WHERE list_id = :list_id AND contact_id = :contact_id AND category = :category AND state <> :state
)sql";

constexpr auto select_language = "SELECT language FROM contact WHERE email_key = :key";

constexpr auto delete_suppression =
    "DELETE FROM suppression WHERE contact_id = (SELECT id FROM contact WHERE email_key = :key)";

// Index: member_unanswered.
constexpr auto select_unanswered = R"sql(
    SELECT list.name, contact.email
      FROM member JOIN contact ON contact.id = member.contact_id JOIN list ON list.id = member.list_id
     WHERE member.state IN ('invited', 'pending') AND member.since_ms < :before_ms
     ORDER BY member.since_ms LIMIT :rows_max
)sql";

constexpr auto select_suppression = "SELECT 1 FROM suppression WHERE contact_id = :contact_id";

constexpr auto insert_suppression = R"sql(
    INSERT INTO suppression (contact_id, reason, by, since_ms) VALUES (:contact_id, :reason, :by, :now_ms)
    ON CONFLICT (contact_id) DO NOTHING
)sql";

constexpr auto select_suppressions =
    "SELECT contact.email, suppression.reason, suppression.by, suppression.since_ms FROM suppression"
    " JOIN contact ON contact.id = suppression.contact_id ORDER BY suppression.since_ms, contact.email_key";

// Index: suppression_since.
constexpr auto count_suppressed = "SELECT count(*) FROM suppression WHERE by = :by AND since_ms > :since_ms";

// Index: member_contact.
constexpr auto insert_suppression_to_tell = R"sql(
    INSERT OR IGNORE INTO suppression_untold (member_id)
    SELECT id FROM member WHERE contact_id = :contact_id AND state IN ('active', 'paused')
)sql";

constexpr auto delete_suppression_to_tell = "DELETE FROM suppression_untold WHERE member_id = :member_id";

// Index: member_contact.
constexpr auto forget_suppressions_to_tell =
    "DELETE FROM suppression_untold WHERE member_id IN (SELECT id FROM member WHERE contact_id = :contact_id)";

constexpr auto select_contact_id = "SELECT id FROM contact WHERE email_key = :key";

#define MEMBER_COLUMNS                                                                                                 \
    "member.id, contact.id, contact.email, contact.name, member.category,"                                             \
    " CASE WHEN suppression.contact_id IS NOT NULL THEN 'suppressed' ELSE member.state END,"                           \
    " coalesce(organisation.name, ''), contact.country, contact.language, coalesce(organisation.url, ''),"             \
    " coalesce(organisation.about, ''), contact.attributes,"                                                           \
    " coalesce((SELECT period || ' ' || format FROM digest_choice JOIN list ON list.name = digest_choice.list"         \
    " WHERE list.id = member.list_id AND digest_choice.contact_id = contact.id), '')"

#define WITH_ITS_CONTACT                                                                                               \
    " JOIN contact ON contact.id = member.contact_id"                                                                  \
    " LEFT JOIN organisation ON organisation.id = contact.organisation_id"                                             \
    " LEFT JOIN suppression ON suppression.contact_id = contact.id"

#define SELECT_MEMBERS                                                                                                 \
    "SELECT " MEMBER_COLUMNS " FROM member" WITH_ITS_CONTACT                                                           \
    " WHERE member.list_id = (SELECT id FROM list WHERE name = :list)"

// Without those of whom no name is left (store/personal_data.h).  Index: member_list.
constexpr auto select_members = SELECT_MEMBERS " AND contact.email <> '' ORDER BY member.id";

constexpr auto select_members_of = SELECT_MEMBERS " AND contact.email_key = :key ORDER BY member.id";

// Index: member_category.
constexpr auto select_members_in =
    SELECT_MEMBERS " AND member.category = :category AND member.state = 'active' AND suppression.contact_id IS NULL"
                   " AND contact.country = :country COLLATE NOCASE ORDER BY member.id LIMIT :rows_max";

constexpr auto select_member = "SELECT " MEMBER_COLUMNS ", list.name FROM member" WITH_ITS_CONTACT
                               " JOIN list ON list.id = member.list_id WHERE member.id = :id AND contact.email <> ''";

// There are few: each is told of within a day.
constexpr auto select_leavings =
    "SELECT " MEMBER_COLUMNS
    ", leaving.left_ms FROM leaving CROSS JOIN member ON member.id = leaving.member_id" WITH_ITS_CONTACT
    " WHERE member.list_id = (SELECT id FROM list WHERE name = :list)"
    " ORDER BY leaving.left_ms, leaving.member_id LIMIT :rows_max";

// There are few: each is told of within a day.
constexpr auto select_suppressions_untold =
    "SELECT " MEMBER_COLUMNS ", suppression.reason, suppression.by, suppression.since_ms"
    " FROM suppression_untold CROSS JOIN member ON member.id = suppression_untold.member_id" WITH_ITS_CONTACT
    " WHERE member.list_id = (SELECT id FROM list WHERE name = :list) AND suppression.contact_id IS NOT NULL"
    " ORDER BY suppression.since_ms, member.id LIMIT :rows_max";

#undef MEMBER_COLUMNS
#undef WITH_ITS_CONTACT
#undef SELECT_MEMBERS

constexpr auto insert_leaving = R"sql(
    INSERT INTO leaving (member_id, left_ms) VALUES (:member_id, :now_ms)
    ON CONFLICT (member_id) DO UPDATE SET left_ms = excluded.left_ms
)sql";

constexpr auto delete_leaving = "DELETE FROM leaving WHERE member_id = :member_id";

constexpr auto set_member_state = R"sql(
    UPDATE member SET state = :state, since_ms = :now_ms
     WHERE list_id = (SELECT id FROM list WHERE name = :list)
       AND contact_id = (SELECT id FROM contact WHERE email_key = :key) AND state <> :state
)sql";

constexpr auto set_member_category = R"sql(
    UPDATE OR IGNORE member SET category = :category
     WHERE list_id = (SELECT id FROM list WHERE name = :list)
       AND contact_id = (SELECT id FROM contact WHERE email_key = :key)
)sql";

constexpr auto count_members = R"sql(
    SELECT CASE WHEN suppression.contact_id IS NOT NULL THEN 'suppressed' ELSE member.state END AS shown, count(*)
      FROM member LEFT JOIN suppression ON suppression.contact_id = member.contact_id
     WHERE member.list_id = (SELECT id FROM list WHERE name = :list)
       AND NOT (member.state = 'left' AND (SELECT email FROM contact WHERE id = member.contact_id) = '')
     GROUP BY shown ORDER BY shown
)sql";

// Contacts that an issue would reach; :categories is a JSON array, '[]' for all.
constexpr auto count_audience = R"sql(
    SELECT count(DISTINCT contact_id) FROM member
     WHERE list_id = (SELECT id FROM list WHERE name = :list) AND state = 'active'
       AND (:categories = '[]' OR category IN (SELECT value FROM json_each(:categories)))
       AND contact_id NOT IN (SELECT contact_id FROM suppression)
)sql";

constexpr auto count_audience_groups = R"sql(
    SELECT language, country, count(*) FROM contact
     WHERE id IN (SELECT contact_id FROM member
                   WHERE list_id = (SELECT id FROM list WHERE name = :list) AND state = 'active'
                     AND (:categories = '[]' OR category IN (SELECT value FROM json_each(:categories)))
                     AND contact_id NOT IN (SELECT contact_id FROM suppression))
     GROUP BY language, country
)sql";

// Index: member_contact.
constexpr auto select_active = R"sql(
    SELECT 1 FROM member
     WHERE contact_id = (SELECT id FROM contact WHERE email_key = :key) AND state = 'active' LIMIT 1
)sql";

struct ContactDetail {
    std::string_view key;
    const char* sql;
};

constexpr std::array contact_details{
    ContactDetail{"name", "UPDATE contact SET name = :value WHERE id = :id"},
    ContactDetail{"country", "UPDATE contact SET country = :value WHERE id = :id"},
    ContactDetail{"language", "UPDATE contact SET language = :value WHERE id = :id"},
    ContactDetail{
        "organisation",
        "UPDATE contact SET organisation_id = (SELECT id FROM organisation WHERE name = :value) WHERE id = :id"},
    ContactDetail{
        "url", "UPDATE organisation SET url = :value WHERE id = (SELECT organisation_id FROM contact WHERE id = :id)"},
    ContactDetail{
        "about",
        "UPDATE organisation SET about = :value WHERE id = (SELECT organisation_id FROM contact WHERE id = :id)"},
};

Member read_member(Query& row)
{
    Member member;
    member.id = row.id();
    member.contact = row.id();
    member.email = row.text();
    member.name = row.text();
    member.category = row.text();
    member.state = member_state(row.text()).value_or(MemberState::active);
    member.organisation = row.text();
    member.country = row.text();
    member.language = row.text();
    member.url = row.text();
    member.about = row.text();
    member.attributes = attributes_of_json(row.text());
    member.digest = digest_choice(row.text());
    return member;
}

std::vector<Member> read_members(Query& query)
{
    std::vector<Member> members;
    while (query.step()) members.push_back(read_member(query));
    return members;
}

std::string_view domain_of(std::string_view email)
{
    return email.substr(email.rfind('@') + 1);
}

}  // namespace

void DirectoryTables::ensure_list(std::string_view name, std::string_view address)
{
    Query(database_, upsert_list).bind(":name", name).bind(":address", address).execute();
}

Id DirectoryTables::list_id(std::string_view list)
{
    Query row(database_, select_list);
    if (!row.bind(":name", list).step()) throw std::runtime_error("the store has no list " + std::string(list));
    return row.id();
}

Id DirectoryTables::contact(std::string_view email)
{
    Query row(database_, select_contact_id);
    return row.bind(":key", base::to_lower(email)).step() ? row.id() : 0;
}

Id DirectoryTables::upsert_organisation(const Member& member)
{
    if (member.organisation.empty()) return 0;
    Query row(database_, upsert_organisation_row);
    row.bind(":name", member.organisation)
        .bind(":about", member.about)
        .bind(":url", member.url)
        .bind(":country", member.country);
    const Id id = row.step() ? row.id() : 0;
    row.execute();  // RETURNING is stepped to its end before anything else happens
    return id;
}

/// Empty values leave what is there; `is_changed` tells whether anything became different.
Id DirectoryTables::upsert_contact(const Member& member, bool& is_changed)
{
    const Id organisation = upsert_organisation(member);
    Query known(database_, select_contact);
    if (!known.bind(":key", base::to_lower(member.email)).step()) {
        is_changed = true;
        Query(database_, insert_contact)
            .bind(":email", member.email)
            .bind(":key", base::to_lower(member.email))
            .bind(":domain", domain_of(member.email))
            .bind(":name", member.name)
            .bind_id(":organisation_id", organisation)
            .bind(":country", member.country)
            .bind(":language", member.language)
            .bind(":attributes", attributes_as_json(member.attributes))
            .execute();
        return database_.last_id();
    }
    const Id id = known.id();
    const auto kept_or_new = [&is_changed](const std::string& kept, const std::string& given) {
        if (given.empty() || given == kept) return kept;
        is_changed = true;
        return given;
    };
    const std::string name = kept_or_new(known.text(), member.name);
    const Id known_organisation = known.id();
    if (organisation != 0 && organisation != known_organisation) is_changed = true;
    const std::string country = kept_or_new(known.text(), member.country);
    const std::string language = kept_or_new(known.text(), member.language);
    const std::string attributes =
        kept_or_new(known.text(), member.attributes.empty() ? "" : attributes_as_json(member.attributes));
    if (is_changed) {
        Query(database_, update_contact)
            .bind(":id", id)
            .bind(":name", name)
            .bind_id(":organisation_id", organisation != 0 ? organisation : known_organisation)
            .bind(":country", country)
            .bind(":language", language)
            .bind(":attributes", attributes)
            .execute();
    }
    return id;
}

Directory::Upsert DirectoryTables::probe_member(std::string_view list, const Member& member)
{
    const Id contact_id = contact(member.email);
    if (contact_id == 0) return Upsert::added;
    Query suppressed(database_, select_suppression);
    if (suppressed.bind(":contact_id", contact_id).step()) return Upsert::kept_suppressed;
    Query row(database_, select_membership);
    row.bind(":list", list).bind(":contact_id", contact_id);
    auto answer = Upsert::added;
    while (row.step()) {
        const std::string category = row.text();
        const std::string state = row.text();
        if (state == name_of(MemberState::left)) return Upsert::kept_left;
        if (category == member.category) answer = state == name_of(member.state) ? Upsert::unchanged : Upsert::changed;
    }
    return answer;
}

Directory::Upsert DirectoryTables::upsert_member(std::string_view list, const Member& member, base::Time now)
{
    const Upsert probed = probe_member(list, member);
    if (probed == Upsert::kept_left || probed == Upsert::kept_suppressed) return probed;

    bool is_contact_changed = false;
    const Id contact_id = upsert_contact(member, is_contact_changed);
    const bool is_suppressed = member.state == MemberState::suppressed;
    if (is_suppressed) {
        Query(database_, insert_suppression)
            .bind(":contact_id", contact_id)
            .bind(":reason", "imported as suppressed")
            .bind(":by", "operator")
            .bind(":now_ms", now)
            .execute();
    }
    // A suppressed member keeps the state beneath that lifting restores.
    const std::string_view state = name_of(is_suppressed ? MemberState::active : member.state);
    Query(database_, probed == Upsert::added ? insert_member : update_member)
        .bind(":list_id", list_id(list))
        .bind(":contact_id", contact_id)
        .bind(":category", member.category)
        .bind(":state", state)
        .bind(":now_ms", now)
        .execute();
    const bool says_digest = member.digest || member.leaves_digest;
    const bool is_digest_changed = says_digest && choose_digest(database_, list, contact_id, member.digest);
    const bool is_changed = is_contact_changed || is_digest_changed;
    return probed == Upsert::unchanged && is_changed ? Upsert::changed : probed;
}

std::vector<Member> DirectoryTables::members(std::string_view list)
{
    Query query(database_, select_members);
    query.bind(":list", list);
    return read_members(query);
}

std::vector<Member> DirectoryTables::members_of(std::string_view list, std::string_view email)
{
    Query query(database_, select_members_of);
    query.bind(":list", list).bind(":key", base::to_lower(email));
    return read_members(query);
}

std::vector<Member> DirectoryTables::active_members_in(std::string_view list, std::string_view category,
                                                       std::string_view country, std::size_t rows_max)
{
    Query query(database_, select_members_in);
    query.bind(":list", list)
        .bind(":category", category)
        .bind(":country", country)
        .bind(":rows_max", static_cast<std::int64_t>(rows_max));
    return read_members(query);
}

std::optional<ListMember> DirectoryTables::find_member(Id member)
{
    Query row(database_, select_member);
    if (!row.bind(":id", member).step()) return std::nullopt;
    Member found = read_member(row);
    return ListMember{.list = row.text(), .member = std::move(found)};
}

void DirectoryTables::add_leaving(Id member, base::Time now)
{
    Query(database_, insert_leaving).bind(":member_id", member).bind(":now_ms", now).execute();
}

std::vector<Leaving> DirectoryTables::leavings(std::string_view list, std::size_t rows_max)
{
    Query row(database_, select_leavings);
    row.bind(":list", list).bind(":rows_max", static_cast<std::int64_t>(rows_max));
    std::vector<Leaving> leavings;
    while (row.step()) {
        Member member = read_member(row);
        leavings.push_back({.member = std::move(member), .left_at = row.time()});
    }
    return leavings;
}

void DirectoryTables::forget_leaving(Id member)
{
    Query(database_, delete_leaving).bind(":member_id", member).execute();
}

std::int64_t DirectoryTables::set_state(std::string_view list, std::string_view email, MemberState state,
                                        base::Time now)
{
    return Query(database_, set_member_state)
        .bind(":list", list)
        .bind(":key", base::to_lower(email))
        .bind(":state", name_of(state))
        .bind(":now_ms", now)
        .execute();
}

std::int64_t DirectoryTables::set_category(std::string_view list, std::string_view email, std::string_view category)
{
    return Query(database_, set_member_category)
        .bind(":list", list)
        .bind(":key", base::to_lower(email))
        .bind(":category", category)
        .execute();
}

bool DirectoryTables::set_detail(std::string_view email, std::string_view key, std::string_view value)
{
    const Id id = contact(email);
    if (id == 0) return false;
    if (key == "organisation") {
        Member named;
        named.organisation = value;
        upsert_organisation(named);
    }
    for (const ContactDetail& detail : contact_details) {
        if (detail.key == key) return Query(database_, detail.sql).bind(":id", id).bind(":value", value).execute() > 0;
    }
    return false;
}

std::vector<StateCount> DirectoryTables::member_counts(std::string_view list)
{
    Query row(database_, count_members);
    row.bind(":list", list);
    std::vector<StateCount> counts;
    while (row.step()) {
        std::string state = row.text();
        counts.push_back({.state = std::move(state), .count = row.number()});
    }
    return counts;
}

std::int64_t DirectoryTables::audience_size(std::string_view list, const std::vector<std::string>& categories)
{
    Query row(database_, count_audience);
    row.bind(":list", list).bind(":categories", texts_as_json(categories));
    return row.step() ? row.number() : 0;
}

std::vector<ReaderGroup> DirectoryTables::audience_groups(std::string_view list,
                                                          const std::vector<std::string>& categories)
{
    Query row(database_, count_audience_groups);
    row.bind(":list", list).bind(":categories", texts_as_json(categories));
    std::vector<ReaderGroup> groups;
    while (row.step()) {
        std::string language = row.text();
        std::string country = row.text();
        groups.push_back({.language = std::move(language), .country = std::move(country), .count = row.number()});
    }
    return groups;
}

bool DirectoryTables::is_active_member(std::string_view email)
{
    Query row(database_, select_active);
    return row.bind(":key", base::to_lower(email)).step();
}

std::string DirectoryTables::language_of(std::string_view email)
{
    Query row(database_, select_language);
    return row.bind(":key", base::to_lower(email)).step() ? row.text() : std::string();
}

bool DirectoryTables::is_suppressed(std::string_view email)
{
    Query row(database_, select_suppression);
    return row.bind(":contact_id", contact(email)).step();
}

bool DirectoryTables::suppress(std::string_view email, const Reason& reason, base::Time now)
{
    Member nobody;  // a contact without a membership
    nobody.email = email;
    bool is_changed = false;
    const Id known = contact(email);
    return Query(database_, insert_suppression)
               .bind(":contact_id", known != 0 ? known : upsert_contact(nobody, is_changed))
               .bind(":reason", reason.text)
               .bind(":by", reason.by)
               .bind(":now_ms", now)
               .execute() > 0;
}

bool DirectoryTables::lift_suppression(std::string_view email)
{
    Query(database_, forget_suppressions_to_tell).bind(":contact_id", contact(email)).execute();
    return Query(database_, delete_suppression).bind(":key", base::to_lower(email)).execute() > 0;
}

std::vector<Suppression> DirectoryTables::suppressions()
{
    Query row(database_, select_suppressions);
    std::vector<Suppression> suppressions;
    while (row.step()) {
        Suppression& suppression = suppressions.emplace_back();
        suppression.email = row.text();
        suppression.reason = row.text();
        suppression.by = row.text();
        suppression.since = row.time();
    }
    return suppressions;
}

std::int64_t DirectoryTables::suppressed_since(std::string_view by, base::Time since)
{
    Query row(database_, count_suppressed);
    return row.bind(":by", by).bind(":since_ms", since).step() ? row.number() : 0;
}

void DirectoryTables::add_suppression_to_tell(std::string_view email)
{
    Query(database_, insert_suppression_to_tell).bind(":contact_id", contact(email)).execute();
}

std::vector<SuppressedMember> DirectoryTables::suppressions_untold(std::string_view list, std::size_t rows_max)
{
    Query row(database_, select_suppressions_untold);
    row.bind(":list", list).bind(":rows_max", static_cast<std::int64_t>(rows_max));
    std::vector<SuppressedMember> untold;
    while (row.step()) {
        SuppressedMember& each = untold.emplace_back();
        each.member = read_member(row);
        each.suppression.email = each.member.email;
        each.suppression.reason = row.text();
        each.suppression.by = row.text();
        each.suppression.since = row.time();
    }
    return untold;
}

void DirectoryTables::mark_suppression_told(Id member)
{
    Query(database_, delete_suppression_to_tell).bind(":member_id", member).execute();
}

std::vector<Unanswered> DirectoryTables::unanswered(base::Time before, std::size_t rows_max)
{
    Query row(database_, select_unanswered);
    row.bind(":before_ms", before).bind(":rows_max", static_cast<std::int64_t>(rows_max));
    std::vector<Unanswered> unanswered;
    while (row.step()) {
        std::string list = row.text();
        unanswered.push_back({.list = std::move(list), .email = row.text()});
    }
    return unanswered;
}

}  // namespace store::io
