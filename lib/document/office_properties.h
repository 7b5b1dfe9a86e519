#pragma once
/// What the properties of OOXML and OpenDocument files tell of people, and whether they bring macros.  Pure.

#include "document/archive.h"
#include "document/builder.h"

namespace document {

/// Of docProps (ECMA-376 part 1 §15.2.12) and of meta.xml (OpenDocument 1.2 part 1 §4.3).
void take_properties(Archive& archive, Builder& builder);

}  // namespace document
