#include "list/disclosure.h"

#include "base/text.h"
#include "list/approval.h"
#include "list/disclosure_letters.h"
#include "list/issue_copy.h"
#include "list/joining.h"
#include "list/letter.h"
#include "list/pin.h"
#include "list/silence.h"
#include "list/variants.h"

#include <algorithm>
#include <set>

namespace list {

namespace {

using store::IssueState;
using store::Stage;
using store::StageState;
using store::VoteRequest;

/// On their way at once to the approvers of one stage.
constexpr std::size_t requests_octets_max = 64UL * 1024 * 1024;

constexpr std::ptrdiff_t acknowledged_a_day_max = 10;  // so that a program that answers us comes to an end
constexpr std::ptrdiff_t substitutes_max = 3;          // of one seat

/// Whether an answer of whom the request asks is still missing.
bool is_wanted(const StageView& view, const VoteRequest& request)
{
    const auto seat = std::ranges::find(view.seats, request.seat, &Seat::id);
    return seat != view.seats.end() && !seat->vote && !request.is_withdrawn && !request.approver.empty();
}

/// One course of one issue, in one transaction.
class Course {
  public:
    Course(store::Store& store, const House& house, const config::List& list, store::Issue issue, base::Time now)
        : store_(store), house_(house), list_(list), issue_(std::move(issue)), now_(now)
    {
    }

    void begin(const std::vector<store::CriterionResult>& criteria);
    void open(const Stage& stage);
    void judge(const Stage& stage, const Deadline& deadline);
    void go_out();
    void outdate();
    void remind(const Stage& stage);
    void ask_more(const Stage& stage);
    void count(const Stage& stage, const store::Vote& vote);
    void answer(const Stage& stage, const VoteRequest& request, const VoteAnswer& answer);
    bool take_substitute(const Stage& stage, const VoteRequest& seat, const std::string& substitute);
    void reopen(const Stage& stage, base::Time deadline);
    void tell(Turn turn, const std::string& cause, News news = {});
    void record(std::string event, std::string detail, store::Id message = 0, std::string by = "desk");

  private:
    [[nodiscard]] std::vector<store::StageRules> rules() const;
    [[nodiscard]] std::vector<std::string> approvers_of(const config::Stage& stage) const;
    [[nodiscard]] Dossier dossier(const store::IssueVersion& version, const Stage& stage) const;
    [[nodiscard]] std::string audience_text() const;
    [[nodiscard]] std::string pinned_text(store::Id version) const;
    [[nodiscard]] std::int64_t audience() const { return audience_of(store_, issue_); }
    [[nodiscard]] std::vector<Seat> seats(const Stage& stage) const;
    [[nodiscard]] std::string language_of(const VoteRequest& request) const
    {
        return language_for(store_, list_, request.approver, "");
    }
    [[nodiscard]] std::string reason_to_stay(const store::IssueVersion& version) const;
    void send();
    void ask(const StageView& view, const Dossier& dossier, const VoteRequest& request, std::string_view occasion = "");
    void ask_those_who_wait(const Stage& stage, const store::IssueVersion& version);
    [[nodiscard]] bool is_ruled_as_configured(const Stage& stage) const;
    void close(const Stage& stage, StageState state, const std::string& doubt);
    void go_on_after(const Stage& stage);
    void set_state(IssueState state)
    {
        store_.issues().set_state(issue_.id, state);
        issue_.state = state;
        const bool stays_here = state == IssueState::held || state == IssueState::rejected;
        if (stays_here) return_readers(store_, issue_);
    }

