#pragma once
/// LibreOffice without a window and with a profile of its own, filling in the documents that it is given.

#include "support/temporary_folder.h"

#include <string>
#include <string_view>
#include <vector>

namespace testing_support {

class OfficeProgram {
  public:
    /// A value for the cell beside a label, or for the first empty one under a heading.
    struct Entry {
        enum class Where : unsigned char { beside_label, under_heading } where;
        std::string label;  ///< as it stands in the document
        std::string value;
    };

    /// Whether it is installed. `why` says what is missing.
    [[nodiscard]] static bool is_possible(std::string& why);

    OfficeProgram();

    /// The document with those entries, saved as another kind: "xlsx", "docx", "ods", "odt". Throws when it fails.
    [[nodiscard]] std::string fill_in(const std::string& octets, std::string_view kind, std::string_view saved_as,
                                      const std::vector<Entry>& entries);

  private:
    TemporaryFolder folder_;
};

}  // namespace testing_support
