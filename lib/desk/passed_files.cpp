#include "desk/passed_files.h"

#include "base/text.h"
#include "base/token.h"
#include "mail/part_reader.h"

namespace desk {

namespace {

constexpr std::size_t attachments_max = 20;
constexpr std::size_t attachment_octets_max = 10UL * 1024 * 1024;  // of all together

bool is_message_file(std::string_view name)
{
    const std::string lower = base::to_lower(name);
    return lower.ends_with(".eml") || lower.ends_with(".msg") || lower.ends_with(".mbox");
}

}  // namespace

PassedFiles passed_files(const Reading& message)
{
    PassedFiles files;
    std::size_t octets_left = attachment_octets_max;
    const mail::PartScan scan = mail::scan_parts(message.octets);
    for (const mail::PartPlace& part : scan.parts) {
        const bool is_root = &part == &scan.parts.front();
        if (is_root || part.media_type.starts_with("multipart/") || files.names.size() == attachments_max) continue;
        const bool is_message = part.media_type.starts_with("message/");
        mail::PartContent content = mail::read_part(part, is_message ? 0 : octets_left);
        if (!is_message && !content.is_attachment && content.file_name.empty()) continue;
        std::string name = content.file_name.empty() ? content.media_type : content.file_name;
        if (is_message || content.is_cut || is_message_file(content.file_name)) {
            files.names.push_back(name + " (not passed on)");
            continue;
        }
        files.names.push_back(std::move(name));
        octets_left -= content.body.size();
        if (part.media_type.starts_with("text/")) content.body = base::mask_tokens(content.body);
        files.passed.push_back({.media_type = std::move(content.media_type),
                                .file_name = std::move(content.file_name),
                                .octets = std::move(content.body)});
    }
    return files;
}

}  // namespace desk
