// Whatever a text holds, each of its lines ends in exactly one of the three parts, in its order, in linear time.

#include "mail/reply_text.h"
#include "base/text.h"
#include "fuzz.h"
#include "mail/flowed_text.h"
#include "mail/reply_lines.h"

#include <algorithm>
#include <string>
#include <vector>

namespace {

std::vector<std::string> lines_with_text(std::string_view text)
{
    std::vector<std::string> lines;
    for (const std::string_view line : base::split(text, '\n')) {
        if (!base::trim(line).empty()) lines.emplace_back(line);
    }
    return lines;
}

/// `part` is `whole` with lines left out.
bool is_in_order(const std::vector<std::string>& part, const std::vector<std::string>& whole)
{
    auto at = whole.begin();
    for (const std::string& line : part) {
        at = std::find(at, whole.end(), line);
        if (at == whole.end()) return false;
        ++at;
    }
    return true;
}

void check(const std::string& text)
{
    const mail::ReplyText reply = mail::read_reply(text);
    fuzz::require(reply.visible.size() + reply.quoted.size() + reply.signature.size() <= text.size(),
                  "the parts are never longer than the text", text);
    const auto whole = lines_with_text(text);
    std::vector<std::string> all;
    for (const std::string* part : {&reply.visible, &reply.quoted, &reply.signature}) {
        const auto lines = lines_with_text(*part);
        fuzz::require(is_in_order(lines, whole), "the lines of a part keep their order", *part);
        all.insert(all.end(), lines.begin(), lines.end());
    }
    auto sorted = whole;
    std::ranges::sort(sorted);
    std::ranges::sort(all);
    std::erase_if(sorted,
                  [](const std::string& line) { return mail::fold_line(line).empty(); });  // blanks of all kinds
    fuzz::require(std::ranges::includes(all, sorted), "no line is lost", text);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(fuzz::as_text(data, size));
    check(text);
    std::string quoted;
    for (const std::string_view line : base::split(text, '\n')) quoted += "> " + std::string(line) + '\n';
    fuzz::require(mail::read_reply(quoted).visible.empty(), "what is marked is nobody's new text", quoted);
    for (const bool deletes_space : {false, true}) {
        const std::string unflowed = mail::unflow(text, deletes_space);
        fuzz::require(unflowed.size() <= text.size(), "unflowed text is never longer", unflowed);
        check(unflowed);
    }
    return 0;
}
