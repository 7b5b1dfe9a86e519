// Arbitrary octets as a PDF, and as the words of a page.

#include "document/read_pdf.h"

#include "document/pdf_pages.h"
#include "document_promises.h"

namespace {

constexpr std::size_t page_octets = 4096;  // of the input, which draw a page

/// Each octet moves the next word, so that any picture of a page comes up.
std::vector<document::PdfWord> words_of(std::string_view input)
{
    std::vector<document::PdfWord> words;
    double left = 0;
    double top = 0;
    for (const char c : input) {
        const auto octet = static_cast<unsigned char>(c);
        left = octet % 16 == 0 ? 0 : left + (octet % 16) * 7;
        top += octet / 16 % 4 * 5.0;
        words.push_back({.left = left,
                         .top = top,
                         .right = left + 20,
                         .bottom = top + 10,
                         .text = std::string(1, static_cast<char>('a' + octet % 26))});
    }
    return words;
}

/// Lines at the places that the octets say.
std::vector<document::PdfRuling> rulings_of(std::string_view input)
{
    std::vector<document::PdfRuling> rulings;
    for (std::size_t i = 0; i + 2 < input.size(); i += 3) {
        const auto at = static_cast<unsigned char>(input[i]);
        const auto from = static_cast<unsigned char>(input[i + 1]);
        rulings.push_back({.is_vertical = at % 2 == 0,
                           .at = at * 1.5,
                           .from = from * 1.0,
                           .to = from + static_cast<unsigned char>(input[i + 2]) * 2.0});
    }
    return rulings;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input = fuzz::as_text(data, size);
    fuzz::check_reading(document::read_pdf(input));
    document::Builder builder;
    const std::string_view drawn = input.substr(0, page_octets);
    document::PdfPage page = document::lay_out_ruled_page(words_of(drawn), rulings_of(drawn));
    document::PdfPage next = document::lay_out_ruled_page(words_of(drawn), rulings_of(drawn.substr(drawn.size() / 2)));
    document::join_pages(page, next);
    document::place(std::move(page.items), {.line = "line", .before = {}}, builder);
    document::place(std::move(next.items), {.line = "line", .before = {}}, builder);
    fuzz::check_document(builder.finish());
    return 0;
}
