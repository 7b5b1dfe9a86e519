#pragma once
/// The words of a PDF's page, typed where a test wants them.

#include "base/text.h"
#include "document/pdf_layout.h"

#include <string>
#include <string_view>
#include <vector>

namespace testing_support {

/// One line of 12 points, letters 5 wide and blanks 3.
inline void type(std::vector<document::PdfWord>& words, double left, double top, std::string_view text)
{
    constexpr double width = 5;
    for (const std::string_view each : base::split(text, ' ')) {
        const double right = left + width * static_cast<double>(each.size());
        words.push_back({.left = left, .top = top, .right = right, .bottom = top + 12, .text = std::string(each)});
        left = right + 3;
    }
}

}  // namespace testing_support
