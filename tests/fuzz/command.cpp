// What somebody asks for by mail, and what an owner decides: the first line is the subject, the rest the text.

#include "desk/command.h"
#include "base/text.h"
#include "config/paper.h"
#include "desk/held_words.h"
#include "fuzz.h"
#include "store/digests.h"

namespace {

void check(const desk::Commands& read)
{
    fuzz::require(read.commands.size() <= desk::commands_max, "a message has five commands at most");
    fuzz::require(read.ignored == 0 || read.commands.size() == desk::commands_max, "none is ignored before that");
    for (std::size_t i = 0; i < read.commands.size(); ++i) {
        const desk::Command& command = read.commands[i];
        fuzz::require(!fuzz::has_control(command.line) && base::is_valid_utf8(command.line),
                      "a line is one line of UTF-8", command.line);
        if (command.verb == desk::Verb::get) {
            const bool is_issue =
                base::parse_number(command.argument).has_value() || command.argument == desk::latest_issue;
            fuzz::require(is_issue || config::is_paper_name(command.argument), "an issue is a number, a paper a name",
                          command.argument);
            fuzz::require(is_issue || command.language.empty(), "an issue alone is had in a language", command.line);
        }
        if (command.verb == desk::Verb::language)
            fuzz::require(base::is_ascii(command.argument) && command.argument.size() <= 12, "a language is a tag",
                          command.argument);
        if (command.verb == desk::Verb::digest) {
            const auto choice = store::digest_choice(command.argument);
            fuzz::require(store::digest_text(choice) == command.argument, "a digest is a choice, or off",
                          command.argument);
        }
        for (std::size_t j = 0; j < i; ++j)
            fuzz::require(!(read.commands[j] == command), "none stands twice", command.line);
    }
}

void check(const desk::HeldDecision& decision, std::string_view text)
{
    using What = desk::HeldDecision::What;
    fuzz::require(!decision.as || decision.what == What::release, "only a release says as what", text);
    fuzz::require(decision.text.empty() || decision.what == What::answer, "only an answer has a text", text);
    fuzz::require(text.find(decision.text) != std::string_view::npos, "an answer's text is the writer's", text);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view text = fuzz::as_text(data, size);
    const std::string subject = base::one_line(fuzz::take_until(text, '\n'), 2000);
    check(desk::read_held_decision(text), text);
    for (const auto use : {list::Use::request, list::Use::help, list::Use::subscribe, list::Use::unsubscribe})
        check(desk::read_commands(use, subject, text));
    const auto one = desk::read_command_line(subject);
    if (!one) return 0;
    const auto again = desk::read_command_line("Re: " + subject + " .");
    const bool is_same = again && again->command.verb == one->command.verb &&
                         again->command.argument == one->command.argument &&
                         again->command.language == one->command.language;
    fuzz::require(is_same || subject.size() > 190, "marks around it do not count", subject);
    const auto quoted = desk::read_command_line("| " + subject);
    fuzz::require(!quoted, "what is quoted is no command", subject);
    return 0;
}
