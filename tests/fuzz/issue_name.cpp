// The number and date that any subject gives its issue.

#include "desk/issue_name.h"
#include "base/text.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string subject = base::one_line(fuzz::as_text(data, size), 2000);
    const desk::IssueName name = desk::read_issue_name(subject, "ISO/SR Update");
    fuzz::require(name.number || name.date.empty(), "a date belongs to a number", subject);
    if (name.number) {
        fuzz::require(*name.number >= 0 && *name.number <= 999'999, "a number has six digits at most", subject);
        fuzz::require(subject.find(std::to_string(*name.number)) != std::string::npos, "it stands in the subject",
                      subject);
        fuzz::require(name.date.size() <= 60 && subject.find(name.date) != std::string::npos,
                      "so does the date, or its start", subject);
        fuzz::require(base::is_valid_utf8(name.date) && !fuzz::has_control(name.date), "a date is one line of UTF-8",
                      name.date);
    }
    const std::string_view date = base::trim(subject);
    const desk::IssueName again =
        desk::read_issue_name("Issue #" + std::to_string(size) + ": " + std::string(date), "");
    fuzz::require(again.number == static_cast<std::int64_t>(size), "the first number counts", subject);
    fuzz::require(again.date == base::one_line(date, 60), "the date is what follows", again.date);
    return 0;
}
