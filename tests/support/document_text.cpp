#include "support/document_text.h"

namespace testing_support {

namespace {

std::string in_one_line(const std::string& text)
{
    std::string line;
    for (const char c : text) line += c == '\n' ? " / " : std::string(1, c);
    return line;
}

std::string text_of(const document::Table& table)
{
    std::string text;
    for (const auto& row : table.rows) {
        text += '[';
        for (const document::Cell& cell : row) text += (&cell == row.data() ? "" : " | ") + in_one_line(cell.text);
        text += "]\n";
    }
    return text;
}

}  // namespace

std::string text_of(const document::Document& document)
{
    std::string text;
    for (const document::Block& block : document.blocks) {
        if (const auto* line = std::get_if<document::Line>(&block)) text += line->text + '\n';
        if (const auto* table = std::get_if<document::Table>(&block)) text += text_of(*table);
        if (const auto* field = std::get_if<document::Field>(&block))
            text += '{' + field->name + " = " + in_one_line(field->value) + "}\n";
    }
    return text;
}

std::string text_of(const document::Reading& reading)
{
    if (const auto* why = std::get_if<document::Unreadable>(&reading))
        return "unreadable: " + std::string(document::name_of(*why));
    return text_of(std::get<document::Document>(reading));
}

}  // namespace testing_support
