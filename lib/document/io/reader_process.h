#pragma once
/// The reader process, `gazetted --reader`: it has nothing but a socket (its standard input), over which documents come and
/// their readings go (wire.h). Each document is read by a child of its own, which may compute and nothing else; so a fault
/// of a library costs that document alone.

namespace document::io {

/// Until the other end closes, with which the process ends, too. Returns the exit code when it cannot begin.
int run_reader();

}  // namespace document::io
