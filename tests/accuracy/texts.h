#pragma once
/// Measures how well charsets, encoded words and transfer encodings are undone.

#include "scoring.h"

namespace accuracy {

/// Subject, first text, names of attachments, and raw texts.
void measure_texts(const Sample& sample, Scores& scores);

}  // namespace accuracy
