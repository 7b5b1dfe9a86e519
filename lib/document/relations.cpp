#include "document/relations.h"

#include <algorithm>

namespace document {

namespace {

/// "word/" of "word/document.xml"; empty at the top.
std::string_view folder_of(std::string_view part)
{
    const auto slash = part.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : part.substr(0, slash + 1);
}

}  // namespace

bool Relation::is_to(std::string_view kind) const
{
    return type.ends_with(kind) && type.size() > kind.size() && type[type.size() - kind.size() - 1] == '/';
}

std::vector<Relation> read_relations(Archive& archive, std::string_view part)
{
    const std::string folder(folder_of(part));
    const XmlPart read = archive.read_xml(folder + "_rels/" + std::string(part.substr(folder.size())) + ".rels", false);
    std::vector<Relation> relations;
    for (const pugi::xml_node& node : read.tree.document_element().children()) {
        const std::string_view target = attribute(node, "Target");
        relations.push_back(
            {.id = std::string(attribute(node, "Id")),
             .type = std::string(attribute(node, "Type")),
             .part = target.starts_with('/') ? std::string(target.substr(1)) : folder + std::string(target)});
    }
    return relations;
}

std::string related_part(const Archive& archive, const std::vector<Relation>& relations, std::string_view kind,
                         std::string_view usual)
{
    const auto found = std::ranges::find_if(
        relations, [&](const Relation& each) { return each.is_to(kind) && archive.has(each.part); });
    return found == relations.end() ? std::string(usual) : found->part;
}

}  // namespace document
