#pragma once
/// A post taken apart for the criteria: each part with what it is, how large, and what a reader finds in it. What cannot
/// be read is kept beside it, so that no criterion takes it for nothing. Bounded and linear.  Pure.

#include "desk/html_look.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace desk {

struct PostPart {
    std::string label;         ///< "part 3, report.pdf"
    std::string media_type;    ///< as declared
    std::string file_name;     ///< empty: none
    std::string_view kind;     ///< as mail::file_kind has it, "message" of an enclosed one
    std::size_t octets = 0;    ///< decoded
    bool is_body = false;      ///< what mail programs show as the message itself, no attachment
    bool is_enclosed = false;  ///< of an enclosed message
    bool has_text = false;     ///< its words can be looked at
    std::string text;          ///< UTF-8, as a reader sees it: HTML without tags; of an enclosed message, its Subject
    bool is_html = false;
    std::vector<std::string> languages;  ///< that it says it is in (RFC 3282)
    HtmlLook look;                       ///< of HTML
    std::string undecodable;             ///< why its octets are not known; empty: they are
    std::string unreadable;              ///< why its text is not, or not wholly; empty: it is
    std::string document;                ///< the decoded octets of a PDF or an office document, where they are kept
};

struct PostContent {
    std::vector<PostPart> parts;  ///< without the multiparts; numbered from 1
    std::string around;           ///< text before, between and behind parts that no mail program shows, as UTF-8
    std::string unreadable;       ///< why not all parts are known; empty: they are
};

[[nodiscard]] PostContent read_post_content(std::string_view post, bool keeps_documents = false);

}  // namespace desk
