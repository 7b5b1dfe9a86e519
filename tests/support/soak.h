#pragma once
/// How often a test repeats what chance decides: `usual` in the suite, `full` in a soak (`./dev soak`).

#include <cstdlib>

namespace testing_support {

[[nodiscard]] inline int repetitions(int usual, int full)
{
    return std::getenv("GAZETTED_SOAK") != nullptr ? full : usual;  // NOLINT(concurrency-mt-unsafe): nobody sets it
}

/// How many seeds: GAZETTED_SEEDS says another number than the usual.
[[nodiscard]] inline unsigned seeds_or(unsigned usual)
{
    const char* const asked = std::getenv("GAZETTED_SEEDS");  // NOLINT(concurrency-mt-unsafe): nobody sets it
    return asked != nullptr ? static_cast<unsigned>(std::strtoul(asked, nullptr, 10)) : usual;
}

/// The seed to begin with: GAZETTED_SEED replays one.
[[nodiscard]] inline unsigned seed_or(unsigned usual)
{
    const char* const replay = std::getenv("GAZETTED_SEED");  // NOLINT(concurrency-mt-unsafe): nobody sets it
    return replay != nullptr ? static_cast<unsigned>(std::strtoul(replay, nullptr, 10)) : usual;
}

}  // namespace testing_support
