/// Whole courses of issues from one seed, some beside each other: stages, votes of all sorts, deadlines, revisions,
/// crashes, the clock and the relay in random order. Approvers have nothing but the mails that they got. After each step
/// the state is what a second, naive reading of the rules says (approval_model.h). A failure prints its seed and what
/// happened to that issue; with GAZETTED_SEED set, OfOneSeedCanBeReplayed plays that one.

#include "base/text.h"
#include "list/disclosure.h"
#include "mail/part_scanner.h"
#include "sim/approval_model.h"
#include "support/reports.h"
#include "support/soak.h"
#include "support/world.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>

namespace {

using namespace std::chrono_literals;
using testing_support::ApprovalModel;
using testing_support::Rule;
using testing_support::Sent;
using testing_support::StagePlan;
using testing_support::World;
using Voter = ApprovalModel::Voter;

constexpr auto secretary = "secretary@secretariat.example";
constexpr auto stranger = "eve@elsewhere.example";

/// Between two looks at the stages. Deadlines are longer, so at most one passes in it.
constexpr base::Duration chores_interval = 12h;

std::string between(const std::string& text, std::string_view from, std::string_view to)
{
    const auto at = text.find(from);
    if (at == std::string::npos) return "";
    const auto start = at + from.size();
    return text.substr(start, text.find(to, start) - start);
}

/// A list of its own for each issue, so that they have nothing in common but the daemon.
std::string list_name(std::size_t course)
{
    return "list-" + std::to_string(course);
}

std::string address_of(const std::string& who, std::size_t course)
{
    return who + "@body-" + std::to_string(course) + ".example";
}

std::string roster_of(std::size_t course)
{
    return "email,category,language\n" + address_of("office", course) + ",nmb\n" +
           address_of("p0", course) +  // who is asked, too
           ",d-liaison\n" + address_of("reader", course) + ",subscriber\n" + address_of("guest", course) + ",expert\n" +
           address_of("reader-ja", course) + ",subscriber,ja\n" + address_of("reader-fr", course) + ",subscriber,fr\n";
}

std::string config_of(const std::vector<StagePlan>& plans, bool keeps_late_ones, std::size_t course)
{
    const std::string name = list_name(course);
    std::string config = "[[list]]\nname = \"" + name + "\"\naddress = \"" + name + "@lists.example.org\"\ntitle = \"" +
                         name +
                         "\"\nowner = [\"secretary@secretariat.example\"]\npost = [\"secretary@secretariat.example\"]\n"
                         "distribute_to = [\"nmb\", \"d-liaison\", \"subscriber\"]\npost_auth = \"open\"\n" +
                         (keeps_late_ones ? "late_translations = \"keep\"\n" : "");
    for (const StagePlan& plan : plans) {
        std::string approvers;
        for (const std::string& approver : plan.approvers)
            approvers += (approvers.empty() ? "\"" : ", \"") + approver + '"';
        config += "[[list.stage]]\nname = \"" + plan.name + "\"\npolicy = \"" + plan.policy + "\"\napprovers = [" +
                  approvers + "]\ndeadline = \"" + std::to_string(plan.deadline / 1h) + "h\"\nremind = \"12h\"\n" +
                  (plan.quorum != 0 ? "quorum = " + std::to_string(plan.quorum) + '\n' : "") +
                  (plan.is_strict ? "strict = true\n" : "");
    }
    return config;
}

/// What the journal alone tells of an issue.
struct Told {
    std::string issue = "none";
    struct Version {
        std::map<std::string, std::string> stages;  ///< by name; those that never opened are missing
        std::vector<std::string> votes;
    };
    std::vector<Version> versions;
};

Told replay(const std::vector<store::JournalEntry>& journal)
{
    const std::map<std::string, std::string> issue_after{
        {"put_to_vote", "approving"},     {"stage_rejected", "rejected"},     {"stage_expired", "held"},
        {"stage_reopened", "approving"},  {"translation_ready", "scheduled"}, {"translation_outdated", "held"},
        {"issue_scheduled", "scheduled"}, {"not_as_approved", "held"},        {"distribution_begun", "distributing"},
        {"distributed", "distributed"},   {"issue_cancelled", "cancelled"}};
    const std::map<std::string, std::string> stage_after{{"stage_opened", "open"},
                                                         {"stage_approved", "approved"},
                                                         {"stage_rejected", "rejected"},
                                                         {"stage_expired", "expired"},
                                                         {"stage_reopened", "open"}};
    Told told;
    for (const store::JournalEntry& entry : journal) {
        if (const auto found = issue_after.find(entry.event); found != issue_after.end()) told.issue = found->second;
        if (entry.event == "put_to_vote") told.versions.emplace_back();
        if (entry.event == "vote_counted")
            told.versions.back().votes.push_back(between(entry.detail, "", ", version "));
        if (const auto found = stage_after.find(entry.event); found != stage_after.end())
            told.versions.back().stages[entry.detail.substr(0, entry.detail.find_first_of(",:"))] = found->second;
    }
    return told;
}

/// Ours, but for the letters that nobody here reads: writing them would take half of the time.
std::shared_ptr<const config::Templates> templates()
{
    static const auto short_ones = std::make_shared<const config::Templates>([] {
        std::map<std::string, std::string> own;
        for (const char* name : {"issue_news", "issue_report", "vote_answer", "vote_reminder"})
            own[std::string("en/") + name + ".mustache"] = "Subject: {{title}}\n\n{{number}}\n";
        return config::Templates::load(own).value();
    }());
    return short_ones;
}

/// One walk of chance.
class Chance {
  public:
    explicit Chance(unsigned seed) : random_(seed) {}

