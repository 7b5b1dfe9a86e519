#include "web/form_body.h"

#include <gtest/gtest.h>

#include <string>

namespace web {
namespace {

constexpr auto urlencoded = "application/x-www-form-urlencoded";
constexpr auto multipart = "multipart/form-data; boundary=----x";

std::string part(const std::string& name, const std::string& value)
{
    return "------x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
}

TEST(FormBody, Urlencoded)
{
    struct Case {
        const char* body;
        const char* name;
        const char* value;
    };
    constexpr Case cases[] = {
        {"List-Unsubscribe=One-Click", "List-Unsubscribe", "One-Click"},
        {"a=1&List-Unsubscribe=One-Click&b=2", "List-Unsubscribe", "One-Click"},
        {"a=1&a=2", "a", "1"},
        {"List%2DUnsubscribe=One%2dClick", "List-Unsubscribe", "One-Click"},
        {"a=x+y%20z%2B", "a", "x y z+"},
        {"a=100%&b", "a", "100%"},
        {"a=%zz%4", "a", "%zz%4"},
        {"a=b=c", "a", "b=c"},
        {"&&a=1&", "a", "1"},
        {"a", "a", ""},
        {"", "a", ""},
        {"a=%C3%BC", "a", "\u00FC"},
    };
    for (const Case& each : cases) {
        const auto form = read_form(urlencoded, each.body);
        ASSERT_TRUE(form) << each.body;
        EXPECT_EQ(form->value(each.name), each.value) << each.body;
    }
}

TEST(FormBody, MultipartHasItsFieldsInParts)
{
    const auto form =
        read_form(multipart, part("a", "line\r\nline") + part("List-Unsubscribe", "One-Click") + "------x--\r\n");
    ASSERT_TRUE(form);
    EXPECT_EQ(form->fields.size(), 2U);
    EXPECT_EQ(form->value("a"), "line\r\nline");
    EXPECT_EQ(form->value("List-Unsubscribe"), "One-Click");
}

TEST(FormBody, MultipartIsRefusedWhenItIsNone)
{
    const std::string one = part("List-Unsubscribe", "One-Click") + "------x--\r\n";
    EXPECT_FALSE(read_form("multipart/form-data", one)) << "no boundary";
    EXPECT_FALSE(read_form("multipart/form-data; boundary=other", one));
    EXPECT_FALSE(read_form(multipart, ""));
    EXPECT_FALSE(read_form(multipart, "------x\r\nContent-Type: text/plain\r\n\r\nx\r\n------x--\r\n")) << "no name";
    EXPECT_FALSE(read_form("multipart/form-data\r\nX: y; boundary=----x", one)) << "two lines";
}

TEST(FormBody, IsBounded)
{
    std::string many;
    std::string parts;
    for (std::size_t i = 0; i <= form_fields_max; ++i) {
        many += "a=1&";
        parts += part("a", "1");
    }
    EXPECT_FALSE(read_form(urlencoded, many));
    EXPECT_FALSE(read_form(multipart, parts + "------x--\r\n"));
    EXPECT_TRUE(read_form(urlencoded, many.substr(4)));
}

TEST(FormBody, TypeIsReadWithoutCaseAndParameters)
{
    EXPECT_TRUE(is_form_type("Application/X-WWW-Form-Urlencoded; charset=UTF-8"));
    EXPECT_TRUE(is_form_type("multipart/form-data; boundary=x"));
    EXPECT_TRUE(is_form_type("")) << "some mail providers send none";
    EXPECT_FALSE(is_form_type("application/json"));
    EXPECT_FALSE(is_form_type("text/plain"));
    EXPECT_FALSE(read_form("text/plain", "List-Unsubscribe=One-Click"));
}

}  // namespace
}  // namespace web
