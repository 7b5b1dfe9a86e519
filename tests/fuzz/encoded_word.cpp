// RFC 2047: whatever is decoded is one line of UTF-8, and whatever is encoded decodes to itself.

#include "mail/encoded_word.h"
#include "base/text.h"
#include "fuzz.h"
#include "mail/header.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view input = fuzz::as_text(data, size);
    const std::size_t octets_before = fuzz::take_octet(input) % 70U;

    const std::string decoded = mail::decode_words(input);
    fuzz::require(base::is_valid_utf8(decoded) && !fuzz::has_control(decoded), "what is decoded is one line of UTF-8",
                  decoded);

    const std::string text = base::one_line(input, std::string::npos);
    const std::string encoded = mail::encode_unstructured(text, octets_before);
    fuzz::require(base::is_ascii(encoded) && !fuzz::has_bare_line_end(encoded), "what is encoded is ASCII with CRLF",
                  encoded);
    const std::string again = mail::decode_words(mail::unfold(encoded));
    fuzz::require(again == base::trim(text), "what is encoded decodes to itself", encoded + "\n" + again + "\n" + text);
    for (const std::string_view line : base::split(encoded, '\n'))
        fuzz::require(line.size() <= 999, "no line is longer than mail allows", line);
    const std::string unfolded = mail::unfold(encoded);
    for (const std::string_view word : base::split(unfolded, ' ')) {
        fuzz::require(!word.starts_with("=?utf-8?") || word.size() <= 75, "an encoded-word has at most 75 octets",
                      word);
    }
    const std::string phrase = mail::encode_phrase(text);
    fuzz::require(base::is_ascii(phrase) && !fuzz::has_control(phrase), "a phrase is ASCII on one line", phrase);
    if (!phrase.starts_with('"'))
        fuzz::require(mail::decode_words(phrase) == base::trim(text), "a phrase decodes to itself", phrase);
    return 0;
}
