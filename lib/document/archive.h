#pragma once
/// The parts of a document that is a ZIP of XML (OOXML, OpenDocument), through libzip and pugixml. Nothing is ever written to
/// a disk and entries are asked for by name alone, so their paths mean nothing; entries that nobody asks for are never
/// inflated.  Pure.

#include "document/document.h"

#include <pugixml.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct zip;

namespace document {

/// Part of a file. A tree that is cut lacks its end, and its last elements are not whole.
struct XmlPart {
    pugi::xml_document tree;
    bool is_cut = false;
};

class Archive {
  public:
    /// `octets` must outlive the archive.
    explicit Archive(std::string_view octets);

    /// Why the document cannot be read, once anything has shown that it cannot; from then on all its parts are empty.
    [[nodiscard]] std::optional<Unreadable> fault() const { return fault_; }

    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }
    [[nodiscard]] bool has(std::string_view name) const;

    /// Empty when there is no such part. White space alone is kept, where asked for, as text.
    [[nodiscard]] XmlPart read_xml(std::string_view name, bool keeps_blanks);

  private:
    struct Close {
        void operator()(zip* archive) const;
    };
    struct Inflated {
        std::string octets;
        bool is_cut = false;
    };

    void take_names();
    [[nodiscard]] Inflated inflate(std::size_t index);

    std::unique_ptr<zip, Close> archive_;
    std::vector<std::string> names_;
    std::size_t octets_left_;
    std::optional<Unreadable> fault_;
};

/// Without its prefix: "p" of <w:p>. Views into the node.
[[nodiscard]] std::string_view local_name(const pugi::xml_node& node);
[[nodiscard]] std::string_view local_name(const pugi::xml_attribute& attribute);

/// By local names; empty when there is none.
[[nodiscard]] pugi::xml_node child(const pugi::xml_node& parent, std::string_view name);
[[nodiscard]] std::string_view attribute(const pugi::xml_node& node, std::string_view name);

/// A whole number that is not negative; `otherwise` when there is none.
[[nodiscard]] std::size_t count_attribute(const pugi::xml_node& node, std::string_view name, std::size_t otherwise);

}  // namespace document
