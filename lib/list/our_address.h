#pragma once
/// The addresses that are ours: a list, what it is asked for, and the token that says what it is about.  Pure.
///
///     sr-update@, sr-update+help@, sr-update+bounce-TOKEN@, postmaster@

#include "base/token.h"
#include "config/config.h"

#include <optional>
#include <string>
#include <string_view>

namespace list {

enum class Use : unsigned char {
    post,
    request,
    help,
    subscribe,
    unsubscribe,
    owner,
    token,        ///< `purpose` and `token` say which
    translation,  ///< of issue `issue_number` in `language`
    operators,    ///< postmaster, abuse
};

struct OurAddress {
    const config::List* list = nullptr;  ///< into the Config; nullptr for the operator's
    Use use = Use::post;
    std::optional<base::Purpose> purpose;
    std::string token;  ///< well-formed, not yet verified
    std::int64_t issue_number = 0;
    std::string language;
};

/// What an address of an envelope means; or a permanent Failure with 5.1.1 when it is not ours. The local part is
/// read without case. `config` must outlive the result.
[[nodiscard]] base::Result<OurAddress> resolve(const config::Config& config, std::string_view address);

[[nodiscard]] std::string token_address(const config::Config& config, const config::List& list, base::Purpose purpose,
                                        std::int64_t id, const base::Key& key);
/// "sr-update+help@…" and the like.
[[nodiscard]] std::string plain_address(const config::Config& config, const config::List& list,
                                        std::string_view purpose);

/// The label of List-Id (RFC 2919): "sr-update.lists.example.org".
[[nodiscard]] std::string list_id(const config::List& list);

}  // namespace list
