#pragma once
/// What a process gives up for good before it looks at octets that nobody trusts (seccomp, setrlimit).

#include <cstddef>

namespace document::io {

/// Of the process that starts one child a document: no new privileges, files or sockets; it may still have children.
void give_up_for_children();

/// Of the child: it may compute, read and write what is open, and end. `data_octets_max`: its memory; SIGKILL comes after
/// `cpu_seconds_max` of computing.
void give_up_for_one_document(std::size_t data_octets_max, unsigned cpu_seconds_max);

/// A child is killed when its parent dies.
void end_with_parent();

}  // namespace document::io
