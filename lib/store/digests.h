#pragma once
/// Members who get the issues of a list together, once a day or a week, rather than one by one.  Pure.
///
///   waiting -> digested    [queue]   a digest that has it is queued for the member, in the same transaction
///   digested -> waiting    that digest is withdrawn, since another issue of it was cancelled
///   waiting, digested -> withdrawn   the member left, paused or is suppressed; or the issue is cancelled

#include "base/time.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace store {

using Id = std::int64_t;

enum class DigestPeriod : unsigned char { daily, weekly };
enum class DigestFormat : unsigned char {
    mime,   ///< RFC 2046 §5.1.5
    plain,  ///< RFC 1153
};

struct DigestChoice {
    DigestPeriod period = DigestPeriod::daily;
    DigestFormat format = DigestFormat::mime;

    friend bool operator==(const DigestChoice&, const DigestChoice&) = default;
};

/// One for whom something waits.
struct DigestReader {
    Id contact = 0;
    Id member = 0;
    std::string language;  ///< the contact's; may be empty
    DigestFormat format = DigestFormat::mime;
    std::vector<Id> issues;  ///< that fit him, oldest first
};

/// Whose digests are wanted.
struct WantedDigests {
    std::string list;
    std::optional<DigestPeriod> period;  ///< absent: of those who have chosen own copies again
    base::Time begun_before;             ///< only issues that began to come to the reader before
    Id after_contact = 0;
};

/// The same octets for all who get the same issues.
struct NewDigest {
    std::string list;
    std::string cause;       ///< a second one with the same cause is the first
    std::vector<Id> issues;  ///< oldest first; not empty
    std::string octets;      ///< but for what each copy has of its own
};

/// How far the digests of a list have come.
struct DigestRound {
    base::Time slot;  ///< when they were due
    Id after_contact = 0;
    bool is_over = false;
};

struct DigestCounts {
    std::int64_t waiting = 0;
    std::int64_t digested = 0;
    std::int64_t withdrawn = 0;
};

class Digests {
  public:
    virtual ~Digests() = default;

    /// Absent: own copies from now on, and what waits is wanted at once.
    virtual void choose(std::string_view list, Id contact, std::optional<DigestChoice> choice) = 0;
    virtual std::optional<DigestChoice> choice(std::string_view list, Id contact) = 0;

    /// In the order of their contacts; without those who may get nothing. Paused and cancelled issues are left out.
    virtual std::vector<DigestReader> wanted(const WantedDigests& wanted, std::size_t readers_max) = 0;
    /// A delivery for each of the readers, and those issues wait for none of them any more.
    virtual void queue(const NewDigest& digest, const std::vector<DigestReader>& readers, base::Time now) = 0;
    /// Who has chosen own copies and for whom nothing waits any more is done with digests.
    virtual void end_choices(std::string_view list) = 0;

    virtual std::optional<DigestRound> round(std::string_view list, DigestPeriod period) = 0;
    virtual void set_round(std::string_view list, DigestPeriod period, const DigestRound& round) = 0;

    /// Of the readers whom the issue comes, or came, to by digest.
    virtual DigestCounts counts(Id issue) = 0;
};

[[nodiscard]] std::string_view name_of(DigestPeriod period);
[[nodiscard]] std::string_view name_of(DigestFormat format);

/// "daily", "weekly plain", as digest_text() writes it; the format is mime where it is left out.
[[nodiscard]] std::optional<DigestChoice> digest_choice(std::string_view text);
/// "daily mime"; "off" for none.
[[nodiscard]] std::string digest_text(std::optional<DigestChoice> choice);

}  // namespace store
