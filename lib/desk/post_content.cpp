#include "desk/post_content.h"

#include "base/text.h"
#include "mail/charset.h"
#include "mail/encoded_word.h"
#include "mail/file_kind.h"
#include "mail/flowed_text.h"
#include "mail/html_text.h"
#include "mail/parameters.h"
#include "mail/part_reader.h"

#include <algorithm>
#include <array>
#include <limits>

namespace desk {

namespace {

constexpr std::size_t text_octets_max = 8UL * 1024 * 1024;  // of all texts of a post; no newsletter has more

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names)
{
    return std::ranges::count(names, name) > 0;
}

bool is_text_kind(std::string_view kind)
{
    return is_one_of(kind, {"text", "html", "xml", "svg", "calendar", "contact"});
}

bool is_document_kind(std::string_view kind)
{
    return is_one_of(kind, {"pdf", "docx", "docm", "xlsx", "xlsm", "pptx", "odt", "ods"});
}

bool is_known_encoding(const mail::PartPlace& place)
{
    const mail::Header header = mail::scan_header(place.header);
    const std::string encoding = mail::read_structured_field(header.value("Content-Transfer-Encoding")).value;
    return is_one_of(encoding, {"", "7bit", "8bit", "binary", "base64", "quoted-printable"});
}

class ContentReader {
  public:
    ContentReader(const mail::PartScan& scan, bool keeps_documents) : scan_(scan), keeps_documents_(keeps_documents) {}

    PostContent read()
    {
        if (scan_.exceeds_limits) content_.unreadable = scan_.defect;
        last_children_.resize(scan_.parts.size());
        is_enclosed_.resize(scan_.parts.size());
        for (std::size_t i = 1; i < scan_.parts.size(); ++i) {
            const std::size_t parent = scan_.parts[i].parent;
            last_children_[parent] = i;
            is_enclosed_[i] = is_enclosed_[parent] || scan_.parts[parent].media_type == "message/rfc822";
        }
        for (std::size_t i = 0; i < scan_.parts.size(); ++i) {
            const bool has_parts = scan_.parts[i].media_type.starts_with("multipart/") && has_children(i);
            if (has_parts)
                read_around(i);
            else
                content_.parts.push_back(read_part(i));
        }
        return std::move(content_);
    }

  private:
    [[nodiscard]] bool has_children(std::size_t index) const { return last_children_[index] != 0; }

    /// The preamble and the epilogue (RFC 2046 §5.1.1).
    void read_around(std::size_t index)
    {
        const std::string_view body = scan_.parts[index].body;
        const std::string_view first = scan_.parts[index + 1].header;
        const std::string_view last = scan_.parts[last_children_[index]].body;
        const auto preamble = static_cast<std::size_t>(first.data() - body.data());
        const auto epilogue = static_cast<std::size_t>(last.data() + last.size() - body.data());
        if (preamble > body.size() || epilogue > body.size()) return;
        for (const std::string_view piece : {body.substr(0, preamble), body.substr(epilogue)})
            content_.around += mail::to_utf8(piece, {}) + '\n';
    }

    PostPart read_part(std::size_t index)
    {
        const mail::PartPlace& place = scan_.parts[index];
        if (has_children(index)) return read_enclosing(index);
        mail::PartContent content = mail::read_part(place, std::numeric_limits<std::int32_t>::max());
        PostPart part{.label = label_of(content),
                      .media_type = place.media_type,
                      .file_name = content.file_name,
                      .kind = mail::file_kind(content.body),
                      .octets = content.body.size(),
                      .is_enclosed = is_enclosed_[index]};
        if (!is_known_encoding(place)) part.undecodable = "its transfer encoding is unknown";
        if (place.media_type.starts_with("multipart/")) part.undecodable = "the parts in it cannot be found";
        if (place.media_type == "message/rfc822" || place.media_type == "message/partial") {
            part.kind = "message";
            part.undecodable = "the message in it is encoded or not whole";
        }
        if (keeps_documents_ && is_document_kind(part.kind)) part.document = content.body;
        read_text(part, std::move(content));
        read_languages(part, place);
        return part;
    }

