# What `cmake --install build --prefix PREFIX` puts where; ./dev install also makes the user and the folders.

set(unit_folder lib/systemd/system)
set(doc_folder share/doc/gazetted)

install(TARGETS gazetted gazettectl RUNTIME DESTINATION bin)
install(FILES systemd/gazetted.socket systemd/gazetted-smtp.socket systemd/gazetted-web.socket DESTINATION ${unit_folder})
install(FILES systemd/gazetted.sysusers DESTINATION lib/sysusers.d RENAME gazetted.conf)
install(FILES systemd/gazetted.tmpfiles DESTINATION lib/tmpfiles.d RENAME gazetted.conf)
install(FILES README.md CHANGELOG.md LICENSE config/gazetted.toml DESTINATION ${doc_folder})
install(DIRECTORY docs/ DESTINATION ${doc_folder} FILES_MATCHING PATTERN "*.md")
install(DIRECTORY templates DESTINATION share/gazetted)

# The unit names the program where this installation puts it.
install(CODE "
  file(READ ${CMAKE_SOURCE_DIR}/systemd/gazetted.service unit)
  string(REPLACE /usr/bin/gazetted \${CMAKE_INSTALL_PREFIX}/bin/gazetted unit \"\${unit}\")
  string(REPLACE /usr/share/doc \${CMAKE_INSTALL_PREFIX}/share/doc unit \"\${unit}\")
  file(WRITE ${CMAKE_BINARY_DIR}/gazetted.service \"\${unit}\")")
install(FILES ${CMAKE_BINARY_DIR}/gazetted.service DESTINATION ${unit_folder})
