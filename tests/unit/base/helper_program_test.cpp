#include "base/io/helper_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace base::io {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

Result<std::string> shell(const std::string& script, Duration time_max = 20s)
{
    return run_helper({"/bin/sh", "-c", script}, time_max, {});
}

TEST(HelperProgram, GivesTheFirstLineThatItSays)
{
    EXPECT_EQ(shell("echo token; echo more").value(), "token");
    EXPECT_EQ(run_helper({"/bin/echo", "$HOME; `x`"}, 20s, {}).value(), "$HOME; `x`") << "no shell";
    EXPECT_EQ(shell("exec >&- 2>&-; sleep 0.1").value(), "") << "what it says nothing with is no failure";
}

TEST(HelperProgram, ThatFailsIsToldByItsCodeAndItsLastWord)
{
    EXPECT_EQ(shell("echo token; echo first >&2; echo 'not logged in' >&2; exit 3").error().text,
              "/bin/sh failed with exit code 3: not logged in");
    EXPECT_EQ(shell("exec >&- 2>&-; sleep 0.1; exit 4").error().text, "/bin/sh failed with exit code 4");
    EXPECT_EQ(shell("kill -TERM $$").error().text, "/bin/sh failed with signal 15");
    EXPECT_THAT(run_helper({"/nowhere/token"}, 20s, {}).error().text,
                HasSubstr("cannot run /nowhere/token: No such file"));
}

TEST(HelperProgram, HasNoneOfOurDescriptorsAndNothingToRead)
{
    EXPECT_EQ(shell("ls /proc/self/fd | wc -l").value(), "4") << "0, 1, 2 and the folder itself";
    EXPECT_EQ(shell("cat; echo end").value(), "end");
}

TEST(HelperProgram, ThatTakesTooLongIsKilledWithItsChildren)
{
    EXPECT_EQ(shell("sleep 1000 & sleep 1000", 1s).error().text, "/bin/sh took more than 1 s");
    std::stop_source stop;
    std::jthread stopper([&stop] { stop.request_stop(); });
    EXPECT_EQ(run_helper({"/bin/sleep", "1000"}, 900s, stop.get_token()).error().text, "/bin/sleep was stopped");
}

TEST(HelperProgram, ThatFloodsUsIsReadOutAndCut)
{
    EXPECT_LE(shell("head -c 3000000 /dev/zero | tr '\\0' x; head -c 3000000 /dev/zero >&2").value().size(), 65536U);
}

}  // namespace
}  // namespace base::io
