#include "desk/vote_words.h"

#include "base/token.h"

#include <gtest/gtest.h>

#include <string>

namespace {

using desk::read_vote_words;
using desk::VoteWords;
using What = desk::VoteWords::What;

struct WordsCase {
    const char* text;
    What what;
    const char* reason = "";
};

class Answer : public testing::TestWithParam<WordsCase> {};

TEST_P(Answer, SaysWhatItsFirstWordSays)
{
    const VoteWords words = read_vote_words(GetParam().text);
    EXPECT_EQ(words.what, GetParam().what) << GetParam().text;
    EXPECT_EQ(words.reason, GetParam().reason) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(
    Words, Answer,
    testing::Values(WordsCase{"APPROVE", What::approve}, WordsCase{"approve\n", What::approve},
                    WordsCase{"\n  Approved.\n\nWell done, all.\n", What::approve, "Well done, all."},
                    WordsCase{"**Approve**", What::approve}, WordsCase{"- approve", What::approve},
                    WordsCase{"Reject: the date on page 2 is wrong", What::reject, "the date on page 2 is wrong"},
                    WordsCase{"Rejected\n\nThe date is wrong.\nSo is the place.\n", What::reject,
                              "The date is wrong.\nSo is the place."},
                    WordsCase{"J\u2019approuve, merci", What::approve, "merci"},
                    WordsCase{"APPROUV\u00c9", What::approve},
                    WordsCase{"Rejet\u00e9 : la date", What::reject, "la date"}, WordsCase{"Apruebo", What::approve},
                    WordsCase{"RECHAZAR. Falta el anexo.", What::reject, "Falta el anexo."},
                    WordsCase{"Approve\u3002", What::approve}, WordsCase{"APPROVE\u00a0", What::approve},
                    WordsCase{"\u201cAPPROVE\u201d", What::approve},
                    WordsCase{"APPROVE\u2014fine", What::approve, "fine"}, WordsCase{"1. approve", What::approve},
                    WordsCase{"REJECT\uff0c \u65e5\u4ed8", What::reject, "\u65e5\u4ed8"},
                    // what stands elsewhere decides nothing
                    WordsCase{"", What::unclear}, WordsCase{"Dear secretary,\n\napprove\n", What::unclear},
                    WordsCase{"I approve", What::unclear}, WordsCase{"not approved", What::unclear},
                    WordsCase{"yes", What::unclear}, WordsCase{"Approval is refused", What::unclear},
                    WordsCase{"disapprove", What::unclear}, WordsCase{"approver's note", What::unclear},
                    WordsCase{"\u627f\u8a8d", What::unclear},
                    // two minds, and questions
                    WordsCase{"Approve.\nReject.", What::unclear}, WordsCase{"Approve? ", What::unclear},
                    WordsCase{"Reject \u2026 no wait. Approve!", What::unclear},
                    WordsCase{"Approve\n\nApprove: <mailto:x>\nReject: <mailto:y>\n", What::unclear},
                    WordsCase{"Approve \u2026Reject", What::unclear}, WordsCase{"Approve\nRejet\u00e9", What::unclear},
                    WordsCase{"Approve, but do not reject item 2", What::approve, "but do not reject item 2"},
                    WordsCase{"delegate", What::unclear}, WordsCase{"delegate it to my deputy", What::unclear}));

TEST(Delegation, NamesTheSubstitute)
{
    for (const char* text : {"DELEGATE bob@body.example", "delegate to Bob <bob@body.example>, please",
                             "D\u00e9l\u00e9guer: bob@BODY.example.", "delego en mailto:bob@body.example"}) {
        const VoteWords words = read_vote_words(text);
        EXPECT_EQ(words.what, What::delegate) << text;
        EXPECT_EQ(words.substitute, "bob@body.example") << text;
    }
}

TEST(Reason, IsCutAndHoldsNoLiveToken)
{
    const std::string token = base::make_token(base::Purpose::vote, 7, base::Key{});
    const VoteWords words = read_vote_words("reject see sr-update+vote-" + token + "@lists.example");
    EXPECT_EQ(words.what, What::reject);
    EXPECT_EQ(words.reason.find(token), std::string::npos);
    std::string much;
    for (int i = 0; i < 3000; ++i) much += "\u00e9";
    EXPECT_LE(read_vote_words("reject " + much).reason.size(), 2010U);
}

}  // namespace
