#include "desk/criteria.h"

#include "mail/transfer_encoding.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace desk {
namespace {

using config::Check;
using config::Criterion;
using document::Document;
using document::PageSize;
using document::Reading;
using document::Unreadable;

constexpr PageSize a4{209.97, 297.04};
constexpr PageSize a4_across{297, 210};
constexpr PageSize letter{215.9, 279.4};

/// What a reader would say of every document.
class SaysAlways : public document::Reader {
  public:
    explicit SaysAlways(Reading reading) : reading_(std::move(reading)) {}
    Reading read(std::string_view octets, std::string_view file_name) override
    {
        asked.emplace_back(std::string(file_name) + ' ' + std::string(octets.substr(0, 4)));
        return reading_;
    }

    std::vector<std::string> asked;

  private:
    Reading reading_;
};

std::string attached(const std::string& octets, const std::string& name)
{
    return "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"" + name +
           "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + mail::encode_base64_lines(octets);
}

store::CriterionResult check_one(const Criterion& criterion, std::string_view post, Reading reading)
{
    config::List list;
    list.criteria.push_back(criterion);
    SaysAlways reader(std::move(reading));
    document::Readings readings;
    (void)check_criteria(list, "", post, "", &readings);
    readings.read_missing(reader);
    auto results = check_criteria(list, "", post, "", &readings);
    EXPECT_FALSE(readings.lacks_some());
    return results.at(0);
}

struct Case {
    const char* what;
    Criterion criterion;
    Reading reading;
    std::string_view result;
    std::string_view found;
};

Reading with_pages(std::vector<PageSize> pages)
{
    return Document{.blocks = {}, .persons = {}, .pages = std::move(pages)};
}

TEST(DocumentCriteria, CountPagesMeasureThemAndFindPeople)
{
    const std::string post = attached("%PDF-1.7 x", "issue.pdf");
    const Criterion pages{.name = "C", .check = Check::pdf_pages, .refuses = true, .pages_max = 2};
    const Criterion size{.name = "C", .check = Check::page_size, .refuses = true, .sizes = {"A4"}};
    const Criterion properties{.name = "C", .check = Check::properties, .refuses = false};
    const Case cases[] = {
        {"few", pages, with_pages({a4, a4}), "pass", "the longest PDF has 2 pages"},
        {"many", pages, with_pages({a4, a4, a4}), "refuse", "part 1, issue.pdf: 3 pages, allowed 2"},
        {"encrypted", pages, Unreadable::encrypted, "warn", "part 1, issue.pdf: nobody could look into it: encrypted"},
        {"A4 upright and across", size, with_pages({a4, a4_across}), "pass", "A4"},
        {"another size", size, with_pages({a4, letter}), "refuse", "part 1, issue.pdf: page 2 has 216 x 279 mm"},
        {"nobody", properties, with_pages({a4}), "pass", "they name nobody"},
        {"somebody", properties, Document{.blocks = {}, .persons = {"author: Ann Example"}}, "warn",
         "part 1, issue.pdf: author: Ann Example"},
        {"the reader broke down", properties, Unreadable::damaged, "warn",
         "part 1, issue.pdf: nobody could look into it: damaged"},
    };
    for (const Case& c : cases) {
        const auto result = check_one(c.criterion, post, c.reading);
        EXPECT_EQ(result.result, c.result) << c.what;
        EXPECT_EQ(result.found, c.found) << c.what;
    }
}

TEST(DocumentCriteria, AskForDocumentsAlone)
{
    config::List list;
    list.criteria = {{.name = "A", .check = Check::pdf_pages, .pages_max = 2},
                     {.name = "B", .check = Check::properties}};
    const std::string post =
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nDear "
        "all\r\n--b\r\n" +
        attached("%PDF-1.7 x", "a.pdf") + "--b\r\n" + attached("\x89PNG\r\n\x1A\n", "b.png") + "--b--\r\n";
    SaysAlways reader(with_pages({a4}));
    document::Readings readings;
    (void)check_criteria(list, "", post, "", &readings);
    EXPECT_TRUE(readings.lacks_some());
    readings.read_missing(reader);
    EXPECT_EQ(reader.asked, std::vector<std::string>{"a.pdf %PDF"});
    for (const auto& result : check_criteria(list, "", post, "", &readings)) EXPECT_EQ(result.result, "pass");
    EXPECT_FALSE(readings.lacks_some());
}

TEST(DocumentCriteria, ReadNoMoreThanTenOfAPost)
{
    std::string post = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    for (int i = 0; i < 12; ++i) post += "--b\r\n" + attached("%PDF-1.7 " + std::to_string(i), "a.pdf");
    SaysAlways reader(with_pages({a4}));
    document::Readings readings;
    config::List list;
    list.criteria = {{.name = "A", .check = Check::pdf_pages, .refuses = true, .pages_max = 2}};
    (void)check_criteria(list, "", post + "--b--\r\n", "", &readings);
    readings.read_missing(reader);
    EXPECT_EQ(reader.asked.size(), 10U);
    const auto results = check_criteria(list, "", post + "--b--\r\n", "", &readings);
    EXPECT_EQ(results.at(0).result, "warn");
    EXPECT_NE(results.at(0).found.find("nobody could look into it: too long"), std::string::npos);
}

TEST(DocumentCriteria, WithoutAReaderNothingIsTakenForGood)
{
    config::List list;
    list.criteria = {{.name = "A", .check = Check::page_size, .refuses = true, .sizes = {"A4"}}};
    const auto results = check_criteria(list, "", attached("%PDF-1.7 x", "a.pdf"));
    EXPECT_EQ(results.at(0).result, "warn");
    EXPECT_EQ(results.at(0).found, "part 1, a.pdf: it was not read");
}

}  // namespace
}  // namespace desk
