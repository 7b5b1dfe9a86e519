#include "document/zip_writer.h"

#include <zip.h>

#include <memory>
#include <stdexcept>

namespace document {

namespace {

constexpr zip_uint16_t first_date = 0x21;  // 1 January 1980, where the dates of ZIP begin

[[noreturn]] void fail()
{
    throw std::runtime_error("cannot write a ZIP");
}

void add(zip_t* archive, const ZipEntry& entry)
{
    zip_source_t* source = zip_source_buffer(archive, entry.octets.data(), entry.octets.size(), 0);
    if (source == nullptr) fail();
    const zip_int64_t added = zip_file_add(archive, entry.name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (added < 0) {
        zip_source_free(source);
        fail();
    }
    const auto index = static_cast<zip_uint64_t>(added);
    zip_file_set_dostime(archive, index, 0, first_date, 0);
    if (entry.is_stored) zip_set_file_compression(archive, index, ZIP_CM_STORE, 0);
}

std::string content_of(zip_source_t* source)
{
    zip_stat_t about;
    zip_stat_init(&about);
    if (zip_source_stat(source, &about) != 0 || zip_source_open(source) != 0) fail();
    std::string octets(about.size, '\0');
    const zip_int64_t count = zip_source_read(source, octets.data(), octets.size());
    zip_source_close(source);
    if (count < 0 || static_cast<zip_uint64_t>(count) != about.size) fail();
    return octets;
}

}  // namespace

std::string write_zip(const std::vector<ZipEntry>& entries)
{
    const std::unique_ptr<zip_source_t, void (*)(zip_source_t*)> source(
        zip_source_buffer_create(nullptr, 0, 0, nullptr), zip_source_free);
    if (!source) fail();
    zip_source_keep(source.get());  // the archive gives one hold back when it is closed, and we read after that
    std::unique_ptr<zip_t, void (*)(zip_t*)> archive(
        zip_open_from_source(source.get(), ZIP_CREATE | ZIP_TRUNCATE, nullptr), zip_discard);
    if (!archive) {
        zip_source_free(source.get());
        fail();
    }
    for (const ZipEntry& entry : entries) add(archive.get(), entry);
    if (zip_close(archive.get()) != 0) fail();
    (void)archive.release();  // NOLINT(bugprone-unused-return-value): closed
    return content_of(source.get());
}

}  // namespace document
