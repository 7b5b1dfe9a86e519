#include "store/io/json_text.h"

#include <boost/json.hpp>

namespace store::io {

namespace json = boost::json;

std::string attributes_as_json(const std::vector<Attribute>& attributes)
{
    json::object object;
    for (const Attribute& attribute : attributes) object[attribute.name] = attribute.value;
    return json::serialize(object);
}

std::vector<Attribute> attributes_of_json(std::string_view text)
{
    std::vector<Attribute> attributes;
    const json::value value = json::parse(text);
    for (const auto& member : value.as_object()) {
        attributes.push_back({.name = std::string(member.key()), .value = std::string(member.value().as_string())});
    }
    return attributes;
}

std::string texts_as_json(const std::vector<std::string>& texts)
{
    return json::serialize(json::array(texts.begin(), texts.end()));
}

std::vector<std::string> texts_of_json(std::string_view text)
{
    std::vector<std::string> texts;
    const json::value value = json::parse(text);
    for (const json::value& element : value.as_array()) texts.emplace_back(element.as_string());
    return texts;
}

std::string due_rows_as_json(const std::vector<DueRow>& rows)
{
    json::array array;
    for (const DueRow& row : rows) {
        for (const Issues::DueTimes::Stretch& stretch : row.times.stretches) {
            array.push_back({row.language, row.country, stretch.from.count(), stretch.until.count(),
                             base::to_unix_ms(stretch.at), base::to_unix_ms(row.times.earliest)});
        }
    }
    return json::serialize(array);
}

}  // namespace store::io
