#include "desk/internal_hosts.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace desk {
namespace {

TEST(HostOfLink, IsTheOneThatBrowsersGoTo)
{
    struct Case {
        std::string_view link;
        std::string_view host;
    };
    constexpr Case cases[] = {
        {"https://A.Example/x?y", "a.example"},
        {"http://a.example:8080", "a.example"},
        {"http://user:b.example@a.example/", "a.example"},
        {"http:\\\\a.example\\x", "a.example"},
        {"http:/a.example", "a.example"},
        {" ht\ntp://a.exa\tmple/", "a.example"},
        {"//a.example/x", "a.example"},
        {"\\\\server\\share", "server"},
        {"http://a.example./", "a.example"},
        {"http://intra%6eet/", "intranet"},
        {"http://b\u00FCcher.example/", "xn--bcher-kva.example"},
        {"http://\uFF11\uFF10.0.0.1/", "10.0.0.1"},
        {"http://[FE80::1]:80/", "fe80::1"},
        {"smb://server/x", "server"},
        {"file:///etc/x", "file"},
        {"mailto:ann@a.example?subject=b@c", "a.example"},
        {"cid:a@b", ""},
        {"tel:+1", ""},
        {"/relative", ""},
        {"C:\\x", ""},
        {"#top", ""},
        {"http://", ""},
        {"", ""},
    };
    for (const Case& c : cases) EXPECT_EQ(host_of_link(c.link), c.host) << c.link;
}

TEST(InternalHost, IsOfThePrivateNetworksOrNamed)
{
    struct Case {
        std::string_view host;
        bool is_internal;
    };
    constexpr Case cases[] = {
        {"", false},
        {"www.example.org", false},
        {"192.0.2.1", false},
        {"8.8.8.8", false},
        {"172.32.0.1", false},
        {"2001:db8::1", false},
        {"10.1.2.3", true},
        {"172.16.0.1", true},
        {"192.168.1.1", true},
        {"127.0.0.1", true},
        {"169.254.1.1", true},
        {"100.64.0.1", true},
        {"3232235777", true},
        {"0xC0.0xA8.1", true},
        {"012.1.1.1", true},
        {"134744072", false},
        {"::1", true},
        {"fd00::1", true},
        {"fe80::1%25eth0", true},
        {"::ffff:10.0.0.1", true},
        {"intranet", true},
        {"localhost", true},
        {"printer.local", true},
        {"a.internal", true},
        {"home.arpa", false},
        {"wiki.body.example", true},
        {"a.wiki.body.example", false},
        {"body.example", false},
        {"corp.example", false},
        {"a.corp.example", true},
        {"notcorp.example", false},
        {"file", true},
    };
    for (const Case& c : cases)
        EXPECT_EQ(is_internal_host(c.host, {"wiki.body.example", ".corp.example"}), c.is_internal) << c.host;
}

TEST(LinksInText, AreThoseThatMailProgramsWouldMake)
{
    const std::string_view text =
        "see https://a.example/x, <http://b.example> (ftp://c/) \\\\server\\share and http://[::1]/x.";
    EXPECT_EQ(links_in_text(text, 10),
              (std::vector<std::string_view>{"https://a.example/x", "http://b.example", "ftp://c/", "http://[::1]/x.",
                                             "\\\\server\\share"}));
    EXPECT_EQ(links_in_text(text, 2).size(), 2U);
    for (const std::string_view none : {"", "://", "a://[", "\\\\", "\\\\ x", "no link"}) {
        for (const std::string_view link : links_in_text(none, 10)) EXPECT_EQ(host_of_link(link), "") << none;
    }
}

}  // namespace
}  // namespace desk
