#include "mail/file_kind.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace mail {
namespace {

using std::string_view_literals::operator""sv;

std::string number(std::size_t value, std::size_t octets)
{
    std::string text;
    for (; octets-- > 0; value >>= 8U) text += static_cast<char>(value & 0xFFU);
    return text;
}

/// The least of a ZIP: local files without content, and the directory of their names.
std::string zip_of(const std::vector<std::string>& names, const std::string& first_content = "")
{
    std::string files;
    std::string directory;
    for (const std::string& name : names) {
        files += "PK\x03\x04" + std::string(22, '\0') + number(name.size(), 2) + number(0, 2) + name;
        if (&name == &names.front()) files += first_content;
        directory += "PK\x01\x02" + std::string(24, '\0') + number(name.size(), 2) + std::string(16, '\0') + name;
    }
    return files + directory + "PK\x05\x06" + std::string(4, '\0') + number(names.size(), 2) + number(names.size(), 2) +
           number(directory.size(), 4) + number(files.size(), 4) + number(0, 2);
}

TEST(FileKind, IsToldByContent)
{
    struct Case {
        std::string octets;
        std::string_view kind;
    };
    const std::string compound = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(512, '\0');
    const Case cases[] = {
        {"%PDF-1.4\n%\xE2\xE3\xCF\xD3", "pdf"},
        {"\x89PNG\r\n\x1A\n", "png"},
        {"\xFF\xD8\xFF\xE0", "jpeg"},
        {"GIF89a", "gif"},
        {std::string("RIFF\x24\0\0\0WEBPVP8 "sv), "webp"},
        {std::string("II*\0\x08"sv), "tiff"},
        {"{\\rtf1 a}", "rtf"},
        {zip_of({"[Content_Types].xml", "word/document.xml"}), "docx"},
        {zip_of({"word/document.xml", "docProps/app.xml", "[Content_Types].xml"}), "docx"},
        {zip_of({"[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"}), "docm"},
        {zip_of({"[Content_Types].xml", "xl/workbook.xml"}), "xlsx"},
        {zip_of({"[Content_Types].xml", "xl/workbook.xml", "xl/VBAPROJECT.BIN"}), "xlsm"},
        {zip_of({"[Content_Types].xml", "ppt/presentation.xml"}), "pptx"},
        {zip_of({"[Content_Types].xml", "word/document2.xml"}), "docx"},
        {zip_of({"word/document.xml"}), "zip"},
        {zip_of({"a.exe"}), "zip"},
        {zip_of({}), "zip"},
        {zip_of({"mimetype"}, "application/vnd.oasis.opendocument.unheard-of"), "zip"},
        {zip_of({"mimetype", "content.xml"}, "application/vnd.oasis.opendocument.text"), "odt"},
        {zip_of({"mimetype", "content.xml"}, "application/vnd.oasis.opendocument.spreadsheet"), "ods"},
        {"PK\x03\x04", "zip"},
        {zip_of({"[Content_Types].xml", "word/document.xml"}).substr(0, 200), "zip"},
        {compound + std::string("W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"sv), "doc"},
        {compound + std::string("W\0o\0r\0k\0b\0o\0o\0k\0"sv), "xls"},
        {compound, "other"},
        {"MZ\x90" + std::string(60, '\0'), "program"},
        {"MZ is a text of two letters and more", "text"},
        {"\x7F"
         "ELF\x02\x01\x01",
         "program"},
        {"#!/bin/sh\nrm x\n", "program"},
        {"<!DOCTYPE html><p>a", "html"},
        {"\xEF\xBB\xBF  <HTML>", "html"},
        {"<p>a piece of it", "text"},
        {"<?xml version=\"1.0\"?><svg onload=a>", "svg"},
        {"<svg xmlns='x'><script>", "svg"},
        {"<?xml version=\"1.0\"?><a/>", "xml"},
        {"BEGIN:VCALENDAR\r\n", "calendar"},
        {"BEGIN:VCARD\r\n", "contact"},
        {"Gr\xFC\xDF"
         "e",
         "text"},
        {"\x1B$B4A;z\x1B(B", "text"},
        {std::string("\xFF\xFE"
                     "a\0"sv),
         "text"},
        {std::string("a\0b"sv), "other"},
        {"", "text"},
    };
    for (const Case& c : cases) {
        EXPECT_EQ(file_kind(c.octets), c.kind) << c.octets;
        EXPECT_EQ(std::ranges::count(file_kinds(), file_kind(c.octets)), 1) << c.octets;
    }
}

TEST(FileKind, OfADirectoryThatLeadsElsewhereIsAZip)
{
    const std::string sound = zip_of({"[Content_Types].xml", "word/document.xml"});
    for (std::size_t at = 30; at < sound.size(); ++at) {
        for (const char octet : {'\0', '\x7F', '\xFF'}) {
            std::string harmed = sound;
            harmed[at] = octet;
            const std::string_view kind = file_kind(harmed);
            EXPECT_TRUE(kind == "zip" || kind == "docx") << at << ' ' << kind;
        }
    }
}

}  // namespace
}  // namespace mail
