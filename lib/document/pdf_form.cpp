#include "document/pdf_form.h"

#include "document/qpdf.h"

#include <fmt/format.h>
#include <pugixml.hpp>

#include <set>
#include <stdexcept>
#include <string>

namespace document {

namespace {

constexpr std::size_t pages_read_max = 100;
constexpr std::size_t metadata_octets_max = std::size_t{1024} * 1024;

std::string text_of(QPDFObjectHandle object)
{
    if (object.isString()) return object.getUTF8Value();
    return object.isName() ? object.getName().substr(1) : std::string{};
}

/// A choice of several gives several lines.
std::string value_of(QPDFFormFieldObjectHelper& field)
{
    QPDFObjectHandle value = field.getValue();
    if (field.isCheckbox()) return value.isName() && value.getName() != "/Off" ? "yes" : "no";
    if (!value.isArray()) {
        const std::string text = text_of(value);
        return field.isRadioButton() && text == "Off" ? "" : text;
    }
    std::string lines;
    for (int i = 0; i < value.getArrayNItems(); ++i) lines += text_of(value.getArrayItem(i)) + '\n';
    return lines;
}

/// The name for people, where the form has one (§12.7.3.1: TU).
std::string name_of(QPDFFormFieldObjectHelper& field)
{
    const std::string for_people = field.getAlternativeName();
    return for_people.empty() ? field.getFullyQualifiedName() : for_people;
}

void take_fields(QPDF& pdf, Builder& builder)
{
    QPDFAcroFormDocumentHelper forms(pdf);
    if (!forms.hasAcroForm()) return;
    std::set<QPDFObjGen> seen;  // a field may show itself in several places
    std::size_t number = 0;
    for (QPDFPageObjectHelper& page : QPDFPageDocumentHelper(pdf).getAllPages()) {
        if (++number > pages_read_max) return builder.note_cut();
        for (QPDFAnnotationObjectHelper& widget : forms.getWidgetAnnotationsForPage(page)) {
            QPDFFormFieldObjectHelper field = forms.getFieldForAnnotation(widget);
            if (field.isPushbutton() || !seen.insert(field.getObjectHandle().getObjGen()).second) continue;
            builder.add_field(
                {.name = name_of(field), .value = value_of(field), .place = fmt::format("page {}", number)});
        }
    }
}

bool is_script(QPDFObjectHandle action)
{
    return action.isDictionary() && action.getKey("/S").isNameAndEquals("/JavaScript");
}

void take_scripts(QPDF& pdf, Builder& builder)
{
    QPDFObjectHandle root = pdf.getRoot();
    QPDFObjectHandle names = root.getKey("/Names");
    const bool has_named = names.isDictionary() && names.hasKey("/JavaScript");
    if (has_named || is_script(root.getKey("/OpenAction"))) builder.note_macros();
}

/// <dc:creator> of the metadata (XMP), wherever it stands.
void take_metadata(QPDF& pdf, Builder& builder)
{
    QPDFObjectHandle stream = pdf.getRoot().getKey("/Metadata");
    if (!stream.isStream()) return;
    const auto octets = stream.getStreamData(qpdf_dl_generalized);
    pugi::xml_document tree;
    const std::size_t size = std::min(octets->getSize(), metadata_octets_max);
    if (!tree.load_buffer(octets->getBuffer(), size)) return;
    const pugi::xml_node creator =
        tree.find_node([](const pugi::xml_node& node) { return std::string_view(node.name()) == "dc:creator"; });
    for (const pugi::xml_node& each : creator.first_child().children())
        builder.add_person("author", each.child_value());
}

void take_people(QPDF& pdf, Builder& builder)
{
    QPDFObjectHandle info = pdf.getTrailer().getKey("/Info");
    if (info.isDictionary()) builder.add_person("author", text_of(info.getKey("/Author")));
    take_metadata(pdf, builder);
}

}  // namespace

std::optional<Unreadable> take_pdf_form(std::string_view octets, Builder& builder)
{
    try {
        QPDF pdf;
        pdf.setSuppressWarnings(true);
        pdf.processMemoryFile("document", octets.data(), octets.size());
        take_fields(pdf, builder);
        take_scripts(pdf, builder);
        take_people(pdf, builder);
        return std::nullopt;
    } catch (const QPDFExc& error) {
        return error.getErrorCode() == qpdf_e_password ? Unreadable::encrypted : Unreadable::damaged;
    } catch (const std::logic_error&) {  // what qpdf throws for objects of types that it does not expect
        return Unreadable::damaged;
    } catch (const std::runtime_error&) {
        return Unreadable::damaged;
    }
}

}  // namespace document
