#include "mail/media_type.h"

#include "mail/file_kind.h"

#include <gtest/gtest.h>

namespace mail {
namespace {

TEST(MediaType, OfEveryKindIsOneOfAnAttachment)
{
    for (const std::string_view kind : file_kinds()) {
        const std::string_view type = media_type_of(kind);
        EXPECT_NE(type.find('/'), std::string_view::npos) << kind;
        EXPECT_FALSE(type.starts_with("message/") || type.starts_with("multipart/")) << kind;
    }
}

TEST(MediaType, FollowsTheContent)
{
    EXPECT_EQ(media_type_of(file_kind("%PDF-1.4\n")), "application/pdf");
    EXPECT_EQ(media_type_of(file_kind("plain words\n")), "text/plain");
    EXPECT_EQ(media_type_of(file_kind("\xFF\xD8\xFF\xE0 and more")), "image/jpeg");
    EXPECT_EQ(media_type_of(file_kind("#!/bin/sh\n")), "application/octet-stream") << "a program is saved, not run";
    EXPECT_EQ(media_type_of("docm"), "application/octet-stream");
    EXPECT_EQ(media_type_of("of tomorrow"), "application/octet-stream");
}

}  // namespace
}  // namespace mail
