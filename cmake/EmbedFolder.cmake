# Writes OUT: the files below ROOT as string constants, sorted by name. Run by embed_folder.
file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/*)
list(SORT files)
set(entries "")
foreach(file ${files})
  file(READ ${ROOT}/${file} hex HEX)
  string(REGEX REPLACE "(..)" "\\\\x\\1" octets "${hex}")
  # A literal of its own for each stretch of octets: compilers limit the length of one.
  string(REGEX REPLACE "((\\\\x..)(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?(\\\\x..)?)" "\"\\1\"\n" literal "${octets}")
  file(SIZE ${ROOT}/${file} size)
  string(APPEND entries "    {\"${file}\", std::string_view(${literal}\"\", ${size})},\n")
endforeach()
file(WRITE ${OUT} "#include \"base/embedded_file.h\"\n
#include <array>\n
namespace ${NAMESPACE} {\n
std::span<const base::EmbeddedFile> embedded_${NAME}();\n
std::span<const base::EmbeddedFile> embedded_${NAME}()\n{
    static const auto files = std::to_array<base::EmbeddedFile>({\n${entries}    });
    return files;\n}\n
}  // namespace ${NAMESPACE}\n")
