#pragma once
/// Which part of an OOXML package refers to which (ECMA-376 part 2 §9.3). The names of parts are their program's choice, as
/// some call the text of a document word/document2.xml; what they are to each other is not.  Pure.

#include "document/archive.h"

#include <string>
#include <string_view>
#include <vector>

namespace document {

struct Relation {
    std::string id;
    std::string type;  ///< a URI, whose last word says it: ".../relationships/officeDocument"
    std::string part;  ///< its whole name in the package, without a slash at its start

    [[nodiscard]] bool is_to(std::string_view kind) const;  ///< "officeDocument", "styles", …
};

/// Of `part`, or of the whole package when that is empty. None when it says nothing.
[[nodiscard]] std::vector<Relation> read_relations(Archive& archive, std::string_view part);

/// The first of that kind; where no relation names a part that is there, the usual one.
[[nodiscard]] std::string related_part(const Archive& archive, const std::vector<Relation>& relations,
                                       std::string_view kind, std::string_view usual);

}  // namespace document
