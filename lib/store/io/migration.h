#pragma once
/// Brings a store's schema to the one that this program knows.

#include "store/io/database.h"

namespace store::io {

/// In one transaction, so that a crash leaves the old schema or the new one.
/// Throws std::runtime_error when the file is not a store of ours, or newer than this program.
void migrate(Database& database);

}  // namespace store::io
