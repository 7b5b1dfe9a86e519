// Two ways in. Arbitrary octets: the parts lie within them and are bounded. A tree of parts made from the octets, well
// formed: where its parts stand, their types, subjects, charsets, file names and decoded bodies are found exactly, and
// GMime finds the same. On what is not well formed the two differ on purpose: GMime reads a header on behind a line without
// a colon, takes a broken type for application/octet-stream (we follow RFC 2045 §5.2), undoes an encoding that no
// message may have (RFC 2046 §5.2.1) and finds no part that has no header.

#include "mail/part_scanner.h"
#include "fuzz.h"
#include "mail/encoded_word.h"
#include "mail/header.h"
#include "mail/part_reader.h"
#include "mail/transfer_encoding.h"

#include <gmime/gmime.h>

#include <array>
#include <string>
#include <utility>
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

/// What a reader of mail is shown of one part. Of containers only where they stand, and their type.
struct Shown {
    std::size_t depth = 0;
    std::string media_type;
    std::string subject;  ///< of a message's first part
    std::string charset;
    std::string file_name;
    bool is_attachment = false;
    std::string body;  ///< decoded

    bool operator==(const Shown&) const = default;
};

std::string as_text(const std::vector<Shown>& parts)
{
    std::string text;
    for (const Shown& part : parts) {
        text += std::to_string(part.depth) + ' ' + part.media_type + " subject=[" + part.subject + "] charset=[" +
                part.charset + "] name=[" + part.file_name + (part.is_attachment ? "] attached [" : "] inline [") +
                part.body + "]\n";
    }
    return text;
}

bool is_container(std::string_view media_type)
{
    return media_type.starts_with("multipart/") || media_type == "message/rfc822";
}

/// A well-formed message made from octets, and what a reader of mail must see of it.
class Maker {
  public:
    explicit Maker(std::string_view octets) : octets_(octets) {}

    std::string make() { return "From: ann@body.example\r\n" + subject() + "MIME-Version: 1.0\r\n" + entity(0, false); }

    std::vector<Shown> parts;

  private:
    unsigned choose(unsigned count) { return fuzz::take_octet(octets_) % count; }

    /// `is_delimited`: a delimiter follows, which owns the last line end.
    std::string entity(std::size_t depth, bool is_delimited)
    {
        constexpr std::size_t depth_max = 5;
        constexpr int parts_max = 40;
        const unsigned choice = choose(8);
        const bool may_nest = parts_ < parts_max && depth < depth_max;
        parts.push_back({.depth = depth, .subject = std::exchange(subject_, {})});
        if (may_nest && choice < 3) return multipart(depth);
        if (may_nest && choice == 3) {
            parts.back().media_type = "message/rfc822";
            return "Content-Type: message/rfc822\r\n\r\n" + subject() + entity(depth + 1, is_delimited);
        }
        return leaf(is_delimited);
    }

    std::string multipart(std::size_t depth)
    {
        parts.back().media_type = "multipart/mixed";
        const std::string boundary = "b" + std::to_string(++boundaries_);
        const unsigned count = choose(3) + 1;
        std::string text = "Content-Type: multipart/mixed; boundary=\"=_" + boundary + "\"\r\n\r\n" + lines();
        for (unsigned i = 0; i < count; ++i) {
            ++parts_;
            text += "--=_" + boundary + "\r\n" + entity(depth + 1, true);
        }
        return text + "--=_" + boundary + "--\r\n" + lines();
    }

    std::string leaf(bool is_delimited)
    {
        constexpr std::array<std::string_view, 4> types{"text/plain", "text/html", "application/pdf", "image/png"};
        constexpr std::array<std::string_view, 3> charsets{"", "utf-8", "ISO-8859-1"};
        const auto index = parts.size() - 1;
        parts[index].media_type = types.at(choose(types.size()));
        parts[index].charset = charsets.at(choose(charsets.size()));
        std::string header = "Content-Type: " + parts[index].media_type;
        if (!parts[index].charset.empty()) header += "; charset=\"" + parts[index].charset + '"';
        header += "\r\n" + disposition(parts[index]);
        std::string body;
        switch (choose(3)) {
        case 0:
            body = lines();
            parts[index].body = body;
            if (is_delimited && body.ends_with("\r\n")) parts[index].body.resize(body.size() - 2);
            break;
        case 1:
            header += "Content-Transfer-Encoding: base64\r\n";
            body = base64(parts[index].body);
            break;
        default:
            header += "Content-Transfer-Encoding: Quoted-Printable\r\n";
            body = quoted_printable(parts[index].body) + "\r\n";
            if (!is_delimited) parts[index].body += "\r\n";
        }
        return header + "\r\n" + body;
    }

