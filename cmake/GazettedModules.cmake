# gazetted_module(name NEEDS modules… USES libraries… IO_USES libraries… EMBEDS folders…)
#
# lib/NAME/*.cpp becomes the library NAME: pure, so it compiles without the libraries of IO_USES.
# lib/NAME/io/*.cpp, where there is such a folder, becomes NAME_io: the module's shell.
# EMBEDS turns the files of a folder into string constants of the library (see embed_folder).

set(GAZETTED_WARNINGS -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wold-style-cast
    -Wno-missing-field-initializers  # a designated initialiser leaves out what has a default
    -Werror)

function(gazetted_compile_rules target)
  target_include_directories(${target} PUBLIC ${CMAKE_SOURCE_DIR}/lib)
  target_compile_options(${target} PRIVATE ${GAZETTED_WARNINGS})
  target_compile_definitions(${target} PRIVATE _GLIBCXX_ASSERTIONS)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    target_compile_options(${target} PRIVATE -Wno-register -Wno-unknown-warning-option
                           -Wno-deprecated-declarations)  # g++ 12's own std::stable_sort, as clang 19 reads it
  endif()
  if(GAZETTED_SANITIZE)
    target_compile_options(${target} PUBLIC -fsanitize=${GAZETTED_SANITIZE} -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=${GAZETTED_SANITIZE})
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${target} PUBLIC -Wno-maybe-uninitialized)  # g++ 12 sees ghosts in instrumented code
    endif()
    if(GAZETTED_SANITIZE MATCHES undefined)
      target_compile_options(${target} PUBLIC -fno-sanitize-recover=undefined)
    endif()
    if(GAZETTED_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      target_compile_options(${target} PUBLIC -Wno-tsan)
    endif()
  endif()
  if(GAZETTED_FUZZ)
    target_compile_options(${target} PUBLIC -fsanitize=fuzzer-no-link)
  endif()
endfunction()

# Each file below FOLDER becomes an entry of `std::span<const EmbeddedFile> NAMESPACE::embedded_FOLDERNAME()`.
function(embed_folder target namespace folder)
  get_filename_component(name ${folder} NAME)
  set(source ${CMAKE_BINARY_DIR}/embedded/${target}_${name}.cpp)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*)
  add_custom_command(OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR}/${folder} -DOUT=${source} -DNAMESPACE=${namespace} -DNAME=${name}
            -P ${CMAKE_SOURCE_DIR}/cmake/EmbedFolder.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/cmake/EmbedFolder.cmake VERBATIM)
  target_sources(${target} PRIVATE ${source})
endfunction()

function(gazetted_module name)
  cmake_parse_arguments(M "" "" "NEEDS;USES;IO_USES;EMBEDS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/lib/${name}/*.cpp)
  file(GLOB io_sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/lib/${name}/io/*.cpp)
  add_library(${name} STATIC ${sources})
  gazetted_compile_rules(${name})
  target_link_libraries(${name} PUBLIC ${M_NEEDS} ${M_USES})
  set(embedder ${name})
  if(io_sources)
    add_library(${name}_io STATIC ${io_sources})
    gazetted_compile_rules(${name}_io)
    set(io_needs "")
    foreach(need ${M_NEEDS})
      if(TARGET ${need}_io)
        list(APPEND io_needs ${need}_io)
      endif()
    endforeach()
    target_link_libraries(${name}_io PUBLIC ${name} ${io_needs} ${M_IO_USES})
  endif()
  foreach(folder ${M_EMBEDS})
    if(folder MATCHES "/io/")
      set(embedder ${name}_io)
    endif()
    embed_folder(${embedder} ${name} ${folder})
  endforeach()
endfunction()
