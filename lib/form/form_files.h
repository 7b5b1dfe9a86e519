#pragma once
/// A form as the files that go with it: a workbook and a text document, to be filled in and sent back.  Pure.

#include "config/form.h"
#include "mail/composer.h"

#include <string_view>
#include <vector>

namespace form {

/// "events.xlsx" and "events.docx". Throws std::runtime_error when there is no memory for them.
[[nodiscard]] std::vector<mail::Attachment> form_files(const config::Form& form, std::string_view language);

}  // namespace form
