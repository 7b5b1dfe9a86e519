#include "mail/header.h"

#include "base/text.h"
#include "mail/lines.h"

#include <algorithm>
#include <utility>

namespace mail {

bool HeaderField::says_how_to_read() const
{
    return base::starts_with_ignoring_case(name, "Content-") || base::equal_ignoring_case(name, "MIME-Version");
}

const HeaderField* Header::find(std::string_view name) const
{
    const auto found = std::ranges::find_if(
        fields, [&](const HeaderField& field) { return base::equal_ignoring_case(field.name, name); });
    return found == fields.end() ? nullptr : &*found;
}

std::vector<const HeaderField*> Header::all(std::string_view name) const
{
    std::vector<const HeaderField*> found;
    for (const HeaderField& field : fields) {
        if (base::equal_ignoring_case(field.name, name)) found.push_back(&field);
    }
    return found;
}

std::size_t Header::count(std::string_view name) const
{
    return all(name).size();
}

std::string Header::value(std::string_view name) const
{
    const HeaderField* const field = find(name);
    if (field == nullptr) return {};
    const std::string line = unfold(field->value);
    return std::string(base::trim(line));
}

namespace {

/// One pass over the lines of a header.
class HeaderScan {
  public:
    HeaderScan(std::string_view octets, const HeaderLimits& limits) : octets_(octets), rest_(octets), limits_(limits) {}

    Header run()
    {
        while (!rest_.empty() && take_one_line()) {
        }
        end_field();
        if (!header_.exceeds_limits) header_.body = octets_.substr(header_.octets);
        return std::move(header_);
    }

  private:
    /// False when the header has ended.
    bool take_one_line()
    {
        std::string_view after = rest_;
        const std::string_view line = take_line(after);
        const std::string_view text = without_line_end(line);
        if (header_.octets + line.size() > limits_.octets_max) return exceed("the header is too long");
        if (text.empty()) return end_header(line);
        const bool is_mbox = header_.octets == 0 && is_mbox_line(text);
        const bool is_unnamed = !is_continuation(text) && field_name_length(text) == 0;
        if (is_unnamed && !is_mbox) return end_without_empty_line();
        rest_ = after;
        header_.octets += line.size();
        if (is_unnamed) return skip_mbox_line();
        if (is_continuation(text)) return continue_field(line);
        return begin_field(line);
    }

    bool skip_mbox_line()
    {
        note("an mbox line stands before the header");
        return true;
    }

    bool begin_field(std::string_view line)
    {
        end_field();
        if (line.size() > limits_.field_octets_max) return exceed("a header field is too long");
        if (header_.fields.size() == limits_.fields_max) return exceed("there are too many header fields");
        field_ = line;
        return true;
    }

    bool continue_field(std::string_view line)
    {
        if (field_.empty()) {
            note("the header starts with a blank");
            return true;
        }
        if (field_.size() + line.size() > limits_.field_octets_max) {
            field_ = {};
            return exceed("a header field is too long");
        }
        field_ = {field_.data(), field_.size() + line.size()};
        return true;
    }

    void end_field()
    {
        if (field_.empty()) return;
        const std::size_t name_length = field_name_length(field_);
        const std::size_t colon = field_.find(':', name_length);
        const std::string_view value = without_line_end(field_.substr(colon + 1));
        header_.fields.push_back({.name = field_.substr(0, name_length), .value = value, .whole = field_});
        if (colon != name_length) note("a blank stands before a colon");
        note_controls(value);
        field_ = {};
    }

    /// NUL and bare CR are read differently by different programs.
    void note_controls(std::string_view value)
    {
        if (value.find('\0') != std::string_view::npos) note("a header field has a NUL");
        for (auto cr = value.find('\r'); cr != std::string_view::npos; cr = value.find('\r', cr + 1)) {
            if (cr + 1 == value.size() || value[cr + 1] != '\n') return note("a header field has a bare CR");
        }
    }

    bool end_header(std::string_view empty_line)
    {
        header_.octets += empty_line.size();
        return false;
    }

    bool end_without_empty_line()
    {
        end_field();
        note("a line of the header has no field name");
        return false;
    }

    bool exceed(std::string_view what)
    {
        note(what);
        header_.exceeds_limits = true;
        return false;
    }

    void note(std::string_view what)
    {
        if (header_.defect.empty()) header_.defect = what;
    }

    std::string_view octets_;
    std::string_view rest_;
    HeaderLimits limits_;
    Header header_;
    std::string_view field_;  ///< the one whose lines are being gathered
};

}  // namespace

Header scan_header(std::string_view octets, const HeaderLimits& limits)
{
    return HeaderScan(octets, limits).run();
}

std::string unfold(std::string_view value)
{
    std::string line;
    line.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        const bool is_crlf = value.substr(i, 2) == "\r\n";
        if (value[i] != '\r' && value[i] != '\n') {
            line += value[i];
            continue;
        }
        if (is_crlf) ++i;
        if (!is_continuation(value.substr(i + 1))) line += ' ';
    }
    return line;
}

}  // namespace mail