    int draw(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
    bool percent(int chance) { return draw(1, 100) <= chance; }
    template <class Any>
    const Any& one_of(const std::vector<Any>& all)
    {
        return all[static_cast<std::size_t>(draw(0, static_cast<int>(all.size()) - 1))];
    }

  private:
    std::mt19937 random_;
};

std::vector<StagePlan> draw_plans(Chance& chance, std::size_t course)
{
    const std::vector<std::string> policies{"any", "quorum", "unanimous", "no-objection"};
    std::vector<StagePlan> plans;
    const int stages = chance.draw(1, 3);
    for (int i = 0; i < stages; ++i) {
        StagePlan plan{.name = "Stage " + std::to_string(i + 1),
                       .policy = chance.one_of(policies),
                       .quorum = 0,
                       .deadline = chance.draw(13, 96) * 1h,
                       .is_strict = chance.percent(20),
                       .approvers = {}};
        const int approvers = chance.percent(10) ? 6 : chance.draw(1, 3);
        const int first = chance.draw(0, 5);
        for (int k = 0; k < approvers; ++k)
            plan.approvers.push_back(address_of("p" + std::to_string((first + k) % 6), course));
        if (plan.policy == "quorum") plan.quorum = static_cast<std::size_t>(chance.draw(1, approvers));
        plans.push_back(std::move(plan));
    }
    return plans;
}

/// What all courses share, as far as it is known out here.
struct Surroundings {
    std::optional<base::Time> seen_at;         ///< the last look
    std::optional<base::Time> interrupted_at;  ///< when mail was not taken, for certain and the last time
    bool is_unclear = false;  ///< a crash at a time that nobody knows, a relay that took what we do not know of
    bool may_be_refused = false;
};

/// What the languages of an issue share.
struct Family {
    std::size_t number = 0;  ///< of the course
    World* world = nullptr;
    std::string story;
    bool is_unclear = false;  ///< something is held that may be an answer
    int posts = 0;
    int deputies = 0;
};

constexpr auto original_name = "original";

/// An issue in one language, and everybody who has to do with it.
class Variant {
  public:
    /// `language`: of a translation; empty: the original.
    Variant(Chance& chance, Surroundings& around, Family& family, const std::vector<StagePlan>& plans,
            std::string language)
        : chance_(chance),
          around_(around),
          family_(family),
          number_(family.number),
          language_(std::move(language)),
          model_(plans, !language_.empty())
    {
    }

    [[nodiscard]] ApprovalModel& model() { return model_; }
    [[nodiscard]] bool is_there() const { return model_.issue() != "none"; }
    [[nodiscard]] const std::string& language() const { return language_; }
    [[nodiscard]] std::string name() const { return language_.empty() ? original_name : language_; }
    [[nodiscard]] const std::map<std::string, int>& got() const { return got_; }
    [[nodiscard]] const std::string& seen_state() const { return seen_state_; }
    void note(const std::string& what) { family_.story += "\n  " + what; }

    /// Somebody writes, or the operator commands.
    void happen()
    {
        const int what = chance_.draw(0, 99);
        if (what < 88)
            answer();
        else if (what < 93)
            give_more_time();
        else if (what < 98)
            bounce_a_request();
        else
            forge();
    }

    /// What went out of this course.
    void receive(Sent sent)
    {
        if (is_copy(sent)) {
            copies_.push_back(std::move(sent));
        } else if (sent.octets.find("message/rfc822") != std::string::npos) {
            take_request(sent);
        }
    }

