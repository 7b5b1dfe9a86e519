#pragma once
/// Measures how well delivery reports, complaints and automatic replies are read.

#include "desk/classify.h"
#include "scoring.h"

namespace accuracy {

/// `is` is what the desk made of it by its shape.
void measure_report(const Sample& sample, const desk::Classification& is, Scores& scores);

}  // namespace accuracy
