#pragma once
/// Measures how well the new text of replies is found.

#include "scoring.h"

namespace accuracy {

/// Whether a closing line ("Thanks, Alex") is new text is seen differently by those who made the expectations, so both
/// ways are right, and with them each place where they saw a part of the closing begin.
void measure_reply(const Sample& sample, Scores& scores);

}  // namespace accuracy