    /// The four ways in which a file's name is written.
    std::string disposition(Shown& part)
    {
        const unsigned way = choose(6);
        if (way == 5) return {};
        part.is_attachment = way % 2 == 0;
        const std::string start = "Content-Disposition: " + std::string(part.is_attachment ? "attachment" : "Inline");
        if (way == 4) return start + "\r\n";
        std::vector<std::string> name = characters();
        // An encoded-word in quotes (RFC 2047 §5 forbids it, programs write it): GMime unquotes once more behind it.
        if (way == 3) std::erase_if(name, [](const std::string& each) { return each == "\"" || each == "\\"; });
        for (const std::string& character : name) part.file_name += character;
        std::string line = start + ";\r\n filename";
        if (way == 0) {
            line += "=\"";
            for (const char c : part.file_name)
                line += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
            return line + "\"\r\n";
        }
        if (way == 1) return line + "*=utf-8''" + percent_encoded(part.file_name) + "\r\n";
        if (way == 2) {
            for (std::size_t i = 0; i < name.size(); ++i) {
                if (i > 0) line += ";\r\n filename";
                line += '*' + std::to_string(i) + (i == 0 ? "*=utf-8''" : "*=") + percent_encoded(name[i]);
            }
            return line + "\r\n";
        }
        return line + "=\"=?utf-8?B?" + glib_base64(part.file_name) + "?=\"\r\n";
    }

    std::string subject()
    {
        for (const std::string& character : characters()) subject_ += character;
        return "Subject: =?UTF-8?b?" + glib_base64(subject_) + "?=\r\n";
    }

    /// Short, and never with a blank at an end.
    std::vector<std::string> characters()
    {
        constexpr std::array<std::string_view, 14> all{"a", "b.pdf", " ", "\"", "\\", "\u00FC", "\u6F22",
                                                       "(", ")",     ";", "=",  "%",  "'",      "\u20AC"};
        std::vector<std::string> some{"n"};
        for (unsigned count = choose(8); count > 0; --count) some.emplace_back(all.at(choose(all.size())));
        some.emplace_back("n");
        return some;
    }

    static std::string percent_encoded(std::string_view text)
    {
        std::string encoded;
        for (const char c : text) {
            const bool is_plain = g_ascii_isalnum(c) != 0;
            encoded += is_plain ? std::string(1, c) : mail::hex_escape(c, '%');
        }
        return encoded;
    }

    static std::string glib_base64(std::string_view octets)
    {
        gchar* const encoded = g_base64_encode(reinterpret_cast<const guchar*>(octets.data()), octets.size());
        std::string text = encoded;
        g_free(encoded);
        return text;
    }

    /// Any octets, in lines of any length.
    std::string base64(std::string& octets)
    {
        octets = octets_.substr(0, choose(64));
        octets_.remove_prefix(octets.size());
        const std::string encoded = glib_base64(octets);
        const std::size_t length = choose(76) + 1U;
        std::string text;
        for (std::size_t i = 0; i < encoded.size(); i += length) text += encoded.substr(i, length) + "\r\n";
        return text;
    }

    std::string quoted_printable(std::string& octets)
    {
        std::string text;
        for (unsigned count = choose(32); count > 0; --count) {
            const auto octet = static_cast<char>(fuzz::take_octet(octets_));
            if (octet == 'S') text += "=\r\n";
            if (octet == 'L') {
                text += "\r\n";
                octets += "\r\n";
                continue;
            }
            octets += octet;
            text += g_ascii_isalnum(octet) != 0 ? std::string(1, octet) : mail::hex_escape(octet);
        }
        return text;
    }

    /// Lines that look like delimiters as well, but end none: no boundary of ours continues like this.
    std::string lines()
    {
        const unsigned count = choose(4);
        std::string text;
        for (unsigned i = 0; i < count; ++i) {
            constexpr std::array<std::string_view, 6> starts{"",       "--",    "--=_b",
                                                             "--=_b1", "From ", "Content-Type: text/x; boundary="};
            text += starts.at(choose(starts.size()));
            for (unsigned octets = choose(20); octets > 0; --octets) text += static_cast<char>('a' + choose(26));
            text += "!\r\n";
        }
        return text;
    }

