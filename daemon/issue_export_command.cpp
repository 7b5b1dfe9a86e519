#include "session.h"

#include "list/language_fit.h"
#include "list/variants.h"
#include "report/issue_export.h"

#include <CLI/Validators.hpp>

#include <fmt/format.h>

namespace gazetted {

namespace {

/// What the command line says.
struct Wish {
    std::string list;
    std::int64_t number = 0;
    std::string format = "text";
    std::string language;
};

std::string language_of(const store::Issue& issue, const config::List& list)
{
    return list::canonical_tag(issue.language.empty() ? list.language : issue.language);
}

/// What its stages have not approved leaves in no way.
void require_out(const store::Issue& issue)
{
    if (!list::is_out(issue))
        throw Refusal(
            fmt::format("issue {} is not out: it is {}", list::shown_number(issue), store::name_of(issue.state)));
}

void export_issue(Session& session, const Wish& wish)
{
    const config::List& list = session.list(wish.list);
    report::ExportedIssue exported;
    session.read([&](store::Store& store) {
        const store::Issue issue = find_issue(store, list.name, wish.number, wish.language);
        require_out(issue);
        const std::string message = store.issues().octets(issue.id);
        const auto exporting = wish.format == "html" ? report::export_as_html : report::export_as_text;
        exported = exporting(message, language_of(issue, list));
    });
    session.answer({{"list", list.name},
                    {"number", wish.number},
                    {"subject", exported.subject},
                    {"language", exported.language},
                    {"format", wish.format},
                    {"text", exported.text}},
                   exported.text);
}

}  // namespace

void add_issue_export_command(CLI::App& issue, Session& session)
{
    auto wish = std::make_shared<Wish>();
    auto* command = issue.add_subcommand("export", "Its text, for a web site or a magazine; only of what is out");
    command->add_option("LIST", wish->list)->required();
    command->add_option("NUMBER", wish->number)->required();
    command->add_option("--format", wish->format, "text, or a page of HTML without scripts, pictures and tracking")
        ->check(CLI::IsMember({"text", "html"}));
    command->add_option("--language", wish->language, "Of the variant, a tag such as fr; left out: the original");
    command->callback([&session, wish] { session.action = [&session, wish] { export_issue(session, *wish); }; });
}

}  // namespace gazetted