    /// `is_taken`: by the rules, from the secretary at this time.
    void post(const std::string& author, bool is_taken)
    {
        const std::string number = std::to_string(++family_.posts);
        const std::string wording = "wording-" + name() + '-' + number + '.';
        std::optional<base::Time> send_at;
        if (language_.empty() && chance_.percent(15))
            send_at = std::chrono::floor<std::chrono::seconds>(now()) + chance_.draw(-10, 60) * 1h;
        note(author == secretary ? "posts " + wording : "a stranger posts " + wording);
        if (is_taken) model_.post(wording, send_at, now());
        const std::string to = language_.empty() ? "" : "+translation-1-" + language_;
        family_.world->receive(
            {.from = author,
             .to = list_name(number_) + to + "@lists.example.org",
             .subject = "ISO/SR UPDATE Issue #1: May 2005",
             .text = wording + '\n',
             .message_id = "<post-" + std::to_string(number_) + '-' + number + "@secretariat.example>",
             .more_fields = send_at ? "Send-At: " + base::to_rfc3339(*send_at).substr(0, 19) + "Z\r\n" : ""});
    }

    /// After each step: the rules say the same as the store, and whoever got a copy was to have it.
    void observe()
    {
        if (!is_there()) return;
        look();
        model_.pass_to(now(), is_silence_consent());
        take_deadline();
        note("      " + name() + ' ' + seen_state_);
        check_state();
        check_copies();
    }

    [[nodiscard]] std::optional<base::Time> deadline()
    {
        return open_stage() != nullptr ? open_stage()->deadline : std::nullopt;
    }

    [[nodiscard]] bool has_ended() const
    {
        static const std::set<std::string> ends{"distributed", "cancelled", "rejected", "held"};
        const bool waits_for_nothing = !language_.empty() && seen_state_ == "scheduled";  // should its original stay
        return !is_there() || ends.contains(seen_state_) || waits_for_nothing;
    }

    void check_end()
    {
        if (!is_there()) return;
        EXPECT_TRUE(has_ended()) << name() << ' ' << seen_state_;
        family_.world->store().run(store::Durability::killed, [&](store::Store& store) {
            const store::Issue issue = row(store);
            check_duplicates(store, issue);
            check_journal(store, issue);
        });
    }

    static std::string wording_in(const Sent& sent)
    {
        return "wording-" + between(sent.octets, "\r\nwording-", "\r\n");
    }

    static bool is_copy(const Sent& sent) { return sent.field("Message-ID").starts_with("<post-"); }

  private:
    [[nodiscard]] base::Time now() const { return family_.world->now(); }

    [[nodiscard]] store::Issue row(store::Store& store) const
    {
        const store::Issue original = *store.issues().find(list_name(number_), 1);
        if (language_.empty()) return original;
        const std::vector<store::Issue> all = store.issues().translations(original.id);
        return *std::ranges::find(all, language_, &store::Issue::language);
    }

    // --- what happens ---

    /// By somebody who was asked at some time; mostly what is asked just now.
    void answer()
    {
        std::vector<std::string> addresses;
        const bool is_of_now = chance_.percent(85);
        for (const auto& [address, voter] : voters_) {
            const bool is_asked_now =
                voter.version + 1 == model_.versions().size() && model_.open_stage() == voter.stage;
            if (is_asked_now || !is_of_now) addresses.push_back(address);
        }
        if (addresses.empty()) return;
        const std::string& address = chance_.one_of(addresses);
        const Voter& voter = voters_.at(address);
        const std::string sender = chance_.percent(85) ? voter.mailbox : stranger;
        const int what = chance_.draw(0, 99);
        if (what < 55)
            vote(address, voter, sender, true);
        else if (what < 75)
            vote(address, voter, sender, false);
        else if (what < 88)
            name_substitute(address, voter, sender);
        else if (what < 95)
            say_something_unclear(address, voter, sender);
        else
            write(address, sender, "approve\n", "automatic", "Auto-Submitted: auto-replied\r\n");
    }

    void vote(const std::string& address, const Voter& voter, const std::string& sender, bool is_yes)
    {
        static const std::vector<std::string> yes{"approve\n", "Approved.\n\nFine with us.\n", "J'approuve\n"};
        static const std::vector<std::string> no{"reject\n", "Rejected: page 2 is wrong.\n"};
        const bool is_counted = model_.say(voter, proven(voter, sender), is_yes, now());
        if (!is_counted) murky_.emplace(voter.version, voter.stage);
        write(address, sender, chance_.one_of(is_yes ? yes : no), is_yes ? "yes" : "no");
    }

    /// The only kind of sender whom a strict stage believes.
    static std::string proven(const Voter& voter, const std::string& sender)
    {
        return sender == voter.mailbox ? sender : "";
    }

