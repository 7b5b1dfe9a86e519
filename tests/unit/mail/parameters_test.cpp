#include "mail/parameters.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mail {
namespace {

struct FieldCase {
    std::string_view written;
    std::string_view read;
};

std::string shown(const StructuredField& field)
{
    std::string text = field.value;
    for (const Parameter& parameter : field.parameters) text += " {" + parameter.name + '=' + parameter.value + '}';
    return text;
}

TEST(Parameters, AreReadAsRfc2045Says)
{
    constexpr FieldCase cases[] = {
        {"", ""},
        {" Text/Plain ", "text/plain"},
        {"text/plain; Charset=\"UTF-8\"", "text/plain {charset=UTF-8}"},
        {"text/plain (a; b=c) ; charset=utf-8 (x (y))", "text/plain {charset=utf-8}"},
        {"(c) text/plain", "text/plain"},
        {"x; a=\"b;c\\\"\\\\\"; d = e f ", "x {a=b;c\"\\} {d=e f}"},
        {"x; a=\" b \"", "x {a= b }"},
        {"x;;; a; =b; c=", "x {c=}"},
        {"x; a=b\r\n\t; c=d", "x {a=b} {c=d}"},
        {"application/pdf name=\"a b.pdf\"", "application/pdf {name=a b.pdf}"},
        {"x; a=(never closed", "x {a=}"},
        {"x; a=b(1).pdf", "x {a=b(1).pdf}"},
    };
    for (const FieldCase& c : cases) EXPECT_EQ(shown(read_structured_field(c.written)), c.read) << c.written;
}

TEST(Parameters, OfHostileSizeAreReadInLinearTime)
{
    for (const std::string_view piece : {"(", ";", "; a=b", "=", "\"", "\\", " ", "; a*0*=b"}) {
        std::string written = "x; a=";
        while (written.size() < 1'000'000) written += piece;
        EXPECT_LE(read_structured_field(written).parameters.size(), parameters_max) << piece;
    }
}

TEST(Parameters, MediaTypeIsTwoTokens)
{
    for (const std::string_view type : {"text/plain", "application/vnd.x+xml", "multipart/x-a"})
        EXPECT_TRUE(is_media_type(type));
    for (const std::string_view type : {"", "text", "text/", "/plain", "text/pla in", "text/plain/x", "a/b\r\n"}) {
        EXPECT_FALSE(is_media_type(type)) << type;
    }
}

}  // namespace
}  // namespace mail