    store::Store& store_;
    const House& house_;
    const config::List& list_;
    store::Issue issue_;
    base::Time now_;
};

void Course::record(std::string event, std::string detail, store::Id message, std::string by)
{
    store_.journal().add({.at = now_,
                          .event = std::move(event),
                          .list = list_.name,
                          .message = message,
                          .issue = issue_.id,
                          .by = std::move(by),
                          .detail = std::move(detail)});
}

void Course::tell(Turn turn, const std::string& cause, News news)
{
    news.turn = turn;
    news.cause = cause;
    news.audience = audience();
    news.corrects = issue_.corrects != 0 ? store_.issues().find(issue_.corrects) : std::nullopt;
    for (const store::NewNotice& notice : issue_news(house_, list_, issue_, news, now_))
        store_.queue().add_notice(notice);
}

std::vector<std::string> Course::approvers_of(const config::Stage& stage) const
{
    std::vector<std::string> approvers;
    std::set<std::string> keys;
    const auto add = [&](const mail::Mailbox& mailbox) {
        if (keys.insert(mailbox.key()).second) approvers.push_back(mailbox.text());
    };
    for (const mail::Mailbox& mailbox : stage.approvers) add(mailbox);
    if (stage.approver_categories.empty()) return approvers;
    for (const store::Member& member : store_.directory().members(stage.approver_list)) {
        const bool is_asked = member.state == store::MemberState::active &&
                              std::ranges::count(stage.approver_categories, member.category) > 0;
        const auto mailbox = is_asked ? mail::parse_mailbox(member.email) : base::refuse("");
        if (mailbox) add(*mailbox);
    }
    return approvers;
}

std::vector<store::StageRules> Course::rules() const
{
    std::vector<store::StageRules> all;
    for (const config::Stage& stage : list_.stages) {
        all.push_back({.name = stage.name,
                       .policy = std::string(config::name_of(stage.policy)),
                       .quorum = static_cast<std::int64_t>(stage.quorum),
                       .deadline = stage.deadline,
                       .remind = stage.remind,
                       .is_strict = stage.is_strict,
                       .approvers = approvers_of(stage)});
    }
    return all;
}

void Course::begin(const std::vector<store::CriterionResult>& criteria)
{
    if (const auto before = store_.approvals().latest_version(issue_.id); before && !before->closed_at)
        store_.approvals().close_version(before->id, now_);
    for (const store::Issue& translation : store_.issues().translations(issue_.id))
        Course(store_, house_, list_, translation, now_).outdate();
    if (list_.stages.empty()) {
        send();
        return;
    }
    const Pin pinned = pin(issue_, store_.issues().octets(issue_.id));
    const store::Id version = store_.approvals().add_version({.issue = issue_.id,
                                                              .message = issue_.message,
                                                              .sha256 = pinned.sha256,
                                                              .opened_at = now_,
                                                              .parts = pinned.parts,
                                                              .criteria = criteria,
                                                              .stages = rules()});
    set_state(IssueState::approving);
    const std::vector<Stage> stages = store_.approvals().stages(version);
    record("put_to_vote",
           std::to_string(stages.size()) + (stages.size() == 1 ? " stage, " : " stages, ") + pinned_text(version),
           issue_.message);
    open(stages.front());
}

/// The original got another wording.
void Course::outdate()
{
    const bool is_on_its_way = issue_.state == IssueState::approving || issue_.state == IssueState::scheduled;
    if (!is_on_its_way) return;
    if (const auto version = store_.approvals().latest_version(issue_.id); version && !version->closed_at)
        store_.approvals().close_version(version->id, now_);
    set_state(IssueState::held);
    record("translation_outdated", issue_.language, issue_.message);
    tell(Turn::outdated, "issue " + std::to_string(issue_.id) + " of message " + std::to_string(issue_.message) +
                             " outdated " + std::to_string(base::to_unix_ms(now_)));
}

/// `version 2, sha256 66ce32…`
std::string Course::pinned_text(store::Id id) const
{
    const store::IssueVersion version = *store_.approvals().find_version(id);
    return "version " + std::to_string(version.number) + ", sha256 " + base::to_hex(version.sha256);
}

std::string Course::audience_text() const
{
    if (issue_.corrects != 0) {
        const std::string readers = issue_.variant_of != 0 ? " and read " + issue_.language : "";
        return "those " + std::to_string(audience()) + " who have issue " +
               std::to_string(store_.issues().find(issue_.corrects).value().number) + readers;
    }
    if (issue_.variant_of != 0) {
        const std::int64_t all = store_.directory().audience_size(list_.name, issue_.categories);
        return std::to_string(audience()) + " of " + std::to_string(all) + " members, who read " + issue_.language;
    }
    std::string text;
    for (const std::string& category : issue_.categories) {
        text += text.empty() ? "" : ", ";
        text += std::to_string(store_.directory().audience_size(list_.name, {category})) + ' ' + category;
    }
    const std::int64_t all = audience();
    return (text.empty() ? "" : text + ": ") + std::to_string(all) + (all == 1 ? " member" : " members");
}

std::vector<Seat> Course::seats(const Stage& stage) const
{
    return seats_of(store_.approvals().requests(stage.id), store_.approvals().votes(stage.id));
}

Dossier Course::dossier(const store::IssueVersion& version, const Stage& stage) const
{
    Dossier dossier{.audience = audience_text(),
                    .version = version.number,
                    .criteria = store_.approvals().criteria(version.id),
                    .words = {},
                    .copy = shown_copy(house_.config, list_, issue_, with_closing_part(store_, house_, list_, issue_))};
    for (const Stage& before : store_.approvals().stages(version.id)) {
        if (before.position >= stage.position) break;
        for (const Seat& seat : seats(before)) {
            if (!seat.vote) continue;
            dossier.words.push_back({.stage = before.name,
                                     .approver = shown_voter(seat),
                                     .is_approval = seat.vote->is_approval,
                                     .reason = seat.vote->reason});
        }
    }
    return dossier;
}

/// `occasion`: what makes this letter another one than the first.
void Course::ask(const StageView& view, const Dossier& dossier, const VoteRequest& request, std::string_view occasion)
{
    const bool is_erased = request.approver.empty();
    if (is_erased || store_.directory().is_suppressed(request.approver)) {
        store_.approvals().note_bounced(request.id);
        tell(Turn::bounced, "vote request " + std::to_string(request.id) + " not sent" + std::string(occasion),
             {.stage = &view.stage,
              .seats = {},
              .person = is_erased ? "\u2026" : request.approver,
              .detail = is_erased ? "the address was erased" : "the address is suppressed"});
        return;
    }
    const store::Id delivery =
        store_.queue().add_notice(vote_request(house_, view, dossier, request, occasion, language_of(request), now_));
    if (delivery != 0) store_.approvals().note_asked(request.id, delivery, now_);
}

/// The message goes to each of them whole, so only so many are on their way at once; the others are asked by and by.
void Course::ask_those_who_wait(const Stage& stage, const store::IssueVersion& version)
{
    const StageView view{.list = list_, .issue = issue_, .stage = stage, .seats = seats(stage)};
    const Dossier known = dossier(version, stage);
    const std::vector<VoteRequest> requests = store_.approvals().requests(stage.id);
    const auto is_on_its_way = [&](const VoteRequest& request) {
        const auto delivery = request.delivery != 0 ? store_.queue().find(request.delivery) : std::nullopt;
        return delivery &&
               (delivery->state == store::DeliveryState::queued || delivery->state == store::DeliveryState::leased);
    };
    std::size_t octets = known.copy.size() * static_cast<std::size_t>(std::ranges::count_if(requests, is_on_its_way));
    for (const VoteRequest& request : requests) {
        const bool waits = !request.asked_at && !request.is_bounced && !request.is_withdrawn;
        if (!waits) continue;
        if (octets > requests_octets_max) return;
        ask(view, known, request);
        octets += known.copy.size();
    }
}

/// Whether a version that begins now would have the same stage.
bool Course::is_ruled_as_configured(const Stage& stage) const
{
    const auto configured = std::ranges::find(list_.stages, stage.name, &config::Stage::name);
    if (configured == list_.stages.end()) return false;
    std::vector<std::string> asked;
    for (const VoteRequest& request : store_.approvals().requests(stage.id)) {
        if (request.id == request.seat) asked.push_back(request.approver);
    }
    return stage.policy == config::name_of(configured->policy) &&
           stage.quorum == static_cast<std::int64_t>(configured->quorum) && stage.deadline == configured->deadline &&
           stage.is_strict == configured->is_strict && asked == approvers_of(*configured);
}

void Course::open(const Stage& waiting)
{
    store_.approvals().open_stage(waiting.id, now_);
    const Stage stage = *store_.approvals().find_stage(waiting.id);
    const std::vector<Seat> all = seats(stage);
    record("stage_opened", stage.name + ", " + stage.policy + ", " + std::to_string(all.size()) +
                               " to be asked, until " + base::to_rfc3339(*stage.deadline_at));
    if (list::judge(stage, tally(all), {}) != StageState::open) {
        close(stage, StageState::expired, "too few can answer");
        return;
    }
    const bool is_as_configured = is_ruled_as_configured(stage);
    if (!is_as_configured) record("stage_rules_kept", stage.name + ": the configuration has others now");
    const bool is_first = stage.position == 1;
    tell(Turn::opened, "stage " + std::to_string(stage.id) + " opened",
         {.stage = &stage,
          .seats = all,
          .keeps_old_rules = !is_as_configured,
          .copy = is_first ? dossier(*store_.approvals().find_version(stage.version), stage).copy : ""});
    ask_those_who_wait(stage, *store_.approvals().find_version(stage.version));
}

void Course::ask_more(const Stage& stage)
{
    ask_those_who_wait(stage, *store_.approvals().find_version(stage.version));
}

void Course::judge(const Stage& stage, const Deadline& deadline)
{
    const StageState state = list::judge(stage, tally(seats(stage)), deadline);
    if (state != StageState::open) close(stage, state, deadline.doubt);
}

void Course::close(const Stage& stage, StageState state, const std::string& doubt)
{
    store_.approvals().close_stage(stage.id, state, now_);
    const std::string what = doubt.empty() ? stage.name : stage.name + ": " + doubt;
    const std::string cause = "stage " + std::to_string(stage.id) + ' ' + std::string(name_of(state)) + ' ' +
                              std::to_string(base::to_unix_ms(now_));
    const News news{.stage = &stage, .seats = seats(stage), .detail = doubt};
    switch (state) {
    case StageState::approved:
        record("stage_approved", what);
        tell(Turn::approved, cause, news);
        go_on_after(stage);
        break;
    case StageState::rejected:
        record("stage_rejected", what);
        set_state(IssueState::rejected);
        tell(Turn::rejected, cause, news);
        break;
    case StageState::expired:
        record("stage_expired", what);
        set_state(IssueState::held);
        tell(Turn::expired, cause, news);
        break;
    case StageState::waiting:
    case StageState::open: break;
    }
}

void Course::go_on_after(const Stage& stage)
{
    for (const Stage& next : store_.approvals().stages(stage.version)) {
        if (next.state != StageState::waiting) continue;
        open(next);
        return;
    }
    go_out();
}

/// Empty: nothing stands in the way.
std::string Course::reason_to_stay(const store::IssueVersion& version) const
{
    for (const Stage& stage : store_.approvals().stages(version.id)) {
        if (stage.state != StageState::approved) return "the stage " + stage.name + " has not approved it";
    }
    const bool is_as_pinned =
        version.message == issue_.message && pin(issue_, store_.issues().octets(issue_.id)).sha256 == version.sha256;
    return is_as_pinned ? "" : "its digests differ from those that were approved";
}

void Course::go_out()
{
    const auto version = store_.approvals().latest_version(issue_.id);
    const bool was_put_to_vote = version && !version->closed_at;
    if (!was_put_to_vote && !list_.stages.empty()) {  // the list has got a stage since
        begin({});
        return;
    }
    const std::string reason = was_put_to_vote ? reason_to_stay(*version) : "";
    if (reason.empty()) {
        send();
        return;
    }
    set_state(IssueState::held);
    record("not_as_approved", reason);
    tell(Turn::altered, "issue " + std::to_string(issue_.id) + " stays " + std::to_string(base::to_unix_ms(now_)),
         {.seats = {}, .detail = reason});
}

/// At its time.
void Course::send()
{
    const std::string cause = "issue " + std::to_string(issue_.id) + " of message " + std::to_string(issue_.message);
    if (issue_.send_at && *issue_.send_at > now_) {
        set_state(IssueState::scheduled);
        record("issue_scheduled", base::to_rfc3339(*issue_.send_at));
        tell(Turn::scheduled, cause + " waits until " + std::to_string(base::to_unix_ms(*issue_.send_at)));
        return;
    }
    if (issue_.variant_of != 0 && !is_out(store_.issues().find(issue_.variant_of).value())) {
        set_state(IssueState::scheduled);
        record("translation_ready", issue_.language);
        tell(Turn::ready, cause + " is ready");
        return;
    }
    store_.issues().set_octets(issue_.id, with_closing_part(store_, house_, list_, issue_));
    store_.issues().begin_distribution(issue_.id, now_);
    issue_.state = IssueState::distributing;
    record("distribution_begun", "");
    tell(Turn::going_out, cause + " goes out");
    for (const store::Issue& translation : store_.issues().translations(issue_.id)) {
        const bool has_waited = translation.state == IssueState::scheduled;
        if (has_waited) Course(store_, house_, list_, translation, now_).go_out();
    }
}

void Course::remind(const Stage& stage)
{
    const StageView view{.list = list_, .issue = issue_, .stage = stage, .seats = seats(stage)};
    std::int64_t reminded = 0;
    for (const VoteRequest& request : store_.approvals().requests(stage.id)) {
        const bool was_asked = request.asked_at && !request.is_bounced;
        if (!is_wanted(view, request) || !was_asked) continue;
        const store::NewNotice reminder = vote_reminder(house_, view, request, language_of(request), now_);
        if (store_.queue().add_notice(reminder) != 0) ++reminded;
    }
    record("stage_reminded", stage.name + ", " + std::to_string(reminded) + " asked again");
}

void Course::count(const Stage& stage, const store::Vote& vote)
{
    const auto request = store_.approvals().find_request(vote.request);
    if (!request) return;
    store_.approvals().add_vote(vote);
    const bool is_own = base::equal_ignoring_case(vote.sender, request->approver);
    record("vote_counted",
           stage.name + ", seat " + std::to_string(vote.seat) + (vote.is_approval ? ": approve, " : ": reject, ") +
               pinned_text(stage.version) + (is_own ? "" : ", from another mailbox than the one that was asked"),
           vote.message, "approver");
    const auto votes = store_.approvals().votes(stage.id);
    const auto of_today = std::ranges::count_if(
        votes, [&](const store::Vote& each) { return each.request == vote.request && each.at > now_ - base::days{1}; });
    if (of_today <= acknowledged_a_day_max) {
        answer(stage, *request,
               {.end = AnswerEnd::counted,
                .is_approval = vote.is_approval,
                .reason = vote.reason,
                .sender = vote.sender,
                .message = vote.message,
                .message_id = vote.message_id});
    }
    judge(stage, {});
}

void Course::answer(const Stage& stage, const VoteRequest& request, const VoteAnswer& answer)
{
    const StageView view{.list = list_, .issue = issue_, .stage = stage, .seats = seats(stage)};
    store_.queue().add_notice(vote_answer(house_, view, request, answer, language_of(request), now_));
}

bool Course::take_substitute(const Stage& stage, const VoteRequest& seat, const std::string& substitute)
{
    const std::vector<VoteRequest> requests = store_.approvals().requests(stage.id);
    const auto votes_already = [&](const VoteRequest& request) {
        return !request.is_withdrawn && base::equal_ignoring_case(request.approver, substitute);
    };
    const auto is_of_seat = [&](const VoteRequest& request) {
        return request.seat == seat.id && request.id != seat.id;
    };
    if (std::ranges::any_of(requests, votes_already) || !is_for_people(house_.config, substitute) ||
        std::ranges::count_if(requests, is_of_seat) >= substitutes_max)
        return false;
    const store::Id id = store_.approvals().add_substitute(seat.id, substitute);
    record("substitute_named", stage.name + ", seat " + std::to_string(seat.id), 0, "approver");
    const StageView view{.list = list_, .issue = issue_, .stage = stage, .seats = seats(stage)};
    const store::IssueVersion version = *store_.approvals().find_version(stage.version);
    ask(view, dossier(version, stage), *store_.approvals().find_request(id));
    tell(Turn::substitute, "substitute " + std::to_string(id),
         {.stage = &stage, .seats = view.seats, .person = seat.approver, .detail = substitute});
    return true;
}

void Course::reopen(const Stage& expired, base::Time deadline)
{
    store_.approvals().reopen_stage(expired.id, deadline, now_);
    set_state(IssueState::approving);
    const Stage stage = *store_.approvals().find_stage(expired.id);
    record("stage_reopened", stage.name + ", until " + base::to_rfc3339(deadline), 0, "operator");
    const std::string occasion = " until " + std::to_string(base::to_unix_ms(deadline));
    const StageView view{.list = list_, .issue = issue_, .stage = stage, .seats = seats(stage)};
    tell(Turn::opened, "stage " + std::to_string(stage.id) + occasion, {.stage = &stage, .seats = view.seats});
    const Dossier known = dossier(*store_.approvals().find_version(stage.version), stage);
    for (const VoteRequest& request : store_.approvals().requests(stage.id)) {
        if (is_wanted(view, request)) ask(view, known, request, occasion);
    }
    judge(stage, {});
}

/// Nothing, when the issue's list is not configured any more: its course stands still.
std::optional<Course> course_of(store::Store& store, const House& house, store::Id issue, base::Time now)
{
    auto found = store.issues().find(issue);
    const config::List* list = found ? house.config.find_list(found->list) : nullptr;
    if (list == nullptr) return std::nullopt;
    return Course(store, house, *list, std::move(*found), now);
}

bool has_unhandled_from_before(store::Store& store, base::Time deadline)
{
    const auto waiting = store.spool().next();
    return waiting && waiting->received_at < deadline;
}

}  // namespace

void begin_course(store::Store& store, const House& house, const config::List& list, const Wording& wording,
                  base::Time now)
{
    Course(store, house, list, wording.issue, now).begin(wording.criteria);
}

void cast_vote(store::Store& store, const House& house, const store::Vote& vote, base::Time now)
{
    const auto stage = store.approvals().find_stage(vote.stage);
    auto course = stage ? course_of(store, house, stage->issue, now) : std::nullopt;
    if (course) course->count(*stage, vote);
}

bool name_substitute(store::Store& store, const House& house, const VoteRequest& seat, const std::string& substitute,
                     base::Time now)
{
    const auto stage = store.approvals().find_stage(seat.stage);
    auto course = stage ? course_of(store, house, stage->issue, now) : std::nullopt;
    return course && course->take_substitute(*stage, seat, substitute);
}

void answer_voter(store::Store& store, const House& house, const VoteRequest& request, const VoteAnswer& answer,
                  base::Time now)
{
    const auto stage = store.approvals().find_stage(request.stage);
    auto course = stage ? course_of(store, house, stage->issue, now) : std::nullopt;
    if (course) course->answer(*stage, request, answer);
}

void note_bounced_request(store::Store& store, const House& house, const store::Bounce& bounce, base::Time now)
{
    const auto delivery = bounce.delivery != 0 ? store.queue().find(bounce.delivery) : std::nullopt;
    const bool is_notice = delivery && delivery->issue == 0;
    if (!is_notice) return;
    std::vector<VoteRequest> requests;
    if (const auto request = store.approvals().request_of(delivery->id)) {
        requests.push_back(*request);
    } else {  // a reminder or the like: what does not reach him now will not reach him at all
        requests = store.approvals().open_requests_to(delivery->recipient);
    }
    for (const VoteRequest& request : requests) {
        if (request.is_bounced) continue;
        store.approvals().note_bounced(request.id);
        const auto stage = store.approvals().find_stage(request.stage);
        auto course = stage ? course_of(store, house, stage->issue, now) : std::nullopt;
        if (!course) continue;
        course->record("request_bounced", stage->name + ", seat " + std::to_string(request.seat) + ": " + bounce.reason,
                       bounce.message, bounce.message != 0 ? "desk" : "relay");
        const std::string words = bounce.words.empty() ? bounce.reason : bounce.words;
        course->tell(Turn::bounced,
                     "vote request " + std::to_string(request.id) + " bounced " + std::to_string(delivery->id),
                     {.stage = &*stage, .seats = {}, .person = request.approver, .detail = words});
    }
}

void tell_of_late_no(store::Store& store, const House& house, const store::Vote& vote, base::Time now)
{
    const auto stage = store.approvals().find_stage(vote.stage);
    auto course = stage ? course_of(store, house, stage->issue, now) : std::nullopt;
    if (!course) return;
    course->record("late_no", stage->name + ", seat " + std::to_string(vote.seat), vote.message, "approver");
    course->tell(Turn::late_no, "late no " + std::to_string(vote.message),
                 {.stage = &*stage, .seats = {}, .person = vote.sender, .detail = vote.reason});
}

void attend_to_stages(store::Store& store, const House& house, std::size_t rows_max, base::Time now)
{
    for (const Stage& stage : store.approvals().past_deadline(now, rows_max)) {
        auto course = course_of(store, house, stage.issue, now);
        if (!course || has_unhandled_from_before(store, *stage.deadline_at)) continue;
        const bool needs_silence = stage.policy == "no-objection";
        if (needs_silence && now < *stage.deadline_at + time_to_arrive(house.config)) continue;
        course->judge(
            stage, {.has_passed = true, .doubt = needs_silence ? doubt_about_silence(store, house.config, stage) : ""});
    }
    for (const Stage& stage : store.approvals().to_remind(now, rows_max)) {
        store.approvals().mark_reminded(stage.id);
        if (auto course = course_of(store, house, stage.issue, now)) course->remind(stage);
    }
    for (const Stage& stage : store.approvals().to_ask(rows_max)) {
        if (auto course = course_of(store, house, stage.issue, now)) course->ask_more(stage);
    }
    for (const store::Issue& issue : store.issues().scheduled_due(now, rows_max)) {
        if (auto course = course_of(store, house, issue.id, now)) course->go_out();
    }
}

bool give_more_time(store::Store& store, const House& house, const store::Issue& issue, base::Time deadline,
                    base::Time now)
{
    const auto version = store.approvals().latest_version(issue.id);
    auto course = version && !version->closed_at ? course_of(store, house, issue.id, now) : std::nullopt;
    if (!course) return false;
    for (const Stage& stage : store.approvals().stages(version->id)) {
        if (stage.state != StageState::expired) continue;
        course->reopen(stage, deadline);
        return true;
    }
    return false;
}

std::int64_t cancel_issue(store::Store& store, const store::Issue& issue, base::Time now)
{
    if (const auto version = store.approvals().latest_version(issue.id); version && !version->closed_at)
        store.approvals().close_version(version->id, now);
    const bool has_ended = issue.state == IssueState::distributed || issue.state == IssueState::cancelled;
    std::int64_t withdrawn = store.issues().cancel(issue.id, now);
    if (!has_ended || withdrawn > 0) {
        store.journal().add({.at = now,
                             .event = has_ended ? "withdrawn_from_digests" : "issue_cancelled",
                             .list = issue.list,
                             .issue = issue.id,
                             .by = "operator",
                             .detail = std::to_string(withdrawn) + " withdrawn"});
    }
    for (const store::Issue& translation : store.issues().translations(issue.id))
        withdrawn += cancel_issue(store, translation, now);
    return withdrawn;
}

}  // namespace list
