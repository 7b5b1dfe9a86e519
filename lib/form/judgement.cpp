#include "form/judgement.h"

namespace form {

namespace {

std::string counted(std::size_t count, std::string_view what)
{
    return std::to_string(count) + ' ' + std::string(what) + (count == 1 ? "" : "s");
}

std::string summary(const config::Form& form, const Return& content, bool is_late)
{
    std::string text = "a " + std::string(is_late ? "late " : "") + "return to " + form.id + ": " +
                       counted(content.rows.size(), "row");
    if (!content.doubts.empty()) text += ", " + counted(content.doubts.size(), "doubt");
    if (content.is_of_own_shape) text += ", a list in its sender's own shape";
    for (const std::string& part : content.unread) text += ", not read: " + part;
    return text;
}

bool is_understood(const Return& content)
{
    return content.doubts.empty() && content.unread.empty() && !content.is_of_own_shape;
}

}  // namespace

Judgement judge(const config::Form& form, const Return& content, base::Time received_at)
{
    Judgement judgement{.is_late = form.closes_at && received_at >= *form.closes_at};
    judgement.reason = summary(form, content, judgement.is_late);
    if (judgement.is_late && form.late == config::LateReturns::refuse) {
        judgement.verdict = Verdict::too_late;
    } else if (content.is_empty()) {
        judgement.verdict = content.unread.empty() ? Verdict::empty : Verdict::held;
    } else if (judgement.is_late && form.late == config::LateReturns::hold) {
        judgement.verdict = Verdict::held;
    } else if (form.review == config::Review::automatic && is_understood(content)) {
        judgement.verdict = Verdict::accepted;
    }
    return judgement;
}

}  // namespace form
