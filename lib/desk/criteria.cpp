#include "desk/criteria.h"

#include "base/text.h"
#include "desk/document_criteria.h"
#include "desk/findings.h"
#include "desk/forbidden_words.h"
#include "desk/internal_hosts.h"
#include "desk/post_content.h"
#include "mail/text_language.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace desk {

namespace {

constexpr std::size_t quoted_octets_max = 120;

std::string in_quotes(std::string_view text)
{
    return '"' + base::one_line(base::trim(text), quoted_octets_max) + '"';
}

/// "4.2 MiB"; whole numbers without their zero.
std::string size_text(std::size_t octets)
{
    constexpr double step = 1024;
    constexpr std::array units{"B", "KiB", "MiB", "GiB"};
    auto size = static_cast<double>(octets);
    std::size_t unit = 0;
    for (; size >= step && unit + 1 < units.size(); ++unit) size /= step;
    std::string number = fmt::format("{:.1f}", size);
    if (number.ends_with(".0")) number.resize(number.size() - 2);
    return number + ' ' + units[unit];
}

/// "4.2 MiB, allowed 2 MiB"; where rounding would make them the same, to the octet.
std::string size_and_limit(std::size_t octets, std::size_t octets_max)
{
    if (octets != octets_max && size_text(octets) == size_text(octets_max))
        return fmt::format("{} B, allowed {} B", octets, octets_max);
    return fmt::format("{}, allowed {}", size_text(octets), size_text(octets_max));
}

/// Every criterion that looks at parts starts with those that nobody can look at.
void tell_undecodable(Findings& findings, const PostContent& content)
{
    if (!content.unreadable.empty())
        findings.add("the message", content.unreadable + ", so it was not read to its end");
    for (const PostPart& part : content.parts) {
        if (!part.undecodable.empty()) findings.add(part.label, part.undecodable);
    }
}

void tell_unreadable(Findings& findings, const PostContent& content, bool only_html)
{
    tell_undecodable(findings, content);
    for (const PostPart& part : content.parts) {
        if (!part.unreadable.empty() && (part.is_html || !only_html)) findings.add(part.label, part.unreadable);
    }
}

/// Which parts hold words, or links, that none of these checks can see.
std::string not_looked_into(const PostContent& content)
{
    std::string labels;
    for (const PostPart& part : content.parts) {
        if (!part.has_text) labels += (labels.empty() ? "; not looked into: " : "; ") + part.label;
    }
    return labels;
}

Findings check_subject(const config::Criterion& criterion, std::string_view subject)
{
    Findings findings;
    RE2::Options options;
    options.set_log_errors(false);
    const RE2 pattern(criterion.pattern, options);
    const std::string line = base::one_line(subject, subject.size());  // RE2 wants UTF-8
    if (pattern.ok() && RE2::PartialMatch(line, pattern))
        findings.remark(in_quotes(line));
    else
        findings.add("the Subject", in_quotes(line) + " is not as " + criterion.pattern + " has it");
    return findings;
}

Findings check_total_size(const config::Criterion& criterion, std::string_view post)
{
    Findings findings;
    const std::string size = size_and_limit(post.size(), criterion.octets_max);
    findings.remark(size);
    if (post.size() > criterion.octets_max) findings.add("the message", size);
    return findings;
}

Findings check_part_size(const config::Criterion& criterion, const PostContent& content)
{
    Findings findings;
    tell_undecodable(findings, content);
    std::size_t largest = 0;
    for (const PostPart& part : content.parts) {
        largest = std::max(largest, part.octets);
        if (part.octets > criterion.octets_max)
            findings.add(part.label, size_and_limit(part.octets, criterion.octets_max));
    }
    findings.remark("the largest part has " + size_and_limit(largest, criterion.octets_max));
    return findings;
}

Findings check_types(const config::Criterion& criterion, const PostContent& content)
{
    Findings findings;
    tell_undecodable(findings, content);
    std::set<std::string_view> kinds;
    for (const PostPart& part : content.parts) {
        if (part.is_body) continue;
        kinds.insert(part.kind);
        if (std::ranges::count(criterion.types, part.kind) > 0) continue;
        const std::string is = part.kind == "other" ? "is of no known type" : "is of type " + std::string(part.kind);
        findings.add(part.label, is + ", declared as " + base::one_line(part.media_type, quoted_octets_max));
    }
    findings.remark(kinds.empty() ? "no attachments" : fmt::format("{}", fmt::join(kinds, ", ")));
    return findings;
}

Findings check_words(const config::Criterion& criterion, std::string_view subject, const PostContent& content)
{
    Findings findings;
    tell_unreadable(findings, content, false);
    const ForbiddenWords words(criterion.words);
    if (!words.is_usable()) findings.add("the words", "are too many and too long to be looked for");
    const auto look = [&](std::string_view text, const std::string& where) {
        if (!words.is_usable()) return;
        for (const std::string& word : words.find_in(text)) findings.add(where, in_quotes(word));
    };
    look(base::one_line(subject, subject.size()), "the Subject");
    for (const PostPart& part : content.parts) {
        look(part.file_name, "the name of " + part.label);
        look(part.text, part.label);
        look(part.look.aside, part.label + ", in its HTML but not its text");
    }
    look(content.around, "outside of all parts");
    findings.remark("none of them" + not_looked_into(content));
    return findings;
}

/// Each host once a part, so that a page of links to one is one finding.
class HostLooker {
  public:
    HostLooker(const config::Criterion& criterion, Findings& findings) : criterion_(criterion), findings_(findings) {}

