# Writes OUT: the text files below ROOT as string constants, sorted by name. Run by embed_folder.
file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/*)
list(SORT files)
set(entries "")
foreach(file ${files})
  file(READ ${ROOT}/${file} text)
  string(APPEND entries "    {\"${file}\", R\"embedded(${text})embedded\"},\n")
endforeach()
file(WRITE ${OUT} "#include \"base/embedded_file.h\"\n
#include <array>\n
namespace ${NAMESPACE} {\n
std::span<const base::EmbeddedFile> embedded_${NAME}();\n
std::span<const base::EmbeddedFile> embedded_${NAME}()\n{
    static const auto files = std::to_array<base::EmbeddedFile>({\n${entries}    });
    return files;\n}\n
}  // namespace ${NAMESPACE}\n")
