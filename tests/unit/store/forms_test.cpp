#include "store/forms.h"

#include "support/store_fixture.h"

#include <gtest/gtest.h>

#include <chrono>

namespace store {
namespace {

using testing_support::StoreFixture;

class FormsOfTheStore : public ::testing::Test, public StoreFixture {
  public:
    FormsOfTheStore()
    {
        add_list("sr-update");
        add_member("sr-update", "ann@body.example", "nmb");
        add_member("sr-update", "ann@body.example", "subscriber");
        add_member("sr-update", "ben@body.example", "subscriber");
        add_member("sr-update", "gone@body.example", "nmb", MemberState::left);
    }

    Id ask(const std::string& email)
    {
        return in(
            [&](Store& s) { return s.forms().add_asking("events", "sr-update", s.directory().contact(email), start); });
    }

    Id answer(Id asking, ReturnState state = ReturnState::review)
    {
        const Id message = spool("return " + std::to_string(++answers_));
        return in([&](Store& s) {
            return s.forms().add_return({.form = "events",
                                         .asking = asking,
                                         .message = message,
                                         .from = "colleague@body.example",
                                         .received_at = start,
                                         .state = state,
                                         .is_late = true,
                                         .has_doubts = true,
                                         .content = R"({"rows":[]})"});
        });
    }

    std::vector<std::string> unasked(const std::vector<std::string>& categories, std::size_t rows_max = 10)
    {
        return in([&](Store& s) {
            std::vector<std::string> emails;
            Id after = 0;
            for (;;) {
                const auto next = s.forms().unasked("events", "sr-update", categories, after, rows_max);
                for (const Unasked& each : next) {
                    after = each.contact;
                    for (const char* email : {"ann@body.example", "ben@body.example", "gone@body.example"})
                        if (s.directory().contact(email) == each.contact) emails.emplace_back(email);
                }
                if (next.size() < rows_max) return emails;
            }
        });
    }

  private:
    int answers_ = 0;
};

TEST_F(FormsOfTheStore, AskEachActiveContactOnceWhateverItsCategories)
{
    EXPECT_EQ(unasked({}, 1), (std::vector<std::string>{"ann@body.example", "ben@body.example"}));
    EXPECT_EQ(unasked({"subscriber"}), (std::vector<std::string>{"ann@body.example", "ben@body.example"}));
    EXPECT_EQ(unasked({"nmb"}), std::vector<std::string>{"ann@body.example"});
    const Id asking = ask("ann@body.example");
    EXPECT_NE(asking, 0);
    EXPECT_EQ(ask("ann@body.example"), 0);
    EXPECT_EQ(unasked({}), std::vector<std::string>{"ben@body.example"});
    const auto found = in([&](Store& s) { return s.forms().find_asking(asking); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->email, "ann@body.example");
    EXPECT_EQ(found->category, "nmb");
    EXPECT_EQ(found->asked_at, start);
    EXPECT_FALSE(found->reminded_at);
}

TEST_F(FormsOfTheStore, KeepAReturnAsItCame)
{
    const Id asking = ask("ann@body.example");
    const Id id = answer(asking);
    const auto found = in([&](Store& s) { return s.forms().find_return(id); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->member, "ann@body.example");
    EXPECT_EQ(found->from, "colleague@body.example");
    EXPECT_EQ(found->state, ReturnState::review);
    EXPECT_TRUE(found->is_late);
    EXPECT_TRUE(found->has_doubts);
    EXPECT_EQ(found->content, R"({"rows":[]})");
    EXPECT_EQ(in([&](Store& s) { return s.forms().find_return_of(found->message); })->id, id);
    in([&](Store& s) { s.forms().set_state(id, ReturnState::accepted); });
    EXPECT_EQ(in([&](Store& s) { return s.forms().returns("events"); }).at(0).state, ReturnState::accepted);
}

TEST_F(FormsOfTheStore, GiveAReturnOneAddressForItsCorrections)
{
    const Id asking = ask("ann@body.example");
    const Id id = answer(asking);
    const Id correction = in([&](Store& s) { return s.forms().correction_of(id, start); });
    EXPECT_NE(correction, 0);
    EXPECT_NE(correction, asking);
    EXPECT_EQ(in([&](Store& s) { return s.forms().correction_of(id, start); }), correction);
    EXPECT_EQ(in([&](Store& s) { return s.forms().find_asking(correction); })->corrects, id);
    EXPECT_EQ(in([&](Store& s) { return s.forms().askings("events"); }).size(), 1U);
    answer(correction);
    const Id contact = in([&](Store& s) { return s.directory().contact("ann@body.example"); });
    EXPECT_EQ(in([&](Store& s) { return s.forms().returns_of("events", contact); }).size(), 2U);
}

TEST_F(FormsOfTheStore, ForgetWhatAnErasedContactAnswered)
{
    const Id id = answer(ask("ann@body.example"));
    EXPECT_EQ(in([](Store& s) { return s.personal_data().returns("ann@body.example"); }).size(), 1U);
    EXPECT_EQ(in([](Store& s) { return s.personal_data().returns("COLLEAGUE@body.example"); }).size(), 1U);
    EXPECT_EQ(in([](Store& s) { return s.personal_data().messages("ann@body.example"); }).size(), 1U);
    in([](Store& s) {
        s.personal_data().withdraw("ann@body.example", base::Time{});
        s.personal_data().erase("ann@body.example");
    });
    const auto found = in([&](Store& s) { return s.forms().find_return(id); });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->content, "");
    EXPECT_EQ(found->from, "");
    EXPECT_EQ(found->member, "");
}

}  // namespace
}  // namespace store
