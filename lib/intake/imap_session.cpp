#include "intake/imap_session.h"

#include "base/text.h"

#include <algorithm>

namespace intake {

namespace {

std::string joined(const std::vector<std::string>& ids)
{
    std::string set;
    for (const std::string& id : ids) set += (set.empty() ? "" : ",") + id;
    return set;
}

}  // namespace

bool ImapSession::can(std::string_view capability) const
{
    return std::ranges::count(capabilities_, capability) > 0;
}

void ImapSession::ask(std::deque<Command> commands)
{
    begin();
    is_selecting_ = false;
    is_listing_ = false;
    commands_ = std::move(commands);
    send_next();
}

void ImapSession::send_next()
{
    say('g' + std::to_string(++tag_) + ' ' + commands_.front().text);
}

void ImapSession::list(ListedBefore before)
{
    before_ = std::move(before);
    listing_ = {};
    listed_.clear();
    new_ones_ = 0;
    exists_ = 0;
    ask({{.text = "CAPABILITY"}, {.text = "SELECT " + imap_quoted(rules_.folder)}});
    is_selecting_ = true;
}

/// How far an earlier look came is known only now that the UIDs' validity is.
void ImapSession::list_selected()
{
    is_selecting_ = false;
    if (listing_.uid_validity == 0) {
        finish(End::broken, "the server gives its messages no lasting UIDs (no UIDVALIDITY)");
    } else if (exists_ == 0) {
        finish(End::done);
    } else {
        if (listing_.uid_validity != before_.uid_validity) before_ = {};
        listed_from_ = before_.uid + 1;
        is_listing_ = true;
        commands_ = {{.text = "UID FETCH " + std::to_string(listed_from_) + ":* (UID RFC822.SIZE)"}};
        send_next();
    }
}

void ImapSession::fetch(const std::string& id)
{
    fetched_ = base::parse_number(id).value_or(0);
    message_.reset();
    ask({{.text = "UID FETCH " + id + " (BODY.PEEK[])"}});
}

void ImapSession::transfer(const std::vector<std::string>& ids)
{
    const std::string folder = imap_quoted(rules_.move_to);
    ask({{.text = "CREATE " + folder, .may_fail = true},  // it may be there
         {.text = (transfers_a_copy() ? "UID COPY " : "UID MOVE ") + joined(ids) + ' ' + folder}});
}

/// Without UIDPLUS, EXPUNGE takes along what others marked as deleted: they wanted it gone.
void ImapSession::remove(const std::vector<std::string>& ids)
{
    const std::string set = joined(ids);
    ask({{.text = "UID STORE " + set + " +FLAGS.SILENT (\\Deleted)"},
         {.text = can("UIDPLUS") ? "UID EXPUNGE " + set : "EXPUNGE"}});
}

void ImapSession::quit()
{
    is_quitting_ = true;
    ask({{.text = "LOGOUT"}});
}

void ImapSession::receive(std::string_view octets)
{
    reader_.take(octets);
    while (auto response = reader_.next()) {
        if (end() != End::broken) take(std::move(*response));
    }
    if (!reader_.fault().empty() && end() != End::broken) finish(End::broken, reader_.fault());
}

void ImapSession::take(ImapResponse response)
{
    if (const auto ended = read_imap_end(response)) {
        take_end(*ended);
        return;
    }
    if (base::starts_with_ignoring_case(response.line, "* BYE") && !is_quitting_) {
        finish(End::broken, response.line);
        return;
    }
    if (auto words = read_imap_capabilities(response); !words.empty()) capabilities_ = std::move(words);
    if (const auto exists = read_imap_exists(response)) exists_ = *exists;
    if (const auto validity = read_imap_uid_validity(response)) listing_.uid_validity = *validity;
    if (auto fetch = read_imap_fetch(std::move(response))) take_fetch(std::move(*fetch));
}

/// Others change the mailbox too, so the server may tell of any message at any time.
void ImapSession::take_fetch(ImapFetch fetch)
{
    if (is_listing_) take_listed(fetch);
    if (fetch.message && fetch.uid == fetched_) message_ = std::move(fetch.message);
}

/// A message whose size the server keeps to itself is one all the same.
void ImapSession::take_listed(const ImapFetch& fetch)
{
    if (fetch.uid < listed_from_) return;  // "9:*" gives the last one, be it before 9
    if (const auto found = listed_.find(fetch.uid); found != listed_.end()) {
        found->second = fetch.octets.value_or(found->second);
        return;
    }
    const bool is_new = !before_.ids.contains(std::to_string(fetch.uid));
    if (is_new && new_ones_ == new_items_max) return;
    if (is_new) ++new_ones_;
    listed_.emplace(fetch.uid, fetch.octets.value_or(0));
}

void ImapSession::finish_listing()
{
    is_listing_ = false;
    for (const auto& [uid, octets] : listed_) listing_.items.push_back({.id = std::to_string(uid), .octets = octets});
    listed_.clear();
    finish(End::done);
}

void ImapSession::take_end(const ImapEnd& end)
{
    if (!is_waiting() || end.tag != 'g' + std::to_string(tag_))
        return;  // the answer to an earlier command of libcurl's
    if (!end.is_ok && !commands_.front().may_fail) {
        finish(End::refused, end.text);
        return;
    }
    commands_.pop_front();
    if (!commands_.empty()) {
        send_next();
    } else if (is_selecting_) {
        list_selected();
    } else if (is_listing_) {
        finish_listing();
    } else {
        finish(End::done);
    }
}

}  // namespace intake
