#include "document/office_properties.h"

#include "base/text.h"

#include <array>
#include <string>
#include <string_view>

namespace document {

namespace {

struct Property {
    std::string_view element;
    std::string_view role;
};

constexpr std::array<Property, 6> properties{{
    {"creator", "author"},
    {"lastModifiedBy", "last changed by"},
    {"initial-creator", "first author"},
    {"printed-by", "printed by"},
    {"Manager", "manager"},
    {"Company", "company"},
}};

/// The `creator` of meta.xml is who saved it last.
void take_people(const pugi::xml_node& parent, bool is_open_document, Builder& builder)
{
    for (const pugi::xml_node& node : parent.children()) {
        const std::string_view name = local_name(node);
        for (const Property& property : properties) {
            if (property.element != name) continue;
            const bool is_last = is_open_document && name == "creator";
            builder.add_person(is_last ? "last changed by" : property.role, node.child_value());
        }
    }
}

bool is_macro(std::string_view name)
{
    const std::string lower = base::to_lower(name);
    const bool is_basic = lower.starts_with("basic/") && lower.ends_with(".xml") && !lower.ends_with("-lb.xml") &&
                          !lower.ends_with("-lc.xml");
    return is_basic || lower.ends_with("vbaproject.bin") || (lower.starts_with("scripts/") && !lower.ends_with('/'));
}

}  // namespace

void take_properties(Archive& archive, Builder& builder)
{
    for (const char* part : {"docProps/core.xml", "docProps/app.xml"})
        take_people(archive.read_xml(part, false).tree.document_element(), false, builder);
    take_people(child(archive.read_xml("meta.xml", false).tree.document_element(), "meta"), true, builder);
    for (const std::string& name : archive.names()) {
        if (is_macro(name)) builder.note_macros();
    }
}

}  // namespace document
