#include "base/io/files.h"

#include "base/text.h"

#include <openssl/rand.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <system_error>

namespace base::io {

namespace {

class FileDescriptor {
  public:
    explicit FileDescriptor(int value) : value_(value) {}
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    ~FileDescriptor()
    {
        if (value_ >= 0) ::close(value_);
    }
    [[nodiscard]] int get() const { return value_; }

  private:
    int value_;
};

Failure cannot(const char* verb, const std::filesystem::path& path)
{
    return refuse(std::string("cannot ") + verb + ' ' + path.string() + ": " +
                  std::error_code(errno, std::generic_category()).message());
}

Result<void> write_all(const FileDescriptor& file, std::string_view octets, const std::filesystem::path& path)
{
    while (!octets.empty()) {
        const ssize_t written = ::write(file.get(), octets.data(), octets.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return cannot("write", path);
        octets.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(file.get()) != 0) return cannot("sync", path);
    return {};
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, std::size_t octets_max)
{
    const FileDescriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.get() < 0) return cannot("read", path);
    std::string octets;
    constexpr std::size_t piece = 64UL * 1024;
    for (;;) {
        const std::size_t have = octets.size();
        octets.resize(have + piece);
        const ssize_t got = ::read(file.get(), octets.data() + have, piece);
        octets.resize(have + static_cast<std::size_t>(got > 0 ? got : 0));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return cannot("read", path);
        if (got == 0) return octets;
        if (octets.size() > octets_max) {
            return refuse("cannot read " + path.string() + ": it is larger than " + std::to_string(octets_max) +
                          " octets");
        }
    }
}

namespace {

/// "credential:relay-password" is the file that systemd made for us (LoadCredential=).
std::filesystem::path resolve_credential(const std::filesystem::path& path)
{
    constexpr std::string_view start = "credential:";
    const std::string text = path.string();
    if (!text.starts_with(start)) return path;
    const char* const folder = std::getenv("CREDENTIALS_DIRECTORY");  // NOLINT(concurrency-mt-unsafe): nobody sets it
    return std::filesystem::path(folder == nullptr ? "/run/credentials/gazetted.service" : folder) /
           text.substr(start.size());
}

}  // namespace

Result<std::filesystem::path> secret_file(const std::filesystem::path& named)
{
    std::filesystem::path path = resolve_credential(named);
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return cannot("read", path);
    if ((status.st_mode & 0137U) != 0) {
        return refuse(path.string() + " may be read by others; its mode must be 0640 or less");
    }
    return path;
}

Result<std::string> read_private_file(const std::filesystem::path& named)
{
    constexpr std::size_t secret_octets_max = 64UL * 1024;
    const auto path = secret_file(named);
    if (!path) return path.error();
    return read_file(*path, secret_octets_max);
}

Result<std::string> read_secret(const std::filesystem::path& named)
{
    const auto text = read_private_file(named);
    if (!text) return text.error();
    return std::string(trim(split(*text, '\n').front()));
}

namespace {

Result<void> sync_folder(const std::filesystem::path& path)
{
    const FileDescriptor folder{::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (folder.get() < 0 || ::fsync(folder.get()) != 0) return cannot("sync", path);
    return {};
}

/// The new content beside the old, with its owner.
Result<void> write_beside(const std::filesystem::path& path, const std::filesystem::path& beside,
                          std::string_view octets)
{
    const FileDescriptor file{::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)};
    if (file.get() < 0) return cannot("create", beside);
    struct stat old {};
    const bool has_other_owner = ::stat(path.c_str(), &old) == 0 && old.st_uid != ::geteuid();
    if (has_other_owner && ::fchown(file.get(), old.st_uid, old.st_gid) != 0) return cannot("give away", beside);
    return write_all(file, octets, beside);
}

}  // namespace

Result<void> replace_file(const std::filesystem::path& path, std::string_view octets)
{
    const std::filesystem::path beside = path.string() + '.' + std::to_string(::getpid());
    const auto written = write_beside(path, beside, octets);
    if (written && ::rename(beside.c_str(), path.c_str()) == 0) return sync_folder(path.parent_path());
    const Failure failure = written ? cannot("replace", path) : written.error();
    ::unlink(beside.c_str());
    return failure;
}

std::int64_t boot_id()
{
    constexpr std::size_t octets_max = 100;
    const auto text = read_file("/proc/sys/kernel/random/boot_id", octets_max);
    if (!text) return 0;
    const Digest digest = sha256(*text);
    std::int64_t id = 0;
    std::memcpy(&id, digest.data(), sizeof id);
    return id;
}

Result<void> make_private_folder(const std::filesystem::path& path)
{
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) return {};
    std::filesystem::create_directories(path.parent_path(), error);
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return cannot("create", path);
    return {};
}

namespace {

Result<Key> read_key(const std::filesystem::path& path)
{
    Key key{};
    const auto octets = read_file(path, key.size());
    if (!octets) return octets.error();
    if (octets->size() != key.size()) return refuse(path.string() + " is not a key of 32 octets");
    std::memcpy(key.data(), octets->data(), key.size());
    return key;
}

Result<void> create_key(const std::filesystem::path& path)
{
    Key key{};
    if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1) return refuse("libcrypto has no random octets");
    const std::filesystem::path temporary = path.string() + '.' + std::to_string(::getpid());
    const auto written = write_beside(path, temporary, as_octets(key));
    if (!written) return written.error();
    // link() and not rename(): of two that create it at once, one wins and both then read the same key.
    const bool is_linked = ::link(temporary.c_str(), path.c_str()) == 0 || errno == EEXIST;
    ::unlink(temporary.c_str());
    if (!is_linked) return cannot("create", path);
    return sync_folder(path.parent_path());
}

}  // namespace

Result<Key> load_or_create_key(const std::filesystem::path& path)
{
    std::error_code error;
    if (!std::filesystem::exists(path, error)) {
        const auto created = create_key(path);
        if (!created) return created.error();
    }
    return read_key(path);
}

}  // namespace base::io
