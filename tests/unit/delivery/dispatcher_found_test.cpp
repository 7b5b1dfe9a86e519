// Found while the operating guide's commands were tried.

#include "delivery/dispatcher.h"

#include <gtest/gtest.h>

namespace delivery {
namespace {

using base::operator""s;

config::Relay relay()
{
    config::Relay made;
    made.connections = 2;
    made.retry = {60s};
    made.expire = base::days{5};
    return made;
}

// The pause is known from the answer to a lease only; a paused dispatcher asked for none, so that `queue resume` needed
// a restart.
TEST(Dispatcher, ThatIsPausedLearnsThatThePauseIsOver)
{
    base::Time now = base::Time{} + base::days{1};
    Dispatcher dispatcher(relay(), "test");
    Step step = dispatcher.step(now);
    ASSERT_TRUE(step.commit && step.commit->lease);
    dispatcher.committed();
    dispatcher.set_paused(true);
    dispatcher.leased({}, std::nullopt, now);

    dispatcher.wake();
    step = dispatcher.step(now += 1s);
    ASSERT_TRUE(step.commit && step.commit->lease) << "it does not ask any more";
    dispatcher.committed();
    dispatcher.set_paused(false);
    dispatcher.leased({{.id = 1, .recipient = "ann@body.example", .domain = "body.example"}}, std::nullopt, now);
    EXPECT_EQ(dispatcher.step(now).open.size(), 1U);
}

}  // namespace
}  // namespace delivery