    /// Its own field, or that of the message (or multipart) around it.
    void read_languages(PostPart& part, const mail::PartPlace& place) const
    {
        constexpr std::size_t languages_max = 10;
        std::string said = mail::scan_header(place.header).value("Content-Language");
        if (said.empty()) said = mail::scan_header(scan_.parts[place.parent].header).value("Content-Language");
        for (const std::string_view tag : base::split(said, ',')) {
            const std::string_view name = base::trim(tag);
            if (!name.empty() && part.languages.size() < languages_max) part.languages.emplace_back(name);
        }
    }

    /// Its parts come next.
    [[nodiscard]] PostPart read_enclosing(std::size_t index) const
    {
        const mail::PartPlace& place = scan_.parts[index];
        const mail::PartContent content = mail::read_part(place, 0);
        return {.label = label_of(content),
                .media_type = place.media_type,
                .file_name = content.file_name,
                .kind = "message",
                .octets = place.body.size(),
                .is_enclosed = is_enclosed_[index],
                .has_text = true,
                .text = subject_of(scan_.parts[index + 1])};
    }

    [[nodiscard]] std::string label_of(const mail::PartContent& content) const
    {
        constexpr std::size_t shown_max = 100;
        const std::string& name = content.file_name.empty() ? content.media_type : content.file_name;
        return "part " + std::to_string(content_.parts.size() + 1) + ", " + base::one_line(name, shown_max);
    }

    static std::string subject_of(const mail::PartPlace& message)
    {
        const mail::Header header = mail::scan_header(message.header);
        return mail::decode_words(header.value("Subject"), mail::charset_of(header));
    }

    void read_text(PostPart& part, mail::PartContent content)
    {
        const bool is_declared = part.media_type.starts_with("text/");
        if (!is_declared && !is_text_kind(part.kind)) return;
        part.has_text = true;
        if (!content.charset.empty() && !mail::is_known_charset(content.charset))
            part.unreadable = "its charset " + base::one_line(content.charset, 40) + " is unknown";
        if (content.body.size() > text_room_) {
            content.body.resize(text_room_);
            part.unreadable = "the texts are longer than 8 MiB, and the rest was not read";
        }
        text_room_ -= content.body.size();
        std::string text = mail::with_lf(mail::to_utf8(content.body, content.charset));
        if (is_declared && !is_text_kind(part.kind)) part.kind = mail::file_kind(text);  // UTF-16 without its mark
        if (is_declared && !is_text_kind(part.kind)) part.unreadable = "it is declared as text and is none";
        const bool is_shown_as_text = is_one_of(part.media_type, {"text/plain", "text/html"});
        part.is_body =
            is_shown_as_text && !content.is_attachment && content.file_name.empty() && is_text_kind(part.kind);
        const bool is_plain = part.media_type == "text/plain" && part.is_body;
        part.is_html = !is_plain && (is_one_of(part.kind, {"html", "svg"}) ||
                                     is_one_of(part.media_type, {"text/html", "application/xhtml+xml"}));
        if (content.is_flowed) text = mail::unflow(text, content.deletes_space);
        if (part.is_html) part.look = look_at_html(text);
        part.text = part.is_html ? mail::html_to_text(text) : std::move(text);
    }

    const mail::PartScan& scan_;
    bool keeps_documents_;
    std::vector<std::size_t> last_children_;  ///< by part; 0: it has none
    std::vector<bool> is_enclosed_;
    std::size_t text_room_ = text_octets_max;
    PostContent content_;
};

}  // namespace

PostContent read_post_content(std::string_view post, bool keeps_documents)
{
    const mail::PartScan scan = mail::scan_parts(post);
    return ContentReader(scan, keeps_documents).read();
}

}  // namespace desk