    std::string_view octets_;
    std::string subject_;
    int boundaries_ = 0;
    int parts_ = 0;
};

std::vector<Shown> ours(const std::string& message)
{
    const mail::PartScan scan = mail::scan_parts(message);
    fuzz::require(scan.defect.empty(), "a well-formed message has no defect", scan.defect + "\n" + message);
    std::vector<Shown> parts;
    for (std::size_t i = 0; i < scan.parts.size(); ++i) {
        const mail::PartPlace& place = scan.parts[i];
        Shown part{.depth = place.depth, .media_type = place.media_type};
        if (i == 0 || scan.parts[place.parent].media_type == "message/rfc822")
            part.subject = mail::decode_words(mail::scan_header(place.header).value("Subject"));
        if (!is_container(place.media_type)) {
            mail::PartContent content = mail::read_part(place, message.size());
            part.charset = std::move(content.charset);
            part.file_name = std::move(content.file_name);
            part.is_attachment = content.is_attachment;
            part.body = std::move(content.body);
        }
        parts.push_back(std::move(part));
    }
    return parts;
}

std::string text_or_nothing(const char* text)
{
    return text == nullptr ? std::string() : std::string(text);
}

std::string gmime_body(GMimePart* part)
{
    GMimeDataWrapper* content = g_mime_part_get_content(part);
    if (content == nullptr) return {};
    GMimeStream* stream = g_mime_stream_mem_new();
    g_mime_data_wrapper_write_to_stream(content, stream);
    const GByteArray* octets = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
    std::string body(reinterpret_cast<const char*>(octets->data), octets->len);
    g_object_unref(stream);
    return body;
}

void add_gmime_part(GMimeObject* object, std::size_t depth, const std::string& subject, std::vector<Shown>& parts)
{
    if (object == nullptr) return;
    GMimeContentType* type = g_mime_object_get_content_type(object);
    Shown part{.depth = depth,
               .media_type = std::string(g_mime_content_type_get_media_type(type)) + '/' +
                             g_mime_content_type_get_media_subtype(type),
               .subject = subject};
    if (GMIME_IS_PART(object)) {
        part.charset = text_or_nothing(g_mime_object_get_content_type_parameter(object, "charset"));
        part.file_name = text_or_nothing(g_mime_part_get_filename(GMIME_PART(object)));
        part.is_attachment =
            g_ascii_strcasecmp(text_or_nothing(g_mime_object_get_disposition(object)).c_str(), "attachment") == 0;
        part.body = gmime_body(GMIME_PART(object));
    }
    parts.push_back(std::move(part));
    if (GMIME_IS_MULTIPART(object)) {
        for (int i = 0; i < g_mime_multipart_get_count(GMIME_MULTIPART(object)); ++i)
            add_gmime_part(g_mime_multipart_get_part(GMIME_MULTIPART(object), i), depth + 1, {}, parts);
    } else if (GMIME_IS_MESSAGE_PART(object)) {
        GMimeMessage* message = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
        if (message != nullptr)
            add_gmime_part(g_mime_message_get_mime_part(message), depth + 1,
                           text_or_nothing(g_mime_message_get_subject(message)), parts);
    }
}

std::vector<Shown> gmimes(const std::string& message)
{
    GMimeStream* stream = g_mime_stream_mem_new_with_buffer(message.data(), message.size());
    GMimeParser* parser = g_mime_parser_new_with_stream(stream);
    GMimeMessage* parsed = g_mime_parser_construct_message(parser, nullptr);
    std::vector<Shown> parts;
    if (parsed != nullptr) {
        add_gmime_part(g_mime_message_get_mime_part(parsed), 0, text_or_nothing(g_mime_message_get_subject(parsed)),
                       parts);
        g_object_unref(parsed);
    }
    g_object_unref(parser);
    g_object_unref(stream);
    return parts;
}

void check_made(std::string_view octets)
{
    Maker maker(octets);
    const std::string message = maker.make();
    const std::vector<Shown> found = ours(message);
    fuzz::require(found == maker.parts, "what was made is found",
                  message + "\n-- found\n" + as_text(found) + "-- made\n" + as_text(maker.parts));
    const std::vector<Shown> theirs = gmimes(message);
    fuzz::require(found == theirs, "GMime finds the same",
                  message + "\n-- found\n" + as_text(found) + "-- GMime\n" + as_text(theirs));
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
