#include "form/writer_line.h"

#include <gtest/gtest.h>

#include <string>

namespace form {
namespace {

struct LineCase {
    const char* text;
    const char* read;  ///< name|organization|country|date; empty: no such line
};

TEST(WriterLine, IsTakenApart)
{
    constexpr LineCase cases[] = {
        {"Ann Example, Example Council, Norway", "Ann Example|Example Council|NO|"},
        {"Ann Example, Example Council (Norway)", "Ann Example|Example Council|NO|"},
        {"Ann Example - Example Council - Norway", "Ann Example|Example Council|NO|"},
        {"Ann Example, UNI, Italy", "Ann Example|UNI|IT|"},
        {"Ann Example, Secretary General, Example Council", "Ann Example|Example Council||"},
        {"Ann Example, Example Council, Ireland (16 March 2006)", "Ann Example|Example Council|IE|16 March 2006"},
        {"Ann Example, Example Council\n18 November 2005", "Ann Example|Example Council||18 November 2005"},
        {"Ann Example", ""},
        {"Example, Ann", ""},
        {"Ann Example, PhD", ""},
        {"Ann Example, tel. 555 01 02", ""},
        {"Norway, Oslo", ""},
        {"12 May 2005, Quito", ""},
        {"", ""},
    };
    for (const LineCase& each : cases) {
        const auto line = read_writer_line(each.text);
        const std::string read =
            line ? line->name + '|' + line->organization + '|' + line->country + '|' + line->date : "";
        EXPECT_EQ(read, each.read) << each.text;
    }
}

}  // namespace
}  // namespace form
