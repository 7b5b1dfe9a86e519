/// Lets each reader of hostile input read its worst kind of input in two sizes, under callgrind, which counts the
/// instructions of each. system/reader_work_test.cpp runs it and compares.

#include "base/text.h"
#include "config/config.h"
#include "config/read.h"
#include "desk/classify.h"
#include "desk/issue_name.h"
#include "desk/reading.h"
#include "intake/smtp_server_session.h"
#include "list/our_address.h"
#include "list/roster.h"
#include "mail/address_list.h"
#include "mail/authentication_results.h"
#include "mail/composer.h"
#include "mail/encoded_word.h"
#include "mail/flowed_text.h"
#include "mail/html_text.h"
#include "mail/parameters.h"
#include "mail/part_reader.h"
#include "mail/reply.h"
#include "mail/reply_text.h"
#include "mail/transfer_encoding.h"

#include <valgrind/callgrind.h>

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace {

constexpr std::array<std::size_t, 2> sizes{10'000, 20'000};
constexpr mail::HeaderLimits no_limits{.octets_max = 1UL << 24, .field_octets_max = 1UL << 24, .fields_max = 1UL << 20};

struct Work {
    std::string name;
    std::string start;
    std::vector<std::string> pieces;  ///< what is repeated: each makes an input of its own
    std::function<void(const std::string&)> read;
};

std::vector<Work> works()
{
    const std::vector<std::string> words{"=?", "=?utf-8?q?", "=?utf-8?b?!", "=?utf-8?q?a?= ", "=?utf-8?q?a?=x", "?="};
    const std::string multipart = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    return {
        {"header",
         "",
         {"A: b\r\n", " x\r\n", "a", ":", "\r\n ", "A : b\r\n", "\r"},
         [](const std::string& octets) { static_cast<void>(mail::scan_header(octets, no_limits)); }},
        {"address_list",
         "a",
         {"(", "\"", "<", "a@b.example, ", "@", "\\", ".", " ", ":", "=?utf-8?q?a?= "},
         [](const std::string& octets) { static_cast<void>(mail::parse_address_list(octets)); }},
        {"encoded_word", "", words, [](const std::string& octets) { static_cast<void>(mail::decode_words(octets)); }},
        {"encode_words",
         "",
         {"a", "\u00FC", " ", "=?", "\u00FC "},
         [](const std::string& octets) { static_cast<void>(mail::encode_unstructured(octets, 9)); }},
        {"copied_field",
         "X: ",
         {"\xFC", "\xFC ", "\xFC(", "\xFC\"", "\xFC<"},
         [](const std::string& octets) { static_cast<void>(mail::HeaderWriter().copied(octets + "\r\n").text()); }},
        {"parameters",
         "x; a=",
         {"(", ";", "; a=b", "=", "\"", "\\", " ", "; a*0*=b", "; a*1*='"},
         [](const std::string& octets) {
             static_cast<void>(mail::find_parameter(mail::read_structured_field(octets).parameters, "a"));
         }},
        {"part_scanner",
         multipart,
         {"--b\r\n\r\n", "--b", "--b\r\n" + multipart, "--c\r\n", "A: b\r\n", "-", "--b--\r\n"},
         [](const std::string& octets) {
             static_cast<void>(mail::scan_parts(octets, {.depth_max = 100, .parts_max = 100'000}));
         }},
        {"base64",
         "",
         {"Q\r\n", "=", "!", "QUJD"},
         [](const std::string& octets) { static_cast<void>(mail::decode_base64(octets, octets.size())); }},
        {"quoted_printable",
         "",
         {"=\r\n", " ", "=4", "=41", " \r\n"},
         [](const std::string& octets) { static_cast<void>(mail::decode_quoted_printable(octets, octets.size())); }},
        {"html",
         "",
         {"<a ", "<!--", "<script>", "</", "&amp;", "&", "<a b='", "<a b=\"", "<pre>\n", "<td>", "<blockquote cite>"},
         [](const std::string& octets) { static_cast<void>(mail::html_to_text(octets)); }},
        {"results",
         "Authentication-Results: mx.example; ",
         {"(", "\"", ";", "\\", "dmarc=pass;", " a"},
         [](const std::string& octets) {
             const mail::Header header = mail::scan_header(octets, no_limits);
             static_cast<void>(mail::has_dmarc_pass(header, "mx.example", "body.example"));
         }},
        {"issue_name",
         "",
         {"issue ", "Issue No. ", "#", "issue 1234567 "},
         [](const std::string& octets) { static_cast<void>(desk::read_issue_name(octets, "ISO/SR Update")); }},
        {"first_word",
         "",
         {"> x\n", "\n", "a b:\n", "...\n"},
         [](const std::string& octets) { static_cast<void>(desk::first_word(octets)); }},
        {"reply_text",
         "",
         {"> x\n", "\n", "a b:\n", "to: x\n", "1.2.2024 a@b wrote\n", "--\n", "sent from my x\n", "<\n",
          "----------\nwww.\n"},
         [](const std::string& octets) { static_cast<void>(mail::read_reply(octets, "a b")); }},
        {"flowed_text",
         "",
         {"a \n", "> ", ">\n", "-- \n", " "},
         [](const std::string& octets) { static_cast<void>(mail::unflow(octets, true)); }},
        {"reply",
         "",
         {"250-x\r\n", "250-", "250 x\r\n"},
         [](const std::string& octets) {
             mail::ReplyParser parser;
             parser.add(octets);
             while (std::holds_alternative<mail::Reply>(parser.next())) {
             }
         }},
        {"roster",
         "email,about\n",
         {"a,b\n", "\"", ",", "a@b.example,\"x\ny\"\n", "\"\n", "\"\""},
         [](const std::string& octets) {
             const list::RosterRules rules{.categories = {"nmb"}, .join_category = "nmb"};
             static_cast<void>(list::read_roster(octets, rules, [](std::size_t, const store::Member&) {}));
         }},
        {"config",
         "",
         {"[[list]]\n", "a = 1\n", "a.", "[", "# x\n", "\"\"\"", "[server]\n"},
         [](const std::string& octets) {
             static_cast<void>(config::read(
                 "g.toml", [&](const std::filesystem::path&) -> base::Result<std::string> { return octets; }));
         }},
    };
}

}  // namespace

int main()
{
    for (const Work& work : works()) {
        for (std::size_t piece = 0; piece < work.pieces.size(); ++piece) {
            for (const std::size_t size : sizes) {
                std::string octets = work.start;
                while (octets.size() < size) octets += work.pieces[piece];
                work.read(octets);  // what is made once only, at first use
                const std::string name = work.name + '/' + std::to_string(piece) + '/' + std::to_string(size);
                CALLGRIND_ZERO_STATS;
                work.read(octets);
                CALLGRIND_DUMP_STATS_AT(name.c_str());
            }
        }
    }
    return 0;
}
