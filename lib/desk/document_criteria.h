#pragma once
/// The criteria that look into attached documents. They are read elsewhere (document/readings.h); one that could not be read
/// is told, and refuses nothing.  Pure.

#include "config/config.h"
#include "desk/findings.h"
#include "desk/post_content.h"
#include "document/readings.h"

namespace desk {

[[nodiscard]] bool needs_documents(const config::Criterion& criterion);

/// No PDF has more pages than it may. `readings` may be nullptr: then nothing is read.
[[nodiscard]] Findings check_pdf_pages(const config::Criterion& criterion, const PostContent& content,
                                       document::Readings* readings);

/// Each page of each PDF is of one of the sizes, upright or across.
[[nodiscard]] Findings check_page_size(const config::Criterion& criterion, const PostContent& content,
                                       document::Readings* readings);

/// No document names people in its properties.
[[nodiscard]] Findings check_properties(const PostContent& content, document::Readings* readings);

}  // namespace desk
