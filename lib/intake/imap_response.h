#pragma once
/// What an IMAP server says (RFC 3501 §7, §9), taken apart. Everything has a limit: the server may be anybody.  Pure.
///
///     * 3 FETCH (UID 17 RFC822.SIZE 4711 BODY[] {4711}…)
///     a5 NO [TRYCREATE] no such folder

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace intake {

/// One response: its line, in which "{4711}" stands for a literal, and the literals in their order.
struct ImapResponse {
    std::string line;  ///< without CRLF
    std::vector<std::string> literals;
};

/// From octets to responses.
class ImapReader {
  public:
    explicit ImapReader(std::size_t literal_octets_max) : literal_octets_max_(literal_octets_max) {}

    /// Nothing more is taken once it is broken.
    void take(std::string_view octets);
    /// The oldest that is whole.
    [[nodiscard]] std::optional<ImapResponse> next();
    /// Why nothing can be read any more: a line or a literal is larger than any that is expected; else empty.
    [[nodiscard]] const std::string& fault() const { return fault_; }

  private:
    std::string_view take_literal(std::string_view octets);
    std::string_view take_line(std::string_view octets);
    void end_line();

    std::size_t literal_octets_max_;
    ImapResponse open_;
    std::size_t literal_octets_left_ = 0;
    std::vector<ImapResponse> whole_;
    std::size_t given_ = 0;  ///< of `whole_`
    std::string fault_;
};

/// `a5 NO …`
struct ImapEnd {
    std::string tag;
    bool is_ok = false;
    std::string text;  ///< "NO [TRYCREATE] no such folder"
};
[[nodiscard]] std::optional<ImapEnd> read_imap_end(const ImapResponse& response);

/// What we ask of a message; other items are passed over.
struct ImapFetch {
    std::int64_t uid = 0;
    std::optional<std::size_t> octets;   ///< RFC822.SIZE
    std::optional<std::string> message;  ///< BODY[]
};
/// Nothing where it is no FETCH, or has no UID.
[[nodiscard]] std::optional<ImapFetch> read_imap_fetch(ImapResponse response);

/// "* 12 EXISTS"
[[nodiscard]] std::optional<std::int64_t> read_imap_exists(const ImapResponse& response);
/// "* OK [UIDVALIDITY 3857529045] UIDs valid"
[[nodiscard]] std::optional<std::int64_t> read_imap_uid_validity(const ImapResponse& response);
/// "* CAPABILITY IMAP4rev1 UIDPLUS": the words in upper case; empty where it is no such response.
[[nodiscard]] std::vector<std::string> read_imap_capabilities(const ImapResponse& response);

/// A string as a command carries it (RFC 3501 §9: quoted); controls become '?'.
[[nodiscard]] std::string imap_quoted(std::string_view text);

}  // namespace intake
