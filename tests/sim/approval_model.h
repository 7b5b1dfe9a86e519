#pragma once
/// Disclosure approval said a second time, naively, from the words of its rules alone: what may be the state of an
/// issue and of its stages after each thing that happened. Shares nothing with lib/list. Pure.
///
///   policy        approved                     rejected                     at the deadline
///   any           at the first yes             when all have said no        expired
///   quorum n      at n yes                     when n is out of reach       expired
///   unanimous     when all have said yes       at the first no              expired
///   no-objection  at the deadline, by silence  at the first no              expired where silence tells nothing

#include "base/time.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace testing_support {

struct StagePlan {
    std::string name;
    std::string policy;
    std::size_t quorum = 0;
    base::Duration deadline{};
    bool is_strict = false;
    std::vector<std::string> approvers;
};

class ApprovalModel {
  public:
    struct Seat {
        std::string approver;
        std::string substitute;                          ///< the last one named; empty: none
        std::vector<std::pair<std::string, bool>> said;  ///< by whom, and whether yes

        int substitutes = 0;  ///< how many were named

        /// The last word counts, if who said it may still speak for the seat.
        [[nodiscard]] std::optional<bool> vote() const
        {
            if (said.empty()) return std::nullopt;
            const auto& [by, is_yes] = said.back();
            return by == approver || by == substitute ? std::optional(is_yes) : std::nullopt;
        }
    };
    struct Stage {
        std::string state = "waiting";
        std::optional<base::Time> deadline;  ///< unknown until it is observed
        std::vector<Seat> seats;
    };
    struct Version {
        std::string wording;
        bool is_closed = false;
        std::vector<Stage> stages;
    };
    /// Whom a vote address was sent to, and for which place.
    struct Voter {
        std::size_t version = 0;
        std::size_t stage = 0;
        std::size_t seat = 0;
        std::string mailbox;
        friend auto operator<=>(const Voter&, const Voter&) = default;
    };

    static constexpr int substitutes_max = 3;  // of one seat

    /// A translation leaves with its original, or once that is out.
    explicit ApprovalModel(std::vector<StagePlan> plans, bool is_translation = false)
        : plans_(std::move(plans)), is_translation_(is_translation)
    {
    }

    [[nodiscard]] const std::string& issue() const { return issue_; }
    [[nodiscard]] const std::vector<StagePlan>& plans() const { return plans_; }
    [[nodiscard]] std::vector<Version>& versions() { return versions_; }
    [[nodiscard]] bool is_out() const { return issue_ == "distributing"; }
    [[nodiscard]] bool has_been_out() const { return has_been_out_; }
    /// Which of the present version is open; nothing: none is.
    [[nodiscard]] std::optional<std::size_t> open_stage() const { return stage_in("open"); }

    /// The first post, or a revision; nothing, where somebody has a copy already or nobody ever will.
    void post(const std::string& wording, std::optional<base::Time> send_at, base::Time now)
    {
        const bool may_be_revised = !is_out() && issue_ != "cancelled";
        if (!may_be_revised) return;
        if (!versions_.empty()) versions_.back().is_closed = true;
        if (send_at) send_at_ = send_at;
        Version version{.wording = wording, .is_closed = false, .stages = {}};
        for (const StagePlan& plan : plans_) {
            Stage& stage = version.stages.emplace_back();
            for (const std::string& approver : plan.approvers) stage.seats.push_back({.approver = approver});
        }
        versions_.push_back(std::move(version));
        issue_ = "approving";
        versions_.back().stages.front().state = "open";
        judge(now);
    }

    /// An answer that says yes or no and came from `sender`. A no counts as long as the stage is open, however late.
    /// False: it does not count.
    bool say(const Voter& voter, const std::string& sender, bool is_yes, base::Time now)
    {
        if (!is_heard(voter, sender, is_yes ? now : base::Time::min())) return false;
        seat_of(voter).said.emplace_back(voter.mailbox, is_yes);
        judge(now);
        return true;
    }

    /// False: nobody new is asked.
    bool name_substitute(const Voter& voter, const std::string& sender, const std::string& substitute, base::Time now)
    {
        Seat& seat = seat_of(voter);
        if (!is_heard(voter, sender, now) || voter.mailbox != seat.approver) return false;
        for (const Seat& each : versions_[voter.version].stages[voter.stage].seats) {
            if (each.approver == substitute || each.substitute == substitute) return false;  // nobody votes twice
        }
        if (seat.substitutes == substitutes_max) return false;
        ++seat.substitutes;
        seat.substitute = substitute;
        judge(now);
        return true;
    }

