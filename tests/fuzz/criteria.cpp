// Whatever a post holds, each criterion is answered once, in one bounded line, and what one reader sees the other does not
// lose.

#include "desk/criteria.h"
#include "base/text.h"
#include "desk/document_criteria.h"
#include "desk/forbidden_words.h"
#include "desk/html_look.h"
#include "desk/internal_hosts.h"
#include "fuzz.h"
#include "mail/file_kind.h"
#include "mail/html_entities.h"

#include <algorithm>

namespace {

config::List make_list()
{
    config::List list;
    for (std::size_t i = 0; i <= static_cast<std::size_t>(config::Check::properties); ++i) {
        const auto check = static_cast<config::Check>(i);
        list.criteria.push_back({.name = std::string(config::name_of(check)),
                                 .check = check,
                                 .refuses = i % 2 == 0,
                                 .pattern = R"(Issue #\d+: \pL+ \d{4}$)",
                                 .octets_max = 1000,
                                 .types = {"pdf", "png", "text"},
                                 .words = {"confidential", "N12*", "\u6A5F\u5BC6"},
                                 .hosts = {"wiki.body.example", ".corp.example"},
                                 .languages = {"en", "ja", "fi"},
                                 .pages_max = 4,
                                 .sizes = {"A4"}});
    }
    return list;
}

void check_html(std::string_view html)
{
    const desk::HtmlLook look = desk::look_at_html(html);
    fuzz::require(look.hidden.empty() == look.hidden_by.empty(), "what is hidden has a reason", look.hidden);
    fuzz::require(look.hidden_octets <= html.size(), "no more is hidden than there is");
    fuzz::require(look.aside.size() <= 2 * html.size() + 1, "what is sent aside stands in the page");
    fuzz::require(mail::decode_entities(html).size() <= html.size(), "a character is no longer than its entity");
    const desk::HtmlLook inside = desk::look_at_html("<div style='display:none'>zq</div>" + std::string(html));
    fuzz::require(inside.hidden.starts_with(" zq"), "what follows does not show what is hidden", inside.hidden);
}

void check_hosts(std::string_view text)
{
    for (const std::string_view link : desk::links_in_text(text, 100)) {
        fuzz::require(link.data() >= text.data() && link.data() + link.size() <= text.data() + text.size(),
                      "a link stands in the text", link);
    }
    const std::string host = desk::host_of_link(text);
    fuzz::require(host.find_first_of("/\\?#@") == std::string::npos || text.find('%') != std::string_view::npos,
                  "a host is no path", host);
    fuzz::require(!desk::is_internal_host(host, {}) || desk::is_internal_host(host, {"a.example"}),
                  "what is internal stays so with more hosts", host);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const config::List list = make_list();
    std::string_view input = fuzz::as_text(data, size);
    const std::string_view post = input;
    const std::string_view subject = fuzz::take_until(input, '\n');
    const auto results = desk::check_criteria(list, subject, post);
    fuzz::require(results.size() == list.criteria.size(), "each criterion is answered");
    for (std::size_t i = 0; i < results.size(); ++i) {
        const store::CriterionResult& result = results[i];
        const std::string_view fault = list.criteria[i].refuses ? "refuse" : "warn";
        fuzz::require(result.name == list.criteria[i].name, "the answers are in order", result.name);
        const bool may_be_doubtful = result.result == "warn" && desk::needs_documents(list.criteria[i]);
        fuzz::require(result.result == "pass" || result.result == fault || may_be_doubtful,
                      "it has the criterion's result", result.result);
        fuzz::require(!result.found.empty() && result.found.size() <= 1000 && base::is_valid_utf8(result.found) &&
                          !fuzz::has_control(result.found),
                      "what was found is one line", result.found);
    }
    fuzz::require(std::ranges::count(mail::file_kinds(), mail::file_kind(post)) == 1, "a kind is of the list");
    if (!base::is_valid_utf8(post)) return 0;
    check_html(post);
    check_hosts(post);
    static const desk::ForbiddenWords words({"zq*"});
    fuzz::require(words.find_in(std::string(post) + " zq1 ").size() >= 1, "a word is found behind whatever text");
    return 0;
}
