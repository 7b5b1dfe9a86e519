// A whole message: its first line is the recipient ("token P" becomes one of our tokens), its second the reverse-path.

#include "desk/classify.h"
#include "base/text.h"
#include "desk/post.h"
#include "fuzz.h"

namespace {

constexpr base::Key key{9, 9, 9};

const config::Config& configuration()
{
    static const config::Config config = [] {
        config::Config made;
        made.server.hostname = "lists.example.org";
        made.server.authserv_id = "mx.example.org";
        config::List list;
        list.name = "sr-update";
        list.title = "ISO/SR Update";
        list.address = {.local_part = "sr-update", .domain = "lists.example.org"};
        list.posters = {{.local_part = "secretary", .domain = "secretariat.example"}};
        list.post_auth = config::PostAuth::authenticated;
        made.lists.push_back(list);
        return made;
    }();
    return config;
}

std::string recipient_of(std::string_view line)
{
    if (!line.starts_with("token ")) return std::string(line);
    for (const auto purpose :
         {base::Purpose::confirm, base::Purpose::held, base::Purpose::reply, base::Purpose::bounce}) {
        if (line.substr(6) == base::purpose_name(purpose))
            return list::token_address(configuration(), configuration().lists.front(), purpose, 7, key);
    }
    return "sr-update@lists.example.org";
}

/// What is quoted decides nothing.
void check_first_word(const std::string& text)
{
    const std::string word = desk::first_word(text);
    fuzz::require(word == base::to_lower(word) && !fuzz::has_control(word), "a word has neither capitals nor controls",
                  word);
    std::string quoted = "On Monday Ann wrote:\n> release\n>> discard\n\n";
    fuzz::require(desk::first_word(quoted + text) == word, "what is quoted above says nothing", text);
    quoted.clear();
    for (const std::string_view line : base::split(text, '\n')) quoted += "> " + std::string(line) + '\n';
    fuzz::require(desk::first_word(quoted).empty(), "what is quoted is no word", text);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view input = fuzz::as_text(data, size);
    store::Message row{.id = 1};
    row.recipient = recipient_of(fuzz::take_until(input, '\n'));
    row.reverse_path = fuzz::take_until(input, '\n');
    const desk::Reading reading = desk::read_message(row, input);
    fuzz::require(base::is_valid_utf8(reading.subject) && !fuzz::has_control(reading.subject),
                  "a subject is one line of UTF-8", reading.subject);
    fuzz::require(!fuzz::has_control(reading.message_id), "a Message-ID is one line", reading.message_id);

    const desk::Classification is = desk::classify(reading, configuration(), key);
    fuzz::require(is.address.has_value() || !is.hold.empty(), "what came to no address of ours is held");
    fuzz::require(!is.evidence.empty() || !is.hold.empty(), "there is a reason for each kind");
    for (const std::string& evidence : is.evidence)
        fuzz::require(!fuzz::has_control(evidence), "evidence is one line", evidence);
    const bool is_answer =
        is.kind == desk::Kind::confirmation || is.kind == desk::Kind::held_answer || is.kind == desk::Kind::feedback;
    fuzz::require(!is_answer || !row.reverse_path.empty(), "a message with the null reverse-path is no answer");
    fuzz::require(!is.token_id || is.address->use == list::Use::token, "a token stands in an address for tokens");
    check_first_word(reading.first_text());
    if (is.kind != desk::Kind::post || !is.hold.empty()) return 0;

    const auto effects = desk::handle_post(reading, *is.address->list, configuration().server, {}, base::Time{});
    int ends = 0;
    for (const desk::Effect& effect : effects) {
        if (std::holds_alternative<desk::Finish>(effect) || std::holds_alternative<desk::Hold>(effect)) ++ends;
        if (const auto* accepted = std::get_if<desk::AcceptPost>(&effect)) {
            fuzz::require(reading.from_fields == 1 &&
                              base::to_lower(accepted->issue.author) == "secretary@secretariat.example",
                          "only who may post posts", accepted->issue.author);
            fuzz::require(
                !fuzz::has_control(accepted->issue.subject + accepted->issue.date + accepted->issue.message_id),
                "an issue's texts are one line");
        }
    }
    fuzz::require(ends == 1, "a post comes to one end");
    return 0;
}