    /// Who was asked what he means, and says no more, has not agreed.
    void say_something_unclear(const std::string& address, const Voter& voter, const std::string& sender)
    {
        const std::vector<std::string> texts{"I have to think about it.\n", "Approve?\n", "Approve.\nReject.\n", "\n"};
        unclear_.insert(voter);
        write(address, sender, chance_.one_of(texts), "unclear");
    }

    void name_substitute(const std::string& address, const Voter& voter, const std::string& sender)
    {
        const std::string substitute = chance_.percent(70)
                                           ? address_of("deputy" + std::to_string(++family_.deputies), number_)
                                           : chance_.one_of(model_.plans()[voter.stage].approvers);
        const bool is_named = model_.name_substitute(voter, proven(voter, sender), substitute, now());
        if (!is_named) murky_.emplace(voter.version, voter.stage);
        write(address, sender, "DELEGATE " + substitute + '\n', "delegates to " + substitute);
    }

    void write(const std::string& address, const std::string& sender, const std::string& text, const std::string& what,
               const std::string& more_fields = "")
    {
        const Voter& voter = voters_.at(address);
        note(voter.mailbox + " at version " + std::to_string(voter.version + 1) + ", stage " +
             std::to_string(voter.stage + 1) + ", seat " + std::to_string(voter.seat + 1) + ": " + what +
             (sender == stranger ? ", from elsewhere" : ""));
        const std::string domain = sender.substr(sender.find('@') + 1);
        family_.world->receive(
            {.from = sender,
             .to = address,
             .subject = "Re: reject",
             .text = text,
             .more_fields =
                 more_fields + "Authentication-Results: mx.example.org; dmarc=pass header.from=" + domain + "\r\n"});
    }

    /// Held, and then nobody knows what silence means: who wrote it may have wanted to object.
    void forge()
    {
        family_.is_unclear = true;
        note("a forged vote");
        family_.world->receive({.from = secretary,
                                .to = list_name(number_) + "+vote-" + std::string(27, 'a') + "@lists.example.org",
                                .text = "approve\n"});
    }

    void give_more_time()
    {
        const base::Time until = now() + chance_.draw(13, 48) * 1h;
        const bool is_given = model_.give_more_time(until);
        note(is_given ? "more time" : "more time, for nothing");
        if (is_given) forget_requests_to_the_silent();
        family_.world->store().run(store::Durability::killed, [&](store::Store& store) {
            const store::Issue issue = row(store);
            EXPECT_EQ(list::give_more_time(store, family_.world->rules().house(), issue, until, now()), is_given);
        });
        family_.world->run();
    }

    /// They are asked anew.
    void forget_requests_to_the_silent()
    {
        for (const Voter& voter : speakers()) {
            if (open_stage()->seats[voter.seat].vote()) continue;
            asked_.erase(voter);
            bounced_.erase(voter);
        }
    }

    void bounce_a_request()
    {
        if (asked_.empty()) return;
        const auto& [voter, request] = *std::next(asked_.begin(), chance_.draw(0, static_cast<int>(asked_.size()) - 1));
        bounced_.insert(voter);
        note("the request to " + voter.mailbox + " bounces");
        family_.world->receive_octets("", request, testing_support::delivery_report(request, "5.1.1", "no such user"));
    }

    // --- what is seen ---

    /// A request says itself whom it asks, about which wording, at which stage and in whose place.
    void take_request(const Sent& sent)
    {
        const std::string address = sent.field("Reply-To");
        if (const auto known = voters_.find(address); known != voters_.end()) {
            asked_[known->second] = sent.reverse_path;
            return;
        }
        const std::string wording = wording_in(sent);
        const std::string name = between(sent.octets, "\r\n    Stage:    ", ",");
        const std::string principal = between(sent.octets, "You are asked in place of ", ".\r\n");
        std::vector<ApprovalModel::Version>& versions = model_.versions();
        const auto version = std::ranges::find(versions, wording, &ApprovalModel::Version::wording);
        const auto plan = std::ranges::find(model_.plans(), name, &StagePlan::name);
        ASSERT_TRUE(version != versions.end() && plan != model_.plans().end()) << sent.octets;
        const auto seat = std::ranges::find(plan->approvers, principal.empty() ? sent.recipient : principal);
        ASSERT_TRUE(seat != plan->approvers.end()) << sent.octets;
        const Voter voter{.version = static_cast<std::size_t>(version - versions.begin()),
                          .stage = static_cast<std::size_t>(plan - model_.plans().begin()),
                          .seat = static_cast<std::size_t>(seat - plan->approvers.begin()),
                          .mailbox = sent.recipient};
        asked_.emplace(voter, sent.reverse_path);
        voters_.emplace(address, voter);
    }

