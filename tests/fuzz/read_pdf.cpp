// Arbitrary octets as a PDF, and as the words of a page.

#include "document/read_pdf.h"

#include "document/pdf_layout.h"
#include "document_promises.h"

namespace {

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

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view input = fuzz::as_text(data, size);
    fuzz::check_reading(document::read_pdf(input));
    document::Builder builder;
    document::place(document::lay_out_page(words_of(input)), {.line = "line", .before = {}}, builder);
    const document::Document page = builder.finish();
    fuzz::check_document(page);
    return 0;
}
