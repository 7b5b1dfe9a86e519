#include "delivery/relay_shares.h"

#include <gtest/gtest.h>

#include <array>
#include <numeric>

namespace delivery {
namespace {

using namespace std::chrono_literals;

class Sharing : public testing::Test {
  protected:
    /// The relays come for more in turn, at most `each` rows at a time, until `all` rows are leased.
    template <std::size_t n>
    std::array<std::size_t, n> lease(RelayShares& shares, std::size_t all, const std::array<std::size_t, n>& each)
    {
        std::array<std::size_t, n> leased{};
        for (int rounds = 0; std::accumulate(leased.begin(), leased.end(), std::size_t{0}) < all; ++rounds) {
            if (rounds > 100'000) throw std::runtime_error("nobody may lease");
            for (std::size_t i = 0; i < n; ++i) {
                const std::size_t rows = each[i] == 0 ? 0 : std::min(each[i], shares.quota(i, now));
                shares.leased(i, rows);
                leased[i] += rows;
            }
            now += 20ms;
        }
        return leased;
    }

    base::Time now = base::from_unix_ms(1'116'063'000'000);
};

TEST_F(Sharing, FollowsTheWeightsAlreadyWithAThousand)
{
    RelayShares shares({3, 1});
    const auto leased = lease<2>(shares, 1000, {500, 500});
    EXPECT_NEAR(static_cast<double>(leased[0]), 750, 30);
    EXPECT_NEAR(static_cast<double>(leased[1]), 250, 30);
}

TEST_F(Sharing, FastRelayWaitsAMomentForASlowOneAndNoLonger)
{
    RelayShares shares({1, 1});
    const auto leased = lease<2>(shares, 100'000, {500, 1});
    EXPECT_GT(leased[0], 90'000U) << "one that is slow holds up nobody";
    EXPECT_GT(leased[1], 100U) << "and still gets what it can take";
}

TEST_F(Sharing, WhoComesBackHasNoClaimToWhatItLetGo)
{
    RelayShares shares({1, 1});
    (void)lease<2>(shares, 100'000, {500, 0});
    const auto leased = lease<2>(shares, 10'000, {500, 500});
    EXPECT_NEAR(static_cast<double>(leased[0]), 5000, 600);
}

TEST_F(Sharing, FallbackGetsNothingWhileAnotherWorks)
{
    RelayShares shares({2, 1, 0});
    EXPECT_EQ((lease<3>(shares, 3000, {500, 500, 500}))[2], 0U);
    EXPECT_FALSE(shares.is_in_turn(2));
    shares.set_working(0, false);
    EXPECT_EQ((lease<3>(shares, 3000, {0, 500, 500}))[2], 0U);
    shares.set_working(1, false);
    EXPECT_TRUE(shares.is_in_turn(2));
    EXPECT_GE((lease<3>(shares, 3000, {0, 0, 500}))[2], 3000U);
    shares.set_working(0, true);
    EXPECT_EQ((lease<3>(shares, 3000, {500, 0, 500}))[2], 0U);
}

TEST_F(Sharing, RelayInTroubleGetsItsProbeAndTheOthersTheRest)
{
    RelayShares shares({1, 1});
    shares.set_working(0, false);
    EXPECT_EQ(shares.quota(0, now), 1U);
    EXPECT_TRUE(shares.has_other(0));
    EXPECT_FALSE(shares.has_other(1));
    EXPECT_GE((lease<2>(shares, 5000, {0, 500}))[1], 5000U);
}

TEST(RelayShare, AloneHasEverything)
{
    const RelayShare alone;
    EXPECT_GT(alone.quota({}), 1'000'000U);
    EXPECT_TRUE(alone.is_in_turn());
    EXPECT_FALSE(alone.has_other());
}

}  // namespace
}  // namespace delivery