    void look()
    {
        family_.world->store().run(store::Durability::killed, [&](store::Store& store) {
            const store::Issue issue = row(store);
            seen_state_ = store::name_of(issue.state);
            seen_stages_ = store.approvals().stages(store.approvals().latest_version(issue.id)->id);
        });
    }

    ApprovalModel::Stage* open_stage()
    {
        const auto open = model_.open_stage();
        return open ? &model_.versions().back().stages[*open] : nullptr;
    }

    /// Who may speak at the open stage.
    std::vector<Voter> speakers()
    {
        std::vector<Voter> all;
        const std::vector<ApprovalModel::Seat>& seats = open_stage()->seats;
        for (std::size_t seat = 0; seat < seats.size(); ++seat) {
            for (const std::string& mailbox : {seats[seat].approver, seats[seat].substitute}) {
                if (mailbox.empty()) continue;
                all.push_back({.version = model_.versions().size() - 1,
                               .stage = *model_.open_stage(),
                               .seat = seat,
                               .mailbox = mailbox});
            }
        }
        return all;
    }

    /// Whoever is silent was asked, by a request that the relay took over and that did not come back; nothing that he wrote
    /// was not understood; and mail was taken all through the last hour.
    bool is_silence_consent()
    {
        const ApprovalModel::Stage* stage = open_stage();
        if (stage == nullptr || !stage->deadline) return false;
        for (const Voter& voter : speakers()) {
            const bool is_silent = !stage->seats[voter.seat].vote();
            const bool was_asked = asked_.contains(voter) && !bounced_.contains(voter);
            if (is_silent && (!was_asked || unclear_.contains(voter))) return false;
        }
        if (around_.interrupted_at && *around_.interrupted_at > *stage->deadline - 1h) return false;
        const bool is_murky = murky_.contains({model_.versions().size() - 1, *model_.open_stage()});
        const bool is_unclear = family_.is_unclear || is_murky || around_.is_unclear;
        return !is_unclear || seen_stages_[*model_.open_stage()].state == store::StageState::approved;
    }

    /// Of a stage that opened at some instant of this step.
    void take_deadline()
    {
        ApprovalModel::Stage* open = open_stage();
        if (open == nullptr || open->deadline) return;
        const store::Stage& seen = seen_stages_[*model_.open_stage()];
        ASSERT_TRUE(seen.deadline_at) << seen.name << " is not open";
        const base::Duration time = model_.plans()[*model_.open_stage()].deadline;
        const base::Time before = around_.seen_at.value_or(now());
        EXPECT_GE(*seen.deadline_at, std::min(before, now()) + time);
        EXPECT_LE(*seen.deadline_at, std::max(before, now()) + time);
        open->deadline = seen.deadline_at;
    }

    void check_state()
    {
        EXPECT_EQ(seen_state_ == "distributed" ? "distributing" : seen_state_, model_.issue());
        const std::vector<ApprovalModel::Stage>& expected = model_.versions().back().stages;
        ASSERT_EQ(seen_stages_.size(), expected.size());
        for (std::size_t i = 0; i < expected.size(); ++i) {
            EXPECT_EQ(store::name_of(seen_stages_[i].state), expected[i].state) << seen_stages_[i].name;
            if (expected[i].state == "open") {
                EXPECT_EQ(seen_stages_[i].deadline_at, expected[i].deadline) << "people were told it";
            }
        }
    }

    /// The part that was approved, octet for octet; a part of ours may stand behind it.
    void check_copies()
    {
        for (const Sent& copy : copies_) {
            const mail::PartScan scan = mail::scan_parts(copy.octets);
            const auto text = std::ranges::find(scan.parts, "text/plain", &mail::PartPlace::media_type);
            ASSERT_NE(text, scan.parts.end()) << copy.octets;
            const std::string wording = wording_in(copy);
            const std::string what = copy.recipient + " got " + wording;
            EXPECT_NE(copy.recipient, address_of("guest", number_)) << what;
            EXPECT_TRUE(model_.is_out() && model_.is_approved(wording)) << what;
            EXPECT_EQ(wording, model_.versions().back().wording) << what;
            EXPECT_EQ(text->body, wording + "\r\n") << what;
            const std::string reader = language_.empty() ? copy.recipient : address_of("reader-" + language_, number_);
            EXPECT_EQ(copy.recipient, reader) << what;
            ++got_[copy.recipient];
        }
        copies_.clear();
    }

    // --- in the end ---

    void check_duplicates(store::Store& store, const store::Issue& issue)
    {
        std::map<std::string, int> explained;
        for (const store::Delivery& delivery : store.queue().deliveries(issue.id, 100)) {
            EXPECT_FALSE(explained.contains(delivery.recipient)) << delivery.recipient;
            explained[delivery.recipient] = 1;
            for (const store::JournalEntry& entry : store.journal().about_delivery(delivery.id))
                explained[delivery.recipient] += entry.event == "delivery_in_doubt" ? 1 : 0;
        }
        for (const auto& [recipient, count] : got_) EXPECT_LE(count, explained[recipient]) << recipient;
    }

