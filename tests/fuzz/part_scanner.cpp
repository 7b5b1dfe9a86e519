// Two ways in. Arbitrary octets: the parts lie within them and are bounded. A tree of parts made from the octets, well
// formed: its parts are found exactly, and GMime finds the same.

#include "mail/part_scanner.h"
#include "fuzz.h"

#include <gmime/gmime.h>

#include <array>
#include <string>
#include <vector>

namespace {

bool is_within(std::string_view part, std::string_view whole)
{
    return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void check_any(std::string_view input)
{
    const mail::PartLimits limits{.depth_max = 10, .parts_max = 30};
    const mail::PartScan scan = mail::scan_parts(input, limits);
    fuzz::require(!scan.parts.empty() && scan.parts.size() <= limits.parts_max, "parts are bounded");
    for (std::size_t i = 0; i < scan.parts.size(); ++i) {
        const mail::PartPlace& part = scan.parts[i];
        fuzz::require(is_within(part.header, input) && is_within(part.body, input), "a part lies within the octets");
        fuzz::require(i == 0 ? part.parent == 0 : part.parent < i, "a parent comes before its parts");
        fuzz::require(part.depth <= limits.depth_max, "depth is bounded");
        if (i > 0)
            fuzz::require(part.depth == scan.parts[part.parent].depth + 1, "a part is one deeper than its parent");
        fuzz::require(!part.media_type.empty() || scan.exceeds_limits, "a part has a type");
    }
}

/// A well-formed message made from octets, and what its single parts are.
class Maker {
  public:
    explicit Maker(std::string_view octets) : octets_(octets) {}

    std::string make() { return "From: ann@body.example\r\nSubject: made\r\nMIME-Version: 1.0\r\n" + entity(0); }

    std::vector<std::string> leaf_types;

  private:
    std::string entity(int depth)
    {
        constexpr int depth_max = 5;
        constexpr int parts_max = 40;
        const unsigned choice = fuzz::take_octet(octets_) % 8U;
        if (parts_ < parts_max && depth < depth_max && choice < 3) return multipart(depth);
        if (parts_ < parts_max && depth < depth_max && choice == 3)
            return "Content-Type: message/rfc822\r\n\r\nSubject: inside\r\n" + entity(depth + 1);
        constexpr std::array<std::string_view, 4> types{"text/plain", "text/html", "application/pdf", "image/png"};
        const std::string type(types[choice % types.size()]);
        leaf_types.push_back(type);
        return "Content-Type: " + type + "\r\n\r\n" + lines();
    }

    std::string multipart(int depth)
    {
        const std::string boundary = "b" + std::to_string(++boundaries_);
        const unsigned parts = fuzz::take_octet(octets_) % 3U + 1;
        std::string text = "Content-Type: multipart/mixed; boundary=\"=_" + boundary + "\"\r\n\r\n" + lines();
        for (unsigned i = 0; i < parts; ++i) {
            ++parts_;
            text += "--=_" + boundary + "\r\n" + entity(depth + 1);
        }
        return text + "--=_" + boundary + "--\r\n" + lines();
    }

    /// Lines that look like delimiters as well, but end none: no boundary of ours continues like this.
    std::string lines()
    {
        const unsigned count = fuzz::take_octet(octets_) % 4U;
        std::string text;
        for (unsigned i = 0; i < count; ++i) {
            constexpr std::array<std::string_view, 6> starts{"",       "--",    "--=_b",
                                                             "--=_b1", "From ", "Content-Type: text/x; boundary="};
            text += starts[fuzz::take_octet(octets_) % starts.size()];
            for (unsigned octets = fuzz::take_octet(octets_) % 20U; octets > 0; --octets)
                text += static_cast<char>('a' + fuzz::take_octet(octets_) % 26);
            text += "!\r\n";
        }
        return text;
    }

    std::string_view octets_;
    int boundaries_ = 0;
    int parts_ = 0;
};

void add_type(GMimeObject* /*parent*/, GMimeObject* part, gpointer types)
{
    if (!GMIME_IS_PART(part)) return;
    GMimeContentType* type = g_mime_object_get_content_type(part);
    static_cast<std::vector<std::string>*>(types)->push_back(std::string(g_mime_content_type_get_media_type(type)) +
                                                             '/' + g_mime_content_type_get_media_subtype(type));
}

void add_types_of(GMimeMessage* message, std::vector<std::string>& types);

/// g_mime_message_foreach does not go into enclosed messages.
void visit(GMimeObject* parent, GMimeObject* part, gpointer types)
{
    add_type(parent, part, types);
    if (GMIME_IS_MESSAGE_PART(part))
        add_types_of(g_mime_message_part_get_message(GMIME_MESSAGE_PART(part)),
                     *static_cast<std::vector<std::string>*>(types));
}

void add_types_of(GMimeMessage* message, std::vector<std::string>& types)
{
    if (message != nullptr) g_mime_message_foreach(message, visit, &types);
}

std::vector<std::string> gmime_types(const std::string& message)
{
    GMimeStream* stream = g_mime_stream_mem_new_with_buffer(message.data(), message.size());
    GMimeParser* parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage* parsed = g_mime_parser_construct_message(parser, nullptr);
    std::vector<std::string> types;
    add_types_of(parsed, types);
    if (parsed != nullptr) g_object_unref(parsed);
    g_object_unref(parser);
    g_object_unref(stream);
    return types;
}

std::string joined(const std::vector<std::string>& types)
{
    std::string text;
    for (const std::string& type : types) text += type + ' ';
    return text;
}

void check_made(std::string_view octets)
{
    Maker maker(octets);
    const std::string message = maker.make();
    const mail::PartScan scan = mail::scan_parts(message);
    fuzz::require(scan.defect.empty(), "a well-formed message has no defect", scan.defect + "\n" + message);
    std::vector<std::string> types;
    for (const mail::PartPlace& part : scan.parts) {
        if (!part.media_type.starts_with("multipart/") && part.media_type != "message/rfc822")
            types.push_back(part.media_type);
    }
    fuzz::require(types == maker.leaf_types, "the parts that were made are found",
                  joined(types) + "\n" + joined(maker.leaf_types) + "\n" + message);
    const std::vector<std::string> theirs = gmime_types(message);
    fuzz::require(types == theirs, "GMime finds the same parts",
                  joined(types) + "\n" + joined(theirs) + "\n" + message);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool is_ready = (g_mime_init(), true);
    (void)is_ready;
    std::string_view input = fuzz::as_text(data, size);
    if (fuzz::take_octet(input) % 2U == 0) {
        check_any(input);
    } else {
        check_made(input.substr(0, 4000));
    }
    return 0;
}
