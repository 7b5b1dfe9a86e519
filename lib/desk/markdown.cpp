#include "desk/markdown.h"

#include "base/text.h"
#include "mail/html_text.h"
#include "mail/transfer_encoding.h"

#include <cmark.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cstddef>

namespace desk {

namespace {

constexpr int depth_max = 32;  // lists in quotations in lists: nobody reads more

struct FreeIterator {
    void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};

bool can_have_children(cmark_node* node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_HTML_BLOCK:
    case CMARK_NODE_THEMATIC_BREAK:
    case CMARK_NODE_CODE_BLOCK:
    case CMARK_NODE_TEXT:
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
    case CMARK_NODE_CODE:
    case CMARK_NODE_HTML_INLINE: return false;
    default: return true;  // a foreign enum
    }
}

int depth_of(const Markdown& markdown)
{
    int depth = 0;
    int deepest = 0;
    markdown.walk([&](cmark_node* node, bool is_entered) {
        if (!can_have_children(node)) return;
        depth += is_entered ? 1 : -1;
        deepest = std::max(deepest, depth);
    });
    return deepest;
}

/// Line ends and tabs aside, a control is nothing to read, and stands in no mail.
std::string without_controls(std::string_view text)
{
    std::string clean(text);
    std::erase_if(clean, [](char c) {
        const auto octet = static_cast<unsigned char>(c);
        return (octet < ' ' && c != '\n' && c != '\r' && c != '\t') || octet == 0x7F;
    });
    return clean;
}

}  // namespace

void Markdown::Free::operator()(cmark_node* node) const
{
    cmark_node_free(node);
}

base::Result<Markdown> Markdown::parse(std::string_view text)
{
    if (text.size() > octets_max) return base::refuse("its Markdown is larger than 64 KiB");
    const std::string clean = without_controls(text);
    Markdown markdown(cmark_parse_document(clean.data(), clean.size(), CMARK_OPT_DEFAULT));
    if (depth_of(markdown) > depth_max) return base::refuse("its Markdown is nested more than 32 deep");
    return markdown;
}

void Markdown::walk(const Visit& visit) const
{
    const std::unique_ptr<cmark_iter, FreeIterator> iterator(cmark_iter_new(document_.get()));
    for (auto event = cmark_iter_next(iterator.get()); event != CMARK_EVENT_DONE;
         event = cmark_iter_next(iterator.get()))
        visit(cmark_iter_get_node(iterator.get()), event == CMARK_EVENT_ENTER);
}

std::string_view literal_of(cmark_node* node)
{
    const char* literal = cmark_node_get_literal(node);
    return literal == nullptr ? std::string_view{} : std::string_view(literal);
}

namespace {

std::string_view target_of(cmark_node* node)
{
    const char* target = cmark_node_get_url(node);
    return target == nullptr ? std::string_view{} : std::string_view(target);
}

/// What may not stand in a URI, or would end one where it is shown as <URI>.
std::string as_uri(std::string_view text)
{
    constexpr std::string_view escaped = " <>\"'`\\^{|}";
    std::string uri;
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        const bool stays = octet > ' ' && octet < 0x7F && escaped.find(c) == std::string_view::npos;
        uri += stays ? std::string(1, c) : mail::hex_escape(c, '%');
    }
    return uri;
}

}  // namespace

std::string safe_target(cmark_node* node)
{
    const std::string_view target = target_of(node);
    for (const std::string_view scheme : {"https://", "http://", "mailto:"}) {
        if (base::starts_with_ignoring_case(target, scheme) && target.size() > scheme.size()) return as_uri(target);
    }
    return {};
}

std::string content_id_of(cmark_node* image)
{
    constexpr std::string_view scheme = "cid:";
    const std::string_view target = target_of(image);
    if (!base::starts_with_ignoring_case(target, scheme)) return {};
    return as_uri(target.substr(scheme.size()));
}

namespace {

/// The next one below `top` in the order of the text, or nullptr.
cmark_node* next_below(cmark_node* node, cmark_node* top)
{
    if (cmark_node* child = cmark_node_first_child(node)) return child;
    while (node != top) {
        if (cmark_node* sibling = cmark_node_next(node)) return sibling;
        node = cmark_node_parent(node);
    }
    return nullptr;
}

}  // namespace

std::string plain_text_of(cmark_node* node)
{
    std::string text;
    for (cmark_node* each = next_below(node, node); each != nullptr; each = next_below(each, node)) {
        const cmark_node_type type = cmark_node_get_type(each);
        if (type == CMARK_NODE_TEXT || type == CMARK_NODE_CODE) text += literal_of(each);
        if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) text += ' ';
    }
    return text;
}

bool WithinImage::operator()(cmark_node* node, bool is_entered)
{
    const bool is_image = cmark_node_get_type(node) == CMARK_NODE_IMAGE;
    if (is_image && !is_entered) --depth_;
    const bool is_within = depth_ > 0;
    if (is_image && is_entered) ++depth_;
    return is_within;
}

bool is_in_tight_list(cmark_node* paragraph)
{
    cmark_node* item = cmark_node_parent(paragraph);
    if (item == nullptr || cmark_node_get_type(item) != CMARK_NODE_ITEM) return false;
    return cmark_node_get_list_tight(cmark_node_parent(item)) != 0;
}

namespace {

bool has_no_blanks(UChar32 c)
{
    const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    const bool is_hangul = u_getIntPropertyValue(c, UCHAR_HANGUL_SYLLABLE_TYPE) != U_HST_NOT_APPLICABLE;
    return (width == U_EA_WIDE || width == U_EA_FULLWIDTH) && !is_hangul;
}

UChar32 first_character(std::string_view text)
{
    const auto* octets = reinterpret_cast<const std::uint8_t*>(text.data());
    std::int32_t at = 0;
    UChar32 c = 0;
    if (!text.empty()) U8_NEXT(octets, at, static_cast<std::int32_t>(text.size()), c);
    return c;
}

UChar32 last_character(std::string_view text)
{
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; };
    std::size_t begin = text.empty() ? 0 : text.size() - 1;
    while (begin > 0 && continues(text[begin])) --begin;
    return first_character(text.substr(begin));
}

}  // namespace

bool stands_for_blank(cmark_node* soft_break)
{
    cmark_node* before = cmark_node_previous(soft_break);
    cmark_node* after = cmark_node_next(soft_break);
    if (before == nullptr || after == nullptr) return true;
    return !has_no_blanks(last_character(literal_of(before))) || !has_no_blanks(first_character(literal_of(after)));
}

std::string words_of_html(cmark_node* block)
{
    return mail::html_to_text(literal_of(block));
}

bool is_html_line_break(cmark_node* html)
{
    return base::starts_with_ignoring_case(literal_of(html), "<br");
}

}  // namespace desk