    void check_journal(store::Store& store, const store::Issue& issue)
    {
        const Told told = replay(store.journal().about_issue(issue.id));
        EXPECT_EQ(told.issue, store::name_of(issue.state));
        const std::vector<store::IssueVersion> versions = store.approvals().versions(issue.id);
        ASSERT_EQ(told.versions.size(), versions.size());
        ASSERT_EQ(model_.versions().size(), versions.size());
        for (std::size_t i = 0; i < versions.size(); ++i) {
            EXPECT_EQ(versions[i].closed_at.has_value(), model_.versions()[i].is_closed);
            check_version(store, versions[i].id, told.versions[i]);
        }
    }

    static void check_version(store::Store& store, store::Id version, const Told::Version& told)
    {
        std::vector<std::string> votes;
        for (const store::Stage& stage : store.approvals().stages(version)) {
            const auto found = told.stages.find(stage.name);
            EXPECT_EQ(found == told.stages.end() ? "waiting" : found->second, store::name_of(stage.state));
            for (const store::Vote& vote : store.approvals().votes(stage.id))
                votes.push_back(stage.name + ", seat " + std::to_string(vote.seat) +
                                (vote.is_approval ? ": approve" : ": reject"));
        }
        EXPECT_EQ(told.votes, votes);
    }

    Chance& chance_;
    Surroundings& around_;
    Family& family_;
    std::size_t number_;
    std::string language_;
    ApprovalModel model_;
    std::string seen_state_ = "none";
    std::vector<store::Stage> seen_stages_;  ///< of the present version
    std::map<std::string, Voter> voters_;    ///< by the address that votes
    std::map<Voter, std::string> asked_;     ///< whose requests the relay took over, and their reverse-paths
    std::set<Voter> bounced_;
    std::set<Voter> unclear_;                              ///< who were asked what they mean
    std::set<std::pair<std::size_t, std::size_t>> murky_;  ///< stages at which something did not count
    std::vector<Sent> copies_;                             ///< since the last look
    std::map<std::string, int> got_;                       ///< copies, by member
};

/// One issue: the original and its translations.
class Course {
  public:
    Course(Chance& chance, Surroundings& around, std::size_t number)
        : chance_(chance), family_{.number = number}, keeps_late_ones_(chance.percent(30))
    {
        const std::vector<StagePlan> plans = draw_plans(chance, number);
        for (const char* language : {"", "fr", "ja"})
            variants_.push_back(std::make_unique<Variant>(chance, around, family_, plans, language));
    }

    [[nodiscard]] std::string config() const
    {
        return config_of(original().model().plans(), keeps_late_ones_, family_.number);
    }
    [[nodiscard]] const std::string& story() const { return family_.story; }
    void note(const std::string& what) { original().note(what); }

    void begin(World& world)
    {
        family_.world = &world;
        world.import(list_name(family_.number), roster_of(family_.number));
        original().post(secretary, true);
    }

    void happen()
    {
        Variant& variant = chance_.percent(60) ? original() : *chance_.one_of(variants_);
        const int what = chance_.draw(0, 99);
        if (what < 2)
            cancel();
        else if (what < 12 || !variant.is_there())
            post(variant);
        else
            variant.happen();
    }

    void receive(Sent sent)
    {
        const std::string name = between(sent.octets, "\r\nwording-", "-");
        for (const auto& variant : variants_) {
            if (variant->name() == name) return variant->receive(std::move(sent));
        }
    }

    void observe()
    {
        original().observe();
        for (const auto& variant : variants_) {
            if (original().model().is_out()) variant->model().original_is_out();
            if (variant.get() != variants_.front().get()) variant->observe();
        }
    }

    [[nodiscard]] std::optional<base::Time> deadline() { return chance_.one_of(variants_)->deadline(); }

    [[nodiscard]] bool has_ended() const
    {
        return std::ranges::all_of(variants_, [](const auto& variant) { return variant->has_ended(); });
    }

    void check_end(bool may_be_refused)
    {
        for (const auto& variant : variants_) variant->check_end();
        for (const char* language : {"", "fr", "ja"}) {
            const std::string reader = *language == '\0' ? "reader" : std::string("reader-") + language;
            check_member(address_of(reader, family_.number), may_be_refused || withdrawn_.contains(language));
        }
        check_member(address_of("office", family_.number), may_be_refused);
    }

  private:
    [[nodiscard]] Variant& original() const { return *variants_.front(); }

