#include "base/io/files.h"

#include "support/temporary_folder.h"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace base::io {
namespace {

class Files : public testing::Test {
  protected:
    std::filesystem::path write(const std::string& name, const std::string& text, mode_t mode = 0600)
    {
        const std::filesystem::path path = folder_.path() / name;
        std::ofstream(path) << text;
        EXPECT_EQ(::chmod(path.c_str(), mode), 0);
        return path;
    }

    testing_support::TemporaryFolder folder_;
};

TEST_F(Files, SecretThatOthersMayReadIsRefused)
{
    for (const mode_t mode : {0600U, 0640U, 0400U, 0440U}) {
        const auto secret = read_secret(write("s", "pass word\r\nnote\n", mode));
        ASSERT_TRUE(secret) << std::oct << mode;
        EXPECT_EQ(*secret, "pass word");
    }
    for (const mode_t mode : {0644U, 0604U, 0660U, 0641U, 0700U, 0606U}) {
        const auto refused = read_secret(write("s", "password", mode));
        ASSERT_FALSE(refused) << std::oct << mode;
        EXPECT_NE(refused.error().text.find("mode must be 0640 or less"), std::string::npos);
        EXPECT_EQ(refused.error().text.find("password"), std::string::npos) << "a secret is in no message";
    }
}

TEST_F(Files, SecretBehindALinkIsJudgedByTheFileItself)
{
    const auto open_file = write("open", "password", 0644);
    const auto link = folder_.path() / "link";
    std::filesystem::create_symlink(open_file, link);
    EXPECT_FALSE(read_secret(link));
    ASSERT_EQ(::chmod(open_file.c_str(), 0600), 0);
    EXPECT_TRUE(read_secret(link));
}

TEST_F(Files, LargerThanTheLimitIsRefusedAndNotReadToItsEnd)
{
    EXPECT_TRUE(read_file(write("f", "12345"), 5));
    const auto refused = read_file(write("f", "123456"), 5);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().text.find("larger than 5 octets"), std::string::npos);
    EXPECT_FALSE(read_file("/dev/zero", 100'000)) << "has no end";
    EXPECT_FALSE(read_file(folder_.path(), 5)) << "a folder";
    EXPECT_FALSE(read_file(folder_.path() / "none", 5));
}

}  // namespace
}  // namespace base::io
