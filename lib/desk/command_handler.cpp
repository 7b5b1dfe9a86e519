#include "desk/command_handler.h"

#include "base/text.h"
#include "desk/answerable.h"
#include "desk/library.h"
#include "desk/message_source.h"
#include "desk/post.h"
#include "list/letter.h"
#include "list/variants.h"
#include "mail/authentication_results.h"

#include <algorithm>

namespace desk {

namespace {

using list::Step;
using store::Asked;
using store::MemberState;

// Each may be megabytes, and a bare From may be forged by anybody.
constexpr std::int64_t sent_a_day_max = 5;
constexpr std::int64_t sent_a_day_for_bare_from_max = 1;

Record recorded(base::Time now, std::string event, const config::List& list, store::Id message, std::string detail)
{
    return {{.at = now,
             .event = std::move(event),
             .list = list.name,
             .message = message,
             .by = "desk",
             .detail = std::move(detail)}};
}

/// Decides command after command, and gathers what is to be told.
class CommandHandler {
  public:
    CommandHandler(const Reading& message, const config::Config& config, const config::List& list,
                   const Commands& commands, const CommandFacts& facts, base::Time now)
        : message_(message),
          config_(config),
          list_(list),
          commands_(commands),
          facts_(facts),
          now_(now),
          is_proven_(mail::has_dmarc_pass(message.header, config.server.authserv_id, message.author()->domain))
    {
    }

    Effects handle()
    {
        for (const Command& command : commands_.commands) handle(command);
        if (commands_.ignored > 0) values_.texts["ignored"] = std::to_string(commands_.ignored);
        effects_.emplace_back(Finish{.message = message_.row.id, .reason = "commands: " + done_});
        effects_.emplace_back(recorded(now_, "commands_read", list_, message_.row.id, done_));
        answer();
        return std::move(effects_);
    }

  private:
    void handle(const Command& command)
    {
        switch (command.verb) {
        case Verb::help: return tell_help();
        case Verb::info: return tell_info();
        case Verb::lists: return tell_lists();
        case Verb::whoami: return tell_whoami();
        case Verb::subscribe: return request(command, Asked::join, facts_.join);
        case Verb::unsubscribe: return request(command, Asked::leave, facts_.leave);
        case Verb::pause: return request(command, Asked::change, facts_.change, "pause");
        case Verb::resume: return request(command, Asked::change, facts_.change, "resume");
        case Verb::language: return change_language(command);
        case Verb::digest: return change_digest(command);
        case Verb::get: return send(command);
        case Verb::index: return tell_index(command);
        }
    }

    void note(std::string_view what) { done_ += (done_.empty() ? "" : ", ") + std::string(what); }

    /// A line of his, and under it what we say to it.
    void say(const Command& command, const std::string& what, const std::string& value = "yes")
    {
        values_.rows["results"].push_back({{"line", list::shown(command.line)}, {what, value}});
    }

    void request(const Command& command, Asked purpose, const list::RequestFacts& facts, std::string change = "")
    {
        list::Request request = make_request(message_, config_.server, commands_, purpose, std::move(change));
        const bool names_another =
            command.argument.find('@') != std::string::npos && command.argument != base::to_lower(request.email);
        if (names_another) {
            note("ignored, since only one's own address counts");
            effects_.emplace_back(recorded(now_, "request_ignored", list_, message_.row.id,
                                           "it names another address than its author's"));
            return;
        }
        list::RequestFacts known = facts;
        if (purpose == Asked::change) known.asked_today += changes_asked_;  // the one purpose that several lines have
        const list::Verdict verdict = list::judge(config_, list_, request, known);
        switch (verdict.step) {
        case Step::act:
            note("done");
            effects_.emplace_back(ActForAuthor{.list = list_.name, .request = std::move(request)});
            return;
        case Step::ask:
            note("asked");
            if (purpose == Asked::change) ++changes_asked_;
            effects_.emplace_back(AskAboutRequest{.list = list_.name, .request = std::move(request)});
            return;
        case Step::nothing:
            note(verdict.why);
            if (purpose == Asked::join) return say(command, "is_member");
            return say(command, facts.state == MemberState::active || facts.state == MemberState::paused ? "is_so"
                                                                                                         : "no_member");
        case Step::ignore:
            note("ignored");
            effects_.emplace_back(recorded(now_, "request_ignored", list_, message_.row.id, std::string(verdict.why)));
            return;
        }
    }

