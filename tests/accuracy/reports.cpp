#include "reports.h"

#include "base/text.h"

#include <algorithm>
#include <optional>
#include <set>

namespace accuracy {

namespace {

namespace json = boost::json;
using Addresses = std::set<std::string>;

/// Whom the report speaks of; those whom it reached are left out.
Addresses reported_recipients(const desk::Classification& is)
{
    Addresses reported;
    if (!is.delivery_report) return reported;
    for (const mail::ReportedRecipient& recipient : is.delivery_report->recipients) {
        const bool is_refused =
            recipient.action == mail::DeliveryAction::failed || recipient.action == mail::DeliveryAction::delayed;
        if (is_refused) reported.insert(base::to_lower(recipient.address));
    }
    return reported;
}

bool has_failure(const desk::Classification& is)
{
    return is.delivery_report && std::ranges::any_of(is.delivery_report->recipients, [](const auto& recipient) {
               return recipient.action == mail::DeliveryAction::failed;
           });
}

Addresses lower(const std::vector<std::string>& texts)
{
    Addresses addresses;
    for (const std::string& text : texts) addresses.insert(base::to_lower(text));
    return addresses;
}

/// Every address found is one of the expected or another name of it, and as many are found as there are recipients.
bool is_same_set(const Addresses& found, const Addresses& expected, const Addresses& also_ok)
{
    if (found == expected) return true;
    const bool are_known = std::ranges::all_of(
        found, [&](const std::string& address) { return expected.contains(address) || also_ok.contains(address); });
    return are_known && found.size() == expected.size() && !also_ok.empty();
}

/// Upstream's test or the fields of the message, or two programs that agree: not what one program makes of it.
bool is_independent(const std::string& basis)
{
    return basis.starts_with("upstream-test") || basis.starts_with("message fields") ||
           basis.starts_with("two references");
}

/// Whether any result is hard, as each of the opinions has it.
std::set<bool> hard_values(const Sample& sample)
{
    std::set<bool> values;
    for (const char* key : {"results", "results_other_version"}) {
        const json::value* results = sample.expect.if_contains(key);
        if (results == nullptr || !results->is_array()) continue;
        std::optional<bool> is_hard;
        for (const json::value& result : results->as_array()) {
            const json::value* hard = result.is_object() ? result.as_object().if_contains("hard") : nullptr;
            if (hard != nullptr && hard->is_bool()) is_hard = is_hard.value_or(false) || hard->as_bool();
        }
        if (is_hard) values.insert(*is_hard);
    }
    return values;
}

void measure_failure(const Sample& sample, const desk::Classification& is, Scores& scores)
{
    const Addresses found = reported_recipients(is);
    const std::string line_ends = sample.file.find("/cr_") != std::string::npos ? " (bare CR)" : "";
    scores.count(sample, "final bounce found" + line_ends, is.kind == desk::Kind::bounce && !found.empty());
    const Addresses expected = lower(sample.texts("recipients"));
    if (!expected.empty() && !found.empty()) {
        const bool is_sure = is_independent(sample.text("recipients_basis").value_or(""));
        scores.count(sample, is_sure ? "recipients exact" : "recipients exact (hints)",
                     is_same_set(found, expected, lower(sample.texts("recipients_also_ok"))));
    }
    const auto hard = hard_values(sample);
    if (hard.empty() || !is.delivery_report || is.delivery_report->recipients.empty()) return;
    const bool is_hard = std::ranges::any_of(is.delivery_report->recipients, [](const auto& recipient) {
        return recipient.refusal.refusal_class == mail::RefusalClass::hard;
    });
    scores.count(sample, "hard or not", hard.contains(is_hard));
}

}  // namespace

void measure_report(const Sample& sample, const desk::Classification& is, Scores& scores)
{
    const std::string kind = sample.text("kind").value_or("");
    const bool is_any_bounce = kind == "bounce" || kind == "delay" || kind == "delivered";
    const bool is_negative = kind == "not-bounce" || sample.set == "autoreplies" || sample.is_set("ordinary");
    if (kind == "bounce") measure_failure(sample, is, scores);
    if (is_any_bounce && kind != "bounce") scores.count(sample, "no failure told", !has_failure(is));
    if (is_negative) scores.count(sample, "not called a bounce", is.kind != desk::Kind::bounce);
    if (kind == "auto-reply") scores.count(sample, "automatic replies", is.kind == desk::Kind::auto_reply);
    if (kind == "complaint") scores.count(sample, "complaints", is.kind == desk::Kind::complaint);
    if (sample.set == "complaints" && kind != "complaint")
        scores.count(sample, "no complaint", is.kind == desk::Kind::unknown);
}

}  // namespace accuracy
