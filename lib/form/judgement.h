#pragma once
/// What becomes of a return, by what was understood of it and the rules of its form.  Pure.
///
///   nothing understood ──no files──► empty   the member is told, a person reads his words
///                      ──files─────► held    a person types it in
///   after the closing date ─► too_late | held | as below, marked late
///   all understood, review = "auto" ─► accepted
///   else ────────────────────────────► review

#include "form/return.h"

#include <string>

namespace form {

enum class Verdict : unsigned char { accepted, review, held, empty, too_late };

struct Judgement {
    Verdict verdict = Verdict::review;
    bool is_late = false;
    std::string reason;  ///< for the secretary, on one line: "a return to events: 3 rows, 1 doubt"
};

[[nodiscard]] Judgement judge(const config::Form& form, const Return& content, base::Time received_at);

}  // namespace form
