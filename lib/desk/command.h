#pragma once
/// Reads what somebody asks for by mail: by the address, by the subject, by the first lines of the text. In every
/// language for which we have notices.  Pure.
///
///     Subject: Désabonner           unsubscribe, in words of French
///     get 3                         the first line of the text: issue 3
///     get faq                       a paper of the list's library

#include "list/our_address.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace desk {

enum class Verb : unsigned char {
    help,
    info,
    subscribe,
    unsubscribe,
    pause,
    resume,
    language,
    digest,
    get,
    index,
    lists,
    whoami,
};

/// Of get, in whatever words it was asked for.
inline constexpr std::string_view latest_issue = "latest";

struct Command {
    Verb verb = Verb::help;
    std::string
        argument;  ///< of language, digest ("daily mime", "off") and get (a number, latest_issue, a paper's name); else
                   ///< what follows the words
    std::string language;  ///< of get: the variant that is wanted, as it was written; empty: his own
    std::string line;      ///< as it was written, for people

    friend bool operator==(const Command&, const Command&) = default;
};

struct Commands {
    std::vector<Command> commands;  ///< at most commands_max; none twice
    std::size_t ignored = 0;        ///< those beyond
    std::string language;           ///< of the words; empty: not known, since English ones are written by everybody
};

inline constexpr std::size_t commands_max = 5;

/// One line, wholly; nothing when it is something else. Capitals, accents, stops and a "Re:" do not count.
struct ReadLine {
    Command command;
    std::string language;
};
[[nodiscard]] std::optional<ReadLine> read_command_line(std::string_view line);

/// +help, +subscribe and +unsubscribe say all; elsewhere the subject and the lines of the text up to the first that is
/// no command. An empty message to +request asks for help.
[[nodiscard]] Commands read_commands(list::Use use, std::string_view subject, std::string_view text);

/// Whether a reply that begins with this word refuses, in any of the languages in which we ask.
[[nodiscard]] bool is_no_word(std::string_view word);

}  // namespace desk
