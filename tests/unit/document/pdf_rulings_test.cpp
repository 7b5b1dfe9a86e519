#include "document/pdf_rulings.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>

namespace document {
namespace {

/// A file of one page of 200 by 100 points whose content is `content`.
std::string page_of(const std::string& content, const std::string& more = "")
{
    const std::string objects[] = {"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                                   "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R" + more + ">>",
                                   fmt::format("<</Length {}>>\nstream\n{}\nendstream", content.size(), content)};
    std::string file = "%PDF-1.4\n";
    std::string places;
    int number = 0;
    for (const std::string& object : objects) {
        places += fmt::format("{:010} 00000 n \n", file.size());
        file += fmt::format("{} 0 obj\n{}\nendobj\n", ++number, object);
    }
    const std::size_t start = file.size();
    return file + "xref\n0 5\n0000000000 65535 f \n" + places + "trailer\n<</Root 1 0 R/Size 5>>\nstartxref\n" +
           std::to_string(start) + "\n%%EOF\n";
}

std::string rulings_of(const std::string& octets)
{
    std::string text;
    for (const auto& page : read_pdf_rulings(octets)) {
        for (const PdfRuling& each : page)
            text += fmt::format("{} at {} from {} to {}\n", each.is_vertical ? "vertical" : "horizontal", each.at,
                                each.from, each.to);
    }
    return text;
}

TEST(PdfRulings, AreStrokesAndThinBoxes)
{
    EXPECT_EQ(rulings_of(page_of("10 80 m 110 80 l S")), "horizontal at 20 from 10 to 110\n");
    EXPECT_EQ(rulings_of(page_of("10 20 1 60 re f")), "vertical at 10.5 from 20 to 80\n");
    EXPECT_EQ(rulings_of(page_of("10 20 60 30 re f")), "");  // a coloured cell
    EXPECT_EQ(rulings_of(page_of("10 80 m 110 20 l S")), "");
    EXPECT_EQ(rulings_of(page_of("10 80 m 110 80 l n")), "");
    EXPECT_EQ(rulings_of(page_of("0 0 10 10 re S")), "horizontal at 100 from 0 to 10\nvertical at 10 from 90 to 100\n"
                                                     "horizontal at 90 from 0 to 10\nvertical at 0 from 90 to 100\n");
}

TEST(PdfRulings, FollowWhatMovesThem)
{
    EXPECT_EQ(rulings_of(page_of("q 2 0 0 2 10 0 cm 0 10 m 20 10 l S Q 0 10 m 20 10 l S")),
              "horizontal at 80 from 10 to 50\nhorizontal at 90 from 0 to 20\n");
    EXPECT_EQ(rulings_of(page_of("10 80 m 110 80 l S", "/Rotate 90")), "");
    EXPECT_EQ(rulings_of(page_of("110 80 m 160 80 l S", "/CropBox[100 0 200 90]")), "horizontal at 10 from 10 to 60\n");
}

TEST(PdfRulings, OfWhatIsNoPdfAreNone)
{
    EXPECT_TRUE(read_pdf_rulings("no PDF").empty());
    EXPECT_EQ(rulings_of(page_of("q q Q Q Q 1 cm l h re S ( m")), "");
}

}  // namespace
}  // namespace document