    /// It is so late. `is_consent`: whether silence at the open stage tells that nobody objects.
    void pass_to(base::Time now, bool is_consent)
    {
        if (const auto open = open_stage()) {
            Stage& stage = versions_.back().stages[*open];
            if (stage.deadline && *stage.deadline <= now)
                end(*open, plans_[*open].policy == "no-objection" && is_consent ? "approved" : "expired", now);
        }
        if (issue_ == "scheduled" && !waits(now)) go_out();
    }

    /// False: nothing has expired that could have more.
    bool give_more_time(base::Time deadline)
    {
        const auto expired = issue_ == "held" ? stage_in("expired") : std::nullopt;
        if (!expired) return false;
        versions_.back().stages[*expired].state = "open";
        versions_.back().stages[*expired].deadline = deadline;
        issue_ = "approving";
        return true;
    }

    void original_is_out()
    {
        is_original_out_ = true;
        if (issue_ == "scheduled") go_out();
    }

    /// The original got another wording.
    void outdate_as_translation()
    {
        if (!is_translation_) return;
        if (issue_ != "approving" && issue_ != "scheduled") return;
        versions_.back().is_closed = true;
        issue_ = "held";
    }

    /// `has_gone`: nothing of it can be stopped any more.
    void cancel(bool has_gone)
    {
        versions_.back().is_closed = true;
        if (!has_gone) issue_ = "cancelled";
    }

    [[nodiscard]] bool is_approved(std::string_view wording) const
    {
        return std::ranges::any_of(versions_, [&](const Version& version) {
            return version.wording == wording &&
                   std::ranges::all_of(version.stages, [](const Stage& stage) { return stage.state == "approved"; });
        });
    }

    /// May speak for a place: its owner, and the last one whom he named.
    [[nodiscard]] bool may_speak(const Voter& voter)
    {
        const Seat& seat = seat_of(voter);
        return voter.mailbox == seat.approver || voter.mailbox == seat.substitute;
    }

  private:
    Seat& seat_of(const Voter& voter) { return versions_[voter.version].stages[voter.stage].seats[voter.seat]; }

    [[nodiscard]] std::optional<std::size_t> stage_in(std::string_view state) const
    {
        if (versions_.empty() || versions_.back().is_closed) return std::nullopt;
        const std::vector<Stage>& stages = versions_.back().stages;
        const auto found = std::ranges::find(stages, state, &Stage::state);
        if (found == stages.end()) return std::nullopt;
        return static_cast<std::size_t>(found - stages.begin());
    }

    bool is_heard(const Voter& voter, const std::string& sender, base::Time now)
    {
        const Version& version = versions_[voter.version];
        const Stage& stage = version.stages[voter.stage];
        const bool is_open = !version.is_closed && stage.state == "open" && now < stage.deadline.value();
        const bool is_foreign = plans_[voter.stage].is_strict && sender != voter.mailbox;
        return is_open && may_speak(voter) && !is_foreign;
    }

    void judge(base::Time now)
    {
        const auto open = open_stage();
        if (!open) return;
        const StagePlan& plan = plans_[*open];
        std::size_t yes = 0;
        std::size_t no = 0;
        for (const Seat& seat : versions_.back().stages[*open].seats) {
            yes += seat.vote() == true ? 1 : 0;
            no += seat.vote() == false ? 1 : 0;
        }
        const std::size_t all = plan.approvers.size();
        if (plan.policy == "any") {
            if (yes >= 1)
                end(*open, "approved", now);
            else if (no == all)
                end(*open, "rejected", now);
        } else if (plan.policy == "quorum") {
            if (yes >= plan.quorum)
                end(*open, "approved", now);
            else if (no + plan.quorum > all)
                end(*open, "rejected", now);
        } else if (no >= 1) {
            end(*open, "rejected", now);
        } else if (plan.policy == "unanimous" && yes == all) {
            end(*open, "approved", now);
        }
    }

    void go_out()
    {
        issue_ = "distributing";
        has_been_out_ = true;
    }

    [[nodiscard]] bool waits(base::Time now) const
    {
        return is_translation_ ? !is_original_out_ : send_at_ && *send_at_ > now;
    }

    void end(std::size_t index, const std::string& state, base::Time now)
    {
        std::vector<Stage>& stages = versions_.back().stages;
        stages[index].state = state;
        if (state == "rejected") issue_ = "rejected";
        if (state == "expired") issue_ = "held";
        if (state != "approved") return;
        if (index + 1 < stages.size()) {
            stages[index + 1].state = "open";
        } else {
            if (waits(now))
                issue_ = "scheduled";
            else
                go_out();
        }
    }

    std::vector<StagePlan> plans_;
    bool is_translation_;
    bool is_original_out_ = false;
    bool has_been_out_ = false;
    std::string issue_ = "none";
    std::optional<base::Time> send_at_;
    std::vector<Version> versions_;
};

}  // namespace testing_support
