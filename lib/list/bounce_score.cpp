#include "list/bounce_score.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

namespace list {

namespace {

constexpr double hard_weight = 1.0;
constexpr double soft_weight = 0.25;
constexpr double half_life_days = 90;

}  // namespace

double bounce_score(const std::vector<store::Bounce>& counted, base::Time now)
{
    // Five copies of one morning that find one mailbox full say no more than one of them.
    std::map<std::int64_t, double> weight_of_day;
    for (const store::Bounce& bounce : counted) {
        const double weight = bounce.failure_class == "hard" ? hard_weight : soft_weight;
        const auto age = std::max<std::int64_t>(0, std::chrono::floor<base::days>(now - bounce.at).count());
        double& of_day = weight_of_day[age];
        of_day = std::max(of_day, weight);
    }
    double score = 0;
    for (const auto& [age, weight] : weight_of_day)
        score += weight * std::exp2(-static_cast<double>(age) / half_life_days);
    return score;
}

}  // namespace list