    void post(Variant& variant)
    {
        const std::string author = chance_.percent(80) ? secretary : stranger;
        const bool is_original = variant.language().empty();
        const bool has_original = is_original || original().model().issue() != "cancelled";
        const std::size_t versions = variant.model().versions().size();
        const bool is_out = original().model().is_out();
        variant.post(author, author == secretary && has_original);
        const bool is_new = variant.model().versions().size() > versions;
        if (!is_new) return;
        if (!is_original && is_out && !keeps_late_ones_) late_.insert(variant.language());
        if (is_original) {
            for (const auto& each : variants_) each->model().outdate_as_translation();
        }
    }

    /// As gazettectl: all languages.
    void cancel()
    {
        const auto has_ended = [](const auto& variant) {
            return !variant->is_there() || variant->seen_state() == "distributed" ||
                   variant->seen_state() == "cancelled";
        };
        if (std::ranges::all_of(variants_, has_ended)) return;
        note("cancelled");
        for (const auto& variant : variants_) {
            if (!variant->is_there()) continue;
            const bool has_gone = variant->seen_state() == "distributed";
            variant->model().cancel(has_gone);
            if (!has_gone) withdrawn_.insert(variant->language());  // who waited for it waits in vain
        }
        family_.world->store().run(store::Durability::killed, [&](store::Store& store) {
            list::cancel_issue(store, *store.issues().find(list_name(family_.number), 1), family_.world->now());
        });
        family_.world->run();
    }

    /// One of the languages, where the original is out; a translation that came late comes to who has had the original.
    void check_member(const std::string& member, bool may_miss_it)
    {
        int in_time = 0;
        int all = 0;
        for (const auto& variant : variants_) {
            const bool has_it = variant->got().contains(member);
            all += has_it ? 1 : 0;
            in_time += has_it && !late_.contains(variant->language()) ? 1 : 0;
        }
        EXPECT_LE(in_time, 1) << member;
        EXPECT_TRUE(all >= 1 || may_miss_it || !original().model().is_out()) << member << " got nothing";
        EXPECT_TRUE(all == 0 || original().model().has_been_out()) << member;
    }

    Chance& chance_;
    Family family_;
    bool keeps_late_ones_;
    std::vector<std::unique_ptr<Variant>> variants_;  ///< the original first
    std::set<std::string> late_;                      ///< languages in a mailing of their own
    std::set<std::string> withdrawn_;                 ///< languages cancelled before they were out
};

/// Some courses beside each other in one daemon, and what befalls them all.
class Season {
  public:
    explicit Season(unsigned seed) : chance_(seed), is_rough_(chance_.percent(60))
    {
        std::string config = World::usual_config();
        for (std::size_t i = 0; i < courses_a_season; ++i)
            config += courses_.emplace_back(std::make_unique<Course>(chance_, around_, i))->config();
        world_ = std::make_unique<World>(
            config, testing_support::WorldOptions{.chores_interval = chores_interval, .templates = templates()});
    }

    void play()
    {
        for (const auto& course : courses_) {
            course->begin(*world_);
            observe(course.get());
        }
        const int events = chance_.draw(60, 160);
        for (int i = 0; i < events && !testing::Test::HasFailure(); ++i) happen();
        if (!testing::Test::HasFailure()) come_to_rest();
        for (const auto& course : courses_) {
            if (!testing::Test::HasFailure()) course->check_end(around_.may_be_refused);
            tell_of_failure(*course);
        }
    }

    static constexpr unsigned courses_a_season = 8;

  private:
    void happen()
    {
        const int what = chance_.draw(0, 99);
        if (what < 82) {
            Course& course = one_course();
            course.happen();
            observe(&course);
        } else if (what < 88) {
            pass(chance_.draw(1, 12) * 1h);
        } else if (what < 92) {
            wait_for_a_deadline();
        } else if (what < 94) {
            write_while_nobody_looks();
        } else if (what < 96) {
            crash();
        } else if (what < 98) {
            set_clock();
        } else if (is_rough_) {
            chance_.percent(50) ? crash_later() : set_mood();
        }
    }

    Course& one_course()
    {
        return *courses_[static_cast<std::size_t>(chance_.draw(0, static_cast<int>(courses_a_season) - 1))];
    }

    void pass(base::Duration time)
    {
        while (time > 0h && !testing::Test::HasFailure()) {
            const base::Duration stretch = std::min<base::Duration>(time, chores_interval);
            world_->pass(stretch);
            note(std::to_string(stretch / 1min) + " minutes");
            observe();
            time -= stretch;
        }
    }

