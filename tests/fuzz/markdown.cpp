// Whatever a post in Markdown holds, what is composed of it is mail, and its page runs nothing and fetches nothing.

#include "desk/compose.h"
#include "desk/markdown_html.h"
#include "desk/markdown_text.h"
#include "fuzz.h"
#include "mail/charset.h"

namespace {

void check_renderings(std::string_view text)
{
    const auto markdown = desk::Markdown::parse(text);
    if (!markdown) return;
    const std::string html = desk::markdown_html(*markdown, {"chart@body.example"}).html;
    for (const std::string_view forbidden : {"<script", "href=\"javascript", "src=\"http", "<iframe", "<style"})
        fuzz::require(html.find(forbidden) == std::string::npos, "the page runs and fetches nothing", html);
    const std::string plain = desk::markdown_text(*markdown);
    fuzz::require(plain.empty() || plain.ends_with('\n'), "the text ends its last line", plain);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const config::Templates templates = *config::Templates::load({});
    const std::string_view input = fuzz::as_text(data, size);
    check_renderings(mail::to_utf8(input, "utf-8"));
    const std::string post = "Content-Type: text/markdown; charset=iso-8859-1\r\n\r\n" + std::string(input);
    const auto composed = desk::compose(post, {.title = "T", .number = 1, .date = "D", .language = "en"}, templates);
    if (!composed) return 0;
    fuzz::require(!fuzz::has_bare_line_end(*composed), "line ends are CRLF");
    fuzz::require(composed->starts_with("MIME-Version: 1.0\r\n"), "it has its MIME fields");
    return 0;
}
