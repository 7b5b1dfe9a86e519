#include "mail/delivery_status.h"

#include <gtest/gtest.h>

namespace mail {
namespace {

TEST(DeliveryStatus, GroupsAreReadInAnyOrder)
{
    const auto groups =
        read_delivery_status("Reporting-MTA: dns; mx.body.example\r\n\r\n"
                             "Original-Recipient: rfc822;Ann@body.example\r\n"
                             "Final-Recipient: RFC822; ann@mail.body.example\r\n"
                             "Action: failed\r\nStatus: 5.1.1 (bad)\r\n"
                             "Diagnostic-Code: smtp; 550 5.1.1\r\n  user unknown\r\n\r\n"
                             "status: 4.2.2\r\naction: Delayed\r\nfinal-recipient: <bob@body.example>\r\n");
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].final_recipient, "ann@mail.body.example");
    EXPECT_EQ(groups[0].original_recipient, "Ann@body.example");
    EXPECT_EQ(groups[0].action, DeliveryAction::failed);
    EXPECT_EQ(groups[0].status.text(), "5.1.1");
    EXPECT_EQ(groups[0].diagnostic, "550 5.1.1 user unknown");
    EXPECT_EQ(groups[1].final_recipient, "bob@body.example");
    EXPECT_EQ(groups[1].action, DeliveryAction::delayed);
}

TEST(DeliveryStatus, GroupsWithoutBlankLinesAreToldApart)
{
    const auto groups =
        read_delivery_status("Final-Recipient: rfc822; a@body.example\nAction: failed\nStatus: 5.0.0\n"
                             "Final-Recipient: rfc822; b@body.example\nAction: relayed\nStatus: 2.0.0\n");
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].action, DeliveryAction::failed);
    EXPECT_EQ(groups[1].action, DeliveryAction::relayed);
}

TEST(DeliveryStatus, OriginalRecipientOfTheNextIsNotTheLasts)
{
    const auto groups = read_delivery_status("Final-Recipient: rfc822; a@body.example\nAction: failed\n\n"
                                             "Original-Recipient: rfc822; b@body.example\n"
                                             "Final-Recipient: rfc822; c@body.example\nAction: failed\n");
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].original_recipient, "");
    EXPECT_EQ(groups[1].original_recipient, "b@body.example");
}

TEST(DeliveryStatus, BlankLineWithinAGroupIsForgiven)
{
    const auto groups =
        read_delivery_status("Final-Recipient: rfc822; a@body.example\n\nAction: failed\n\nStatus: 5.2.2\n");
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_EQ(groups[0].status.text(), "5.2.2");
}

TEST(DeliveryStatus, TextAroundAndQuotationAreForgiven)
{
    const auto groups = read_delivery_status("Technical report:\n\n> Final-Recipient: rfc822; a@body.example\n"
                                             "> Action: expanded\n\nStatus: RO\nBye\n");
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_EQ(groups[0].action, DeliveryAction::expanded);
    EXPECT_FALSE(groups[0].status.is_given());
    EXPECT_TRUE(read_delivery_status("Status: 5.1.1\nAction: failed\n").empty()) << "nobody is named";
    EXPECT_TRUE(read_delivery_status("").empty());
}

}  // namespace
}  // namespace mail