    /// Until up to 90 minutes before it: what happens then is in its last hour, or is not.
    void wait_for_a_deadline()
    {
        if (const auto deadline = one_course().deadline()) pass(*deadline - world_->now() - chance_.draw(1, 90) * 1min);
    }

    /// Who was in time when he wrote is late when it arrives, or deadlines have passed that nobody has looked at.
    void write_while_nobody_looks()
    {
        const int hours = chance_.draw(1, 100);
        world_->tick(hours * 1h);
        note(std::to_string(hours) + " hours in which nobody looks");
        one_course().happen();
        world_->run();
        observe();
    }

    void crash()
    {
        world_->crash_and_restart();
        around_.interrupted_at = world_->now();
        world_->run();
        note("a crash");
        observe();
    }

    void crash_later()
    {
        around_.is_unclear = true;
        world_->crash_at(chance_.draw(1, 60));
        note("a crash to come");
    }

    void set_clock()
    {
        const int hours = chance_.draw(-72, 72);
        world_->set_clock(hours * 1h);
        if (hours != 0) around_.interrupted_at = world_->now();  // by nothing, nobody notices
        note("the clock is set by " + std::to_string(hours) + " hours");
        observe();
    }

    void set_mood()
    {
        using testing_support::AcceptDrop;
        using testing_support::Drop;
        using testing_support::Reply;
        using testing_support::Stage;
        around_.is_unclear = true;
        around_.may_be_refused = true;
        const std::string domain =
            "*@body-" + std::to_string(chance_.draw(0, static_cast<int>(courses_a_season) - 1)) + ".example";
        const std::uint64_t times = static_cast<std::uint64_t>(chance_.draw(1, 4));
        const std::vector<Rule> moods{
            {.stage = Stage::rcpt, .match = domain, .action = Reply{"451 4.7.1 Not now"}},
            {.stage = Stage::rcpt, .match = domain, .times = times, .action = Reply{"550 5.1.1 No such user"}},
            {.stage = Stage::dot, .match = domain, .times = times, .action = Drop{}},
            {.stage = Stage::dot, .match = domain, .times = times, .action = AcceptDrop{}},
        };
        if (chance_.percent(50)) world_->relay().rules().clear();
        world_->relay().rules().add(chance_.one_of(moods));
        note("a mood of the relay");
    }

    /// No moods any more, and time enough for every deadline.
    void come_to_rest()
    {
        world_->relay().rules().clear();
        constexpr int stretches_max = 60;
        const auto has_ended = [](const auto& course) { return course->has_ended(); };
        for (int i = 0; i < stretches_max && !std::ranges::all_of(courses_, has_ended); ++i) pass(chores_interval);
        pass(chores_interval);
    }

    void note(const std::string& what)
    {
        for (const auto& course : courses_) course->note(base::to_rfc3339(world_->now()) + ' ' + what);
    }

    /// `course`: no time has passed, and the others have seen nothing of it. Null: all look.
    void observe(Course* only = nullptr)
    {
        for (Sent& sent : world_->take_sent()) {
            const std::string list = Variant::is_copy(sent) ? between(sent.field("Message-ID"), "<post-", "-")
                                                            : between(sent.field("Reply-To"), "list-", "+");
            if (const auto number = base::parse_number(list))
                courses_[static_cast<std::size_t>(*number)]->receive(std::move(sent));
        }
        for (const auto& course : courses_) {
            if (only != nullptr && only != course.get()) continue;
            course->observe();
            tell_of_failure(*course);
        }
        around_.seen_at = world_->now();
    }

    void tell_of_failure(const Course& course)
    {
        if (!testing::Test::HasFailure() || has_told_) return;
        has_told_ = true;
        ADD_FAILURE() << "what happened:" << course.story();
    }

    Chance chance_;
    bool is_rough_;
    Surroundings around_;
    std::vector<std::unique_ptr<Course>> courses_;
    std::unique_ptr<World> world_;
    bool has_told_ = false;
};

/// A share of the seeds, so that they run beside each other.
class Seasons : public testing::TestWithParam<unsigned> {};

constexpr unsigned shares = 40;

TEST_P(Seasons, LetNothingOutThatWasNotApproved)
{
    const unsigned seasons = testing_support::seeds_or(640) / Season::courses_a_season;  // so many histories
    for (unsigned seed = 1 + GetParam(); seed <= seasons; seed += shares) {
        SCOPED_TRACE("GAZETTED_SEED=" + std::to_string(seed));
        Season(seed).play();
        if (HasFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(Share, Seasons, testing::Range(0U, shares));

TEST(Season, OfOneSeedCanBeReplayed)
{
    const unsigned seed = testing_support::seed_or(1);
    SCOPED_TRACE("GAZETTED_SEED=" + std::to_string(seed));
    Season(seed).play();
}

}  // namespace
