#include "intake/pop3_session.h"

#include "base/text.h"

#include <algorithm>
#include <utility>

namespace intake {

namespace {

constexpr std::size_t status_octets_max = 4096;       // RFC 1939 §3 has 512; nobody needs more
constexpr std::size_t unique_id_octets_max = 255;     // RFC 1939 §7 has 70
constexpr std::size_t block_octets_max = 32UL << 20;  // of a listing

/// "12 word": a line of UIDL or LIST.
struct Numbered {
    std::int64_t number = 0;
    std::string_view word;
};

std::vector<Numbered> read_numbered(std::string_view block)
{
    std::vector<Numbered> all;
    for (std::string_view line : base::split(block, '\n')) {
        if (all.size() == listed_items_max) break;
        line = base::trim(line);
        const auto blank = line.find(' ');
        if (blank == std::string_view::npos) continue;
        const auto number = base::parse_number(line.substr(0, blank));
        const std::string_view rest = base::trim(line.substr(blank + 1));
        const std::string_view word = rest.substr(0, rest.find(' '));
        if (number && *number > 0 && !word.empty()) all.push_back({.number = *number, .word = word});
    }
    return all;
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

void Pop3Session::list(const ListedBefore& /*before*/)
{
    listing_ = {};
    numbers_.clear();
    ask({{.text = "UIDL", .asked = Asked::uidl}, {.text = "LIST", .asked = Asked::sizes}});
}

void Pop3Session::fetch(const std::string& id)
{
    message_.reset();
    ask({{.text = "RETR " + std::to_string(numbers_[id]), .asked = Asked::message}});
}

void Pop3Session::clear_away(const std::vector<std::string>& ids)
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
                finish(End::broken, "the server sends more than a message may have");
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
    case Asked::uidl:
        for (const Numbered& each : read_numbered(block)) {
            // Two may share an id (RFC 1939 §7): then they are the same message.
            if (is_unique_id(each.word)) numbers_.emplace(each.word, each.number);
        }
        break;
    case Asked::sizes: {
        std::map<std::int64_t, std::size_t> sizes;
        for (const Numbered& each : read_numbered(block)) {
            const auto octets = base::parse_number(each.word);
            if (octets && *octets >= 0) sizes[each.number] = static_cast<std::size_t>(*octets);
        }
        for (const auto& [id, number] : numbers_) {
            if (sizes.contains(number)) listing_.items.push_back({.id = id, .octets = sizes[number]});
        }
        // The oldest first, as the server counts them.
        std::ranges::sort(listing_.items, {}, [&](const MailboxItem& item) { return numbers_[item.id]; });
        break;
    }
    case Asked::nothing_more: break;
    }
    advance();
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
