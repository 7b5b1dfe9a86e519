#include "mail/part_scanner.h"

#include "base/text.h"
#include "mail/header.h"
#include "mail/lines.h"
#include "mail/parameters.h"

#include <algorithm>
#include <utility>

namespace mail {

namespace {

/// What a part's header says about what is inside it.
struct Content {
    std::string media_type;
    std::string boundary;
    bool is_encoded = false;  ///< base64 or quoted-printable
};

/// RFC 2045 §5.2: broken counts as absent.
std::string media_type_of(const std::string& written, bool is_in_digest)
{
    if (is_media_type(written)) return written;
    return is_in_digest ? "message/rfc822" : "text/plain";
}

Content read_content(const Header& header, bool is_in_digest)
{
    const StructuredField field = read_structured_field(header.value("Content-Type"));
    const std::string encoding = read_structured_field(header.value("Content-Transfer-Encoding")).value;
    const auto boundary = find_parameter(field.parameters, "boundary");
    return {.media_type = media_type_of(field.value, is_in_digest),
            .boundary = boundary ? std::string(base::trim(boundary->text)) : std::string{},
            .is_encoded = encoding == "base64" || encoding == "quoted-printable"};
}

/// One pass over the lines. The open parts form a stack, from the message down to the part that the line is in.
class PartScanner {
  public:
    PartScanner(std::string_view octets, const PartLimits& limits) : octets_(octets), limits_(limits) {}

    PartScan run()
    {
        open_part(0);
        for (std::string_view rest = octets_; !rest.empty() && !scan_.exceeds_limits;) {
            const std::string_view line = take_line(rest);
            take(line, octets_.size() - rest.size() - line.size());
        }
        close_down_to(0, octets_.size());
        return std::move(scan_);
    }

  private:
    struct OpenPart {
        std::size_t index = 0;
        std::size_t header_start = 0;
        std::size_t body_start = 0;
        std::string boundary;  ///< empty unless a delimiter is waited for
        bool is_in_header = true;
    };

    void take(std::string_view line, std::size_t start)
    {
        if (line.starts_with("--") && take_delimiter(line, start)) return;
        if (open_.back().is_in_header) take_header_line(line, start);
    }

    /// delimiter := "--" boundary, close-delimiter := delimiter "--" (RFC 2046 §5.1.1), the innermost first.
    bool take_delimiter(std::string_view line, std::size_t start)
    {
        const auto text = line.substr(0, line.find_last_not_of(" \t\r\n") + 1).substr(2);
        for (std::size_t i = open_.size(); i-- > 0;) {
            const std::string& boundary = open_[i].boundary;
            if (boundary.empty() || !text.starts_with(boundary)) continue;
            const bool is_delimiter = text.size() == boundary.size();
            if (!is_delimiter && text.substr(boundary.size()) != "--") continue;
            if (i + 1 < open_.size() && has_open_boundary_above(i)) note("a multipart is not closed");
            close_down_to(i + 1, without_line_end(octets_.substr(0, start)).size());
            if (is_delimiter) open_part(start + line.size());
            if (!is_delimiter) open_[i].boundary.clear();
            return true;
        }
        return false;
    }

    [[nodiscard]] bool has_open_boundary_above(std::size_t level) const
    {
        for (std::size_t i = level + 1; i < open_.size(); ++i) {
            if (!open_[i].boundary.empty()) return true;
        }
        return false;
    }

    void take_header_line(std::string_view line, std::size_t start)
    {
        const std::string_view text = without_line_end(line);
        const bool is_first = start == open_.back().header_start;
        if (text.empty()) return end_header(start + line.size());
        if (is_continuation(text) || field_name_length(text) > 0) return;
        if (is_first && is_mbox_line(text)) return;
        note(is_first ? "a part has no header" : "a line of the header has no field name");
        end_header(start);
        take(line, start);  // it may be the first delimiter of what has just begun
    }

    void end_header(std::size_t body_start)
    {
        const Header header = read_header(body_start);
        OpenPart& part = open_.back();
        PartPlace& place = scan_.parts[part.index];
        const Content content = read_content(header, is_in_digest(place));
        place.media_type = content.media_type;
        if (content.media_type.starts_with("multipart/")) {
            part.boundary = content.boundary;
            if (content.boundary.empty()) note("a multipart has no boundary");
        } else if (content.media_type == "message/rfc822") {
            if (content.is_encoded) return note("an enclosed message is encoded");  // RFC 2046 §5.2.1
            open_part(body_start);
        }
    }

    /// Ends the header of the innermost part and gives it its place.
    Header read_header(std::size_t body_start)
    {
        OpenPart& part = open_.back();
        part.is_in_header = false;
        part.body_start = body_start;
        PartPlace& place = scan_.parts[part.index];
        place.header = octets_.substr(part.header_start, body_start - part.header_start);
        Header header = scan_header(place.header);
        if (!header.defect.empty()) note(header.defect);
        if (header.exceeds_limits) scan_.exceeds_limits = true;
        return header;
    }

    [[nodiscard]] bool is_in_digest(const PartPlace& place) const
    {
        return &place != scan_.parts.data() && scan_.parts[place.parent].media_type == "multipart/digest";
    }

    void open_part(std::size_t start)
    {
        const std::size_t depth = open_.size();
        if (depth > limits_.depth_max) return exceed("the parts are nested too deeply");
        if (scan_.parts.size() == limits_.parts_max) return exceed("there are too many parts");
        OpenPart part;
        part.index = scan_.parts.size();
        part.header_start = start;
        PartPlace place;
        place.parent = open_.empty() ? 0 : open_.back().index;
        place.depth = depth;
        scan_.parts.push_back(std::move(place));
        open_.push_back(std::move(part));
    }

    void close_down_to(std::size_t level, std::size_t end)
    {
        for (; open_.size() > level; open_.pop_back()) {
            if (open_.back().is_in_header) close_header(end);
            const OpenPart& part = open_.back();
            if (level == 0 && !part.boundary.empty()) note("a multipart is not closed");
            const std::size_t body_end = std::max(end, part.body_start);
            scan_.parts[part.index].body = octets_.substr(part.body_start, body_end - part.body_start);
        }
    }

    /// The part ended within its header, which nothing can be inside of.
    void close_header(std::size_t end)
    {
        const std::size_t start = open_.back().header_start;
        const Header header = read_header(std::max(start, end));
        PartPlace& place = scan_.parts[open_.back().index];
        place.media_type = read_content(header, is_in_digest(place)).media_type;
    }

    void exceed(std::string_view what)
    {
        note(what);
        scan_.exceeds_limits = true;
    }

    void note(std::string_view what)
    {
        if (scan_.defect.empty()) scan_.defect = what;
    }

    std::string_view octets_;
    PartLimits limits_;
    PartScan scan_;
    std::vector<OpenPart> open_;
};

}  // namespace

PartScan scan_parts(std::string_view octets, const PartLimits& limits)
{
    return PartScanner(octets, limits).run();
}

}  // namespace mail
