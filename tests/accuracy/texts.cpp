#include "texts.h"

#include "base/text.h"
#include "mail/charset.h"
#include "mail/encoded_word.h"
#include "mail/header.h"
#include "mail/part_reader.h"

#include <algorithm>

namespace accuracy {

namespace {

constexpr std::size_t text_octets_max = 4UL << 20;

std::vector<std::string> attachment_names(const mail::PartScan& scan)
{
    std::vector<std::string> names;
    for (const mail::PartPlace& place : scan.parts) {
        const mail::PartContent content = mail::read_part(place, 0);
        if (!content.file_name.empty()) names.push_back(content.file_name);
    }
    return names;
}

void measure_message(const Sample& sample, Scores& scores)
{
    const mail::PartScan scan = mail::scan_parts(sample.octets);
    if (const auto subject = sample.text("subject")) {
        const std::string read = mail::decode_words(mail::scan_header(sample.octets).value("Subject"));
        scores.count(sample, "subject", words(*subject) == words(base::one_line(read, read.size())));
    }
    if (const auto text = sample.text("text"))
        scores.count(sample, "first text", words(*text) == words(mail::first_text(scan, text_octets_max)));
    if (const auto names = sample.texts("attachment_names"); !names.empty()) {
        const auto read = attachment_names(scan);
        scores.count(sample, "attachment names", std::ranges::all_of(names, [&](const std::string& name) {
                         return std::ranges::count(read, name) > 0;
                     }));
    }
}

/// A file that is text in some charset, which is named.
void measure_raw_text(const Sample& sample, Scores& scores)
{
    const auto charset = sample.text("charset");
    const auto text = sample.text("text");
    if (charset && text)
        scores.count(sample, "raw text", words(*text) == words(mail::to_utf8(sample.octets, *charset)));
}

}  // namespace

void measure_texts(const Sample& sample, Scores& scores)
{
    const std::string format = sample.text("format").value_or("message");
    if (format == "message") measure_message(sample, scores);
    if (format.starts_with("raw")) measure_raw_text(sample, scores);
}

}  // namespace accuracy
