#include "document/read_pdf.h"

#include "document/builder.h"
#include "document/pdf_form.h"
#include "document/pdf_grid.h"
#include "document/pdf_margins.h"
#include "document/pdf_pages.h"

#include <fmt/format.h>
#include <poppler-document.h>
#include <poppler-global.h>
#include <poppler-page.h>

#include <iconv.h>

#include <array>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace document {

namespace {

constexpr int pages_read_max = 100;
constexpr std::size_t words_max = 50'000;  // of one page

PageSize size_of(const poppler::page& page)
{
    constexpr double mm_in_point = 25.4 / 72;
    const poppler::rectf rectangle = page.page_rect(poppler::crop_box);
    return {.width_mm = rectangle.width() * mm_in_point, .height_mm = rectangle.height() * mm_in_point};
}

std::vector<PdfWord> words_of(const poppler::page& page)
{
    std::vector<PdfWord> words;
    for (const poppler::text_box& box : page.text_list()) {
        if (words.size() == words_max) break;
        const poppler::byte_array octets = box.text().to_utf8();
        const poppler::rectf place = box.bbox();
        words.push_back({.left = place.left(),
                         .top = place.top(),
                         .right = place.right(),
                         .bottom = place.bottom(),
                         .text = std::string(octets.begin(), octets.end())});
    }
    drop_margins(words, page.page_rect(poppler::crop_box).height());
    return words;
}

/// One page at a time, since each costs memory; what it says waits for the next, which may go on with its table.
void take_pages(const poppler::document& pdf, const std::vector<std::vector<PdfRuling>>& rulings, Builder& builder)
{
    PdfPage last;
    int number = 0;
    const auto place_items = [&] {
        place(std::move(last.items), {.line = "line", .before = fmt::format("page {}, ", number)}, builder);
    };
    for (int i = 0; i < pdf.pages(); ++i) {
        if (std::cmp_greater_equal(i, pages_max)) {
            builder.note_cut();
            break;
        }
        const std::unique_ptr<poppler::page> page(pdf.create_page(i));
        if (!page) continue;
        builder.add_page(size_of(*page));
        if (i >= pages_read_max) {
            builder.note_cut();
            continue;
        }
        const bool has_rulings = std::cmp_less(i, rulings.size());
        PdfPage next = lay_out_ruled_page(words_of(*page), has_rulings ? rulings[static_cast<std::size_t>(i)]
                                                                       : std::vector<PdfRuling>());
        join_pages(last, next);
        place_items();
        last = std::move(next);
        number = i + 1;
    }
    place_items();
}

}  // namespace

/// Poppler converts by iconv, whose tables stay loaded while somebody has them open.
void load_pdf_tables()
{
    static const std::array kept{::iconv_open("UTF-8", "UTF-16"), ::iconv_open("UTF-16", "UTF-8"),
                                 ::iconv_open("UTF-8", "UTF-16LE"), ::iconv_open("UTF-16LE", "UTF-8")};
    (void)kept;
}

Reading read_pdf(std::string_view octets)
{
    if (octets.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) return Unreadable::hostile;
    Builder builder;
    if (const auto why = take_pdf_form(octets, builder)) return *why;
    poppler::set_debug_error_function([](const std::string&, void*) {}, nullptr);
    const std::unique_ptr<poppler::document> pdf(
        poppler::document::load_from_raw_data(octets.data(), static_cast<int>(octets.size())));
    if (!pdf) return Unreadable::damaged;
    if (pdf->is_locked()) return Unreadable::encrypted;
    take_pages(*pdf, read_pdf_rulings(octets), builder);
    if (builder.is_empty()) return Unreadable::picture;
    return builder.finish();
}

}  // namespace document
