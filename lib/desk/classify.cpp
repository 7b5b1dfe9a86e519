#include "desk/classify.h"

#include "base/text.h"
#include "mail/automatic_reply.h"
#include "mail/encoded_word.h"
#include "mail/lines.h"
#include "mail/part_reader.h"

#include <utility>

namespace desk {

namespace {

constexpr std::size_t hops_max = 100;  // RFC 5321 §6.3

bool has_own_list_id(const Reading& reading, const config::Config& config)
{
    for (const mail::HeaderField* field : reading.header.all("List-Id")) {
        const std::string value = base::to_lower(mail::unfold(field->value));
        for (const config::List& list : config.lists) {
            if (value.find('<' + list::list_id(list) + '>') != std::string::npos) return true;
        }
    }
    return false;
}

/// The message as the rules see it: with line ends that the scanners know.
class View {
  public:
    explicit View(std::string_view octets)
        : repaired_(mail::has_bare_cr_line_ends(octets) ? mail::with_lf_line_ends(octets) : ""),
          header(mail::scan_header(mail::without_byte_order_mark(repaired_.empty() ? octets : repaired_))),
          parts(mail::scan_parts(mail::without_byte_order_mark(repaired_.empty() ? octets : repaired_)))
    {
    }
    View(const View&) = delete;
    View& operator=(const View&) = delete;
    ~View() = default;

  private:
    std::string repaired_;

