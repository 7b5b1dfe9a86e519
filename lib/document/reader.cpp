#include "document/reader.h"

#include "document/read.h"

namespace document {

Reading DirectReader::read(std::string_view octets, std::string_view file_name)
{
    return read_document(octets, file_name);
}

}  // namespace document