    void change_language(const Command& command)
    {
        const bool is_known = std::ranges::count(facts_.languages, command.argument) > 0;
        if (is_known) return request(command, Asked::change, facts_.change, "language " + command.argument);
        note("no such language");
        say(command, "no_language", known_languages());
    }

    void change_digest(const Command& command)
    {
        const bool is_so =
            !facts_.memberships.empty() && store::digest_text(facts_.memberships.front().digest) == command.argument;
        if (!is_so) return request(command, Asked::change, facts_.change, "digest " + command.argument);
        note("digest is so already");
        say(command, "is_so");
    }

    /// What a member asks for; others hear no more than that it is for members.
    void send(const Command& command)
    {
        if (!is_active_member(facts_.memberships)) return refuse_stranger(command);
        const store::Issue* issue = find_wanted_issue(facts_.issues, command, facts_.memberships);
        const config::Paper* paper = find_wanted_paper(list_.papers, command.argument, facts_.memberships);
        if (issue == nullptr && paper == nullptr) {
            note("no such issue or paper");
            return say(command, "no_issue");
        }
        const std::int64_t sent_max = is_proven_ ? sent_a_day_max : sent_a_day_for_bare_from_max;
        if (facts_.sent_today + sent_ >= sent_max) {
            note("too many issues today");
            return say(command, "too_many_issues", std::to_string(sent_max));
        }
        ++sent_;
        if (issue != nullptr) return send(*issue);
        send(*paper);
    }

    void send(const store::Issue& issue)
    {
        note("issue " + list::shown_number(issue) + " sent");
        effects_.emplace_back(SendIssue{.list = list_.name,
                                        .issue = issue.id,
                                        .address = facts_.memberships.front().email,
                                        .message = message_.row.id,
                                        .message_id = is_proven_ ? message_.message_id : ""});
    }

    void send(const config::Paper& paper)
    {
        note("paper " + paper.name + " sent");
        effects_.emplace_back(SendPaper{.list = list_.name,
                                        .paper = paper.name,
                                        .address = facts_.memberships.front().email,
                                        .language = language(),
                                        .message = message_.row.id,
                                        .message_id = is_proven_ ? message_.message_id : ""});
    }

    void refuse_stranger(const Command& command)
    {
        note("no active member");
        say(command, "members_only");
    }

    void tell_index(const Command& command)
    {
        if (!is_active_member(facts_.memberships)) return refuse_stranger(command);
        note("index");
        add_index(values_, list_, facts_.issues, facts_.memberships);
        is_telling_ = true;
    }

    void tell_help()
    {
        note("help");
        values_.texts["help"] = "yes";
        values_.texts["languages"] = known_languages();
        is_telling_ = true;
    }

    void tell_info()
    {
        note("info");
        values_.texts["info"] = "yes";
        values_.texts["audience"] = std::to_string(facts_.audience);
        values_.texts[list_.subscribe == config::Subscribe::closed ? "is_closed" : "is_open"] = "yes";
        if (!list_.archive.empty()) values_.texts["archive"] = list_.archive;
        is_telling_ = true;
    }

    void tell_lists()
    {
        note("lists");
        for (const config::List& each : config_.lists) {
            const bool is_shown = each.subscribe != config::Subscribe::closed || each.name == list_.name;
            if (is_shown)
                values_.rows["lists"].push_back({{"list", each.title}, {"list_address", each.address.text()}});
        }
        is_telling_ = true;
    }

    void tell_whoami()
    {
        note("whoami");
        for (const store::Member& member : facts_.memberships) {
            values_.rows["memberships"].push_back({{"email", member.email},
                                                   {"list", list_.title},
                                                   {"category", member.category},
                                                   {"state", std::string(store::name_of(member.state))}});
        }
        if (facts_.memberships.empty()) values_.texts["no_memberships"] = "yes";
        is_telling_ = true;
    }

    [[nodiscard]] std::string known_languages() const
    {
        std::string text;
        for (const std::string& language : facts_.languages) text += (text.empty() ? "" : ", ") + language;
        return text;
    }

