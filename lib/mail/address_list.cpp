#include "mail/address_list.h"

#include "base/text.h"
#include "mail/encoded_word.h"
#include "mail/header.h"

#include <optional>
#include <utility>

namespace mail {

namespace {

bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/// Reads a list from left to right. Each entry is gathered twice until it is known what it is: as the words of a
/// display name and as an addr-spec with the blanks taken out (RFC 5322 §4.4 allows them there).
class AddressReader {
  public:
    explicit AddressReader(std::string_view line) : rest_(line) {}

    AddressList run()
    {
        while (!rest_.empty() && !list_.exceeds_limits) take(take_octet());
        end_entry();
        return std::move(list_);
    }

  private:
    struct Entry {
        std::string phrase;
        std::string comment;               ///< "ann@body.example (Ann)": how names were written before RFC 822
        std::string spec;                  ///< outside angle brackets
        std::optional<std::string> angle;  ///< inside them
        bool has_gap = false;              ///< a blank or comment came last
        bool is_in_angle = false;
        bool is_broken = false;       ///< cannot be an address
        bool is_spec_broken = false;  ///< cannot be an address without angle brackets
    };

    char take_octet()
    {
        const char c = rest_.front();
        rest_.remove_prefix(1);
        return c;
    }

    void take(char c)
    {
        switch (c) {
        case ' ':
        case '\t': entry_.has_gap = true; return;
        case '(': return take_comment();
        case '"': return take_quoted();
        case '[': return take_literal();
        case '<': return begin_angle();
        case '>': return end_angle();
        case ':': return take_colon();
        case ',': return take_comma();
        case ';': return end_entry();  // ends a group, and separates addresses in what some programs write
        default: return add(std::string_view(&c, 1), std::string_view(&c, 1));
        }
    }

    /// Comments nest; all but their outermost text is left out.
    void take_comment()
    {
        entry_.has_gap = true;
        std::string text;
        std::size_t depth = 1;
        while (!rest_.empty()) {
            char c = take_octet();
            if (c == '(') ++depth;
            if (c == ')' && --depth == 0) break;
            if (c == '\\' && !rest_.empty()) c = take_octet();
            if (depth == 1 && c != ')') text += c;
        }
        if (depth > 0) entry_.is_broken = true;
        if (entry_.comment.empty()) entry_.comment = std::move(text);
    }

    void take_quoted()
    {
        std::string raw = "\"";
        std::string content;
        while (!rest_.empty()) {
            char c = take_octet();
            raw += c;
            if (c == '"') return add(raw, content);
            if (c == '\\' && !rest_.empty()) raw += c = take_octet();
            content += c;
        }
        entry_.is_broken = true;  // never closed
    }

    void take_literal()
    {
        std::string raw = "[";
        while (!rest_.empty() && !raw.ends_with(']')) {
            const char c = take_octet();
            if (!is_blank(c)) raw += c;
        }
        add(raw, raw);
    }

    void begin_angle()
    {
        if (entry_.angle) entry_.is_broken = true;  // which of two it is, nobody can tell
        entry_.angle.emplace();
        entry_.is_in_angle = true;
        entry_.has_gap = false;
    }

    void end_angle()
    {
        if (!entry_.is_in_angle) entry_.is_broken = true;
        entry_.is_in_angle = false;
        entry_.has_gap = false;
    }

    /// After the name of a group, or after an obsolete route (RFC 5322 §4.4).
    void take_colon()
    {
        if (!entry_.is_in_angle) {
            entry_ = {};
        } else if (entry_.angle->starts_with('@')) {
            entry_.angle->clear();
        } else {
            add(":", ":");
        }
    }

    void take_comma()
    {
        const bool is_in_route = entry_.is_in_angle && entry_.angle->starts_with('@');
        if (!is_in_route) end_entry();
    }

    void add(std::string_view raw, std::string_view shown)
    {
        const bool has_gap = std::exchange(entry_.has_gap, false);
        if (entry_.is_in_angle) return add_to_spec(*entry_.angle, raw, has_gap, entry_.is_broken);
        if (entry_.angle) entry_.is_broken = true;  // text after the angle brackets
        if (has_gap && !entry_.phrase.empty()) entry_.phrase += ' ';
        entry_.phrase += shown;
        add_to_spec(entry_.spec, raw, has_gap, entry_.is_spec_broken);
    }

    /// A blank within an addr-spec may stand only beside a dot or the at sign.
    static void add_to_spec(std::string& spec, std::string_view raw, bool has_gap, bool& is_broken)
    {
        const auto joins = [](char c) { return c == '.' || c == '@'; };
        if (has_gap && !spec.empty() && !joins(spec.back()) && !joins(raw.front())) is_broken = true;
        spec += raw;
    }

    void end_entry()
    {
        const Entry entry = std::exchange(entry_, {});
        const bool is_empty = entry.spec.empty() && !entry.angle && !entry.is_broken;
        if (is_empty) return;
        if (list_.addresses.size() + list_.unreadable == addresses_max) {
            list_.exceeds_limits = true;
            return;
        }
        const bool is_broken = entry.is_broken || entry.is_in_angle || (!entry.angle && entry.is_spec_broken);
        auto mailbox = parse_mailbox(is_broken ? "" : entry.angle ? *entry.angle : entry.spec);
        if (!mailbox) {
            ++list_.unreadable;
            return;
        }
        const std::string name = decode_words(entry.angle ? entry.phrase : entry.comment);
        list_.addresses.push_back({.display_name = std::string(base::trim(name)), .mailbox = std::move(*mailbox)});
    }

    std::string_view rest_;
    Entry entry_;
    AddressList list_;
};

}  // namespace

AddressList parse_address_list(std::string_view value)
{
    const std::string line = unfold(value);
    return AddressReader(line).run();
}

std::string format_address(std::string_view display_name, const Mailbox& mailbox)
{
    const std::string name = encode_phrase(display_name);
    return name.empty() ? mailbox.text() : name + " <" + mailbox.text() + '>';
}

}  // namespace mail
