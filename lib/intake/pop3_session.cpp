#include "intake/pop3_session.h"

#include "base/text.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace intake {

namespace {

constexpr std::size_t status_octets_max = 4096;       // RFC 1939 §3 has 512; nobody needs more
constexpr std::size_t unique_id_octets_max = 255;     // RFC 1939 §7 has 70
constexpr std::size_t block_octets_max = 32UL << 20;  // of a listing

/// Each "12 word" of a block: what UIDL and LIST answer.
void for_each_numbered(std::string_view block, const std::function<void(std::int64_t, std::string_view)>& take)
{
    while (!block.empty()) {
        const std::string_view line = base::trim(block.substr(0, block.find('\n')));
        block.remove_prefix(std::min(block.find('\n'), block.size() - 1) + 1);
        const auto blank = line.find(' ');
        if (blank == std::string_view::npos) continue;
        const auto number = base::parse_number(line.substr(0, blank));
        const std::string_view rest = base::trim(line.substr(blank + 1));
        const std::string_view word = rest.substr(0, rest.find(' '));
        if (number && *number > 0 && !word.empty()) take(*number, word);
    }
}

bool is_unique_id(std::string_view word)
{
    return word.size() <= unique_id_octets_max &&
           std::ranges::all_of(word, [](char c) { return c >= '!' && c <= '~'; });
}

}  // namespace

void Pop3Session::ask(std::deque<Command> commands)
{
    begin();
    commands_ = std::move(commands);
    if (commands_.empty()) {
        finish(End::done);
    } else {
        send_next();
    }
}

void Pop3Session::send_next()
{
    say(commands_.front().text);
}

void Pop3Session::list(ListedBefore before)
{
    before_ = std::move(before);
    listing_ = {};
    numbers_.clear();
    ask({{.text = "UIDL", .asked = Asked::uidl}, {.text = "LIST", .asked = Asked::sizes}});
}

void Pop3Session::fetch(const std::string& id)
{
    message_.reset();
    ask({{.text = "RETR " + std::to_string(numbers_[id]), .asked = Asked::message}});
}

void Pop3Session::transfer(const std::vector<std::string>& /*ids*/)
{
    begin();
    finish(End::refused, "POP3 has no folders");
}

void Pop3Session::remove(const std::vector<std::string>& ids)
{
    std::deque<Command> commands;
    for (const std::string& id : ids) commands.push_back({.text = "DELE " + std::to_string(numbers_[id])});
    ask(std::move(commands));
}

void Pop3Session::quit()
{
    ask({{.text = "QUIT"}});
}

void Pop3Session::receive(std::string_view octets)
{
    while (!octets.empty() && is_waiting()) {
        if (block_) {
            octets.remove_prefix(block_->take(octets));
            if (block_->is_too_large()) {
                const bool is_message = commands_.front().asked == Asked::message;
                finish(End::broken, is_message ? "the server sends more than a message may have"
                                               : "the server's list of messages is larger than 32 MiB");
            } else if (block_->is_over()) {
                take_block(std::exchange(block_, std::nullopt)->release());
            }
            continue;
        }
        const auto end = octets.find('\n');
        line_.append(octets.substr(0, end));
        octets.remove_prefix(end == std::string_view::npos ? octets.size() : end + 1);
        if (line_.size() > status_octets_max) {
            finish(End::broken, "the server's line has no end");
        } else if (end != std::string_view::npos) {
            take_status(base::trim(std::exchange(line_, {})));
        }
    }
}

void Pop3Session::take_status(std::string_view line)
{
    const bool is_ok = base::starts_with_ignoring_case(line, "+OK");
    if (!is_ok) {
        const bool is_refusal = base::starts_with_ignoring_case(line, "-ERR");
        finish(is_refusal ? End::refused : End::broken, line);
        return;
    }
    const Asked asked = commands_.front().asked;
    if (asked == Asked::nothing_more) {
        advance();
    } else {
        block_.emplace(asked == Asked::message ? message_octets_max_ : block_octets_max);
    }
}

void Pop3Session::take_block(std::string block)
{
    switch (commands_.front().asked) {
    case Asked::message: message_ = std::move(block); break;
    case Asked::uidl: take_ids(block); break;
    case Asked::sizes: take_sizes(block); break;
    case Asked::nothing_more: break;
    }
    advance();
}

void Pop3Session::take_ids(std::string_view block)
{
    std::size_t new_ones = 0;
    for_each_numbered(block, [&](std::int64_t number, std::string_view id) {
        if (!is_unique_id(id)) {
            ++listing_.nameless;
            return;
        }
        const bool is_new = !before_.ids.contains(id);
        if (is_new && new_ones == new_items_max) return;
        // Two may share an id (RFC 1939 §7): then they are the same message.
        if (numbers_.emplace(id, number).second && is_new) ++new_ones;
    });
}

void Pop3Session::take_sizes(std::string_view block)
{
    std::map<std::int64_t, MailboxItem> items;  // the oldest first, as the server counts them
    for (const auto& [id, number] : numbers_) items[number].id = id;
    for_each_numbered(block, [&](std::int64_t number, std::string_view size) {
        const auto octets = base::parse_number(size);
        const auto found = items.find(number);
        if (found != items.end() && octets && *octets > 0) found->second.octets = static_cast<std::size_t>(*octets);
    });
    for (auto& [number, item] : items) listing_.items.push_back(std::move(item));
}

void Pop3Session::advance()
{
    commands_.pop_front();
    if (commands_.empty()) {
        finish(End::done);
    } else {
        send_next();
    }
}

}  // namespace intake