    [[nodiscard]] std::string language() const
    {
        if (!facts_.language.empty()) return facts_.language;
        return commands_.language.empty() ? list_.language : commands_.language;
    }

    /// All that there is to tell, in one message; to one who is not proven the fixed text.
    void answer()
    {
        const bool has_something = is_telling_ || !values_.rows.empty() || commands_.ignored > 0;
        if (!has_something || facts_.join.is_suppressed) return;
        const mail::Mailbox& author = *message_.author();
        values_.texts["email"] = author.text();
        effects_.emplace_back(AnswerAuthor{.list = list_.name,
                                           .address = author.text(),
                                           .language = language(),
                                           .message = message_.row.id,
                                           .message_id = is_proven_ ? message_.message_id : "",
                                           .is_proven = is_proven_,
                                           .values = std::move(values_)});
    }

    const Reading& message_;
    const config::Config& config_;
    const config::List& list_;
    const Commands& commands_;
    const CommandFacts& facts_;
    base::Time now_;
    bool is_proven_;
    Effects effects_;
    config::TemplateValues values_;
    std::string done_;       // for the journal
    std::int64_t sent_ = 0;  // issues and papers
    std::int64_t changes_asked_ = 0;
    bool is_telling_ = false;
};

}  // namespace

list::Request make_request(const Reading& message, const config::Server& server, const Commands& commands,
                           Asked purpose, std::string change)
{
    const mail::Mailbox& author = *message.author();
    return {.purpose = purpose,
            .email = author.text(),
            .change = std::move(change),
            .language = commands.language,
            .source = message_source(message),
            .message = message.row.id,
            .message_id = message.message_id,
            .is_proven = mail::has_dmarc_pass(message.header, server.authserv_id, author.domain)};
}

Effects handle_commands(const Reading& message, const config::Config& config, const config::List& list,
                        const Commands& commands, const CommandFacts& facts, base::Time now)
{
    const store::Id id = message.row.id;
    if (message.author() == nullptr || commands.commands.empty()) {
        std::string reason = message.author() == nullptr ? "a command of nobody: From names no single author"
                                                         : "no command: waits for a person";
        Record record = recorded(now, "held", list, id, reason);
        return {Hold{.message = id, .reason = std::move(reason)}, std::move(record)};
    }
    if (const std::string why = reason_not_to_answer(message, config); !why.empty()) {
        return {Finish{.message = id, .reason = "not answered: " + why},
                recorded(now, "request_ignored", list, id, why)};
    }
    return CommandHandler(message, config, list, commands, facts, now).handle();
}

bool is_misdirected_command(const Reading& post, const config::List& list)
{
    const mail::Mailbox* author = post.author();
    if (author == nullptr) return false;
    const auto line = read_command_line(post.subject);
    return !may_post(*author, list) && line && line->command.argument.empty() &&
           (line->command.verb == Verb::subscribe || line->command.verb == Verb::unsubscribe ||
            line->command.verb == Verb::help);
}

namespace {

/// "Unsubscribe" as the answer to an invitation does not join.
bool refuses(const Reading& answer, Asked purpose)
{
    const std::string word = first_word(answer.first_text());
    if (is_no_word(word)) return true;
    const bool is_about_joining = purpose == Asked::join || purpose == Asked::invite;
    const auto line = read_command_line(word);
    return is_about_joining && line && line->command.verb == Verb::unsubscribe;
}

}  // namespace

Effects handle_request_answer(const Reading& answer, const config::List& list, const store::Confirmation& asked,
                              base::Time now)
{
    const store::Id id = answer.row.id;
    const auto ignored = [&](std::string reason) {
        Record record = recorded(now, "confirmation_ignored", list, id, reason);
        return Effects{Finish{.message = id, .reason = std::move(reason)}, std::move(record)};
    };
    if (asked.list != list.name) return ignored("answers a question of another list");
    if (now >= asked.expires_at) return ignored("came too late");
    if (!asked.is_open) return ignored("the question was answered before");
    const bool is_refusal = refuses(answer, asked.purpose);
    return {AnswerRequest{.confirmation = asked.id, .is_refusal = is_refusal},
            Finish{.message = id, .reason = is_refusal ? "refused" : "confirmed"}};
}

}  // namespace desk
