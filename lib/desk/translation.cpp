#include "desk/translation.h"

#include "base/text.h"
#include "desk/issue_name.h"
#include "desk/post.h"
#include "list/variants.h"

namespace desk {

namespace {

constexpr std::size_t translations_max = 50;  // of an issue: each asks every approver

}  // namespace

bool may_translate(const mail::Mailbox& author, const config::List& list, const TranslationFacts& facts)
{
    return may_post(author, list) || (facts.is_by_member && !list.stages.empty());
}

std::optional<std::string> reason_against_translation(const Reading& post, const config::List& list,
                                                      const TranslationFacts& facts)
{
    const std::string number = std::to_string(facts.number);
    if (!facts.original) return "there is no issue " + number + " to translate";
    if (facts.original->state == store::IssueState::cancelled) return "issue " + number + " was cancelled";
    if (facts.language.empty()) return "its address names no language that is known";
    if (facts.language == facts.original_language) return "issue " + number + " itself is in " + facts.language;
    const auto named = read_issue_name(post.subject, list.title).number;
    if (named && *named != facts.number)
        return "its subject names issue " + std::to_string(*named) + ", and its address issue " + number;
    if (!facts.before && facts.translations >= translations_max)
        return "issue " + number + " has " + std::to_string(facts.translations) + " translations already";
    if (!facts.before) return std::nullopt;
    if (!may_be_revised(*facts.before)) return "issue " + list::shown_number(*facts.before) + " is there already";
    const mail::Mailbox* author = post.author();
    const bool is_his_own = author != nullptr && base::equal_ignoring_case(author->text(), facts.before->author);
    if (!is_his_own && (author == nullptr || !may_post(*author, list)))
        return "issue " + list::shown_number(*facts.before) + " has been translated by somebody else";
    return std::nullopt;
}

}  // namespace desk