    void look(const PostPart& part)
    {
        seen_.clear();
        look_in(part.text, part.label);
        look_in(part.look.aside, part.label);
        for (const std::string& link : part.look.links) look(link, part.label);
    }

    void look_in(std::string_view text, const std::string& where)
    {
        for (const std::string_view link : links_in_text(text, links_max - std::min(links_, links_max)))
            look(link, where);
    }

  private:
    static constexpr std::size_t links_max = 100'000;

    void look(std::string_view link, const std::string& where)
    {
        if (++links_ == links_max) findings_.add(where, "it has more links than are looked at");
        if (links_ >= links_max) return;
        const std::string host = host_of_link(link);
        if (!is_internal_host(host, criterion_.hosts) || !seen_.insert(host).second) return;
        findings_.add(where, base::one_line(link, quoted_octets_max));
    }

    const config::Criterion& criterion_;
    Findings& findings_;
    std::set<std::string, std::less<>> seen_;
    std::size_t links_ = 0;
};

Findings check_hosts(const config::Criterion& criterion, const PostContent& content)
{
    Findings findings;
    tell_unreadable(findings, content, false);
    HostLooker looker(criterion, findings);
    for (const PostPart& part : content.parts) looker.look(part);
    looker.look_in(content.around, "outside of all parts");
    findings.remark("no such link" + not_looked_into(content));
    return findings;
}

Findings check_hidden_text(const PostContent& content)
{
    Findings findings;
    tell_unreadable(findings, content, true);
    for (const PostPart& part : content.parts) {
        const HtmlLook& look = part.look;
        if (look.is_too_deep) findings.add(part.label, "its elements are too deep to tell what is seen");
        if (!look.hidden.empty())
            findings.add(part.label, fmt::format("{} ({}), {}", in_quotes(look.hidden), look.hidden_by,
                                                 size_text(look.hidden_octets)));
    }
    findings.remark("all of the text can be seen");
    return findings;
}

Findings check_remote_images(const PostContent& content)
{
    Findings findings;
    tell_unreadable(findings, content, true);
    for (const PostPart& part : content.parts) {
        for (const std::string& target : part.look.fetched)
            findings.add(part.label, base::one_line(target, quoted_octets_max));
    }
    findings.remark("nothing is fetched");
    return findings;
}

Findings check_text_part(const PostContent& content)
{
    Findings findings;
    tell_undecodable(findings, content);
    bool has_text = false;
    bool has_html = false;
    for (const PostPart& part : content.parts) {
        if (!part.is_body || part.is_enclosed || base::trim(part.text).empty()) continue;
        (part.is_html ? has_html : has_text) = true;
    }
    if (!has_text) findings.add("the message", has_html ? "has HTML and no plain text" : "has no text");
    findings.remark("there is one");
    return findings;
}

/// "fr" of "fr-CA".
std::string primary_subtag(std::string_view tag)
{
    return base::to_lower(tag.substr(0, tag.find('-')));
}

/// What the message itself is written in: told from its text, or said of it (RFC 3282) where its text tells nothing.
struct WrittenIn {
    std::set<std::string> told;
    std::set<std::string> said;
};

WrittenIn languages_of(const PostContent& content, Findings& findings)
{
    WrittenIn written;
    for (const PostPart& part : content.parts) {
        if (!part.is_body || part.is_enclosed) continue;
        const std::vector<std::string> told = mail::languages_of_text(part.text);
        written.told.insert(told.begin(), told.end());
        for (const std::string& tag : part.languages) {
            const std::string said = primary_subtag(tag);
            const bool is_there = std::ranges::count(told, said) > 0;
            if (told.empty() || is_there || !mail::is_told_by_text(said)) {
                written.said.insert(said);
            } else {
                findings.add(part.label, fmt::format("it says {}, and its text looks like {}", said, told.front()));
            }
        }
    }
    return written;
}

Findings check_languages(const config::Criterion& criterion, const PostContent& content, std::string_view translated_to)
{
    Findings findings;
    tell_undecodable(findings, content);
    const WrittenIn written = languages_of(content, findings);
    const std::vector<std::string> wanted =
        translated_to.empty() ? criterion.languages : std::vector{primary_subtag(translated_to)};
    for (const std::string& language : wanted) {
        if (written.told.contains(language) || written.said.contains(language)) continue;
        const bool can_be_told = mail::is_told_by_text(language);
        findings.add(language, can_be_told
                                   ? "no text in it was found"
                                   : "it is not known by its text, and no part says Content-Language: " + language);
    }
    findings.remark(fmt::format("{}", fmt::join(written.told.empty() ? written.said : written.told, ", ")));
    return findings;
}

Findings check(const config::Criterion& criterion, std::string_view subject, std::string_view post,
               const PostContent& content, std::string_view translated_to, document::Readings* readings)
{
    switch (criterion.check) {
    case config::Check::subject: return check_subject(criterion, subject);
    case config::Check::total_size: return check_total_size(criterion, post);
    case config::Check::part_size: return check_part_size(criterion, content);
    case config::Check::types: return check_types(criterion, content);
    case config::Check::words: return check_words(criterion, subject, content);
    case config::Check::hosts: return check_hosts(criterion, content);
    case config::Check::hidden_text: return check_hidden_text(content);
    case config::Check::remote_images: return check_remote_images(content);
    case config::Check::text_part: return check_text_part(content);
    case config::Check::languages: return check_languages(criterion, content, translated_to);
    case config::Check::pdf_pages: return check_pdf_pages(criterion, content, readings);
    case config::Check::page_size: return check_page_size(criterion, content, readings);
    case config::Check::properties: return check_properties(content, readings);
    }
    return {};
}

}  // namespace

std::vector<store::CriterionResult> check_criteria(const config::List& list, std::string_view subject,
                                                   std::string_view post, std::string_view translated_to,
                                                   document::Readings* readings)
{
    std::vector<store::CriterionResult> results;
    if (list.criteria.empty()) return results;
    const PostContent content = read_post_content(post, std::ranges::any_of(list.criteria, needs_documents));
    for (const config::Criterion& criterion : list.criteria) {
        const Findings findings = check(criterion, subject, post, content, translated_to, readings);
        const bool refuses = criterion.refuses && findings.has_faults();
        const std::string result = findings.is_met() ? "pass" : refuses ? "refuse" : "warn";
        results.push_back({.name = criterion.name, .result = result, .found = findings.text()});
    }
    return results;
}

}  // namespace desk
