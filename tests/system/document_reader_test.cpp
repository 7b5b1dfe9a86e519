/// Documents read by the process of their own, `gazetted --reader`, as the daemon and gazettectl use it.

#include "document/io/reader_client.h"

#include "document/read.h"
#include "document/reading_json.h"
#include "support/document_text.h"
#include "support/office_files.h"
#include "support/places.h"
#include "support/process.h"
#include "support/temporary_folder.h"
#include "support/text_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

namespace {

using document::Reading;
using document::io::ReaderClient;
using testing_support::docx_of;
using testing_support::program;
using testing_support::TemporaryFolder;
using testing_support::text_of;

std::string fixture(const std::string& name)
{
    return testing_support::read_text(testing_support::source_folder() / "tests/data/documents" / name);
}

std::string paragraph(const std::string& text)
{
    return "<w:p><w:r><w:t>" + text + "</w:t></w:r></w:p>";
}

std::string status_of(pid_t process)
{
    return testing_support::read_text("/proc/" + std::to_string(process) + "/status");
}

TEST(DocumentReader, ReadsEachFormatAsIfItWereHere)
{
    ReaderClient reader(program("gazetted"));
    for (const char* name : {"events.xlsx", "events.ods", "survey.docx", "survey.odt", "survey.pdf"}) {
        const std::string octets = fixture(name);
        EXPECT_EQ(document::to_json(reader.read(octets, name)),
                  document::to_json(document::read_document(octets, name)))
            << name;
    }
    EXPECT_EQ(text_of(reader.read("a;b\nc;d\n", "x.csv")), "[a | b]\n[c | d]\n");
    EXPECT_EQ(text_of(reader.read("", "")), "");
}

TEST(DocumentReader, HoldsNothingThatItDoesNotNeed)
{
    ReaderClient reader(program("gazetted"));
    (void)reader.read("a", "a.txt");
    const std::string status = status_of(reader.process_id());
    EXPECT_THAT(status, testing::HasSubstr("NoNewPrivs:\t1"));
    EXPECT_THAT(status, testing::HasSubstr("Seccomp:\t2"));
    const std::string process = "/proc/" + std::to_string(reader.process_id());
    EXPECT_EQ(testing_support::read_text(process + "/environ"), "");
    const auto files = std::filesystem::directory_iterator(process + "/fd");
    EXPECT_LE(std::distance(begin(files), end(files)), 3);
}

TEST(DocumentReader, IsStartedAnewWhenItIsGone)
{
    ReaderClient reader(program("gazetted"));
    const pid_t first = reader.process_id();
    ASSERT_EQ(::kill(first, SIGKILL), 0);
    EXPECT_EQ(text_of(reader.read("a", "a.txt")), "a\n");
    EXPECT_NE(reader.process_id(), first);
}

TEST(DocumentReader, EndsWithItsCaller)
{
    pid_t process = -1;
    {
        ReaderClient reader(program("gazetted"));
        process = reader.process_id();
        EXPECT_EQ(::kill(process, SIGTERM), 0);  // as systemd sends it to all of a service
        EXPECT_EQ(text_of(reader.read("a", "a.txt")), "a\n");
        EXPECT_EQ(reader.process_id(), process);
    }
    EXPECT_NE(::kill(process, 0), 0);
}

TEST(DocumentReader, EndsByItselfWhenNobodyIsThere)
{
    const auto ended = testing_support::run_process({program("gazetted"), "--reader"}, "", std::chrono::seconds(10));
    EXPECT_EQ(ended.exit_code, 0) << ended.errors;
}

TEST(DocumentReader, OneThatHangsIsGivenUp)
{
    ReaderClient reader(program("gazetted"));
    ASSERT_EQ(::kill(reader.process_id(), SIGSTOP), 0);
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(text_of(reader.read("a", "a.txt")), "unreadable: too long");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(40));
    EXPECT_EQ(text_of(reader.read("a", "a.txt")), "a\n");
}

TEST(DocumentReader, HostileDocumentsCostThemselvesAlone)
{
    ReaderClient reader(program("gazetted"));
    const pid_t first = reader.process_id();
    std::string elements;
    while (elements.size() < 60'000'000) elements += "<w:a/><w:b/>" + std::to_string(elements.size());
    // Read to its end or given up, by how fast the machine is.
    EXPECT_THAT(text_of(reader.read(docx_of(elements), "a.docx")),
                testing::AnyOf(testing::StartsWith("unreadable: "), testing::IsEmpty()));
    EXPECT_EQ(text_of(reader.read(docx_of(std::string(40'000'000, ' ')), "a.docx")), "unreadable: hostile");
    EXPECT_EQ(text_of(reader.read("%PDF-1.7\n" + std::string(100'000, '['), "a.pdf")), "unreadable: damaged");
    EXPECT_EQ(text_of(reader.read(docx_of(paragraph("well")), "a.docx")), "well\n");
    EXPECT_EQ(reader.process_id(), first);
}

/// Without the fonts that it names, poppler complains on standard error, which may be a file.
TEST(DocumentReader, WhatLibrariesSayGoesNowhere)
{
    const TemporaryFolder folder;
    const int log = ::open((folder / "log").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    const int before = ::dup(STDERR_FILENO);
    ::dup2(log, STDERR_FILENO);
    ReaderClient reader(program("gazetted"));
    ::dup2(before, STDERR_FILENO);
    for (const int file : {log, before}) ::close(file);
    const std::string form =
        "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] /DR << /Font << /F1 4 0 R >> >>"
        " /DA (/F1 10 Tf 0 g) >> >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [5 0 R] >>\nendobj\n"
        "4 0 obj\n<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\nendobj\n"
        "5 0 obj\n<< /Type /Annot /Subtype /Widget /FT /Tx /T (Name) /V <FEFF004A006F007300E9> /Rect [200 774 500 788]"
        " /DA (/F1 10 Tf 0 g) /P 3 0 R >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n";
    EXPECT_THAT(text_of(reader.read(form, "form.pdf")), testing::HasSubstr("Jos\u00E9"));
}

TEST(DocumentReader, AProgramThatIsNoneIsTold)
{
    EXPECT_THROW(ReaderClient("/nonexistent/gazetted"), std::runtime_error);
}

}  // namespace
