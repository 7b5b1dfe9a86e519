#pragma once
/// The text of OpenDocument's paragraphs, with what the styles and forms of its file say about them.  Pure.

#include "document/archive.h"
#include "document/layout.h"
#include "document/number_format.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace document {

/// A control of office:forms.
struct OdfControl {
    std::string name;
    std::string value;  ///< as a Field has it
    std::string shown;  ///< in its line
};

/// What a file's content.xml says beside its body. Holds views into that tree.
struct OdfStyles {
    std::set<std::string_view> hidden_texts;            ///< styles of text that nobody sees
    std::set<std::string_view> struck_texts;            ///< styles of text that was taken back
    std::set<std::string_view> hidden_tables;           ///< styles of tables that nobody sees
    std::map<std::string_view, NumberFormat> shown_of;  ///< what cells of a style show of their dates
};

[[nodiscard]] OdfStyles read_odf_styles(const pugi::xml_node& content);

class OdfTextReader {
  public:
    /// `styles` must outlive the reader.
    explicit OdfTextReader(const OdfStyles& styles) : styles_(styles) {}

    void take_forms(const pugi::xml_node& forms);

    /// Paragraphs, headings, lists, sections, tables and what holds them.
    Items read_blocks(const pugi::xml_node& parent);

    /// Controls that stand nowhere in the text.
    Items remaining_fields();

    [[nodiscard]] bool has_hidden_text() const { return has_hidden_text_; }

  private:
    void read_block(const pugi::xml_node& node, Items& items);
    void read_paragraph(const pugi::xml_node& node, Items& items);
    void read_inline(const pugi::xml_node& parent);
    void read_element(const pugi::xml_node& node);
    void read_content_control(const pugi::xml_node& node);
    void read_form_mark(const pugi::xml_node& node);
    void read_control(const pugi::xml_node& node);
    void read_frame(const pugi::xml_node& parent, Items& items);
    void read_rows(const pugi::xml_node& parent, PageTable& table);
    void read_row(const pugi::xml_node& row, PageTable& table);

    const OdfStyles& styles_;
    std::map<std::string, OdfControl, std::less<>> controls_;  ///< by id
    std::vector<std::string> control_order_;
    std::string text_;
    Items behind_;  ///< what stands behind the paragraph that is being read
    bool has_hidden_text_ = false;
    std::size_t cells_ = 0;  ///< of all tables, so that repeated ones stay bounded
};

}  // namespace document