  public:
    const mail::Header header;
    const mail::PartScan parts;
};

/// Why the message must wait for a person before any rule looks at it.
std::string reason_to_hold(const Reading& reading, const View& view, const config::Config& config)
{
    if (has_own_list_id(reading, config)) return std::string(loop_start) + "it carries our own List-Id";
    if (reading.header.count("Received") > hops_max) return std::string(loop_start) + "more than 100 Received fields";
    if (reading.header.exceeds_limits) return "its header exceeds the limits";
    if (view.parts.exceeds_limits) return "its parts exceed the limits: " + view.parts.defect;
    return {};
}

struct Shape {
    Kind kind = Kind::unknown;
    std::string evidence;
    std::optional<mail::DeliveryReport> delivery_report = {};
    std::optional<mail::FeedbackReport> feedback_report = {};
};

std::optional<Shape> read_domain_report(const View& view, mail::ReversePath)
{
    auto report = mail::read_feedback_report(view.header, view.parts);
    if (!report || report->kind == mail::FeedbackKind::complaint) return std::nullopt;
    std::string evidence = report->evidence;
    return Shape{.kind = Kind::unknown, .evidence = std::move(evidence), .feedback_report = std::move(report)};
}

std::optional<Shape> read_bounce(const View& view, mail::ReversePath reverse_path)
{
    auto report = mail::read_delivery_report(view.header, view.parts, reverse_path);
    if (!report) return std::nullopt;
    std::string evidence = report->evidence;
    return Shape{.kind = Kind::bounce, .evidence = std::move(evidence), .delivery_report = std::move(report)};
}

std::optional<Shape> read_complaint(const View& view, mail::ReversePath)
{
    auto report = mail::read_feedback_report(view.header, view.parts);
    if (!report) return std::nullopt;
    std::string evidence = report->evidence;
    return Shape{.kind = Kind::complaint, .evidence = std::move(evidence), .feedback_report = std::move(report)};
}

std::optional<Shape> read_automatic_reply(const View& view, mail::ReversePath)
{
    auto evidence = mail::read_automatic_reply(view.header, view.parts);
    if (!evidence) return std::nullopt;
    return Shape{.kind = Kind::auto_reply, .evidence = std::move(*evidence)};
}

/// RFC 5321 §4.5.5: only machines send with it.
std::optional<Shape> read_null_reverse_path(const View&, mail::ReversePath reverse_path)
{
    if (reverse_path != mail::ReversePath::null) return std::nullopt;
    return Shape{.kind = Kind::bounce, .evidence = "the null reverse-path"};
}

using Rule = std::optional<Shape> (*)(const View&, mail::ReversePath);

/// The order in which a message's shape is read; the first rule that speaks decides. What none speaks of was written by
/// a person, and the address says what it is.
constexpr Rule rules[] = {
    read_domain_report,      // DMARC and TLS reports look like bounces and complaints, and are neither
    read_bounce,             // RFC 3464, and the free forms
    read_complaint,          // RFC 5965, and older feedback loops
    read_automatic_reply,    // RFC 3834, and what is written instead; receipts; challenges
    read_null_reverse_path,  // a report that nobody can read
};

std::optional<Shape> read_shape(const View& view, mail::ReversePath reverse_path)
{
    for (const Rule rule : rules) {
        if (auto shape = rule(view, reverse_path)) return shape;
    }
    return std::nullopt;
}

Kind kind_of_purpose(base::Purpose purpose)
{
    switch (purpose) {
    case base::Purpose::confirm: return Kind::confirmation;
    case base::Purpose::leave: return Kind::command;
    case base::Purpose::vote: return Kind::vote;
    case base::Purpose::reply:
    case base::Purpose::thread:
    case base::Purpose::bounce: return Kind::feedback;  // a person's answer to a bounce address is feedback
    case base::Purpose::form_return: return Kind::form_return;
    case base::Purpose::held: return Kind::held_answer;
    }
    return Kind::unknown;
}

Kind kind_of_address(const list::OurAddress& address)
{
    switch (address.use) {
    case list::Use::post:
    case list::Use::translation: return Kind::post;
    case list::Use::request:
    case list::Use::help:
    case list::Use::subscribe:
    case list::Use::unsubscribe: return Kind::command;
    case list::Use::token: return kind_of_purpose(*address.purpose);
    case list::Use::owner:
    case list::Use::operators: return Kind::unknown;
    }
    return Kind::unknown;
}

/// A report to an address without a token is tied by the message that it returns.
std::optional<About> find_about(const Classification& is, const config::Config& config, const base::Key& key)
{
    if (is.token_id) return About{.purpose = *is.address->purpose, .id = *is.token_id, .list = is.address->list};
    if (is.delivery_report) return find_returned_token(config, key, is.delivery_report->returned_header);
    if (is.feedback_report) return find_returned_token(config, key, is.feedback_report->returned_header);
    return std::nullopt;
}

void take(Classification& result, Shape shape)
{
    result.kind = shape.kind;
    result.evidence.push_back(std::move(shape.evidence));
    result.delivery_report = std::move(shape.delivery_report);
    result.feedback_report = std::move(shape.feedback_report);
}

/// A reader's mail program presses the button for him, from a machine but in his name.
bool asks_to_leave(const Shape& shape)
{
    return shape.kind == Kind::complaint && shape.feedback_report->feedback_type == "opt-out" &&
           shape.feedback_report->returned_header.empty();
}

/// RFC 5322 §3.6.4; or, where a program leaves the fields out, its subject and a quotation.
bool is_reply(const View& view)
{
    if (view.header.find("In-Reply-To") != nullptr || view.header.find("References") != nullptr) return true;
    constexpr std::size_t octets_max = 64UL * 1024;
    if (!base::starts_with_ignoring_case(mail::decode_words(view.header.value("Subject")), "re:")) return false;
    const std::string text = mail::first_text(view.parts, octets_max);
    return text.starts_with('>') || text.find("\n>") != std::string::npos;
}

}  // namespace

std::string_view kind_name(Kind kind)
{
    switch (kind) {
    case Kind::bounce: return "bounce";
    case Kind::complaint: return "complaint";
    case Kind::auto_reply: return "auto-reply";
    case Kind::confirmation: return "confirmation";
    case Kind::held_answer: return "held-answer";
    case Kind::vote: return "vote";
    case Kind::feedback: return "feedback";
    case Kind::form_return: return "return";
    case Kind::command: return "command";
    case Kind::post: return "post";
    case Kind::unknown: return "unknown";
    }
    return "";
}

std::optional<Kind> kind_of_name(std::string_view name)
{
    for (auto number = static_cast<int>(Kind::bounce); number <= static_cast<int>(Kind::unknown); ++number) {
        const auto kind = static_cast<Kind>(number);
        if (kind_name(kind) == name) return kind;
    }
    return std::nullopt;
}

Classification classify(const Reading& reading, const config::Config& config, const base::Key& key)
{
    Classification result;
    const auto address = list::resolve(config, reading.row.recipient);
    if (address) {
        result.address = *address;
    } else {
        result.hold = "its recipient is no address of ours any more";
    }
    const View view(reading.octets);
    if (result.hold.empty()) result.hold = reason_to_hold(reading, view, config);

    if (result.address && result.address->use == list::Use::token) {
        const auto id = base::read_token(*result.address->purpose, result.address->token, key);
        if (id) result.token_id = *id;
        result.evidence.push_back(std::string(base::purpose_name(*result.address->purpose)) +
                                  (id ? " token of ours" : " token that is not ours"));
    }
    const auto reverse_path = reading.row.reverse_path.empty() ? mail::ReversePath::null : mail::ReversePath::given;
    auto shape = read_shape(view, reverse_path);
    const bool is_leaving = result.address && result.address->purpose == base::Purpose::leave;
    if (shape && !(is_leaving && asks_to_leave(*shape))) {
        take(result, std::move(*shape));
    } else if (result.address) {
        result.kind = kind_of_address(*result.address);
        result.evidence.push_back("sent to " + std::string(result.address->use == list::Use::post
                                                               ? "the posting address"
                                                               : "an address of its purpose"));
    }
    result.about = find_about(result, config, key);
    if (result.about && !result.token_id) {
        result.evidence.push_back("the message that it returns has a " +
                                  std::string(base::purpose_name(result.about->purpose)) + " token of ours");
    }
    return result;
}

Classification classify_by_shape(const Reading& reading)
{
    Classification result;
    const View view(reading.octets);
    if (auto shape = read_shape(view, mail::ReversePath::unknown)) {
        take(result, std::move(*shape));
    } else if (is_reply(view)) {
        result.kind = Kind::feedback;
        result.evidence.emplace_back("a person's reply");
    } else {
        result.evidence.emplace_back("a person's message, to an address that nothing is known of");
    }
    return result;
}

}  // namespace desk
